import emojiNames from './emoji-names.json' with { type: 'json' }

const byName = new Map(Object.entries(emojiNames))
const byEmoji = new Map<string, string>()
for (const [name, emoji] of byName) if (!byEmoji.has(bare(emoji))) byEmoji.set(bare(emoji), name)

const firstTone = 0x1f3fb
const tones = /[\u{1f3fb}-\u{1f3ff}]/u

/** The emoji of one of Slack's names, such as `heart`, `thumbsup` or `+1::skin-tone-3`; nothing for a workspace's own. */
export function unicodeOf(name: string): string | undefined {
  const [base = '', tone] = name.split('::skin-tone-')
  const emoji = byName.get(base)
  if (emoji === undefined || tone === undefined) return emoji
  return /^[2-6]$/.test(tone) ? toned(emoji, String.fromCodePoint(firstTone + Number(tone) - 2)) : undefined
}

/** What a reaction is: unicode where there is one, else as it is typed, `:partyparrot:`. */
export function emojiOf(reaction: string): string {
  return unicodeOf(reaction) ?? `:${reaction}:`
}

/** What Slack calls an emoji, with its skin tone. */
export function nameOf(emoji: string): string | undefined {
  const whole = byEmoji.get(bare(emoji))
  if (whole !== undefined) return whole
  const tone = tones.exec(emoji)?.[0].codePointAt(0)
  const name = tone === undefined ? undefined : byEmoji.get(bare(emoji.replace(tones, '')))
  return name === undefined || tone === undefined ? undefined : `${name}::skin-tone-${tone - firstTone + 2}`
}

function toned(emoji: string, tone: string): string {
  const [first = '', ...rest] = emoji
  return first + tone + rest.join('').replace(/^\ufe0f/, '')
}

function bare(emoji: string): string {
  return emoji.replaceAll('\ufe0f', '')
}
