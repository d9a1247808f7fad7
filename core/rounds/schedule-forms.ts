import type { FormValues } from '../interactions.ts'
import type { ChannelField, Choice, ChoiceField, Form, GroupField, TextField } from '../platform.ts'
import { levels } from '../questions/question.ts'
import { datesInWords, minutesInWords, weekdayName } from './schedule-phrases.ts'
import { noTrack } from './schedule-reading.ts'

/** The forms of schedules, filled with what stands or what was typed. Pure. */

/** The set-up asks only what cannot be proposed. */
export function setUpForm(typed: FormValues): Form {
  return {
    id: 'schedule-add',
    title: 'A question, regularly',
    note: 'Monday to Friday, eight hours for answers (and two for ratings, where rounds are blind), all topics: you can change all of it afterwards.',
    submit: 'Make the schedule',
    fields: [
      channelField(typed),
      text(typed, 'time', 'Time', { hint: 'Local time, like 09:00', required: true }),
      text(typed, 'city', 'City', { hint: 'Whose clock it follows, like Berlin', required: true }),
      votingField(typed),
    ],
  }
}

export function whenForm(id: string, typed: FormValues): Form {
  return {
    id: `schedule-when:${id}`,
    title: 'When to ask',
    submit: 'Save',
    fields: [
      {
        kind: 'choices',
        name: 'days',
        label: 'Days',
        required: true,
        choices: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day) })),
        value: typed.days ?? [],
      },
      text(typed, 'localTime', 'Time', { hint: 'Local time, like 09:00', required: true }),
      text(typed, 'zone', 'City or zone', { hint: 'Like Berlin, or America/New_York', required: true }),
      text(typed, 'skippedDates', 'Dates without a question', { hint: '2026-12-24, 2026-12-28 to 2027-01-01' }),
      text(typed, 'holidays', 'Public holidays to skip', { hint: 'A country, DE, or with its region, DE-BY' }),
    ],
  }
}

interface WhatToAsk {
  /** Those that can be asked, by title; the first 25 can be chosen. */
  readonly topics: readonly Choice[]
  /** Companies' tracks; without any, none can be chosen. */
  readonly tracks: readonly Choice[]
}

export function whatForm(id: string, typed: FormValues, { topics, tracks }: WhatToAsk): Form {
  return {
    id: `schedule-what:${id}`,
    title: 'What to ask',
    note: 'Nothing chosen means all.',
    submit: 'Save',
    fields: [
      ...(tracks.length === 0 ? [] : [trackField(typed, tracks)]),
      { kind: 'choices', name: 'topics', label: 'Topics', choices: topics.slice(0, 25), value: typed.topics ?? [] },
      {
        kind: 'choices',
        name: 'levels',
        label: 'Levels',
        choices: levels.map((level) => ({ value: level, label: level })),
        value: typed.levels ?? [],
      },
      text(typed, 'tags', 'Tags', { hint: 'Like redis, oauth: a question needs one of them' }),
    ],
  }
}

function trackField({ track: [chosen = noTrack] = [] }: FormValues, tracks: readonly Choice[]): ChoiceField {
  const choices = [{ value: noTrack, label: 'None' }, ...tracks.slice(0, mostTracks)]
  return {
    kind: 'choice',
    name: 'track',
    label: "Follow a company's track",
    hint: 'Its ten questions first, then its topics, then what is chosen below.',
    choices,
    value: [choices.some(({ value }) => value === chosen) ? chosen : noTrack],
  }
}

/** Beside “none”, of the 25 choices that a menu has. */
const mostTracks = 24

export function lengthForm(id: string, typed: FormValues): Form {
  return {
    id: `schedule-length:${id}`,
    title: 'How, and how long',
    note: 'A blind round takes ratings for 2h where the second field is empty. Questions with buttons are never blind.',
    submit: 'Save',
    fields: [
      text(typed, 'answerMinutes', 'Answers are taken for', { hint: 'Like 8h, 45m or 2d', required: true }),
      text(typed, 'voteMinutes', 'Then votes or ratings for', { hint: 'Like 2h; empty when both end together' }),
      votingField(typed),
    ],
  }
}

export function whoForm(id: string, typed: FormValues): Form {
  return {
    id: `schedule-who:${id}`,
    title: 'Who',
    submit: 'Save',
    fields: [
      groupField(typed, 'pingRole', 'Role to ping', 'With each question; empty for nobody'),
      groupField(typed, 'neededGroup', 'Group whose answers and votes count', 'Empty for everybody'),
      {
        kind: 'choice',
        name: 'resultsInChannel',
        label: 'Results are shown',
        required: true,
        choices: [
          { value: 'thread', label: 'in the thread' },
          { value: 'channel-too', label: 'in the thread and the channel' },
        ],
        value: typed.resultsInChannel ?? [],
      },
    ],
  }
}

interface Standing {
  readonly days: readonly number[]
  readonly localTime: string
  readonly zone: string
  readonly skippedDates: readonly Temporal.PlainDate[]
  readonly holidays: string | null
  readonly topics: readonly string[]
  readonly levels: readonly string[]
  readonly tags: readonly string[]
  readonly track: string | null
  readonly answerMinutes: number
  readonly voteMinutes: number
  readonly voting: 'open' | 'blind'
  readonly pingRole: string | null
  readonly neededGroup: string | null
  readonly resultsInChannel: boolean
}

/** A schedule as it would have been typed; dates that have passed are left out. */
export function typedOf(schedule: Standing, today: Temporal.PlainDate): FormValues {
  const { days, skippedDates, answerMinutes, voteMinutes } = schedule
  const coming = skippedDates.filter((date) => Temporal.PlainDate.compare(date, today) >= 0)
  return {
    days: days.map(String),
    localTime: [schedule.localTime],
    zone: [schedule.zone],
    skippedDates: [datesInWords(coming)],
    holidays: [schedule.holidays ?? ''],
    topics: schedule.topics,
    levels: schedule.levels,
    tags: [schedule.tags.join(', ')],
    track: [schedule.track ?? noTrack],
    answerMinutes: [minutesInWords(answerMinutes)],
    voteMinutes: [minutesInWords(voteMinutes)],
    voting: [schedule.voting],
    pingRole: [schedule.pingRole ?? ''],
    neededGroup: [schedule.neededGroup ?? ''],
    resultsInChannel: [schedule.resultsInChannel ? 'channel-too' : 'thread'],
  }
}

/** What the set-up proposes; the channel is empty where it was not opened in one. */
export function proposedSetUp(channel: string, city: string): FormValues {
  return { channel: [channel], time: ['09:00'], city: [city], voting: ['open'] }
}

/** Empty where it was not opened in a channel. */
function channelField(typed: FormValues): ChannelField {
  const [value = ''] = typed.channel ?? []
  return { kind: 'channel', name: 'channel', label: 'Channel', required: true, ...(value === '' ? {} : { value }) }
}

function votingField({ voting = ['open'] }: FormValues): ChoiceField {
  return {
    kind: 'choice',
    name: 'voting',
    label: 'Answers and votes',
    hint: 'Blind: sent by form, shown without names, rated in private; the names come at the close.',
    required: true,
    choices: [
      { value: 'open', label: 'Open: in the thread, with votes by everyone' },
      { value: 'blind', label: 'Blind: without names until the close' },
    ],
    value: voting,
  }
}

function groupField(typed: FormValues, name: string, label: string, hint: string): GroupField {
  const [value = ''] = typed[name] ?? []
  return { kind: 'group', name, label, hint, ...(value === '' ? {} : { value }) }
}

const mostCharacters = 1_500

function text(typed: FormValues, name: string, label: string, rest: Pick<TextField, 'hint' | 'required'>): TextField {
  const value = typed[name]?.[0] ?? ''
  return { kind: 'text', name, label, most: mostCharacters, value, ...rest }
}
