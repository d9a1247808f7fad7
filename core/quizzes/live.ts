import { and, eq, isNull, lt } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { livePlayers, liveQuizzes, workspaces } from '../db/schema.ts'
import type { Asked } from '../interactions.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { type Grade, gradeAnswer } from '../questions/grade.ts'
import { refusalAt } from '../rounds/look-at-channel.ts'
import type { Refused } from '../rounds/parking-words.ts'
import { channelOf } from '../rounds/status.ts'
import { noteStudyDay } from '../standings/study-days.ts'
import { moderationWords } from '../workspaces/moderation-words.ts'
import { isFirstTold } from '../workspaces/notices.ts'
import type { AskedShown } from './live-game-words.ts'
import { liveAskable } from './live-questions.ts'
import { holdLive, type LiveQuiz, liveQuizById, shareLive, subjectOf } from './live-rows.ts'
import { isLiveQuestion } from './live-rule.ts'
import { beginLive, endLive } from './live-steps.ts'
import { topicWanted } from './wanted.ts'

/** What people do in a live quiz: start it, join, answer, begin early, call it off. */

export type StartOutcome =
  | 'opens'
  | 'no-such-topic'
  | 'no-questions'
  | { readonly underWay: Place }
  | { readonly onlyHosts: string }
  | { readonly refused: Refused; readonly channel: Place }

export interface LiveWanted {
  /** As it was typed. */
  readonly topic: string | undefined
  readonly level: string | undefined
  readonly count: number
}

/** Claims the channel for a live quiz and hands its opening to delivery. */
export async function startLive(asked: Asked, { topic: typed, level, count }: LiveWanted): Promise<StartOutcome> {
  const { study, tx, workspace, member, now } = asked
  const hosts = await hostsLacking(asked)
  if (hosts !== undefined) return { onlyHosts: hosts }
  const topic = typed === undefined ? undefined : topicWanted(study.bank, typed)
  if (typed !== undefined && topic === undefined) return 'no-such-topic'
  const wanted = { topic: topic?.id ?? null, level: level ?? null }
  const askable = await liveAskable(study, tx, workspace, wanted)
  if (askable.length === 0) return 'no-questions'
  const { channel, zone } = await channelMeant(asked)
  const refused = await refusalAt(study, workspace, channel)
  if (refused !== undefined) return { refused, channel }
  await endForgotten(asked, channel)
  const id = study.newId()
  const [claimed] = await tx
    .insert(liveQuizzes)
    .values({
      workspace,
      id,
      channel,
      host: member.id,
      ...wanted,
      count: Math.min(count, askable.length),
      zone,
      startedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: liveQuizzes.id })
  if (claimed === undefined) return { underWay: await whereUnderWay(tx, workspace, channel) }
  await study.deliveries.send(tx, { workspace, kind: 'live-open', subject: id, line: id })
  return 'opens'
}

/** The group one must be in to start a live quiz, for someone who is not. */
async function hostsLacking({ tx, workspace, member }: Asked): Promise<string | undefined> {
  if (member.admin === true) return undefined
  const [row] = await sqlOf(tx)`
    select w.live_hosts from workspaces w left join members m on m.workspace = w.id and m.id = ${member.id}
    where w.id = ${workspace} and not coalesce(w.live_hosts = any (m.groups), false)`
  return row?.live_hosts ?? undefined
}

/** The channel of a command: typed in the thread of a round or of a live quiz, the one it hangs from. */
async function channelMeant({ tx, workspace, place, zone }: Asked): Promise<{ channel: Place; zone: string }> {
  const [quiz] = await sqlOf(tx)`
    select channel from live_quizzes where workspace = ${workspace} and thread_place = ${place} limit 1`
  const found = await channelOf(tx, workspace, quiz?.channel ?? place)
  return { channel: found.channel, zone: found.zone ?? zone }
}

/** Longer than any live quiz: one that is still going then has come to a halt. */
const longestHours = 1

async function endForgotten({ study, tx, workspace, now }: Asked, channel: Place): Promise<void> {
  const halted = await tx
    .select()
    .from(liveQuizzes)
    .where(
      and(
        eq(liveQuizzes.workspace, workspace),
        eq(liveQuizzes.channel, channel),
        isNull(liveQuizzes.endedAt),
        lt(liveQuizzes.startedAt, now.subtract({ hours: longestHours })),
      ),
    )
  for (const quiz of halted) await endLive(study, tx, quiz, 'refused', now)
}

async function whereUnderWay(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<Place> {
  const [quiz] = await sqlOf(tx)`
    select thread_place from live_quizzes where workspace = ${workspace} and channel = ${channel} and ended_at is null`
  return quiz?.thread_place ?? channel
}

export type JoinOutcome = 'in-lobby' | 'in-game' | 'over' | 'excluded'

/** Makes someone a player, once. The opening message is edited once for all who join while it waits for that. */
export async function joinLive(asked: Asked, id: string): Promise<JoinOutcome | undefined> {
  const { study, tx, workspace, member, now } = asked
  shareLive(tx, workspace, id)
  const quiz = await liveQuizById(tx, workspace, id)
  if (quiz === undefined) return undefined
  if (quiz.endedAt !== null) return 'over'
  if (await isExcluded(asked)) return 'excluded'
  const [joined] = await tx
    .insert(livePlayers)
    .values({ workspace, quiz: id, member: member.id, joinedAt: now })
    .onConflictDoNothing()
    .returning({ member: livePlayers.member })
  if (quiz.place > 0) return 'in-game'
  if (joined !== undefined && (await isFirstChange(asked, id))) {
    await study.deliveries.send(tx, { workspace, kind: 'live-lobby', subject: id, line: id })
  }
  return 'in-lobby'
}

async function isExcluded({ tx, workspace, member }: Asked): Promise<boolean> {
  const [row] = await sqlOf(tx)`
    select excluded_at is not null as excluded from members where workspace = ${workspace} and id = ${member.id}`
  return row?.excluded === true
}

async function isFirstChange({ tx, workspace, now }: Asked, id: string): Promise<boolean> {
  const [row] = await sqlOf(tx)`
    update live_quizzes set lobby_changed_at = ${now.toString()}
    where workspace = ${workspace} and id = ${id} and lobby_changed_at is null returning id`
  return row !== undefined
}

export type PressOutcome =
  | { readonly kept: AskedShown; readonly values: readonly string[] }
  | { readonly ungraded: Exclude<Grade, 'right' | 'wrong'>; readonly asked: AskedShown }
  | { readonly uncounted: string }
  | 'too-late'
  | 'over'

/**
 * Keeps what a player chose; the last choice in time counts. Whoever answers plays.
 *
 * @param choose the indexes of what was chosen, of the question as it is shown
 */
export async function answerLive(
  asked: Asked,
  { quiz, place }: { readonly quiz: string; readonly place: number },
  choose: (shown: AskedShown) => readonly string[],
): Promise<PressOutcome | undefined> {
  const { study, tx, workspace, now } = asked
  shareLive(tx, workspace, quiz)
  const item = await itemToAnswer(asked, quiz, place)
  const question = study.bank.questions.get(item?.question ?? '')
  if (item === undefined || !isLiveQuestion(question)) return undefined
  if (item.ended) return 'over'
  if (item.closed || Temporal.Instant.compare(now, item.closesAt) > 0) return 'too-late'
  const shown = { subject: subjectOf(quiz, place), place, count: item.count, question }
  const values = [...new Set(choose(shown))]
  const grade = gradeAnswer(question, values)
  if (grade !== 'right' && grade !== 'wrong') return { ungraded: grade, asked: shown }
  const noted = noteStudyDay(tx, workspace, asked.member.id, now)
  await keepAnswer(asked, { quiz, place }, values)
  await noted
  const uncounted = item.excludedAt === null ? undefined : await tellExcluded(asked, item.excludedAt)
  return uncounted === undefined ? { kept: shown, values } : { uncounted }
}

/** A question that was asked, and whether this member counts. */
async function itemToAnswer({ tx, workspace, member }: Asked, quiz: string, place: number) {
  const [row] = await sqlOf(tx)`
    select i.question, i.closes_at, i.closed_at is not null as closed, q.count, q.ended_at is not null as ended, m.excluded_at
    from live_items i join live_quizzes q on q.workspace = i.workspace and q.id = i.quiz
    left join members m on m.workspace = i.workspace and m.id = ${member.id}
    where i.workspace = ${workspace} and i.quiz = ${quiz} and i.place = ${place} and i.closes_at is not null`
  if (row === undefined) return undefined
  const { question, closed, count, ended, excluded_at: excludedAt } = row
  return { question, closed, count, ended, excludedAt, closesAt: Temporal.Instant.from(row.closes_at) }
}

async function keepAnswer(
  { tx, workspace, member, now }: Asked,
  { quiz, place }: { readonly quiz: string; readonly place: number },
  values: readonly string[],
): Promise<void> {
  const at = now.toString()
  // two presses may be taken up out of order: the later one stands
  await sqlOf(tx)`
    with player as (
      insert into live_players (workspace, quiz, member, joined_at)
      values (${workspace}, ${quiz}, ${member.id}, ${at}) on conflict do nothing
    )
    insert into live_answers as a (workspace, quiz, place, member, values, at)
    values (${workspace}, ${quiz}, ${place}, ${member.id}, ${[...values]}::text[], ${at})
    on conflict (workspace, quiz, place, member) do update set values = excluded.values, at = excluded.at
    where a.at <= excluded.at`
}

/** Told once an exclusion, as in rounds. */
async function tellExcluded({ tx, workspace, member, now }: Asked, excludedAt: string): Promise<string | undefined> {
  const text = moderationWords.youAreExcluded
  const told = { workspace, member: member.id, text, now }
  return (await isFirstTold(tx, told, `excluded ${excludedAt}`)) ? text : undefined
}

export type HostOutcome = 'done' | 'not-yours' | 'over' | 'begun' | 'nobody-yet'

/** Ends the lobby at once. */
export async function beginNow(asked: Asked, id: string): Promise<HostOutcome | undefined> {
  const { study, tx, now } = asked
  const quiz = await heldFor(asked, id)
  if (quiz === undefined || typeof quiz === 'string') return quiz
  if (quiz.place > 0) return 'begun'
  return (await beginLive(study, tx, quiz, now)) === 'nobody' ? 'nobody-yet' : 'done'
}

/** Ends the quiz at once, with the board as it stands. */
export async function stopLive(asked: Asked, id: string): Promise<HostOutcome | undefined> {
  const quiz = await heldFor(asked, id)
  if (quiz === undefined || typeof quiz === 'string') return quiz
  await endLive(asked.study, asked.tx, quiz, 'called-off', asked.now)
  return 'done'
}

/** The quiz, for its host or an admin, as long as it goes on. */
async function heldFor({ tx, workspace, member }: Asked, id: string): Promise<LiveQuiz | HostOutcome | undefined> {
  await holdLive(tx, workspace, id)
  const quiz = await liveQuizById(tx, workspace, id)
  if (quiz === undefined) return undefined
  if (quiz.host !== member.id && member.admin !== true) return 'not-yours'
  return quiz.endedAt === null ? quiz : 'over'
}

/** The group one must be in to start a live quiz; none where everyone may. */
export async function liveHostsOf({ tx, workspace }: Asked): Promise<string | null> {
  const [row] = await tx.select({ group: workspaces.liveHosts }).from(workspaces).where(eq(workspaces.id, workspace))
  return row?.group ?? null
}

export async function chooseLiveHosts({ tx, workspace }: Asked, group: string | null): Promise<void> {
  await tx.update(workspaces).set({ liveHosts: group }).where(eq(workspaces.id, workspace))
}
