import type { Transaction } from '../db/connect.ts'
import type { ChangedEvent, DeletedEvent, Reply, SaidEvent, WorkspaceId } from '../platform.ts'
import { isClosedKind } from '../questions/show.ts'
import { privately } from '../reply.ts'
import { readsMessages, type Study } from '../study.ts'
import { couldAnswer } from './answer-rule.ts'
import { withFiles } from './shared-files.ts'
import {
  answerSoFar,
  type MessageFact,
  recordDeletion,
  recordEdit,
  recordMessage,
  roundOfThread,
  shareThread,
  type ThreadRound,
} from './thread-facts.ts'
import { tellUncounted } from './who-counts.ts'
import { roundWords } from './words.ts'

/** Someone said something where the bot is. In an open round's thread it may become their answer. */
export async function hearMessage(study: Study, tx: Transaction, event: SaidEvent): Promise<Reply | undefined> {
  if (event.member.bot === true || event.thread === undefined) return undefined
  const { workspace, place, message, member, at } = event
  shareThread(tx, workspace, place)
  const round = await roundOfThread(tx, workspace, place, event.thread)
  if (round === undefined || isOnlyTalk(study, round)) return undefined
  const late = isLate(round, at)
  const text = withFiles(event.text, event.files)
  if (isUnread(study, workspace, text)) return undefined
  const fact = { place, id: message, round: round.id, member, text, at }
  const { heard } = await recordMessage(tx, workspace, late ? tooLate(fact, round) : fact)
  if (late) return heard || !couldAnswer(text) ? undefined : privately(roundWords.answerTooLate)
  return collect(tx, { ...event, text }, round)
}

/** Someone edited their message. After the close the results stand. */
export async function hearEdit(study: Study, tx: Transaction, event: ChangedEvent): Promise<Reply | undefined> {
  if (event.member.bot === true || event.thread === undefined) return undefined
  const { workspace, place, message, member, at } = event
  shareThread(tx, workspace, place)
  const round = await roundOfThread(tx, workspace, place, event.thread)
  if (round === undefined || isOnlyTalk(study, round) || isLate(round, at)) return undefined
  const text = withFiles(event.text, event.files)
  if (isUnread(study, workspace, text)) return undefined
  await recordEdit(tx, workspace, { place, id: message, round: round.id, member, text, at })
  if (round.hidesMarks) return undefined
  const answer = await answerSoFar(tx, workspace, round.id, member.id)
  return { kind: 'mark', shown: answer?.messages.includes(message) === true }
}

/** Someone deleted their message: it no longer counts, and its text is forgotten, also by the results. */
export async function hearDeletion(study: Study, tx: Transaction, event: DeletedEvent): Promise<undefined> {
  if (event.thread === undefined) return
  const { workspace, place, message, at } = event
  shareThread(tx, workspace, place)
  const round = await roundOfThread(tx, workspace, place, event.thread)
  if (round === undefined) return
  const { inResults } = await recordDeletion(tx, workspace, { place, id: message, round: round.id, at })
  if (!inResults) return
  await study.deliveries.send(tx, { workspace, kind: 'results-again', subject: round.id, line: round.id })
}

/** A ✓ on what is part of an answer; a word to someone whose answer does not count. */
async function collect(tx: Transaction, event: SaidEvent, round: ThreadRound): Promise<Reply | undefined> {
  const { workspace, message, member, at: now, text } = event
  const answer = await answerSoFar(tx, workspace, round.id, member.id)
  if (answer === undefined && couldAnswer(text))
    return tellUncounted(tx, { workspace, round: round.id, member: member.id, now })
  return answer?.messages.includes(message) && !round.hidesMarks ? { kind: 'mark', shown: true } : undefined
}

/** Where a question is answered with buttons, the thread is for talking. */
function isOnlyTalk({ bank }: Study, { question }: ThreadRound): boolean {
  return isClosedKind(bank.questions.get(question))
}

/** It says something, and we may not know what. */
function isUnread(study: Study, workspace: WorkspaceId, text: string): boolean {
  return text === '' && !readsMessages(study, workspace)
}

/** Kept without its text, and after the close whatever the platform's clock says: it never counts. */
function tooLate(fact: MessageFact, { answersUntil }: ThreadRound): MessageFact {
  const afterwards = answersUntil.add({ microseconds: 1 })
  return { ...fact, text: '', at: Temporal.Instant.compare(fact.at, afterwards) < 0 ? afterwards : fact.at }
}

function isLate(round: ThreadRound, at: Temporal.Instant): boolean {
  return round.closed || Temporal.Instant.compare(at, round.answersUntil) > 0
}
