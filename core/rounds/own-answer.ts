import { and, count, eq } from 'drizzle-orm'
import { answers } from '../db/schema.ts'
import { type Asked, type ButtonAction, isRowId } from '../interactions.ts'
import { privately, staleButton } from '../reply.ts'
import { pointsOfRound } from '../standings/ledger.ts'
import { roundById } from './open-round.ts'
import { notAnsweredWords, ownAnswerWords } from './own-answer-words.ts'

/** "My answer beside it": after the close, one's own text next to what a good answer covers, for oneself alone. */
export const ownAnswerButton: ButtonAction = {
  gives: 'private',
  run: async (asked, id) => {
    const round = isRowId(id) ? await roundById(asked.tx, asked.workspace, id) : undefined
    const question = asked.study.bank.questions.get(round?.question ?? '')
    if (round === undefined || round.closedAt === null || question?.kind !== 'open') return staleButton()
    const own = await ownAnswer(asked, id)
    return own === undefined ? privately(notAnsweredWords) : privately(ownAnswerWords(question, own))
  },
}

/** What the asker's answer came to; none when they gave none, or none that still stands. */
async function ownAnswer({ tx, workspace, member }: Asked, round: string) {
  const ofRound = and(eq(answers.workspace, workspace), eq(answers.round, round))
  const [own] = await tx
    .select()
    .from(answers)
    .where(and(ofRound, eq(answers.member, member.id)))
  if (own === undefined || own.text === null || own.removedAt !== null) return undefined
  const [all] = await tx.select({ answers: count() }).from(answers).where(ofRound)
  const points = (await pointsOfRound(tx, workspace, round)).get(member.id) ?? 0
  return { text: own.text, votes: own.voters.length, place: own.place, answers: all?.answers ?? 1, points }
}
