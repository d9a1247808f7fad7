import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgRole,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Button, Reply } from '../platform.ts'

/**
 * Every tenant table is keyed by workspace first, and the app's role sees its rows only inside
 * `inWorkspace`. No column fills in its own time: time is an argument. A state is a timestamp.
 */

/** The role under which every tenant row is read and written; made before the first migration. */
const appRole = pgRole('studyhall_app').existing()

const instant = customType<{ data: Temporal.Instant; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: (value) => Temporal.Instant.from(value),
  toDriver: (value) => value.toString(),
})

const plainDate = customType<{ data: Temporal.PlainDate; driverData: string }>({
  dataType: () => 'date',
  fromDriver: (value) => Temporal.PlainDate.from(value),
  toDriver: (value) => value.toString(),
})

function ownRowsOnly(column: 'id' | 'workspace' = 'workspace') {
  const own = sql.raw(`${column} = current_setting('studyhall.workspace', true)`)
  return pgPolicy('own_workspace_only', { for: 'all', to: appRole, using: own, withCheck: own })
}

export const workspaces = pgTable(
  'workspaces',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    zone: text().notNull(),
    /** How far the room's page has moved this workspace's clock ahead. Never set for a real one. */
    clockAheadMs: bigint('clock_ahead_ms', { mode: 'number' }).notNull().default(0),
    joinedAt: instant('joined_at').notNull(),
  },
  (table) => [index('workspaces_clock_moved').on(table.id).where(sql`${table.clockAheadMs} > 0`), ownRowsOnly('id')],
)

export const members = pgTable(
  'members',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    zone: text(),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.id] }), ownRowsOnly()],
)

export const schedules = pgTable(
  'schedules',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    channel: text().notNull(),
    /** ISO days of the week, 1 Monday to 7 Sunday. */
    days: integer().array().notNull(),
    /** Local time, `09:00`. */
    localTime: text('local_time').notNull(),
    zone: text().notNull(),
    answerMinutes: integer('answer_minutes').notNull(),
    /** The next instant at which a question is asked. */
    nextAt: instant('next_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('schedules_channel').on(table.workspace, table.channel),
    index('schedules_due').on(table.nextAt),
    ownRowsOnly(),
  ],
)

export const rounds = pgTable(
  'rounds',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    /** What it was asked for, once: `schedule:ID:2026-03-02` or `asked:INTERACTION`. */
    occasion: text().notNull(),
    channel: text().notNull(),
    zone: text().notNull(),
    question: text().notNull(),
    askedAt: instant('asked_at').notNull(),
    closesAt: instant('closes_at').notNull(),
    /** The thread, once the platform has it. */
    threadPlace: text('thread_place'),
    threadId: text('thread_id'),
    openingPlace: text('opening_place'),
    openingId: text('opening_id'),
    /** Someone or the clock has asked for the close; the thread is being read a last time. */
    closingAt: instant('closing_at'),
    closedAt: instant('closed_at'),
    /** The platform refused to carry it, and why. */
    refusal: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    unique('rounds_occasion').on(table.workspace, table.occasion),
    index('rounds_channel').on(table.workspace, table.channel, table.askedAt),
    uniqueIndex('rounds_thread').on(table.workspace, table.threadPlace, table.threadId),
    index('rounds_open').on(table.workspace, table.threadPlace).where(sql`${table.closedAt} is null`),
    index('rounds_to_close').on(table.closesAt).where(sql`${table.closingAt} is null`),
    ownRowsOnly(),
  ],
)

/** A member's message in a round's thread, as last heard of; it may be heard of out of order. */
export const threadMessages = pgTable(
  'thread_messages',
  {
    workspace: text().notNull(),
    place: text().notNull(),
    id: text().notNull(),
    round: uuid().notNull(),
    /** Unknown while only its deletion has been heard of. */
    member: text(),
    text: text(),
    saidAt: instant('said_at'),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.place, table.id] }),
    index('thread_messages_round').on(table.workspace, table.round),
    foreignKey({ columns: [table.workspace, table.round], foreignColumns: [rounds.workspace, rounds.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** One voting reaction of one member on one message; whether that message is an answer is joined later. */
export const votes = pgTable(
  'votes',
  {
    workspace: text().notNull(),
    place: text().notNull(),
    message: text().notNull(),
    voter: text().notNull(),
    emoji: text().notNull(),
    addedAt: instant('added_at'),
    removedAt: instant('removed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.place, table.message, table.voter, table.emoji] }),
    ownRowsOnly(),
  ],
)

/** A member's one answer, as it stood at the close with the votes that counted: what the results say. */
export const answers = pgTable(
  'answers',
  {
    workspace: text().notNull(),
    round: uuid().notNull(),
    member: text().notNull(),
    /** None once its author has deleted it. */
    text: text(),
    /** The ids of the messages that formed it. */
    messages: text().array().notNull(),
    voters: text().array().notNull(),
    /** Its place by votes: 1, 2, 2, 4. */
    place: integer().notNull(),
    /** Its line in the results. */
    line: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.round, table.member] }),
    foreignKey({ columns: [table.workspace, table.round], foreignColumns: [rounds.workspace, rounds.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** The points ledger: appended to, never changed. */
export const scoreEntries = pgTable(
  'score_entries',
  {
    workspace: text().notNull(),
    /** What it was given for, once: `round:ID:answer`. */
    occasion: text().notNull(),
    member: text().notNull(),
    /** The channel whose board it counts on; none for what is earned in private. */
    channel: text(),
    points: integer().notNull(),
    at: instant().notNull(),
    /** The local date on which it was earned, in the zone of its channel. */
    localDate: plainDate('local_date').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.occasion, table.member] }),
    index('score_entries_board').on(table.workspace, table.channel, table.localDate),
    index('score_entries_member').on(table.workspace, table.member, table.localDate),
    ownRowsOnly(),
  ],
)

/** Commands and presses that have been carried out, with what was replied: a redelivery gets the same. */
export const interactions = pgTable(
  'interactions',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    at: instant().notNull(),
    reply: jsonb().$type<Reply>(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('interactions_at').on(table.at),
    ownRowsOnly(),
  ],
)

/** The web room: what its page shows. `revision` grows with every change, in the order of commits. */
export const rooms = pgTable(
  'rooms',
  { workspace: text().primaryKey(), revision: bigint({ mode: 'number' }).notNull() },
  () => [ownRowsOnly()],
)

export const roomChannels = pgTable(
  'room_channels',
  { workspace: text().notNull(), id: text().notNull(), name: text().notNull() },
  (table) => [primaryKey({ columns: [table.workspace, table.id] }), ownRowsOnly()],
)

export const roomPeople = pgTable(
  'room_people',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    admin: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.id] }), ownRowsOnly()],
)

export const roomMessages = pgTable(
  'room_messages',
  {
    workspace: text().notNull(),
    /** The revision at which it was said: message ids grow. */
    id: bigint({ mode: 'number' }).notNull(),
    channel: text().notNull(),
    /** The message whose thread this belongs to. */
    thread: bigint({ mode: 'number' }),
    /** None when the bot said it. */
    author: text(),
    /** Who alone sees it. */
    onlyFor: text('only_for'),
    text: text().notNull(),
    buttons: jsonb().$type<readonly Button[]>().notNull(),
    /** The title of the thread under it, where the bot opened one. */
    title: text(),
    /** The key of the verb that said it: the same key never says twice. */
    key: text(),
    saidAt: instant('said_at').notNull(),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
    revision: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    unique('room_messages_key').on(table.workspace, table.key),
    index('room_messages_revision').on(table.workspace, table.revision),
    index('room_messages_thread').on(table.workspace, table.channel, table.thread),
    ownRowsOnly(),
  ],
)

export const roomReactions = pgTable(
  'room_reactions',
  {
    workspace: text().notNull(),
    message: bigint({ mode: 'number' }).notNull(),
    /** Empty for the bot. */
    person: text().notNull(),
    emoji: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.message, table.person, table.emoji] }), ownRowsOnly()],
)
