import { asc, eq } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { schedules } from '../db/schema.ts'
import type { Asked } from '../interactions.ts'
import type { Message, WorkspaceId } from '../platform.ts'
import { roundById } from '../rounds/open-round.ts'
import { hasAnswered } from '../rounds/reminders.ts'
import { previewOf } from '../rounds/schedule-preview.ts'
import { channelOf } from '../rounds/status.ts'
import { ownStanding } from '../standings/board.ts'
import {
  type ChannelPoints,
  firstSteps,
  type HomeRound,
  openRoundsWords,
  ownPointsWords,
  scheduleWords,
} from './home-words.ts'
import { waitingFor } from './waiting-notices.ts'

/** The bot's own page, as one member sees it. */

type HomeAsked = Pick<Asked, 'study' | 'tx' | 'workspace' | 'zone' | 'member' | 'now'>

const channelsShown = 5
const roundsShown = 10
const schedulesShown = 10

/** What the page shows, part by part: their points, what is open, and for admins the schedules. */
export async function homeParts(asked: HomeAsked): Promise<Message[]> {
  const { tx, workspace, member } = asked
  const waiting = await waitingFor(tx, workspace, member.id)
  return [
    ownPointsWords(await pointsByChannel(asked), waiting),
    openRoundsWords(await openToThem(asked)),
    ...(member.admin === true ? await schedulesParts(asked) : []),
  ]
}

async function pointsByChannel({ tx, workspace, zone, member, now }: HomeAsked): Promise<ChannelPoints[]> {
  const rows = await sqlOf(tx)`
    select channel from score_entries where workspace = ${workspace} and member = ${member.id} and channel is not null
    group by channel having sum(points) > 0 order by sum(points) desc, channel limit ${channelsShown}`
  const all: ChannelPoints[] = []
  for (const { channel } of rows) {
    const counted = (await channelOf(tx, workspace, channel)).zone ?? zone
    const board = { workspace, zone: counted, now, viewer: member.id }
    const week = await ownStanding(tx, { ...board, window: 'week' }, { channel })
    const ever = await ownStanding(tx, { ...board, window: 'all' }, { channel })
    all.push({ channel, week, ever })
  }
  return all
}

/**
 * What is open in channels where they have taken part. A channel may be closed to them: where they have never been
 * heard of, its questions are not shown.
 */
async function openToThem({ study, tx, workspace, member }: HomeAsked): Promise<HomeRound[]> {
  const rows = await sqlOf(tx)`
    select r.id from rounds r
    where r.workspace = ${workspace} and r.closing_at is null and r.refusal is null and r.thread_id is not null
      and r.channel in (${channelsOf(tx, workspace, member.id)})
    order by r.closes_at, r.id limit ${roundsShown}`
  const open: HomeRound[] = []
  for (const { id } of rows) {
    const round = await roundById(tx, workspace, id)
    if (round === undefined) continue
    const tests = study.bank.questions.get(round.question)?.tests ?? round.question
    const answered = await hasAnswered(tx, round, member.id)
    open.push({ tests, channel: round.channel, answersUntil: round.answersUntil, closesAt: round.closesAt, answered })
  }
  return open
}

function channelsOf(tx: Transaction, workspace: WorkspaceId, member: string) {
  return sqlOf(tx)`
    select e.channel from score_entries e where e.workspace = ${workspace} and e.member = ${member}
    union select q.channel from thread_messages m join rounds q on q.workspace = m.workspace and q.id = m.round
      where m.workspace = ${workspace} and m.member = ${member}
    union select q.channel from choices c join rounds q on q.workspace = c.workspace and q.id = c.round
      where c.workspace = ${workspace} and c.member = ${member}
    union select q.channel from votes v
      join thread_messages m on m.workspace = v.workspace and m.place = v.place and m.id = v.message
      join rounds q on q.workspace = m.workspace and q.id = m.round
      where v.workspace = ${workspace} and v.voter = ${member}`
}

async function schedulesParts(asked: HomeAsked): Promise<Message[]> {
  const { tx, workspace } = asked
  const all = await tx
    .select()
    .from(schedules)
    .where(eq(schedules.workspace, workspace))
    .orderBy(asc(schedules.channel), asc(schedules.id))
  if (all.length === 0) return [firstSteps]
  const shown: Message[] = []
  for (const schedule of all.slice(0, schedulesShown)) {
    shown.push(await previewOf(asked, schedule, 'shown'))
  }
  return scheduleWords(shown, all.length)
}
