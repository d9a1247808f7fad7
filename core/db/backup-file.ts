import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import { PlainError } from './plain-error.ts'

/**
 * A backup as a file: gzip over lines. The first two say what it is and of which schema; then each table, as one line of
 * JSON, its rows, each a line of JSON, a line `\.`, and how many they are; the last line says how many there are in all.
 */

const title = 'studyhall-backup 1'
const endOfRows = '\\.\n'
const lineBreak = 10
const pieceBytes = 256 * 1024

const headerSchema = z.object({
  madeAt: z.string(),
  /** How many steps its schema has taken, and the `folderMillis` of the last one. */
  schema: z.number().int(),
  migration: z.number().int(),
})
const tableSchema = z.object({ table: z.string(), columns: z.array(z.string()).min(1) })
const countSchema = z.object({ rows: z.number().int() })
const endSchema = z.object({
  tables: z.number().int(),
  rows: z.number().int(),
  sequences: z.record(z.string(), z.string()),
})
const headOrEndSchema = z.union([tableSchema, z.object({ end: endSchema })])

export type BackupHeader = z.infer<typeof headerSchema>
export type BackupTable = z.infer<typeof tableSchema>
export type BackupEnd = z.infer<typeof endSchema>

/** What a reading of the file comes to, part by part. */
export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'table'; readonly table: BackupTable }
  /** Whole rows with their line breaks, some of the table's. */
  | { readonly kind: 'rows'; readonly of: BackupTable; readonly bytes: Buffer }
  | { readonly kind: 'end of table'; readonly of: BackupTable; readonly rows: number }
  | { readonly kind: 'end'; readonly end: BackupEnd }

export function headLines(header: BackupHeader): string {
  return `${title}\n${JSON.stringify(header)}\n`
}

export function tableLine(table: BackupTable): string {
  return `${JSON.stringify(table)}\n`
}

export function endOfTableLines(rows: number): string {
  return `${endOfRows}${JSON.stringify({ rows })}\n`
}

export function endLine(end: BackupEnd): string {
  return `${JSON.stringify({ end })}\n`
}

/**
 * Reads a file from its beginning to its end, holding no more than a piece of it.
 *
 * @throws PlainError when it cannot be read, is no backup, or is damaged or cut off
 */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  try {
    yield* partsOf(wholeLines(file))
  } catch (error) {
    throw toldOf(file, error)
  }
}

/** Pieces of the unpacked file, each of whole lines. */
async function* wholeLines(file: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(file)
  const unpacked = createGunzip({ chunkSize: pieceBytes })
  packed.on('error', (error) => unpacked.destroy(error))
  packed.pipe(unpacked)
  const rest: Buffer[] = []
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      const end = piece.lastIndexOf(lineBreak) + 1
      if (end > 0) yield Buffer.concat([...rest.splice(0), piece.subarray(0, end)])
      if (end < piece.length) rest.push(piece.subarray(end))
    }
  } finally {
    packed.destroy()
  }
  if (rest.length > 0) throw new Damage('it ends in the middle of a line')
}

/** Rows follow a table's line, up to `\.`; all else are lines. */
interface Place {
  isInRows: boolean
}

async function* partsOf(pieces: AsyncGenerator<Buffer>): AsyncGenerator<BackupPart> {
  const count = { tables: 0, rows: 0, inTable: 0 }
  const place: Place = { isInRows: false }
  let reads: (line: string) => BackupPart | undefined = readTitle
  let table: BackupTable = { table: '', columns: [] }
  let isOver = false
  for await (const run of runsOf(pieces, place)) {
    if (isOver) throw new Damage('there is more after its end')
    const part = typeof run === 'string' ? reads(run) : readRows(run)
    if (part === undefined) continue
    if (part.kind === 'table') place.isInRows = true
    isOver = part.kind === 'end'
    yield part
  }
  if (!isOver) throw new Damage('its end is missing')

  function readRows(bytes: Buffer): BackupPart {
    count.inTable += linesIn(bytes)
    return { kind: 'rows', of: table, bytes }
  }

  function readTitle(line: string): undefined {
    if (line !== title) throw new Damage('it is no backup of Studyhall, or one of a newer version')
    reads = readHeader
  }

  function readHeader(line: string): BackupPart {
    reads = readHead
    return { kind: 'header', header: headerSchema.parse(JSON.parse(line)) }
  }

  function readHead(line: string): BackupPart {
    const head = headOrEndSchema.parse(JSON.parse(line))
    if ('end' in head) {
      if (head.end.tables !== count.tables || head.end.rows !== count.rows) throw new Damage('rows are missing')
      return { kind: 'end', end: head.end }
    }
    reads = readCount
    table = head
    return { kind: 'table', table }
  }

  function readCount(line: string): BackupPart {
    if (countSchema.parse(JSON.parse(line)).rows !== count.inTable) throw new Damage('rows are missing')
    const rows = count.inTable
    count.tables += 1
    count.rows += rows
    count.inTable = 0
    reads = readHead
    return { kind: 'end of table', of: table, rows }
  }
}

/** A line as text, or whole rows as they came. */
async function* runsOf(pieces: AsyncGenerator<Buffer>, place: Place): AsyncGenerator<string | Buffer> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      if (!place.isInRows) {
        const end = piece.indexOf(lineBreak, at)
        yield piece.toString('utf8', at, end)
        at = end + 1
        continue
      }
      const end = endOfRowsIn(piece, at)
      if (end > at) yield piece.subarray(at, end)
      place.isInRows = end === piece.length
      at = end + endOfRows.length
    }
  }
}

/** Where the line `\.` begins, or the piece ends without it. */
function endOfRowsIn(piece: Buffer, from: number): number {
  if (piece.toString('latin1', from, from + endOfRows.length) === endOfRows) return from
  const found = piece.indexOf(`\n${endOfRows}`, from)
  return found === -1 ? piece.length : found + 1
}

/** How many lines end in it. */
export function linesIn(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(lineBreak); at !== -1; at = bytes.indexOf(lineBreak, at + 1)) lines += 1
  return lines
}

class Damage extends Error {}

function toldOf(file: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof PlainError) return error
  if (error instanceof Damage) return new PlainError(damaged(file, message))
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return new PlainError(damaged(file, 'a line of it cannot be read'))
  if (code?.startsWith('Z_')) return new PlainError(damaged(file, `it is cut off, damaged, or no backup (${message})`))
  if (code === 'ENOENT') return new PlainError(`There is no file ${file}.`)
  if (code === 'EACCES' || code === 'EISDIR') return new PlainError(`${file} cannot be read (${code}).`)
  return error
}

function damaged(file: string, why: string): string {
  return `${file} cannot be restored: ${why}. Nothing was changed. Use another backup.`
}
