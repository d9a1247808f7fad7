import type { Link, List, Nodes, Parents } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'

/** A member's name by id, where it is known. */
export type NameOf = (id: string) => string | undefined

interface Style {
  readonly bold?: true
  readonly italic?: true
}

/** Words in one style, as people read them. */
export interface TextRun extends Style {
  readonly text: string
  readonly code?: true
}

/** A stretch of a line; `markup` is Slack's own code, which is never broken up. */
export type Run = TextRun | (Style & { readonly markup: string })

/** A line of a message, or a whole piece of code. */
export type Line = { readonly prefix: string; readonly runs: readonly Run[] } | { readonly code: string }

const bullets = ['•', '◦', '▪'] as const
/** What Slack can follow safely; longer ones are shown as their words. */
const longestUrl = 2000
const longestLabel = 300
/** In Slack's own words for dates. */
const momentFormats = new Map([
  ['time', '{date_short_pretty} {time}'],
  ['until', '{ago}'],
])
const bareUrl = /(https?:\/\/[^\s<>|"'`*()[\]{}]+[^\s<>|"'`*()[\]{}.,;:!?_~])/g

/**
 * CommonMark as the lines that Slack can show. Quotes are one deep; a piece of code stands by itself, outside the
 * quote or list that it was in, because Slack would show the quote's mark inside it.
 */
export function linesOf(commonMark: string, names: NameOf): Line[] {
  try {
    return spaced(fromMarkdown(commonMark).children.map((node) => blockLines(node, 0)))
  } catch (error) {
    // A thousand quotes in one another are more than the stack takes.
    if (!(error instanceof RangeError)) throw error
    return commonMark.split('\n').map((text) => ({ prefix: '', runs: [{ text }] }))
  }

  function blockLines(node: Nodes, depth: number): Line[] {
    switch (node.type) {
      case 'heading':
        return inlineLines(node.children, { bold: true })
      case 'blockquote':
        return framed(spaced(node.children.map((child) => blockLines(child, depth))), '> ')
      case 'list':
        return listLines(node, depth)
      case 'code':
        return [{ code: node.value }]
      case 'thematicBreak':
        return [{ prefix: '', runs: [{ text: '———' }] }]
      case 'definition':
        return []
      case 'paragraph':
        return inlineLines(node.children, {})
      default:
        return inlineLines([node], {})
    }
  }

  function listLines(list: List, depth: number): Line[] {
    return list.children.flatMap((item, index) => {
      const marker = list.ordered ? `${(list.start ?? 1) + index}. ` : `${bullets[Math.min(depth, 2)]} `
      const lines = item.children.flatMap((child) => blockLines(child, depth + 1))
      return framed(lines.length === 0 ? [{ prefix: '', runs: [] }] : lines, marker, '    ')
    })
  }

  function inlineLines(nodes: readonly Nodes[], style: Style): Line[] {
    const lines: Run[][] = [[]]
    for (const run of nodes.flatMap((node) => inlineRuns(node, style))) {
      const pieces = 'text' in run ? run.text.split('\n').map((text) => ({ ...run, text })) : [run]
      lines.at(-1)?.push(...pieces.slice(0, 1))
      lines.push(...pieces.slice(1).map((piece) => [piece]))
    }
    return lines.map((runs) => ({ prefix: '', runs }))
  }

  function inlineRuns(node: Nodes, style: Style): Run[] {
    switch (node.type) {
      case 'text':
        return textRuns(node.value, style)
      case 'html':
        return [{ ...style, text: node.value }]
      case 'inlineCode':
        return [{ ...style, text: node.value, code: true }]
      case 'break':
        return [{ text: '\n' }]
      case 'strong':
        return inside(node, { ...style, bold: true })
      case 'emphasis':
        return inside(node, { ...style, italic: true })
      case 'link':
        return ownLink(node, style) ?? linkRuns(node, style)
      case 'image':
      case 'imageReference':
        return [{ ...style, text: node.alt ?? '' }]
      default:
        return 'children' in node ? inside(node, style) : []
    }
  }

  function inside(node: Parents, style: Style): Run[] {
    return node.children.flatMap((child) => inlineRuns(child, style))
  }

  /** Only as an autolink: a link with words of its own is somebody's. */
  function ownLink({ url, position }: Link, style: Style): Run[] | undefined {
    if (commonMark[position?.start.offset ?? 0] !== '<') return undefined
    const colon = url.indexOf(':')
    return ownRuns(url.slice(0, colon), url.slice(colon + 1), style)
  }

  function ownRuns(kind: string, id: string, style: Style): Run[] | undefined {
    if (kind === 'member') return [{ ...style, text: names(id) ?? id }]
    const format = momentFormats.get(kind)
    if (format !== undefined) return momentMarkup(id, format)
    if (!/^[A-Za-z0-9]+$/.test(id)) return undefined
    if (kind === 'channel') return [{ markup: `<#${id}>` }]
    return kind === 'role' ? [{ markup: `<!subteam^${id}>` }] : undefined
  }

  function linkRuns(node: Link, style: Style): Run[] {
    const label = inside(node, style)
    const words = label.map((run) => ('text' in run ? run.text : '')).join('')
    const url = webUrl(node.url)
    if (url === undefined) return words === node.url ? label : [...label, { ...style, text: ` (${node.url})` }]
    if (words === node.url || `mailto:${words}` === node.url)
      return [{ ...style, markup: `<${url}|${inLabel(words)}>` }]
    if (words.trim() === '') return [{ ...style, markup: `<${url}>` }]
    return words.length > longestLabel
      ? [...label, { text: ' ' }, { ...style, markup: `<${url}>` }]
      : [{ ...style, markup: `<${url}|${inLabel(words)}>` }]
  }
}

/** `&`, `<` and `>` as Slack wants them: nothing that a person wrote can mention anyone. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Addresses in a text lead there; Slack is told not to look for them itself, since it looks for mentions too. */
function textRuns(text: string, style: Style): Run[] {
  return text.split(bareUrl).flatMap((piece, index): Run[] => {
    const url = index % 2 === 1 ? webUrl(piece) : undefined
    if (piece === '') return []
    return [url === undefined ? { ...style, text: piece } : { ...style, markup: `<${url}>` }]
  })
}

/** With UTC for readers that know no dates. */
function momentMarkup(iso: string, format: string): Run[] | undefined {
  try {
    const moment = Temporal.Instant.from(iso)
    const utc = moment.toZonedDateTimeISO('UTC')
    const fallback = `${utc.toPlainDate()} ${utc.toPlainTime().toString({ smallestUnit: 'minute' })} UTC`
    const seconds = Math.floor(moment.epochMilliseconds / 1000)
    return [{ markup: `<!date^${seconds}^${format}|${fallback}>` }]
  } catch {
    return undefined
  }
}

function webUrl(url: string): string | undefined {
  if (!/^(https?:\/\/|mailto:)./i.test(url)) return undefined
  const encoded = url.replace(/[\s<>|`"]/g, (character) => encodeURIComponent(character)).replaceAll('&', '&amp;')
  return encoded.length > longestUrl ? undefined : encoded
}

/** In a link's words nothing can be marked up, so a soft hyphen keeps Slack's marks from meaning anything. */
function inLabel(words: string): string {
  return escaped(words.replace(/\s+/g, ' ').trim())
    .replace(/[*_~`]+/g, '\u00ad$&\u00ad')
    .replaceAll('|', '¦')
}

function framed(lines: readonly Line[], first: string, rest = first): Line[] {
  return lines.map((line, index) =>
    'code' in line ? line : { ...line, prefix: joined(index === 0 ? first : rest, line.prefix) },
  )
}

function joined(outer: string, inner: string): string {
  return outer === '> ' && inner.startsWith('> ') ? inner : `${outer}${inner}`
}

function spaced(blocks: readonly (readonly Line[])[]): Line[] {
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : [{ prefix: '', runs: [] }, ...lines]))
}
