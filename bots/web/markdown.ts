import type { Link, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { colouredCode } from './highlight.ts'

/** What the page draws: CommonMark as a tree of plain nodes, so that no markup is ever put together from text. */
export interface PageNode {
  readonly type: string
  /** A text; of a moment its instant, of a member or a role the id, of a piece of code its tone. */
  readonly value?: string
  readonly url?: string
  readonly depth?: number
  readonly ordered?: boolean
  readonly start?: number
  readonly children?: readonly PageNode[]
}

const ourAutolinks: Readonly<Record<string, string>> = { time: 'moment', member: 'member', role: 'role' }

/**
 * HTML in a text is shown as the text it is; addresses other than web pages lead nowhere. Our own autolinks mean
 * something in the bot's texts alone.
 */
export function pageNodes(text: string, from: 'bot' | 'member'): PageNode[] {
  return fromMarkdown(text).children.map(pageNode)

  function pageNode(node: Nodes): PageNode {
    switch (node.type) {
      case 'html':
        return { type: 'text', value: node.value }
      case 'text':
      case 'inlineCode':
        return { type: node.type, value: node.value }
      case 'code':
        return codeNode(node.value, colouredCode(node.value, node.lang))
      case 'link':
        return ownLink(node) ?? { type: 'link', url: safeUrl(node.url), children: node.children.map(pageNode) }
      case 'image':
        return { type: 'text', value: node.alt ?? '' }
      case 'heading':
        return { type: 'heading', depth: node.depth, children: node.children.map(pageNode) }
      case 'list':
        return {
          type: 'list',
          ordered: node.ordered === true,
          start: node.start ?? 1,
          children: node.children.map(pageNode),
        }
      default:
        return 'children' in node ? { type: node.type, children: node.children.map(pageNode) } : { type: node.type }
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
