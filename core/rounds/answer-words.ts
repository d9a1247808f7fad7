import type { Form, Message } from '../platform.ts'
import { literal, quoted } from '../text.ts'
import { voteWords } from './vote-words.ts'

/** Every sentence about answering an open question: in the form, or by marking a message. */

export const mostInAnswer = 4_000

export const answerWords = {
  formTitle: 'Your answer',
  seenBy: 'Everyone in the thread will see this, with your name.',
  seenByBlind:
    'Until the close your answer stands without your name, for everyone and for those who manage this workspace. Whoever runs the bot could look it up, and where few answer, people may guess.',
  blindTalk:
    'Answers here are given with the button “Answer” on the question, so that they stand without names. What you write in the thread is talk: everyone sees it with your name, and it is not rated.',
  blindMark:
    'The question that is open here is answered with its button “Answer”, so that answers stand without names. A message cannot become one.',
  empty: 'There is nothing in it: write your answer in a few sentences.',
  talk: 'That is very short: an answer has five words or more and is not only a question.',
  notYet: 'The question is still being posted. Send this again in a moment.',
  marked: 'This message is your answer now. What else you wrote is talk.',
  markWhere: 'This works on your own message in the thread of an open question.',
  markNotYours: 'That is not your message: you can only mark one of your own as your answer.',
  nothingToWithdraw: 'There is no answer of yours to withdraw: nothing that you sent with the form stands here.',
  withdrawn: 'Your answer is withdrawn and its text is gone from the thread.',
  withdrawnUnseen: 'Your answer is withdrawn. Nobody here has seen it.',
  withdrawnBlind: 'Your answer is withdrawn, and its text is gone from the thread. It gets no more ratings.',
  withdrawnEarlierStands:
    'Your answer is withdrawn and its text is gone from the thread. What you wrote in the thread yourself counts as your answer again.',
  withdrawnAfterClose: 'Your text is gone from the thread. The round is closed, so its points stay as they are.',
  marksOn: 'Collected answers get a ✓ from now on.',
  marksOff: 'Collected answers no longer get a ✓. They count all the same.',
} as const

export function tooLateWords(until: string): string {
  return `Answers were taken until ${until}, so this no longer counts. The next question gives you another go.`
}

export function tooLongWords(characters: number): string {
  return `That is too long: ${characters.toLocaleString('en')} characters, and ${mostInAnswer.toLocaleString('en')} fit.`
}

/** The form of an open question, with what its author has typed or sent before. */
export function answerForm(round: string, text: string): Form {
  return {
    id: `answer:${round}`,
    title: answerWords.formTitle,
    note: answerWords.seenBy,
    submit: 'Send',
    fields: [{ kind: 'paragraph', name: 'answer', label: 'Answer', required: true, most: mostInAnswer, value: text }],
  }
}

/** How a blind round's author wants it to be at the close. */
export type AtClose = 'named' | 'nameless'

/** The form of an open question in a blind round. */
export function blindAnswerForm(round: string, text: string, atClose: AtClose): Form {
  const form = answerForm(round, text)
  return {
    ...form,
    note: answerWords.seenByBlind,
    fields: [
      ...form.fields,
      {
        kind: 'choice',
        name: 'atClose',
        label: 'Your name at the close',
        hint: 'Points are yours either way.',
        required: true,
        choices: [
          { value: 'named', label: 'Show my name beside my answer' },
          { value: 'nameless', label: 'Stay without a name' },
        ],
        value: [atClose],
      },
    ],
  }
}

/** The answer to a blind round is kept. */
export function answerKept(until: string, atClose: AtClose): string {
  const then = atClose === 'named' ? 'Your name follows at the close.' : 'At the close it stays without one.'
  return `Your answer is kept. It appears without a name at ${until}; until then only you see it, and can change or withdraw it. ${then}`
}

/** To someone who comes back to their answer after the reveal. */
export function onlyWithdrawWords(until: string): string {
  return `Answers were taken until ${until}, and yours stands in the thread without a name. It can no longer be changed, only withdrawn.`
}

export function answerStands(until: string): string {
  return `Your answer stands in the thread, with your name. Until ${until} you can send it again to change it, or withdraw it.`
}

/** What was sent with the form, as the thread shows it; `subject` names its round and its author. */
export function shownAnswer(name: string, text: string | null, subject: string): Message {
  if (text === null) return { text: `**${literal(name)}** has withdrawn their answer.` }
  return {
    text: `**${literal(name)}** answers:\n\n${quoted(text)}`,
    buttons: [{ id: `vote:${subject}`, label: voteWords.button }],
  }
}
