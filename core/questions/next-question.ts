import { draw } from '../draw.ts'
import type { Question } from './question.ts'

/**
 * Which question a channel gets next. Pure, and the same for the same history and seed.
 *
 * Never one that the channel had before while others remain; then the one asked longest ago. Among those
 * that remain, first the topic the channel has met least, and never that of its last two questions if
 * another is left; within the topic the seed decides.
 *
 * @param asked ids of the channel's questions, latest first
 * @param seed any text that differs between channels, so that two channels do not walk in step
 */
export function nextQuestion(
  questions: ReadonlyMap<string, Question>,
  asked: readonly string[],
  seed: string,
): Question | undefined {
  const known = asked.filter((id) => questions.has(id))
  const fresh = [...questions.values()].filter(({ id }) => !known.includes(id))
  if (fresh.length === 0) return questions.get(longestAgo(known) ?? '')
  const lastTopics = known.slice(0, 2).map((id) => questions.get(id)?.topic)
  const elsewhere = fresh.filter(({ topic }) => !lastTopics.includes(topic))
  const met = (topic: string) => known.filter((id) => questions.get(id)?.topic === topic).length
  const candidates = elsewhere.length > 0 ? elsewhere : fresh
  const order = candidates.map((question) => ({
    question,
    met: met(question.topic),
    topicDraw: draw(seed, question.topic),
    draw: draw(seed, question.id),
  }))
  order.sort((a, b) => a.met - b.met || a.topicDraw - b.topicDraw || a.draw - b.draw)
  return order[0]?.question
}

/** The id whose latest asking lies furthest back. */
function longestAgo(asked: readonly string[]): string | undefined {
  return [...new Set(asked)].at(-1)
}
