import { type REST, Routes } from 'discord.js'
import type { Said } from '../../core/platform.ts'
import { discordError, said } from './calls.ts'
import { mayGiveRoles } from './permissions.ts'

/** A role of the server's, given to a member or taken from them: an assignment, so a repetition does no harm. */

const unknownMember = 10_007
const unknownRole = 10_011
const invalidRole = 50_028
const noSuchRole = { refused: 'gone', detail: 'there is no such role, or nobody can be given it' } as const

interface Wanted {
  readonly guild: string
  readonly role: string
  readonly member: string
  readonly has: boolean
}

/** Done with whether they have it. A refusal for want of a permission says which. */
export async function giveRole(rest: REST, self: string, { guild, role, member, has }: Wanted): Promise<Said<boolean>> {
  if (!/^\d{1,20}$/.test(role)) return noSuchRole
  const route = Routes.guildMemberRole(guild, member, role)
  try {
    const given = await said(() => (has ? rest.put(route) : rest.delete(route)))
    if ('done' in given) return { done: has }
    if ('later' in given) return given
    // the account is no more
    if (given.refused === 'unreachable') return { done: false }
    return given.refused === 'no-permission'
      ? { ...given, detail: await whyNot(rest, guild, self, given.detail) }
      : given
  } catch (error) {
    const code = discordError(error)
    if (code === unknownMember) return { done: false }
    if (code === unknownRole || code === invalidRole) return noSuchRole
    throw error
  }
}

async function whyNot(rest: REST, guild: string, self: string, detail: string): Promise<string> {
  const may = await said(() => mayGiveRoles(rest, guild, self)).catch(() => undefined)
  if (may === undefined || !('done' in may)) return detail
  return may.done ? 'missing: a role above that one' : 'missing: Manage Roles'
}
