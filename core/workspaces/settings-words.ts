import type { Button, Message } from '../platform.ts'
import { streakShownButton, streakWords } from '../standings/streak-words.ts'
import { literal } from '../text.ts'
import type { Own } from './own-settings.ts'

/** Every sentence about a member's own settings and data. */

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

export const settingsWords = {
  formTitle: 'Your settings',
  formNote: 'Only you see this.',
  save: 'Save',
  hour: (hour: number) => `${String(hour).padStart(2, '0')}:00`,
  fields: {
    zone: { label: 'City or time zone', hint: 'Like Berlin or America/New_York; empty: what the platform says' },
    hour: { label: 'When your daily message may come', hint: 'Your local time', required: true },
    boards: { label: 'On boards', required: true },
    rest: { label: 'Rest days', hint: 'Days on which your streak rests' },
    away: { label: 'Away until', hint: 'Like 2026-12-31; empty when you are not away' },
  },
  boards: [
    { value: 'listed', label: 'With my name' },
    { value: 'unlisted', label: 'Without my name' },
  ],
  saved: 'Saved.',
  unknownZone: (typed: string, near: readonly string[]) =>
    `No city or time zone is called “${typed}”${near.length > 0 ? `. Did you mean ${oneOf(near)}?` : '; try a large city nearby.'}`,
  wrongHour: 'Choose an hour from 00:00 to 23:00.',
  wrongBoards: 'Choose “With my name” or “Without my name”.',
  wrongDays: 'Choose days of the week.',
  onlyRest: 'Leave at least one day that is not a rest day.',
  wrongDate: (example: string) => `Write the date as year-month-day, like ${example}.`,
  pastDate: (today: string) => `That date has passed. Choose ${today} or a later one, or leave it empty.`,
  farDate: (latest: string) => `That is too far ahead. Choose a date up to ${latest}.`,
} as const

/** `/study me`. */
export function settingsMessage({
  settings,
  zone,
  isToldOfReviews,
  streak,
  isStreakShown,
}: Omit<Own, 'today'>): Message {
  const { ownZone, tellHour, isListed, restDays, awayUntil } = settings
  const lines = [
    `- **Time zone**: ${literal(zone)}${ownZone === null ? ', as the platform says' : ''}`,
    `- **Daily message**: at most one, at ${settingsWords.hour(tellHour)}`,
    `- **Reviews**: ${isToldOfReviews ? 'your daily message says when some are due' : 'you are not told when some are due'}; \`/progress\` changes that`,
    `- **On boards**: ${isListed ? 'with your name' : 'without your name'}`,
    `- **Streak**: ${streakWords(streak)} ${isStreakShown ? 'It stands beside your name on boards.' : 'Only you see it.'}`,
    `- **Rest days**: ${restDays.length === 0 ? 'none' : restDays.map((day) => weekdays[day - 1]).join(', ')}`,
    `- **Away**: ${awayUntil === null ? 'no' : `until ${awayUntil.toString()}, so nothing is sent to you before`}`,
  ]
  return { text: `**Your settings**\n\n${lines.join('\n')}`, buttons: settingsButtons(isStreakShown) }
}

function settingsButtons(isStreakShown: boolean): readonly Button[] {
  return [
    { id: 'change-settings', label: 'Change', tone: 'primary' },
    streakShownButton(isStreakShown),
    { id: 'export-data', label: 'Export my data' },
    { id: 'delete-data', label: 'Delete my data', tone: 'danger' },
  ]
}

/** What becomes of the answers of someone who has their data deleted. */
export const deleteQuestion: Message = {
  text: [
    '**Delete your data?** Your settings, reminders and messages that wait for you go, and so does your name. Your points stay on the boards as those of “Someone who left”.',
    'Your answers can stay for others to learn from, without your name, or go as well. Your votes in open questions go; in closed ones they stay without your name.',
    'This cannot be taken back. What you wrote in the chat itself stays there until you delete it there.',
  ].join('\n\n'),
  buttons: [
    { id: 'delete-but-answers', label: 'Delete, answers stay without my name', tone: 'danger' },
    { id: 'delete-everything', label: 'Delete my answers too', tone: 'danger' },
    { id: 'keep-data', label: 'Keep everything' },
  ],
}

export const dataWords = {
  exported: 'Here is all that is kept about you.',
  kept: 'Nothing was deleted.',
  deletedButAnswers: 'Your data is deleted. Your answers stay, and nothing leads from them back to you.',
  deletedEverything: 'Your data is deleted, and your answers with it.',
  whoLeft: 'Someone who left',
} as const

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
