import type {
  Actor,
  Button,
  ChatEvent,
  ChatPlatform,
  Engine,
  Menu,
  Message,
  Posted,
  Reply,
  Said,
  Thread,
  ThreadEntry,
  WorkspaceId,
} from '../../core/platform.ts'

/** The store that `main.ts` hands the room; what it promises stands in core/db/room-store.ts. */
export interface RoomMemory {
  people(workspace: WorkspaceId): Promise<readonly RoomPerson[]>
  say(workspace: WorkspaceId, message: RoomUtterance): Promise<number>
  edit(
    workspace: WorkspaceId,
    id: number,
    changed: { author: string | null; message: Message; at: Temporal.Instant },
  ): Promise<boolean>
  remove(workspace: WorkspaceId, id: number, author: string, at: Temporal.Instant): Promise<boolean>
  react(workspace: WorkspaceId, id: number, reaction: { person?: string; emoji: string; on: boolean }): Promise<void>
  message(workspace: WorkspaceId, id: number): Promise<RoomRecord | undefined>
  threadMessages(workspace: WorkspaceId, channel: string, thread: number): Promise<readonly RoomRecord[]>
}

interface RoomPerson {
  readonly id: string
  readonly name: string
  readonly admin: boolean
  readonly groups: readonly string[]
}

interface RoomUtterance {
  readonly channel: string
  readonly thread?: number | undefined
  readonly author?: string | undefined
  readonly onlyFor?: string | undefined
  readonly message: Message
  readonly title?: string | undefined
  readonly key?: string | undefined
  readonly at: Temporal.Instant
}

interface RoomRecord {
  readonly id: number
  readonly channel: string
  readonly thread: number | null
  readonly author: string | null
  readonly onlyFor: string | null
  readonly text: string
  readonly buttons: readonly Button[]
  readonly menus: readonly Menu[]
  readonly saidAt: Temporal.Instant
  readonly editedAt: Temporal.Instant | null
  readonly deletedAt: Temporal.Instant | null
  readonly reactions: readonly { readonly person: string; readonly emoji: string }[]
}

export interface RoomParts {
  readonly memory: RoomMemory
  /** The room's own time. */
  readonly now: (workspace: WorkspaceId) => Promise<Temporal.Instant>
  /** The id of a command or a press. */
  readonly newId: () => string
}

/** What a person in the room can do. Each resolves when the engine has taken it up. */
export interface RoomPresence {
  /** Says something, in a thread if one is named; gives the message's id. */
  say(channel: string, text: string, thread?: number): Promise<number>
  edit(message: number, text: string): Promise<void>
  remove(message: number): Promise<void>
  react(message: number, emoji: string, on: boolean): Promise<void>
  command(channel: string, words: string): Promise<Reply | undefined>
  /** A button, or what was chosen in a menu; also one of the actions that are offered on every message. */
  press(message: number, button: string, values?: readonly string[]): Promise<Reply | undefined>
  submit(channel: string, form: string, values: FormValues, message?: number): Promise<Reply | undefined>
}

type FormValues = Readonly<Record<string, readonly string[]>>

export interface Room extends ChatPlatform {
  /** Opens a room: the engine learns of it, and reads what was said while it was not there. */
  open(workspace: WorkspaceId, described: { name: string; zone: string }): Promise<void>
  /** A person's place in a room. @throws RoomRefusal when there is no such person */
  as(workspace: WorkspaceId, person: string): Promise<RoomPresence>
}

/** Something that a person cannot do, said plainly. */
export class RoomRefusal extends Error {
  override name = 'RoomRefusal'
}

const longestMessage = 8_000
const theBot: Actor = { id: '', name: 'Studyhall', bot: true }
const collectedMark = '✅'
/** Where the bot speaks to each person alone. */
const directMessages = 'direct'

/** A chat room in this process with people in it: what runs without a token, and where the story tests live. */
export function createRoom({ memory, now, newId }: RoomParts): Room {
  let engine: Engine | undefined

  return { name: 'room', start, stop, openThread, say, tell, edit, readThread, open, as }

  async function start(started: Engine): Promise<void> {
    engine = started
  }

  async function open(workspace: WorkspaceId, { name, zone }: { name: string; zone: string }): Promise<void> {
    const at = await now(workspace)
    await engine?.handle({ kind: 'joined', workspace, name, zone, at })
    await engine?.handle({ kind: 'reconnected', workspace, at })
  }

  async function stop(): Promise<void> {
    engine = undefined
  }

  async function openThread(
    workspace: WorkspaceId,
    channel: string,
    title: string,
    opening: Message,
    key: string,
  ): Promise<Said<Thread>> {
    const at = await now(workspace)
    const id = await memory.say(workspace, { channel, title, message: opening, key, at })
    return { done: { place: channel, id: String(id), opening: { place: channel, id: String(id) } } }
  }

  async function say(workspace: WorkspaceId, thread: Thread, message: Message, key: string): Promise<Said<Posted>> {
    const { place: channel, id: threadId } = thread
    const at = await now(workspace)
    const id = await memory.say(workspace, { channel, thread: Number(threadId), message, key, at })
    return { done: { place: channel, id: String(id) } }
  }

  async function tell(workspace: WorkspaceId, member: string, message: Message, key: string): Promise<Said<Posted>> {
    const at = await now(workspace)
    const id = await memory.say(workspace, { channel: directMessages, onlyFor: member, message, key, at })
    return { done: { place: directMessages, id: String(id) } }
  }

  async function edit(workspace: WorkspaceId, posted: Posted, message: Message): Promise<Said<Posted>> {
    const changed = { author: null, message, at: await now(workspace) }
    const found = await memory.edit(workspace, Number(posted.id), changed)
    return found ? { done: posted } : { refused: 'gone', detail: `message ${posted.id} is not there` }
  }

  async function readThread(workspace: WorkspaceId, thread: Thread): Promise<Said<readonly ThreadEntry[]>> {
    const people = new Map((await memory.people(workspace)).map((person) => [person.id, actorOf(person)]))
    const known = (id: string): Actor => people.get(id) ?? { id, name: id }
    const messages = await memory.threadMessages(workspace, thread.place, Number(thread.id))
    return {
      done: messages.flatMap(({ id, author, onlyFor, text, saidAt, editedAt, reactions }) => {
        if (onlyFor !== null) return []
        const byEmoji = Map.groupBy(
          reactions.filter(({ person }) => person !== ''),
          ({ emoji }) => emoji,
        )
        return {
          message: String(id),
          member: author === null ? theBot : known(author),
          text: author === null ? '' : text,
          at: saidAt,
          ...(editedAt === null ? {} : { editedAt }),
          reactions: [...byEmoji].map(([emoji, by]) => ({ emoji, members: by.map(({ person }) => known(person)) })),
        }
      }),
    }
  }

  async function as(workspace: WorkspaceId, id: string): Promise<RoomPresence> {
    const person = (await memory.people(workspace)).find((one) => one.id === id)
    if (person === undefined) throw new RoomRefusal(`There is nobody called ${id} in this room.`)
    return presence(workspace, actorOf(person))
  }

  function presence(workspace: WorkspaceId, member: Actor): RoomPresence {
    return {
      async say(channel, text, thread) {
        const at = await now(workspace)
        const message = await memory.say(workspace, {
          channel,
          thread,
          author: member.id,
          message: { text: checked(text) },
          at,
        })
        const spot = { workspace, place: channel, message: String(message), at, ...threadOf(thread) }
        await bring({ kind: 'said', ...spot, member, text }, message)
        return message
      },
      async edit(id, text) {
        const at = await now(workspace)
        const { channel, thread } = await visible(workspace, id, member)
        const done = await memory.edit(workspace, id, { author: member.id, message: { text: checked(text) }, at })
        if (!done) throw new RoomRefusal('You can only edit your own messages.')
        const spot = { workspace, place: channel, message: String(id), at, ...threadOf(thread) }
        await bring({ kind: 'changed', ...spot, member, text }, id)
      },
      async remove(id) {
        const at = await now(workspace)
        const { channel, thread } = await visible(workspace, id, member)
        const done = await memory.remove(workspace, id, member.id, at)
        if (!done) throw new RoomRefusal('You can only delete your own messages.')
        await bring({ kind: 'deleted', workspace, place: channel, message: String(id), at, ...threadOf(thread) }, id)
      },
      async react(id, emoji, on) {
        const at = await now(workspace)
        const { channel } = await visible(workspace, id, member)
        await memory.react(workspace, id, { person: member.id, emoji, on })
        const kind = on ? 'reacted' : 'unreacted'
        await bring({ kind, workspace, place: channel, message: String(id), member, emoji, at }, id)
      },
      async command(channel, words) {
        const at = await now(workspace)
        return bring({ kind: 'command', id: newId(), workspace, place: channel, member, words: checked(words), at })
      },
      async press(id, button, values) {
        const at = await now(workspace)
        const { channel, buttons, menus } = await visible(workspace, id, member)
        const offered = [...buttons, ...menus, ...(engine?.messageActions ?? [])]
        if (!offered.some((one) => one.id === button)) throw new RoomRefusal('That button is no longer there.')
        const press = {
          workspace,
          place: channel,
          message: String(id),
          member,
          button,
          ...(values ? { values } : {}),
          at,
        }
        return bring({ kind: 'pressed', id: newId(), ...press }, id)
      },
      async submit(channel, form, values, message) {
        const at = await now(workspace)
        const about = message === undefined ? {} : { message: String(message) }
        return bring(
          { kind: 'submitted', id: newId(), workspace, place: channel, member, form, values, ...about, at },
          message,
        )
      },
    }
  }

  /** Brings an event to the engine and shows its reply; `about` is the message it concerns. */
  async function bring(
    event: ChatEvent & { member?: Actor; place?: string },
    about?: number,
  ): Promise<Reply | undefined> {
    if (engine === undefined) throw new RoomRefusal('The room is closing. Try again in a moment.')
    const reply = await engine.handle(event)
    if (reply !== undefined) await show(event, reply, about)
    return reply
  }

  async function show(
    event: ChatEvent & { member?: Actor; place?: string },
    reply: Reply,
    about?: number,
  ): Promise<void> {
    const { workspace, at, place = '', member } = event
    switch (reply.kind) {
      case 'form':
        return // the page opens it
      case 'message':
        return sayReply(workspace, { place, member, at }, reply, about)
      case 'mark':
        return about === undefined
          ? undefined
          : memory.react(workspace, about, { emoji: collectedMark, on: reply.shown })
      case 'update':
        return about === undefined
          ? undefined
          : void (await edit(workspace, { place, id: String(about) }, reply.message))
      default:
        throw reply satisfies never
    }
  }

  async function sayReply(
    workspace: WorkspaceId,
    { place: channel, member, at }: { place: string; member: Actor | undefined; at: Temporal.Instant },
    { seen, message }: Extract<Reply, { kind: 'message' }>,
    about: number | undefined,
  ): Promise<void> {
    const thread = about === undefined ? undefined : await threadAround(workspace, about)
    await memory.say(workspace, { channel, thread, onlyFor: seen === 'private' ? member?.id : undefined, message, at })
  }

  /** A private word about a message is said where the message stands. */
  async function threadAround(workspace: WorkspaceId, id: number): Promise<number | undefined> {
    const message = await memory.message(workspace, id)
    return message?.thread ?? undefined
  }

  async function visible(workspace: WorkspaceId, id: number, member: Actor): Promise<RoomRecord> {
    const message = await memory.message(workspace, id)
    const seen = message !== undefined && message.deletedAt === null && (message.onlyFor ?? member.id) === member.id
    if (!seen) throw new RoomRefusal('That message is no longer there.')
    return message
  }
}

function actorOf({ id, name, admin, groups }: RoomPerson): Actor {
  return { id, name, admin, groups }
}

function threadOf(thread: number | null | undefined): { thread?: string } {
  return thread === null || thread === undefined ? {} : { thread: String(thread) }
}

function checked(text: string): string {
  if (text.trim() === '') throw new RoomRefusal('There is nothing in that message.')
  if (text.length <= longestMessage) return text
  throw new RoomRefusal(
    `That message is too long: ${text.length} characters, and ${longestMessage} fit. Nothing was sent; shorten it and try again.`,
  )
}
