import { type Asked, type ButtonAction, type Capability, isRowId, type Typing } from '../interactions.ts'
import { containing } from '../near.ts'
import type { Button, Choice, Message, Reply } from '../platform.ts'
import { levels } from '../questions/question.ts'
import { privately, staleButton } from '../reply.ts'
import { topicLabel } from '../rounds/past-words.ts'
import { askerOf, type NewQuiz, readied, startQuiz, stopQuiz } from './quiz.ts'
import { quizButtons, quizForms } from './quiz-answering.ts'
import { comesBackNext, dueForMember } from './quiz-choice.ts'
import { itemsOf, lockGoing, lockQuiz } from './quiz-rows.ts'
import { showQuiz } from './quiz-show.ts'
import { insteadButton, nothingDueWords, quizKinds, quizWords, unknownTopic } from './quiz-words.ts'
import { isToldOfReviews } from './review-notices.ts'
import { reviewsToldButton } from './review-notices-words.ts'
import { type QuizWanted, topicsLike, topicsOffered, topicWanted } from './wanted.ts'

/** A member's own quizzes and reviews: starting one, going on with it, and what to do after it. */

const counts = ['3', '5', '10', '15', '20'] as const
const usualCount = 5
const mostInReview = 20
/** A button's id has 100 characters on the platform with the shortest. */
const mostInSubject = 80

/** What a quiz may be about; also of the live one. */
export const topicOption = { name: 'topic', about: 'A topic or a tag, such as security or kafka' } as const
export const levelOption = {
  name: 'level',
  about: 'How hard the questions are by their label',
  choices: levels.map((value) => ({ value, about: `only ${value} ones` })),
} as const

export const quizzes: Capability = {
  commands: [
    {
      words: 'quiz start',
      about: 'A quiz for you alone, question by question',
      gives: 'private',
      bare: 'with-options',
      options: [
        topicOption,
        levelOption,
        {
          name: 'count',
          about: 'How many questions, 5 unless you say so',
          choices: counts.map((value) => ({ value, about: `${value} questions` })),
        },
        {
          name: 'kind',
          about: 'What kind; else all that are graded at once',
          choices: Object.entries(quizKinds).map(([value, about]) => ({ value, about })),
        },
      ],
      suggestions: { topic: suggestTopics },
      run: start,
    },
    {
      words: 'review',
      about: 'Questions that come back to you today, before you forget them',
      gives: 'private',
      run: async (asked) => review(asked),
    },
  ],
  buttons: {
    ...quizButtons,
    'quiz-any': {
      gives: 'private',
      run: (asked) => begin(asked, { topic: null, level: null, kind: null }, usualCount),
    },
    'quiz-review': { gives: 'private', run: (asked) => review(asked) },
    'quiz-again': { gives: 'private', run: another },
    'quiz-retry': { gives: 'private', run: retry },
    'quiz-instead': { gives: 'private', run: instead },
  },
  forms: quizForms,
}

/** Topics and tags with how many questions they have. */
export function suggestTopics({ study }: Typing, typed: string): Choice[] {
  const found = containing(typed, topicsOffered(study.bank), ({ id, title }) => `${title} ${id}`)
  return found.map(({ id, title, questions }) => ({ value: id, label: topicLabel(title, questions) }))
}

async function start(asked: Asked, given: Readonly<Record<string, string>>): Promise<Reply> {
  const { topic: typed, level = null, kind = null, count = String(usualCount) } = given
  const { bank } = asked.study
  const topic = typed === undefined ? undefined : topicWanted(bank, typed)
  if (typed !== undefined && topic === undefined) return privately(unknownTopic(typed, topicsLike(bank, typed)))
  const wanted = { topic: topic?.id ?? null, level, kind }
  const subject = insteadOf(wanted, count)
  const canInstead = Object.keys(given).length > 0 && subject.length <= mostInSubject
  return begin(asked, wanted, Number(count), canInstead ? insteadButton(`quiz-instead:${subject}`) : undefined)
}

/**
 * Two buttons for a quiz of certain questions alone, those first that fit the member best; only what can be asked now. The
 * one of this name starts it; where another quiz is under way, `NAME-now` is offered, which ends that first.
 *
 * @param itemsOf the questions of a subject; none where it is no longer there
 */
export function quizButtonsFor(
  name: string,
  itemsOf: (asked: Asked, subject: string) => readonly string[] | undefined,
): Readonly<Record<string, ButtonAction>> {
  const quiz = async (asked: Asked, subject: string): Promise<Reply> => {
    const fixed = itemsOf(asked, subject)
    if (fixed === undefined) return staleButton()
    const otherwise = insteadButton(`${name}-now:${subject}`)
    return opened(asked, { purpose: 'practice', wanted: {}, count: fixed.length, fixed }, otherwise)
  }
  return {
    [name]: { gives: 'private', run: quiz },
    [`${name}-now`]: {
      gives: 'private',
      run: async (asked, subject) => {
        await stopGoing(asked)
        return quiz(asked, subject)
      },
    },
  }
}

/** Ends the quiz that the member is in the middle of, if any. */
async function stopGoing(asked: Asked): Promise<void> {
  const going = await lockGoing(asked.tx, asked.workspace, asked.member.id)
  if (going !== undefined) await stopQuiz(asked, { quiz: going, items: [] })
}

/** @param otherwise offered where another quiz is under way: what was asked for cannot be had beside it */
async function begin(asked: Asked, wanted: QuizWanted, count: number, otherwise?: Button): Promise<Reply> {
  return opened(asked, { purpose: 'practice', wanted, count }, otherwise)
}

async function opened(asked: Asked, wanted: NewQuiz, otherwise?: Button): Promise<Reply> {
  const started = await startQuiz(asked, wanted)
  if (started.outcome === 'nothing-to-ask') return privately(quizWords.nothingWanted)
  if (started.outcome === 'started') return inPrivate(await showQuiz(asked, started.standing))
  const { swapped, ...standing } = await readied(asked, started.standing)
  const message = await showQuiz(asked, standing, swapped ? quizWords.swapped : quizWords.underWay)
  const buttons = [...(message.buttons ?? []), ...(otherwise === undefined ? [] : [otherwise])]
  return inPrivate({ ...message, buttons })
}

async function review(asked: Asked): Promise<Reply> {
  const asker = await askerOf(asked)
  const due = await dueForMember(asker)
  const going = await lockGoing(asked.tx, asked.workspace, asked.member.id)
  if (due.length === 0 && going === undefined) {
    const isTold = await isToldOfReviews(asked.tx, asked.workspace, asked.member.id)
    return inPrivate(nothingDueWords(await comesBackNext(asker), reviewsToldButton(isTold)))
  }
  const count = Math.min(due.length, mostInReview)
  return opened(asked, { purpose: 'review', wanted: {}, count }, insteadButton('quiz-instead:review'))
}

/** With what the last one asked for. */
async function another(asked: Asked, id: string): Promise<Reply> {
  const quiz = isRowId(id) ? await lockQuiz(asked.tx, asked.workspace, id, asked.member.id) : undefined
  if (quiz === undefined) return staleButton()
  const { count, fixed } = quiz
  return opened(asked, { purpose: 'practice', wanted: quiz, count, ...(fixed === null ? {} : { fixed }) })
}

async function retry(asked: Asked, id: string): Promise<Reply> {
  const quiz = isRowId(id) ? await lockQuiz(asked.tx, asked.workspace, id, asked.member.id) : undefined
  if (quiz === undefined) return staleButton()
  const wrong = (await itemsOf(asked.tx, quiz)).filter(({ score }) => score !== null && score < 1)
  if (wrong.length === 0) return privately(quizWords.nothingWrong)
  const fixed = wrong.map(({ question }) => question)
  return opened(asked, { purpose: 'retry', wanted: {}, count: fixed.length, fixed })
}

/** `topic/level/kind/count`, each empty where it was not asked for. */
function insteadOf({ topic, level, kind }: QuizWanted, count: string): string {
  return [topic ?? '', level ?? '', kind ?? '', count].join('/')
}

async function instead(asked: Asked, subject: string): Promise<Reply> {
  await stopGoing(asked)
  if (subject === 'review') return review(asked)
  const [topic = '', level = '', kind = '', count = ''] = subject.split('/')
  const isCount = counts.some((known) => known === count)
  return begin(
    asked,
    { topic: topic || null, level: level || null, kind: kind || null },
    isCount ? Number(count) : usualCount,
  )
}

function inPrivate(message: Message): Reply {
  return { kind: 'message', seen: 'private', message }
}
