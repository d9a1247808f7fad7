import { and, eq, sql } from 'drizzle-orm'
import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { threadMessages } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Asked } from '../interactions.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { platformOf, type Study } from '../study.ts'
import { namesOf } from '../workspaces/workspaces.ts'
import { couldAnswer } from './answer-rule.ts'
import { mostInAnswer, shownAnswer } from './answer-words.ts'
import { threadOf } from './catch-up.ts'
import { freshRound, isTooLate } from './closed-questions.ts'
import { type Round, roundById } from './open-round.ts'
import { recordDeletion } from './thread-facts.ts'

/**
 * Answers written in the form: a fact about a message like any other, except that the bot says it. Until it
 * stands in the thread its id is a name of ours; then it is the bot's message, so votes on it find its author.
 */

export type SendOutcome = 'stands' | 'too-late' | 'not-yet' | 'empty' | 'talk' | 'too-long'

/** Takes a form's text as the member's answer; sent again, it replaces the one before. */
export async function sendAnswer(asked: Asked, { id }: Round, text: string): Promise<SendOutcome> {
  const { study, tx, workspace, member, now } = asked
  const round = await freshRound(tx, workspace, id)
  if (round === undefined || isTooLate(round, now)) return 'too-late'
  if (text === '') return 'empty'
  if ([...text].length > mostInAnswer) return 'too-long'
  if (!couldAnswer(text)) return 'talk'
  if (round.threadPlace === null) return 'not-yet'
  await keepFormAnswer(tx, { workspace, round: id, place: round.threadPlace, member: member.id, text, at: now })
  await study.deliveries.send(tx, { workspace, kind: 'show-answer', subject: subjectOf(id, member.id), line: id })
  return 'stands'
}

export type WithdrawOutcome = 'withdrawn' | 'nothing-there'

/** Takes a form's answer back, also after the close: its text is forgotten. */
export async function withdrawAnswer(
  { study, tx, workspace, member, now }: Asked,
  id: string,
): Promise<WithdrawOutcome> {
  await freshRound(tx, workspace, id)
  await holdFormAnswer(tx, workspace, id, member.id)
  const answer = await formAnswerOf(tx, workspace, id, member.id)
  if (answer === undefined || answer.deletedAt !== null) return 'nothing-there'
  const fact = { place: answer.place, id: answer.id, round: id, at: now }
  const { inResults } = await recordDeletion(tx, workspace, fact)
  if (inResults) await study.deliveries.send(tx, { workspace, kind: 'results-again', subject: id, line: id })
  await study.deliveries.send(tx, { workspace, kind: 'show-answer', subject: subjectOf(id, member.id), line: id })
  return 'withdrawn'
}

type FormAnswer = typeof threadMessages.$inferSelect

/** A member's answer by the form, also one that they have withdrawn. */
export async function formAnswerOf(
  tx: Transaction,
  workspace: WorkspaceId,
  round: string,
  member: string,
): Promise<FormAnswer | undefined> {
  const [row] = await tx
    .select()
    .from(threadMessages)
    .where(ownFormAnswer(workspace, round, member))
  return row
}

/** Delivery: shows a form's answer in the thread as it stands now: said once, then edited. */
export async function showAnswer(study: Study, workspace: WorkspaceId, subject: string): Promise<Carried> {
  const [id = '', ...rest] = subject.split(':')
  const member = rest.join(':')
  const { round, answer, name } = await inWorkspace(study.database, workspace, async (tx) => ({
    round: await roundById(tx, workspace, id),
    answer: await formAnswerOf(tx, workspace, id, member),
    name: (await namesOf(tx, workspace, [member])).get(member) ?? member,
  }))
  const thread = round && threadOf(round)
  if (thread === undefined || answer === undefined) return 'done'
  const platform = platformOf(study, workspace)
  const words = shownAnswer(name, answer.deletedAt === null ? answer.text : null, subject)
  const said = isShown(answer)
    ? await platform.edit(workspace, { place: answer.place, id: answer.id }, words)
    : await platform.say(workspace, thread, words, `answer:${subject}`)
  if ('later' in said) return said
  if ('refused' in said) study.log.warn({ workspace, round: id, ...said }, 'the platform refused to show an answer')
  else if (!isShown(answer)) {
    const { place, id: message } = said.done
    await inWorkspace(study.database, workspace, async (tx) => {
      await holdFormAnswer(tx, workspace, id, member)
      await tx
        .update(threadMessages)
        .set({ place, id: message })
        .where(ownFormAnswer(workspace, id, member))
    })
  }
  return 'done'
}

async function keepFormAnswer(
  tx: Transaction,
  sent: { workspace: WorkspaceId; round: string; place: Place; member: string; text: string; at: Temporal.Instant },
): Promise<void> {
  const { workspace, round, place, member, text, at } = sent
  await holdFormAnswer(tx, workspace, round, member)
  const changed = await tx
    .update(threadMessages)
    // whoever's answer was removed may answer again
    .set({ text, editedAt: at, markedAt: at, deletedAt: null, removedAt: null })
    .where(ownFormAnswer(workspace, round, member))
    .returning({ id: threadMessages.id })
  if (changed.length > 0) return
  const id = `${ownName}${subjectOf(round, member)}`
  await tx
    .insert(threadMessages)
    .values({ workspace, place, id, round, member, text, saidAt: at, markedAt: at, byForm: true })
}

/** One at a time: an answer changes its id when it is shown, so no key of the table holds it to one a member. */
async function holdFormAnswer(tx: Transaction, workspace: WorkspaceId, round: string, member: string): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`form ${workspace} ${round} ${member}`}, 0))`
}

function ownFormAnswer(workspace: WorkspaceId, round: string, member: string) {
  return and(
    eq(threadMessages.workspace, workspace),
    eq(threadMessages.round, round),
    eq(threadMessages.member, member),
    sql`${threadMessages.byForm}`,
  )
}

const ownName = 'form:'

function isShown({ id }: FormAnswer): boolean {
  return !id.startsWith(ownName)
}

function subjectOf(round: string, member: string): string {
  return `${round}:${member}`
}
