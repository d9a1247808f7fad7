import { and, count, eq } from 'drizzle-orm'
import { sqlOf } from '../db/connect.ts'
import { answers } from '../db/schema.ts'
import { type Asked, type Capability, isRowId, textOf } from '../interactions.ts'
import type { Message, Reply } from '../platform.ts'
import type { OpenQuestion } from '../questions/question.ts'
import { weightsOf } from '../quizzes/bank-weights.ts'
import { type Feedback, feedbackOn } from '../quizzes/feedback.ts'
import { learn } from '../quizzes/learn.ts'
import type { RecallGrade } from '../quizzes/memory.ts'
import { privately, staleButton } from '../reply.ts'
import { pointsOfRound } from '../standings/ledger.ts'
import { tellingTimesOf } from '../workspaces/notices.ts'
import { mostInAnswer, tooLongWords } from './answer-words.ts'
import { scoreOf } from './ballot-results.ts'
import { occasionOf } from './learn-from-round.ts'
import { type Round, roundById } from './open-round.ts'
import {
  type Beside,
  besideWords,
  notAnsweredWords,
  notedWords,
  type OwnAnswer,
  ownAnswerWords,
  secondForm,
  secondWords,
} from './own-answer-words.ts'

/**
 * "My answer beside it": after the close of an open question, for oneself alone: a hint on one's own answer, another
 * try, and how it went by one's own judgement. None of it gives points, and of a second try nothing is kept.
 */
export const ownAnswerButtons: Capability['buttons'] = {
  beside: { gives: 'private', run: (asked, id) => withClosed(asked, id, (beside) => show(asked, beside)) },
  second: {
    gives: 'form',
    run: (asked, id) => withClosed(asked, id, () => ({ kind: 'form', form: secondForm(id, '') })),
  },
  ...Object.fromEntries(
    (['again', 'hard', 'good', 'easy'] as const).map((grade) => [
      `judge-${grade}`,
      {
        gives: 'private' as const,
        run: (asked: Asked, id: string) => withClosed(asked, id, (beside) => judge(asked, beside, grade)),
      },
    ]),
  ),
}

export const ownAnswerForms: Capability['forms'] = {
  second: {
    run: (asked, id, values) => withClosed(asked, id, (beside) => compare(asked, beside, textOf(values, 'answer'))),
  },
}

interface Closed extends Beside {
  readonly voting: Round['voting']
}

async function withClosed(asked: Asked, id: string, work: (beside: Closed) => Reply | Promise<Reply>): Promise<Reply> {
  const round = isRowId(id) ? await roundById(asked.tx, asked.workspace, id) : undefined
  const question = asked.study.bank.questions.get(round?.question ?? '')
  if (round === undefined || round.closedAt === null || question?.kind !== 'open') return staleButton()
  return work({ round: id, voting: round.voting, question, comesBack: await notedBefore(asked, id, question) })
}

async function show(asked: Asked, beside: Closed): Promise<Reply> {
  const own = await ownAnswer(asked, beside)
  if (own === undefined) return toThem(notAnsweredWords(beside))
  return toThem(besideWords(beside, own, hintOn(asked, beside.question, own.text)))
}

async function compare(asked: Asked, beside: Closed, text: string): Promise<Reply> {
  const length = [...text].length
  if (text === '' || length > mostInAnswer) {
    const says = text === '' ? ownAnswerWords.empty : tooLongWords(length)
    return { kind: 'form', form: secondForm(beside.round, text), complaints: [{ field: 'answer', says }] }
  }
  const own = await ownAnswer(asked, beside)
  const first = own && hintOn(asked, beside.question, own.text)
  return toThem(secondWords(beside, first, hintOn(asked, beside.question, text)))
}

/** Once a round: a second press tells what the first one came to. */
async function judge(asked: Asked, { round, question }: Beside, judged: RecallGrade): Promise<Reply> {
  const { tx, workspace, member, now } = asked
  const { zone } = await tellingTimesOf(tx, workspace, member.id)
  const given = {
    member: member.id,
    occasion: occasionOf({ id: round }),
    values: [],
    at: now,
    zone,
    result: { judged },
  }
  const taught = (await learn(tx, workspace, question, [given])).get(member.id)
  if (taught !== undefined) return privately(notedWords(taught.comesBack, 'just-now'))
  const before = await notedBefore(asked, round, question)
  return before === undefined ? staleButton() : privately(notedWords(before, 'before'))
}

/** When it comes back, for a member who has said how this round went. */
async function notedBefore(
  { tx, workspace, member }: Asked,
  round: string,
  { id }: OpenQuestion,
): Promise<Temporal.Instant | undefined> {
  const [row] = await sqlOf(tx)`
    select m.due from attempts a
    join memories m on m.workspace = a.workspace and m.member = a.member and m.question = ${id}
    where a.workspace = ${workspace} and a.occasion = ${occasionOf({ id: round })} and a.member = ${member.id}`
  return row === undefined ? undefined : Temporal.Instant.from(row.due)
}

/** What the asker's answer came to; none when they gave none, or none that still stands. */
async function ownAnswer({ tx, workspace, member }: Asked, { round, voting }: Closed): Promise<OwnAnswer | undefined> {
  const ofRound = and(eq(answers.workspace, workspace), eq(answers.round, round))
  const [own] = await tx
    .select()
    .from(answers)
    .where(and(ofRound, eq(answers.member, member.id)))
  if (own === undefined || own.text === null || own.removedAt !== null) return undefined
  const [all] = await tx.select({ answers: count() }).from(answers).where(ofRound)
  const points = (await pointsOfRound(tx, workspace, round)).get(member.id) ?? 0
  return {
    text: own.text,
    judged: voting === 'blind' ? { score: scoreOf(own) } : { votes: own.voters.length },
    place: own.place > 0 ? own.place : undefined,
    answers: all?.answers ?? 1,
    points,
  }
}

function hintOn({ study: { bank } }: Asked, question: OpenQuestion, text: string): Feedback {
  return feedbackOn(question, text, weightsOf(bank))
}

function toThem(message: Message): Reply {
  return { kind: 'message', seen: 'private', message }
}
