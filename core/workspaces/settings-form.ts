import { type FormValues, textOf } from '../interactions.ts'
import type { Complaint, Form } from '../platform.ts'
import { zoneOfCity } from '../rounds/cities.ts'
import { settingsWords, weekdays } from './settings-words.ts'

/** The form of a member's own settings: what stands, what was typed, and what of it is wrong. Pure. */

export interface OwnSettings {
  /** The zone that they chose; none as long as the platform's will do. */
  readonly ownZone: string | null
  /** The local hour of the daily message, 0 to 23. */
  readonly tellHour: number
  readonly isListed: boolean
  /** ISO days of the week. */
  readonly restDays: readonly number[]
  /** Away up to and including this date. */
  readonly awayUntil: Temporal.PlainDate | null
}

/** How far ahead one can be away. */
const longestAwayDays = 366

/** The settings as they would have been typed. */
export function typedOf({ ownZone, tellHour, isListed, restDays, awayUntil }: OwnSettings): FormValues {
  return {
    zone: [ownZone ?? ''],
    hour: [String(tellHour)],
    boards: [isListed ? 'listed' : 'unlisted'],
    rest: restDays.map(String),
    away: [awayUntil?.toString() ?? ''],
  }
}

export function settingsForm(typed: FormValues): Form {
  const { fields } = settingsWords
  return {
    id: 'own-settings',
    title: settingsWords.formTitle,
    note: settingsWords.formNote,
    submit: settingsWords.save,
    fields: [
      { kind: 'text', name: 'zone', ...fields.zone, value: textOf(typed, 'zone'), most: 100 },
      {
        kind: 'choice',
        name: 'hour',
        ...fields.hour,
        choices: hours.map((hour) => ({ value: String(hour), label: settingsWords.hour(hour) })),
        value: typed.hour ?? [],
      },
      { kind: 'choice', name: 'boards', ...fields.boards, choices: settingsWords.boards, value: typed.boards ?? [] },
      {
        kind: 'choices',
        name: 'rest',
        ...fields.rest,
        choices: weekdays.map((label, index) => ({ value: String(index + 1), label })),
        value: typed.rest ?? [],
      },
      { kind: 'text', name: 'away', ...fields.away, value: textOf(typed, 'away'), most: 40 },
    ],
  }
}

/**
 * What was typed, as settings, or what is wrong with it.
 *
 * @param today the member's local date
 */
export function readSettings(
  typed: FormValues,
  today: Temporal.PlainDate,
): { readonly settings: OwnSettings } | { readonly complaints: readonly Complaint[] } {
  const zone = readZone(textOf(typed, 'zone'))
  const hour = readHour(textOf(typed, 'hour'))
  const boards = readBoards(textOf(typed, 'boards'))
  const rest = readRest(typed.rest ?? [])
  const away = readAway(textOf(typed, 'away'), today)
  const complaints = Object.entries({ zone, hour, boards, rest, away }).flatMap(([field, read]) =>
    'says' in read ? [{ field, says: read.says }] : [],
  )
  if ('says' in zone || 'says' in hour || 'says' in boards || 'says' in rest || 'says' in away) return { complaints }
  return {
    settings: {
      ownZone: zone.read,
      tellHour: hour.read,
      isListed: boards.read,
      restDays: rest.read,
      awayUntil: away.read,
    },
  }
}

type Read<T> = { readonly read: T } | { readonly says: string }

const hours = Array.from({ length: 24 }, (_, hour) => hour)

function readZone(typed: string): Read<string | null> {
  if (typed === '') return { read: null }
  const found = zoneOfCity(typed)
  return 'zone' in found ? { read: found.zone } : { says: settingsWords.unknownZone(typed, found.near) }
}

function readHour(typed: string): Read<number> {
  const hour = hours.find((one) => String(one) === typed)
  return hour === undefined ? { says: settingsWords.wrongHour } : { read: hour }
}

function readBoards(typed: string): Read<boolean> {
  if (typed === 'listed') return { read: true }
  return typed === 'unlisted' ? { read: false } : { says: settingsWords.wrongBoards }
}

function readRest(typed: readonly string[]): Read<readonly number[]> {
  if (typed.some((day) => !/^[1-7]$/.test(day))) return { says: settingsWords.wrongDays }
  const days = [...new Set(typed.map(Number))].sort()
  return days.length === weekdays.length ? { says: settingsWords.onlyRest } : { read: days }
}

function readAway(typed: string, today: Temporal.PlainDate): Read<Temporal.PlainDate | null> {
  if (typed === '') return { read: null }
  const date = dateOf(typed)
  if (date === undefined) return { says: settingsWords.wrongDate(today.add({ weeks: 2 }).toString()) }
  if (Temporal.PlainDate.compare(date, today) < 0) return { says: settingsWords.pastDate(today.toString()) }
  const latest = today.add({ days: longestAwayDays })
  if (Temporal.PlainDate.compare(date, latest) > 0) return { says: settingsWords.farDate(latest.toString()) }
  return { read: date }
}

function dateOf(typed: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return undefined
  try {
    return Temporal.PlainDate.from(typed)
  } catch {
    return undefined
  }
}
