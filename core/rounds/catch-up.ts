import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { rounds } from '../db/schema.ts'
import type { Place, Said, Thread, ThreadEntry, WorkspaceId } from '../platform.ts'
import { isClosedKind } from '../questions/show.ts'
import { noteStudyDays } from '../standings/study-days.ts'
import { platformOf, readsMessages, type Study } from '../study.ts'
import { isGone } from '../workspaces/gone.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { couldAnswer } from './answer-rule.ts'
import type { Round } from './open-round.ts'
import { withFiles } from './shared-files.ts'
import { holdThread } from './thread-facts.ts'
import { byButton, plainEmoji, usualVoteEmoji } from './vote-emoji.ts'
import { withoutGone } from './without-gone.ts'

/** A thread as it stood when it was read. */
export interface ThreadReading {
  readonly entries: readonly ThreadEntry[]
  readonly at: Temporal.Instant
}

/** What happened this shortly before a reading may be missing from it, and is not taken as undone. */
const readingDelaySeconds = 5

/** After downtime: reads the open threads of a workspace again, so that nothing said meanwhile is lost. */
export async function catchUpWorkspace(study: Study, workspace: WorkspaceId): Promise<void> {
  const open = await inWorkspace(study.database, workspace, (tx) =>
    tx
      .select()
      .from(rounds)
      .where(and(eq(rounds.workspace, workspace), isNull(rounds.closedAt), isNotNull(rounds.threadId))),
  )
  for (const round of open) {
    if (round.voting === 'blind' || isClosedKind(study.bank.questions.get(round.question))) continue
    const reading = await readThreadOf(study, round)
    if (!('done' in reading)) continue
    await inWorkspace(study.database, workspace, async (tx) => {
      await holdThread(tx, workspace, threadOf(round)?.place ?? '')
      await mergeReading(tx, round, reading.done, readsMessages(study, workspace))
    })
  }
}

export function threadOf({ threadPlace, threadId, openingPlace, openingId }: Round): Thread | undefined {
  if (threadPlace === null || threadId === null || openingPlace === null || openingId === null) return undefined
  return { place: threadPlace, id: threadId, opening: { place: openingPlace, id: openingId } }
}

/** Reads a round's thread from its platform. An empty reading for a round that was never posted. */
export async function readThreadOf(study: Study, round: Round): Promise<Said<ThreadReading | undefined>> {
  const thread = threadOf(round)
  if (thread === undefined) return { done: undefined }
  const at = await inWorkspace(study.database, round.workspace, (tx) => nowIn(study, tx, round.workspace))
  const said = await platformOf(study, round.workspace).readThread(round.workspace, thread)
  return 'done' in said ? { done: { entries: said.done, at } } : said
}

/**
 * Takes over what a reading shows: messages, edits, reactions, and what is no longer there. Without its texts
 * messages stay as they were heard. In a blind round nothing of it counts. The thread must be held.
 */
export async function mergeReading(
  tx: Transaction,
  round: Pick<Round, 'workspace' | 'id' | 'threadPlace' | 'closesAt' | 'answersUntil' | 'voteEmoji' | 'voting'>,
  reading: ThreadReading | undefined,
  withTexts: boolean,
): Promise<void> {
  if (reading === undefined || round.threadPlace === null || round.voting === 'blind') return
  const { workspace, id, threadPlace: place } = round
  const entries = await withoutGone(tx, { workspace, place }, reading.entries)
  const people = entries.filter(({ member }) => member.bot !== true)
  const settledBy = reading.at.subtract({ seconds: readingDelaySeconds })
  const inTime = Temporal.Instant.compare(reading.at, round.closesAt) < 0 ? reading.at : round.closesAt
  await mergeMembers(tx, workspace, entries, reading.at)
  if (withTexts) await mergeMessages(tx, { workspace, id, place, until: round.answersUntil }, people)
  await forgetDeleted(tx, { workspace, id, at: reading.at, settledBy }, people)
  // also those on what the bot said for someone
  const voting = new Set(round.voteEmoji ?? usualVoteEmoji)
  await mergeVotes(tx, { workspace, id, place, at: inTime, settledBy, voting }, entries)
}

async function mergeMembers(
  tx: Transaction,
  workspace: WorkspaceId,
  entries: readonly ThreadEntry[],
  at: Temporal.Instant,
): Promise<void> {
  const met = new Map(
    entries
      .flatMap((entry) => [entry.member, ...entry.reactions.flatMap(({ members }) => members)])
      .filter(({ bot }) => bot !== true)
      .map((m) => [m.id, m]),
  )
  const rows = [...met.values()].map(({ id, name, zone, groups }) => ({
    id,
    name,
    zone: zone ?? null,
    groups: groups ?? null,
  }))
  await sqlOf(tx)`
    insert into members as m (workspace, id, name, zone, groups, seen_at)
    select ${workspace}, id, name, zone, groups, ${at.toString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as met (id text, name text, zone text, groups text[])
    on conflict (workspace, id) do update set groups = excluded.groups
      where excluded.groups is not null and m.groups is distinct from excluded.groups`
}

async function mergeMessages(
  tx: Transaction,
  { workspace, id, place, until }: { workspace: WorkspaceId; id: string; place: Place; until: Temporal.Instant },
  entries: readonly ThreadEntry[],
): Promise<void> {
  const rows = entries
    .filter(({ at }) => Temporal.Instant.compare(at, until) <= 0)
    .map(({ message, member, text, files, at, editedAt }) => ({
      message,
      member: member.id,
      text: withFiles(text, files),
      said: at.toString(),
      edited: editedAt?.toString() ?? null,
    }))
  const merged = await sqlOf(tx)`
    insert into thread_messages as m (workspace, place, id, round, member, text, said_at, edited_at)
    select ${workspace}, ${place}, message, ${id}, member, text, said, edited
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as entry (message text, member text, text text, said timestamptz, edited timestamptz)
    where edited is null or edited <= ${until.toString()}::timestamptz
    on conflict (workspace, place, id) do update
      set member = excluded.member, said_at = excluded.said_at,
        text = case
          when m.deleted_at is not null then null
          when m.text is null or m.edited_at is null or excluded.edited_at >= m.edited_at then excluded.text
          else m.text end,
        edited_at = greatest(m.edited_at, excluded.edited_at)
    returning member, text, said_at, xmax = 0 as "isNew"`
  const unheard = merged.filter(({ member, text, isNew }) => isNew && !isGone(member) && couldAnswer(text ?? ''))
  await noteStudyDays(
    tx,
    workspace,
    unheard.map(({ member, said_at: at }) => ({ member, at: Temporal.Instant.from(at) })),
  )
}

async function forgetDeleted(
  tx: Transaction,
  {
    workspace,
    id,
    at,
    settledBy,
  }: { workspace: WorkspaceId; id: string; at: Temporal.Instant; settledBy: Temporal.Instant },
  entries: readonly ThreadEntry[],
): Promise<void> {
  await sqlOf(tx)`
    update thread_messages set deleted_at = ${at.toString()}::timestamptz, text = null
    where workspace = ${workspace} and round = ${id} and deleted_at is null and said_at <= ${settledBy.toString()}::timestamptz
      and not by_form and id <> all (${entries.map(({ message }) => message)}::text[])`
}

async function mergeVotes(
  tx: Transaction,
  about: {
    workspace: WorkspaceId
    id: string
    place: Place
    at: Temporal.Instant
    settledBy: Temporal.Instant
    voting: ReadonlySet<string>
  },
  entries: readonly ThreadEntry[],
): Promise<void> {
  const { workspace, id, place, at, settledBy, voting } = about
  const standing = entries.flatMap(({ message, reactions }) =>
    reactions.flatMap(({ emoji, members }) => {
      const vote = plainEmoji(emoji)
      if (!voting.has(vote)) return []
      return members.filter(({ bot }) => bot !== true).map((voter) => ({ message, voter: voter.id, emoji: vote }))
    }),
  )
  const unique = [...new Map(standing.map((vote) => [JSON.stringify(vote), vote])).values()]
  const rows = JSON.stringify(unique)
  await sqlOf(tx)`
    insert into votes as v (workspace, place, message, voter, emoji, added_at)
    select ${workspace}, ${place}, message, voter, emoji, ${at.toString()}::timestamptz
    from jsonb_to_recordset(${rows}::jsonb) as standing (message text, voter text, emoji text)
    on conflict (workspace, place, message, voter, emoji) do update set added_at = excluded.added_at
      where v.added_at is null or v.removed_at >= v.added_at`
  await sqlOf(tx)`
    update votes v set removed_at = ${at.toString()}::timestamptz
    from thread_messages m
    where m.workspace = ${workspace} and m.round = ${id}
      and m.id = any (${entries.map(({ message }) => message)}::text[])
      and v.workspace = m.workspace and v.place = m.place and v.message = m.id and v.emoji <> ${byButton}
      and v.added_at <= ${settledBy.toString()}::timestamptz
      and (v.removed_at is null or v.removed_at < v.added_at)
      and not exists (
        select 1 from jsonb_to_recordset(${rows}::jsonb) as standing (message text, voter text, emoji text)
        where standing.message = v.message and standing.voter = v.voter and standing.emoji = v.emoji)`
}
