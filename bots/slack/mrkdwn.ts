import { unicodeOf } from './emoji.ts'
import { escaped, type Line, linesOf, type NameOf, type Run, type TextRun } from './markdown-lines.ts'

/** Slack sees a word's edge here, people see nothing. */
const edge = '\u200b'
const softHyphen = '\u00ad'
/** A word longer than this may be broken, so that even with all its marks spelled out it fits a section. */
const longestWord = 100

/**
 * Our CommonMark (core/platform.ts) in Slack's own markup. A member is named by `names`, without a mention;
 * whatever else looks like Slack's markup is shown as the text it is.
 */
export function mrkdwn(commonMark: string, names: NameOf = () => undefined): string {
  return linesOf(commonMark, names).map(written).join('\n')
}

/** The same in parts of at most `most` UTF-16 units, broken between paragraphs, lines or words. */
export function mrkdwnParts(commonMark: string, most: number, names: NameOf = () => undefined): string[] {
  const parts: string[] = []
  let lines: string[] = []
  for (const line of linesOf(commonMark, names).flatMap((whole) => fitting(whole, most))) {
    if (lines.length > 0 && lengthOf(lines) + 1 + line.length > most) {
      const end = goodEnd(lines, most)
      parts.push(trimmed(lines.slice(0, end)))
      lines = lines.slice(end)
    }
    lines.push(line)
  }
  return [...parts, trimmed(lines)].filter((part) => part !== '')
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
  return line === '' || line === '>'
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, -1)
}

function fitting(line: Line, most: number): string[] {
  const whole = written(line)
  if (whole.length <= most) return [whole]
  return 'code' in line
    ? grown(line.code.split(/(?<=\n)/).flatMap(shortWords), (pieces) => fence(pieces.join('')), most)
    : grown(line.runs.flatMap(wordsOf), (runs) => written({ prefix: line.prefix, runs }), most)
}

/** Pieces put together for as long as what is written of them fits. */
function grown<T>(pieces: readonly T[], write: (pieces: readonly T[]) => string, most: number): string[] {
  const done: string[] = []
  for (let start = 0; start < pieces.length; ) {
    const end =
      start + howMany((count) => write(pieces.slice(start, start + count)).length <= most, pieces.length - start)
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

function written(line: Line): string {
  if ('code' in line) return fence(line.code)
  const text = styled(merged(line.runs), ['bold', 'italic'])
  return `${line.prefix}${withoutQuote(text)}`.trimEnd()
}

/** Slack takes `&gt;` at the start of a line for a quote, and its full-width sister too. */
function withoutQuote(text: string): string {
  return /^\s*(&gt;|＞)/.test(text) ? `${softHyphen}${text}` : text
}

/** A fence inside the code is broken up by what nobody sees. */
function fence(code: string): string {
  const inside = escaped(code.replace(/\n$/, '')).replace(/`(?=`)/g, `\`${edge}`)
  return `\`\`\`\n${inside}\n\`\`\``
}

function merged(runs: readonly Run[]): Run[] {
  const done: Run[] = []
  for (const run of runs) {
    const last = done.at(-1)
    if (last !== undefined && 'text' in last && 'text' in run && sameStyle(last, run))
      done[done.length - 1] = { ...last, text: last.text + run.text }
    else done.push(run)
  }
  return done
}

function sameStyle(one: TextRun, other: TextRun): boolean {
  return one.bold === other.bold && one.italic === other.italic && one.code === other.code
}

type Mark = 'bold' | 'italic'
const marks = { bold: '*', italic: '_' } as const

interface Piece {
  readonly text: string
  readonly marked: boolean
}

/** Marks work only at a word's edge, so one is made where a marked piece touches anything but a space. */
function styled(runs: readonly Run[], [mark, ...others]: readonly Mark[]): string {
  if (mark === undefined) return together(runs.map(plainPiece))
  const groups: Run[][] = []
  for (const run of runs) {
    const last = groups.at(-1)
    if (last?.[0] !== undefined && last[0][mark] === run[mark]) last.push(run)
    else groups.push([run])
  }
  return together(
    groups.flatMap((group) => {
      const text = styled(group, others)
      return group[0]?.[mark] === true ? markedPieces(text, marks[mark]) : [{ text, marked: false }]
    }),
  )
}

/** A mark beside a space means nothing to Slack: spaces stay outside. */
function markedPieces(text: string, mark: string): Piece[] {
  const [, before = '', inside = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
  if (inside === '') return [{ text, marked: false }]
  return [
    { text: before, marked: false },
    { text: `${mark}${inside}${mark}`, marked: true },
    { text: after, marked: false },
  ]
}

function plainPiece(run: Run): Piece {
  if ('markup' in run) return { text: run.markup, marked: false }
  // Slack cannot show a backtick inside code.
  if (run.code !== true || run.text.trim() === '' || run.text.includes('`'))
    return { text: plainly(run.text), marked: false }
  return { text: `\`${escaped(run.text)}\``, marked: true }
}

function together(pieces: readonly Piece[]): string {
  let text = ''
  let wasMarked = false
  for (const piece of pieces.filter((one) => one.text !== '')) {
    const touches = text !== '' && !/\s$/.test(text) && !/^\s/.test(piece.text)
    text += (wasMarked || piece.marked) && touches ? `${edge}${piece.text}` : piece.text
    wasMarked = piece.marked
  }
  return text
}

/**
 * Text whose `*`, `_`, `~` and backticks mean themselves. Slack knows no escape for them, but it shows a date's
 * fallback as plain text, and an impossible date has nothing else to show. Inside a word, or between spaces, `*`,
 * `_` and `~` are harmless and stay as they are.
 */
function plainly(text: string): string {
  return withoutEmoji(text)
    .split(/([*_~`]+)/)
    .map((piece, index, pieces) => {
      if (index % 2 === 0) return escaped(piece)
      return isHarmless(piece, pieces[index - 1] ?? '', pieces[index + 1] ?? '') ? piece : literally(piece)
    })
    .join('')
}

/** Only a workspace's own emoji come by name; others are characters by now, so that `10:100:20` is a time. */
function withoutEmoji(text: string): string {
  return text.replace(/:(?=([a-z0-9_+'-]+):)/g, (colon, name: string) =>
    unicodeOf(name) === undefined ? colon : `:${edge}`,
  )
}

function isHarmless(special: string, before: string, after: string): boolean {
  if (special.includes('`')) return false
  return (/[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(after)) || (/\s$/.test(before) && /^\s/.test(after))
}

function literally(special: string): string {
  const pieces = special.match(/.{1,100}/g) ?? []
  return pieces.map((piece) => `<!date^00000000^{_}|${piece}>`).join('')
}
