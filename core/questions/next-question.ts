import { draw } from '../draw.ts'
import { isOnlyByChoice } from './practice.ts'
import type { Question } from './question.ts'

/** Which question a channel gets next. Pure, and the same for the same history and seed. */

/** What a schedule may ask; all where a list is empty. */
export interface Wanted {
  readonly topics: readonly string[]
  readonly levels: readonly string[]
  readonly tags: readonly string[]
  /** What comes before all of it, as long as it is fresh. */
  readonly track?: Followed | undefined
}

/** A company's track, as far as choosing goes. */
export interface Followed {
  /** Ids of its questions, in their order: asked whatever else is wanted. */
  readonly items: readonly string[]
  /** Asked once the items are through, at the levels and with the tags that are wanted. */
  readonly topics: readonly string[]
}

type Filter = 'topics' | 'levels' | 'tags'

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
 * questions if another is left; within the topic the seed decides. Of a track that is followed, first its
 * questions in their order, then its topics.
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
      turn: turnOf(question, wanted),
      justMet: lastTopics.includes(question.topic) ? 1 : 0,
      met: met.get(question.topic) ?? 0,
      topicDraw: draw(seed, question.topic),
      draw: draw(seed, question.id),
    }))
    .sort(
      (a, b) =>
        a.turn - b.turn || a.justMet - b.justMet || a.met - b.met || a.topicDraw - b.topicDraw || a.draw - b.draw,
    )
  return [
    ...fresh.map(({ question }) => question),
    ...longestAgoFirst(free, asked),
    ...fitting.filter(({ id }) => reserved.has(id)),
  ]
}

/** Whose turn comes first among fresh questions: a track's own in their order, then those of its topics, then all others. */
export function turnOf({ id, topic }: Question, { track }: Wanted): number {
  if (track === undefined) return 0
  const place = track.items.indexOf(id)
  if (place >= 0) return place
  return track.items.length + (track.topics.includes(topic) ? 0 : 1)
}

/**
 * The questions that fit all filters, and those of a track that is followed. A filter that leaves nothing of what the
 * ones before it left is left out, and named. Topics that are asked by choice only come where they are named.
 */
export function wantedAmong(
  questions: ReadonlyMap<string, Question>,
  wanted: Wanted,
): { readonly fitting: readonly Question[]; readonly leftOut: readonly Filter[] } {
  const { track } = wanted
  const { fitting, leftOut } = filtered(questions, wanted)
  if (track === undefined) return { fitting, leftOut }
  const ofTopics = filtered(questions, { ...wanted, topics: track.topics }).fitting
  const first = [
    ...track.items.flatMap((id) => questions.get(id) ?? []),
    ...ofTopics.filter(({ topic }) => track.topics.includes(topic)),
  ]
  return { fitting: [...new Set([...first, ...fitting])], leftOut }
}

function filtered(questions: ReadonlyMap<string, Question>, wanted: Wanted) {
  const fits = {
    topics: ({ topic }: Question) => wanted.topics.includes(topic),
    levels: ({ level }: Question) => wanted.levels.includes(level),
    tags: ({ tags }: Question) => tags.some((tag) => wanted.tags.includes(tag)),
  }
  let fitting = [...questions.values()].filter(({ topic }) => !isOnlyByChoice(topic) || wanted.topics.includes(topic))
  const leftOut: Filter[] = []
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
