import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Button, Menu, Message, MessageFile, WorkspaceId } from '../platform.ts'
import { literal } from '../text.ts'
import { sqlOf, type Transaction } from './connect.ts'
import { roomMessages } from './schema.ts'

/** The rows of the web room's messages. */

/** A file that someone put into the room; its bytes are kept elsewhere. */
export interface RoomUpload {
  readonly name: string
  readonly bytes: number
  /** Where they are kept. */
  readonly file: string
}

export interface RoomMessage {
  readonly id: number
  readonly channel: string
  readonly thread: number | null
  readonly author: string | null
  readonly onlyFor: string | null
  readonly text: string
  readonly buttons: readonly Button[]
  readonly menus: readonly Menu[]
  readonly files: readonly MessageFile[]
  /** What people put there; kept in the same column. */
  readonly uploads: readonly RoomUpload[]
  /** Its pictures without their bytes; `head` is a PNG's beginning in base64, which has its size. */
  readonly pictured: readonly { readonly name: string; readonly alt: string; readonly head: string }[]
  readonly title: string | null
  readonly saidAt: Temporal.Instant
  readonly editedAt: Temporal.Instant | null
  readonly deletedAt: Temporal.Instant | null
  readonly revision: number
  readonly reactions: readonly { readonly person: string; readonly emoji: string }[]
}

/** Of a picture in base64: the 24 bytes that have a PNG's size. */
const headCharacters = 32

/** What listens to it hears of each change, with the room's workspace. */
export const changedChannel = 'studyhall_room'
/** What the key of a message's copy in the channel ends with. */
export const inChannel = ' in the channel'

/** A heading is kept as one of the text. */
export function partsOf({ heading, text, buttons = [], menus = [], files = [], pictures = [] }: Message) {
  return { text: heading === undefined ? text : `### ${literal(heading)}\n\n${text}`, buttons, menus, files, pictures }
}

/** What the bot has also shown in the channel changes with it. */
export function copyOf(workspace: WorkspaceId, id: number, author: string | null) {
  if (author !== null) return undefined
  return and(
    eq(roomMessages.workspace, workspace),
    sql`${roomMessages.key} = (select k.key || ${inChannel} from room_messages k where k.workspace = ${workspace} and k.id = ${id})`,
  )
}

/** Locks the room until the transaction ends: revisions are committed in their order. */
export async function nextRevision(tx: Transaction, workspace: WorkspaceId): Promise<number> {
  const [row] = await sqlOf(tx)`
    with next as (update rooms set revision = revision + 1 where workspace = ${workspace} returning revision)
    select revision::int, pg_notify(${changedChannel}, ${workspace}) from next`
  if (row === undefined) throw new Error(`there is no room ${workspace}`)
  return row.revision
}

export async function byKey(tx: Transaction, workspace: WorkspaceId, key: string): Promise<number | undefined> {
  const [row] = await tx
    .select({ id: roomMessages.id })
    .from(roomMessages)
    .where(and(eq(roomMessages.workspace, workspace), eq(roomMessages.key, key)))
  return row?.id
}

export function own(workspace: WorkspaceId, id: number, author: string | null) {
  const by = author === null ? isNull(roomMessages.author) : eq(roomMessages.author, author)
  return and(eq(roomMessages.workspace, workspace), eq(roomMessages.id, id), by)
}

export async function select(tx: Transaction, where: ReturnType<typeof and>): Promise<RoomMessage[]> {
  return tx
    .select({
      id: roomMessages.id,
      channel: roomMessages.channel,
      thread: roomMessages.thread,
      author: roomMessages.author,
      onlyFor: roomMessages.onlyFor,
      text: roomMessages.text,
      buttons: roomMessages.buttons,
      menus: roomMessages.menus,
      files: sql<RoomMessage['files']>`jsonb_path_query_array(${roomMessages.files}, '$[*] ? (!exists(@.file))')`,
      uploads: sql<RoomMessage['uploads']>`jsonb_path_query_array(${roomMessages.files}, '$[*] ? (exists(@.file))')`,
      pictured: sql<RoomMessage['pictured']>`coalesce((
        select jsonb_agg(jsonb_build_object('name', p.one ->> 'name', 'alt', p.one ->> 'alt', 'head', left(p.one ->> 'png', ${headCharacters})) order by p.place)
        from jsonb_array_elements(${roomMessages.pictures}) with ordinality as p(one, place)), '[]')`,
      title: roomMessages.title,
      saidAt: roomMessages.saidAt,
      editedAt: roomMessages.editedAt,
      deletedAt: roomMessages.deletedAt,
      revision: roomMessages.revision,
      reactions: sql<RoomMessage['reactions']>`coalesce((
        select jsonb_agg(jsonb_build_object('person', r.person, 'emoji', r.emoji) order by r.emoji, r.person)
        from room_reactions r where r.workspace = ${roomMessages.workspace} and r.message = ${roomMessages.id}), '[]')`,
    })
    .from(roomMessages)
    .where(where)
    .orderBy(asc(roomMessages.id))
}
