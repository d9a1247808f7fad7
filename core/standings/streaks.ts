import { and, eq } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { members } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import { type OpenRound, openDays, type Streak, streakOf, studyDay, usualRestDays } from './streak-rule.ts'
import type { DateSpan } from './windows.ts'

/** How many days in a row members have kept at it, for their own eyes, and on boards for those who want that. */

export interface OwnStreak extends Streak {
  /** Today by the member's own day. */
  readonly studiedToday: boolean
}

/** A member's streak; never by what another member does. */
export async function streakFor(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
  now: Temporal.Instant,
): Promise<OwnStreak> {
  const [own] = (await streaksOf(tx, workspace, [member], now)).values()
  return own ?? { ...streakOf({ ...nothing, today: studyDay(now, 'UTC') }), studiedToday: false }
}

const nothing = { active: [], open: [], restDays: [], away: [] } as const

/** The current streaks, above 0, of those among these members who have theirs and their name on boards. */
export async function streaksShown(
  tx: Transaction,
  workspace: WorkspaceId,
  who: readonly string[],
  now: Temporal.Instant,
): Promise<Map<string, number>> {
  if (who.length === 0) return new Map()
  const rows = await sqlOf(tx)`
    select id from members
    where workspace = ${workspace} and id = any (${[...who]}::text[])
      and streak_shown_at is not null and unlisted_at is null`
  const streaks = await streaksOf(
    tx,
    workspace,
    rows.map(({ id }) => id),
    now,
  )
  return new Map([...streaks].flatMap(([id, { current }]) => (current > 0 ? [[id, current] as const] : [])))
}

export async function showStreak(
  tx: Transaction,
  {
    workspace,
    member,
    now,
  }: { readonly workspace: WorkspaceId; readonly member: string; readonly now: Temporal.Instant },
  wanted: boolean,
): Promise<void> {
  await tx
    .update(members)
    .set({ streakShownAt: wanted ? now : null })
    .where(and(eq(members.workspace, workspace), eq(members.id, member)))
}

interface Studied {
  readonly member: string
  readonly zone: string
  readonly restDays: readonly number[]
  readonly awayUntil: Temporal.PlainDate | undefined
  /** Oldest first. */
  readonly active: readonly Temporal.PlainDate[]
}

async function streaksOf(
  tx: Transaction,
  workspace: WorkspaceId,
  who: readonly string[],
  now: Temporal.Instant,
): Promise<Map<string, OwnStreak>> {
  const studied = await studiedBy(tx, workspace, who)
  const asked = await unansweredBy(tx, workspace, studied)
  return new Map(
    studied.map((one) => [one.member, streakWith(one, asked.get(one.member) ?? [], studyDay(now, one.zone))]),
  )
}

function streakWith(one: Studied, asked: readonly AskedRound[], today: Temporal.PlainDate): OwnStreak {
  const { zone, restDays, active } = one
  const dates = new Set(active.map(String))
  const open = openDays(
    asked.filter((round) => !isMet(round, dates)),
    [{ zone, since: always }],
  )
  const streak = streakOf({ active, open, restDays, away: awayOf(one), today })
  return { ...streak, studiedToday: dates.has(today.toString()) }
}

const always = Temporal.Instant.fromEpochMilliseconds(0)

/**
 * On a date on which it was open by its channel's clock they did something else that counts. So a round that another
 * zone moves to the next date asks for nothing more on that one.
 */
function isMet(round: AskedRound, active: ReadonlySet<string>): boolean {
  return openDays([round], [{ zone: round.zone, since: always }]).some((date) => active.has(date.toString()))
}

/** When it began is not kept: at the latest on the day after they last did something before its end. */
function awayOf({ awayUntil, active }: Studied): DateSpan[] {
  if (awayUntil === undefined) return []
  const before = active.findLast((date) => Temporal.PlainDate.compare(date, awayUntil) < 0)
  return before === undefined ? [] : [{ first: before.add({ days: 1 }), last: awayUntil }]
}

async function studiedBy(tx: Transaction, workspace: WorkspaceId, who: readonly string[]): Promise<Studied[]> {
  if (who.length === 0) return []
  const rows = await sqlOf(tx)`
    select m.id, coalesce(m.own_zone, m.zone, w.zone) as zone, m.rest_days as rest, m.away_until::text as away, (
      select coalesce(array_agg(d.date::text order by d.date), '{}') from study_days d
      where d.workspace = m.workspace and d.member = m.id
    ) as dates
    from members m join workspaces w on w.id = m.workspace
    where m.workspace = ${workspace} and m.id = any (${[...who]}::text[])`
  return rows.map(({ id, zone, rest, away, dates }) => ({
    member: id,
    zone,
    restDays: rest ?? usualRestDays,
    awayUntil: away === null ? undefined : Temporal.PlainDate.from(away),
    active: (dates as string[]).map((date) => Temporal.PlainDate.from(date)),
  }))
}

interface AskedRound extends OpenRound {
  /** Its channel's. */
  readonly zone: string
}

/** A channel's rounds ask something of those who got points there in so many weeks before. */
const takesPartWeeks = 4

/**
 * The rounds that asked something of each member since their first study day and were never answered by them: one that
 * was answered is met, on whatever date.
 */
async function unansweredBy(
  tx: Transaction,
  workspace: WorkspaceId,
  studied: readonly Studied[],
): Promise<Map<string, AskedRound[]>> {
  const since = studied.flatMap(({ member, active: [first] }) => (first ? [{ member, first: first.toString() }] : []))
  if (since.length === 0) return new Map()
  const rows = await sqlOf(tx)`
    select who.member, r.zone, r.asked_at, least(r.answers_until, r.closed_at) as until
    from jsonb_to_recordset(${JSON.stringify(since)}::jsonb) as who (member text, first date)
    join members p on p.workspace = ${workspace} and p.id = who.member
    join lateral (
      select distinct channel from score_entries
      where workspace = p.workspace and member = p.id and channel is not null
    ) c on true
    join rounds r on r.workspace = p.workspace and r.channel = c.channel and r.asked_at >= who.first
    where r.thread_id is not null and r.refusal is null
      and (r.needed_group is null or coalesce(r.needed_group = any (p.groups), false))
      and exists (
        select from score_entries e
        where e.workspace = r.workspace and e.member = who.member and e.channel = r.channel and e.at <= r.asked_at
          and e.local_date >= (r.asked_at at time zone 'UTC')::date - ${takesPartWeeks * 7}::int
      ) and not exists (
        select from thread_messages m
        where m.workspace = r.workspace and m.round = r.id and m.member = who.member and m.said_at <= r.answers_until
      ) and not exists (
        select from choices c where c.workspace = r.workspace and c.round = r.id and c.member = who.member
      )`
  const asked = rows.map(({ member, zone, asked_at: from, until }) => ({
    member: member as string,
    round: { zone, from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) },
  }))
  return new Map(
    [...Map.groupBy(asked, ({ member }) => member)].map(([member, all]) => [member, all.map(({ round }) => round)]),
  )
}
