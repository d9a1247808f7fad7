import { and, eq, isNull, sql } from 'drizzle-orm'
import { inWorkspace, type Transaction } from '../db/connect.ts'
import { answers, rounds, schedules } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import { draw } from '../draw.ts'
import { framingOf } from '../paths/following.ts'
import type { Place, Reach, Thread, WorkspaceId } from '../platform.ts'
import { topicTitle } from '../questions/bank.ts'
import { isClosedKind } from '../questions/show.ts'
import { earnedOn, holdLedger, recordRoundPoints } from '../standings/ledger.ts'
import { type PointsGiven, pointsForBlindRound, pointsForRound } from '../standings/points.ts'
import { platformOf, readsMessages, type Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { closeBallots } from './ballot-close.ts'
import { mergeReading, readThreadOf, type ThreadReading, threadOf } from './catch-up.ts'
import { gradeChoices } from './closed-questions.ts'
import { learnFromRound } from './learn-from-round.ts'
import { openRoundsIn, type Round, roundById } from './open-round.ts'
import { resultsOf } from './results.ts'
import { pauseIfSilent } from './schedule-silence.ts'
import { endThread } from './thread-end.ts'
import { answersOf, holdThread } from './thread-facts.ts'
import { type RankedAnswer, rankByVotes } from './vote-rule.ts'
import { freshAmong, votesOf } from './votes.ts'
import { answersIn, closedOpeningWords, resultsWithoutQuestion, resultsWords } from './words.ts'

export type CloseOutcome = 'closing' | 'none-open'

/** `/study close`: ends the latest open round of a channel now; delivery does the rest. */
export async function closeNow(
  study: Study,
  tx: Transaction,
  asked: { workspace: WorkspaceId; channel: Place; now: Temporal.Instant },
): Promise<CloseOutcome> {
  const { workspace, channel, now } = asked
  const [round] = await openRoundsIn(tx, workspace, channel)
  if (round === undefined) return 'none-open'
  const claimed = await claimClose(study, tx, round, { now, closesAt: now })
  return claimed ? 'closing' : 'none-open'
}

/** A round whose time has come: whoever claims it first hands its close to delivery. */
export async function closeDueRound(study: Study, workspace: WorkspaceId, id: string): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    const now = await nowIn(study, tx, workspace)
    const round = await roundById(tx, workspace, id)
    if (round === undefined || Temporal.Instant.compare(round.closesAt, now) > 0) return
    await claimClose(study, tx, round, { now, closesAt: round.closesAt })
  })
}

/** Whoever claims a close first hands it to delivery. */
export async function claimClose(
  study: Study,
  tx: Transaction,
  { workspace, id }: Round,
  { now, closesAt }: { now: Temporal.Instant; closesAt: Temporal.Instant },
): Promise<boolean> {
  const claimed = await tx
    .update(rounds)
    .set({
      closingAt: now,
      closesAt,
      answersUntil: sql`least(${rounds.answersUntil}, ${closesAt.toString()}::timestamptz)`,
    })
    .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id), isNull(rounds.closingAt)))
    .returning({ id: rounds.id })
  if (claimed.length > 0) await study.deliveries.send(tx, { workspace, kind: 'close-round', subject: id, line: id })
  return claimed.length > 0
}

/**
 * Delivery: reads the thread a last time, scores what was said in time, says the results, takes the invitation
 * off the opening message, and ends the thread. Each step is done once, however often the whole is tried.
 */
export async function closeRound(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const round = await inWorkspace(study.database, workspace, (tx) => roundById(tx, workspace, id))
  if (round === undefined) return 'done'
  const scored = round.closedAt === null ? await readAndScore(study, round) : 'done'
  if (scored !== 'done') return scored
  const thread = threadOf(round)
  if (thread === undefined || round.refusal !== null) return 'done'
  const said = await sayResults(study, round, thread)
  return said === 'done' ? endThread(study, round, thread) : said
}

async function readAndScore(study: Study, round: Round): Promise<Carried> {
  const { workspace, id } = round
  const reading = isUnread(study, round) ? { done: undefined } : await readThreadOf(study, round)
  if ('later' in reading && !(await hasWaited(study, round))) return reading
  if (!('done' in reading))
    study.log.warn({ workspace, round: id, ...reading }, 'a thread cannot be read before its close')
  await scoreRound(study, round, 'done' in reading ? reading.done : undefined)
  return 'done'
}

/** Nothing that counts is said in the thread, or it is no longer there. */
function isUnread(study: Study, round: Round): boolean {
  return hasChoices(study, round) || round.voting === 'blind' || round.refusal !== null
}

/** So long the close waits for a last reading; then it counts what was heard. */
const longestWaitMinutes = 2

async function hasWaited(study: Study, { workspace, closingAt, closesAt }: Round): Promise<boolean> {
  const now = await inWorkspace(study.database, workspace, (tx) => nowIn(study, tx, workspace))
  return Temporal.Instant.compare(now, (closingAt ?? closesAt).add({ minutes: longestWaitMinutes })) >= 0
}

/** Answered with buttons or a short text: the thread is talk. */
function hasChoices({ bank }: Study, { question }: Round): boolean {
  return isClosedKind(bank.questions.get(question))
}

/** The close itself: from here on nothing counts. */
async function scoreRound(study: Study, { workspace, id }: Round, reading: ThreadReading | undefined): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    const before = await roundById(tx, workspace, id)
    await holdThread(tx, workspace, before?.threadPlace ?? '')
    const round = await roundById(tx, workspace, id)
    if (round === undefined || round.closedAt !== null) return
    await mergeReading(tx, round, reading, readsMessages(study, round.workspace))
    const now = await nowIn(study, tx, workspace)
    const localDate = round.closesAt.toZonedDateTimeISO(round.zone).toPlainDate()
    const points = await score(study, tx, round, { localDate, now })
    const topic = study.bank.questions.get(round.question)?.topic ?? null
    await recordRoundPoints(tx, { workspace, id, channel: round.channel, at: round.closesAt, localDate, topic }, points)
    await tx
      .update(rounds)
      .set({ closedAt: now, closingAt: round.closingAt ?? now })
      .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id)))
    await pauseIfSilent(study, tx, round, now)
  })
}

interface Closing {
  readonly localDate: Temporal.PlainDate
  readonly now: Temporal.Instant
}

/** Keeps the answers in their order, and gives the points for them; the ledger is held from here on. */
async function score(study: Study, tx: Transaction, round: Round, closing: Closing): Promise<PointsGiven[]> {
  const { workspace, voting } = round
  const { localDate } = closing
  if (voting === 'blind') {
    // ahead of reading the past: one close sees what the one before it wrote
    await holdLedger(tx, workspace)
    const earnedBy = await closeBallots(tx, round, closing)
    const who = [...earnedBy.answers.map(({ member }) => member), ...earnedBy.fullBallots]
    return pointsForBlindRound(earnedBy, await earnedOn(tx, workspace, localDate, [...new Set(who)]))
  }
  const isChosen = hasChoices(study, round)
  const ranked = await (isChosen ? chosenAnswers(study, tx, round) : rankedAnswers(tx, round, localDate))
  await holdLedger(tx, workspace)
  return pointsForRound(ranked, await earnedOn(tx, workspace, localDate, earners(ranked)))
}

/** The weightiest votes first; answers with as much in an order of chance, not of arrival. */
async function rankedAnswers(tx: Transaction, round: Round, localDate: Temporal.PlainDate): Promise<RankedAnswer[]> {
  const { workspace, id } = round
  const given = await answersOf(tx, workspace, id)
  given.sort((a, b) => draw(id, a.member) - draw(id, b.member))
  const votes = await votesOf(tx, workspace, id)
  const voters = votes.map(({ voter }) => voter)
  const ranked = rankByVotes(given, votes, await freshAmong(tx, workspace, voters, localDate))
  await keepAnswers(tx, round, ranked)
  return ranked
}

/** Graded, and without votes: each gives the points of an answer, right or wrong. */
async function chosenAnswers({ bank }: Study, tx: Transaction, round: Round): Promise<RankedAnswer[]> {
  const question = bank.questions.get(round.question)
  if (!isClosedKind(question)) return []
  const made = await gradeChoices(tx, round, question)
  await learnFromRound(tx, round, question, made)
  return made.map(({ member }) => ({ member, text: '', messages: [], voters: [], place: 1 }))
}

function earners(ranked: readonly RankedAnswer[]): string[] {
  return [...new Set(ranked.flatMap(({ member, voters }) => [member, ...voters]))]
}

async function keepAnswers(tx: Transaction, { workspace, id }: Round, ranked: readonly RankedAnswer[]): Promise<void> {
  if (ranked.length === 0) return
  const rows = ranked.map(({ member, text, messages, voters, place }, line) => ({
    workspace,
    round: id,
    member,
    text,
    messages: [...messages],
    voters: [...voters],
    place,
    line,
  }))
  await tx.insert(answers).values(rows)
}

async function sayResults(study: Study, round: Round, thread: Thread): Promise<Carried> {
  const { workspace, id } = round
  const question = study.bank.questions.get(round.question)
  const platform = platformOf(study, workspace)
  const { kept, reach, track } = await inWorkspace(study.database, workspace, async (tx) => ({
    kept: await resultsOf(tx, round),
    ...(await scheduleOf(tx, round)),
  }))
  const results = { ...kept, round: id }
  const words = question === undefined ? resultsWithoutQuestion(results) : resultsWords({ ...results, question })
  const said = await platform.say(workspace, thread, words, `results:${id}`, reach)
  if ('later' in said) return said
  if (question === undefined) return 'done'
  const topic = topicTitle(study.bank, question.topic)
  const closed = { id, answers: answersIn(results), framing: framingOf(study.bank, track, question.id) }
  const edited = await platform.edit(workspace, thread.opening, closedOpeningWords(question, topic, closed))
  if ('later' in edited) return edited
  for (const refused of [said, edited]) {
    if ('refused' in refused) study.log.warn({ workspace, round: id, ...refused }, 'the platform refused the results')
  }
  return 'done'
}

/** Delivery: after an answer was taken out of a closed round, its results say so. */
export async function sayResultsAgain(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const round = await inWorkspace(study.database, workspace, (tx) => roundById(tx, workspace, id))
  const thread = round === undefined ? undefined : threadOf(round)
  const question = study.bank.questions.get(round?.question ?? '')
  if (round === undefined || round.closedAt === null || thread === undefined || question === undefined) return 'done'
  const results = await inWorkspace(study.database, workspace, (tx) => resultsOf(tx, round))
  const words = resultsWords({ ...results, round: id, question })
  const platform = platformOf(study, workspace)
  // said once: under its key the platform tells where it stands
  const said = await platform.say(workspace, thread, words, `results:${id}`)
  if ('later' in said) return said
  const edited = 'done' in said ? await platform.edit(workspace, said.done, words) : said
  if ('later' in edited) return edited
  if ('refused' in edited) study.log.warn({ workspace, round: id, ...edited }, 'the platform refused new results')
  return 'done'
}

/** Whether results are shown in the channel too, and the company track that is followed, as the round's schedule says. */
async function scheduleOf(
  tx: Transaction,
  { workspace, schedule }: Round,
): Promise<{ readonly reach: Reach; readonly track: string | null }> {
  const [row] = await tx
    .select({ inChannel: schedules.resultsInChannel, track: schedules.track })
    .from(schedules)
    .where(and(eq(schedules.workspace, workspace), sql`${schedules.id} = ${schedule}::uuid`))
  return { reach: row?.inChannel === true ? 'channel-too' : 'thread', track: row?.track ?? null }
}
