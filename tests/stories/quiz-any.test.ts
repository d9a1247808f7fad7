import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { Message, Reply } from '../../core/platform.ts'
import { type Question, questionKinds } from '../../core/questions/question.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { ownBank } from '../support/world.ts'

/** What someone may do at a question, sensible or not. */
const deed = fc.oneof(
  { weight: 4, arbitrary: fc.record({ press: fc.nat(8), values: fc.subarray(['0', '1', '2', '3', '9', 'x']) }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('A B C D', '12', 'yes')) }),
  },
)

test('a quiz of any kinds, whatever is answered, ends; its scores lie within 0 and 1; nothing of a key is shown before the answer', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  let people = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...questionKinds, 'all', undefined),
      fc.constantFrom('3', '5'),
      fc.array(deed, { minLength: 10, maxLength: 30 }),
      async (kind, count, deeds) => {
        people += 1
        await live(room, `guest-${people}`, { count, ...(kind === undefined ? {} : { kind }) }, deeds)
      },
    ),
    { numRuns: 30 },
  )
  const scores = await inWorkspace(
    room.studyhall().study.database,
    room.workspace,
    (tx) => sqlOf(tx)`select score from quiz_items where score is not null`,
  )
  expect(scores.length).toBeGreaterThan(10)
  for (const { score } of scores) expect(score >= 0 && score <= 1).toBe(true)
})

type Deed = { press: number; values: string[] } | { type: string }

async function live(
  room: StoryRoom,
  who: string,
  options: Record<string, string>,
  deeds: readonly Deed[],
): Promise<void> {
  const { engine, study } = room.studyhall()
  const by = () => ({
    id: study.newId(),
    workspace: room.workspace,
    place: channel,
    member: { id: who, name: who },
    at: room.stage.now(),
  })
  let message = messageOf(await engine.handle({ kind: 'command', ...by(), words: 'quiz start', options }))
  for (const one of deeds) message = (await doOne(one)) ?? message
  // from here on whatever is shown is passed over: so often that any quiz is at its end
  for (let step = 0; step < 2 * Number(options.count) + 2; step += 1) {
    message = (await passOver()) ?? message
  }
  expect(message?.heading).toBe('Quiz done')

  async function doOne(one: Deed): Promise<Message | undefined> {
    if (message === undefined) return undefined
    if ('type' in one) return typed(one.type)
    const offered = [...(message.buttons ?? []), ...(message.menus ?? [])].filter(
      ({ id }) => !/^quiz-(stop|flag|again|retry|any)/.test(id),
    )
    const button = offered[one.press % Math.max(1, offered.length)]
    return button && pressed(button.id, one.values)
  }

  async function passOver(): Promise<Message | undefined> {
    const ids = (message?.buttons ?? []).map(({ id }) => id)
    const button = ids.find((id) => /^quiz-(next|pass):/.test(id))
    if (button !== undefined) return pressed(button, [])
    return ids.some((id) => id.startsWith('quiz-form:'))
      ? typed('I would have to think about that for a while.')
      : undefined
  }

  async function pressed(button: string, values: readonly string[]): Promise<Message | undefined> {
    return keep(await engine.handle({ kind: 'pressed', ...by(), message: '1', button, values }))
  }

  async function typed(text: string): Promise<Message | undefined> {
    const form = message?.buttons
      ?.find(({ id }) => id.startsWith('quiz-form:'))
      ?.id.replace('quiz-form:', 'quiz-answer:')
    if (form === undefined) return undefined
    return keep(await engine.handle({ kind: 'submitted', ...by(), form, values: { answer: [text] } }))
  }

  function keep(reply: Reply | undefined): Message | undefined {
    expect(JSON.stringify(reply)).not.toContain('broke on our side')
    if (reply?.kind !== 'update') return undefined
    if (isAsking(reply.message))
      expect(keyOf(questionIn(reply.message)).filter((part) => reply.message.text.includes(part))).toEqual([])
    return reply.message
  }
}

function messageOf(reply: Reply | undefined): Message | undefined {
  return reply?.kind === 'message' ? reply.message : undefined
}

function isAsking({ buttons = [] }: Message): boolean {
  return buttons.some(({ id }) => /^quiz-(pass|form):/.test(id))
}

function questionIn({ text }: Message): Question {
  const found = [...ownBank.questions.values()].find(({ question }) => text.includes(question.trim()))
  if (found === undefined) throw new Error(`no question of ours in: ${text}`)
  return found
}

/** What would give the answer away. */
function keyOf(question: Question): string[] {
  if (question.kind === 'open') return [question.reference.trim(), ...question.key_points.map(({ point }) => point)]
  const whys = 'options' in question ? question.options.flatMap(({ why }) => why ?? []) : []
  return [question.explanation.trim(), 'right answer', ...whys]
}
