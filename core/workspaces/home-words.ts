import type { Button, Message, Place } from '../platform.ts'
import { moment } from '../rounds/words.ts'
import { channelLink, counted, literal } from '../text.ts'
import { waitingButton } from './notice-words.ts'

/** Every sentence on the bot's own page. */

export interface ChannelPoints {
  readonly channel: Place
  readonly week: { readonly points: number; readonly place: number } | undefined
  readonly ever: { readonly points: number; readonly place: number } | undefined
}

/** @param waiting how many messages wait for them behind a button */
export function ownPointsWords(points: readonly ChannelPoints[], waiting: number): Message {
  const lines = points.map(
    ({ channel, week, ever }) => `- ${channelLink(channel)}: ${placed(week, 'this week')}, ${placed(ever, 'in all')}`,
  )
  return {
    heading: 'Your points',
    text:
      lines.length === 0
        ? 'You have no points yet. Answer a question in its thread, or vote for a good answer.'
        : lines.join('\n'),
    buttons: [...(waiting > 0 ? [waitingButton(waiting)] : []), { id: 'change-settings', label: 'Change my settings' }],
  }
}

function placed(standing: ChannelPoints['week'], when: string): string {
  if (standing === undefined) return `no points ${when}`
  return `${counted(standing.points, 'point')} ${when} (place ${standing.place})`
}

export interface HomeRound {
  readonly tests: string
  readonly channel: Place
  readonly answersUntil: Temporal.Instant
  readonly closesAt: Temporal.Instant
  /** Whether they have answered. */
  readonly answered: boolean
}

export function openRoundsWords(open: readonly HomeRound[]): Message {
  const lines = open.map(
    ({ tests, channel, closesAt, answered }) =>
      `- *${literal(tests)}* in ${channelLink(channel)}, closes ${moment(closesAt)}: ${answered ? 'you have answered' : 'you have not answered yet'}`,
  )
  return {
    heading: 'Open questions',
    text: lines.length === 0 ? 'No question is open where you have taken part.' : lines.join('\n'),
  }
}

const addSchedule: Button = { id: 'schedule-add', label: 'Add a schedule' }

/** To admins, as long as nothing is asked anywhere. */
export const firstSteps: Message = {
  heading: 'First steps',
  text: 'Add me to a channel, then make a schedule: I ask a question there on the days that you choose.',
  buttons: [{ ...addSchedule, tone: 'primary' }],
}

/** The schedules as they stand, one a part; another one can be added once, at the end. */
export function scheduleWords(previews: readonly Message[], all: number): Message[] {
  const left = all - previews.length
  return [
    ...previews.map(({ buttons = [], ...preview }, index) => ({
      ...(index === 0 ? { heading: 'Schedules' } : {}),
      ...preview,
      buttons: buttons.filter(({ id }) => id !== addSchedule.id),
    })),
    {
      text:
        left > 0
          ? `And ${counted(left, 'more schedule')}. \`/study schedule\` in a channel shows its own.`
          : 'One schedule asks in one channel.',
      buttons: [addSchedule],
    },
  ]
}
