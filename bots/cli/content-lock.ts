import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlainError } from '../../core/db/plain-error.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { type Content, practiceQuestions, readOptional } from '../../core/questions/content-files.ts'
import { type Checked, placesIn } from '../../core/questions/finding.ts'
import { complaintLine } from '../../core/questions/lints.ts'
import {
  type Lock,
  lockAfterTypos,
  lockFindings,
  lockSchema,
  lockText,
  lockWithNew,
} from '../../core/questions/lock.ts'
import { counted } from '../../core/text.ts'
import type { Printer } from './printer.ts'

/** Writes new ids into the lock; or, of the named ones, their fingerprint as it is now. */
export async function lock(folder: string, typos: readonly string[], { print }: Printer): Promise<void> {
  const { questions } = await loadBank(folder)
  const before = await readLock(folder)
  const mended = typos.map((id) => {
    const question = questions.get(id)
    if (question === undefined) throw new PlainError(`There is no item ${id}.`)
    return question
  })
  const after = mended.length > 0 ? lockAfterTypos(before, mended) : lockWithNew(before, [...questions.values()])
  await writeFile(fileIn(folder), lockText(after))
  const changed = [...after].filter(([id, holds]) => before.get(id) !== holds).length
  print(`${counted(changed, 'line')} of ${fileIn(folder)} changed; ${counted(after.size, 'id')} in all.`)
}

export async function lockCheck(folder: string, content: Content): Promise<Checked> {
  const { files, complaints } = await readOptional(fileIn(folder), lockSchema)
  if (complaints.length > 0) return { complaints }
  const questions = [...content.packs.flatMap(({ value }) => value.questions), ...practiceQuestions(content)]
  return {
    findings: lockFindings(files[0]?.value ?? new Map(), questions),
    places: placesIn(files, /^([a-z0-9-]+):/, (id) => `lock:${id}`),
  }
}

async function readLock(folder: string): Promise<Lock> {
  const { files, complaints } = await readOptional(fileIn(folder), lockSchema)
  if (complaints.length > 0) throw new PlainError(complaints.map(complaintLine).join('\n'))
  return files[0]?.value ?? new Map()
}

function fileIn(folder: string): string {
  return join(folder, 'lock.yaml')
}
