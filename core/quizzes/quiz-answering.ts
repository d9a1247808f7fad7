import { type Asked, type ButtonAction, type Capability, type FormValues, isRowId, textOf } from '../interactions.ts'
import type { Reply } from '../platform.ts'
import { valuesTyped } from '../questions/grade.ts'
import { isClosedKind, letters, shownOptions } from '../questions/show.ts'
import { privately, staleButton } from '../reply.ts'
import { mostInAnswer } from '../rounds/answer-words.ts'
import { ungradedComplaint, ungradedWords } from '../rounds/closed-questions-words.ts'
import { flagQuestion } from '../rounds/flags.ts'
import { notFlagged } from '../rounds/past-commands.ts'
import { flagForm, pastWords } from '../rounds/past-words.ts'
import { wholeButtons } from '../rounds/reference-words.ts'
import { weightsOf } from './bank-weights.ts'
import { feedbackOn } from './feedback.ts'
import { feedbackWords, secondTryWords } from './feedback-words.ts'
import type { RecallGrade } from './memory.ts'
import { advance, answerItem, dontKnow, judgeItem, readied, type Standing, stopQuiz } from './quiz.ts'
import { changeItem, itemsOf, lockQuiz, type Quiz, type QuizItem } from './quiz-rows.ts'
import { atQuestion, showQuiz } from './quiz-show.ts'
import { type AtQuestion, answerFormOf, quizWords, secondForm, subjectOf, tooLong } from './quiz-words.ts'

/** The buttons and forms of a member's quiz. Each names its question; a stale one shows where the quiz stands. */

/** Answering, and what can be done with an answer. */
export const quizButtons: NonNullable<Capability['buttons']> = {
  ...Object.fromEntries(
    letters.map((letter) => [
      `quiz-${letter.toLowerCase()}`,
      waiting(async (asked, here) => {
        const { question, item } = here.at
        const option = shownOptions(question, subjectOf(item)).find((one) => one.letter === letter)
        return option === undefined ? staleButton() : answer(asked, here, [option.index])
      }),
    ]),
  ),
  'quiz-pick': waiting(async (asked, here, values) => {
    const known = shownOptions(here.at.question, subjectOf(here.at.item)).map(({ index }) => index)
    const draft = known.filter((index) => values.includes(index))
    return shown(asked, withLast(here.standing, await changeItem(asked.tx, here.at.item, { draft })))
  }),
  'quiz-send': waiting((asked, here) => answer(asked, here, here.at.item.draft)),
  'quiz-pass': waiting((asked, here) => answer(asked, here, dontKnow)),
  'quiz-form': {
    gives: 'form',
    run: async (asked, subject) => {
      const here = await locate(asked, subject)
      if ('reply' in here) return inPrivate(here.reply)
      if (!isWaiting(here, subject)) return inPrivate(await shown(asked, here.standing, quizWords.staleAnswer))
      return { kind: 'form', form: answerFormOf(here.at, '') }
    },
  },
  'quiz-second': {
    gives: 'form',
    run: (asked, subject) =>
      withOpenAnswer(asked, subject, ({ item }) => ({ kind: 'form', form: secondForm(item, item.values?.[0] ?? '') })),
  },
  'quiz-flag': {
    gives: 'form',
    run: async (asked, subject) => {
      const found = await findItem(asked, subject)
      return found === undefined ? staleButton() : { kind: 'form', form: flagFormOf(found, { reason: '', text: '' }) }
    },
  },
  ...Object.fromEntries(
    (['good', 'again', 'hard', 'easy'] as const).map((grade) => [`quiz-judge-${grade}`, judging(grade)]),
  ),
  'quiz-next': {
    gives: 'update',
    run: async (asked, subject) => {
      const here = await locate(asked, subject)
      if ('reply' in here) return here.reply
      const isHere = subjectOf(here.at.item) === subject && here.at.item.answeredAt !== null
      return shown(asked, isHere ? await advance(asked, here.standing) : here.standing)
    },
  },
  'quiz-stop': {
    gives: 'update',
    run: async (asked, id) => {
      const quiz = await lockNamed(asked, id)
      if (quiz === undefined) return staleButton()
      return shown(asked, await stopQuiz(asked, { quiz, items: await itemsOf(asked.tx, quiz) }))
    },
  },
}

export const quizForms: NonNullable<Capability['forms']> = {
  'quiz-answer': { run: takeAnswer },
  'quiz-second': { run: takeSecond },
  'quiz-flag': { run: takeFlag },
}

interface Here {
  readonly standing: Standing
  readonly at: AtQuestion
}

/** A button of a question that waits for its answer. */
function waiting(work: (asked: Asked, here: Here, values: readonly string[]) => Promise<Reply>): ButtonAction {
  return {
    gives: 'update',
    run: async (asked, subject, values) => {
      const here = await locate(asked, subject)
      if ('reply' in here) return here.reply
      return isWaiting(here, subject) ? work(asked, here, values) : shown(asked, here.standing, quizWords.staleAnswer)
    },
  }
}

function isWaiting({ at: { item } }: Here, subject: string): boolean {
  return subjectOf(item) === subject && item.answeredAt === null
}

/** Where the quiz stands that a button names; a reply where it is over, or was never the member's. */
async function locate(asked: Asked, subject: string): Promise<Here | { readonly reply: Reply }> {
  const quiz = await lockNamed(asked, subject)
  if (quiz === undefined) return { reply: staleButton() }
  const found = { quiz, items: await itemsOf(asked.tx, quiz) }
  if (quiz.endedAt !== null) return { reply: await shown(asked, found, quizWords.over) }
  const { swapped, ...standing } = await readied(asked, found)
  const at = atQuestion(asked, standing)
  if (swapped || at === undefined) return { reply: await shown(asked, standing, quizWords.swapped) }
  return { standing, at }
}

async function lockNamed({ tx, workspace, member }: Asked, subject: string): Promise<Quiz | undefined> {
  const [id = ''] = subject.split('/')
  return isRowId(id) ? lockQuiz(tx, workspace, id, member.id) : undefined
}

async function answer(asked: Asked, { standing, at }: Here, values: readonly string[]): Promise<Reply> {
  const { item, question } = at
  const outcome = await answerItem(asked, item, question, values)
  if ('item' in outcome) return shown(asked, withLast(standing, outcome.item))
  return shown(asked, standing, isClosedKind(question) ? ungradedWords(question, outcome.ungraded) : undefined)
}

async function takeAnswer(asked: Asked, subject: string, values: FormValues): Promise<Reply> {
  const here = await locate(asked, subject)
  if ('reply' in here) return here.reply
  if (!isWaiting(here, subject)) return shown(asked, here.standing, quizWords.staleAnswer)
  const { at, standing } = here
  const { question, item } = at
  const typed = textOf(values, 'answer')
  const again = (says: string): Reply => ({
    kind: 'form',
    form: answerFormOf(at, typed),
    complaints: [{ field: 'answer', says }],
  })
  if (!isClosedKind(question)) {
    const says = wrongWithText(typed)
    if (says !== undefined) return again(says)
  }
  const given = isClosedKind(question) ? valuesTyped(question, subjectOf(item), typed) : [typed]
  const outcome = await answerItem(asked, item, question, given)
  if ('item' in outcome) return shown(asked, withLast(standing, outcome.item))
  return again(isClosedKind(question) ? ungradedComplaint(question, outcome.ungraded).says : quizWords.empty)
}

/** Why a text cannot be taken as an open answer. */
function wrongWithText(text: string): string | undefined {
  if (text === '') return quizWords.empty
  const length = [...text].length
  return length > mostInAnswer ? tooLong(length) : undefined
}

function judging(grade: RecallGrade): ButtonAction {
  return {
    gives: 'update',
    run: async (asked, subject) => {
      const here = await locate(asked, subject)
      if ('reply' in here) return here.reply
      const { at, standing } = here
      const isHere = subjectOf(at.item) === subject && at.item.answeredAt !== null && !isClosedKind(at.question)
      if (!isHere) return shown(asked, standing, quizWords.staleAnswer)
      return shown(asked, withLast(standing, await judgeItem(asked, at.item, at.question, grade)))
    },
  }
}

/** An item with its question, of any of the member's quizzes. */
async function findItem(asked: Asked, subject: string) {
  const quiz = await lockNamed(asked, subject)
  const items = quiz === undefined ? [] : await itemsOf(asked.tx, quiz)
  const item = items.find((one) => subjectOf(one) === subject)
  const question = item && asked.study.bank.questions.get(item.question)
  return item === undefined || question === undefined ? undefined : { item, question }
}

async function withOpenAnswer(
  asked: Asked,
  subject: string,
  work: (found: { item: QuizItem; question: Extract<AtQuestion['question'], { kind: 'open' }> }) => Reply,
): Promise<Reply> {
  const found = await findItem(asked, subject)
  if (found === undefined || found.item.answeredAt === null || found.question.kind !== 'open') return staleButton()
  return work({ item: found.item, question: found.question })
}

/** The second try is compared and not kept. */
async function takeSecond(asked: Asked, subject: string, values: FormValues): Promise<Reply> {
  const typed = textOf(values, 'answer')
  return withOpenAnswer(asked, subject, ({ item, question }) => {
    const says = wrongWithText(typed)
    if (says !== undefined) {
      return { kind: 'form', form: secondForm(item, typed), complaints: [{ field: 'answer', says }] }
    }
    const weights = weightsOf(asked.study.bank)
    const [first, second] = [item.values?.[0] ?? '', typed].map((text) => feedbackOn(question, text, weights))
    if (first === undefined || second === undefined) return staleButton()
    const parts = [secondTryWords(first, second), feedbackWords(question, second)]
    return privately(parts.filter((part) => part !== '').join('\n\n'), wholeButtons(question))
  })
}

function flagFormOf(
  { item, question }: Pick<AtQuestion, 'item' | 'question'>,
  given: { reason: string; text: string },
) {
  return { ...flagForm('', question, given), id: `quiz-flag:${subjectOf(item)}` }
}

async function takeFlag(asked: Asked, subject: string, values: FormValues): Promise<Reply> {
  const found = await findItem(asked, subject)
  if (found === undefined) return staleButton()
  const given = { reason: textOf(values, 'reason'), text: textOf(values, 'text') }
  const outcome = await flagQuestion(asked, found.question.id, given)
  if (outcome === 'flagged') return privately(pastWords.flagged)
  return { kind: 'form', form: flagFormOf(found, given), complaints: [notFlagged(outcome, given.text)] }
}

async function shown(asked: Asked, standing: Standing, note?: string): Promise<Reply> {
  return { kind: 'update', message: await showQuiz(asked, standing, note) }
}

/** What opens a form cannot change its message as well: it says in private where the quiz stands. */
function inPrivate(reply: Reply): Reply {
  return reply.kind === 'update' ? { kind: 'message', seen: 'private', message: reply.message } : reply
}

function withLast({ quiz, items }: Standing, item: QuizItem): Standing {
  return { quiz, items: [...items.slice(0, -1), item] }
}
