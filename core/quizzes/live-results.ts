import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Posted, WorkspaceId } from '../platform.ts'
import type { ChoiceMade } from '../rounds/closed-questions-words.ts'
import { platformOf, type Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { goOnAt, logRefusal, refuse } from './live-carried.ts'
import { podiumWords, resultWords, unfinishedWords } from './live-game-words.ts'
import {
  type LiveItem,
  type LiveQuiz,
  liveBoard,
  liveItemAt,
  liveQuizById,
  lobbyOf,
  readSubject,
  subjectOf,
  threadOfLive,
} from './live-rows.ts'
import { isLiveQuestion, type LiveQuestion, liveTimes } from './live-rule.ts'
import { overWords } from './live-words.ts'

/** Delivery: a question's message becomes its result, with the board. */
export async function showResult(study: Study, workspace: WorkspaceId, subject: string): Promise<Carried> {
  const found = await inWorkspace(study.database, workspace, async (tx) => {
    const named = readSubject(subject)
    const quiz = named && (await liveQuizById(tx, workspace, named.quiz))
    const item = named && (await liveItemAt(tx, workspace, named.quiz, named.place))
    if (quiz === undefined || item === undefined) return undefined
    const choices = await choicesOf(tx, item)
    return { quiz, item, choices, board: await liveBoard(tx, workspace, quiz.id) }
  })
  const thread = found && threadOfLive(found.quiz)
  if (found === undefined || thread === undefined) return 'done'
  const { quiz, item, choices, board } = found
  const question = liveQuestionOf(study, item)
  const words = resultWords({ subject, place: item.place, count: quiz.count, question }, choices, board)
  const platform = platformOf(study, workspace)
  const message = messageOf(item)
  const edited = message && (await platform.edit(workspace, message, words))
  // someone has deleted the question: its result is said instead
  const isGone = edited === undefined || 'refused' in edited
  const shown = isGone ? await platform.say(workspace, thread, words, `live:${quiz.id}:${item.place}:result`) : edited
  if ('later' in shown) return shown
  if ('refused' in shown) return refuse(study, quiz, shown)
  const now = await inWorkspace(study.database, workspace, (tx) => nowIn(study, tx, workspace))
  await goOnAt(study, quiz, now.add({ seconds: liveTimes.boardSeconds }))
  return 'done'
}

/** What was chosen, by those who count. */
async function choicesOf(tx: Transaction, { workspace, quiz, place }: LiveItem): Promise<ChoiceMade[]> {
  const rows = await sqlOf(tx)`
    select values, "right" from live_answers
    where workspace = ${workspace} and quiz = ${quiz} and place = ${place} and "right" is not null`
  return rows.map(({ values, right }) => ({ values, right }))
}

/** Delivery: says the podium, and takes the buttons off the opening message and a question that was open. */
export async function showEnd(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const found = await inWorkspace(study.database, workspace, async (tx) => {
    const quiz = await liveQuizById(tx, workspace, id)
    if (quiz === undefined || quiz.endedAt === null) return undefined
    const last = await liveItemAt(tx, workspace, id, quiz.place)
    const lobby = await lobbyOf(study, tx, quiz, quiz.endedAt)
    return { quiz, last, lobby, asked: await askedIn(tx, quiz), board: await liveBoard(tx, workspace, id) }
  })
  const thread = found && threadOfLive(found.quiz)
  if (found === undefined || thread === undefined) return 'done'
  const { quiz, last, lobby, asked, board } = found
  const ending = quiz.ending ?? 'finished'
  const platform = platformOf(study, workspace)
  const left = await closeUnfinished(study, quiz, last)
  if (left !== 'done') return left
  if (asked > 0 && ending !== 'refused') {
    const reach = ending === 'finished' ? 'channel-too' : 'thread'
    const said = await platform.say(
      workspace,
      thread,
      podiumWords({ id, board, asked, ending }),
      `live:${id}:end`,
      reach,
    )
    if ('later' in said) return said
    logRefusal(study, quiz, said)
  }
  const edited = await platform.edit(workspace, thread.opening, overWords(lobby, ending, asked))
  if ('later' in edited) return edited
  logRefusal(study, quiz, edited)
  return 'done'
}

/** How many questions it came to whose time was up. */
async function askedIn(tx: Transaction, { workspace, id, endedAt }: LiveQuiz): Promise<number> {
  const [row] = await sqlOf(tx)`
    select count(*)::int as asked from live_items
    where workspace = ${workspace} and quiz = ${id} and message_id is not null
      and closed_at < ${endedAt?.toString() ?? null}::timestamptz`
  return row?.asked ?? 0
}

/** A question that the end has cut off: it was closed with the quiz. */
async function closeUnfinished(study: Study, quiz: LiveQuiz, item: LiveItem | undefined): Promise<Carried> {
  const { workspace, id, endedAt, count } = quiz
  const question = item && liveQuestionOf(study, item)
  const message = item && messageOf(item)
  if (question === undefined || message === undefined) return 'done'
  if (endedAt === null || item?.closedAt?.equals(endedAt) !== true) return 'done'
  const { place } = item
  const words = unfinishedWords({ subject: subjectOf(id, place), place, count, question })
  const edited = await platformOf(study, workspace).edit(workspace, message, words)
  if ('later' in edited) return edited
  logRefusal(study, quiz, edited)
  return 'done'
}

function liveQuestionOf({ bank }: Study, item: LiveItem): LiveQuestion | undefined {
  const question = bank.questions.get(item.question)
  return isLiveQuestion(question) ? question : undefined
}

function messageOf({ messagePlace: place, messageId: id }: LiveItem): Posted | undefined {
  return place === null || id === null ? undefined : { place, id }
}
