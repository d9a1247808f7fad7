/** Pure rules for putting what people wrote into CommonMark. */

const markdownSpecials = /[\\`*_{}[\]()#+\-.!|<>~&]/g
const ourAutolinks = /<(?=(?:time|until|member|role|channel):)/gi

/** A name or a short text of a member's, so that it shows exactly as written, on one line. */
export function literal(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(markdownSpecials, '\\$&')
}

/**
 * A member's text as a block quote. Their own markdown stays, inside the quote's frame: an open fence ends
 * with it, and our autolinks lose their meaning (a zero-width space follows the bracket).
 */
export function quoted(text: string): string {
  return withoutAutolinks(text)
    .split(/\r\n|\r|\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
}

/** CommonMark of others, in which our autolinks name and ping nobody: a zero-width space follows the bracket. */
export function withoutAutolinks(text: string): string {
  return text.replace(ourAutolinks, '<\u200b')
}

/** At most `limit` characters, cut at a word, with an ellipsis where something was left out. */
export function shortened(text: string, limit: number): string {
  const characters = [...text]
  if (characters.length <= limit) return text
  const head = characters.slice(0, limit - 1).join('')
  const lastSpace = head.lastIndexOf(' ')
  return `${lastSpace > limit / 2 ? head.slice(0, lastSpace) : head}…`
}

/** The same of CommonMark: a piece of code that would be cut is left out, since it would run on over what follows. */
export function shortenedMarkdown(text: string, limit: number): string {
  const short = shortened(text, limit)
  const fences = [...short.matchAll(/^```/gm)]
  return fences.length % 2 === 0 ? short : `${short.slice(0, fences.at(-1)?.index).trimEnd()} …`
}

/** A channel's name, leading there. */
export function channelLink(channel: string): string {
  return `<channel:${channel}>`
}

/** `1 vote`, `2 votes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
