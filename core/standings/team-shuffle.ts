import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { teams } from '../db/schema.ts'
import { draw } from '../draw.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { balancedTeams, type Player } from './balanced-teams.ts'
import { type At, endTeams, holdTeams, mostTeams } from './team-changes.ts'
import { teamRules } from './team-rule.ts'
import { allTeams, seasonAt, type TeamWithMembers } from './teams.ts'

/** Random teams of equal strength, until the end of the season. */

const usualSize = 5
export const fewestTeams = 2
/** How far back points are looked at. */
const strengthWeeks = 8
const { fewestActive } = teamRules

export interface ShuffledTeam {
  readonly name: string
  /** Ids. */
  readonly members: readonly string[]
}

export type ShuffleOutcome =
  | { readonly dealt: readonly ShuffledTeam[]; readonly apart: number }
  /** Too few have earned points for so many teams; `most` teams would do, none where it is 0. */
  | { readonly players: number; readonly most: number; readonly apart: number }

/**
 * Deals everybody who has earned points in the last eight weeks, except those in a team that lasts (`apart`). Ends
 * the random teams that were there before.
 *
 * @param count how many teams, 2 or more; about five members each where it is none
 * @param names what teams may be called: no more teams than names
 */
export async function shuffleTeams(
  study: Study,
  tx: Transaction,
  at: At,
  { count, names }: { readonly count: number | undefined; readonly names: readonly string[] },
): Promise<ShuffleOutcome> {
  const { workspace, now } = at
  await holdTeams(tx, workspace)
  const lasting = (await allTeams(tx, workspace, now)).filter(({ season }) => season === null)
  const placed = new Set(lasting.flatMap(({ members }) => members))
  const active = await playersIn(tx, workspace, now)
  const players = active.filter(({ member }) => !placed.has(member))
  const apart = active.length - players.length
  const seed = study.newId()
  const free = freeNames(names, lasting, seed)
  const most = Math.min(Math.floor(players.length / fewestActive), free.length, mostTeams - lasting.length)
  const wanted = count ?? Math.max(fewestTeams, Math.round(players.length / usualSize))
  if (wanted > most) return { players: players.length, most: most < fewestTeams ? 0 : most, apart }
  await endDrawn(tx, at)
  const dealt = balancedTeams(players, { teams: wanted }, seed)
  return { dealt: await writeTeams(study, tx, at, dealt, free), apart }
}

/** Those whom an admin has excluded are left out, and those who are gone. */
async function playersIn(tx: Transaction, workspace: WorkspaceId, now: Temporal.Instant): Promise<Player[]> {
  const since = now.toZonedDateTimeISO('UTC').toPlainDate().subtract({ weeks: strengthWeeks })
  const rows = await sqlOf(tx)`
    select m.id as member, sum(e.points)::int as strength
    from score_entries e join members m on m.workspace = e.workspace and m.id = e.member
    where e.workspace = ${workspace} and e.local_date >= ${since.toString()}
      and m.excluded_at is null and m.erased_at is null
    group by m.id having sum(e.points) > 0`
  return rows.map(({ member, strength }) => ({ member, strength }))
}

/** Also those of a season that is over. */
async function endDrawn(tx: Transaction, at: At): Promise<void> {
  const drawn = await tx
    .select({ id: teams.id })
    .from(teams)
    .where(and(eq(teams.workspace, at.workspace), isNull(teams.endedAt), isNotNull(teams.season)))
  const ids = drawn.map(({ id }) => id)
  await endTeams(tx, at, ids)
}

function freeNames(names: readonly string[], taken: readonly TeamWithMembers[], seed: string): string[] {
  const lower = new Set(taken.map(({ name }) => name.toLowerCase()))
  return names
    .filter((name) => !lower.has(name.toLowerCase()))
    .sort((a, b) => draw(seed, a) - draw(seed, b) || (a < b ? -1 : 1))
}

async function writeTeams(
  study: Study,
  tx: Transaction,
  { workspace, member: madeBy, now }: At,
  dealt: readonly (readonly string[])[],
  names: readonly string[],
): Promise<ShuffledTeam[]> {
  const season = seasonAt(now)
  const made = dealt.map((members, index) => ({ id: study.newId(), name: names[index] ?? String(index + 1), members }))
  await tx.insert(teams).values(made.map(({ id, name }) => ({ workspace, id, name, season, madeBy, madeAt: now })))
  const rows = made.flatMap(({ id, members }) => members.map((member) => ({ member, team: id })))
  await sqlOf(tx)`
    insert into team_members (workspace, member, team, joined_at)
    select ${workspace}, member, team, ${now.toString()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) dealt (member text, team uuid)
    on conflict (workspace, member) do update set team = excluded.team, joined_at = excluded.joined_at`
  return made.map(({ name, members }) => ({ name, members }))
}
