import { longestItem } from './found.ts'

/** One line of a text. */
export interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
  readonly start: number
  /** Where the next one begins. */
  readonly next: number
}

/** The lines of a text, with any of the three line ends, without splitting all of it at once. */
export function* linesIn(text: string): Generator<Line, void, void> {
  const ends = /\r\n|\r|\n/g
  let [start, number] = [0, 1]
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield { text: text.slice(start, end.index), number, start, next: ends.lastIndex }
    ;[start, number] = [ends.lastIndex, number + 1]
  }
  yield { text: text.slice(start), number, start, next: text.length }
}

/** Lines of one item, kept until they are just too long for one: the rest of it is let go. */
export function capped() {
  let lines: string[] = []
  let size = 0
  return { add, isFilled: () => lines.length > 0, taken }

  /** @returns how many are kept */
  function add(line: string): number {
    if (size <= longestItem) lines.push(line)
    size += line.length + 1
    return lines.length
  }

  function taken(): string[] {
    const all = lines
    ;[lines, size] = [[], 0]
    return all
  }
}
