import { type FormValues, textOf } from '../interactions.ts'
import type { Choice, Form } from '../platform.ts'
import { type Bank, topicTitle } from '../questions/bank.ts'
import { levels } from '../questions/question.ts'
import { withoutRetired } from '../questions/retired.ts'
import type { Study } from '../study.ts'
import { minutesToVote } from './open-round.ts'
import { lengthForm, setUpForm, whatForm, whenForm, whoForm } from './schedule-forms.ts'
import { readHolidays } from './schedule-holidays.ts'
import {
  type Reading,
  readChannel,
  readChosen,
  readDates,
  readDays,
  readGroup,
  readLocalTime,
  readMinutes,
  readResultsInChannel,
  readTags,
  readTogether,
  readTopics,
  readTrack,
  readVoting,
  readZone,
} from './schedule-reading.ts'
import type { Schedule } from './schedule-times.ts'

/** What can be changed about a schedule, a form each. */

export type Changed = Partial<Schedule>

export interface Change {
  form(study: Study, id: string, typed: FormValues): Form
  read(study: Study, values: FormValues): Promise<Reading<Changed>> | Reading<Changed>
}

export const setUp = {
  form: setUpForm,
  read: (values: FormValues) =>
    readTogether({
      voting: readVoting(values.voting ?? []),
      channel: readChannel(textOf(values, 'channel')),
      time: readLocalTime(textOf(values, 'time')),
      city: readZone(textOf(values, 'city')),
    }),
} as const

const fewestAnswerMinutes = 5

export const changes = {
  'schedule-when': {
    form: (_study, id, typed) => whenForm(id, typed),
    read: async (_study, values) =>
      readTogether({
        days: readDays(values.days ?? []),
        localTime: readLocalTime(textOf(values, 'localTime')),
        zone: readZone(textOf(values, 'zone')),
        skippedDates: readDates(textOf(values, 'skippedDates')),
        holidays: await readHolidays(textOf(values, 'holidays')),
      }),
  },
  'schedule-what': {
    form: ({ bank }, id, typed) => whatForm(id, typed, { topics: topicsToAsk(bank), tracks: tracksToFollow(bank) }),
    read: ({ bank }, values) =>
      readTogether({
        track: readTrack(values.track ?? [], bank.tracks),
        topics: readTopics(values.topics ?? [], topicsIn(bank)),
        levels: readChosen(values.levels ?? [], levels),
        tags: readTags(textOf(values, 'tags'), new Set([...withoutRetired(bank).values()].flatMap(({ tags }) => tags))),
      }),
  },
  'schedule-length': {
    form: (_study, id, typed) => lengthForm(id, typed),
    read: (_study, values) => {
      const read = readTogether({
        answerMinutes: readMinutes(textOf(values, 'answerMinutes'), fewestAnswerMinutes),
        voteMinutes: readMinutes(textOf(values, 'voteMinutes'), 0),
        voting: readVoting(values.voting ?? []),
      })
      if ('complaints' in read) return read
      const { voting, voteMinutes } = read.values
      return { values: { ...read.values, voteMinutes: minutesToVote(voting, voteMinutes) } }
    },
  },
  'schedule-who': {
    form: (_study, id, typed) => whoForm(id, typed),
    read: (_study, values) =>
      readTogether({
        pingRole: readGroup(textOf(values, 'pingRole')),
        neededGroup: readGroup(textOf(values, 'neededGroup')),
        resultsInChannel: readResultsInChannel(values.resultsInChannel ?? []),
      }),
  },
} as const satisfies Readonly<Record<string, Change>>

function topicsToAsk(bank: Bank): Choice[] {
  return topicsIn(bank)
    .map((topic) => ({ value: topic, label: topicTitle(bank, topic) }))
    .sort((a, b) => a.label.localeCompare(b.label))
}

function topicsIn(bank: Bank): string[] {
  return [...new Set([...withoutRetired(bank).values()].map(({ topic }) => topic))]
}

function tracksToFollow({ tracks }: Bank): Choice[] {
  return [...tracks.values()].map(({ track, company }) => ({ value: track, label: company }))
}
