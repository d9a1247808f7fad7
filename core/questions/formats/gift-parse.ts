import gift from 'gift-pegjs'
import { type GiftItem, giftSchema } from './gift-schema.ts'

/**
 * One block of GIFT through the parser, which asks for more than Moodle does: comments stand in lines of their own, each
 * colon in a text is escaped, and a format has a text after it. Pure.
 */
export function parsedGift(block: string): GiftItem | undefined {
  const text = withFormatBeforeBrace(withoutComments(block))
  const item = parsedOnce(text) ?? parsedOnce(withEscapedColons(text))
  if (item === undefined || item.type === 'Category') return item
  return { ...item, stem: { ...item.stem, text: item.stem.text.replace(filler, '') } }
}

function parsedOnce(text: string): GiftItem | undefined {
  try {
    return giftSchema.safeParse(gift.parse(text)).data?.[0]
  } catch {
    return undefined
  }
}

// no file holds this character
const filler = /^\0\s*/

/** `[html]{=TLS} keeps others out.` has no text before its answer. */
function withFormatBeforeBrace(text: string): string {
  return text.replace(/(^|\n|::[ \t]*)(\[(?:html|markdown|plain|moodle)\])\s*\{/, '$1$2\0{')
}

const afterTitle = /^(::(?:[^:\\]|\\.)+::\s*)\/\/.*$/
const afterBrace = /^((?:.*[^\\])?\{\s*)\/\/.*$/
const afterAnswer = /^(\s*(?:T|TRUE|F|FALSE)\s+)\/\/.*$/

/** Those that may stand behind something: a title, the opening brace, true or false. */
function withoutComments(block: string): string {
  return block
    .split('\n')
    .map((line) => (line.includes('//') ? withoutComment(line) : line))
    .join('\n')
}

function withoutComment(line: string): string {
  return line.startsWith('//')
    ? line
    : line.replace(afterTitle, '$1').replace(afterBrace, '$1').replace(afterAnswer, '$1')
}

/** Not those of a title, of a comment, nor between a number and its tolerance. */
function withEscapedColons(text: string): string {
  const colon = /\{\s*#/.test(text) ? /(?<![\\:\d]):(?!:)|(?<=\d):(?![:\d])/g : /(?<![\\:]):(?!:)/g
  return text
    .split('\n')
    .map((line) => (line.startsWith('//') ? line : line.replace(colon, '\\:')))
    .join('\n')
}
