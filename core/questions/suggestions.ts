import { and, asc, count, eq, isNull } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { suggestions } from '../db/question-tables.ts'
import type { Asked } from '../interactions.ts'
import type { MemberId, WorkspaceId } from '../platform.ts'
import { addNotice, addNoticeOnce } from '../workspaces/notices.ts'
import { ownId } from './merged-bank.ts'
import { bringIn } from './own-questions.ts'
import type { Question } from './question.ts'
import { refusalNotice, suggestionWords, thanksNotice } from './suggestion-words.ts'

/** Questions that members suggest: they wait until an admin has approved or refused them. */

export type Suggestion = typeof suggestions.$inferSelect

const mostWaiting = 3

export type MaySuggest = 'may' | 'excluded' | 'three-waiting'

/** Whether a member may suggest another one. Holds the member, so that two at once are counted one after the other. */
export async function maySuggest(tx: Transaction, workspace: WorkspaceId, member: MemberId): Promise<MaySuggest> {
  const run = sqlOf(tx)
  const [known] = await run`
    select excluded_at is not null as "isExcluded" from members
    where workspace = ${workspace} and id = ${member} for update`
  if (known?.isExcluded === true) return 'excluded'
  const [row] = await run`
    select count(*)::int as waiting from suggestions
    where workspace = ${workspace} and member = ${member} and decided_at is null`
  return (row?.waiting ?? 0) < mostWaiting ? 'may' : 'three-waiting'
}

/** Takes a suggestion, and tells those who decide, at most once a day. */
export async function takeSuggestion(
  { tx, workspace, member, now }: Asked,
  suggestion: { readonly id: string; readonly body: Question },
): Promise<void> {
  await tx.insert(suggestions).values({ workspace, ...suggestion, member: member.id, suggestedAt: now })
  const text = suggestionWords.forAdmins
  for (const one of await keepersIn(tx, workspace))
    if (one !== member.id) await addNoticeOnce(tx, { workspace, member: one, text, now })
}

const mostTold = 20

/** Who is known to manage this workspace: whom admins named, and whoever made a schedule. */
async function keepersIn(tx: Transaction, workspace: WorkspaceId): Promise<MemberId[]> {
  const rows = await sqlOf(tx)`
    select n.id from named_admins n where n.workspace = ${workspace} and n.kind = 'member'
    union select m.id from named_admins n
      join members m on m.workspace = n.workspace and n.id = any (m.groups)
      where n.workspace = ${workspace} and n.kind = 'group' and m.erased_at is null
    union select s.made_by from schedules s where s.workspace = ${workspace} and s.made_by is not null
    order by id limit ${mostTold}`
  return rows.map(({ id }) => id)
}

/** The oldest one that waits, and how many do. */
export async function oldestWaiting(
  tx: Transaction,
  workspace: WorkspaceId,
): Promise<{ readonly suggestion: Suggestion; readonly waiting: number } | undefined> {
  const isWaiting = and(eq(suggestions.workspace, workspace), isNull(suggestions.decidedAt))
  const [suggestion] = await tx
    .select()
    .from(suggestions)
    .where(isWaiting)
    .orderBy(asc(suggestions.suggestedAt), asc(suggestions.id))
    .limit(1)
  const [row] = await tx.select({ waiting: count() }).from(suggestions).where(isWaiting)
  return suggestion && { suggestion, waiting: row?.waiting ?? 1 }
}

/** Held until the transaction ends: of two who decide at once, the second one sees what the first one did. */
export async function lockSuggestion(
  tx: Transaction,
  workspace: WorkspaceId,
  id: string,
): Promise<Suggestion | undefined> {
  const [suggestion] = await tx
    .select()
    .from(suggestions)
    .where(and(eq(suggestions.workspace, workspace), eq(suggestions.id, id)))
    .for('update')
  return suggestion
}

export async function changeSuggestion(tx: Transaction, { workspace, id }: Suggestion, body: Question): Promise<void> {
  await tx
    .update(suggestions)
    .set({ body })
    .where(and(eq(suggestions.workspace, workspace), eq(suggestions.id, id)))
}

const packOfSuggestions = { id: 'suggestions', title: 'Suggested by members' } as const

/** Brings it into the workspace's bank and thanks its author. */
export async function approveSuggestion(
  asked: Asked,
  suggestion: Suggestion,
): Promise<{ readonly approvedAs: string } | { readonly refused: string }> {
  const { tx, workspace, member, now } = asked
  const { body, member: author } = suggestion
  const given = { workspace, pack: packOfSuggestions, questions: [body], by: member.id, now }
  const { refused } = await bringIn(tx, { ...given, suggestedBy: author ?? undefined })
  const [reason] = refused
  if (reason !== undefined) return { refused: reason.says }
  const approvedAs = ownId(body.id)
  await decide(asked, suggestion, { approvedAs })
  await tellAuthor(asked, suggestion, thanksNotice(body.tests))
  return { approvedAs }
}

/** Its author is told why. */
export async function refuseSuggestion(asked: Asked, suggestion: Suggestion, reason: string): Promise<void> {
  await decide(asked, suggestion, { reason })
  await tellAuthor(asked, suggestion, refusalNotice(suggestion.body.tests, reason))
}

async function decide(
  { tx, workspace, member, now }: Asked,
  { id }: Suggestion,
  decision: { readonly approvedAs: string } | { readonly reason: string },
): Promise<void> {
  await tx
    .update(suggestions)
    .set({ decidedAt: now, decidedBy: member.id, ...decision })
    .where(and(eq(suggestions.workspace, workspace), eq(suggestions.id, id)))
}

/** An admin who decides about a suggestion of their own has seen it. */
async function tellAuthor({ study, tx, workspace, member, now }: Asked, { member: author }: Suggestion, text: string) {
  if (author === null || author === member.id) return
  await addNotice(study, tx, { workspace, member: author, text, now })
}
