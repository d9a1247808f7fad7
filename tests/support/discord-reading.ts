/**
 * What people read of Discord's markup, by the rules of its client as far as they are known (they are simple-markdown's
 * with its own additions): used to see that what we write reads as it was meant, and does nothing else.
 */
export interface Reading {
  /** The words, formatting aside; characters that nobody sees are left out. */
  readonly text: string
  /** Everything that was more than words, in its order: `bold`, `link https://…`, `member 1`, `heading`, … */
  readonly found: readonly string[]
}

type Rule = readonly [pattern: RegExp, read: (match: RegExpExecArray, found: string[]) => string]

const inside =
  (name: string) =>
  (match: RegExpExecArray, found: string[]): string => {
    found.push(name)
    return inline(match[1] ?? '', found)
  }
const seen =
  (name: string) =>
  (match: RegExpExecArray, found: string[]): string => {
    found.push(`${name} ${match[1] ?? ''}`.trim())
    return match[0]
  }

/** In the order in which the client tries them. */
const inlineRules: readonly Rule[] = [
  [/^\\([^0-9A-Za-z\s])/, ([, character = '']) => character],
  [/^@(everyone|here)/, seen('mention')],
  [/^<@!?(\d+)>/, seen('member')],
  [/^<@&(\d+)>/, seen('role')],
  [/^<#(\d+)>/, seen('channel')],
  [/^<a?:(\w+):\d+>/, seen('emoji')],
  [/^<t:(-?\d{1,17})(?::[tTdDfFsSR])?>/, seen('time')],
  [/^<\/([-_' \p{L}\p{N}]+):\d+>/u, seen('command')],
  [/^<id:(\w+)>/, seen('page')],
  [/^<([^: >]+:\/[^ >]+)>/, (match, found) => seen('link')(match, found).slice(1, -1)],
  [/^((?:https?|steam):\/\/[^\s<]+[^<.,:;"')\]\s])/, seen('bare link')],
  [
    /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"][\s\S]*?['"])?\s*\)/,
    ([, label = '', url = ''], found) => {
      found.push(`link ${url}`)
      return inline(label, found)
    },
  ],
  [/^:([^\s:]+?(?:::skin-tone-\d)?):/, seen('emoji')],
  [
    /^(`+)([\s\S]*?[^`])\1(?!`)/,
    ([, , code = ''], found) => {
      found.push('code')
      return code
    },
  ],
  [/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, inside('bold')],
  [/^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, inside('underline')],
  [/^_((?:__|\\[\s\S]|[^\\_])+?)_\b/, inside('italic')],
  [/^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/, inside('italic')],
  [/^~~([\s\S]+?)~~(?!_)/, inside('strike')],
  [/^\|\|([\s\S]+?)\|\|/, inside('spoiler')],
  [/^(?:[\s\S][0-9A-Za-z \u00a0]*)/, ([words]) => words],
]

export function readingOf(discordText: string): Reading {
  const found: string[] = []
  const text = discordText
    .split(/(```(?:[a-z0-9_+\-.#]+?\n)?\n*[^\n][\s\S]*?\n*```)/i)
    .map((piece, index) => (index % 2 === 1 ? codeBlock(piece, found) : lines(piece, found)))
    .join('')
  return { text: visible(text), found }
}

export function visible(text: string): string {
  return text.replace(/\u200b/g, '')
}

function codeBlock(block: string, found: string[]): string {
  const [, language = '', code = ''] = /^```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```$/i.exec(block) ?? []
  found.push(`block ${language}`.trim())
  return code
}

function lines(text: string, found: string[]): string {
  return text
    .split('\n')
    .map((line) => wholeLine(line, found))
    .join('\n')
}

const lineStarts: readonly (readonly [RegExp, string])[] = [
  [/^ *>>> /, 'quote'],
  [/^ *> /, 'quote'],
  [/^ *#{1,3} +(?=\S)/, 'heading'],
  [/^ *-# +/, 'small'],
  [/^ *[*+-] +(?=\S)/, 'item'],
  [/^ *\d+\. +(?=\S)/, 'item'],
]

function wholeLine(line: string, found: string[]): string {
  const start = lineStarts.find(([pattern]) => pattern.test(line))
  if (start === undefined) return inline(line, found)
  found.push(start[1])
  return wholeLine(line.replace(start[0], ''), found)
}

function inline(text: string, found: string[]): string {
  let read = ''
  for (let rest = text; rest !== ''; ) {
    const { match, words } = firstOf(rest, found)
    read += words
    rest = rest.slice(Math.max(1, match))
  }
  return read
}

function firstOf(rest: string, found: string[]): { readonly match: number; readonly words: string } {
  for (const [pattern, read] of inlineRules) {
    const match = pattern.exec(rest)
    if (match !== null) return { match: match[0].length, words: read(match, found) }
  }
  return { match: 1, words: rest.slice(0, 1) }
}
