/** A text of one line, at most `most` UTF-16 units, cut at a word. Where there is nothing to show, `instead` is. */
export function plainLine(text: string, most: number, instead = '…'): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return cut(line === '' ? instead : line, most)
}

/** At most `most` UTF-16 units, cut at a word and never inside a character, with an ellipsis where it was cut. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const head = within(text, most - 1)
  const lastSpace = head.lastIndexOf(' ')
  return `${(lastSpace > most / 2 ? head.slice(0, lastSpace) : head).trimEnd()}…`
}

/** The first `most` UTF-16 units, or one fewer where a character would be halved. */
export function within(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
