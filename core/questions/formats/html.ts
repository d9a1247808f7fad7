/**
 * HTML of others as CommonMark: paragraphs, lists, code, emphasis and links to https stay; all other tags go and their
 * text stays, except for what is no text (scripts, styles). No HTML is left in what comes out. Pure.
 */

export interface Reduced {
  readonly markdown: string
  /** There was a picture, a sound or a film. */
  readonly hasMedia: boolean
}

interface Frame {
  readonly tag: string
  readonly attributes: string
  readonly parts: string[]
}

const tags = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*|\/)?)>/gi
const media = new Set(['img', 'audio', 'video', 'object', 'embed', 'iframe', 'svg', 'math', 'canvas'])
const rawTags = new Set(['code', 'pre', 'kbd', 'samp', 'tt', 'script', 'style'])
const single = new Set(['br', 'hr', 'wbr', 'input', 'meta', 'link', 'col', 'img', 'embed'])
const deepest = 60

export function htmlToMarkdown(html: string): Reduced {
  const text = withoutComments(html.replaceAll('\0', ''))
  const blocks: string[] = []
  const frames: Frame[] = [{ tag: '', attributes: '', parts: [] }]
  let hasMedia = false
  let from = 0
  for (const match of text.matchAll(tags)) {
    const [whole, slash = '', name = '', attributes = ''] = match
    addText(text.slice(from, match.index))
    from = match.index + whole.length
    const tag = name.toLowerCase()
    if (media.has(tag)) hasMedia = true
    if (slash !== '') close(tag)
    else open(tag, attributes)
  }
  addText(text.slice(from))
  while (frames.length > 1) fold()
  return { markdown: tidied(frames[0]?.parts.join('') ?? '', blocks), hasMedia }

  function addText(piece: string): void {
    const decoded = withoutEntities(piece)
    const isRaw = frames.some(({ tag }) => rawTags.has(tag))
    frames.at(-1)?.parts.push(isRaw ? decoded : escapedMarkdown(decoded.replace(/\s+/g, ' ')))
  }

  function open(tag: string, attributes: string): void {
    const isRaw = frames.some((frame) => rawTags.has(frame.tag))
    if (tag === 'br') frames.at(-1)?.parts.push(isRaw ? '\n' : '\\\n')
    if (tag === 'hr') frames.at(-1)?.parts.push('\n\n')
    if (single.has(tag) || attributes.endsWith('/') || frames.length > deepest) return
    frames.push({ tag, attributes, parts: [] })
  }

  /** Closes what stands open inside as well; a closing tag without an opening one says nothing. */
  function close(tag: string): void {
    if (!frames.some((frame, index) => index > 0 && frame.tag === tag)) return
    while (frames.at(-1)?.tag !== tag) fold()
    fold()
  }

  function fold(): void {
    const frame = frames.pop()
    if (frame === undefined) return
    const isRaw = frames.some(({ tag }) => rawTags.has(tag))
    const list = frames.findLast(({ tag }) => tag === 'ol' || tag === 'ul')?.tag
    frames.at(-1)?.parts.push(isRaw ? frame.parts.join('') : folded(frame, { blocks, list }))
  }
}

interface Around {
  readonly blocks: string[]
  readonly list: string | undefined
}

function folded({ tag, attributes, parts }: Frame, { blocks, list }: Around): string {
  const inner = parts.join('')
  switch (tag) {
    case 'script':
    case 'style':
      return ''
    case 'b':
    case 'strong':
      return wrapped(inner, '**')
    case 'i':
    case 'em':
      return wrapped(inner, '*')
    case 'code':
    case 'kbd':
    case 'samp':
    case 'tt':
      return inCode(inner)
    case 'pre':
      // kept aside, so that no tidying reaches it
      blocks.push(fenced(inner))
      return `\n\n\0${blocks.length - 1}\0\n\n`
    case 'a':
      return linked(inner, attributes)
    case 'li':
      return listItem(inner.trim(), list)
    case 'td':
    case 'th':
      return `${inner} `
    default:
      return isBlock.test(tag) ? `\n\n${inner}\n\n` : inner
  }
}

/** A block of code at its start takes the place of the item: its lines could not be indented. */
function listItem(inner: string, list: string | undefined): string {
  return inner.startsWith('\0') ? `\n\n${inner}\n\n` : `\n${list === 'ol' ? '1.' : '-'} ${inner}\n`
}

const isBlock = /^(?:p|div|h[1-6]|ul|ol|dl|table|tr|blockquote|section|article|header|footer|figure|dt|dd)$/

function wrapped(inner: string, mark: string): string {
  const core = inner.trim()
  if (core === '' || /[\n\0]/.test(core)) return inner
  const [before, after] = inner.split(core, 2)
  return `${before}${mark}${core}${mark}${after}`
}

function inCode(inner: string): string {
  const flat = inner.replace(/\s+/g, ' ').trim()
  if (flat === '') return ''
  const mark = '`'.repeat(longestRun(flat) + 1)
  const space = flat.startsWith('`') || flat.endsWith('`') ? ' ' : ''
  return `${mark}${space}${flat}${space}${mark}`
}

function fenced(inner: string): string {
  const mark = '`'.repeat(Math.max(3, longestRun(inner) + 1))
  return `${mark}\n${inner.replace(/^\r?\n/, '').trimEnd()}\n${mark}`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}

function linked(inner: string, attributes: string): string {
  const href = withoutEntities(/\bhref\s*=\s*["']?(https:\/\/[^"'\s<>]{1,500})/i.exec(attributes)?.[1] ?? '')
  const text = inner.trim()
  if (href === '' || /[<>\n\0]/.test(href) || /[\n\0]/.test(text) || text === '') return inner
  return `[${text}](<${href}>)`
}

function tidied(text: string, blocks: readonly string[]): string {
  const lines = text
    .replace(/(?:\\\n[ \t]*){2,}/g, '\n\n')
    .replace(/\\\n(?=\s*(?:\n|$))/g, '\n')
    // gap by gap: what looks for a line's end from each blank of a long gap takes the square of its length
    .replace(/\s+/g, (gap) => (gap.includes('\n') ? gap.replace(/[ \t]/g, '') : gap))
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^(?:\\?\s)+/, '')
  return withoutLastGap(lines)
    .replace(/\0(\d+)\0/g, (_, index: string) => blocks[Number(index)] ?? '')
    .trim()
}

/** With the backslash before it, which would break the line. */
function withoutLastGap(text: string): string {
  const left = text.trimEnd()
  return left.length < text.length && left.endsWith('\\') ? left.slice(0, -1) : left
}

function withoutComments(html: string): string {
  const parts: string[] = []
  let from = 0
  let start = html.indexOf('<!--')
  while (start !== -1) {
    const end = html.indexOf('-->', start + 4)
    if (end === -1) break
    parts.push(html.slice(from, start))
    from = end + 3
    start = html.indexOf('<!--', from)
  }
  return parts.join('') + html.slice(from)
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  times: '×',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  rarr: '→',
  larr: '←',
  deg: '°',
  le: '≤',
  ge: '≥',
  ne: '≠',
  plusmn: '±',
  middot: '·',
  bull: '•',
  copy: '©',
  euro: '€',
  minus: '−',
  micro: 'µ',
}

/** Text with the characters that entities of HTML stand for; what is none of them stays. */
function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[String(name)] ?? whole
    const point = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
    return isCharacter(point) ? String.fromCodePoint(point) : whole
  })
}

function isCharacter(point: number): boolean {
  return point >= 32 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? true : point === 9 || point === 10
}

/** The text itself, without tags: for what is compared and not shown as CommonMark. */
export function htmlToText(html: string): string {
  return withoutEntities(withoutComments(html).replace(tags, '')).replace(/\s+/g, ' ').trim()
}

/** Plain text that shows as it is in CommonMark, whatever follows it: only what would mean something is escaped. */
export function escapedMarkdown(text: string): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~\n]|$)/g, '\\\\')
    .replace(/[*`]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/<(?=[a-z/!?]|$)/gi, '\\<')
    .replace(/&(?=#?\w+;|#?\w*$)/g, '\\&')
    .replace(/\](?=[([:]|$)/g, '\\]')
    .replace(/~~/g, '\\~~')
    .replace(/^([ \t]*)(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|[=-]+[ \t]*$)/gm, '$1\\')
    .replace(/^([ \t]*\d{1,9})(?=[.)](?:\s|$))/gm, '$1\\')
}
