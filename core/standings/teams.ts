import type { Row } from 'postgres'
import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Team } from './team-rule.ts'
import { spanOf } from './windows.ts'

/**
 * Who is in which team. A member is in the one that they joined or were put into; else in the first that is one of
 * their groups. A team that was drawn for a season ends with it.
 */

export interface StudyTeam {
  /** Its id. */
  readonly team: string
  readonly name: string
  /** The platform's group that it is; none where one joins it. */
  readonly group: string | null
  /** The first date of the season for which it was drawn by chance. */
  readonly season: Temporal.PlainDate | null
}

/** As `teamBoard` takes it. */
export interface TeamWithMembers extends StudyTeam, Team {}

/** A member's team at an instant. */
export async function teamOf(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
  now: Temporal.Instant,
): Promise<StudyTeam | undefined> {
  const [row] = await sqlOf(tx)`
    with ${live(tx, workspace, now)}
    (select l.*, 1 as rank from team_members t join live l on l.id = t.team
      where t.workspace = ${workspace} and t.member = ${member} and ${isWithinGroup(tx)})
    union all
    (select l.*, 2 from live l join members m on m.workspace = ${workspace} and m.id = ${member}
      where l.platform_group = any (m.groups) and m.erased_at is null)
    order by rank, made_at, id limit 1`
  return row && teamFrom(row)
}

/** The ids of a team's members. */
export async function membersOfTeam(
  tx: Transaction,
  workspace: WorkspaceId,
  team: string,
  now: Temporal.Instant,
): Promise<string[]> {
  const rows = await sqlOf(tx)`
    with ${live(tx, workspace, now)}, ${placed(tx, workspace)}
    select member from placed where team = ${team} order by member`
  return rows.map(({ member }) => member)
}

/** All teams by name, those without members too. */
export async function allTeams(
  tx: Transaction,
  workspace: WorkspaceId,
  now: Temporal.Instant,
): Promise<TeamWithMembers[]> {
  const rows = await sqlOf(tx)`
    with ${live(tx, workspace, now)}, ${placed(tx, workspace)}
    select l.id, l.name, l.platform_group, l.season,
      coalesce(array_agg(p.member order by p.member) filter (where p.member is not null), '{}') as members
    from live l left join placed p on p.team = l.id
    group by l.id, l.name, l.platform_group, l.season order by lower(l.name), l.id`
  return rows.map((row) => ({ ...teamFrom(row), members: row.members }))
}

export interface TeamLine extends StudyTeam {
  readonly members: number
  /** Of its members, between the dates, over all channels, quizzes and reviews. */
  readonly points: number
}

/** All teams by name, with how many are in them and what they have earned. */
export async function teamLines(
  tx: Transaction,
  workspace: WorkspaceId,
  now: Temporal.Instant,
  { first, last }: { readonly first: Temporal.PlainDate; readonly last: Temporal.PlainDate },
): Promise<TeamLine[]> {
  const rows = await sqlOf(tx)`
    with ${live(tx, workspace, now)}, ${placed(tx, workspace)}
    select l.id, l.name, l.platform_group, l.season, count(p.member)::int as members, coalesce(sum(e.points), 0)::int as points
    from live l left join placed p on p.team = l.id
    left join lateral (
      select sum(s.points) as points from score_entries s
      where s.workspace = ${workspace} and s.member = p.member
        and s.local_date between ${first.toString()} and ${last.toString()}
    ) e on true
    group by l.id, l.name, l.platform_group, l.season order by lower(l.name), l.id`
  return rows.map((row) => ({ ...teamFrom(row), members: row.members, points: row.points }))
}

/** The team of this name, in capitals or not. */
export async function teamNamed(
  tx: Transaction,
  workspace: WorkspaceId,
  name: string,
  now: Temporal.Instant,
): Promise<StudyTeam | undefined> {
  const [row] = await sqlOf(tx)`
    with ${live(tx, workspace, now)} select * from live where lower(name) = lower(${name}) limit 1`
  return row && teamFrom(row)
}

/** The team that a group is; the first one, should there be two. */
export async function teamOfGroup(
  tx: Transaction,
  workspace: WorkspaceId,
  group: string,
  now: Temporal.Instant,
): Promise<StudyTeam | undefined> {
  const [row] = await sqlOf(tx)`
    with ${live(tx, workspace, now)} select * from live where platform_group = ${group} order by made_at, id limit 1`
  return row && teamFrom(row)
}

/** The first date of the season that an instant lies in, by UTC: channels have zones of their own. */
export function seasonAt(now: Temporal.Instant): Temporal.PlainDate {
  return spanOf('season', now.toZonedDateTimeISO('UTC').toPlainDate()).first
}

/** `live`: the teams that have not ended. */
function live(tx: Transaction, workspace: WorkspaceId, now: Temporal.Instant) {
  return sqlOf(tx)`live as (
    select id, name, platform_group, season::text as season, made_at from teams
    where workspace = ${workspace} and ended_at is null and (season is null or season = ${seasonAt(now).toString()})
  )`
}

/** `placed`: each member once, with their team, from `live`. */
function placed(tx: Transaction, workspace: WorkspaceId) {
  return sqlOf(tx)`own as (
    select t.member, t.team from team_members t join live l on l.id = t.team
    where t.workspace = ${workspace} and ${isWithinGroup(tx)}
  ), placed as (
    select member, team from own
    union all
    (select distinct on (m.id) m.id, l.id
      from live l join members m on m.workspace = ${workspace} and l.platform_group = any (m.groups)
      where m.erased_at is null and not exists (select from own o where o.member = m.id)
      order by m.id, l.made_at, l.id)
  )`
}

/** A condition on `t`, someone's own membership, in `l`: who has left a group is no longer in its team. */
function isWithinGroup(tx: Transaction) {
  return sqlOf(tx)`(l.platform_group is null or exists (
    select from members g where g.workspace = t.workspace and g.id = t.member and l.platform_group = any (g.groups)))`
}

function teamFrom({ id, name, platform_group: group, season }: Row): StudyTeam {
  return { team: id, name, group, season: season === null ? null : Temporal.PlainDate.from(season) }
}
