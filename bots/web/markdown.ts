import type { Link, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { colouredCode } from './highlight.ts'

/** What the page draws: CommonMark as a tree of plain nodes, so that no markup is ever put together from text. */
export interface PageNode {
  readonly type: string
  /** A text; of a moment or a countdown its instant, of a member, a channel or a role the id, of a piece of code its tone. */
  readonly value?: string
  readonly url?: string
  readonly depth?: number
  readonly ordered?: boolean
  readonly start?: number
  readonly children?: readonly PageNode[]
}

const ourAutolinks: Readonly<Record<string, string>> = {
  time: 'moment',
  until: 'countdown',
  member: 'member',
  channel: 'channel',
  role: 'role',
}

/** So many quotes and lists in one another are drawn. */
const deepest = 100

/**
 * HTML in a text is shown as the text it is; addresses other than web pages lead nowhere. Our own autolinks mean
 * something in the bot's texts alone.
 */
export function pageNodes(text: string, from: 'bot' | 'member'): PageNode[] {
  try {
    return drawn(fromMarkdown(text).children, 0)
  } catch (error) {
    // a thousand quotes in one another are more than a stack takes, here or in the page: they are shown as typed
    if (!(error instanceof RangeError)) throw error
    return [{ type: 'paragraph', children: [{ type: 'text', value: text }] }]
  }

  function drawn(nodes: readonly Nodes[], depth: number): PageNode[] {
    if (depth > deepest) throw new RangeError('too many in one another')
    return nodes.map((node) => pageNode(node, depth + 1))
  }

  function pageNode(node: Nodes, depth: number): PageNode {
    switch (node.type) {
      case 'html':
        return { type: 'text', value: node.value }
      case 'text':
      case 'inlineCode':
        return { type: node.type, value: node.value }
      case 'code':
        return codeNode(node.value, colouredCode(node.value, node.lang))
      case 'link':
        return ownLink(node) ?? { type: 'link', url: safeUrl(node.url), children: drawn(node.children, depth) }
      case 'image':
        return { type: 'text', value: node.alt ?? '' }
      case 'heading':
        return { type: 'heading', depth: node.depth, children: drawn(node.children, depth) }
      case 'list':
        return {
          type: 'list',
          ordered: node.ordered === true,
          start: node.start ?? 1,
          children: drawn(node.children, depth),
        }
      default:
        return 'children' in node ? { type: node.type, children: drawn(node.children, depth) } : { type: node.type }
    }
  }

  /** Only as an autolink: a link with words of its own is somebody's. */
  function ownLink({ url, position }: Link): PageNode | undefined {
    if (from !== 'bot' || text[position?.start.offset ?? 0] !== '<') return undefined
    const colon = url.indexOf(':')
    const type = ourAutolinks[url.slice(0, colon)]
    return type === undefined ? undefined : { type, value: url.slice(colon + 1) }
  }
}

function safeUrl(url: string): string {
  return /^https?:/i.test(url) ? url : '#'
}

function codeNode(value: string, coloured: readonly PageNode[] | undefined): PageNode {
  return coloured === undefined ? { type: 'code', value } : { type: 'code', children: coloured }
}
