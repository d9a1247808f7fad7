import type { Link, List, Nodes, Parents } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { literal } from './literal.ts'

interface Style {
  readonly bold?: true
  readonly italic?: true
}

/** Words in one style, as people read them. Code has no other style: Discord looks for the end of bold inside it. */
export interface TextRun extends Style {
  readonly text: string
  readonly code?: true
}

/** A stretch of a line; `markup` is Discord's own code, which is never broken up. */
export type Run = TextRun | (Style & { readonly markup: string; readonly role?: string })

/** A line of a message, or a whole piece of code. */
export type Line =
  | { readonly prefix: string; readonly runs: readonly Run[] }
  | { readonly code: string; readonly language: string }

/** Longer ones are shown as their words. */
const longestUrl = 1500
const longestLabel = 300
const deepest = 30
const bareUrl = /(https?:\/\/[^\s<>|"'`*()[\]{}\\]+[^\s<>|"'`*()[\]{}\\.,;:!?_~])/g

/**
 * CommonMark as the lines that Discord can show. Quotes are one deep; a piece of code stands by itself, outside the
 * quote or list that it was in, so that it can be broken up between messages.
 */
export function linesOf(commonMark: string): Line[] {
  try {
    return spaced(fromMarkdown(commonMark).children.map((node) => blockLines(node, false)))
  } catch (error) {
    // A thousand quotes in one another are more than the stack takes.
    if (!(error instanceof RangeError)) throw error
    return commonMark.split('\n').map((text) => ({ prefix: '', runs: [{ text }] }))
  }

  function blockLines(node: Nodes, isQuoted: boolean): Line[] {
    switch (node.type) {
      case 'heading':
        return inlineLines(node.children, { bold: true }, isQuoted)
      case 'blockquote':
        return framed(spaced(node.children.map((child) => blockLines(child, true))), '> ')
      case 'list':
        return listLines(node, isQuoted)
      case 'code':
        return [{ code: node.value, language: node.lang ?? '' }]
      case 'thematicBreak':
        return [{ prefix: '', runs: [{ text: '———' }] }]
      case 'definition':
        return []
      case 'paragraph':
        return inlineLines(node.children, {}, isQuoted)
      default:
        return inlineLines([node], {}, isQuoted)
    }
  }

  function listLines(list: List, isQuoted: boolean): Line[] {
    return list.children.flatMap((item, index) => {
      const marker = list.ordered ? `${(list.start ?? 1) + index}. ` : '- '
      const lines = item.children.flatMap((child) => blockLines(child, isQuoted))
      return framed(lines.length === 0 ? [{ prefix: '', runs: [] }] : lines, marker, ' '.repeat(marker.length))
    })
  }

  function inlineLines(nodes: readonly Nodes[], style: Style, isQuoted: boolean): Line[] {
    const lines: Run[][] = [[]]
    for (const run of nodes.flatMap((node) => inlineRuns(node, style, isQuoted))) {
      const pieces = 'text' in run ? run.text.split('\n').map((text) => ({ ...run, text })) : [run]
      lines.at(-1)?.push(...pieces.slice(0, 1))
      lines.push(...pieces.slice(1).map((piece) => [piece]))
    }
    return lines.map((runs) => ({ prefix: '', runs }))
  }

  function inlineRuns(node: Nodes, style: Style, isQuoted: boolean): Run[] {
    switch (node.type) {
      case 'text':
        return textRuns(node.value, style)
      case 'html':
        return [{ ...style, text: node.value }]
      case 'inlineCode':
        return [{ text: node.value, code: true }]
      case 'break':
        return [{ text: '\n' }]
      case 'strong':
        return inside(node, { ...style, bold: true }, isQuoted)
      case 'emphasis':
        return inside(node, { ...style, italic: true }, isQuoted)
      case 'link':
        return ownLink(node, style, isQuoted) ?? linkRuns(node, style, isQuoted)
      case 'image':
      case 'imageReference':
        return [{ ...style, text: node.alt ?? '' }]
      default:
        return 'children' in node ? inside(node, style, isQuoted) : []
    }
  }

  function inside(node: Parents, style: Style, isQuoted: boolean): Run[] {
    return node.children.flatMap((child) => inlineRuns(child, style, isQuoted))
  }

  /** Only as an autolink: a link with words of its own is somebody's. */
  function ownLink({ url, position }: Link, style: Style, isQuoted: boolean): Run[] | undefined {
    if (commonMark[position?.start.offset ?? 0] !== '<') return undefined
    const colon = url.indexOf(':')
    return ownRuns(url.slice(0, colon), url.slice(colon + 1), style, isQuoted)
  }

  /** A quote is a member's, whose words never lead anywhere under another name. */
  function linkRuns(node: Link, style: Style, isQuoted: boolean): Run[] {
    const label = inside(node, style, isQuoted)
    const words = wordsIn(node)
    const url = webUrl(node.url)
    if (url === undefined) return isSame(words, node.url) ? label : [...label, { ...style, text: ` (${node.url})` }]
    if (words.trim() === '' || isSame(words, node.url)) return [{ ...style, markup: `<${url}>` }]
    if (isQuoted || !canBeLabel(words)) return [...label, { ...style, text: ' ' }, { ...style, markup: `<${url}>` }]
    return [{ ...style, markup: `[${literal(words.replace(/\s+/g, ' ').trim())}](<${url}>)` }]
  }
}

function ownRuns(kind: string, id: string, style: Style, isQuoted: boolean): Run[] | undefined {
  if (kind === 'time') return momentMarkup(id, 'f')
  if (kind === 'until') return momentMarkup(id, 'R')
  if (!/^\d{1,20}$/.test(id)) return kind === 'member' ? [{ ...style, text: id }] : undefined
  if (kind === 'member') return [{ markup: `<@${id}>` }]
  if (kind === 'channel') return [{ markup: `<#${id}>` }]
  return kind === 'role' && !isQuoted ? [{ markup: `<@&${id}>`, role: id }] : undefined
}

/** Addresses in a text lead there, and show no preview. */
function textRuns(text: string, style: Style): Run[] {
  return text.split(bareUrl).flatMap((piece, index): Run[] => {
    const url = index % 2 === 1 ? webUrl(piece) : undefined
    if (piece === '') return []
    return [url === undefined ? { ...style, text: piece } : { ...style, markup: `<${url}>` }]
  })
}

/** As a date and a time, or relative to now, which goes on counting. */
function momentMarkup(iso: string, look: 'f' | 'R'): Run[] | undefined {
  try {
    return [{ markup: `<t:${Math.floor(Temporal.Instant.from(iso).epochMilliseconds / 1000)}:${look}>` }]
  } catch {
    return undefined
  }
}

function webUrl(url: string): string | undefined {
  if (!/^https?:\/\/[^\s/]/i.test(url)) return undefined
  const encoded = url.replace(/[\s<>()[\]|`"*\\]/g, percent)
  return encoded.length > longestUrl ? undefined : encoded
}

function percent(character: string): string {
  const encoded = encodeURIComponent(character)
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encoded
}

function wordsIn(node: Nodes): string {
  if ('children' in node) return node.children.map(wordsIn).join('')
  return 'value' in node ? node.value : (node.type === 'image' && node.alt) || ''
}

function isSame(words: string, url: string): boolean {
  return words === url || `mailto:${words}` === url
}

/** Discord shows no link whose words look like an address, and counts brackets without minding backslashes. */
function canBeLabel(words: string): boolean {
  return words.length <= longestLabel && !/[[\]]|:\/\//.test(words)
}

function framed(lines: readonly Line[], first: string, rest = first): Line[] {
  return lines.map((line, index) =>
    'code' in line ? line : { ...line, prefix: joined(index === 0 ? first : rest, line.prefix) },
  )
}

function joined(outer: string, inner: string): string {
  const isEnough = outer === '> ' ? inner.startsWith(outer) : inner.length > deepest
  return isEnough ? inner : `${outer}${inner}`
}

function spaced(blocks: readonly (readonly Line[])[]): Line[] {
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : [{ prefix: '', runs: [] }, ...lines]))
}
