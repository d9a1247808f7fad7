/**
 * Writes emoji-names.json, Slack's names of emoji, from emojibase-data. Run by hand when that has new ones:
 * `node bots/slack/make-emoji-names.ts`
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'

const source = createRequire(import.meta.url).resolve('emojibase-data/en/shortcodes/iamcal.json')
const names = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

const entries = Object.entries(names.parse(JSON.parse(readFileSync(source, 'utf8')))).flatMap(([hexcode, given]) =>
  [given].flat().map((name) => [name, shown(hexcode)] as const),
)
writeFileSync(new URL('emoji-names.json', import.meta.url), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`)

/** As an emoji, also where the character alone would be drawn as text. */
function shown(hexcode: string): string {
  const text = String.fromCodePoint(...hexcode.split('-').map((code) => Number.parseInt(code, 16)))
  return hexcode.includes('-') || /\p{Emoji_Presentation}/u.test(text) ? text : `${text}\ufe0f`
}
