import { draw } from '../draw.ts'
import type { Question } from './question.ts'

/** Which question a channel gets next. Pure, and the same for the same history and seed. */

/** What a schedule may ask; all where a list is empty. */
export interface Wanted {
  readonly topics: readonly string[]
  readonly levels: readonly string[]
  readonly tags: readonly string[]
}

export interface Wish {
  readonly wanted?: Wanted | undefined
  /** Ids that an admin has put on another date: only when nothing else is left. */
  readonly reserved?: ReadonlySet<string>
}

/** @returns the first of `rankQuestions`; none when there are no questions */
export function nextQuestion(
  questions: ReadonlyMap<string, Question>,
  asked: readonly string[],
  seed: string,
  wish: Wish = {},
): Question | undefined {
  return rankQuestions(questions, asked, seed, wish)[0]
}

/** How far back a topic's share is looked at: so many rounds per topic. A new topic catches up no further. */
const roundsPerTopic = 4

/**
 * The questions that are wanted, the best one first.
 *
 * Never one that the channel had before while others remain; then the one asked longest ago. Among those
 * that remain, first the topic that lacks most of its equal share, and never that of the channel's last two
 * questions if another is left; within the topic the seed decides.
 *
 * @param asked ids of the channel's questions, latest first
 * @param seed any text that differs between channels, so that two channels do not walk in step
 */
export function rankQuestions(
  questions: ReadonlyMap<string, Question>,
  asked: readonly string[],
  seed: string,
  { wanted = anything, reserved = new Set() }: Wish = {},
): Question[] {
  const { fitting } = wantedAmong(questions, wanted)
  const free = fitting.filter(({ id }) => !reserved.has(id))
  const before = new Set(asked)
  const topicsAsked = asked.flatMap((id) => questions.get(id)?.topic ?? [])
  const lastTopics = topicsAsked.slice(0, 2)
  const met = sharesMet(topicsAsked, new Set(fitting.map(({ topic }) => topic)))
  const fresh = free
    .filter(({ id }) => !before.has(id))
    .map((question) => ({
      question,
      justMet: lastTopics.includes(question.topic) ? 1 : 0,
      met: met.get(question.topic) ?? 0,
      topicDraw: draw(seed, question.topic),
      draw: draw(seed, question.id),
    }))
    .sort((a, b) => a.justMet - b.justMet || a.met - b.met || a.topicDraw - b.topicDraw || a.draw - b.draw)
  return [
    ...fresh.map(({ question }) => question),
    ...longestAgoFirst(free, asked),
    ...fitting.filter(({ id }) => reserved.has(id)),
  ]
}

/**
 * The questions that fit all filters. A filter that leaves nothing of what the ones before it left is left
 * out, and named.
 */
export function wantedAmong(
  questions: ReadonlyMap<string, Question>,
  wanted: Wanted,
): { readonly fitting: readonly Question[]; readonly leftOut: readonly (keyof Wanted)[] } {
  const fits = {
    topics: ({ topic }: Question) => wanted.topics.includes(topic),
    levels: ({ level }: Question) => wanted.levels.includes(level),
    tags: ({ tags }: Question) => tags.some((tag) => wanted.tags.includes(tag)),
  }
  let fitting = [...questions.values()]
  const leftOut: (keyof Wanted)[] = []
  for (const filter of ['topics', 'levels', 'tags'] as const) {
    if (wanted[filter].length === 0) continue
    const kept = fitting.filter(fits[filter])
    if (kept.length === 0) leftOut.push(filter)
    else fitting = kept
  }
  return { fitting, leftOut }
}

const anything: Wanted = { topics: [], levels: [], tags: [] }

/** How often each of these topics came among the latest rounds about any of them. */
function sharesMet(topicsAsked: readonly string[], topics: ReadonlySet<string>): ReadonlyMap<string, number> {
  const met = new Map<string, number>()
  const recent = topicsAsked.filter((topic) => topics.has(topic)).slice(0, roundsPerTopic * topics.size)
  for (const topic of recent) met.set(topic, (met.get(topic) ?? 0) + 1)
  return met
}

/** Those that were asked, the one whose latest asking lies furthest back first. */
function longestAgoFirst(questions: readonly Question[], asked: readonly string[]): Question[] {
  const byId = new Map(questions.map((question) => [question.id, question]))
  return [...new Set(asked)].reverse().flatMap((id) => byId.get(id) ?? [])
}
