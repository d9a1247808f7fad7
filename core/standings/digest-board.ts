import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { channelBoard } from './board.ts'
import { type Moved, movements, placesOn } from './movement.ts'
import type { Standing } from './ranks.ts'
import { type TeamBoard, teamBoard } from './team-rule.ts'
import { allTeams } from './teams.ts'
import type { BoardWindow, DateSpan } from './windows.ts'

/** What a digest tells of a channel's week or season: read, in the channel's own dates. */

export interface DigestBoard {
  /** Best first; nobody without points. Who wants no name has none. */
  readonly standings: readonly Standing[]
  readonly moved: ReadonlyMap<string, Moved>
}

export interface DigestChannel {
  readonly workspace: WorkspaceId
  readonly channel: Place
  readonly zone: string
}

export async function boardOfWeek(tx: Transaction, where: DigestChannel, week: DateSpan): Promise<DigestBoard> {
  const standings = await boardOn(tx, where, 'week', week.first)
  const before = standings.length === 0 ? [] : await boardOn(tx, where, 'week', week.first.subtract({ days: 7 }))
  return { standings, moved: movements(standings, placesOn(before)) }
}

export function boardOfSeason(tx: Transaction, where: DigestChannel, season: DateSpan): Promise<Standing[]> {
  return boardOn(tx, where, 'season', season.first)
}

/** By noon of its first date: the window that this date lies in. */
function boardOn(tx: Transaction, where: DigestChannel, window: BoardWindow, first: Temporal.PlainDate) {
  const now = first.toZonedDateTime({ timeZone: where.zone, plainTime: '12:00' }).toInstant()
  return channelBoard(tx, { ...where, window, now })
}

/** The teams by what their members have on this board; none that nobody is active in. */
export async function teamsOfWeek(
  tx: Transaction,
  workspace: WorkspaceId,
  standings: readonly Standing[],
  now: Temporal.Instant,
): Promise<TeamBoard['ranked']> {
  const teams = await allTeams(tx, workspace, now)
  const points = new Map(standings.map(({ member, points: own }) => [member, own]))
  return teamBoard(teams, points).ranked
}

export interface Taking {
  readonly questions: number
  readonly people: number
}

/** How many questions of these dates have closed, and how many people have answered them. */
export async function takingPart(
  tx: Transaction,
  { workspace, channel }: DigestChannel,
  { first, last }: DateSpan,
): Promise<Taking> {
  const [row] = await sqlOf(tx)`
    with closed as (
      select id from rounds
      where workspace = ${workspace} and channel = ${channel} and closed_at is not null and refusal is null
        and (asked_at at time zone zone)::date between ${first.toString()} and ${last.toString()}
    )
    select (select count(*)::int from closed) as questions, (
      select count(distinct member)::int from (
        select member from answers where workspace = ${workspace} and round in (select id from closed)
        union all
        select member from choices where workspace = ${workspace} and round in (select id from closed) and "right" is not null
      ) given
    ) as people`
  return { questions: row?.questions ?? 0, people: row?.people ?? 0 }
}

/** When the channel is asked next, by any of its schedules. */
export async function nextQuestionAt(
  tx: Transaction,
  { workspace, channel }: DigestChannel,
): Promise<Temporal.Instant | undefined> {
  const [row] = await sqlOf(tx)`
    select min(next_at) as at from schedules
    where workspace = ${workspace} and channel = ${channel} and paused_at is null`
  return row?.at === null || row?.at === undefined ? undefined : Temporal.Instant.from(row.at)
}
