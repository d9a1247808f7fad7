import { and, eq } from 'drizzle-orm'
import { pins } from '../db/schema.ts'
import type { Asked, ButtonAction, Capability } from '../interactions.ts'
import { nearest } from '../near.ts'
import type { Message, Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { type Schedule, scheduleById, schedulesIn } from '../rounds/schedule-times.ts'
import { channelOf } from '../rounds/status.ts'
import { type Bank, topicTitle } from './bank.ts'
import { idTyped, questionNamed, questionsLike } from './named-question.ts'
import { withoutRetired } from './retired.ts'
import { firstPlanned, pinQuestion, planOf, shownOf, upcomingShown } from './upcoming.ts'
import { readWantedDate } from './upcoming-date.ts'
import { nextBest, type Planned } from './upcoming-rule.ts'
import { upcomingList, upcomingWords } from './upcoming-words.ts'

export const upcomingQuestions: Capability = {
  commands: [
    {
      words: 'question next',
      about: 'The next five questions here, to look at and swap',
      gives: 'private',
      forAdmins: true,
      run: async (asked) => {
        const { channel } = await channelOf(asked.tx, asked.workspace, asked.place)
        const plan = await channelPlan(asked, channel)
        return 'says' in plan
          ? privately(plan.says)
          : { kind: 'message', seen: 'private', message: listOf(asked, plan) }
      },
    },
    {
      words: 'question pin',
      about: 'Put a question on a date',
      gives: 'private',
      forAdmins: true,
      options: [
        { name: 'question', about: 'What it is about, or its id as /question next shows it', required: true },
        { name: 'date', about: 'Like 2026-03-02, or a day such as Wednesday', required: true },
      ],
      suggestions: { question: ({ study }, typed) => questionsLike(study.bank, typed) },
      run: (asked, { question = '', date = '' }) => pin(asked, question, date),
    },
  ],
  buttons: {
    'swap-question': onDate(swap),
    'unpin-question': onDate(unpin),
  },
}

interface ChannelPlan {
  readonly active: readonly Schedule[]
  readonly plan: Generator<Planned>
}

async function channelPlan(asked: Asked, channel: string): Promise<ChannelPlan | { readonly says: string }> {
  const { study, tx, workspace, now } = asked
  const all = await schedulesIn(tx, workspace, channel)
  const active = all.filter(({ pausedAt }) => pausedAt === null)
  if (active.length === 0) return { says: all.length === 0 ? upcomingWords.noSchedule : upcomingWords.allPaused }
  if (withoutRetired(study.bank).size === 0) return { says: upcomingWords.emptyBank }
  return { active, plan: await planOf(study, tx, { workspace, channel, schedules: active, now }) }
}

function listOf({ study }: Asked, { active, plan }: ChannelPlan): Message {
  const lines = shownOf(plan).flatMap(({ question, ...rest }) =>
    question === undefined ? [] : [{ ...rest, question, topic: topicTitle(study.bank, question.topic) }],
  )
  return upcomingList(lines, active)
}

async function pin(asked: Asked, typed: string, typedDate: string): Promise<Reply> {
  const { study, tx, workspace, place, now } = asked
  const question = questionNamed(study.bank, typed)
  if (question === undefined) return privately(unknownQuestion(study.bank, typed))
  const { channel } = await channelOf(tx, workspace, place)
  const found = await channelPlan(asked, channel)
  if ('says' in found) return privately(found.says)
  const wanted = await readWantedDate(found.active, typedDate, now)
  if ('says' in wanted) return privately(wanted.says)
  const { schedule, date, at } = wanted
  await pinQuestion(tx, workspace, { schedule, date, question: question.id })
  return privately(upcomingWords.pinned(question, at))
}

/** Why there is no such question, with those nearest to it. */
export function unknownQuestion(bank: Bank, typed: string): string {
  return upcomingWords.unknownQuestion(typed, nearest(idTyped(typed), withoutRetired(bank).keys()))
}

/** A menu of one schedule's coming dates. A date that is no longer to come changes nothing. */
function onDate(change: (asked: Asked, planned: Planned) => Promise<'changed' | 'no-other'>): ButtonAction {
  return {
    gives: 'update',
    forAdmins: true,
    run: async (asked, subject, values) => {
      const { tx, workspace } = asked
      const schedule = await scheduleById(tx, workspace, subject)
      const before = schedule && (await channelPlan(asked, schedule.channel))
      if (schedule === undefined || before === undefined || 'says' in before) return staleButton()
      const isChosen = (one: Planned) => one.schedule === schedule.id && one.date.toString() === values[0]
      const planned = firstPlanned(before.plan, isChosen, upcomingShown)
      if (planned === undefined) return staleButton()
      if ((await change(asked, planned)) === 'no-other') return privately(upcomingWords.noOther)
      const after = await channelPlan(asked, schedule.channel)
      return 'says' in after ? privately(after.says) : { kind: 'update', message: listOf(asked, after) }
    },
  }
}

async function swap({ study, tx, workspace }: Asked, planned: Planned): Promise<'changed' | 'no-other'> {
  const { schedule, date, past, occasion } = planned
  const other = nextBest(withoutRetired(study.bank), past, occasion)
  if (other === undefined) return 'no-other'
  await pinQuestion(tx, workspace, { schedule, date, question: other.id })
  return 'changed'
}

async function unpin({ tx, workspace }: Asked, { schedule, date }: Planned): Promise<'changed'> {
  await tx.delete(pins).where(and(eq(pins.workspace, workspace), eq(pins.schedule, schedule), eq(pins.date, date)))
  return 'changed'
}
