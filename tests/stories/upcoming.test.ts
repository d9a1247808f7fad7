import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { rounds } from '../../core/db/schema.ts'
import type { Message } from '../../core/platform.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { menuOf, messageOf } from '../support/replies.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { closedBank, openBank } from '../support/world.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

interface Line {
  readonly date: string
  readonly question: string
  readonly pinned: boolean
}

/** The lines of the list: which question on which date. */
function linesOf({ text }: Pick<Message, 'text'>): Line[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => ({
      date: /\d{4}-\d{2}-\d{2}/.exec(line)?.[0] ?? '',
      question: /`([a-z0-9-]+)`/.exec(line)?.[1] ?? '',
      pinned: line.includes('pinned'),
    }))
}

async function list(room: StoryRoom): Promise<Message> {
  return messageOf(await room.as('ada').runReply('/question next'))
}

/** Lives through the next questions, each with an answer; gives what was asked. */
async function live(room: StoryRoom, questions: number): Promise<Line[]> {
  for (let count = 0; count < questions; count += 1) await room.as('bo').reply(await room.nextQuestion(), answer)
  return (await asked(room)).slice(-questions)
}

async function asked(room: StoryRoom): Promise<Line[]> {
  const found = await inWorkspace(room.studyhall().study.database, room.workspace, (tx) =>
    tx.select().from(rounds).orderBy(rounds.askedAt, rounds.id),
  )
  return found.map(({ askedAt, zone, question }) => ({
    date: askedAt.toZonedDateTimeISO(zone).toPlainDate().toString(),
    question,
    pinned: false,
  }))
}

function unpinned(lines: readonly Line[]): Line[] {
  return lines.map((line) => ({ ...line, pinned: false }))
}

test('the next five questions that an admin sees are then asked, on these dates', async () => {
  const room = await openStoryRoom()
  const shown = linesOf(await list(room))
  expect(shown.map(({ date }) => date)).toEqual(['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'])
  expect(await live(room, 5)).toEqual(shown)
})

test('a question that is swapped, one that is pinned and one asked out of turn: what is shown is asked', async () => {
  const room = await openStoryRoom()
  const first = await list(room)
  const message = (await room.messages('ada')).at(-1)?.id ?? 0
  const before = linesOf(first)
  const swapped = messageOf(await room.as('ada').pressReply(message, menuOf(first, 'swap-question'), ['2026-03-04']))
  expect(linesOf(swapped)[2]).toMatchObject({ date: '2026-03-04', pinned: true })
  expect(linesOf(swapped)[2]?.question).not.toBe(before[2]?.question)
  const later = [...openBank.questions.keys()].find((id) => linesOf(swapped).every(({ question }) => question !== id))
  expect(await room.as('ada').run(`/question pin ${later} friday`)).toContain('comes <time:2026-03-06T08:00:00Z>')
  await room.as('ada').run('/study post')
  const outOfTurn = (await room.messages()).findLast(({ title }) => title !== null)
  await room.as('bo').reply(outOfTurn?.id ?? 0, answer)
  const shown = linesOf(await list(room))
  expect(shown[2]).toEqual(linesOf(swapped)[2])
  expect(shown[4]).toEqual({ date: '2026-03-06', question: later, pinned: true })
  expect(await live(room, 5)).toEqual(unpinned(shown))
})

test('swapping the same date again brings yet another question, and unpinning the first one', async () => {
  const room = await openStoryRoom()
  const message = await list(room)
  const id = (await room.messages('ada')).at(-1)?.id ?? 0
  const press = async (name: string, from: Message) =>
    messageOf(await room.as('ada').pressReply(id, menuOf(from, name), ['2026-03-03']))
  const once = await press('swap-question', message)
  const twice = await press('swap-question', once)
  const seen = [message, once, twice].map((one) => linesOf(one)[1]?.question)
  expect(new Set(seen).size).toBe(3)
  const back = await press('unpin-question', twice)
  expect(linesOf(back)).toEqual(linesOf(message))
  expect(back.menus?.some((menu) => menu.id.startsWith('unpin'))).toBe(false)
})

test('a pinned question is not asked before its date, also not out of turn', async () => {
  const room = await openStoryRoom()
  const [next] = linesOf(await list(room))
  await room.as('ada').run(`/question pin ${next?.question} 2026-03-05`)
  await room.as('ada').run('/study post')
  const posted = (await room.messages()).findLast(({ title }) => title !== null)
  await room.as('bo').reply(posted?.id ?? 0, answer)
  await live(room, 5)
  const order = (await asked(room)).map(({ question }) => question)
  expect(order.indexOf(next?.question ?? '')).toBe(4)
  expect(order.lastIndexOf(next?.question ?? '')).toBe(4)
})

test('a wrong question or date is named with the right ones near it', async () => {
  const room = await openStoryRoom()
  const pin = (words: string) => room.as('ada').run(`/question pin ${words}`)
  expect(await pin('webhook-credited-twise 2026-03-03')).toMatch(
    /There is no question .*Did you mean `webhook-credited-twice`/,
  )
  expect(await pin('webhook-credited-twice 2026-03-07')).toContain(
    'Nothing is asked here on Saturday, 2026-03-07. The next dates are Monday, 2026-03-02, Tuesday, 2026-03-03 or',
  )
  expect(await pin('webhook-credited-twice sunday')).toContain('Nothing is asked here on a sunday.')
  expect(await pin('webhook-credited-twice 2026-02-27')).toContain(
    'Friday, 2026-02-27 has passed. The next dates are Monday, 2026-03-02',
  )
  expect(await pin('webhook-credited-twice soon')).toContain('Write it like 2026-03-02, or a day such as Wednesday.')
  expect(await pin('webhook-credited-twice')).toContain('needs a date')
  expect(linesOf(await list(room)).some(({ pinned }) => pinned)).toBe(false)
})

test('two schedules of a channel never ask the same question, and are shown as they take turns', async () => {
  const room = await openStoryRoom()
  await room.as('ada').submit('schedule-add', { channel: 'backend-prep', time: '18:00', city: 'Berlin' })
  const first = await list(room)
  const message = (await room.messages('ada')).at(-1)?.id ?? 0
  const [, evenings = ''] = first.menus?.map(({ id }) => id) ?? []
  await room.as('ada').pressReply(message, evenings, ['2026-03-03'])
  const shown = linesOf(await list(room))
  expect(shown.map(({ date }) => date)).toEqual(['2026-03-02', '2026-03-02', '2026-03-03', '2026-03-03', '2026-03-04'])
  expect(new Set(shown.map(({ question }) => question)).size).toBe(5)
  expect(shown.map(({ pinned }) => pinned)).toEqual([false, false, false, true, false])
  expect(shown.slice(0, 3)).toEqual(linesOf(first).slice(0, 3))
  expect(await live(room, 5)).toEqual(unpinned(shown))
})

test('a date that is over, or of a schedule that is gone, swaps nothing', async () => {
  const room = await openStoryRoom()
  const message = await list(room)
  const id = (await room.messages('ada')).at(-1)?.id ?? 0
  const swap = (date: string) => room.as('ada').pressReply(id, menuOf(message, 'swap-question'), [date])
  await live(room, 1)
  for (const date of ['2026-03-02', '2027-01-01', 'x', '']) {
    expect(messageOf(await swap(date)).text).toContain('no longer does anything')
  }
  expect(linesOf(await list(room)).some(({ pinned }) => pinned)).toBe(false)
})

test('without a schedule, or with a paused one, nothing is planned and it is said how to change that', async () => {
  const room = await openStoryRoom()
  const shown = messageOf(await room.as('ada').runReply('/study schedule'))
  const press = async (message: Message, label: string) => {
    const holder = (await room.messages('ada')).at(-1)?.id ?? 0
    const button = message.buttons?.find((one) => one.label === label)?.id ?? ''
    return messageOf(await room.as('ada').pressReply(holder, button))
  }
  const paused = await press(shown, 'Pause')
  expect((await list(room)).text).toContain('is paused, so no question is planned')
  await room.as('ada').run('/study schedule')
  await press(await press(paused, 'Remove'), 'Yes, remove it')
  expect((await list(room)).text).toContain('has no schedule, so no question is planned')
  expect(await room.as('ada').run('/question pin webhook-credited-twice monday')).toContain('has no schedule')
})

/** A bank with one topic, three questions of which differ by their level alone. */
function levelledBank(): Bank {
  const single = closedBank('single').questions.get('latest-events-of-one-tenant')
  if (single === undefined) throw new Error('the question is not in the bank')
  const levels = ['easy', 'medium', 'hard'] as const
  const all = levels.flatMap((level) => ['a', 'b', 'c'].map((id) => ({ ...single, level, id: `${level}-${id}` })))
  return { ...openBank, questions: new Map(all.map((question) => [question.id, question])) }
}

/** Bo has answered a question here, and is known to be this good. */
async function knowBo(room: StoryRoom, skill: number): Promise<void> {
  await room.nextQuestion()
  const { id, buttons } = (await room.messages()).findLast(({ title }) => title !== null) ?? { id: 0, buttons: [] }
  await room.as('bo').press(id, buttons.find(({ label }) => label === 'A')?.id ?? '')
  await room.close()
  await inWorkspace(room.studyhall().study.database, room.workspace, async (tx) => {
    await sqlOf(tx)`update skills set value = ${skill}, answers = 500 where member = 'bo' and topic = ''`
    await sqlOf(tx)`update skills set value = 0, answers = 500 where member = 'bo' and topic <> ''`
    await sqlOf(tx)`delete from difficulties`
  })
}

for (const [skill, level] of [
  [2.5, 'hard'],
  [-2.5, 'easy'],
] as const) {
  test(`where those who answer here are ${skill > 0 ? 'strong' : 'weak'}, ${level} questions come next, as the list says`, async () => {
    const room = await openStoryRoom({ bank: levelledBank() })
    await knowBo(room, skill)
    const shown = linesOf(await list(room))
    const left = room.studyhall().study.bank.questions.size - 1
    const first = shown.slice(0, 2).map(({ question }) => question.split('-')[0])
    expect([left, ...first]).toEqual([8, level, level])
    await room.nextQuestion()
    await room.close()
    expect((await asked(room)).at(-1)).toEqual(shown[0])
  })
}

/** As if it were known from elsewhere, of somebody who has never answered here. */
async function moveSkillsTo(room: StoryRoom, member: string): Promise<void> {
  await inWorkspace(room.studyhall().study.database, room.workspace, async (tx) => {
    await sqlOf(tx)`update skills set member = ${member}`
  })
}

test('what is known of people elsewhere, or of those who are excluded, decides nothing here', async () => {
  const orderOf = async (known: boolean) => {
    const room = await openStoryRoom({ bank: levelledBank() })
    await knowBo(room, 2.5)
    if (known) await room.as('ada').run('/study exclude Bo')
    else await moveSkillsTo(room, 'cy')
    return linesOf(await list(room)).map(({ question }) => question)
  }
  const plain = await orderOf(false)
  expect(plain.slice(0, 2).every((id) => id.startsWith('hard'))).toBe(false)
  expect(await orderOf(true)).toEqual(plain)
})
