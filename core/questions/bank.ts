import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PlainError } from '../db/plain-error.ts'
import { complaintLine, lintPacks } from './lints.ts'
import { type Complaint, parsePack, parseYaml } from './pack.ts'
import type { Pack, Question } from './question.ts'

/** All questions that can be asked, by id, in the order of their ids. */
export interface Bank {
  readonly questions: ReadonlyMap<string, Question>
  /** Topic id → its title. */
  readonly topics: ReadonlyMap<string, string>
}

/** What reading a content folder gave: the bank, or all that is wrong with it. */
export type BankReading = { readonly bank: Bank } | { readonly complaints: readonly string[] }

/** Reads `topics.yaml` and `packs/*.yaml` below a folder. */
export async function readBank(folder: string): Promise<BankReading> {
  const files = (await readdir(join(folder, 'packs'))).filter((name) => name.endsWith('.yaml')).sort()
  const complaints: Complaint[] = []
  const packs: Pack[] = []
  const topicsFile = join(folder, 'topics.yaml')
  const topics = parseYaml(topicsFile, await readFile(topicsFile, 'utf8'), z.record(z.string(), z.string()))
  if ('complaints' in topics) complaints.push(...topics.complaints)
  for (const name of files) {
    const file = join(folder, 'packs', name)
    const parsed = parsePack(file, await readFile(file, 'utf8'))
    if ('complaints' in parsed) complaints.push(...parsed.complaints)
    else packs.push(parsed.value)
  }
  if (complaints.length > 0 || 'complaints' in topics) return { complaints: complaints.map(complaintLine) }
  const titles = new Map(Object.entries(topics.value))
  const lints = lintPacks(packs, titles)
  return lints.length > 0 ? { complaints: lints } : { bank: bankOf(packs, titles) }
}

/** @throws PlainError naming the first complaint, where the folder holds no clean bank */
export async function loadBank(folder: string): Promise<Bank> {
  const reading = await readBank(folder).catch((error: Error) => ({ complaints: [error.message] }))
  if ('bank' in reading) return reading.bank
  throw new PlainError(
    `The questions in ${folder} cannot be used: ${reading.complaints[0]}. See all with \`npm run studyhall -- content check\`.`,
  )
}

export function bankOf(packs: readonly Pack[], topics: ReadonlyMap<string, string> = new Map()): Bank {
  const sorted = packs.flatMap((pack) => pack.questions).sort((a, b) => (a.id < b.id ? -1 : 1))
  return { questions: new Map(sorted.map((question) => [question.id, question])), topics }
}

/** A topic's title, or its id in plain words for a topic that only a workspace's own pack knows. */
export function topicTitle(bank: Bank, topic: string): string {
  return bank.topics.get(topic) ?? topic.replaceAll('-', ' ')
}
