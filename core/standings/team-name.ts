/** What a team may be called. Pure. */

export const teamNameRules = { least: 2, most: 40 } as const

export type TeamName =
  | { readonly name: string }
  | { readonly wrong: 'too-short' | 'too-long' | 'mention' | 'no-letters' }

const unseen = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu
const mentioning = /[@<>]/
const readable = /[\p{L}\p{N}\p{Extended_Pictographic}]/u

/** A name as it was typed, on one line and without what nobody sees; or what is wrong with it. Lengths are in characters. */
export function teamNameOf(typed: string): TeamName {
  const name = typed.replace(unseen, ' ').replace(/\s+/g, ' ').trim().normalize('NFC')
  const length = [...name].length
  if (length < teamNameRules.least) return { wrong: 'too-short' }
  if (length > teamNameRules.most) return { wrong: 'too-long' }
  if (mentioning.test(name)) return { wrong: 'mention' }
  return readable.test(name) ? { name } : { wrong: 'no-letters' }
}
