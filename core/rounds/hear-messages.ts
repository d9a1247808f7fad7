import type { Transaction } from '../db/connect.ts'
import type { ChangedEvent, DeletedEvent, Reply, SaidEvent, WorkspaceId } from '../platform.ts'
import { isClosedKind } from '../questions/show.ts'
import { privately } from '../reply.ts'
import { noteStudyDay } from '../standings/study-days.ts'
import { readsMessages, type Study } from '../study.ts'
import { isFirstTold } from '../workspaces/notices.ts'
import { rememberMember } from '../workspaces/workspaces.ts'
import { couldAnswer } from './answer-rule.ts'
import { answerWords } from './answer-words.ts'
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
  if (round?.voting === 'blind') return hearTalk(tx, event, round)
  if (round === undefined || isOnlyTalk(study, round)) return undefined
  const text = withFiles(event.text, event.files)
  if (isUnread(study, workspace, text)) return undefined
  const fact = { place, id: message, round: round.id, member, text, at }
  if (isLate(round, at)) return hearLate(tx, workspace, fact, round)
  const recorded = recordMessage(tx, workspace, fact)
  const noted = couldAnswer(text) ? noteStudyDay(tx, workspace, member.id, at) : undefined
  await recorded
  const reply = await collect(tx, { ...event, text }, round)
  await noted
  return reply
}

async function hearLate(
  tx: Transaction,
  workspace: WorkspaceId,
  fact: MessageFact,
  round: ThreadRound,
): Promise<Reply | undefined> {
  const { heard } = await recordMessage(tx, workspace, tooLate(fact, round))
  return heard || !couldAnswer(fact.text) ? undefined : privately(roundWords.answerTooLate)
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

/** Where a question is answered with buttons or the form alone, the thread is for talking. */
function isOnlyTalk({ bank }: Study, { question, voting }: ThreadRound): boolean {
  return voting === 'blind' || isClosedKind(bank.questions.get(question))
}

/** In a blind round: a word, once, to someone who writes what looks like an answer and has sent none. */
async function hearTalk(tx: Transaction, event: SaidEvent, round: ThreadRound): Promise<Reply | undefined> {
  const { workspace, member, text, at: now } = event
  if (isLate(round, now) || !couldAnswer(text)) return undefined
  if ((await answerSoFar(tx, workspace, round.id, member.id)) !== undefined) return undefined
  await rememberMember(tx, workspace, member, now)
  const told = { workspace, member: member.id, text: answerWords.blindTalk, now }
  return (await isFirstTold(tx, told, `talk in ${round.id}`)) ? privately(answerWords.blindTalk) : undefined
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
