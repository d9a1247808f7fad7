import { inflateSync } from 'node:zlib'

/**
 * The first matrix in a MATLAB file of level 5 (what `save` has written from version 5 to 7.2, compressed or not), row
 * by row: numbers, or a cell array of numbers and texts. By “MAT-File Format”, The MathWorks.
 */

export type MatValue = number | string

/** @throws RangeError for anything else, such as the HDF5 of version 7.3 */
export function matrixIn(file: Buffer): MatValue[][] {
  if (file.length < headerLength || file.toString('latin1', 126, headerLength) !== 'IM') {
    throw new RangeError('not a little-endian MATLAB file of level 5')
  }
  const element = elementAt(file, headerLength)
  const first = element.type === types.compressed ? elementAt(inflateSync(element.body), 0) : element
  const { rows, values } = arrayIn(first)
  return Array.from({ length: rows }, (_, row) => values.filter((_, index) => index % rows === row).map(onlyOne))
}

const headerLength = 128

const types = { matrix: 14, compressed: 15 } as const

/** How each type of number is stored: its size in bytes, and how one is read. */
const numbers: Readonly<Record<number, readonly [number, (bytes: Buffer, at: number) => number]>> = {
  1: [1, (bytes, at) => bytes.readInt8(at)],
  2: [1, (bytes, at) => bytes.readUInt8(at)],
  3: [2, (bytes, at) => bytes.readInt16LE(at)],
  4: [2, (bytes, at) => bytes.readUInt16LE(at)],
  5: [4, (bytes, at) => bytes.readInt32LE(at)],
  6: [4, (bytes, at) => bytes.readUInt32LE(at)],
  7: [4, (bytes, at) => bytes.readFloatLE(at)],
  9: [8, (bytes, at) => bytes.readDoubleLE(at)],
  12: [8, (bytes, at) => Number(bytes.readBigInt64LE(at))],
  13: [8, (bytes, at) => Number(bytes.readBigUInt64LE(at))],
  16: [1, (bytes, at) => bytes.readUInt8(at)],
}

const classes = { cell: 1, text: 4, firstNumber: 6, lastNumber: 15 } as const

interface Element {
  readonly type: number
  readonly body: Buffer
  /** Where the next one begins. */
  readonly end: number
}

function elementAt(bytes: Buffer, at: number): Element {
  const tag = bytes.readUInt32LE(at)
  // up to four bytes stand beside their tag
  if (tag >>> 16 > 0) {
    const body = bytes.subarray(at + 4, at + 4 + (tag >>> 16))
    return { type: tag & 0xffff, body, end: at + 8 }
  }
  const size = bytes.readUInt32LE(at + 4)
  const padded = tag === types.compressed ? size : Math.ceil(size / 8) * 8
  return { type: tag, body: bytes.subarray(at + 8, at + 8 + size), end: at + 8 + padded }
}

interface MatArray {
  readonly rows: number
  /** Column by column. */
  readonly values: readonly (MatValue | MatArray)[]
}

function arrayIn({ type, body }: Element): MatArray {
  if (type !== types.matrix) throw new RangeError(`not a matrix: type ${type}`)
  if (body.length === 0) return { rows: 0, values: [] }
  const flags = elementAt(body, 0)
  const sizes = elementAt(body, flags.end)
  const name = elementAt(body, sizes.end)
  const kind = flags.body.readUInt8(0)
  const rows = sizes.body.readInt32LE(0)
  if (kind === classes.cell) return { rows, values: elementsFrom(body, name.end).map(arrayIn) }
  if (kind !== classes.text && (kind < classes.firstNumber || kind > classes.lastNumber)) {
    throw new RangeError(`neither numbers, nor text, nor cells: class ${kind}`)
  }
  const values = numbersIn(elementAt(body, name.end))
  return kind === classes.text ? { rows: 1, values: [String.fromCodePoint(...values)] } : { rows, values }
}

function elementsFrom(body: Buffer, start: number): Element[] {
  const found: Element[] = []
  for (let at = start; at < body.length; ) {
    const element = elementAt(body, at)
    found.push(element)
    at = element.end
  }
  return found
}

function numbersIn({ type, body }: Element): number[] {
  const [size, read] = numbers[type] ?? []
  if (size === undefined || read === undefined) throw new RangeError(`not numbers: type ${type}`)
  return Array.from({ length: body.length / size }, (_, index) => read(body, index * size))
}

/** What stands in a cell: one number or text, possibly in a cell of its own. */
function onlyOne(value: MatValue | MatArray): MatValue {
  if (typeof value !== 'object') return value
  const [inner] = value.values
  return inner === undefined ? '' : onlyOne(inner)
}
