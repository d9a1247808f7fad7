import { literal, shortened } from '../text.ts'
import type { NamedAdmin } from './admins.ts'

/** Every sentence about who may manage the bot. */
export const adminWords = {
  whoIsMissing: 'Say whom: a member or a group, like `/study admins add @bo`.',
  unknown: (typed: string) =>
    `“${literal(shortened(typed, 60))}” is neither somebody who has answered, voted or used a command here, nor a group. Mention the member or the group with @.`,
  several: (typed: string) =>
    `Several people are called “${literal(shortened(typed, 60))}”. Pick the right one with @, so that it is clear who is meant.`,
  named: (admin: NamedAdmin) =>
    `${start(admin)} can now do all that owners and admins of this workspace can do with me.`,
  namedBefore: (admin: NamedAdmin) =>
    `${start(admin)} can manage me already. \`/study admins remove\` takes that back.`,
  removed: (admin: NamedAdmin) =>
    `${start(admin)} can no longer manage me, unless the platform lets them manage this workspace.`,
  notNamed: (admin: NamedAdmin) => `${start(admin)} has not been named, so there is nothing to take back.`,
} as const

/** `/study admins`. */
export function adminList(named: readonly NamedAdmin[]): string {
  const lines = ['The owners and admins of this workspace, always', ...named.map(who)].map((line) => `- ${line}`)
  const how =
    named.length === 0
      ? 'Nobody else is named. `/study admins add` names a member or a group.'
      : '`/study admins add` and `remove` change that.'
  return ['**Who can manage me here**', lines.join('\n'), how].join('\n\n')
}

function who({ kind, id }: NamedAdmin): string {
  return kind === 'member' ? `<member:${id}>` : `everyone in <role:${id}>`
}

function start({ kind, id }: NamedAdmin): string {
  return kind === 'member' ? `<member:${id}>` : `Everyone in <role:${id}>`
}
