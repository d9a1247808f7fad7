import { and, eq } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { liveItems, liveQuizzes } from '../db/schema.ts'
import type { Thread, WorkspaceId } from '../platform.ts'
import { topicTitle } from '../questions/bank.ts'
import { ranked, type Standing } from '../standings/ranks.ts'
import type { Study } from '../study.ts'
import { dataWords } from '../workspaces/settings-words.ts'
import { namesOf } from '../workspaces/workspaces.ts'
import type { LobbyShown } from './live-words.ts'

/** A live quiz as it stands, and who may touch it at the same time. */

export type LiveQuiz = typeof liveQuizzes.$inferSelect
export type LiveItem = typeof liveItems.$inferSelect

/**
 * Joining and answering go on beside each other, but never while a step of the quiz is taken: what a person was told
 * is kept is in it. Sent at once, ahead of the next query.
 */
export function shareLive(tx: Transaction, workspace: WorkspaceId, id: string): void {
  sqlOf(tx)`select pg_advisory_xact_lock_shared(hashtextextended(${lockName(workspace, id)}, 0))`
    .execute()
    .catch(() => {})
}

/** Waits for joins and answers under way and holds back new ones until the transaction ends. Taken before any row. */
export async function holdLive(tx: Transaction, workspace: WorkspaceId, id: string): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${lockName(workspace, id)}, 0))`
}

function lockName(workspace: WorkspaceId, id: string): string {
  return `live ${workspace} ${id}`
}

export async function liveQuizById(tx: Transaction, workspace: WorkspaceId, id: string): Promise<LiveQuiz | undefined> {
  const [quiz] = await tx
    .select()
    .from(liveQuizzes)
    .where(and(eq(liveQuizzes.workspace, workspace), eq(liveQuizzes.id, id)))
  return quiz
}

export async function liveItemAt(
  tx: Transaction,
  workspace: WorkspaceId,
  quiz: string,
  place: number,
): Promise<LiveItem | undefined> {
  const [item] = await tx
    .select()
    .from(liveItems)
    .where(itemIs(workspace, quiz, place))
  return item
}

export function itemIs(workspace: WorkspaceId, quiz: string, place: number) {
  return and(eq(liveItems.workspace, workspace), eq(liveItems.quiz, quiz), eq(liveItems.place, place))
}

export async function changeLive(
  tx: Transaction,
  { workspace, id }: Pick<LiveQuiz, 'workspace' | 'id'>,
  changed: Partial<LiveQuiz>,
): Promise<void> {
  await tx
    .update(liveQuizzes)
    .set(changed)
    .where(and(eq(liveQuizzes.workspace, workspace), eq(liveQuizzes.id, id)))
}

/** Where its questions are said; none before it is posted. */
export function threadOfLive({ threadPlace, threadId, openingPlace, openingId }: LiveQuiz): Thread | undefined {
  if (threadPlace === null || threadId === null || openingPlace === null || openingId === null) return undefined
  return { place: threadPlace, id: threadId, opening: { place: openingPlace, id: openingId } }
}

/** The subject of what is about one question of a quiz: its delivery, its buttons, the order of its options. */
export function subjectOf(quiz: string, place: number): string {
  return `${quiz}/${place}`
}

/** @returns nothing for a text that `subjectOf` cannot have made */
export function readSubject(subject: string): { readonly quiz: string; readonly place: number } | undefined {
  const [, quiz, place] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(\d{1,3})$/.exec(subject) ?? []
  return quiz === undefined ? undefined : { quiz, place: Number(place) }
}

/** The name of those who count on boards without theirs. */
const unlisted = 'anonymous'

/** Everyone who plays and counts, by their points so far; what is not graded yet shows in nothing. */
export async function liveBoard(tx: Transaction, workspace: WorkspaceId, quiz: string): Promise<Standing[]> {
  const rows = await sqlOf(tx)`
    select p.member, coalesce(sum(a.points), 0)::int as points,
      case when m.unlisted_at is not null then ${unlisted} else coalesce(m.name, ${dataWords.whoLeft}) end as name
    from live_players p
    left join live_answers a on a.workspace = p.workspace and a.quiz = p.quiz and a.member = p.member
    left join members m on m.workspace = p.workspace and m.id = p.member
    where p.workspace = ${workspace} and p.quiz = ${quiz} and m.excluded_at is null
    group by p.member, m.name, m.unlisted_at`
  return ranked(rows.map(({ member, name, points }) => ({ member, name, points })))
}

const namesInLobby = 10

/** What the opening message shows of a quiz. @param startsAt when the first question comes */
export async function lobbyOf(
  { bank }: Study,
  tx: Transaction,
  quiz: LiveQuiz,
  startsAt: Temporal.Instant,
): Promise<LobbyShown> {
  const { workspace, id, host, topic, level, count } = quiz
  const rows = await sqlOf(tx)`
    select m.name, m.unlisted_at is null as listed from live_players p
    left join members m on m.workspace = p.workspace and m.id = p.member
    where p.workspace = ${workspace} and p.quiz = ${id} and m.excluded_at is null
    order by p.joined_at, p.member`
  const named = rows.flatMap(({ name, listed }) => (listed === true && name !== null ? [name as string] : []))
  return {
    id,
    host: (await namesOf(tx, workspace, [host])).get(host) ?? dataWords.whoLeft,
    topic: topic === null ? undefined : topicTitle(bank, topic),
    level,
    count,
    startsAt,
    names: named.slice(0, namesInLobby),
    players: rows.length,
  }
}
