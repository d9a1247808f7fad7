import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Message, WorkspaceId } from '../platform.ts'
import { type Database, inWorkspace, sqlOf } from './connect.ts'
import {
  byKey,
  changedChannel,
  copyOf,
  inChannel,
  nextRevision,
  own,
  partsOf,
  type RoomMessage,
  type RoomUpload,
  select,
} from './room-rows.ts'
import { roomChannels, roomMessages, roomPeople, roomReactions, rooms } from './schema.ts'

/**
 * What the web room remembers: its messages, as a chat platform would. Every change takes the room's next
 * revision under the room's row lock, so whoever has seen revision N has missed nothing before it.
 */

export interface RoomPerson {
  readonly id: string
  readonly name: string
  readonly admin: boolean
  readonly groups: readonly string[]
}

export interface NewRoomMessage {
  readonly channel: string
  readonly thread?: number | undefined
  readonly author?: string | undefined
  readonly onlyFor?: string | undefined
  readonly message: Message
  /** Files of a person's. */
  readonly uploads?: readonly RoomUpload[] | undefined
  readonly title?: string | undefined
  readonly key?: string | undefined
  /** What is said in a thread is shown in the channel too, and changes there with it. Needs a key. */
  readonly alsoInChannel?: boolean | undefined
  /** Now, by the room's own clock, unless it says otherwise. */
  readonly at?: Temporal.Instant | undefined
}

export type RoomStore = ReturnType<typeof roomStore>

/** The bot's own reactions stand under this name. */
const bot = ''

export function roomStore(database: Database, clock: () => Temporal.Instant) {
  return {
    furnish,
    people,
    channels,
    say,
    edit,
    remove,
    react,
    message,
    picture,
    messagesSince,
    threadMessages,
    revision,
    beginDemo,
    isDemo,
    epoch,
    watch,
  }

  /** Makes the room, its channels and its people known; what is there stays. Gives whether the room is new. */
  async function furnish(
    workspace: WorkspaceId,
    inside: {
      channels: readonly { id: string; name: string }[]
      people: readonly (Omit<RoomPerson, 'groups'> & Partial<RoomPerson>)[]
    },
  ): Promise<boolean> {
    return inWorkspace(database, workspace, async (tx) => {
      const made = await tx
        .insert(rooms)
        .values({ workspace, revision: 0 })
        .onConflictDoNothing()
        .returning({ workspace: rooms.workspace })
      for (const channel of inside.channels) {
        await tx
          .insert(roomChannels)
          .values({ workspace, ...channel })
          .onConflictDoNothing()
      }
      for (const { id, name, admin, groups = [] } of inside.people) {
        await tx
          .insert(roomPeople)
          .values({ workspace, id, name, admin, groups: [...groups] })
          .onConflictDoNothing()
      }
      return made.length > 0
    })
  }

  async function people(workspace: WorkspaceId): Promise<RoomPerson[]> {
    return inWorkspace(database, workspace, (tx) =>
      tx
        .select({ id: roomPeople.id, name: roomPeople.name, admin: roomPeople.admin, groups: roomPeople.groups })
        .from(roomPeople)
        .where(eq(roomPeople.workspace, workspace))
        .orderBy(asc(roomPeople.name)),
    )
  }

  async function channels(workspace: WorkspaceId): Promise<{ id: string; name: string }[]> {
    return inWorkspace(database, workspace, (tx) =>
      tx
        .select({ id: roomChannels.id, name: roomChannels.name })
        .from(roomChannels)
        .where(eq(roomChannels.workspace, workspace))
        .orderBy(asc(roomChannels.name)),
    )
  }

  /** Adds a message and gives its id; with a key that was used before, the id of the message it made then. */
  async function say(workspace: WorkspaceId, wanted: NewRoomMessage): Promise<number> {
    const id = await sayOnce(workspace, wanted)
    const { channel, message: says, key, alsoInChannel = false } = wanted
    if (alsoInChannel) await sayOnce(workspace, { channel, message: says, key: `${key}${inChannel}` })
    return id
  }

  async function sayOnce(workspace: WorkspaceId, wanted: NewRoomMessage): Promise<number> {
    const { channel, thread = null, author = null, onlyFor = null, title = null, key = null, uploads = [] } = wanted
    const { text, buttons, menus, files, pictures } = partsOf(wanted.message)
    const [now, at] = [clock().toString(), wanted.at?.toString() ?? null]
    return inWorkspace(database, workspace, async (tx) => {
      const [row] = await sqlOf(tx)`
        with next as (update rooms set revision = revision + 1 where workspace = ${workspace} returning revision),
        made as (
          insert into room_messages
            (workspace, id, channel, thread, author, only_for, text, buttons, menus, files, pictures, title, key, said_at, revision)
          select ${workspace}, next.revision, ${channel}, ${thread}, ${author}, ${onlyFor}, ${text},
            ${JSON.stringify(buttons)}::jsonb, ${JSON.stringify(menus)}::jsonb, ${JSON.stringify([...files, ...uploads])}::jsonb,
            ${JSON.stringify(pictures)}::jsonb, ${title}, ${key}, coalesce(${at}::timestamptz, ${now}::timestamptz + coalesce((
              select clock_ahead_ms from workspaces where id = ${workspace}), 0) * interval '1 ms'), next.revision
          from next
          on conflict (workspace, key) do nothing
          returning id
        )
        select next.revision::int, (select id::int from made), pg_notify(${changedChannel}, ${workspace}) from next`
      if (row === undefined) throw new Error(`there is no room ${workspace}`)
      const standing = row.id ?? (await byKey(tx, workspace, key ?? ''))
      if (standing === undefined) throw new Error(`message ${key} of ${workspace} is neither new nor there`)
      return standing
    })
  }

  /** Changes what a message says, if `author` wrote it; the bot's has none. A person's files stay. */
  async function edit(
    workspace: WorkspaceId,
    id: number,
    changed: { author: string | null; message: Message; at: Temporal.Instant },
  ): Promise<boolean> {
    const { author, message: says, at } = changed
    return inWorkspace(database, workspace, async (tx) => {
      const revision = await nextRevision(tx, workspace)
      const rows = await tx
        .update(roomMessages)
        .set({ ...(author === null ? partsOf(says) : { text: says.text }), editedAt: at, revision })
        .where(and(or(own(workspace, id, author), copyOf(workspace, id, author)), isNull(roomMessages.deletedAt)))
        .returning({ id: roomMessages.id })
      return rows.length > 0
    })
  }

  async function remove(workspace: WorkspaceId, id: number, author: string, at: Temporal.Instant): Promise<boolean> {
    return inWorkspace(database, workspace, async (tx) => {
      const revision = await nextRevision(tx, workspace)
      const rows = await tx
        .update(roomMessages)
        .set({ ...partsOf({ text: '' }), deletedAt: at, revision })
        .where(and(own(workspace, id, author), isNull(roomMessages.deletedAt)))
        .returning({ id: roomMessages.id })
      return rows.length > 0
    })
  }

  /** Adds a reaction or takes it back; without a person, the bot's. */
  async function react(
    workspace: WorkspaceId,
    id: number,
    { person = bot, emoji, on }: { person?: string; emoji: string; on: boolean },
  ): Promise<void> {
    await inWorkspace(database, workspace, async (tx) => {
      const revision = await nextRevision(tx, workspace)
      const row = { workspace, message: id, person, emoji }
      if (on) await tx.insert(roomReactions).values(row).onConflictDoNothing()
      else {
        await tx
          .delete(roomReactions)
          .where(
            and(
              eq(roomReactions.workspace, workspace),
              eq(roomReactions.message, id),
              eq(roomReactions.person, person),
              eq(roomReactions.emoji, emoji),
            ),
          )
      }
      await tx
        .update(roomMessages)
        .set({ revision })
        .where(and(eq(roomMessages.workspace, workspace), eq(roomMessages.id, id)))
    })
  }

  async function message(workspace: WorkspaceId, id: number): Promise<RoomMessage | undefined> {
    const [found] = await inWorkspace(database, workspace, (tx) =>
      select(tx, and(eq(roomMessages.workspace, workspace), eq(roomMessages.id, id))),
    )
    return found
  }

  async function picture(workspace: WorkspaceId, id: number, place: number): Promise<string | undefined> {
    const [found] = await inWorkspace(database, workspace, (tx) =>
      tx
        .select({ png: sql<string | null>`${roomMessages.pictures} -> ${place}::int ->> 'png'` })
        .from(roomMessages)
        .where(and(eq(roomMessages.workspace, workspace), eq(roomMessages.id, id))),
    )
    return found?.png ?? undefined
  }

  /** What changed after a revision, oldest message first: what a viewer sees of it, or all without one. */
  async function messagesSince(
    workspace: WorkspaceId,
    viewer: string | undefined,
    revision: number,
  ): Promise<RoomMessage[]> {
    return inWorkspace(database, workspace, (tx) =>
      select(
        tx,
        and(
          eq(roomMessages.workspace, workspace),
          gt(roomMessages.revision, revision),
          viewer === undefined ? undefined : or(isNull(roomMessages.onlyFor), eq(roomMessages.onlyFor, viewer)),
        ),
      ),
    )
  }

  async function threadMessages(workspace: WorkspaceId, channel: string, thread: number): Promise<RoomMessage[]> {
    return inWorkspace(database, workspace, (tx) =>
      select(
        tx,
        and(
          eq(roomMessages.workspace, workspace),
          eq(roomMessages.channel, channel),
          eq(roomMessages.thread, thread),
          isNull(roomMessages.deletedAt),
        ),
      ),
    )
  }

  async function revision(workspace: WorkspaceId): Promise<number> {
    const [room] = await inWorkspace(database, workspace, (tx) =>
      tx.select().from(rooms).where(eq(rooms.workspace, workspace)),
    )
    return room?.revision ?? 0
  }

  async function beginDemo(workspace: WorkspaceId, since: Temporal.Instant): Promise<void> {
    await inWorkspace(database, workspace, (tx) =>
      tx.update(rooms).set({ demoSince: since }).where(eq(rooms.workspace, workspace)),
    )
  }

  async function isDemo(workspace: WorkspaceId): Promise<boolean> {
    const [room] = await inWorkspace(database, workspace, (tx) =>
      tx.select({ since: rooms.demoSince }).from(rooms).where(eq(rooms.workspace, workspace)),
    )
    return room !== undefined && room.since !== null
  }

  /** Tells one room from another that took its place. */
  async function epoch(workspace: WorkspaceId): Promise<string> {
    const [row] = await inWorkspace(
      database,
      workspace,
      (tx) => sqlOf(tx)`
        select w.joined_at || ' ' || coalesce(r.demo_since::text, '') as epoch
        from workspaces w join rooms r on r.workspace = w.id where w.id = ${workspace}`,
    )
    return row?.epoch ?? ''
  }

  /** Calls back with a room's workspace after each change in it, by whatever process. */
  async function watch(changed: (workspace: WorkspaceId) => void): Promise<() => Promise<void>> {
    const { unlisten } = await database.sql.listen(changedChannel, changed)
    return unlisten
  }
}
