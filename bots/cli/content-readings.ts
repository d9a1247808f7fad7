import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { PlainError } from '../../core/db/plain-error.ts'
import { type Bank, loadBank, topicTitle } from '../../core/questions/bank.ts'
import {
  type Content,
  ifAbsent,
  nothingRead,
  practiceQuestions,
  readFolderOf,
  readOptional,
} from '../../core/questions/content-files.ts'
import { type Checked, placesIn } from '../../core/questions/finding.ts'
import { complaintLine } from '../../core/questions/lints.ts'
import { parseYaml } from '../../core/questions/pack.ts'
import type { Question } from '../../core/questions/question.ts'
import { type Reading, readingsSchema, textFingerprint } from '../../core/questions/reading.ts'
import { blindText } from '../../core/questions/reading-blind.ts'
import { readingFindings } from '../../core/questions/reading-check.ts'
import { answerWords, keyWords, mergedReadings, recorded } from '../../core/questions/reading-record.ts'
import { counted } from '../../core/text.ts'
import type { Printer } from './printer.ts'

/** The questions of a topic to be answered without their keys. */
export async function blind(
  folder: string,
  topic: string,
  { unread }: { readonly unread: boolean },
  { print }: Printer,
): Promise<void> {
  const bank = await loadBank(folder)
  const questions = questionsOf(bank, topic)
  const read = new Map((unread ? await readingsOf(folder, topic) : []).map((reading) => [reading.item, reading.text]))
  const left = questions.filter((question) => read.get(question.id) !== textFingerprint(question))
  print(blindText(topicTitle(bank, topic), left))
}

/** Writes a reader's answers into the readings of the topic, and prints each that differs with its key. */
export async function record(
  folder: string,
  topic: string,
  { answers, reader }: { readonly answers: string; readonly reader: string },
  { print }: Printer,
): Promise<void> {
  const questions = questionsOf(await loadBank(folder), topic)
  const said = await readAnswers(answers)
  const fresh = readingsFrom(questions, said, reader)
  const readings = mergedReadings(await readingsOf(folder, topic), fresh, questions)
  await writeReadings(folder, topic, readings)
  const answered = readings.filter(({ item }) => said.has(item))
  const differing = answered.filter(({ verdict }) => verdict === 'differs')
  for (const reading of differing) print(differenceWords(questions, reading))
  const missing = questions.filter(({ id }) => !readings.some(({ item }) => item === id))
  if (missing.length > 0) print(`Not answered yet: ${missing.map(({ id }) => id).join(', ')}`)
  print(`${counted(answered.length, 'answer')} recorded in ${fileOf(folder, topic)}; ${differing.length} to compare.`)
}

/** After a mere typo, or a change that settled a difference: the reading holds for the text as it stands now. */
export async function restamp(folder: string, items: readonly string[], { print }: Printer): Promise<void> {
  const bank = await loadBank(folder)
  const named = items.map((item) => {
    const question = bank.questions.get(item)
    if (question === undefined) throw new PlainError(`There is no item ${item}.`)
    return question
  })
  for (const [topic, questions] of Map.groupBy(named, (question) => question.topic)) {
    const readings = await readingsOf(folder, topic)
    const texts = new Map(questions.map((question) => [question.id, textFingerprint(question)]))
    const unread = [...texts.keys()].find((id) => readings.every(({ item }) => item !== id))
    if (unread !== undefined) throw new PlainError(`${unread} has no reading yet: \`content record\` makes one.`)
    const stamped = readings.map((reading) => ({ ...reading, text: texts.get(reading.item) ?? reading.text }))
    await writeReadings(folder, topic, stamped)
  }
  print(`${counted(named.length, 'reading')} restamped.`)
}

export async function readingsCheck(folder: string, content: Content): Promise<Checked> {
  const { files, complaints } = await readFolderOf(join(folder, 'readings'), readingsSchema).catch(
    ifAbsent(nothingRead),
  )
  if (complaints.length > 0) return { complaints }
  const items = content.packs.flatMap(({ value }) => value.questions)
  const readings = files.flatMap(({ value }) => value.readings)
  return {
    findings: readingFindings(items, practiceQuestions(content), readings),
    places: placesIn(files, /^ *- item: *["']?([a-z0-9-]+)/, (item) => `reading:${item}`),
  }
}

function questionsOf(bank: Bank, topic: string): Question[] {
  const questions = [...bank.questions.values()].filter((question) => question.topic === topic)
  if (questions.length > 0) return questions
  throw new PlainError(`The topic ${topic} has no questions. Choose one of: ${[...bank.topics.keys()].join(', ')}.`)
}

/** A list of letters becomes `A,C`. */
const answersSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).transform(String),
)

async function readAnswers(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(`${file} cannot be read (${error.code}).`)
  })
  const parsed = parseYaml(file, text, answersSchema)
  if ('complaints' in parsed) throw new PlainError(parsed.complaints.map(complaintLine).join('\n'))
  return new Map(Object.entries(parsed.value))
}

function readingsFrom(questions: readonly Question[], said: ReadonlyMap<string, string>, reader: string): Reading[] {
  const known = new Map(questions.map((question) => [question.id, question]))
  const all = [...said].map(([id, answer]) => {
    const question = known.get(id)
    return question === undefined ? { says: `${id}: this topic has no such item` } : recorded(question, answer, reader)
  })
  const wrong = all.flatMap((one) => ('says' in one ? [one.says] : []))
  if (wrong.length > 0) throw new PlainError(`${wrong.join('\n')}\nNothing was recorded.`)
  return all.flatMap((one) => ('reading' in one ? [one.reading] : []))
}

function differenceWords(questions: readonly Question[], { item, answer }: Reading): string {
  const question = questions.find(({ id }) => id === item)
  const key = question === undefined ? '' : keyWords(question)
  return `${item}\n  read: ${answerWords(answer)}\n  key:  ${key}`
}

function fileOf(folder: string, topic: string): string {
  return join(folder, 'readings', `${topic}.yaml`)
}

async function readingsOf(folder: string, topic: string): Promise<readonly Reading[]> {
  const { files, complaints } = await readOptional(fileOf(folder, topic), readingsSchema)
  if (complaints.length > 0) throw new PlainError(complaints.map(complaintLine).join('\n'))
  return files.flatMap(({ value }) => value.readings)
}

const lineWidth = 120

async function writeReadings(folder: string, topic: string, readings: readonly Reading[]): Promise<void> {
  const file = fileOf(folder, topic)
  await mkdir(dirname(file), { recursive: true })
  const entries = readings.map((reading) => stringify([reading], { lineWidth }).trimEnd())
  const list = entries.map((entry) => entry.replace(/^(?=.)/gm, '  ')).join('\n\n')
  await writeFile(file, `readings:\n${list}\n`)
}
