import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import { studyDay } from './streak-rule.ts'

/** The dates on which members studied, each written when it was, by their zone at that time. */

/**
 * Writes down that a member did something that counts: an answer, in a round or a quiz, or a rating. Sent at once:
 * call it ahead of other statements and await it after them, and it costs no round trip of its own.
 */
export function noteStudyDay(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
  at: Temporal.Instant,
): Promise<void> {
  const noted = noteStudyDays(tx, workspace, [{ member, at }])
  // what was sent beside it may fail before it is awaited
  noted.catch(() => {})
  return noted
}

/** The same for several. */
export async function noteStudyDays(
  tx: Transaction,
  workspace: WorkspaceId,
  acts: readonly { readonly member: string; readonly at: Temporal.Instant }[],
): Promise<void> {
  if (acts.length === 0) return
  const zones = await zonesOf(tx, workspace, [...new Set(acts.map(({ member }) => member))])
  const rows = acts.map(({ member, at }) => ({ member, date: studyDay(at, zones.get(member) ?? 'UTC').toString() }))
  await sqlOf(tx)`
    insert into study_days (workspace, member, date)
    select distinct ${workspace}, member, date
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as noted (member text, date date)
    order by member, date on conflict do nothing`
}

/** Chosen, or the platform's, or the workspace's. */
async function zonesOf(
  tx: Transaction,
  workspace: WorkspaceId,
  members: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sqlOf(tx)`
    select who.id, coalesce(m.own_zone, m.zone, w.zone) as zone
    from unnest(${[...members]}::text[]) who (id) join workspaces w on w.id = ${workspace}
    left join members m on m.workspace = w.id and m.id = who.id`
  return new Map(rows.map(({ id, zone }) => [id, zone]))
}
