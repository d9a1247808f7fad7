import type { Actor, ChatEvent, Engine, MessageFile, Reply, WorkspaceId } from '../../core/platform.ts'
import type { FormValues, RoomParts, RoomPresence, RoomRecord, SentFile, StoredFile } from './room.ts'
import { fileName, handedIn, mostFileBytes, type RoomFiles, sharedIn } from './room-files.ts'

/** Something that a person cannot do, said plainly. */
export class RoomRefusal extends Error {
  override name = 'RoomRefusal'
}

/** Where the bot speaks to each person alone. */
export const directMessages = 'direct'

const longestMessage = 8_000
const collectedMark = '✅'

export interface PresenceParts extends RoomParts {
  readonly files: RoomFiles
  /** None once the room is closing. */
  readonly engine: () => Engine | undefined
}

/** What an event is about, for its reply. */
interface About {
  readonly message: number
  /** It was pressed in the thread that hangs from the message. */
  readonly inThread?: boolean | undefined
}

/** A person in one room. */
export function presenceIn(
  { memory, files, now, newId, engine }: PresenceParts,
  workspace: WorkspaceId,
  member: Actor,
): RoomPresence {
  return { say, share, edit, remove, react, command, press, submit, file, picture }

  async function say(channel: string, text: string, thread?: number): Promise<number> {
    const place = shared(channel)
    const at = await now(workspace)
    const said = { channel, thread, author: member.id, message: { text: checked(text) }, at }
    const message = await memory.say(workspace, said)
    const spot = { workspace, place, message: String(message), at, ...threadOf(thread) }
    await bring({ kind: 'said', ...spot, member, text }, { message })
    return message
  }

  async function share(channel: string, { name, content }: SentFile, thread?: number): Promise<number> {
    const place = shared(channel)
    const kept = await files.keep(workspace, content, mostFileBytes)
    if (kept === 'too-large') throw new RoomRefusal('That file is larger than 50 MB. Nothing was sent.')
    const at = await now(workspace)
    const uploads = [{ name: fileName(name), ...kept }]
    const said = { channel, thread, author: member.id, message: { text: '' }, uploads, at }
    const message = await memory.say(workspace, said).catch(async (error: unknown) => {
      // no message names it
      await files.drop(workspace, kept.file)
      throw error
    })
    const spot = { workspace, place, message: String(message), at, ...threadOf(thread) }
    await bring({ kind: 'said', ...spot, member, text: '', ...sharedIn(uploads) }, { message })
    return message
  }

  async function edit(id: number, text: string): Promise<void> {
    const at = await now(workspace)
    const { channel, thread, uploads } = await visible(id)
    const done = await memory.edit(workspace, id, { author: member.id, message: { text: checked(text) }, at })
    if (!done) throw new RoomRefusal('You can only edit your own messages.')
    const spot = { workspace, place: channel, message: String(id), at, ...threadOf(thread) }
    await bring({ kind: 'changed', ...spot, member, text, ...sharedIn(uploads) }, { message: id })
  }

  async function remove(id: number): Promise<void> {
    const at = await now(workspace)
    const { channel, thread, uploads } = await visible(id)
    const done = await memory.remove(workspace, id, member.id, at)
    if (!done) throw new RoomRefusal('You can only delete your own messages.')
    const spot = { workspace, place: channel, message: String(id), at, ...threadOf(thread) }
    for (const upload of uploads) await files.drop(workspace, upload.file)
    await bring({ kind: 'deleted', ...spot }, { message: id })
  }

  async function react(id: number, emoji: string, on: boolean): Promise<void> {
    const at = await now(workspace)
    const { channel } = await visible(id)
    await memory.react(workspace, id, { person: member.id, emoji, on })
    const kind = on ? 'reacted' : 'unreacted'
    await bring({ kind, workspace, place: channel, message: String(id), member, emoji, at }, { message: id })
  }

  async function command(channel: string, words: string): Promise<Reply | undefined> {
    const place = shared(channel)
    const at = await now(workspace)
    return bring({ kind: 'command', id: newId(), workspace, place, member, words: checked(words), at })
  }

  async function press(
    id: number,
    button: string,
    values?: readonly string[],
    inThread?: boolean,
  ): Promise<Reply | undefined> {
    const at = await now(workspace)
    const { channel: place, buttons, menus, uploads } = await visible(id)
    const actions = engine()?.messageActions ?? []
    const offered = [...buttons, ...menus, ...actions]
    if (!offered.some((one) => one.id === button)) throw new RoomRefusal('That button is no longer there.')
    const handed = actions.some((one) => one.id === button) ? handedIn(uploads) : {}
    const pressed = { workspace, place, message: String(id), member, button, ...(values ? { values } : {}), at }
    return bring({ kind: 'pressed', id: newId(), ...pressed, ...handed }, { message: id, inThread })
  }

  async function submit(
    place: string,
    form: string,
    values: FormValues,
    message?: number,
    inThread?: boolean,
  ): Promise<Reply | undefined> {
    const at = await now(workspace)
    const sent = { id: newId(), workspace, place, member, form, values, at } as const
    if (message === undefined) return bring({ kind: 'submitted', ...sent })
    await visible(message)
    return bring({ kind: 'submitted', ...sent, message: String(message) }, { message, inThread })
  }

  async function file(id: number, name: string): Promise<MessageFile | StoredFile | undefined> {
    const { files: made, uploads } = await visible(id)
    const upload = uploads.find((one) => one.name === name)
    if (upload === undefined) return made.find((one) => one.name === name)
    const content = await files.open(workspace, upload.file)
    return content && { ...upload, content }
  }

  async function picture(id: number, place: number): Promise<Buffer | undefined> {
    await visible(id)
    const png = await memory.picture(workspace, id, place)
    return png === undefined ? undefined : Buffer.from(png, 'base64')
  }

  /** Brings an event to the engine and shows its reply; a form is opened by the page. */
  async function bring(event: ChatEvent & { readonly place: string }, about?: About): Promise<Reply | undefined> {
    const listening = engine()
    if (listening === undefined) throw new RoomRefusal('The room is closing. Try again in a moment.')
    const reply = await listening.handle(event)
    if (reply?.kind === 'message') await sayReply(event, reply, about)
    else if (reply !== undefined && about !== undefined) await changeMessage(event, reply, about.message)
    return reply
  }

  async function changeMessage(
    { at }: ChatEvent,
    reply: Exclude<Reply, { kind: 'message' }>,
    id: number,
  ): Promise<void> {
    switch (reply.kind) {
      case 'form':
      // the room has no page of the bot's own, and suggests nothing
      case 'home':
      case 'choices':
        return
      case 'mark':
        return memory.react(workspace, id, { emoji: collectedMark, on: reply.shown })
      case 'update':
        return void (await memory.edit(workspace, id, { author: null, message: reply.message, at }))
      default:
        throw reply satisfies never
    }
  }

  async function sayReply(
    { at, place: channel }: { readonly at: Temporal.Instant; readonly place: string },
    { seen, message }: Extract<Reply, { kind: 'message' }>,
    about: About | undefined,
  ): Promise<void> {
    const thread = about === undefined ? undefined : await threadAround(about)
    const onlyFor = seen === 'private' || channel === directMessages ? member.id : undefined
    await memory.say(workspace, { channel, thread, onlyFor, message, at })
  }

  /** A word about a message is said where the message stands, or in its own thread if it was pressed there. */
  async function threadAround({ message: id, inThread }: About): Promise<number | undefined> {
    const message = await memory.message(workspace, id)
    if (message === undefined) return undefined
    return message.thread ?? (inThread === true && message.title !== null ? id : undefined)
  }

  async function visible(id: number): Promise<RoomRecord> {
    const message = await memory.message(workspace, id)
    const seen = message !== undefined && message.deletedAt === null && (message.onlyFor ?? member.id) === member.id
    if (!seen) throw new RoomRefusal('That message is no longer there.')
    return message
  }
}

function threadOf(thread: number | null | undefined): { thread?: string } {
  return thread === null || thread === undefined ? {} : { thread: String(thread) }
}

/** A place where people speak: what is said among the direct messages would be everybody's. */
function shared(channel: string): string {
  if (channel !== directMessages) return channel
  throw new RoomRefusal('Only Studyhall writes here. Write in a channel, and run commands there.')
}

function checked(text: string): string {
  if (text.trim() === '') throw new RoomRefusal('There is nothing in that message.')
  if (text.length <= longestMessage) return text
  throw new RoomRefusal(
    `That message is too long: ${text.length} characters, and ${longestMessage} fit. Nothing was sent; shorten it and try again.`,
  )
}
