import type { Place, Refusal } from '../platform.ts'
import { literal } from '../text.ts'

/** Every sentence about what a platform refused: what is missing, and what to do. */

const whatToDo: Record<Refusal, string> = {
  'not-in-channel': 'I am not in that channel. Invite me',
  'no-permission': 'I am not allowed to post there or to open threads. Give me those permissions in the channel',
  gone: 'That channel is no longer there. Remove the schedule, or set it to another channel',
  unreachable: 'That channel cannot be reached from here. Check that it still exists and that I may see it',
  revoked: 'My access to this workspace was taken back. Install me again',
}

/** To whoever made the schedule, once. */
export function parkedNotice(channel: Place, refused: Refusal): string {
  return (
    `I could not ask the question in ${literal(channel)}. ${whatToDo[refused]}, then resume it with ` +
    '`/study schedule`. Until then the schedule there is paused.'
  )
}

/** In `/study status`. */
export function refusalWords(refused: string): string {
  const [reason = ''] = refused.split(':')
  const known = Object.keys(whatToDo).find((one): one is Refusal => one === reason)
  return `The last question could not be posted. ${known === undefined ? 'The platform refused it' : whatToDo[known]}.`
}
