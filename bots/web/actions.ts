import { z } from 'zod'
import type { Reply } from '../../core/platform.ts'
import { pageNodes } from './markdown.ts'
import { demoActs, type PageSource } from './page-source.ts'

export const person = z.string().min(1).max(64)
export const messageId = z.number().int().positive()
export const picturePlace = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number)
const channel = z.string().max(64)
const inThread = z.boolean().optional()
const chosen = z.array(z.string()).max(25)

const actions = {
  say: z.object({ as: person, channel, text: z.string(), thread: messageId.optional() }),
  edit: z.object({ as: person, message: messageId, text: z.string() }),
  remove: z.object({ as: person, message: messageId }),
  react: z.object({ as: person, message: messageId, emoji: z.string().min(1).max(32), on: z.boolean() }),
  command: z.object({ as: person, channel, words: z.string() }),
  press: z.object({
    as: person,
    message: messageId,
    button: z.string().max(100),
    values: chosen.optional(),
    inThread,
  }),
  submit: z.object({
    as: person,
    channel,
    form: z.string().max(100),
    values: z.record(z.string().max(100), chosen),
    message: messageId.optional(),
    inThread,
  }),
  demo: z.object({ as: person, do: z.enum(demoActs) }),
  clock: z.object({ to: z.iso.datetime({ offset: true }) }),
}

type Action = { [K in keyof typeof actions]: { name: K } & z.infer<(typeof actions)[K]> }[keyof typeof actions]

export const actionNames = Object.keys(actions) as readonly Action['name'][]

/** Reads what the page sent; what the room does not understand gets a sentence. */
export function readAction(name: Action['name'], body: string): Action | { readonly says: string } {
  const read = actions[name].safeParse(parsed(body))
  return read.success
    ? ({ name, ...read.data } as Action)
    : { says: `The page sent something the room does not understand: ${read.error.message}` }
}

const sending = z.object({
  as: person,
  channel,
  name: z.string().min(1).max(1_000),
  thread: z.coerce.number().pipe(messageId).optional(),
})

/** Where a file goes and what it is called, from the address that it is sent to. */
export function readSending(query: object): z.infer<typeof sending> | { readonly says: string } {
  const read = sending.safeParse(query)
  return read.success ? read.data : { says: 'The page did not say where the file goes, or what it is called.' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Does what a page wants; gives what that page hears of it. What is said comes to all of them over their streams. */
export async function perform(source: PageSource, action: Action): Promise<object> {
  const reply = await performed(source, action)
  return reply?.kind === 'form' ? { done: true, opens: drawnForm(reply) } : { done: true }
}

async function performed(source: PageSource, action: Action): Promise<Reply | undefined> {
  if (action.name === 'clock') return void (await source.moveTo(Temporal.Instant.from(action.to)))
  if (action.name === 'demo') return void (await source.demo.act(action.do, action.as))
  const who = await source.room.as(source.workspace, action.as)
  switch (action.name) {
    case 'say':
      return void (await who.say(action.channel, action.text, action.thread))
    case 'edit':
      return void (await who.edit(action.message, action.text))
    case 'remove':
      return void (await who.remove(action.message))
    case 'react':
      return void (await who.react(action.message, action.emoji, action.on))
    case 'command':
      return who.command(action.channel, action.words)
    case 'press':
      return who.press(action.message, action.button, action.values, action.inThread)
    case 'submit':
      return who.submit(action.channel, action.form, action.values, action.message, action.inThread)
    default:
      throw action satisfies never
  }
}

/** What is complained of may name a moment, as the bot's messages do; all else in a form is plain words. */
function drawnForm({ form, complaints = [] }: Extract<Reply, { kind: 'form' }>) {
  return {
    ...form,
    complaints: complaints.map(({ field, says }) => ({ field, nodes: pageNodes(says, 'bot') })),
  }
}
