import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { holdLive } from '../quizzes/live-rows.ts'
import { privately } from '../reply.ts'
import { holdLedger } from '../standings/ledger.ts'
import { handOverPoints } from '../standings/sums.ts'
import { forgetWinner } from '../standings/winner-role.ts'
import type { Study } from '../study.ts'
import { markErased } from './erased.ts'
import { forgetDeliveries, handOverKeys } from './erased-keys.ts'
import { erasedWords } from './erased-words.ts'
import { goneId } from './gone.ts'
import { holdOpenThreads } from './open-threads.ts'
import { dataWords } from './settings-words.ts'

export interface Erasure {
  readonly workspace: WorkspaceId
  readonly member: string
  /** Whether their answers stay without a name, or go. */
  readonly answers: 'stay' | 'go'
  readonly now: Temporal.Instant
}

/**
 * Has a member's data deleted: nothing stands under their id afterwards, and nothing leads from what stays
 * back to them. Their next message starts afresh.
 *
 * In open rounds the facts stay as nobody's: the thread is read again before the close, and what is still to
 * be seen there must not become theirs once more (`withoutGone`). Their votes there are taken back, so that
 * nobody votes twice by leaving.
 */
export async function eraseMember(study: Study, tx: Transaction, erasure: Erasure): Promise<void> {
  const { workspace, member, answers } = erasure
  const gone = goneId(study.newId())
  const places = await holdOpenThreads(tx, workspace)
  await holdGames(tx, workspace)
  // ahead of the ledger, as where answers are learnt from
  await forgetLearning(tx, workspace, member)
  await holdLedger(tx, workspace)
  await markErased(tx, workspace, member, erasure.now)
  await leaveTombstone(tx, erasure, gone)
  const shown = await shownAgain(tx, workspace, member)
  if (answers === 'go') await dropAnswers(tx, erasure)
  await handOver(tx, { ...erasure, gone, places })
  await handOverKeys(tx, workspace, member, gone)
  await forgetDeliveries(tx, workspace, member)
  await forgetRest(study, tx, workspace, member)
  for (const { round } of shown.byForm) {
    const subject = `${round}:${gone}`
    await study.deliveries.send(tx, { workspace, kind: 'show-answer', subject, line: round })
  }
  for (const { round } of shown.results) {
    await study.deliveries.send(tx, { workspace, kind: 'results-again', subject: round, line: round })
  }
  study.log.info({ workspace, answers }, 'a member had their data deleted')
}

/** No game goes on meanwhile. In one order for all. */
async function holdGames(tx: Transaction, workspace: WorkspaceId): Promise<void> {
  const games = await sqlOf(tx)`
    select id from live_quizzes where workspace = ${workspace} and ended_at is null order by id`
  for (const { id } of games) await holdLive(tx, workspace, id)
}

async function forgetLearning(tx: Transaction, workspace: WorkspaceId, member: string): Promise<void> {
  const run = sqlOf(tx)
  await run`delete from quizzes where workspace = ${workspace} and member = ${member}`
  await run`
    select topic from skills where workspace = ${workspace} and member = ${member} order by topic for update`
  await run`delete from skills where workspace = ${workspace} and member = ${member}`
  await run`delete from memories where workspace = ${workspace} and member = ${member}`
}

/** What still decides whether their open answers count goes with the anonymous id, and no more. */
async function leaveTombstone(tx: Transaction, { workspace, member, now }: Erasure, gone: string): Promise<void> {
  const at = now.toString()
  await sqlOf(tx)`
    insert into members (workspace, id, name, groups, seen_at, excluded_at, erased_at)
    select workspace, ${gone}, ${dataWords.whoLeft}, array(
        select distinct r.needed_group from rounds r
        where r.workspace = ${workspace} and r.closed_at is null and r.needed_group = any (m.groups)
      ), ${at}, excluded_at, ${at}
    from members m where workspace = ${workspace} and id = ${member}`
  await sqlOf(tx)`delete from members where workspace = ${workspace} and id = ${member}`
}

/** What the bot has said with their name, and says anew without it: results name those on the week's board too. */
async function shownAgain(tx: Transaction, workspace: WorkspaceId, member: string) {
  const byForm = await sqlOf(tx)`
    select distinct round from thread_messages where workspace = ${workspace} and member = ${member} and by_form`
  const results = await sqlOf(tx)`
    select round from answers where workspace = ${workspace} and (member = ${member} or voters @> array[${member}])
    union select round from ballots where workspace = ${workspace} and voter = ${member} and weight is not null
    union select r.id from rounds r join score_entries e on e.workspace = r.workspace and e.channel = r.channel
      and date_trunc('week', e.local_date) = date_trunc('week', (r.closes_at at time zone r.zone)::date)
    where r.workspace = ${workspace} and r.closed_at is not null and e.member = ${member} and e.points > 0`
  return { byForm: byForm.map(({ round }) => ({ round })), results: results.map(({ round }) => ({ round })) }
}

/** In an open round a message's row stays, as that of a deleted message: the thread is read again. */
async function dropAnswers(tx: Transaction, { workspace, member, now }: Erasure): Promise<void> {
  const run = sqlOf(tx)
  await run`delete from answers where workspace = ${workspace} and member = ${member}`
  await run`delete from choices where workspace = ${workspace} and member = ${member}`
  await run`update attempts set values = '{}' where workspace = ${workspace} and member = ${member}`
  await run`
    update live_answers a set values = '{}' from live_quizzes q, live_items i
    where a.workspace = ${workspace} and a.member = ${member}
      and q.workspace = a.workspace and q.id = a.quiz
      and i.workspace = a.workspace and i.quiz = a.quiz and i.place = a.place
      and (q.ended_at is not null or i.closed_at is not null)`
  await run`
    delete from thread_messages m using rounds r
    where m.workspace = ${workspace} and m.member = ${member} and not m.by_form
      and r.workspace = m.workspace and r.id = m.round and r.closed_at is not null`
  await run`
    update thread_messages set text = null, deleted_at = coalesce(deleted_at, ${now.toString()})
    where workspace = ${workspace} and member = ${member}`
}

async function handOver(
  tx: Transaction,
  { workspace, member, gone, places, now }: Erasure & { readonly gone: string; readonly places: readonly Place[] },
): Promise<void> {
  const run = sqlOf(tx)
  await run`
    update thread_messages
    set member = ${gone}, id = case when id = 'form:' || round || ':' || member then 'form:' || round || ':' || ${gone} else id end
    where workspace = ${workspace} and member = ${member}`
  await run`update answers set member = ${gone} where workspace = ${workspace} and member = ${member}`
  await run`
    update answers set voters = array_replace(voters, ${member}, ${gone})
    where workspace = ${workspace} and voters @> array[${member}]`
  await handOverBallots(tx, workspace, member, gone)
  await run`update choices set member = ${gone} where workspace = ${workspace} and member = ${member}`
  await run`update attempts set member = ${gone} where workspace = ${workspace} and member = ${member}`
  await handOverGames(tx, workspace, member, gone)
  await handOverPoints(tx, workspace, member, gone)
  await run`
    update named_admins set named_by = ${gone} where workspace = ${workspace} and named_by = ${member}`
  await run`
    update votes v
    set voter = ${gone}, removed_at = case when v.place = any (${places}::text[]) then ${now.toString()} else v.removed_at end
    where v.workspace = ${workspace} and v.voter = ${member}`
}

/** Ratings of an open round are taken back, so that nobody rates twice by leaving. Those of a closed one are in its scores. */
async function handOverBallots(tx: Transaction, workspace: WorkspaceId, member: string, gone: string): Promise<void> {
  const run = sqlOf(tx)
  await run`
    delete from ballots b using rounds r
    where b.workspace = ${workspace} and b.voter = ${member} and r.workspace = b.workspace and r.id = b.round
      and r.closed_at is null`
  await run`update ballots set voter = ${gone} where workspace = ${workspace} and voter = ${member}`
  await run`update ballots set author = ${gone} where workspace = ${workspace} and author = ${member}`
}

/** Also of a game that goes on: its board stays right. */
async function handOverGames(tx: Transaction, workspace: WorkspaceId, member: string, gone: string): Promise<void> {
  const run = sqlOf(tx)
  await run`update live_quizzes set host = ${gone} where workspace = ${workspace} and host = ${member}`
  await run`update live_players set member = ${gone} where workspace = ${workspace} and member = ${member}`
  await run`update live_answers set member = ${gone} where workspace = ${workspace} and member = ${member}`
}

async function forgetRest(study: Study, tx: Transaction, workspace: WorkspaceId, member: string): Promise<void> {
  const run = sqlOf(tx)
  await run`delete from reminders where workspace = ${workspace} and member = ${member}`
  await run`delete from named_admins where workspace = ${workspace} and kind = 'member' and id = ${member}`
  await forgetSuggestions(tx, workspace, member)
  await run`delete from flags where workspace = ${workspace} and member = ${member}`
  await run`delete from team_members where workspace = ${workspace} and member = ${member}`
  await run`delete from study_days where workspace = ${workspace} and member = ${member}`
  await run`update teams set made_by = null where workspace = ${workspace} and made_by = ${member}`
  await forgetWinner(study, tx, workspace, member)
  await run`update schedules set made_by = null where workspace = ${workspace} and made_by = ${member}`
  // after all that waits for others who may be telling them something
  await run`delete from notices where workspace = ${workspace} and member = ${member}`
  await forgetReplies(tx, workspace)
}

/** Kept replies are what was said to all kinds of people with names and texts in it: a redelivery gets a word instead. */
async function forgetReplies(tx: Transaction, workspace: WorkspaceId): Promise<void> {
  const instead = JSON.stringify(privately(erasedWords.repliedBefore))
  await sqlOf(tx)`
    update interactions set reply = ${instead}::jsonb
    where workspace = ${workspace} and reply is not null and reply <> ${instead}::jsonb`
}

/** What was approved stays in the bank, as nobody's. */
async function forgetSuggestions(tx: Transaction, workspace: WorkspaceId, member: string): Promise<void> {
  const run = sqlOf(tx)
  await run`delete from suggestions where workspace = ${workspace} and member = ${member} and decided_at is null`
  await run`update suggestions set member = null where workspace = ${workspace} and member = ${member}`
  await run`update suggestions set decided_by = null where workspace = ${workspace} and decided_by = ${member}`
  await run`update own_questions set suggested_by = null where workspace = ${workspace} and suggested_by = ${member}`
  await run`update own_packs set added_by = null where workspace = ${workspace} and added_by = ${member}`
  await run`delete from imports where workspace = ${workspace} and member = ${member}`
}
