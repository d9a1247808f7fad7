import { PlainError } from '../db/plain-error.ts'
import { type Content, practiceQuestions, readContent } from './content-files.ts'
import { complaintLine } from './lints.ts'
import type { Path } from './path.ts'
import type { Pack, Question } from './question.ts'
import type { Track } from './track.ts'

/** All questions that can be asked, by id, in the order of their ids. */
export interface Bank {
  /** Those of the packs, and scenarios, behavioural prompts and projects as they are asked. */
  readonly questions: ReadonlyMap<string, Question>
  /** Topic id → its title. */
  readonly topics: ReadonlyMap<string, string>
  /** Company tracks by id. The items that they name may be missing from `questions`. */
  readonly tracks: ReadonlyMap<string, Track>
  /** Guided paths by id. The items that they name may be missing from `questions`. */
  readonly paths: ReadonlyMap<string, Path>
  /** Of `questions`, those that are kept for rounds that asked them, and never chosen again. */
  readonly retired: ReadonlySet<string>
}

/** What reading a content folder gave: the bank, or all that keeps it from being used. */
export type BankReading = { readonly bank: Bank } | { readonly complaints: readonly string[] }

/** Reads a content folder. What only `content check` asks for (lints, readings, lock, coverage) is not looked at. */
export async function readBank(folder: string): Promise<BankReading> {
  const reading = await readContent(folder)
  return 'content' in reading
    ? { bank: bankOfContent(reading.content) }
    : { complaints: reading.complaints.map(complaintLine) }
}

/** @throws PlainError naming the first complaint, where the folder holds no bank that can be used */
export async function loadBank(folder: string): Promise<Bank> {
  const reading = await readBank(folder).catch((error: Error) => ({ complaints: [error.message] }))
  if ('bank' in reading) return reading.bank
  throw new PlainError(
    `The questions in ${folder} cannot be used: ${reading.complaints[0]}. See all with \`npm run studyhall -- content check\`.`,
  )
}

export function bankOf(packs: readonly Pack[], topics: ReadonlyMap<string, string> = new Map()): Bank {
  const questions = byId(packs.flatMap((pack) => pack.questions))
  return { questions, topics, tracks: new Map(), paths: new Map(), retired: new Set() }
}

export function bankOfContent(content: Content): Bank {
  const questions = content.packs.flatMap(({ value }) => value.questions)
  return {
    questions: byId([...questions, ...practiceQuestions(content)]),
    topics: content.topics,
    tracks: new Map(content.tracks.map(({ value }) => [value.track, value])),
    paths: new Map(content.paths.map(({ value }) => [value.path, value])),
    retired: new Set(),
  }
}

function byId(questions: readonly Question[]): Map<string, Question> {
  const sorted = [...questions].sort((a, b) => (a.id < b.id ? -1 : 1))
  return new Map(sorted.map((question) => [question.id, question]))
}

/** A topic's title, or its id in plain words for a topic that only a workspace's own pack knows. */
export function topicTitle(bank: Bank, topic: string): string {
  return bank.topics.get(topic) ?? topic.replaceAll('-', ' ')
}
