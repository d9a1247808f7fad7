import type { Button, Choice, Menu, Message } from '../platform.ts'
import type { Question } from '../questions/question.ts'
import { channelLink, counted, literal, quoted, shortened } from '../text.ts'
import { mostSkippedDates } from './calendar.ts'
import { cityOfZone } from './cities.ts'
import { allOf, anyOf, datesInWords, daysInWords, minutesInWords, type When, whenInWords } from './schedule-phrases.ts'
import { moment } from './words.ts'

/** Every sentence about schedules. */
export const scheduleWords = {
  removed: 'The schedule is removed. What was asked, answered and earned stays. `/study schedule` makes another one.',
} as const

/** What is wrong in a form, and what would be right. */
export const scheduleComplaints = {
  time: 'That is not a time of the day. Write it like 09:00, 17:30 or 5 pm.',
  city: (near: readonly string[]) =>
    `I don't know that city. Did you mean ${anyOf(near)}? The largest city near you will do, or a zone such as Europe/Berlin.`,
  days: 'Choose at least one day of the week.',
  noLength: 'How long may people answer? Write it like 8h, 45m or 2d.',
  length: 'Write it with its unit, like 8h, 45m, 2d or 1h 30m.',
  lengthRange: (fewest: number) => `It can be ${fewest} minutes at the least and 14 days at the most.`,
  dates: (piece: string) =>
    `“${shown(piece)}” is not a date. Write dates like 2026-12-24, and a run of them like 2026-12-24 to 2027-01-01.`,
  tooManyDates: `At most ${mostSkippedDates} dates can be skipped. Pause the schedule for longer breaks.`,
  country: (near: readonly string[]) =>
    `I know no holidays for that. Write a country's two letters such as DE, or with its region DE-BY. Did you mean ${anyOf(near)}?`,
  region: (country: string, regions: readonly string[]) =>
    regions.length === 0
      ? `I know no regions of ${country}. Leave the region out.`
      : `${country} has no such region. It has ${regions.join(', ')}; or leave it out.`,
  tag: (tag: string, near: readonly string[]) =>
    `No question has the tag “${shown(tag)}”. Did you mean ${anyOf(near)}?`,
  group: 'Choose one role or group, mention it, or write its id. Everyone at once cannot be pinged.',
  channel: 'Choose one channel.',
} as const

export interface ScheduleShown extends When {
  readonly id: string
  readonly channel: string
  readonly skippedDates: readonly Temporal.PlainDate[]
  readonly holidays: string | null
  readonly answerMinutes: number
  readonly voteMinutes: number
  readonly voting: 'open' | 'blind'
  readonly topics: readonly string[]
  readonly levels: readonly string[]
  readonly tags: readonly string[]
  readonly pingRole: string | null
  readonly neededGroup: string | null
  readonly pausedAt: Temporal.Instant | null
  readonly pauseReason: 'wish' | 'no-answers' | 'refused' | 'left' | null
  readonly resultsInChannel: boolean
}

export interface Preview {
  readonly schedule: ScheduleShown
  /** The company whose track it follows, or the track's id where that is gone. */
  readonly track: string | { readonly gone: string } | undefined
  /** The titles of the topics that it wants. */
  readonly topics: readonly string[]
  readonly next:
    | { readonly at: Temporal.Instant; readonly question: Question | undefined; readonly topic: string }
    | undefined
  /** The filters of which no question is left. */
  readonly leftOut: readonly ('topics' | 'levels' | 'tags')[]
  /** Every question that is wanted has been asked here. */
  readonly allAsked: boolean
}

/** One schedule with its next question, and the buttons that change it. */
export function previewWords(preview: Preview, seen: 'made' | 'changed' | 'shown'): Message {
  const { schedule } = preview
  const head = { made: 'The schedule is made', changed: 'Saved', shown: 'The schedule' }[seen]
  return {
    text: [
      `**${head}**: ${whenInWords(schedule)} in ${channelLink(schedule.channel)}.`,
      ...pausedWords(schedule),
      details(preview)
        .map((line) => `- ${line}`)
        .join('\n'),
      ...goneTrack(preview),
      ...preview.leftOut.map((filter) => leftOutWords[filter]),
      ...(preview.allAsked ? ['All questions that fit were asked here; the one asked longest ago comes again.'] : []),
      ...nextWords(preview),
    ].join('\n\n'),
    buttons: previewButtons(schedule),
  }
}

function goneTrack({ track }: Preview): string[] {
  if (typeof track !== 'object') return []
  return [
    `⚠️ The track “${literal(track.gone)}” is no longer there, so none is followed. “Change what” chooses another.`,
  ]
}

const leftOutWords = {
  topics: '⚠️ No question is about the topics that you want, so all topics are asked.',
  levels: '⚠️ No question of the topics that you want has the levels that you want, so all levels are asked.',
  tags: '⚠️ No question of the topics and levels that you want has the tags that you want, so they are left out.',
} as const

function pausedWords({ pausedAt, pauseReason }: ScheduleShown): string[] {
  if (pausedAt === null) return []
  const why = {
    wish: '',
    'no-answers': ' Two questions in a row had no answer.',
    refused: ' The platform refused the question.',
    left: ' I was away from this workspace.',
  }
  return [`⏸ **Paused**: nothing is asked until you press “Resume”.${why[pauseReason ?? 'wish']}`]
}

function details({ schedule, topics, track }: Preview): string[] {
  const { skippedDates, holidays, answerMinutes, voteMinutes, voting, levels, tags, pingRole, neededGroup } = schedule
  const free = [
    ...(holidays === null ? [] : [`public holidays of ${holidays}`]),
    ...(skippedDates.length === 0 ? [] : [shortened(datesInWords(skippedDates), 300)]),
  ]
  const judged = voting === 'blind' ? 'ratings' : 'votes'
  const votes = voteMinutes === 0 ? `${judged} end with them` : `${judged} for ${minutesInWords(voteMinutes)} more`
  return [
    `When: ${daysInWords(schedule.days)} at ${schedule.localTime}, ${literal(schedule.zone)} time${free.length === 0 ? '' : `; not on ${allOf(free)}`}`,
    ...(typeof track === 'string'
      ? [`Track: ${literal(track)}; its ten questions first, then its topics, then what follows`]
      : []),
    `What: ${topics.length === 0 ? 'all topics' : allOf(topics.map(literal))}, ${levels.length === 0 ? 'all levels' : allOf(levels)}${tags.length === 0 ? '' : `, tagged ${tags.map(literal).join(' or ')}`}`,
    `How: ${votingWords[voting]}`,
    `How long: answers for ${minutesInWords(answerMinutes)}, ${votes}`,
    `Who: ${pingRole === null ? 'nobody is pinged' : `the role ${literal(pingRole)} is pinged`}, ${neededGroup === null ? 'everybody here counts' : `only ${literal(neededGroup)} counts`}`,
    `Results: in the thread${schedule.resultsInChannel ? ' and the channel' : ''}`,
  ]
}

const votingWords = {
  open: 'open: answers in the thread, with votes by everyone',
  blind:
    'blind: answers by form, shown without names, rated in private, names at the close (questions with buttons are never blind)',
} as const

function nextWords({ next, schedule }: Preview): string[] {
  if (next?.question === undefined) return ['There is no question to ask: the bank is empty.']
  const { at, question, topic } = next
  const comes =
    schedule.pausedAt === null ? `The next question comes ${moment(at)}` : 'Resumed now, the next question would be'
  return [`${comes}: ${literal(topic)} · ${question.level}`, quoted(shortened(question.question.trim(), 700))]
}

function previewButtons({ id, pausedAt }: ScheduleShown): Button[] {
  return [
    { id: `schedule-ask:${id}`, label: 'Ask now' },
    { id: `schedule-when:${id}`, label: 'Change when' },
    { id: `schedule-what:${id}`, label: 'Change what' },
    { id: `schedule-length:${id}`, label: 'Change how' },
    { id: `schedule-who:${id}`, label: 'Change who' },
    pausedAt === null
      ? { id: `schedule-pause:${id}`, label: 'Pause' }
      : { id: `schedule-resume:${id}`, label: 'Resume', tone: 'primary' },
    { id: `schedule-remove:${id}`, label: 'Remove', tone: 'danger' },
    addAnother,
  ]
}

const addAnother: Button = { id: 'schedule-add', label: 'Add another' }

/** Several schedules of one channel, to choose one from. */
export function schedulesWords(all: readonly ScheduleShown[]): Message {
  const shown = all.slice(0, 25)
  const menu: Menu = {
    id: 'schedule-show',
    label: 'Show one',
    choices: shown.map((one) => ({ value: one.id, label: shortened(plainWhen(one), 75) })),
  }
  return {
    text: [
      `**${counted(all.length, 'schedule')} of this channel**`,
      shown.map((one) => `- ${whenInWords(one)}${one.pausedAt === null ? '' : ', paused'}`).join('\n'),
    ].join('\n\n'),
    menus: [menu],
    buttons: [addAnother],
  }
}

/** For labels, which are no CommonMark. */
function plainWhen({ days, localTime, zone, pausedAt }: ScheduleShown): string {
  return `${daysInWords(days)} at ${localTime} (${cityOfZone(zone)})${pausedAt === null ? '' : ', paused'}`
}

/** A city to choose, with its zone; no CommonMark. */
export function cityChoice({ city, zone }: { readonly city: string; readonly zone: string }): Choice {
  return { value: city, label: city === zone ? city : `${city} (${zone})` }
}

/** Removal asks once more. */
export function removalWords(schedule: ScheduleShown): Message {
  return {
    text: `Remove the schedule ${whenInWords(schedule)}? Its pinned questions go with it. What was asked and earned stays.`,
    buttons: [
      { id: `schedule-remove-now:${schedule.id}`, label: 'Yes, remove it', tone: 'danger' },
      { id: `schedule-keep:${schedule.id}`, label: 'Keep it' },
    ],
  }
}

/** To the one who made a schedule: days that nobody was asked. */
export function skippedNotice(schedule: ScheduleShown, dates: readonly Temporal.PlainDate[]): string {
  const [first] = dates
  const last = dates.at(-1)
  const span = dates.length === 1 ? `on ${first}` : `between ${first} and ${last}`
  return `Studyhall was away for a while: ${counted(dates.length, 'question')} of the schedule ${whenInWords(schedule)} in ${channelLink(schedule.channel)} ${span} ${dates.length === 1 ? 'was' : 'were'} not asked. It goes on as planned.`
}

/** To the one who made a schedule that has paused itself. */
export function silenceNotice(schedule: ScheduleShown): string {
  return `Two questions in a row had no answer, so the schedule ${whenInWords(schedule)} in ${channelLink(schedule.channel)} has paused itself. To go on, run \`/study schedule\` there and press “Resume”; another time or other topics may help.`
}

/** What someone typed, repeated without what could be markup. */
function shown(typed: string): string {
  return shortened(typed.replace(/[`<>@*_]/g, ''), 40)
}
