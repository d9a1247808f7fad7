import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Answers that people have graded, from public data: one reference answer or several each, no key points. */
export interface GradedAnswer {
  readonly question: string
  readonly references: readonly string[]
  readonly answer: string
  /** Mohler: 0 to 5. SemEval-2013: 1 for correct, 0 for anything else. */
  readonly grade: number
}

/** Mohler's answers as one CSV file with the columns desired_answer, student_answer and score_avg. */
export async function mohlerAnswers(folder: string): Promise<GradedAnswer[]> {
  for (const file of await filesIn(folder, '.csv')) {
    const [header = [], ...rows] = csvRows(await readFile(file, 'utf8'))
    const columns = ['question', 'desired_answer', 'student_answer', 'score_avg'].map((name) => header.indexOf(name))
    if (columns.includes(-1)) continue
    return rows
      .map((row) => columns.map((column) => row[column] ?? ''))
      .map(([question = '', reference = '', answer = '', grade = '']) => ({
        question,
        references: [reference],
        answer,
        grade: Number(grade),
      }))
      .filter(({ answer, grade }) => answer !== '' && Number.isFinite(grade))
  }
  return []
}

/** SemEval-2013 task 7 as its XML files; of these, the unseen domains where the folder tells them apart. */
export async function semevalAnswers(folder: string): Promise<GradedAnswer[]> {
  const all = await filesIn(folder, '.xml')
  const unseen = all.filter((file) => file.includes('unseen-domains'))
  const answers = new Map<string, GradedAnswer>()
  for (const file of unseen.length > 0 ? unseen : all) {
    const xml = await readFile(file, 'utf8')
    const [question = ''] = elements(xml, 'questionText').map(({ text }) => text)
    const references = elements(xml, 'referenceAnswer').map(({ text }) => text)
    for (const { attributes, text } of elements(xml, 'studentAnswer')) {
      const grade = attributes.accuracy === 'correct' ? 1 : 0
      // the same answers come again in the folders for two, three and five labels
      if (references.length > 0)
        answers.set(attributes.id ?? `${file} ${text}`, { question, references, answer: text, grade })
    }
  }
  return [...answers.values()]
}

async function filesIn(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names
    .filter((name) => name.toLowerCase().endsWith(ending))
    .sort()
    .map((name) => join(folder, name))
}

/** The rows of a CSV text, quotes and line ends inside quotes as in RFC 4180. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quotedField, field, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quotedField?.replaceAll('""', '"') ?? field ?? '')
    if (end !== ',' && end !== '') rows.push([])
  }
  return rows.filter((row) => row.length > 1)
}

interface Element {
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

/** The elements of a name that hold text only, as all of the ones that are read here do. */
function elements(xml: string, name: string): Element[] {
  return [...xml.matchAll(new RegExp(`<${name}(\\s[^>]*)?>([^<]*)</${name}>`, 'g'))].map(
    ([, attributes = '', text = '']) => ({
      attributes: Object.fromEntries(
        [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescaped(value)]),
      ),
      text: unescaped(text).trim(),
    }),
  )
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => entities[name] ?? whole)
}
