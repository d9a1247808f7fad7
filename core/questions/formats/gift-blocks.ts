import { capped, linesIn } from './lines.ts'

/** A text in GIFT, cut at its blank lines. Pure. */

export interface GiftBlock {
  /** Comments first. Empty where many lines hold no question. */
  readonly text: string
  /** Of the file, where what is no comment begins. */
  readonly line: number
  readonly at: number
}

const linesBetween = 2_000

/** Comments that name an id or tags belong to the next question, also over blank lines. Others fall away. */
export function* blocksOf(text: string): Generator<GiftBlock, void, void> {
  const notes = capped()
  const lines = capped()
  let first = 0
  for (const { text: line, number, start } of linesIn(text)) {
    const kind = kindOf(line)
    if (kind === 'note') notes.add(line.trimStart())
    if (kind === 'text' && lines.add(line) === 1) first = number
    if (kind === 'blank' && lines.isFilled()) {
      yield { text: [...notes.taken(), ...lines.taken()].join('\n'), line: first, at: start }
    } else if (number % linesBetween === 0) yield { text: '', line: number, at: start }
  }
  if (lines.isFilled()) yield { text: [...notes.taken(), ...lines.taken()].join('\n'), line: first, at: text.length }
}

function kindOf(line: string): 'blank' | 'note' | 'comment' | 'text' {
  if (line.trimStart().startsWith('//')) return /\[(?:id|tag):/.test(line) ? 'note' : 'comment'
  return line.trim() === '' ? 'blank' : 'text'
}
