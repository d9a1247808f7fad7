import { inWorkspace, type Transaction } from '../db/connect.ts'
import { digests } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { Refused } from '../rounds/parking-words.ts'
import { notesOf, platformOf, type Study } from '../study.ts'
import { isLeft, nowIn } from '../workspaces/workspaces.ts'
import { boardPictures } from './board-picture.ts'
import { boardOfWeek, nextQuestionAt, takingPart, teamsOfWeek } from './digest-board.ts'
import { tellKeepers } from './digest-keepers.ts'
import { type Digest, digestOf, isDigestOf, readSubject, subjectOf } from './digest-rows.ts'
import { type DigestTimes, dueDigest, nextDigest, type ToldWeek, weekToldOn } from './digest-rule.ts'
import { digestRefusedNotice, digestTitle, digestWords, weekPicture } from './digest-words.ts'
import { saySeason } from './season-close.ts'
import { takeFromWinners } from './winner-role.ts'

export interface WantedDigest extends DigestTimes {
  readonly workspace: WorkspaceId
  readonly channel: Place
  readonly winnerRole: string | null
}

/** Has a channel's board told once a week, or at other times than before. */
export async function keepDigest(study: Study, tx: Transaction, wanted: WantedDigest, now: Temporal.Instant) {
  const { workspace, channel, ...settings } = wanted
  const before = await digestOf(tx, workspace, channel)
  const isSameRole = before?.winnerRole === wanted.winnerRole
  if (before !== undefined && !isSameRole) await takeFromWinners(study, tx, before)
  const nextAt = nextDigest(wanted, now)
  const changed = isSameRole ? { ...settings, nextAt } : { ...settings, nextAt, winner: null }
  await tx
    .insert(digests)
    .values({ ...wanted, nextAt })
    .onConflictDoUpdate({ target: [digests.workspace, digests.channel], set: changed })
  return nextAt
}

/** Whether there was one. Its winners lose their role. */
export async function dropDigest(
  study: Study,
  tx: Transaction,
  workspace: WorkspaceId,
  channel: Place,
): Promise<boolean> {
  const [dropped] = await tx.delete(digests).where(isDigestOf(workspace, channel)).returning()
  if (dropped !== undefined) await takeFromWinners(study, tx, dropped)
  return dropped !== undefined
}

/**
 * Hands a due digest to delivery, and sets the next one. Whoever locks the row first does it. Where the bot has been
 * removed nothing is said, and it goes on when it is back.
 */
export async function claimDueDigest(study: Study, workspace: WorkspaceId, channel: Place): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    const [digest] = await tx
      .select()
      .from(digests)
      .where(isDigestOf(workspace, channel))
      .for('update', { skipLocked: true })
    const now = await nowIn(study, tx, workspace)
    if (digest === undefined || Temporal.Instant.compare(digest.nextAt, now) > 0) return
    await tx
      .update(digests)
      .set({ nextAt: nextDigest(digest, now) })
      .where(isDigestOf(workspace, channel))
    const date = dueDigest(digest, digest.nextAt, now)
    if (date === undefined || (await isLeft(tx, workspace))) return
    await send(study, tx, 'say-digest', digest, date)
  })
}

async function send(
  study: Study,
  tx: Transaction,
  kind: 'say-digest' | 'award-winners',
  digest: Digest,
  date: Temporal.PlainDate,
): Promise<void> {
  const { workspace, channel } = digest
  await study.deliveries.send(tx, { workspace, kind, subject: subjectOf(digest, date), line: `digest:${channel}` })
}

/** Delivery: says the week's board in its channel, once; nothing of a week in which nobody had points. */
export async function sayDigest(study: Study, workspace: WorkspaceId, subject: string): Promise<Carried> {
  const { channel, date } = readSubject(subject)
  const week = weekToldOn(date)
  const found = await inWorkspace(study.database, workspace, async (tx) => {
    const digest = await digestOf(tx, workspace, channel)
    return digest && { digest, told: await weekOf(study, tx, digest, week) }
  })
  if (found === undefined) return 'done'
  const { digest, told } = found
  if (told.standings.length > 0) {
    const pictures = await boardPictures(study, workspace, weekPicture(told))
    const message = digestWords(told, pictures)
    const key = `digest:${channel}:${date}`
    const said = await platformOf(study, workspace).openThread(workspace, channel, digestTitle(week), message, key)
    if ('later' in said) return said
    if ('refused' in said) return parkDigest(study, digest, said)
  }
  const season = week.season === undefined ? 'done' : await saySeason(study, digest, { ...week, season: week.season })
  if (season !== 'done') return season
  if (told.standings.length > 0 && digest.winnerRole !== null)
    await inWorkspace(study.database, workspace, (tx) => send(study, tx, 'award-winners', digest, date))
  return 'done'
}

async function weekOf(study: Study, tx: Transaction, digest: Digest, week: ToldWeek) {
  const { standings, moved } = await boardOfWeek(tx, digest, week)
  const now = await nowIn(study, tx, digest.workspace)
  const teams = await teamsOfWeek(tx, digest.workspace, standings, now)
  const [taking, nextAt] = [await takingPart(tx, digest, week), await nextQuestionAt(tx, digest)]
  return { week, standings, moved, teams, taking, nextAt }
}

/**
 * The platform will not carry it until a person changes something: the digest ends, and those who keep the channel's
 * schedules are told once what is missing. Without access it only waits for the next week.
 */
async function parkDigest(study: Study, { workspace, channel }: Digest, refused: Refused): Promise<Carried> {
  study.log.warn({ workspace, channel, ...refused }, 'the platform refused a digest')
  if (refused.refused === 'revoked') return 'done'
  await inWorkspace(study.database, workspace, async (tx) => {
    if (!(await dropDigest(study, tx, workspace, channel))) return
    const text = digestRefusedNotice(channel, refused, notesOf(study, workspace))
    await tellKeepers(study, tx, { workspace, channel }, text)
  })
  return 'done'
}
