import type { Choice, Form, Message, Picture, PlatformNotes } from '../platform.ts'
import { channelRefused } from '../rounds/channel-words.ts'
import { lackWords, type Refused } from '../rounds/parking-words.ts'
import { weekdayName, whenInWords } from '../rounds/schedule-phrases.ts'
import { moment } from '../rounds/words.ts'
import { channelLink, counted, literal } from '../text.ts'
import type { BoardToDraw } from './board-picture.ts'
import type { Taking } from './digest-board.ts'
import type { DigestTimes, ToldWeek } from './digest-rule.ts'
import type { Moved } from './movement.ts'
import type { Standing } from './ranks.ts'
import type { LastWeek } from './season-close.ts'
import type { TeamStanding } from './team-rule.ts'
import type { DateSpan } from './windows.ts'

/** Every sentence about the weekly digest and the end of a season. */

export const digestSays = {
  dropped: 'The week’s board is no longer posted here. Points and boards stay as they are.',
  none: 'The week’s board is not posted here. `/study digest on` has it posted once a week.',
  day: 'Choose one day of the week.',
} as const

/** How many lines of a board are told. */
const mostTold = 10

export interface WeekTold {
  readonly week: ToldWeek
  readonly standings: readonly Standing[]
  readonly moved: ReadonlyMap<string, Moved>
  readonly teams: readonly TeamStanding[]
  readonly taking: Taking
  readonly nextAt: Temporal.Instant | undefined
}

/** A channel's week; somebody has points. */
export function digestWords(told: WeekTold, pictures: readonly Picture[]): Message {
  const { week, standings, moved, teams, taking, nextAt } = told
  return pictured(pictures, {
    heading: 'The board of the week',
    text: [
      `**${datesOf(week)}**${takingWords(taking)}`,
      boardLines(standings, moved),
      ...moreWords(standings, week),
      ...teamWords(teams),
      ...(nextAt === undefined ? [] : [`The next question comes ${moment(nextAt)}.`]),
    ].join('\n\n'),
  })
}

/** For the thread under it. */
export function digestTitle(week: DateSpan): string {
  return `The week of ${datesOf(week)}`
}

export function weekPicture({ week, standings, moved }: WeekTold): BoardToDraw {
  return { ...pictureOf(standings), title: 'The board of the week', subtitle: datesOf(week), moved }
}

/** How a season has ended; somebody has points. */
export function seasonWords(standings: readonly Standing[], week: LastWeek, pictures: readonly Picture[]): Message {
  const { season, isOpen } = week
  const next = season.last.add({ days: 1 })
  const dates = datesOf(season)
  const had = `${counted(standings.length, 'person', 'people')} had points in it`
  return pictured(pictures, {
    heading: isOpen ? 'The season ends this week' : 'The season is over',
    text: [
      isOpen ? `**${dates}**: ${had}. What is earned until Sunday still counts.` : `**${dates}**: ${had}.`,
      podium(standings),
      'Thank you all for taking part.',
      `A new season of eight weeks begins on ${weekdayName(next.dayOfWeek)}, ${dayOf(next)}: everybody starts from nothing.`,
    ].join('\n\n'),
  })
}

export function seasonTitle(season: DateSpan): string {
  return `The season of ${datesOf(season)}`
}

export function seasonPicture(standings: readonly Standing[], season: DateSpan): BoardToDraw {
  return { ...pictureOf(standings), title: 'The season', subtitle: datesOf(season) }
}

function pictureOf(standings: readonly Standing[]): Pick<BoardToDraw, 'lines' | 'people'> {
  const lines = standings.slice(0, mostTold).map((standing) => ({ ...standing, gap: false, named: true }))
  return { lines, people: standings.length }
}

function pictured(pictures: readonly Picture[], message: Message): Message {
  return pictures.length === 0 ? message : { ...message, pictures }
}

function takingWords({ questions, people }: Taking): string {
  if (questions === 0 || people === 0) return ''
  const asked = questions === 1 ? '1 question was asked' : `${questions} questions were asked`
  return `: ${asked}, ${counted(people, 'person', 'people')} answered.`
}

function boardLines(standings: readonly Standing[], moved: ReadonlyMap<string, Moved>): string {
  return standings
    .slice(0, mostTold)
    .map((standing) => lineOf(standing, moved.get(standing.member)))
    .join('\\\n')
}

function lineOf({ place, name, points }: Standing, moved: Moved | undefined): string {
  // a backslash keeps CommonMark from renumbering the places
  return `${place}\\. ${literal(name)} · ${counted(points, 'point')}${moved === undefined ? '' : ` · ${movedWords(moved)}`}`
}

function movedWords(moved: Moved): string {
  if (moved === 'new') return 'new'
  return moved > 0 ? `↑${moved}` : `↓${-moved}`
}

function moreWords(standings: readonly Standing[], { isOpen }: ToldWeek): string[] {
  const more = standings.length - mostTold
  const open = isOpen
    ? 'Points still count until Sunday; from Monday `/leaderboard last-week` shows the final board.'
    : '`/leaderboard last-week` shows where you stand.'
  return [more > 0 ? `And ${more} more. ${open}` : open]
}

function teamWords(teams: readonly TeamStanding[]): string[] {
  if (teams.length === 0) return []
  const lines = teams
    .slice(0, mostTold)
    .map(({ place, name, score, active }) => `${place}\\. ${literal(name)} · ${score} (${active} active)`)
  return [`**Teams**, by what their members have on average:\n\n${lines.join('\\\n')}`]
}

const medals = ['🥇', '🥈', '🥉'] as const

/** The first three places; those who share one stand there together. */
function podium(standings: readonly Standing[]): string {
  const shown = standings.filter(({ place }) => place <= medals.length).slice(0, mostTold)
  return shown
    .map(({ place, name, points }) => `${medals[place - 1]} **${literal(name)}** · ${counted(points, 'point')}`)
    .join('\\\n')
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** `2 to 8 March`, `30 March to 5 April`, `29 December 2025 to 4 January 2026`. */
function datesOf({ first, last }: DateSpan): string {
  if (first.year !== last.year) return `${dayOf(first)} ${first.year} to ${dayOf(last)} ${last.year}`
  return first.month === last.month ? `${first.day} to ${dayOf(last)}` : `${dayOf(first)} to ${dayOf(last)}`
}

function dayOf({ day, month }: Temporal.PlainDate): string {
  return `${day} ${monthNames[month - 1]}`
}

/** What stands, for who has just set it or asks. */
export function digestStands(digest: DigestTimes & { readonly nextAt: Temporal.Instant; readonly hasRole: boolean }) {
  const { day, nextAt, hasRole } = digest
  const when = whenInWords({ ...digest, days: [day] })
  return [
    `The week’s board is posted here every ${when}, with whoever wants no name on it as “anonymous”. The next one comes ${moment(nextAt)}, if anybody has points.`,
    ...(hasRole
      ? [
          'Whoever wins the week has the role that you chose until the next one; those who share the first place all have it.',
        ]
      : []),
    '`/study digest on` changes it, `/study digest off` ends it.',
  ].join('\n\n')
}

/** @param roles whether the platform has roles that the bot can give */
export function digestForm(typed: Readonly<Record<string, readonly string[]>>, roles: boolean): Form {
  const [winnerRole = ''] = typed.winnerRole ?? []
  return {
    id: 'digest-on',
    title: 'The board, once a week',
    note: 'From Friday on it tells of its own week, before that of the week that has ended.',
    submit: 'Save',
    fields: [
      { kind: 'choice', name: 'day', label: 'Day', required: true, choices: dayChoices, value: typed.day ?? [] },
      text(typed, 'localTime', 'Time', 'Local time, like 17:00'),
      text(typed, 'zone', 'City or zone', 'Like Berlin, or America/New_York'),
      ...(roles
        ? [
            {
              kind: 'group' as const,
              name: 'winnerRole',
              label: 'Role for the week’s winner',
              hint: 'Until the next one wins; empty for none',
              ...(winnerRole === '' ? {} : { value: winnerRole }),
            },
          ]
        : []),
    ],
  }
}

const dayChoices: readonly Choice[] = [1, 2, 3, 4, 5, 6, 7].map((day) => ({
  value: String(day),
  label: weekdayName(day),
}))

function text(typed: Readonly<Record<string, readonly string[]>>, name: string, label: string, hint: string) {
  const value = typed[name]?.[0] ?? ''
  return { kind: 'text' as const, name, label, hint, value, most: 100, required: true }
}

/** To those who keep the channel's schedules, once. */
export function digestRefusedNotice(channel: string, refused: Refused, notes: PlatformNotes): string {
  return `I could not post the week’s board in ${channelLink(channel)}, so it is switched off. ${channelRefused(channel, refused, notes)} \`/study digest on\` there has it posted again.`
}

/** To those who keep the channel's schedules, once. */
export function roleRefusedNotice(channel: string, refused: Refused): string {
  const why = lackWords(refused) ?? (refused.refused === 'gone' ? 'It is no longer there, or cannot be given.' : '')
  return [
    `I could not give the winner of the week in ${channelLink(channel)} their role, so I have stopped trying.`,
    ...(why === '' ? [] : [why]),
    'In the settings give me the permission “Manage Roles” and put my own role above that one; then choose it again with `/study digest on`.',
  ].join(' ')
}
