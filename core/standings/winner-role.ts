import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { digests } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Refused } from '../rounds/parking-words.ts'
import { platformOf, type Study } from '../study.ts'
import { leftAmong } from '../workspaces/erased.ts'
import { boardOfWeek } from './digest-board.ts'
import { tellKeepers } from './digest-keepers.ts'
import { type Digest, digestOf, isDigestOf, readSubject } from './digest-rows.ts'
import { weekToldOn } from './digest-rule.ts'
import { roleRefusedNotice } from './digest-words.ts'

/** The role that those who won the week have until the next one. */

/** Where more share the first place, nobody stands out: the role rests until the next week. */
const mostWinners = 10
const between = ' '

/** Delivery: all who won a week have the role, and those of the week before no longer. */
export async function awardWinners(study: Study, workspace: WorkspaceId, subject: string): Promise<Carried> {
  const { channel, date } = readSubject(subject)
  const found = await inWorkspace(study.database, workspace, async (tx) => {
    const digest = await digestOf(tx, workspace, channel)
    if (digest === undefined || digest.winnerRole === null) return undefined
    const winners = await winnersOf(tx, digest, date)
    const had = winnersIn(digest)
    // before anyone is given it: what broke off can be taken back next week
    await keep(tx, digest, [...new Set([...had, ...winners])])
    const elsewhere = await withItElsewhere(tx, digest, digest.winnerRole)
    const losing = had.filter((member) => !winners.includes(member) && !elsewhere.has(member))
    return { digest, role: digest.winnerRole, winners, losing }
  })
  if (found === undefined) return 'done'
  const { digest, role, winners, losing } = found
  const { award } = platformOf(study, workspace)
  for (const [members, has] of [[losing, false] as const, [winners, true] as const]) {
    for (const member of members) {
      const awarded = await award(workspace, role, member, has)
      if ('later' in awarded) return awarded
      if ('refused' in awarded) return giveUp(study, digest, awarded)
    }
  }
  await inWorkspace(study.database, workspace, async (tx) => {
    // meanwhile someone may have had their data deleted: they lose what they were just given
    const left = await leftAmong(tx, workspace, winners)
    const staying = winners.filter((member) => !left.has(member))
    await keep(tx, digest, staying)
    for (const member of left) await sendTaking(study, tx, workspace, role, member)
  })
  return 'done'
}

/** All in the first place who are shown with their name: a role would tell of the others. */
async function winnersOf(tx: Transaction, digest: Digest, date: Temporal.PlainDate): Promise<string[]> {
  const { standings } = await boardOfWeek(tx, digest, weekToldOn(date))
  const first = standings.filter(({ place }) => place === 1).map(({ member }) => member)
  if (first.length > mostWinners) return []
  const rows = await sqlOf(tx)`
    select id from members
    where workspace = ${digest.workspace} and id = any (${first}::text[])
      and unlisted_at is null and excluded_at is null and erased_at is null order by id`
  return rows.map(({ id }) => id)
}

/** Who has won the same role in another channel keeps it. */
async function withItElsewhere(tx: Transaction, { workspace, channel }: Digest, role: string): Promise<Set<string>> {
  const rows = await sqlOf(tx)`
    select winner from digests
    where workspace = ${workspace} and channel <> ${channel} and winner_role = ${role} and winner is not null`
  return new Set(rows.flatMap(({ winner }) => winner.split(between)))
}

function winnersIn({ winner }: Digest): string[] {
  return winner === null ? [] : winner.split(between)
}

async function keep(tx: Transaction, { workspace, channel }: Digest, winners: readonly string[]): Promise<void> {
  await tx
    .update(digests)
    .set({ winner: winners.length === 0 ? null : winners.join(between) })
    .where(isDigestOf(workspace, channel))
}

/** A person must change something: the digest goes on without the role, and whom it concerns is told once. */
async function giveUp(study: Study, digest: Digest, refused: Refused): Promise<Carried> {
  const { workspace, channel } = digest
  study.log.warn({ workspace, channel, ...refused }, "the platform refused the winner's role")
  if (refused.refused === 'revoked') return 'done'
  await inWorkspace(study.database, workspace, async (tx) => {
    const [changed] = await sqlOf(tx)`
      update digests set winner_role = null, winner = null
      where workspace = ${workspace} and channel = ${channel} and winner_role = ${digest.winnerRole} returning channel`
    if (changed !== undefined) await tellKeepers(study, tx, digest, roleRefusedNotice(channel, refused))
  })
  return 'done'
}

/** The digest ends, or gives another role from now on: those who have the old one lose it. */
export async function takeFromWinners(study: Study, tx: Transaction, digest: Digest): Promise<void> {
  const { workspace, winnerRole } = digest
  if (winnerRole === null) return
  const elsewhere = await withItElsewhere(tx, digest, winnerRole)
  for (const member of winnersIn(digest)) {
    if (!elsewhere.has(member)) await sendTaking(study, tx, workspace, winnerRole, member)
  }
}

/** A member has their data deleted: nothing here names them afterwards, and they lose the role. */
export async function forgetWinner(
  study: Study,
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
): Promise<void> {
  const rows = await sqlOf(tx)`
    update digests
    set winner = nullif(array_to_string(array_remove(string_to_array(winner, ${between}), ${member}), ${between}), '')
    where workspace = ${workspace} and ${member} = any (string_to_array(winner, ${between}))
    returning winner_role as role`
  const roles = new Set<string>(rows.flatMap(({ role }) => role ?? []))
  for (const role of roles) await sendTaking(study, tx, workspace, role, member)
}

async function sendTaking(study: Study, tx: Transaction, workspace: WorkspaceId, role: string, member: string) {
  const line = `role:${role}`
  await study.deliveries.send(tx, { workspace, kind: 'take-role', subject: `${role}/${member}`, line })
}

/** Delivery: takes a role from one member. */
export async function takeRole(study: Study, workspace: WorkspaceId, subject: string): Promise<Carried> {
  const slash = subject.indexOf('/')
  const [role, member] = [subject.slice(0, slash), subject.slice(slash + 1)]
  const taken = await platformOf(study, workspace).award(workspace, role, member, false)
  if ('later' in taken) return taken
  if ('refused' in taken) study.log.warn({ workspace, role, ...taken }, 'the platform refused to take a role back')
  return 'done'
}
