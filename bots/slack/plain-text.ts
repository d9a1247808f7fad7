import { unicodeOf } from './emoji.ts'
import type { NameOf } from './markdown-lines.ts'

const code = /(```.*?```|`[^`\n]+`)/s
const codes = /<([^<>]+)>|&(amp|lt|gt);/g
const emojiCodes = /<[^<>]+>|:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' }

/** What a person typed, without Slack's codes: names, channels, addresses and emoji as people read them. */
export function plainText(slackText: string, names: NameOf): string {
  return decoded(slackText, (inside) => shown(inside, names))
}

/** The words of a slash command. Members, groups and channels stay as Slack writes them, `<@U123|ada>`. */
export function commandText(text: string): string {
  return decoded(text, (inside) => (/^(@|#|!subteam\^)/.test(inside) ? `<${inside}>` : shown(inside, () => undefined)))
}

/** In code, an emoji's name is left as it is. */
function decoded(text: string, show: (inside: string) => string): string {
  return text
    .split(code)
    .map((piece, index) => {
      const words = index % 2 === 0 ? piece.replace(emojiCodes, namedEmoji) : piece
      return words.replace(codes, (_, inside?: string, entity = '') =>
        inside === undefined ? (entities[entity] ?? '') : show(inside),
      )
    })
    .join('')
}

/** `10:100:20` and `a:on:b` are no emoji; `done:tada:` is. Nor is anything inside Slack's angle brackets. */
function namedEmoji(whole: string, name: string | undefined, at: number, text: string): string {
  if (name === undefined) return whole
  const isInAWord = /[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && /[\p{L}\p{N}]/u.test(text.charAt(at + whole.length))
  return (isInAWord ? undefined : unicodeOf(name)) ?? whole
}

/** What stands in Slack's angle brackets: a mention, a date, or an address with a label. */
function shown(inside: string, names: NameOf): string {
  const bar = inside.indexOf('|')
  const target = plain(bar === -1 ? inside : inside.slice(0, bar))
  const label = bar === -1 ? '' : plain(inside.slice(bar + 1))
  if (target.startsWith('@')) return `@${names(target.slice(1)) ?? unmarked(label, target)}`
  if (target.startsWith('#')) return `#${unmarked(label, target)}`
  if (target.startsWith('!date^')) return label
  if (target.startsWith('!')) return `@${unmarked(label, target.replace(/^!subteam\^/, '!'))}`
  return address(target, label)
}

function unmarked(label: string, target: string): string {
  return label === '' ? target.slice(1) : label.replace(/^[@#]/, '')
}

/** Slack puts a scheme before what was typed without one. */
function address(url: string, label: string): string {
  const typed = url.replace(/^mailto:/, '')
  if (label === '') return typed
  return label === typed || /^https?:\/\/$/.test(url.replace(label, '')) ? label : `${label} (${typed})`
}

function plain(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (whole, entity: string) => entities[entity] ?? whole)
}
