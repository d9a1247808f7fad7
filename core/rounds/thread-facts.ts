import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Actor, Place, WorkspaceId } from '../platform.ts'
import { anyGone } from '../workspaces/gone.ts'
import { rememberMember } from '../workspaces/workspaces.ts'
import { type Answer, answersAmong } from './answer-rule.ts'
import { countsIn } from './who-counts.ts'

/**
 * What was heard from a round's thread, kept as facts about messages. The last word wins, by the platform's
 * own time, so the order in which facts arrive never changes what is kept.
 */

export interface ThreadRound {
  readonly id: string
  readonly question: string
  readonly answersUntil: Temporal.Instant
  /** Where it is blind, its thread is for talking. */
  readonly voting: 'open' | 'blind'
  readonly closed: boolean
  /** The workspace wants no ✓ on collected answers. */
  readonly hidesMarks: boolean
}

/**
 * Facts of one place are recorded beside each other but never while its round is being closed: what a person
 * was told is recorded is in the results. Sent at once, ahead of the next query.
 */
export function shareThread(tx: Transaction, workspace: WorkspaceId, place: Place): void {
  sqlOf(tx)`select pg_advisory_xact_lock_shared(hashtextextended(${`${workspace} ${place}`}, 0))`
    .execute()
    .catch(() => {})
}

/** Waits for facts under way and holds back new ones until the transaction ends. */
export async function holdThread(tx: Transaction, workspace: WorkspaceId, place: Place): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`${workspace} ${place}`}, 0))`
}

/** The round whose thread this is; none for talk elsewhere. */
export async function roundOfThread(
  tx: Transaction,
  workspace: WorkspaceId,
  place: Place,
  thread: string,
): Promise<ThreadRound | undefined> {
  const [row] = await sqlOf(tx)`
    select id, question, answers_until, voting, closed_at is not null as closed,
      exists (select from workspaces where id = ${workspace} and hides_marks_at is not null) as hides_marks
    from rounds
    where workspace = ${workspace} and thread_place = ${place} and thread_id = ${thread}`
  if (row === undefined) return undefined
  const { id, question, answers_until: until, voting, closed, hides_marks: hidesMarks } = row
  return { id, question, answersUntil: Temporal.Instant.from(until), voting, closed, hidesMarks }
}

export interface MessageFact {
  readonly place: Place
  readonly id: string
  readonly round: string
  readonly member: Actor
  readonly text: string
  readonly at: Temporal.Instant
}

/** A message as it was said. An edit or a deletion that was heard of earlier stands. `heard` is false the first time. */
export async function recordMessage(
  tx: Transaction,
  workspace: WorkspaceId,
  fact: MessageFact,
): Promise<{ readonly heard: boolean }> {
  const remembered = rememberMember(tx, workspace, fact.member, fact.at)
  const [row] = await sqlOf(tx)`
    insert into thread_messages as m (workspace, place, id, round, member, text, said_at)
    values (${workspace}, ${fact.place}, ${fact.id}, ${fact.round}, ${fact.member.id}, ${fact.text}, ${fact.at.toString()})
    on conflict (workspace, place, id) do update
      set member = case when m.member like ${anyGone} then m.member else excluded.member end,
        said_at = coalesce(m.said_at, excluded.said_at),
        text = case when m.deleted_at is null then coalesce(m.text, excluded.text) end
    returning (xmax <> 0) as heard`
  await remembered
  return { heard: row?.heard === true }
}

/** A message's new text. When the message itself is heard of later, this text stands. */
export async function recordEdit(tx: Transaction, workspace: WorkspaceId, fact: MessageFact): Promise<void> {
  const remembered = rememberMember(tx, workspace, fact.member, fact.at)
  await sqlOf(tx)`
    insert into thread_messages as m (workspace, place, id, round, member, text, edited_at)
    values (${workspace}, ${fact.place}, ${fact.id}, ${fact.round}, ${fact.member.id}, ${fact.text}, ${fact.at.toString()})
    on conflict (workspace, place, id) do update
      set text = excluded.text, edited_at = excluded.edited_at,
        member = case when m.member like ${anyGone} then m.member else excluded.member end
      where m.deleted_at is null
        and (m.edited_at is null or (m.edited_at, m.text collate "C") < (excluded.edited_at, excluded.text collate "C"))`
  await remembered
}

/** A message is gone, and its text with it; `inResults` when it was part of an answer that the results show. */
export async function recordDeletion(
  tx: Transaction,
  workspace: WorkspaceId,
  fact: { place: Place; id: string; round: string; at: Temporal.Instant },
): Promise<{ readonly inResults: boolean }> {
  await sqlOf(tx)`
    insert into thread_messages (workspace, place, id, round, deleted_at)
    values (${workspace}, ${fact.place}, ${fact.id}, ${fact.round}, ${fact.at.toString()})
    on conflict (workspace, place, id) do update set deleted_at = excluded.deleted_at, text = null`
  const lost = await sqlOf(tx)`
    update answers set text = null
    where workspace = ${workspace} and round = ${fact.round} and messages @> array[${fact.id}] and text is not null
    returning member`
  return { inResults: lost.length > 0 }
}

/** An answer with what a blind round keeps about it; both are none in an open round. */
export interface RoundAnswer extends Answer {
  /** Under which it is shown without a name, from 1; none before the reveal. */
  readonly number: number | null
  /** Its author wants no name at the close either. */
  readonly namelessAt: Temporal.Instant | null
}

/** The answer that a member's messages form so far, of those said in time; none while theirs do not count. */
export async function answerSoFar(
  tx: Transaction,
  workspace: WorkspaceId,
  round: string,
  member: string,
): Promise<RoundAnswer | undefined> {
  const sql = sqlOf(tx)
  const rows = await sql`${answerFacts(tx)}
    where m.workspace = ${workspace} and m.round = ${round} and m.member = ${member} and ${isPartOfAnswer(tx)} and ${countsIn(tx)}`
  return answersIn(rows as unknown as FactRow[])[0]
}

/**
 * All answers of a round: what was said in time, stands, and is by someone whose answers count. Of a blind round, what
 * was sent with the form; from the reveal on, those of them that were shown in it.
 */
export async function answersOf(tx: Transaction, workspace: WorkspaceId, round: string): Promise<RoundAnswer[]> {
  const sql = sqlOf(tx)
  const rows = await sql`${answerFacts(tx)}
    where m.workspace = ${workspace} and m.round = ${round} and ${isPartOfAnswer(tx)} and ${countsIn(tx)}`
  return answersIn(rows as unknown as FactRow[])
}

export interface RevealedAnswer {
  readonly member: string
  readonly text: string
  readonly number: number
}

/**
 * The answers of a blind round that stand in its thread, by their numbers: those to rate. Also of members who no longer
 * count: if their answers vanished from ballots, excluding someone would tell which one is theirs.
 */
export async function revealedAnswers(
  tx: Transaction,
  workspace: WorkspaceId,
  round: string,
): Promise<RevealedAnswer[]> {
  const rows = await sqlOf(tx)`
    select member, text, number from thread_messages
    where workspace = ${workspace} and round = ${round} and by_form and number is not null
      and deleted_at is null and removed_at is null
    order by number`
  return rows.map(({ member, text, number }) => ({ member, text, number }))
}

function answerFacts(tx: Transaction) {
  return sqlOf(tx)`
    select m.id, m.member, m.text, m.said_at, m.marked_at, m.number, m.nameless_at from thread_messages m
    join rounds r on r.workspace = m.workspace and r.id = m.round
    left join members p on p.workspace = m.workspace and p.id = m.member`
}

/** In a blind round nothing that was said in the thread is an answer. */
function isPartOfAnswer(tx: Transaction) {
  return sqlOf(tx)`(m.deleted_at is null and m.removed_at is null and m.said_at <= r.answers_until
    and (r.voting = 'open' or (m.by_form and (r.reveal_at is not null or m.number is not null))))`
}

interface FactRow {
  readonly id: string
  readonly member: string
  readonly text: string | null
  readonly said_at: string
  readonly marked_at: string | null
  readonly number: number | null
  readonly nameless_at: string | null
}

function answersIn(rows: readonly FactRow[]): RoundAnswer[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return answersAmong(rows.map(factOf)).map((answer) => {
    const kept = byId.get(answer.messages[0] ?? '')
    return { ...answer, number: kept?.number ?? null, namelessAt: instantOf(kept?.nameless_at ?? null) ?? null }
  })
}

function factOf({ id, member, text, said_at: saidAt, marked_at: markedAt }: FactRow) {
  return { id, member, text: text ?? '', saidAt: Temporal.Instant.from(saidAt), markedAt: instantOf(markedAt) }
}

function instantOf(text: string | null): Temporal.Instant | undefined {
  return text === null ? undefined : Temporal.Instant.from(text)
}
