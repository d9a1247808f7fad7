import type { Asked } from '../interactions.ts'
import type { Message } from '../platform.ts'
import { topicTitle } from '../questions/bank.ts'
import { isClosedKind } from '../questions/show.ts'
import { earnedOn } from '../standings/ledger.ts'
import { pointRules } from '../standings/points.ts'
import { weightsOf } from './bank-weights.ts'
import { feedbackOn } from './feedback.ts'
import { feedbackWords } from './feedback-words.ts'
import { askerOf, type Standing } from './quiz.ts'
import type { QuizItem } from './quiz-rows.ts'
import { type AtQuestion, answeredWords, askingWords, openAnsweredWords, summaryWords } from './quiz-words.ts'

/** What a member sees of their quiz: the question that it stands at, its answer, or how it went. */

export async function showQuiz(asked: Asked, standing: Standing, note?: string): Promise<Message> {
  const at = standing.quiz.endedAt === null ? atQuestion(asked, standing) : undefined
  if (at === undefined) return showSummary(asked, standing, note)
  const { question, item } = at
  if (item.answeredAt === null) return askingWords(at, note)
  if (isClosedKind(question)) return answeredWords({ ...at, question }, note)
  const feedback = feedbackOn(question, item.values?.[0] ?? '', weightsOf(asked.study.bank))
  return openAnsweredWords({ ...at, question }, feedbackWords(question, feedback), note)
}

/** The question that a quiz stands at; none when it is over. */
export function atQuestion({ study: { bank } }: Asked, { quiz, items }: Standing): AtQuestion | undefined {
  const item = items.at(-1)
  const question = item && bank.questions.get(item.question)
  if (item === undefined || question === undefined) return undefined
  const { id, purpose, count } = quiz
  return { id, purpose, count, item, question, topic: topicTitle(bank, question.topic) }
}

/** How much of a quiz was right, what moved, and what comes back. */
async function showSummary(asked: Asked, { quiz, items }: Standing, note?: string): Promise<Message> {
  const { study, tx, workspace, member, now } = asked
  const { questions } = study.bank
  const answered = items
    .filter(({ answeredAt }) => answeredAt !== null)
    .map((item) => ({ tests: questions.get(item.question)?.tests ?? item.question, item }))
  const today = now.toZonedDateTimeISO((await askerOf(asked)).zone).toPlainDate()
  const earned = (await earnedOn(tx, workspace, today, [member.id])).get(member.id) ?? 0
  return summaryWords(
    {
      quiz: quiz.id,
      purpose: quiz.purpose,
      answered,
      moved: movedIn(asked, items),
      dayIsFull: earned >= pointRules.mostADay,
    },
    note,
  )
}

/** By topic, from before its first answer to after its last one. */
function movedIn({ study: { bank } }: Asked, items: readonly QuizItem[]) {
  const graded = items.flatMap(({ question, chanceBefore: before, chanceAfter: after }) => {
    const topic = bank.questions.get(question)?.topic
    return topic === undefined || before === null || after === null ? [] : [{ topic, before, after }]
  })
  return [...Map.groupBy(graded, ({ topic }) => topic)].map(([topic, all]) => ({
    topic: topicTitle(bank, topic),
    before: all[0]?.before ?? 0,
    after: all.at(-1)?.after ?? 0,
  }))
}
