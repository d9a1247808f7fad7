/** What is called what, by id, as far as it is known. */
export interface Names {
  member?(id: string): string | undefined
  channel?(id: string): string | undefined
  role?(id: string): string | undefined
}

const code = /(```.*?```|``.*?``|`[^`\n]+`)/s
const codes =
  /<@(!?)(?<member>\d+)>|<@&(?<role>\d+)>|<#(?<channel>\d+)>|<a?:(?<emoji>\w+):\d+>|<t:(?<time>-?\d{1,13})(?::[tTdDfFsSR])?>|<\/(?<command>[^<>:]+):\d+>/g

/** What a person typed, without Discord's codes: names, channels, emoji and times as people read them. Code stays. */
export function plainText(content: string, names: Names = {}): string {
  return content
    .split(code)
    .map((piece, index) => (index % 2 === 0 ? piece.replace(codes, (...match) => shown(match, names)) : piece))
    .join('')
}

function shown(match: readonly unknown[], names: Names): string {
  const { member, role, channel, emoji, time, command } = match.at(-1) as Readonly<Record<string, string | undefined>>
  if (member !== undefined) return `@${names.member?.(member) ?? member}`
  if (role !== undefined) return `@${names.role?.(role) ?? role}`
  if (channel !== undefined) return `#${names.channel?.(channel) ?? channel}`
  if (emoji !== undefined) return `:${emoji}:`
  if (command !== undefined) return `/${command}`
  return time === undefined ? String(match[0]) : moment(time)
}

function moment(seconds: string): string {
  try {
    const utc = Temporal.Instant.fromEpochMilliseconds(Number(seconds) * 1000).toZonedDateTimeISO('UTC')
    return `${utc.toPlainDate()} ${utc.toPlainTime().toString({ smallestUnit: 'minute' })} UTC`
  } catch {
    return `<t:${seconds}>`
  }
}
