import { namesFile } from './shared-files.ts'

/** Which of a member's messages form their answer. Pure: the same facts give the same answers in any order. */

export interface ThreadFact {
  readonly id: string
  readonly member: string
  readonly text: string
  readonly saidAt: Temporal.Instant
  /** Its author said: this is my answer. */
  readonly markedAt?: Temporal.Instant | undefined
}

export interface Answer {
  readonly member: string
  readonly text: string
  /** The ids of the messages that form it. */
  readonly messages: readonly string[]
}

const togetherMinutes = 10
const fewestWords = 5
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/**
 * One answer a member: the message that they marked last, alone. Without a mark, their first message of five
 * words or more that is not a lone question, with all that they say within ten minutes of it, in order. All
 * else is talk.
 */
export function answersAmong(facts: readonly ThreadFact[]): Answer[] {
  const byMember = Map.groupBy([...facts].sort(bySaying), ({ member }) => member)
  return [...byMember.values()].flatMap((ofMember) => answerOf(ofMember) ?? [])
}

/** `facts`: one member's, in the order in which they were said. */
function answerOf(facts: readonly ThreadFact[]): Answer | undefined {
  const marked = latestMarked(facts)
  if (marked !== undefined) return formed(marked.member, [marked])
  const first = facts.findIndex(({ text }) => couldAnswer(text))
  const opening = facts[first]
  if (opening === undefined) return undefined
  const until = opening.saidAt.add({ minutes: togetherMinutes })
  const parts = facts.slice(first).filter(({ saidAt }) => Temporal.Instant.compare(saidAt, until) <= 0)
  return formed(opening.member, parts)
}

function latestMarked(facts: readonly ThreadFact[]): ThreadFact | undefined {
  let latest: (ThreadFact & { readonly markedAt: Temporal.Instant }) | undefined
  for (const fact of facts) {
    const { markedAt } = fact
    if (markedAt === undefined) continue
    if (latest === undefined || Temporal.Instant.compare(markedAt, latest.markedAt) >= 0) latest = { ...fact, markedAt }
  }
  return latest
}

function formed(member: string, parts: readonly ThreadFact[]): Answer {
  return {
    member,
    text: parts.map(({ text }) => text.trim()).join('\n\n'),
    messages: parts.map(({ id }) => id),
  }
}

/** Whether a message can begin an answer: a lone question or fewer than five words is talk, unless a file came with it. */
export function couldAnswer(text: string): boolean {
  if (namesFile(text)) return true
  const words = [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).length
  return words >= fewestWords && !isLoneQuestion(text)
}

function isLoneQuestion(text: string): boolean {
  const trimmed = text.trim()
  return /[?？؟]$/.test(trimmed) && !/[.!。！:;\n]/.test(trimmed.slice(0, -1))
}

function bySaying(a: ThreadFact, b: ThreadFact): number {
  return Temporal.Instant.compare(a.saidAt, b.saidAt) || (a.id < b.id ? -1 : 1)
}
