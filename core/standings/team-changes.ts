import { and, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { teamMembers, teams } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { type StudyTeam, seasonAt, teamNamed, teamOf, teamOfGroup } from './teams.ts'

/** Teams are made, joined, left and ended. */

/** Teams at once in a workspace. */
export const mostTeams = 100

export interface At {
  readonly workspace: WorkspaceId
  readonly member: string
  readonly now: Temporal.Instant
}

export type CreateOutcome =
  | { readonly created: StudyTeam }
  | { readonly taken: StudyTeam }
  | { readonly groupTaken: StudyTeam }
  | 'too-many'

/** Makes a team: of whoever joins it, or of one of the platform's groups. */
export async function createTeam(
  study: Study,
  tx: Transaction,
  { workspace, member, now }: At,
  { name, group }: { readonly name: string; readonly group: string | undefined },
): Promise<CreateOutcome> {
  await holdTeams(tx, workspace)
  await endPastSeasons(tx, workspace, now)
  if ((await countTeams(tx, workspace)) >= mostTeams) return 'too-many'
  const ofGroup = group === undefined ? undefined : await teamOfGroup(tx, workspace, group, now)
  if (ofGroup !== undefined) return { groupTaken: ofGroup }
  const made = { id: study.newId(), name, group: group ?? null }
  const [row] = await tx
    .insert(teams)
    .values({ workspace, ...made, madeBy: member, madeAt: now })
    .onConflictDoNothing()
    .returning()
  if (row !== undefined) return { created: { team: row.id, name, group: row.group, season: row.season } }
  const standing = await teamNamed(tx, workspace, name, now)
  if (standing === undefined) throw new Error('a team of this name was there, and is not')
  return { taken: standing }
}

/** One at a time makes and ends teams in a workspace. */
export async function holdTeams(tx: Transaction, workspace: WorkspaceId): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`teams ${workspace}`}, 0))`
}

/** So that their names are free again. */
async function endPastSeasons(tx: Transaction, workspace: WorkspaceId, now: Temporal.Instant): Promise<void> {
  await tx
    .update(teams)
    .set({ endedAt: now })
    .where(
      and(
        eq(teams.workspace, workspace),
        isNull(teams.endedAt),
        isNotNull(teams.season),
        ne(teams.season, seasonAt(now)),
      ),
    )
}

async function countTeams(tx: Transaction, workspace: WorkspaceId): Promise<number> {
  return tx.$count(teams, and(eq(teams.workspace, workspace), isNull(teams.endedAt)))
}

/** `from`: the team that they were in until then. */
export type JoinOutcome =
  | { readonly joined: StudyTeam; readonly from: StudyTeam | undefined }
  | 'in-it-already'
  | 'not-in-group'

/** Puts a member into a team, and out of the one that they were in. A group's team takes only who is in the group. */
export async function joinTeam(tx: Transaction, { workspace, member, now }: At, team: StudyTeam): Promise<JoinOutcome> {
  const from = await teamOf(tx, workspace, member, now)
  if (from?.team === team.team) return 'in-it-already'
  if (team.group !== null && !(await isInGroup(tx, workspace, member, team.group))) return 'not-in-group'
  const joined = { team: team.team, joinedAt: now }
  await tx
    .insert(teamMembers)
    .values({ workspace, member, ...joined })
    .onConflictDoUpdate({ target: [teamMembers.workspace, teamMembers.member], set: joined })
  return { joined: team, from }
}

async function isInGroup(tx: Transaction, workspace: WorkspaceId, member: string, group: string): Promise<boolean> {
  const [row] = await sqlOf(tx)`
    select coalesce(${group} = any (groups), false) as within from members where workspace = ${workspace} and id = ${member}`
  return row?.within === true
}

/** `stays`: in that one they are by a group of theirs. */
export type LeaveOutcome =
  | { readonly left: StudyTeam; readonly stays: StudyTeam | undefined }
  | { readonly byGroup: StudyTeam }
  | 'in-none'

export async function leaveTeam(tx: Transaction, at: At): Promise<LeaveOutcome> {
  const { workspace, member, now } = at
  const from = await teamOf(tx, workspace, member, now)
  await tx.delete(teamMembers).where(and(eq(teamMembers.workspace, workspace), eq(teamMembers.member, member)))
  if (from === undefined) return 'in-none'
  const stays = await teamOf(tx, workspace, member, now)
  return stays?.team === from.team ? { byGroup: stays } : { left: from, stays }
}

/** Ends a team; those who were in it are in none, or in that of a group of theirs. */
export async function removeTeam(tx: Transaction, at: Omit<At, 'member'>, { team }: StudyTeam): Promise<void> {
  await endTeams(tx, at, [team])
}

/** Their names are free again. */
export async function endTeams(
  tx: Transaction,
  { workspace, now }: Omit<At, 'member'>,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(teams)
    .set({ endedAt: now })
    .where(and(eq(teams.workspace, workspace), inArray(teams.id, [...ids])))
  await tx.delete(teamMembers).where(and(eq(teamMembers.workspace, workspace), inArray(teamMembers.team, [...ids])))
}
