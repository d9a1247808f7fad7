import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlainError } from '../../core/db/plain-error.ts'
import { bankOfContent, loadBank } from '../../core/questions/bank.ts'
import { type Content, ifAbsent, readOptional } from '../../core/questions/content-files.ts'
import { coverageFindings, coverageSchema } from '../../core/questions/coverage.ts'
import { coveragePage } from '../../core/questions/coverage-page.ts'
import type { Checked } from '../../core/questions/finding.ts'
import { complaintLine } from '../../core/questions/lints.ts'
import { counted } from '../../core/text.ts'
import type { Printer } from './printer.ts'

/** Writes docs/coverage.md beside the content folder. */
export async function coverage(folder: string, { print }: Printer): Promise<void> {
  const bank = await loadBank(folder)
  const { files, complaints } = await readOptional(fileIn(folder), coverageSchema)
  const [file] = files
  if (file === undefined) {
    throw new PlainError(complaints.map(complaintLine).join('\n') || `There is no ${fileIn(folder)}.`)
  }
  await writeFile(pageBeside(folder), coveragePage(file.value, bank))
  const left = coverageFindings(file.value, bank).length
  print(`${pageBeside(folder)} is written; ${counted(left, 'complaint')} about its rows.`)
}

export async function coverageCheck(folder: string, content: Content): Promise<Checked> {
  const { files, complaints } = await readOptional(fileIn(folder), coverageSchema)
  if (complaints.length > 0) return { complaints }
  const [file] = files
  if (file === undefined) return { findings: [{ says: `${fileIn(folder)} is missing` }], places: new Map() }
  const bank = bankOfContent(content)
  const page = await readFile(pageBeside(folder), 'utf8').catch(ifAbsent(''))
  const isAsMade = page === coveragePage(file.value, bank)
  const stale = `${pageBeside(folder)} is not what \`npm run studyhall -- content coverage\` makes: run it`
  return {
    findings: [...coverageFindings(file.value, bank), ...(isAsMade ? [] : [{ says: stale }])],
    places: placesOfRows(file),
  }
}

/** By `coverage:N`, the Nth heading of the file. */
function placesOfRows({ file, text }: { readonly file: string; readonly text: string }): Map<string, string> {
  const lines = text.split('\n').flatMap((line, index) => (/^ *-? *\{? *heading:/.test(line) ? [index + 1] : []))
  return new Map(lines.map((line, row) => [`coverage:${row}`, `${file}:${line}`]))
}

function fileIn(folder: string): string {
  return join(folder, 'coverage.yaml')
}

function pageBeside(folder: string): string {
  return join(folder, '..', 'docs', 'coverage.md')
}
