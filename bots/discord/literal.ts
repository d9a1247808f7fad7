import { cut, plainLine } from './plain-line.ts'

/** Discord sees a character here, people see nothing. */
export const edge = '\u200b'

/**
 * Text that shows as it is written: nothing in it is marked up, mentions anyone or becomes an emoji. Discord reads
 * mentions before it reads backslashes, so those are broken up as well. What means something at the start of a line
 * only is `atLineStart`'s.
 */
export function literal(text: string): string {
  return text
    .replace(/[\\*_~`|[\]<>]/g, '\\$&')
    .replace(/:(?=\S)/g, '\\:')
    .replace(/<(?=[@#]|(?:a|t|id)?\\:|\/[^<>]*:\d)/g, `<${edge}`)
    .replace(/@(?=everyone|here)/gi, `@${edge}`)
}

/** The same of words that begin a line: they become no heading, small print or list. */
export function atLineStart(literalText: string): string {
  return literalText.replace(/^(\s*)([#+-])/, '$1\\$2').replace(/^(\s*\d+)\./, '$1\\.')
}

/** A line of literal text, at most `most` UTF-16 units with its backslashes. */
export function literalLine(text: string, most: number): string {
  const line = plainLine(text, most)
  for (let room = most; ; ) {
    const written = literal(cut(line, room))
    if (written.length <= most) return written
    room -= Math.max(1, Math.floor((written.length - most) / 3))
  }
}
