import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlainError } from '../../core/db/plain-error.ts'
import { bankOfContent } from '../../core/questions/bank.ts'
import { bankWords } from '../../core/questions/bank-words.ts'
import { type Content, ifAbsent, practiceQuestions, readContent } from '../../core/questions/content-files.ts'
import { findingLines, type Places, placesIn } from '../../core/questions/finding.ts'
import { complaintLine, lintQuestions } from '../../core/questions/lints.ts'
import { lintOverlays } from '../../core/questions/overlay-lints.ts'
import { counted } from '../../core/text.ts'
import { coverageCheck } from './content-coverage.ts'
import { lockCheck } from './content-lock.ts'
import { readingsCheck } from './content-readings.ts'
import type { Printer } from './printer.ts'

/** Prints all complaints about a content folder, with file and line where they have one. */
export async function check(folder: string, { print }: Printer): Promise<void> {
  const { complaints, holds } = await complaintsAbout(folder).catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(`${folder} cannot be read (${error.code}). Name a folder with topics.yaml and packs/.`)
  })
  if (complaints.length === 0) return print(`${holds}, no complaints.`)
  for (const complaint of complaints) print(complaint)
  throw new PlainError(`${counted(complaints.length, 'complaint')}.`)
}

async function complaintsAbout(folder: string) {
  const reading = await readContent(folder)
  if ('complaints' in reading) return { complaints: reading.complaints.map(complaintLine), holds: 'nothing' }
  const { content } = reading
  const bank = bankOfContent(content)
  const items = content.packs.flatMap(({ value }) => value.questions)
  const findings = [...lintQuestions(items, practiceQuestions(content), bank.topics), ...lintOverlays(content, bank)]
  const places = placesOf(content)
  const ours = (await isOurs(folder)) ? await complaintsAboutOurs(folder, content, places) : []
  return { complaints: [...findingLines(findings, places), ...ours], holds: bankWords(bank.questions.values()) }
}

/** What is asked of Studyhall's own folder alone: it has a lock. */
async function complaintsAboutOurs(folder: string, content: Content, places: Places): Promise<string[]> {
  const checks = [lockCheck, readingsCheck, coverageCheck]
  const all = await Promise.all(checks.map((one) => one(folder, content)))
  return all.flatMap((checked) =>
    'complaints' in checked
      ? checked.complaints.map(complaintLine)
      : findingLines(checked.findings, new Map([...places, ...checked.places])),
  )
}

async function isOurs(folder: string): Promise<boolean> {
  const lock = await readFile(join(folder, 'lock.yaml')).catch(ifAbsent(undefined))
  return lock !== undefined
}

/** By the ids of items, and `track:ID` and `path:ID`. */
function placesOf({ packs, scenarios, prompts, projects, tracks, paths }: Content): Places {
  const inList = /^ {0,4}(?:- )? *id: *["']?([a-z0-9-]+)/
  return new Map([
    ...placesIn([...packs, ...scenarios, ...prompts, ...projects], inList),
    ...placesIn(tracks, /^track: *["']?([a-z0-9-]+)/, (id) => `track:${id}`),
    ...placesIn(paths, /^path: *["']?([a-z0-9-]+)/, (id) => `path:${id}`),
  ])
}
