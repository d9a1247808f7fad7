import type { Asked } from '../interactions.ts'
import { wantedBy } from '../paths/following.ts'
import type { Message } from '../platform.ts'
import { type Bank, topicTitle } from '../questions/bank.ts'
import { wantedAmong } from '../questions/next-question.ts'
import { withoutRetired } from '../questions/retired.ts'
import { firstPlanned, planOf } from '../questions/upcoming.ts'
import { pastOf } from '../questions/upcoming-past.ts'
import { type Schedule, schedulesIn } from './schedule-times.ts'
import { type Preview, previewWords } from './schedule-words.ts'

/** How far ahead a channel's plan is followed until a schedule's turn comes, beside its other schedules. */
const turnsAhead = 60

/** A schedule as it stands: when its next question comes, and which one that will be. */
export async function previewOf(
  asked: Pick<Asked, 'study' | 'tx' | 'workspace' | 'now'>,
  schedule: Schedule,
  seen: 'made' | 'changed' | 'shown',
): Promise<Message> {
  const { study, tx, workspace, now } = asked
  const { channel, id } = schedule
  const questions = withoutRetired(study.bank)
  const active = (await schedulesIn(tx, workspace, channel)).filter((one) => one.pausedAt === null || one.id === id)
  const plan = await planOf(study, tx, { workspace, channel, schedules: active, now })
  const next = firstPlanned(plan, (planned) => planned.schedule === id, turnsAhead)
  const { fitting, leftOut } = wantedAmong(questions, wantedBy(study.bank, schedule))
  const before = new Set((await pastOf(tx, workspace, channel)).asked)
  const preview: Preview = {
    schedule,
    track: followedBy(study.bank, schedule),
    topics: schedule.topics.map((topic) => topicTitle(study.bank, topic)),
    next: next && { at: next.at, question: next.question, topic: topicTitle(study.bank, next.question?.topic ?? '') },
    leftOut,
    allAsked: fitting.length > 0 && fitting.every((question) => before.has(question.id)),
  }
  return previewWords(preview, seen)
}

function followedBy({ tracks }: Bank, { track }: Pick<Schedule, 'track'>): Preview['track'] {
  return track === null ? undefined : (tracks.get(track)?.company ?? { gone: track })
}
