import type { Form, Message, Reply } from '../../core/platform.ts'

/** What stands in the bot's replies, for stories that go on from them. */

/** The message of a private reply or an update. */
export function messageOf(reply: Reply | undefined): Message {
  if (reply?.kind === 'message' || reply?.kind === 'update') return reply.message
  throw new Error(`a message should come, not ${reply?.kind}`)
}

export function formOf(reply: Reply | undefined): Form {
  if (reply?.kind === 'form') return reply.form
  throw new Error(`a form should open, not ${JSON.stringify(reply)}`)
}

/** What stands in a form's fields. */
export function filledIn(form: Form): Record<string, unknown> {
  return Object.fromEntries(form.fields.map(({ name, value }) => [name, value]))
}

export function complaintsOf(reply: Reply | undefined): Record<string, string> {
  const complaints = reply?.kind === 'form' ? (reply.complaints ?? []) : []
  return Object.fromEntries(complaints.map(({ field, says }) => [field, says]))
}

export function buttonOf(message: Message, label: string): string {
  const button = message.buttons?.find((one) => one.label === label)
  if (button === undefined) throw new Error(`no button ${label}`)
  return button.id
}

/** A menu's id, by its beginning. */
export function menuOf(message: Message, name: string): string {
  const id = message.menus?.find((menu) => menu.id.startsWith(name))?.id
  if (id === undefined) throw new Error(`no menu ${name}`)
  return id
}
