import { common, createLowlight } from 'lowlight'
import type { PageNode } from './markdown.ts'

const lowlight = createLowlight(common)
/** Colouring longer code costs more than it helps. */
const longestColoured = 10_000

/** Code as coloured pieces of text, where its language is known; the page makes elements of them, never markup. */
export function colouredCode(code: string, lang: string | null | undefined): readonly PageNode[] | undefined {
  if (!lang || !lowlight.registered(lang) || code.length > longestColoured) return undefined
  return lowlight.highlight(lang, code).children.map(pieceOf)
}

type Piece = ReturnType<typeof lowlight.highlight>['children'][number]

function pieceOf(piece: Piece): PageNode {
  if (piece.type === 'text') return { type: 'text', value: piece.value }
  if (piece.type !== 'element') return { type: 'text', value: '' }
  const classes = piece.properties.className
  const tone = Array.isArray(classes) ? String(classes[0] ?? '').replace('hljs-', '') : ''
  return { type: 'piece', value: tone, children: piece.children.map(pieceOf) }
}
