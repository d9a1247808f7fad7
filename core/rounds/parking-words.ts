import type { Place, Refusal } from '../platform.ts'
import { channelLink } from '../text.ts'

/** Every sentence about what a platform refused: what is missing, and what to do. */

const whatToDo: Record<Refusal, string> = {
  'not-in-channel': 'I am not in that channel. Invite me',
  'no-permission': 'I am not allowed to post there or to open threads. Give me those permissions in the channel',
  'no-threads': 'No threads can be opened there. Set the schedule to another channel',
  gone: 'That channel is no longer there. Remove the schedule, or set it to another channel',
  unreachable: 'That channel cannot be reached from here. Check that it still exists and that I may see it',
  revoked: 'My access to this workspace was taken back. Install me again',
}

/** What a platform said when it refused; a `detail` of `missing: A, B` names the permissions that are missing. */
export interface Refused {
  readonly refused: Refusal
  readonly detail: string
}

/** `I lack: Send Messages, Attach Files.`, where the platform names what is missing. */
export function lackWords({ refused, detail }: Refused): string | undefined {
  const [, names] = /^missing: ([\p{L} ,]{1,300})$/u.exec(detail) ?? []
  return refused === 'no-permission' && names !== undefined ? `I lack: ${names}.` : undefined
}

/** To whoever made the schedule, once. */
export function parkedNotice(channel: Place, refused: Refused): string {
  return (
    `I could not ask the question in ${channelLink(channel)}. ${toDo(refused)}, then resume it with ` +
    '`/study schedule`. Until then the schedule there is paused.'
  )
}

/** To whoever made schedules for a channel that was deleted, once. */
export function channelGoneNotice(channel: Place): string {
  return `The channel ${channelLink(channel)} was deleted, so I ask nothing there any more. To go on elsewhere, run \`/study schedule\` in another channel.`
}

/** In `/study status`; `refusal` as a round keeps it: `no-permission: missing: Send Messages`. */
export function refusalWords(refusal: string): string {
  const [reason = '', ...detail] = refusal.split(': ')
  const known = Object.keys(whatToDo).find((one): one is Refusal => one === reason)
  const says = known === undefined ? 'The platform refused it' : toDo({ refused: known, detail: detail.join(': ') })
  return `The last question could not be posted. ${says}.`
}

function toDo(refused: Refused): string {
  const lack = lackWords(refused)
  return lack === undefined ? whatToDo[refused.refused] : `${lack} Give me those permissions in the channel`
}
