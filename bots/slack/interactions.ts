import { z } from 'zod'
import type { Place } from '../../core/platform.ts'
import { slackFile } from './files.ts'
import { slackTime } from './times.ts'

/** What Slack sends when someone runs a command, presses or sends a form: the parts that we read. */

export const commandPayload = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string(),
})

const user = z.object({ id: z.string() })
const shownView = z.object({
  id: z.string(),
  type: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  hash: z.string().optional(),
})

export const pressPayload = z.object({
  user,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({
    type: z.string(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
    channel_id: z.string().optional(),
  }),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  view: shownView.optional(),
  actions: z.array(z.unknown()).min(1),
})

export const shortcutPayload = z.object({
  callback_id: z.string(),
  user,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  message_ts: z.string(),
  channel: z.object({ id: z.string() }),
  message: z
    .object({ ts: z.string(), thread_ts: z.string().optional(), files: z.array(slackFile).optional() })
    .optional(),
})

const timed = z.object({ action_ts: slackTime })

/** When it was pressed, by Slack's clock, where it says so. */
export function timeOfPress(sent: unknown): { readonly pressedAt?: Temporal.Instant } {
  const read = timed.safeParse(sent)
  return read.success ? { pressedAt: read.data.action_ts } : {}
}

export const submissionPayload = z.object({
  user,
  trigger_id: z.string().optional(),
  view: shownView,
})

/** Where a reply to an interaction belongs. A form carries it through Slack and back. */
export interface Origin {
  /** `home` and `form`: it happened in the bot's own page, or in a window, where nothing can be said. */
  readonly from: 'channel' | 'home' | 'form'
  readonly place: Place
  readonly message?: string | undefined
  /** The thread in which it happened. */
  readonly thread?: string | undefined
  /** Takes five replies within half an hour. */
  readonly respondTo?: string | undefined
}

const origin = z.object({
  from: z.enum(['channel', 'home', 'form']),
  place: z.string(),
  message: z.string().optional(),
  thread: z.string().optional(),
  respondTo: z.string().optional(),
})

export function originText(from: Origin): string {
  return JSON.stringify(from)
}

/** What we put into a form ourselves; anything else counts as from nowhere. */
export function originIn(metadata: string): Origin {
  try {
    return origin.parse(JSON.parse(metadata))
  } catch {
    return { from: 'form', place: '' }
  }
}
