import type { PlatformNotes, Refusal } from '../platform.ts'
import { channelLink } from '../text.ts'
import { lackWords, type Refused } from './parking-words.ts'

/** Why nothing can be asked in a channel, and what to do. `<channel:…>` names it, except beside a form's own field. */

export function channelRefused(channel: string, refused: Refused, notes: PlatformNotes): string {
  return refusalWords(channelLink(channel), refused, notes)
}

export function channelComplaint(refused: Refused, notes: PlatformNotes): string {
  return refusalWords('that channel', refused, notes)
}

function refusalWords(name: string, refused: Refused, { invite }: PlatformNotes): string {
  const lack = lackWords(refused)
  if (lack !== undefined) return `I cannot ask in ${name}. ${lack} Give me those permissions there, then try again.`
  return refusals(name, invite)[refused.refused]
}

function refusals(name: string, invite: string | undefined): Readonly<Record<Refusal, string>> {
  return {
    'not-in-channel': `I am not in ${name} yet. ${inviting(invite)}`,
    'no-permission': `I may not post in ${name} or open threads there. Give me those permissions in the channel, then try again.`,
    'no-threads': `I need a channel in which threads can be opened, and ${name} is none. Choose another one.`,
    gone: 'There is no such channel here. Choose another one.',
    unreachable: `I cannot reach ${name}. Check that it still exists and that I may see it, then try again.`,
    revoked: 'My access to this workspace was taken back. Install me again, then try again.',
  }
}

function inviting(invite: string | undefined): string {
  return invite === undefined
    ? 'Invite me there first, then try again.'
    : `Bring me there first: ${invite}. Then try again.`
}
