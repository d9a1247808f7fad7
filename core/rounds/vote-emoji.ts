/** Which emoji are votes. Pure. */

/** Those that are votes where nobody has chosen others. */
export const usualVoteEmoji: readonly string[] = ['👍', '⬆', '⭐', '❤', '💯']

/** In the place of an emoji: a vote by the button, which always counts. */
export const byButton = 'button'

/** One emoji, whatever its skin tone and presentation. */
export function plainEmoji(emoji: string): string {
  return emoji.replace(/[\u{1F3FB}-\u{1F3FF}\uFE0E\uFE0F]/gu, '')
}

/** The emoji that invitations name, as CommonMark. */
export function emojiToName(chosen: readonly string[] | null): string {
  return emojiInText(chosen?.[0] ?? '👍')
}

/** As it stands in CommonMark: by its name alone, whose underscores are no emphasis. */
export function emojiInText(emoji: string): string {
  return emoji.replace(/^<a?(:\w+:)\d+>$/, '$1').replaceAll('_', '\\_')
}

const mostEmoji = 10
const named = /<a?:\w{1,64}:\d{1,25}>|:[\p{L}\p{N}_+'-]{1,64}:/gu
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

type ReadEmoji = { readonly emoji: readonly string[] } | { readonly wrong: string } | { readonly tooMany: number }

/** The emoji in what was typed, each once: `👍 ⭐`, `:partyparrot:`, `<:parrot:812>`. */
export function readVoteEmoji(typed: string): ReadEmoji {
  const names = typed.match(named) ?? []
  const others = typed
    .replace(named, ' ')
    .split(/[\s,;]+/)
    .filter(Boolean)
  const wrong = others.find((piece) => !piecesOf(piece).every(isUnicodeEmoji))
  if (wrong !== undefined) return { wrong }
  const inOrder = [...names, ...others.flatMap(piecesOf)].sort((a, b) => typed.indexOf(a) - typed.indexOf(b))
  const unique = [...new Set(inOrder.map(plainEmoji))]
  return unique.length > mostEmoji ? { tooMany: mostEmoji } : { emoji: unique }
}

function piecesOf(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment)
}

function isUnicodeEmoji(text: string): boolean {
  return /^(?:\p{Extended_Pictographic}|\p{RI}{2}|[\d#*]\uFE0F?\u20E3)/u.test(text)
}
