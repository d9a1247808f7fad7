import { and, desc, eq, isNotNull, isNull, lt, or } from 'drizzle-orm'
import { acrossWorkspaces, inWorkspace, type Transaction } from '../db/connect.ts'
import { imports } from '../db/question-tables.ts'
import type { Asked } from '../interactions.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import type { KeptReading, Readable } from './import-rule.ts'
import { type BroughtIn, bringIn } from './own-questions.ts'

/** Files that admins handed over: read by a delivery, brought in or left by a press, and forgotten after a day. */

export type Import = typeof imports.$inferSelect

/** Writes it down and has it read; nothing is read in this transaction. */
export async function handOver({ study, tx, workspace, member, now }: Asked, file: Readable): Promise<void> {
  const id = study.newId()
  const { name: fileName, bytes } = file
  await tx.insert(imports).values({ workspace, id, member: member.id, fileName, file: file.file, bytes, handedAt: now })
  await study.deliveries.send(tx, { workspace, kind: 'read-import', subject: id, line: `import:${id}` })
}

export async function importOf(tx: Transaction, workspace: WorkspaceId, id: string): Promise<Import | undefined> {
  const [found] = await tx.select().from(imports).where(rowOf(workspace, id))
  return found
}

/** Held until the transaction ends: of two presses the second sees what the first did. */
export async function lockImport(tx: Transaction, workspace: WorkspaceId, id: string): Promise<Import | undefined> {
  const [found] = await tx.select().from(imports).where(rowOf(workspace, id)).for('update')
  return found
}

/** The latest file of a member's that waits for a decision. */
export async function waitingImport(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
): Promise<Import | undefined> {
  const [found] = await tx
    .select()
    .from(imports)
    .where(and(eq(imports.workspace, workspace), eq(imports.member, member), isNotNull(imports.questions)))
    .orderBy(desc(imports.handedAt), desc(imports.id))
    .limit(1)
  return found
}

/** Read once: a second process that has read it too changes nothing. */
export async function keepReading(
  tx: Transaction,
  { workspace, id }: Import,
  kept: KeptReading,
  now: Temporal.Instant,
) {
  await tx
    .update(imports)
    .set({ questions: kept, pack: kept.pack.id, readAt: now })
    .where(and(rowOf(workspace, id), isNull(imports.readAt), isNull(imports.droppedAt)))
}

export async function dropImport(tx: Transaction, { workspace, id }: Import, now: Temporal.Instant): Promise<void> {
  await tx
    .update(imports)
    .set({ questions: null, droppedAt: now })
    .where(and(rowOf(workspace, id), isNull(imports.doneAt), isNull(imports.droppedAt)))
}

/** All of it or nothing, in this transaction. */
export async function bringInImport(
  { tx, workspace, member, now }: Asked,
  { id }: Import,
  { pack, questions }: KeptReading,
): Promise<BroughtIn> {
  const given = { workspace, pack, questions: questions.map(({ question }) => question), by: member.id, now }
  const outcome = await bringIn(tx, given)
  await tx.update(imports).set({ questions: null, doneAt: now }).where(rowOf(workspace, id))
  return outcome
}

/** What bringing it in would do now: it is done, and undone. */
export async function tryImport(
  { database }: Study,
  { workspace, member }: Import,
  { pack, questions }: KeptReading,
  now: Temporal.Instant,
): Promise<BroughtIn> {
  const undone = new Error('only tried')
  let outcome: BroughtIn = { brought: 0, same: 0, refused: [] }
  try {
    await inWorkspace(database, workspace, async (tx) => {
      const given = { workspace, pack, questions: questions.map(({ question }) => question), by: member, now }
      outcome = await bringIn(tx, given)
      throw undone
    })
  } catch (error) {
    if (error !== undone) throw error
  }
  return outcome
}

const keptHours = 24

/** What nobody decided about within a day. Called with every tick. */
export async function forgetOldImports({ database, clock }: Study): Promise<void> {
  const now = clock()
  const isOld = lt(imports.handedAt, now.subtract({ hours: keptHours }))
  const isOpen = or(isNotNull(imports.questions), isNull(imports.readAt))
  await acrossWorkspaces(database, (tx) =>
    tx
      .update(imports)
      .set({ questions: null, droppedAt: now })
      .where(and(isOld, isOpen, isNull(imports.doneAt), isNull(imports.droppedAt))),
  )
}

function rowOf(workspace: WorkspaceId, id: string) {
  return and(eq(imports.workspace, workspace), eq(imports.id, id))
}
