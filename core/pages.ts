/** Long CommonMark in pieces that fit. Pure. */

/** The blocks of a text: paragraphs, lists and fences, each whole. */
export function blocksOf(text: string): string[] {
  const blocks: string[][] = [[]]
  let isFenced = false
  for (const line of text.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced
    if (line.trim() === '' && !isFenced) blocks.push([])
    else blocks.at(-1)?.push(line)
  }
  return blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
}

/** Characters of a page: what every platform shows, marks and escapes included. */
export const mostOnPage = 3_400

/** Blocks on as few pages as hold them in their order, each of at most `most` characters; a longer block has its own. */
export function pagesOf(blocks: readonly string[], most: number): string[] {
  const pages: string[] = []
  for (const block of blocks) {
    const last = pages.at(-1)
    const together = `${last}\n\n${block}`
    if (last !== undefined && together.length <= most) pages[pages.length - 1] = together
    else pages.push(block)
  }
  return pages
}

const sentenceEnds = /[.!?:](?=\s|$)|\n(?=\s*(?:[-*]|\d+\.)\s)|\n\n/g

/** The start of a text, at most `most` characters, to the end of a block, a line of a list or a sentence. */
export function cutAtSentence(text: string, most: number): string {
  if (text.length <= most) return text
  const head = text.slice(0, most)
  const fence = lastOpenFence(head)
  const free = fence === undefined ? head : head.slice(0, fence)
  const ends = [...free.matchAll(sentenceEnds)].map(({ index, 0: end }) => index + end.trimEnd().length)
  const last = ends.findLast((end) => hasClosedMarks(free.slice(0, end))) ?? 0
  return free.slice(0, last).trimEnd()
}

function lastOpenFence(text: string): number | undefined {
  const fences = [...text.matchAll(/^\s*(```|~~~)/gm)]
  return fences.length % 2 === 0 ? undefined : fences.at(-1)?.index
}

/** A mark that is cut off would run on over what follows. */
function hasClosedMarks(text: string): boolean {
  const line = text.slice(text.lastIndexOf('\n\n') + 1)
  return (line.match(/`/g) ?? []).length % 2 === 0 && (line.match(/\*\*/g) ?? []).length % 2 === 0
}
