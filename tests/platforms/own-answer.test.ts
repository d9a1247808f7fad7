import { expect, test } from 'vitest'
import { renderMessage as onDiscord } from '../../bots/discord/render.ts'
import { renderMessage as onSlack } from '../../bots/slack/render.ts'
import type { Message } from '../../core/platform.ts'
import type { OpenQuestion } from '../../core/questions/question.ts'
import { weightsOf } from '../../core/quizzes/bank-weights.ts'
import { feedbackOn } from '../../core/quizzes/feedback.ts'
import { besideWords, secondWords } from '../../core/rounds/own-answer-words.ts'
import { isLong } from '../../core/rounds/reference-words.ts'
import { ownBank } from '../support/world.ts'

const open = [...ownBank.questions.values()]
  .filter((question) => question.kind === 'open')
  .filter((one) => !isLong(one))
const hint = (question: OpenQuestion, text: string) => feedbackOn(question, text, weightsOf(ownBank))

/** The longest messages that a question can give: each point met, in sentences that are long to quote. */
function longest(question: OpenQuestion): Message[] {
  const text =
    `${question.reference.replace(/([.!?])\s/g, ', and that is so for all of the callers and for all of their callers$1 ')} `
      .repeat(4)
      .slice(0, 4_000)
  const beside = { round: '0191d0a8-0000-7000-8000-000000000000', question, comesBack: undefined }
  const own = { text, judged: { votes: 12 }, place: 1, answers: 30, points: 20 }
  const nothing = hint(question, 'I have no idea what I would do here, to be honest.')
  return [
    besideWords(beside, own, hint(question, text)),
    secondWords(beside, nothing, hint(question, text)),
    secondWords(beside, undefined, hint(question, text)),
  ]
}

/** All that a reader sees of it, with the spaces left out. */
function seen(value: unknown): string {
  return JSON.stringify(value).replace(/\\n|[\s>`*_\\•-]/g, '')
}

function shows(message: Message, end: string): boolean {
  return [onDiscord(message), onSlack(message)].every((shown) => {
    const read = seen(shown)
    return read.includes(seen(end).replaceAll('"', '')) && !read.includes('cut:toolong')
  })
}

test('the hint on the longest answer to each of our questions ends with the whole of a strong one, in one piece', () => {
  for (const question of open) {
    for (const message of longest(question)) {
      expect([question.id, shows(message, question.reference.trim().slice(-80))]).toEqual([question.id, true])
      expect(onDiscord(message).body.embeds).toHaveLength(1)
      expect(message.buttons?.every(({ id }) => id.length <= 100)).toBe(true)
    }
  }
})

test('the longest question that a pack can hold is shown to its end as well', () => {
  const [first] = open
  if (first === undefined) throw new Error('the bank has no open question')
  const points = Array.from({ length: 7 }, (_, place) =>
    `Point ${place} says that ${'some things are so '.repeat(12)}`.slice(0, 240),
  )
  const reference = `${points.join('. ')}. ${'And so it goes on for a while. '.repeat(40)}`.slice(0, 2_480)
  const question = {
    ...first,
    key_points: points.map((point) => ({ point, weight: 1 / 7, phrases: [['point']] })),
    reference: `${reference} This is the end.`,
  }
  for (const message of longest(question)) expect(shows(message, 'This is the end.')).toBe(true)
})
