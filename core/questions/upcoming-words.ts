import type { Menu, Message } from '../platform.ts'
import { anyOf, dayAndDate, whenInWords } from '../rounds/schedule-phrases.ts'
import { moment } from '../rounds/words.ts'
import { literal, shortened } from '../text.ts'
import type { Question } from './question.ts'

/** Every sentence about coming questions. */
export const upcomingWords = {
  noSchedule: 'This channel has no schedule, so no question is planned. `/study schedule` makes one.',
  allPaused: 'The schedule of this channel is paused, so no question is planned. `/study schedule` resumes it.',
  emptyBank: 'There is no question to ask: the bank is empty.',
  noOther: 'There is no other question that could come instead.',
  unknownQuestion: (typed: string, near: readonly string[]) =>
    `There is no question “${literal(shortened(typed, 60))}”. Did you mean ${anyOf(near.map((id) => `\`${id}\``))}?`,
  unknownDate: (typed: string) =>
    `“${literal(shortened(typed, 40))}” is not a date. Write it like 2026-03-02, or a day such as Wednesday.`,
  notAsked: (date: Temporal.PlainDate, near: readonly Temporal.PlainDate[]) =>
    `Nothing is asked here on ${dayAndDate(date)}. The next dates are ${anyOf(near.map(dayAndDate))}.`,
  hasPassed: (date: Temporal.PlainDate, near: readonly Temporal.PlainDate[]) =>
    `${dayAndDate(date)} has passed. The next dates are ${anyOf(near.map(dayAndDate))}.`,
  noSuchDay: (typed: string, near: readonly Temporal.PlainDate[]) =>
    `Nothing is asked here on a ${literal(shortened(typed, 40))}. The next dates are ${anyOf(near.map(dayAndDate))}.`,
  pinned: ({ tests }: Question, at: Temporal.Instant) =>
    `Pinned: *${literal(tests)}* comes ${moment(at)}. \`/question next\` shows them all.`,
} as const

export interface UpcomingLine {
  readonly at: Temporal.Instant
  readonly date: Temporal.PlainDate
  readonly schedule: string
  readonly pinned: boolean
  readonly question: Question
  readonly topic: string
}

interface ScheduleNamed {
  readonly id: string
  readonly days: readonly number[]
  readonly localTime: string
  readonly zone: string
}

/** The coming questions of a channel, with a menu for each schedule to swap one of them, and to unpin one. */
export function upcomingList(lines: readonly UpcomingLine[], schedules: readonly ScheduleNamed[]): Message {
  const several = schedules.length > 1
  return {
    text: ['**The next questions here**', lines.map(lineWords).join('\n')].join('\n\n'),
    menus: schedules.flatMap((schedule) => {
      const own = lines.filter((line) => line.schedule === schedule.id)
      const whose = several ? ` · ${whenInWords(schedule)}` : ''
      return [
        ...menuOf(`swap-question:${schedule.id}`, shortened(`Swap a question${whose}`, 75), own),
        ...menuOf(
          `unpin-question:${schedule.id}`,
          shortened(`Unpin a question${whose}`, 75),
          own.filter(({ pinned }) => pinned),
        ),
      ]
    }),
  }
}

function menuOf(id: string, label: string, lines: readonly UpcomingLine[]): Menu[] {
  if (lines.length === 0) return []
  const choices = lines.map(({ date, question }) => ({
    value: date.toString(),
    label: shortened(`${dayAndDate(date)}: ${question.tests}`, 75),
  }))
  return [{ id, label, choices }]
}

function lineWords({ at, question, topic, pinned }: UpcomingLine): string {
  const about = `${literal(topic)} · ${question.level} · ${literal(question.tests)}`
  return `- **${moment(at)}**: ${about} · \`${question.id}\`${pinned ? ' 📌 pinned' : ''}`
}
