import { atLineStart, edge, literal } from './literal.ts'
import { type Line, linesOf, type Run, type TextRun } from './markdown-lines.ts'
import { plainText } from './plain-text.ts'

/** A word longer than this may be broken, so that even with a backslash before each character it fits. */
const longestWord = 100
/** With less room than this, a line that would have to be broken begins the next part. */
const leastPiece = 500

/** Our CommonMark (core/platform.ts) in Discord's own flavour; whatever else looks like it is shown as the text it is. */
export function discordMarkdown(commonMark: string): string {
  return linesOf(commonMark).map(written).join('\n')
}

/** The same in parts of at most `most` UTF-16 units, 2500 or more, broken between paragraphs, lines or words. */
export function discordParts(commonMark: string, most: number): string[] {
  const parts: string[] = []
  let lines: string[] = []
  for (const line of linesOf(commonMark).flatMap((whole) => fitting(whole, most))) {
    while (lines.length > 0 && lengthOf(lines) + 1 + line.length > most) {
      const end = goodEnd(lines, most)
      parts.push(trimmed(lines.slice(0, end)))
      lines = lines.slice(end)
    }
    lines.push(line)
  }
  return [...parts, trimmed(lines)].filter((part) => part !== '')
}

/** The same in as few parts as can be: lines are broken too, where that fills a part. */
export function fullParts(commonMark: string, most: number): string[] {
  const parts: string[] = []
  let lines: string[] = []
  for (const line of linesOf(commonMark)) {
    const room = most - lengthOf(lines) - 1
    for (const piece of fitting(line, most, room < leastPiece ? most : room)) {
      if (lines.length > 0 && lengthOf(lines) + 1 + piece.length > most) {
        parts.push(trimmed(lines))
        lines = []
      }
      lines.push(piece)
    }
  }
  return [...parts, trimmed(lines)].filter((part) => part !== '')
}

/** The roles that `<role:ID>` names: mentioned in an embed they are not told, in a message's content they are. */
export function rolesIn(commonMark: string): string[] {
  const runs = linesOf(commonMark).flatMap((line) => ('runs' in line ? line.runs : []))
  return [...new Set(runs.flatMap((run) => ('role' in run ? [run.role] : [])))]
}

/** What is read where nothing can be marked up. */
export function plainWords(commonMark: string): string {
  const lines = linesOf(commonMark).map((line) =>
    'code' in line ? line.code : line.runs.map((run) => ('text' in run ? run.text : plainMarkup(run.markup))).join(''),
  )
  return lines.join('\n')
}

/** There a moment would be shown as Discord's own code. */
function plainMarkup(markup: string): string {
  return markup.startsWith('<t:') ? plainText(markup) : markup
}

/** After the last paragraph that ends in the second half, else where it is full. */
function goodEnd(lines: readonly string[], most: number): number {
  const gap = lines.findLastIndex(isEmpty)
  return gap > 0 && lengthOf(lines.slice(0, gap)) > most / 2 ? gap : lines.length
}

function trimmed(lines: readonly string[]): string {
  const first = lines.findIndex((line) => !isEmpty(line))
  return first === -1 ? '' : lines.slice(first, lines.findLastIndex((line) => !isEmpty(line)) + 1).join('\n')
}

function isEmpty(line: string): boolean {
  return line === '' || line === emptyQuote
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, -1)
}

/** @param first what the first piece may have */
function fitting(line: Line, most: number, first = most): string[] {
  const whole = written(line)
  if (whole.length <= first) return [whole]
  const room = { first, most }
  return 'code' in line
    ? grown(line.code.split(/(?<=\n)/).flatMap(shortWords), (pieces) => fence(pieces.join(''), line.language), room)
    : grown(line.runs.flatMap(wordsOf), (runs) => written({ prefix: line.prefix, runs }), room)
}

/** Pieces put together for as long as what is written of them fits. */
function grown<T>(
  pieces: readonly T[],
  write: (pieces: readonly T[]) => string,
  { first, most }: { readonly first: number; readonly most: number },
): string[] {
  const done: string[] = []
  for (let start = 0; start < pieces.length; ) {
    const room = start === 0 ? first : most
    const end =
      start + howMany((count) => write(pieces.slice(start, start + count)).length <= room, pieces.length - start)
    done.push(write(pieces.slice(start, end)))
    start = end
  }
  return done
}

/** The largest count that fits, at least one: found by strides, because writing is dear. */
function howMany(fits: (count: number) => boolean, all: number): number {
  let count = 1
  for (let stride = 256; stride >= 1; ) {
    if (count + stride <= all && fits(count + stride)) count += stride
    else stride /= 2
  }
  return count
}

function wordsOf(run: Run): Run[] {
  return 'text' in run ? shortWords(run.text).map((text) => ({ ...run, text })) : [run]
}

function shortWords(text: string): string[] {
  return text.split(/(?<=\s)/).flatMap((word) => {
    const characters = [...word]
    const starts = Array.from({ length: Math.ceil(characters.length / longestWord) }, (_, index) => index * longestWord)
    return starts.map((start) => characters.slice(start, start + longestWord).join(''))
  })
}

/** An empty line ends a quote unless something stands in it. */
const emptyQuote = `> ${edge}`

function written(line: Line): string {
  if ('code' in line) return fence(line.code, line.language)
  const text = lineText(merged(line.runs)).trimEnd()
  const whole = `${line.prefix}${text}`.trimEnd()
  return whole === '>' ? emptyQuote : whole
}

function lineText(runs: readonly Run[]): string {
  const text = styled(runs, ['bold', 'italic'])
  const [first] = runs
  const isPlain = first !== undefined && 'text' in first && !first.bold && !first.italic && !first.code
  return isPlain ? atLineStart(text) : text
}

/** A fence inside the code is broken up by what nobody sees. Discord shows no code block without anything in it. */
function fence(code: string, language: string): string {
  const inside = code.replace(/\n$/, '').replace(/`(?=`)/g, `\`${edge}`)
  const known = /^[a-z0-9_+\-.#]{1,20}$/i.test(language) ? language : ''
  return `\`\`\`${known}\n${inside.trim() === '' ? edge : inside}\n\`\`\``
}

function merged(runs: readonly Run[]): Run[] {
  const done: Run[] = []
  for (const run of runs) {
    const last = done.at(-1)
    if (last !== undefined && 'text' in last && 'text' in run && sameStyle(last, run))
      done[done.length - 1] = { ...last, text: last.text + run.text }
    else if (!('text' in run) || run.text !== '') done.push(run)
  }
  return done
}

function sameStyle(one: TextRun, other: TextRun): boolean {
  return one.bold === other.bold && one.italic === other.italic && one.code === other.code
}

type Mark = 'bold' | 'italic'
const marks = { bold: '**', italic: '*' } as const

/** Bold goes around italic. */
function styled(runs: readonly Run[], [mark, ...others]: readonly Mark[]): string {
  if (mark === undefined) return together(runs.map(plainly))
  const groups: Run[][] = []
  for (const run of runs) {
    const last = groups.at(-1)
    if (last?.[0] !== undefined && last[0][mark] === run[mark]) last.push(run)
    else groups.push([run])
  }
  return together(
    groups.map((group) => {
      const text = styled(group, others)
      return group[0]?.[mark] === true ? marked(text, marks[mark]) : text
    }),
  )
}

/** A mark beside a space means nothing to Discord: spaces stay outside. */
function marked(text: string, mark: string): string {
  const [, before = '', inside = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
  if (inside === '') return text
  return `${before}${together([mark, inside, mark])}${after}`
}

/** Marks that would be read as one are kept apart; a text's last colon begins no emoji's name with what follows. */
function together(pieces: readonly string[]): string {
  return pieces.reduce((text, piece) => {
    if (/:$/.test(text) && /^\S/.test(piece)) return `${text.slice(0, -1)}\\:${piece}`
    const touches = /^(\*\*|``)/.test(`${text.at(-1) ?? ''}${piece.at(0) ?? ''}`)
    return touches ? `${text}${edge}${piece}` : `${text}${piece}`
  }, '')
}

function plainly(run: Run): string {
  if ('markup' in run) return run.markup
  return run.code === true && run.text.trim() !== '' ? codeSpan(run.text) : literal(run.text)
}

function codeSpan(code: string): string {
  if (!code.includes('`')) return `\`${code}\``
  const inside = code
    .replace(/`(?=`)/g, `\`${edge}`)
    .replace(/^`/, `${edge}\``)
    .replace(/`$/, `\`${edge}`)
  return `\`\`${inside}\`\``
}
