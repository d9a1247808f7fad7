import { inWorkspace } from '../db/connect.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { WorkspaceId } from '../platform.ts'
import { platformOf, type Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { goOnAt, logRefusal, refuse } from './live-carried.ts'
import { changeLive, holdLive, type LiveQuiz, liveQuizById, lobbyOf, threadOfLive } from './live-rows.ts'
import { liveTimes } from './live-rule.ts'
import { begunWords, lobbyWords, threadTitle } from './live-words.ts'

/** Delivery: posts the opening with its thread. */
export async function openLive(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const found = await inWorkspace(study.database, workspace, async (tx) => {
    const quiz = await liveQuizById(tx, workspace, id)
    if (quiz === undefined || quiz.endedAt !== null || quiz.threadId !== null) return undefined
    const startsAt = (await nowIn(study, tx, workspace)).add({ seconds: liveTimes.lobbySeconds })
    return { quiz, lobby: await lobbyOf(study, tx, quiz, startsAt) }
  })
  if (found === undefined) return 'done'
  const { quiz, lobby } = found
  const platform = platformOf(study, workspace)
  const said = await platform.openThread(workspace, quiz.channel, threadTitle(lobby), lobbyWords(lobby), `live:${id}`)
  if ('later' in said) return said
  if ('refused' in said) return refuse(study, quiz, said)
  const { place: threadPlace, id: threadId, opening } = said.done
  const stands = { threadPlace, threadId, openingPlace: opening.place, openingId: opening.id }
  await goOnAt(study, quiz, lobby.startsAt, (tx) => changeLive(tx, quiz, stands))
  return 'done'
}

/** Delivery: shows who has joined by now. A platform that is busy is spared: the next step shows the rest. */
export async function showLobby(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const found = await inWorkspace(study.database, workspace, async (tx) => {
    await holdLive(tx, workspace, id)
    const quiz = await liveQuizById(tx, workspace, id)
    if (quiz === undefined) return undefined
    await changeLive(tx, quiz, { lobbyChangedAt: null })
    if (quiz.endedAt !== null || quiz.place > 0 || quiz.nextAt === null) return undefined
    return { quiz, lobby: await lobbyOf(study, tx, quiz, quiz.nextAt) }
  })
  const opening = found && threadOfLive(found.quiz)?.opening
  if (found === undefined || opening === undefined) return 'done'
  logRefusal(study, found.quiz, await platformOf(study, workspace).edit(workspace, opening, lobbyWords(found.lobby)))
  return 'done'
}

/** The opening message no longer asks to join; where the platform is busy, it goes on doing so, which does no harm. */
export async function showBegun(study: Study, quiz: LiveQuiz): Promise<void> {
  const { workspace, startedAt } = quiz
  const opening = threadOfLive(quiz)?.opening
  if (opening === undefined) return
  const lobby = await inWorkspace(study.database, workspace, (tx) => lobbyOf(study, tx, quiz, startedAt))
  logRefusal(study, quiz, await platformOf(study, workspace).edit(workspace, opening, begunWords(lobby)))
}
