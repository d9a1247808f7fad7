import { inWorkspace, type Transaction } from '../db/connect.ts'
import { liveItems } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Posted, WorkspaceId } from '../platform.ts'
import { platformOf, type Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { goOnAt, logRefusal, refuse } from './live-carried.ts'
import { askedWords } from './live-game-words.ts'
import { showBegun } from './live-lobby.ts'
import {
  itemIs,
  type LiveItem,
  type LiveQuiz,
  liveItemAt,
  liveQuizById,
  readSubject,
  threadOfLive,
} from './live-rows.ts'
import { isLiveQuestion, liveTimes, secondsFor } from './live-rule.ts'

/** Delivery: says a question. Its time begins when it is posted. */
export async function askLive(study: Study, workspace: WorkspaceId, subject: string): Promise<Carried> {
  const opened = await inWorkspace(study.database, workspace, (tx) => openItem(study, tx, workspace, subject))
  if (opened === undefined) return 'done'
  const { quiz, item, question, times, triedBefore } = opened
  const thread = threadOfLive(quiz)
  if (question === undefined || thread === undefined) return skip(study, quiz, item)
  const platform = platformOf(study, workspace)
  const asked = { subject, place: item.place, count: quiz.count, question }
  const words = askedWords(asked, times.closesAt)
  const said = await platform.say(workspace, thread, words, `live:${quiz.id}:${item.place}`)
  if ('later' in said) {
    await inWorkspace(study.database, workspace, (tx) => changeItem(tx, item, { opensAt: null, closesAt: null }))
    return said
  }
  if ('refused' in said) return refuse(study, quiz, said)
  const stands = triedBefore || (await isSlow(study, quiz, times)) ? await timesFrom(study, quiz, times.seconds) : times
  await keepAsked(study, quiz, item, stands, said.done)
  if (stands !== times) {
    logRefusal(study, quiz, await platform.edit(workspace, said.done, askedWords(asked, stands.closesAt)))
  }
  if (item.place === 1) await showBegun(study, quiz)
  return 'done'
}

interface Times {
  readonly seconds: number
  readonly opensAt: Temporal.Instant
  readonly closesAt: Temporal.Instant
}

/** A question from now on answerable; none where the quiz has ended or the question stands there already. */
async function openItem(study: Study, tx: Transaction, workspace: WorkspaceId, subject: string) {
  const named = readSubject(subject)
  const quiz = named && (await liveQuizById(tx, workspace, named.quiz))
  const item = named && (await liveItemAt(tx, workspace, named.quiz, named.place))
  if (quiz === undefined || item === undefined || quiz.endedAt !== null) return undefined
  if (item.messageId !== null || item.closedAt !== null) return undefined
  const found = study.bank.questions.get(item.question)
  const question = isLiveQuestion(found) ? found : undefined
  const times = timesAt(await nowIn(study, tx, workspace), question === undefined ? 0 : secondsFor(question))
  if (question !== undefined) await changeItem(tx, item, { opensAt: times.opensAt, closesAt: times.closesAt })
  // an earlier try that broke off may have posted it
  return { quiz, item, question, times, triedBefore: item.opensAt !== null }
}

/** The question has been taken out of the bank: the quiz goes on without it. */
async function skip(study: Study, quiz: LiveQuiz, item: LiveItem): Promise<Carried> {
  const { opensAt: now } = await timesFrom(study, quiz, 0)
  await goOnAt(study, quiz, now, (tx) => changeItem(tx, item, { closedAt: now }))
  return 'done'
}

/** A posting that took long has used up time that nobody had. */
async function isSlow(study: Study, quiz: LiveQuiz, { opensAt }: Times): Promise<boolean> {
  const { opensAt: now } = await timesFrom(study, quiz, 0)
  return opensAt.until(now).total('seconds') > liveTimes.slowSeconds
}

async function timesFrom(study: Study, { workspace }: LiveQuiz, seconds: number): Promise<Times> {
  return timesAt(await inWorkspace(study.database, workspace, (tx) => nowIn(study, tx, workspace)), seconds)
}

function timesAt(opensAt: Temporal.Instant, seconds: number): Times {
  return { seconds, opensAt, closesAt: opensAt.add({ seconds }) }
}

async function keepAsked(
  study: Study,
  quiz: LiveQuiz,
  item: LiveItem,
  { opensAt, closesAt }: Times,
  { place: messagePlace, id: messageId }: Posted,
): Promise<void> {
  const due = closesAt.add({ seconds: liveTimes.graceSeconds })
  await goOnAt(study, quiz, due, (tx) => changeItem(tx, item, { opensAt, closesAt, messagePlace, messageId }))
}

async function changeItem(tx: Transaction, item: LiveItem, changed: Partial<LiveItem>): Promise<void> {
  await tx
    .update(liveItems)
    .set(changed)
    .where(itemIs(item.workspace, item.quiz, item.place))
}
