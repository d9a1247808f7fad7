import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import { askedNow } from '../rounds/asked-now.ts'
import type { Study } from '../study.ts'
import { difficultiesOf, skillsOf } from './estimates.ts'
import type { LiveQuiz } from './live-rows.ts'
import { chooseLive, isLiveQuestion, type LiveQuestion, missBy } from './live-rule.ts'
import { wantedQuestions } from './wanted.ts'

/** What a live quiz may ask now: what was wanted and has options, without what is being asked somewhere. */
export async function liveAskable(
  { bank }: Study,
  tx: Transaction,
  workspace: WorkspaceId,
  wanted: Pick<LiveQuiz, 'topic' | 'level'>,
): Promise<LiveQuestion[]> {
  const hidden = await askedNow(tx, workspace)
  return wantedQuestions(bank, wanted)
    .filter(isLiveQuestion)
    .filter(({ id }) => !hidden.has(id))
}

/** More players than this change a mean chance by nothing that one would notice. */
const mostWeighed = 50

/** The questions that fit these players best; fewer than wanted where there are no more. */
export async function questionsFor(
  study: Study,
  tx: Transaction,
  quiz: LiveQuiz,
  players: readonly string[],
): Promise<string[]> {
  const { workspace, id, channel, count } = quiz
  const weighed = players.slice(0, mostWeighed)
  const askable = await liveAskable(study, tx, workspace, quiz)
  const skillIn = await skillsOf(tx, workspace, weighed)
  const difficultyOf = await difficultiesOf(tx, workspace)
  const had = await hadIn(tx, workspace, channel)
  const candidates = askable.map((question) => {
    const skills = weighed.map((member) => skillIn(member, question.topic))
    const miss = missBy(question, skills, difficultyOf(question))
    return { id: question.id, topic: question.topic, miss, had: had.has(question.id) }
  })
  return chooseLive(candidates, count, id)
}

/** What live quizzes of this channel have asked. */
async function hadIn(tx: Transaction, workspace: WorkspaceId, channel: string): Promise<ReadonlySet<string>> {
  const rows = await sqlOf(tx)`
    select distinct i.question from live_items i
    join live_quizzes q on q.workspace = i.workspace and q.id = i.quiz
    where q.workspace = ${workspace} and q.channel = ${channel} and i.message_id is not null`
  return new Set(rows.map(({ question }) => question))
}
