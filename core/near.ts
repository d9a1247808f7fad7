import { distance } from 'fastest-levenshtein'

/** The texts most like what was typed, best first: those that contain it, or part of it, before mere look-alikes. Pure. */
export function nearest(typed: string, among: Iterable<string>, count = 3): string[] {
  const wanted = plainLetters(typed)
  return [...new Set(among)]
    .map((text) => ({ text, far: farFrom(wanted, plainLetters(text)) }))
    .sort((a, b) => a.far - b.far || (a.text < b.text ? -1 : 1))
    .slice(0, count)
    .map(({ text }) => text)
}

/** Those with every word that was typed, as far as it was typed: first those that begin with it. */
export function containing<T>(typed: string, among: Iterable<T>, textOf: (one: T) => string): T[] {
  const wanted = plainLetters(typed)
  const words = wanted.split(' ')
  const found = [...among]
    .map((one) => ({ one, text: plainLetters(textOf(one)) }))
    .filter(({ text }) => words.every((word) => text.includes(word)))
  const [first, others] = [true, false].map((begins) => found.filter(({ text }) => text.startsWith(wanted) === begins))
  return [...(first ?? []), ...(others ?? [])].map(({ one }) => one)
}

/** Lower case without accents or punctuation: `São-Paulo` and `sao paulo` are the same. */
export function plainLetters(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłđıæœ]/g, (letter) => latin[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const latin: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ı: 'i', æ: 'ae', œ: 'oe' }

function farFrom(wanted: string, text: string): number {
  const apart = distance(wanted, text)
  const shorter = Math.min(wanted.length, text.length)
  return shorter > 2 && (text.includes(wanted) || wanted.includes(text)) ? apart / 100 : apart
}
