import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { KeptReading } from '../questions/import-rule.ts'
import type { Question } from '../questions/question.ts'
import { instant, ownRowsOnly } from './columns.ts'

/** What a workspace adds to the bank, private to it. */

/** A file's questions, or those that were suggested and approved. */
export const ownPacks = pgTable(
  'own_packs',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    title: text().notNull(),
    licence: text(),
    addedAt: instant('added_at').notNull(),
    /** The admin who brought it; none for the operator. */
    addedBy: text('added_by'),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.id] }), ownRowsOnly()],
)

export const ownQuestions = pgTable(
  'own_questions',
  {
    workspace: text().notNull(),
    /** As it is known everywhere: `own.` and the id in its pack. */
    id: text().notNull(),
    pack: text().notNull(),
    body: jsonb().$type<Question>().notNull(),
    addedAt: instant('added_at').notNull(),
    /** Who suggested it. */
    suggestedBy: text('suggested_by'),
    /** Taken out: asked no more, but still there for the rounds that asked it. */
    retiredAt: instant('retired_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('own_questions_pack').on(table.workspace, table.pack),
    foreignKey({ columns: [table.workspace, table.pack], foreignColumns: [ownPacks.workspace, ownPacks.id] }),
    ownRowsOnly(),
  ],
)

/** Workspaces with questions of their own: the version grows with each change, and tells whether what is in memory is old. */
export const ownBanks = pgTable('own_banks', { workspace: text().primaryKey(), version: integer().notNull() }, () => [
  ownRowsOnly(),
])

/** A member's suggestion: waiting until an admin has approved or refused it. */
export const suggestions = pgTable(
  'suggestions',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    /** None once its author has had their data deleted. */
    member: text(),
    body: jsonb().$type<Question>().notNull(),
    suggestedAt: instant('suggested_at').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    /** The id it was approved under; none when it was refused. */
    approvedAs: text('approved_as'),
    /** Why it was refused. */
    reason: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('suggestions_waiting').on(table.workspace, table.suggestedAt).where(sql`${table.decidedAt} is null`),
    ownRowsOnly(),
  ],
)

/** A file that an admin handed over: read, shown as a table, and brought in when they say so. */
export const imports = pgTable(
  'imports',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    member: text().notNull(),
    fileName: text('file_name').notNull(),
    /** Opaque: where the platform has the file. */
    file: text().notNull(),
    bytes: integer().notNull(),
    handedAt: instant('handed_at').notNull(),
    readAt: instant('read_at'),
    /** What would come in, and what was refused, until it is decided. */
    questions: jsonb().$type<KeptReading>(),
    /** The pack it would become. */
    pack: text(),
    doneAt: instant('done_at'),
    droppedAt: instant('dropped_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('imports_handed').on(table.handedAt),
    ownRowsOnly(),
  ],
)

/** The keys that sign links to pages; they belong to no workspace, so the app's role sees none. */
export const linkKeys = pgTable('link_keys', {
  id: uuid().primaryKey(),
  secret: text().notNull(),
  madeAt: instant('made_at').notNull(),
}).enableRLS()
