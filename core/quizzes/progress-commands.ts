import type { Asked, Capability } from '../interactions.ts'
import { barChart } from '../pictures/bar-chart.ts'
import { drawPng } from '../pictures/draw.ts'
import type { Picture, Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { streakFor } from '../standings/streaks.ts'
import { tellingTimesOf } from '../workspaces/notices.ts'
import { settingsWords } from '../workspaces/settings-words.ts'
import { type Progress, progressOf } from './progress.ts'
import { progressAlt, progressChart, progressMessage, progressWords } from './progress-words.ts'
import { askerOf } from './quiz.ts'
import { isToldOfReviews, tellReviews } from './review-notices.ts'
import { reviewsToldButton, toldWords } from './review-notices-words.ts'

/** How one is doing, and being told what is due. All of it is about whoever asks, so nothing names a member. */
export const progress: Capability = {
  commands: [
    {
      words: 'progress',
      about: 'How you are doing, by topic; only you see it',
      gives: 'private',
      run: showProgress,
    },
  ],
  buttons: { 'reviews-told': { gives: 'private', run: changeTold } },
}

async function showProgress(asked: Asked): Promise<Reply> {
  const made = await progressOf(await askerOf(asked))
  const isTold = await isToldOfReviews(asked.tx, asked.workspace, asked.member.id)
  const streak = await streakFor(asked.tx, asked.workspace, asked.member.id, asked.now)
  return { kind: 'message', seen: 'private', message: progressMessage(made, isTold, await drawn(asked, made), streak) }
}

/** A picture that cannot be drawn is missed by nobody: the text has the same facts. */
async function drawn({ study, workspace }: Asked, made: Progress): Promise<Picture[]> {
  if (made.topics.length === 0) return []
  try {
    const png = await drawPng(barChart(progressChart(made)))
    return [{ name: 'progress.png', alt: progressAlt(made), png }]
  } catch (error) {
    study.log.warn({ workspace, err: error }, progressWords.pictureFailed)
    return []
  }
}

async function changeTold({ tx, workspace, member, now }: Asked, wanted: string): Promise<Reply> {
  if (wanted !== 'on' && wanted !== 'off') return staleButton()
  await tellReviews(tx, { workspace, member: member.id, now }, wanted === 'on')
  const { hour } = await tellingTimesOf(tx, workspace, member.id)
  const says = wanted === 'on' ? toldWords.on(settingsWords.hour(hour)) : toldWords.off
  return privately(says, [reviewsToldButton(wanted === 'on')])
}
