import { and, desc, eq, isNull } from 'drizzle-orm'
import { inWorkspace, type Transaction } from '../db/connect.ts'
import { rounds, schedules } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { topicTitle } from '../questions/bank.ts'
import { nextQuestion } from '../questions/next-question.ts'
import { platformOf, type Study } from '../study.ts'
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
  /** How long after the answers votes are taken. */
  readonly voteMinutes: number
  readonly schedule?: string
  readonly neededGroup?: string
  readonly now: Temporal.Instant
}

/** What a channel without a schedule gets. */
export const defaultAnswerMinutes = 8 * 60

/** How far back a channel's questions are remembered, so as not to ask one twice. */
const remembered = 2_000

/** Claims the occasion, chooses a question, and hands the asking to delivery, all in this transaction. */
export async function openRound(study: Study, tx: Transaction, wanted: NewRound): Promise<OpenOutcome> {
  const { workspace, channel, occasion, zone, now } = wanted
  const question = nextQuestion(study.bank.questions, await askedIn(tx, workspace, channel), `${workspace} ${channel}`)
  if (question === undefined) return 'no-questions'
  const id = study.newId()
  const answersUntil = now.add({ minutes: wanted.answerMinutes })
  const claimed = await tx
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
      askedAt: now,
      answersUntil,
      remindAt: answersUntil.subtract({ minutes: Math.min(60, wanted.answerMinutes / 2) }),
      closesAt: answersUntil.add({ minutes: wanted.voteMinutes }),
    })
    .onConflictDoNothing()
    .returning({ id: rounds.id })
  if (claimed.length === 0) return 'asked-before'
  await study.deliveries.send(tx, { workspace, kind: 'ask-round', subject: id, line: id })
  return 'opened'
}

/** `/study post`: a question out of turn, with the hours of the channel's schedule. */
export async function postNow(
  study: Study,
  tx: Transaction,
  asked: Omit<NewRound, 'answerMinutes' | 'voteMinutes' | 'zone'> & { readonly workspaceZone: string },
): Promise<OpenOutcome> {
  const { workspace, channel, workspaceZone } = asked
  if ((await openRoundsIn(tx, workspace, channel)).length > 0) return 'already-open'
  const [schedule] = await tx
    .select()
    .from(schedules)
    .where(and(eq(schedules.workspace, workspace), eq(schedules.channel, channel)))
    .limit(1)
  return openRound(study, tx, {
    ...asked,
    zone: schedule?.zone ?? workspaceZone,
    answerMinutes: schedule?.answerMinutes ?? defaultAnswerMinutes,
    voteMinutes: schedule?.voteMinutes ?? 0,
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
  const round = await inWorkspace(study.database, workspace, (tx) => roundById(tx, workspace, id))
  if (round === undefined || round.threadId !== null || round.refusal !== null) return 'done'
  const question = study.bank.questions.get(round.question)
  if (question === undefined) throw new Error(`question ${round.question} is no longer in the bank`)
  const topic = topicTitle(study.bank, question.topic)
  const said = await platformOf(study, workspace).openThread(
    workspace,
    round.channel,
    threadTitle(question, topic),
    openingWords(question, topic, round),
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
  await inWorkspace(study.database, workspace, (tx) =>
    tx
      .update(rounds)
      .set(known)
      .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id))),
  )
  if ('refused' in said) study.log.warn({ workspace, round: id, ...said }, 'the platform refused a question')
  return 'done'
}

export async function roundById(tx: Transaction, workspace: WorkspaceId, id: string): Promise<Round | undefined> {
  const [round] = await tx
    .select()
    .from(rounds)
    .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id)))
  return round
}

async function askedIn(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<string[]> {
  const rows = await tx
    .select({ question: rounds.question })
    .from(rounds)
    .where(and(eq(rounds.workspace, workspace), eq(rounds.channel, channel)))
    .orderBy(desc(rounds.askedAt), desc(rounds.id))
    .limit(remembered)
  return rows.map(({ question }) => question)
}
