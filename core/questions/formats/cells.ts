/** Cells of a table that others open in a spreadsheet, and lists inside them. Pure. */

/** Also behind white space, control and format characters; also the wide and small forms that spreadsheets take. */
const startsFormula = /^'*(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/u

/** With an apostrophe before what a spreadsheet might run. What had one already gets another, so that none is lost. */
export function guarded(cell: string): string {
  return startsFormula.test(cell) ? `'${cell}` : cell
}

/** What `guarded` was given. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && startsFormula.test(cell) ? cell.slice(1) : cell
}

/** `\n`, `\r`, and a backslash before itself and before each of the marks. */
export function escaped(text: string, marks: string): string {
  return [...text].map((one) => escapedCharacter(one, marks)).join('')
}

function escapedCharacter(one: string, marks: string): string {
  if (one === '\n') return '\\n'
  if (one === '\r') return '\\r'
  return one === '\\' || marks.includes(one) ? `\\${one}` : one
}

/** A backslash before anything else is just that. */
export function unescaped(text: string, marks: string): string {
  return text.replace(/\\([\s\S])/g, (pair, one: string) => {
    if (one === 'n') return '\n'
    if (one === 'r') return '\r'
    return one === '\\' || marks.includes(one) ? one : pair
  })
}

/** At each mark without a backslash; the parts still have theirs. */
export function splitAt(text: string, mark: string): string[] {
  const parts = ['']
  for (const [piece] of text.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (piece === mark) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}

export function linesOf(cell: string): string[] {
  return cell.split(/\r\n|\r|\n/)
}
