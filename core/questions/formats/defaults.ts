import { shortened } from '../../text.ts'

/** What a question gets that its file does not say. Pure. */

const longestName = 500

/** `http-and-rest` of “HTTP & REST”; empty where the text has no Latin letter and no digit. */
export function slugOf(text: string, most = Number.POSITIVE_INFINITY): string {
  const words = text
    .slice(0, longestName)
    .replaceAll('&', ' and ')
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const slug = words.join('-')
  if (slug.length <= most) return slug
  const cut = slug.slice(0, most + 1)
  return cut.includes('-') ? cut.slice(0, cut.lastIndexOf('-')) : cut.slice(0, most)
}

/** As slugs, each once, at most as many as a question may have. */
export function tagsOf(texts: readonly string[]): string[] {
  const most = 6
  return [...new Set(texts.map((text) => slugOf(text, 60)).filter((tag) => tag !== ''))].slice(0, most)
}

/** On one line, without the marks of code, at most `most` UTF-16 units as the schema counts them. */
export function titleOf(markdown: string, most: number): string {
  const start = markdown.slice(0, 4 * most)
  const flat = start
    .replace(/^`{3,}.*$/gm, ' ')
    .replace(/\\(?=[!-/:-@[-`{-~\n])/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return fitted(flat === '' ? start.replace(/\s+/g, ' ').trim() : flat, most)
}

function fitted(text: string, most: number, characters = most): string {
  const short = shortened(text, characters)
  return short.length <= most ? short : fitted(text, most, Math.max(1, characters - (short.length - most)))
}

const longestId = 60

/** Gives slugs of names, each not taken yet, with a number where it must be. What it gives is taken from then on. */
export function freshIds(isTaken: (id: string) => boolean): (name: string) => string {
  const numbers = new Map<string, number>()
  return (name) => {
    const base = slugOf(name, longestId - '-99999'.length) || 'question'
    let number = numbers.get(base) ?? 1
    while (isTaken(numbered(base, number))) number += 1
    numbers.set(base, number + 1)
    return numbered(base, number)
  }
}

function numbered(base: string, number: number): string {
  return number === 1 ? base : `${base}-${number}`
}
