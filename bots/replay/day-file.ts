import { z } from 'zod'

/**
 * A study day as a file that a person can edit: who says what, when, and what must hold. The format is
 * described for contributors in tests/days/README.md.
 */

const name = z.string().regex(/^[A-Za-z][\w-]*$/, 'must be one word')
const clockTime = z
  .string()
  .regex(/^(\d{4}-\d{2}-\d{2} )?\d{2}:\d{2}(:\d{2})?$/, 'must be HH:MM or YYYY-MM-DD HH:MM, local time')
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const moment = { at: clockTime.optional(), hears: z.string().optional() }
const person = { ...moment, who: name }
const step = z.union([
  z.strictObject({
    ...person,
    says: z.string(),
    in: z.enum(['thread', 'channel']).default('thread'),
    as: name.optional(),
  }),
  z.strictObject({ ...person, edits: name, to: z.string() }),
  z.strictObject({ ...person, deletes: name }),
  z.strictObject({ ...person, reacts: z.string(), on: name }),
  z.strictObject({ ...person, unreacts: z.string(), on: name }),
  z.strictObject({ ...person, runs: z.string().regex(/^\//, 'must begin with a slash') }),
  z.strictObject({ ...person, presses: z.string() }),
  z.strictObject({ at: clockTime.optional(), restart: z.literal(true) }),
  z.strictObject({ at: clockTime }),
])

export const daySchema = z.strictObject({
  day: z.string(),
  zone: z.string().refine(isZone, 'must be an IANA zone such as Europe/Berlin'),
  starts: z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/, 'must be YYYY-MM-DD HH:MM, local time'),
  people: z.array(name).min(1),
  admins: z.array(name).default([]),
  schedule: z.strictObject({
    at: z.string().regex(/^\d{2}:\d{2}$/, 'must be HH:MM'),
    days: z.array(z.enum(weekdays)).min(1),
    'answer-hours': z.number().positive(),
  }),
  /** The only questions that can be asked; without them, all of Studyhall's. */
  questions: z.array(z.string()).min(1).optional(),
  steps: z.array(step),
  expect: z.strictObject({
    /** Points on the board of all time; nobody else has any. */
    points: z.record(name, z.number().int()).optional(),
    /** Texts that the bot has said, in public or to one person. */
    said: z.array(z.string()).default([]),
    'never-said': z.array(z.string()).default([]),
    /** How many questions were asked. */
    questions: z.number().int().optional(),
  }),
})

export type Day = z.infer<typeof daySchema>
export type Step = Day['steps'][number]

export function isoDays(days: Day['schedule']['days']): number[] {
  return days.map((day) => weekdays.indexOf(day) + 1)
}

function isZone(zone: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone) !== undefined
  } catch {
    return false
  }
}
