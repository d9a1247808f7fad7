import type { RoomMessage } from '../../core/db/room-rows.ts'

/** Turns what a room shows, look by look, into lines of what happened. */
export function transcript(zone: string, names: ReadonlyMap<string, string>) {
  const lines: string[] = []
  const texts = new Set<string>()
  let before = new Map<number, RoomMessage>()
  /** `botTexts`: all that the bot has said, also what it has changed since. */
  return { take, all: () => lines, botTexts: () => [...texts] }

  function take(messages: readonly RoomMessage[]): void {
    for (const message of messages) {
      const earlier = before.get(message.id)
      if (earlier === undefined) said(message)
      else changed(earlier, message)
      if (message.author === null) texts.add(message.text)
    }
    before = new Map(messages.map((message) => [message.id, message]))
  }

  function said(message: RoomMessage): void {
    const alone = message.onlyFor === null ? '' : ` to ${nameOf(message.onlyFor)} alone`
    lines.push(`${clock(message.saidAt)} ${nameOf(message.author)}${alone}${spot(message)}: ${indented(message.text)}`)
    if (message.buttons.length > 0) lines.push(`      [${message.buttons.map(({ label }) => label).join('] [')}]`)
    for (const reaction of message.reactions) reacted(message, reaction, 'puts')
  }

  function changed(earlier: RoomMessage, message: RoomMessage): void {
    const { author, text, deletedAt, editedAt } = message
    if (earlier.deletedAt === null && deletedAt !== null) {
      lines.push(`${clock(deletedAt)} ${nameOf(author)} deletes: ${indented(earlier.text)}`)
    } else if (earlier.text !== text && editedAt !== null) {
      lines.push(`${clock(editedAt)} ${nameOf(author)} edits to: ${indented(text)}`)
    }
    for (const reaction of message.reactions.filter((one) => !has(earlier, one))) reacted(message, reaction, 'puts')
    for (const reaction of earlier.reactions.filter((one) => !has(message, one)))
      reacted(message, reaction, 'takes back')
  }

  function reacted({ author }: RoomMessage, { person, emoji }: { person: string; emoji: string }, verb: string): void {
    lines.push(`      ${nameOf(person === '' ? null : person)} ${verb} ${emoji} on ${nameOf(author)}'s message`)
  }

  function nameOf(id: string | null): string {
    return id === null ? 'Studyhall' : (names.get(id) ?? id)
  }

  function clock(at: Temporal.Instant): string {
    return at.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })
  }
}

function has(message: RoomMessage, wanted: { person: string; emoji: string }): boolean {
  return message.reactions.some(({ person, emoji }) => person === wanted.person && emoji === wanted.emoji)
}

function spot({ thread }: RoomMessage): string {
  return thread === null ? '' : ' in the thread'
}

function indented(text: string): string {
  return text.split('\n').join('\n      ')
}
