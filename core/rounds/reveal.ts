import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'
import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { rounds, threadMessages } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import { draw } from '../draw.ts'
import type { Place, Thread, WorkspaceId } from '../platform.ts'
import { platformOf, type Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { threadOf } from './catch-up.ts'
import { type FormAnswer, isShown, keepWhereShown } from './form-answer-rows.ts'
import { openRoundsIn, type Round, roundById } from './open-round.ts'
import { type Revealed, rateWords, revealedWords } from './reveal-words.ts'
import { answersOf, holdThread, revealedAnswers } from './thread-facts.ts'
import { moment } from './words.ts'

/**
 * The reveal of a blind round: its answers appear in the thread without names, numbered in an order of chance, and are
 * rated from then on. Claimed under the lock of the close, so that an answer is either in it or refused.
 */

/** Its reveal is under way or over: answers can be withdrawn, and no longer sent or changed. */
export function isPastReveal({ voting, revealAt }: Round): boolean {
  return voting === 'blind' && revealAt === null
}

/** A blind round whose answers have ended: whoever claims it first hands its reveal to delivery. */
export async function revealDueRound(study: Study, workspace: WorkspaceId, id: string): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    const now = await nowIn(study, tx, workspace)
    const round = await roundById(tx, workspace, id)
    if (round?.revealAt == null || Temporal.Instant.compare(round.revealAt, now) > 0) return
    await claimReveal(study, tx, round, now)
  })
}

export interface RevealedEarly {
  readonly answers: number
  /** Until when they are rated. */
  readonly until: Temporal.Instant
}

/**
 * The first `/study close` in a blind round: ends its answers and shows them, rated as long as planned from now on.
 * None where the latest open round is not blind, has been revealed, or has nothing to show: then it closes.
 */
export async function revealNow(
  study: Study,
  tx: Transaction,
  asked: { readonly workspace: WorkspaceId; readonly channel: Place; readonly now: Temporal.Instant },
): Promise<RevealedEarly | undefined> {
  const { workspace, channel, now } = asked
  const [round] = await openRoundsIn(tx, workspace, channel)
  if (round === undefined || round.revealAt === null) return undefined
  await claimReveal(study, tx, round, now)
  const after = await roundById(tx, workspace, round.id)
  const { length: answers } = await revealedAnswers(tx, workspace, round.id)
  return after === undefined || answers === 0 ? undefined : { answers, until: after.closesAt }
}

async function claimReveal(
  study: Study,
  tx: Transaction,
  { workspace, id, threadPlace }: Round,
  now: Temporal.Instant,
): Promise<void> {
  await holdThread(tx, workspace, threadPlace ?? '')
  const round = await roundById(tx, workspace, id)
  if (round === undefined || round.revealAt === null) return
  const given = await answersOf(tx, workspace, id)
  const members = given.map(({ member }) => member)
  await numberAnswers(tx, round, inOrderOfChance(members, study.newId()))
  const isShownNow = given.length > 0 && round.closingAt === null && round.refusal === null
  await tx
    .update(rounds)
    .set({
      revealAt: null,
      remindAt: null,
      answersUntil: sql`least(${rounds.answersUntil}, ${now.toString()}::timestamptz)`,
      ...(isShownNow ? { closesAt: closeAfterReveal(round, round.revealAt, now) } : {}),
    })
    .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id)))
  if (isShownNow) await study.deliveries.send(tx, { workspace, kind: 'reveal', subject: id, line: id })
}

/**
 * By a seed that nobody is told and that is not kept: by the round's id, anyone could work out who stands where.
 */
function inOrderOfChance(members: readonly string[], seed: string): string[] {
  return [...members].sort((a, b) => draw(seed, a) - draw(seed, b) || (a < b ? -1 : 1))
}

async function numberAnswers(tx: Transaction, { workspace, id }: Round, members: readonly string[]): Promise<void> {
  await sqlOf(tx)`
    update thread_messages m set number = drawn.number
    from unnest(${[...members]}::text[]) with ordinality as drawn (member, number)
    where m.workspace = ${workspace} and m.round = ${id} and m.by_form and m.member = drawn.member`
}

const onTimeMinutes = 5

/** A reveal that comes early or late takes the time for ratings with it. */
function closeAfterReveal(
  { answersUntil, closesAt }: Round,
  planned: Temporal.Instant,
  now: Temporal.Instant,
): Temporal.Instant {
  const off = Math.abs(planned.until(now).total('minutes'))
  return off <= onTimeMinutes ? closesAt : now.add(answersUntil.until(closesAt))
}

/** Delivery: says each answer, then how they are rated. Each step is done once, however often the whole is tried. */
export async function reveal(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const { round, answers } = await inWorkspace(study.database, workspace, async (tx) => ({
    round: await roundById(tx, workspace, id),
    answers: await numberedAnswers(tx, workspace, id),
  }))
  const thread = round && threadOf(round)
  if (round === undefined || thread === undefined || round.closedAt !== null || round.refusal !== null) return 'done'
  for (const answer of answers) {
    const said = await sayRevealed(study, thread, answer)
    if (said === 'refused') return 'done'
    if ('later' in said) return said
  }
  return inviteToRate(study, round, thread)
}

/** Delivery: after an answer was withdrawn or removed, its message says so. `subject`: the round and its number. */
export async function showRevealed(study: Study, workspace: WorkspaceId, subject: string): Promise<Carried> {
  const [id = '', number = ''] = subject.split(':')
  const { round, answer } = await inWorkspace(study.database, workspace, async (tx) => ({
    round: await roundById(tx, workspace, id),
    answer: (await numberedAnswers(tx, workspace, id)).find((one) => String(one.number) === number),
  }))
  const thread = round && threadOf(round)
  if (thread === undefined || answer === undefined) return 'done'
  // said under its key, it stands there as it was said first
  const shown = await sayRevealed(study, thread, answer)
  if (shown === 'refused') return 'done'
  if ('later' in shown) return shown
  const edited = await platformOf(study, workspace).edit(workspace, shown.done, wordsOf(answer))
  if ('later' in edited) return edited
  if ('refused' in edited) study.log.warn({ workspace, round: id, ...edited }, 'the platform refused to show an answer')
  return 'done'
}

async function numberedAnswers(tx: Transaction, workspace: WorkspaceId, round: string): Promise<FormAnswer[]> {
  return tx
    .select()
    .from(threadMessages)
    .where(
      and(eq(threadMessages.workspace, workspace), eq(threadMessages.round, round), isNotNull(threadMessages.number)),
    )
    .orderBy(asc(threadMessages.number))
}

async function sayRevealed(study: Study, thread: Thread, answer: FormAnswer) {
  const { workspace, round, number, member } = answer
  if (isShown(answer)) return { done: { place: answer.place, id: answer.id } }
  const said = await platformOf(study, workspace).say(workspace, thread, wordsOf(answer), `reveal:${round}:${number}`)
  if ('later' in said) return said
  if ('refused' in said) {
    study.log.warn({ workspace, round, ...said }, 'the platform refused to show an answer')
    return 'refused'
  }
  await inWorkspace(study.database, workspace, (tx) =>
    keepWhereShown(tx, { workspace, round, member: member ?? '' }, said.done),
  )
  return said
}

function wordsOf(answer: FormAnswer) {
  return revealedWords(answer.number ?? 0, standingOf(answer))
}

function standingOf({ text, deletedAt, removedAt }: FormAnswer): Revealed {
  if (removedAt !== null) return 'removed'
  return deletedAt !== null || text === null ? 'withdrawn' : { text }
}

/** So long there is to rate after a reveal that the platform held up; where less was planned, as long as that. */
const leastRatingMinutes = 30

async function inviteToRate(study: Study, { workspace, id }: Round, thread: Thread): Promise<Carried> {
  const { closesAt, standing } = await inWorkspace(study.database, workspace, async (tx) => ({
    closesAt: await markRevealed(tx, workspace, id, await nowIn(study, tx, workspace)),
    standing: (await revealedAnswers(tx, workspace, id)).length,
  }))
  const words = rateWords(id, standing, moment(closesAt))
  const said = await platformOf(study, workspace).say(workspace, thread, words, `rate:${id}`)
  if ('later' in said) return said
  if ('refused' in said) study.log.warn({ workspace, round: id, ...said }, 'the platform refused to invite to rate')
  return 'done'
}

/** Ahead of the invitation, so that its button works from the first moment on. Gives when the round closes. */
async function markRevealed(
  tx: Transaction,
  workspace: WorkspaceId,
  id: string,
  now: Temporal.Instant,
): Promise<Temporal.Instant> {
  const at = now.toString()
  const [row] = await sqlOf(tx)`
    update rounds set revealed_at = coalesce(revealed_at, ${at}), closes_at = case
      when revealed_at is null and closing_at is null then greatest(closes_at,
        ${at}::timestamptz + least(closes_at - answers_until, ${leastRatingMinutes} * interval '1 minute'))
      else closes_at end
    where workspace = ${workspace} and id = ${id} returning closes_at`
  return Temporal.Instant.from(row?.closes_at)
}
