import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import { type Database, inWorkspace, type Transaction } from '../db/connect.ts'
import { rounds, schedules } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import { framingOf, wantedBy } from '../paths/following.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { topicTitle } from '../questions/bank.ts'
import type { Wanted } from '../questions/next-question.ts'
import type { Question } from '../questions/question.ts'
import { withoutRetired } from '../questions/retired.ts'
import { isClosedKind } from '../questions/show.ts'
import { holdChoice, pastOf } from '../questions/upcoming-past.ts'
import { chooseQuestion } from '../questions/upcoming-rule.ts'
import { platformOf, readsMessages, type Study } from '../study.ts'
import { parkSchedule } from './parking.ts'
import { openingWords, threadTitle } from './words.ts'

export type Round = typeof rounds.$inferSelect

export type OpenOutcome = 'opened' | 'asked-before' | 'already-open' | 'no-questions'

export interface NewRound {
  readonly workspace: WorkspaceId
  readonly channel: Place
  readonly zone: string
  /** What it is asked for; asked once, whoever comes first. */
  readonly occasion: string
  readonly answerMinutes: number
  /** How long after the answers votes are taken, or ratings. */
  readonly voteMinutes: number
  /** Open unless it says otherwise. */
  readonly voting?: 'open' | 'blind'
  readonly schedule?: string
  /** The local date that it is asked for; today's unless it says otherwise. */
  readonly date?: Temporal.PlainDate
  /** What may be asked; everything unless it says otherwise. */
  readonly wanted?: Wanted
  /** What is asked, where someone has said so. */
  readonly question?: Question
  readonly neededGroup?: string
  /** The role that the opening message pings. */
  readonly pingRole?: string
  /** The company track that its schedule follows. */
  readonly track?: string
  readonly now: Temporal.Instant
}

/** What a channel without a schedule gets. */
export const defaultAnswerMinutes = 8 * 60
/** How long the answers of a blind round are rated where nothing else was said. */
const defaultRatingMinutes = 2 * 60

/** Claims the occasion, chooses a question, and hands the asking to delivery, all in this transaction. */
export async function openRound(study: Study, tx: Transaction, wanted: NewRound): Promise<OpenOutcome> {
  const { workspace, channel, occasion, zone, now } = wanted
  holdChoice(tx, workspace, channel)
  const question = wanted.question ?? (await chosenFor(study, tx, wanted))
  if (question === undefined) return 'no-questions'
  const id = study.newId()
  const answersUntil = now.add({ minutes: wanted.answerMinutes })
  // what is chosen with buttons gets no votes: it closes with its answers
  const voting = isClosedKind(question) ? 'open' : (wanted.voting ?? 'open')
  const voteMinutes = isClosedKind(question) ? 0 : minutesToVote(voting, wanted.voteMinutes)
  // sent beside it, to save a round trip: for an occasion that was asked before, delivery finds no such round
  const delivery = { workspace, kind: 'ask-round', subject: id, line: id }
  const claim = tx
    .insert(rounds)
    .values({
      workspace,
      id,
      occasion,
      channel,
      zone,
      question: question.id,
      schedule: wanted.schedule ?? null,
      neededGroup: wanted.neededGroup ?? null,
      voteEmoji: sql`(select vote_emoji from workspaces where id = ${workspace})`,
      voting,
      askedAt: now,
      answersUntil,
      revealAt: voting === 'blind' ? answersUntil : null,
      remindAt: answersUntil.subtract({ seconds: Math.min(60, wanted.answerMinutes / 2) * 60 }),
      closesAt: answersUntil.add({ minutes: voteMinutes }),
    })
    .onConflictDoNothing()
    .returning()
  const [[claimed]] = await Promise.all([claim, study.deliveries.send(tx, delivery)])
  if (claimed === undefined) return 'asked-before'
  rememberClaimed(study, { round: claimed, pingRole: wanted.pingRole, track: wanted.track })
  return 'opened'
}

async function chosenFor(study: Study, tx: Transaction, asked: NewRound): Promise<Question | undefined> {
  const { workspace, channel, schedule, zone, now, wanted } = asked
  const date = asked.date ?? now.toZonedDateTimeISO(zone).toPlainDate()
  const past = await pastOf(tx, workspace, channel)
  return chooseQuestion(withoutRetired(study.bank), past, { schedule, date, wanted }).question
}

/** How long votes or ratings are taken: in a blind round, which is judged once it is shown, never not at all. */
export function minutesToVote(voting: 'open' | 'blind', minutes: number): number {
  return voting === 'blind' && minutes === 0 ? defaultRatingMinutes : minutes
}

/**
 * A question out of turn, as a schedule of the channel would ask it: the one that is named, else its first.
 *
 * @param question which one; without it, what the schedule would ask
 */
export async function postNow(
  study: Study,
  tx: Transaction,
  asked: Pick<NewRound, 'workspace' | 'channel' | 'occasion' | 'now'> & { readonly workspaceZone: string },
  { like, question }: { readonly like?: string; readonly question?: Question } = {},
): Promise<OpenOutcome> {
  const { workspace, channel, workspaceZone } = asked
  if ((await openRoundsIn(tx, workspace, channel)).length > 0) return 'already-open'
  const [schedule] = await tx
    .select()
    .from(schedules)
    .where(
      and(
        eq(schedules.workspace, workspace),
        eq(schedules.channel, channel),
        like === undefined ? undefined : eq(schedules.id, like),
      ),
    )
    .orderBy(asc(schedules.id))
    .limit(1)
  return openRound(study, tx, {
    ...asked,
    zone: schedule?.zone ?? workspaceZone,
    answerMinutes: schedule?.answerMinutes ?? defaultAnswerMinutes,
    voteMinutes: schedule?.voteMinutes ?? 0,
    voting: schedule?.voting ?? 'open',
    ...(schedule === undefined ? {} : { wanted: wantedBy(study.bank, schedule) }),
    ...(question === undefined ? {} : { question }),
    ...(schedule?.neededGroup ? { neededGroup: schedule.neededGroup } : {}),
  })
}

/** A channel's rounds that take answers, or are about to be posted; latest first. */
export async function openRoundsIn(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<Round[]> {
  return tx
    .select()
    .from(rounds)
    .where(
      and(
        eq(rounds.workspace, workspace),
        eq(rounds.channel, channel),
        isNull(rounds.closingAt),
        isNull(rounds.refusal),
      ),
    )
    .orderBy(desc(rounds.askedAt))
}

/** Delivery: posts the question with its thread, once, and remembers where it stands. */
export async function askRound(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const { round, pingRole, track } =
    takeClaimed(study, id) ?? (await inWorkspace(study.database, workspace, (tx) => roundToAsk(tx, workspace, id)))
  if (round === undefined || round.threadId !== null || round.refusal !== null) return 'done'
  const question = study.bank.questions.get(round.question)
  if (question === undefined) throw new Error(`question ${round.question} is no longer in the bank`)
  const topic = topicTitle(study.bank, question.topic)
  const said = await platformOf(study, workspace).openThread(
    workspace,
    round.channel,
    threadTitle(question, topic),
    openingWords(
      question,
      topic,
      { ...round, byForm: !readsMessages(study, workspace), framing: framingOf(study.bank, track, question.id) },
      pingRole,
    ),
    `ask:${id}`,
  )
  if ('later' in said) return said
  const known =
    'refused' in said
      ? { refusal: `${said.refused}: ${said.detail}` }
      : {
          threadPlace: said.done.place,
          threadId: said.done.id,
          openingPlace: said.done.opening.place,
          openingId: said.done.opening.id,
        }
  await inWorkspace(study.database, workspace, async (tx) => {
    await tx
      .update(rounds)
      .set(known)
      .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id)))
    if ('refused' in said) await parkSchedule(study, tx, round, said)
  })
  if ('refused' in said) study.log.warn({ workspace, round: id, ...said }, 'the platform refused a question')
  return 'done'
}

interface RoundToAsk {
  readonly round: Round | undefined
  readonly pingRole: string | undefined
  /** The company track that its schedule follows. */
  readonly track: string | undefined
}

/**
 * What this process has just claimed, so that its own delivery need not read it again: an asking needs nothing of a
 * round that changes before it is asked. Taken once: a second try, like another process, reads the database.
 */
const justClaimed = new WeakMap<Database, Map<string, RoundToAsk>>()
const mostRemembered = 5_000

function rememberClaimed({ database }: Study, { round, ...rest }: RoundToAsk & { readonly round: Round }): void {
  const claimed = justClaimed.get(database) ?? new Map<string, RoundToAsk>()
  justClaimed.set(database, claimed)
  claimed.set(round.id, { round, ...rest })
  const [oldest] = claimed.keys()
  if (claimed.size > mostRemembered && oldest !== undefined) claimed.delete(oldest)
}

function takeClaimed({ database }: Study, id: string): RoundToAsk | undefined {
  const claimed = justClaimed.get(database)
  const found = claimed?.get(id)
  claimed?.delete(id)
  return found
}

/** The round, with what its schedule says of it. */
async function roundToAsk(tx: Transaction, workspace: WorkspaceId, id: string): Promise<RoundToAsk> {
  const [found] = await tx
    .select({ round: rounds, pingRole: schedules.pingRole, track: schedules.track })
    .from(rounds)
    .leftJoin(schedules, and(eq(schedules.workspace, rounds.workspace), eq(schedules.id, rounds.schedule)))
    .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id)))
  return { round: found?.round, pingRole: found?.pingRole ?? undefined, track: found?.track ?? undefined }
}

export async function roundById(tx: Transaction, workspace: WorkspaceId, id: string): Promise<Round | undefined> {
  const [round] = await tx
    .select()
    .from(rounds)
    .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id)))
  return round
}
