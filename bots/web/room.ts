import type {
  Actor,
  Button,
  ChannelSeen,
  ChatPlatform,
  Engine,
  FileRead,
  Menu,
  Message,
  MessageFile,
  Posted,
  Reach,
  Reply,
  Said,
  Thread,
  ThreadEntry,
  WorkspaceId,
} from '../../core/platform.ts'
import { pngBytes } from '../png.ts'
import { directMessages, presenceIn, RoomRefusal } from './presence.ts'
import { type RoomFiles, type RoomUpload, sharedIn, temporaryRoomFiles } from './room-files.ts'

/** The store that `main.ts` hands the room; what it promises stands in core/db/room-store.ts. */
export interface RoomMemory {
  people(workspace: WorkspaceId): Promise<readonly RoomPerson[]>
  channels(workspace: WorkspaceId): Promise<readonly { readonly id: string; readonly name: string }[]>
  say(workspace: WorkspaceId, message: RoomUtterance): Promise<number>
  edit(
    workspace: WorkspaceId,
    id: number,
    changed: { author: string | null; message: Message; at: Temporal.Instant },
  ): Promise<boolean>
  remove(workspace: WorkspaceId, id: number, author: string, at: Temporal.Instant): Promise<boolean>
  react(workspace: WorkspaceId, id: number, reaction: { person?: string; emoji: string; on: boolean }): Promise<void>
  message(workspace: WorkspaceId, id: number): Promise<RoomRecord | undefined>
  /** A message's picture by its place, from 0, in base64. */
  picture(workspace: WorkspaceId, id: number, place: number): Promise<string | undefined>
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
  readonly uploads?: readonly RoomUpload[] | undefined
  readonly title?: string | undefined
  readonly key?: string | undefined
  readonly alsoInChannel?: boolean | undefined
  readonly at?: Temporal.Instant | undefined
}

/** A picture of a message's, without its bytes. */
export interface RoomPicture {
  readonly name: string
  readonly alt: string
  /** The first bytes, in base64: its size is in them. */
  readonly head: string
}

export interface RoomRecord {
  readonly id: number
  readonly channel: string
  readonly thread: number | null
  readonly author: string | null
  readonly onlyFor: string | null
  readonly text: string
  readonly buttons: readonly Button[]
  readonly menus: readonly Menu[]
  readonly files: readonly MessageFile[]
  /** What people put there. */
  readonly uploads: readonly RoomUpload[]
  /** Its pictures, without their bytes. */
  readonly pictured: readonly RoomPicture[]
  readonly title: string | null
  readonly saidAt: Temporal.Instant
  readonly editedAt: Temporal.Instant | null
  readonly deletedAt: Temporal.Instant | null
  readonly reactions: readonly { readonly person: string; readonly emoji: string }[]
}

export interface RoomParts {
  readonly memory: RoomMemory
  /** Where people's files are kept; until the room stops, unless it says otherwise. */
  readonly files?: RoomFiles | undefined
  /** The room's own time. */
  readonly now: (workspace: WorkspaceId) => Promise<Temporal.Instant>
  /** The id of a command or a press. */
  readonly newId: () => string
}

/** What a person in the room can do. Each resolves when the engine has taken it up. */
export interface RoomPresence {
  /** Says something, in a thread if one is named; gives the message's id. */
  say(channel: string, text: string, thread?: number): Promise<number>
  /** Puts a file there, in a message of its own; gives the message's id. */
  share(channel: string, file: SentFile, thread?: number): Promise<number>
  edit(message: number, text: string): Promise<void>
  remove(message: number): Promise<void>
  react(message: number, emoji: string, on: boolean): Promise<void>
  command(channel: string, words: string): Promise<Reply | undefined>
  /**
   * A button, or what was chosen in a menu; also one of the actions that are offered on every message.
   *
   * @param inThread pressed in the thread that hangs from the message: there the reply is said
   */
  press(message: number, button: string, values?: readonly string[], inThread?: boolean): Promise<Reply | undefined>
  /** @param message the one whose button opened the form; `inThread` as for `press` */
  submit(
    channel: string,
    form: string,
    values: FormValues,
    message?: number,
    inThread?: boolean,
  ): Promise<Reply | undefined>
  /** A file of a message that this person sees. */
  file(message: number, name: string): Promise<MessageFile | StoredFile | undefined>
  /** The bytes of a picture of a message that this person sees, by its place, from 0. */
  picture(message: number, place: number): Promise<Buffer | undefined>
}

/** A file as it comes in. */
export interface SentFile {
  readonly name: string
  readonly content: AsyncIterable<Uint8Array>
}

/** A person's file, to be fetched. */
export interface StoredFile extends RoomUpload {
  readonly content: ReadableStream<Uint8Array>
}

export type FormValues = Readonly<Record<string, readonly string[]>>

export interface Room extends ChatPlatform {
  /** Opens a room: the engine learns of it, and reads what was said while it was not there. */
  open(workspace: WorkspaceId, described: { name: string; zone: string }): Promise<void>
  /** A person's place in a room. @throws RoomRefusal when there is no such person */
  as(workspace: WorkspaceId, person: string): Promise<RoomPresence>
}

const theBot: Actor = { id: '', name: 'Studyhall', bot: true }

/** A chat room in this process with people in it: what runs without a token, and where the story tests live. */
export function createRoom({ memory: store, files = temporaryRoomFiles(), now, newId }: RoomParts): Room {
  const memory = checkingPictures(store)
  let engine: Engine | undefined

  const verbs = { openThread, say, tell, edit, readThread, endThread, award, lookAt, readFile }
  return { name: 'room', lacks: ['thread-end', 'bans', 'roles'], start, stop, ...verbs, open, as }

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
    await files.close()
  }

  async function openThread(
    workspace: WorkspaceId,
    channel: string,
    title: string,
    opening: Message,
    key: string,
  ): Promise<Said<Thread>> {
    const id = await memory.say(workspace, { channel, title, message: opening, key })
    return { done: { place: channel, id: String(id), opening: { place: channel, id: String(id) } } }
  }

  async function say(
    workspace: WorkspaceId,
    thread: Thread,
    message: Message,
    key: string,
    reach: Reach = 'thread',
  ): Promise<Said<Posted>> {
    const { place: channel, id: threadId } = thread
    const alsoInChannel = reach === 'channel-too'
    const id = await memory.say(workspace, { channel, thread: Number(threadId), message, key, alsoInChannel })
    return { done: { place: channel, id: String(id) } }
  }

  async function tell(workspace: WorkspaceId, member: string, message: Message, key: string): Promise<Said<Posted>> {
    const id = await memory.say(workspace, { channel: directMessages, onlyFor: member, message, key })
    return { done: { place: directMessages, id: String(id) } }
  }

  async function edit(workspace: WorkspaceId, posted: Posted, message: Message): Promise<Said<Posted>> {
    const changed = { author: null, message, at: await now(workspace) }
    const found = await memory.edit(workspace, Number(posted.id), changed)
    return found ? { done: posted } : { refused: 'gone', detail: `message ${posted.id} is not there` }
  }

  async function lookAt(workspace: WorkspaceId, channel: string): Promise<Said<ChannelSeen>> {
    const found = (await memory.channels(workspace)).find(({ id }) => id === channel)
    return found === undefined ? { refused: 'gone', detail: `there is no channel ${channel}` } : { done: found }
  }

  /** The room's threads stay open. */
  async function endThread(_workspace: WorkspaceId, thread: Thread): Promise<Said<Thread>> {
    return { done: thread }
  }

  /** The room has no roles to give. */
  async function award(): Promise<Said<boolean>> {
    return { done: false }
  }

  async function readFile(workspace: WorkspaceId, file: string, most: number): Promise<Said<FileRead>> {
    const read = await files.read(workspace, file, most)
    return read === undefined ? { refused: 'gone', detail: 'there is no such file in the room' } : { done: read }
  }

  async function readThread(workspace: WorkspaceId, thread: Thread): Promise<Said<readonly ThreadEntry[]>> {
    const people = new Map((await memory.people(workspace)).map((person) => [person.id, actorOf(person)]))
    const known = (id: string): Actor => people.get(id) ?? { id, name: id }
    const messages = await memory.threadMessages(workspace, thread.place, Number(thread.id))
    return {
      done: messages.flatMap(({ id, author, onlyFor, text, uploads, saidAt, editedAt, reactions }) => {
        if (onlyFor !== null) return []
        const byEmoji = Map.groupBy(
          reactions.filter(({ person }) => person !== ''),
          ({ emoji }) => emoji,
        )
        return {
          message: String(id),
          member: author === null ? theBot : known(author),
          text: author === null ? '' : text,
          ...sharedIn(uploads),
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
    return presenceIn({ memory, files, now, newId, engine: () => engine }, workspace, actorOf(person))
  }
}

/** What is no PNG is a fault of whoever drew it, and never kept. */
function checkingPictures(store: RoomMemory): RoomMemory {
  return {
    ...store,
    say: async (workspace, said) => {
      said.message.pictures?.forEach(pngBytes)
      return store.say(workspace, said)
    },
    edit: async (workspace, id, changed) => {
      changed.message.pictures?.forEach(pngBytes)
      return store.edit(workspace, id, changed)
    },
  }
}

function actorOf({ id, name, admin, groups }: RoomPerson): Actor {
  return { id, name, admin, groups }
}
