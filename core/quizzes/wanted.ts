import { containing, nearest, plainLetters } from '../near.ts'
import { type Bank, topicTitle } from '../questions/bank.ts'
import { isOnlyByChoice } from '../questions/practice.ts'
import type { Question } from '../questions/question.ts'
import { withoutRetired } from '../questions/retired.ts'

/** What a quiz may ask: a topic or a tag, a level, a kind. Pure. */

export interface QuizWanted {
  /** A topic's id, or a tag. */
  readonly topic?: string | null | undefined
  readonly level?: string | null | undefined
  readonly kind?: string | null | undefined
}

/** A topic of the bank or a tag, with how many questions it has. */
export interface TopicOffered {
  readonly id: string
  readonly title: string
  readonly questions: number
}

/** The questions that fit all of what is wanted, in the bank's order; of a topic that is asked by choice, where it is named. */
export function wantedQuestions(bank: Bank, { topic, level, kind }: QuizWanted): Question[] {
  return [...withoutRetired(bank).values()].filter(
    (question) =>
      (!isOnlyByChoice(question.topic) || question.topic === topic) &&
      (!topic || question.topic === topic || question.tags.includes(topic)) &&
      (!level || question.level === level) &&
      (!kind || question.kind === kind),
  )
}

/** All topics by their titles, then all tags that are no topics, those with most questions first. */
export function topicsOffered(bank: Bank): TopicOffered[] {
  const all = [...withoutRetired(bank).values()]
  const topics = countsOf(all.map(({ topic }) => topic))
  const byTag = all.filter(({ topic }) => !isOnlyByChoice(topic))
  const tags = countsOf(byTag.flatMap((question) => question.tags.filter((tag) => !topics.has(tag))))
  const offered = (counts: ReadonlyMap<string, number>, titleOf: (id: string) => string) =>
    [...counts].map(([id, questions]) => ({ id, title: titleOf(id), questions }))
  return [
    ...offered(topics, (id) => topicTitle(bank, id)).sort((a, b) => a.title.localeCompare(b.title)),
    ...offered(tags, (id) => id).sort((a, b) => b.questions - a.questions || a.id.localeCompare(b.id)),
  ]
}

/** The topic or tag that someone typed, by its id or title, in any case and with or without hyphens. */
export function topicWanted(bank: Bank, typed: string): TopicOffered | undefined {
  const wanted = plainLetters(typed)
  return topicsOffered(bank).find(({ id, title }) => plainLetters(id) === wanted || plainLetters(title) === wanted)
}

const suggested = 3

/** The titles of topics and tags most like what was typed: those that have a word of it first. */
export function topicsLike(bank: Bank, typed: string): string[] {
  const titles = topicsOffered(bank).map(({ title }) => title)
  const words = typed.split(/[\s-]+/).filter((word) => word.length > 2)
  const withWord = words.flatMap((word) => containing(word, titles, (title) => title))
  return [...new Set([...withWord, ...nearest(typed, titles)])].slice(0, suggested)
}

function countsOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
