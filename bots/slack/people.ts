import { z } from 'zod'
import type { Actor } from '../../core/platform.ts'
import type { Access } from './access.ts'
import { isTooMany, slackError } from './calls.ts'
import type { Groups } from './groups.ts'

/** Who someone is: Slack's events carry ids alone, so each person is asked for once in ten minutes. */
export interface People {
  /** Someone whom Slack does not know, or does not show, is known by their id alone. */
  actor(access: Access, user: string): Promise<Actor>
  /** As `actor`, and while Slack is asked too often, as they were known before: a crowd presses in the same second. */
  actorInCrowd(access: Access, user: string): Promise<Actor>
  /** As `actor`, and where Slack cannot be asked just now, as they were known before; never fails. */
  actorIfKnown(access: Access, user: string): Promise<Actor>
  /** The name of someone who was asked for lately. */
  nameOf(access: Access, user: string): string | undefined
  /** Asks for those whom a text mentions, Slack's or ours, so that it can be shown with their names. */
  meetThoseIn(access: Access, text: string): Promise<void>
  /** Someone's profile has changed. */
  forget(access: Access, user: string): void
}

const keptMilliseconds = 10 * 60_000
const mostKept = 50_000
/** More names than that in one text stay ids. */
const mostMet = 20
const mention = /<(?:@|member:)([A-Z0-9]+)(?:\|[^<>]*)?>/g

const profile = z.object({
  id: z.string(),
  team_id: z.string().nullish(),
  name: z.string().nullish(),
  real_name: z.string().nullish(),
  tz: z.string().nullish(),
  is_bot: z.boolean().nullish(),
  is_admin: z.boolean().nullish(),
  is_owner: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  enterprise_user: z
    .object({
      enterprise_id: z.string().nullish(),
      is_admin: z.boolean().nullish(),
      teams: z.array(z.string()).nullish(),
    })
    .nullish(),
  profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish() }).nullish(),
})
type Profile = z.infer<typeof profile>

interface Met {
  readonly actor: Actor
  readonly isStranger: boolean
}

/** What Slack says of someone whom it does not tell about. */
const unknownUsers: ReadonlySet<string | undefined> = new Set(['user_not_found', 'user_not_visible', 'users_not_found'])

/** @param groups the workspaces' user groups, where actors are to have theirs */
export function openPeople(groups?: Groups, now: () => number = performance.now.bind(performance)): People {
  const known = new Map<string, { readonly met: Promise<Met>; readonly until: number }>()
  const met = new Map<string, Met>()
  return { actor, actorInCrowd, actorIfKnown, nameOf, meetThoseIn, forget }

  async function actor(access: Access, user: string): Promise<Actor> {
    const [found, all] = await Promise.all([meet(access, user), groups?.of(access)])
    return inGroups(found, all)
  }

  async function actorInCrowd(access: Access, user: string): Promise<Actor> {
    try {
      return await actor(access, user)
    } catch (error) {
      if (!isTooMany(error)) throw error
      return asKnown(access, user)
    }
  }

  async function actorIfKnown(access: Access, user: string): Promise<Actor> {
    try {
      return await actor(access, user)
    } catch {
      return asKnown(access, user)
    }
  }

  async function asKnown(access: Access, user: string): Promise<Actor> {
    const found = met.get(`${access.workspace} ${user}`)
    return found === undefined ? bareActor(user) : inGroups(found, await groups?.of(access))
  }

  async function meet(access: Access, user: string): Promise<Met> {
    const place = `${access.workspace} ${user}`
    const kept = known.get(place)
    if (kept !== undefined && kept.until > now()) return kept.met
    const asked = ask(access, user)
    keep(place, asked)
    try {
      const found = await asked
      met.set(place, found)
      return found
    } catch (error) {
      known.delete(place)
      throw error
    }
  }

  function keep(place: string, asked: Promise<Met>): void {
    known.delete(place)
    known.set(place, { met: asked, until: now() + keptMilliseconds })
    const [oldest] = known.keys()
    if (known.size <= mostKept || oldest === undefined) return
    known.delete(oldest)
    met.delete(oldest)
  }

  function nameOf({ workspace }: Access, user: string): string | undefined {
    return met.get(`${workspace} ${user}`)?.actor.name
  }

  async function meetThoseIn(access: Access, text: string): Promise<void> {
    const mentioned = new Set([...text.matchAll(mention)].map(([, id = '']) => id))
    const unmet = [...mentioned].filter((id) => nameOf(access, id) === undefined).slice(0, mostMet)
    await Promise.allSettled(unmet.map((id) => meet(access, id)))
  }

  function forget({ workspace }: Access, user: string): void {
    known.delete(`${workspace} ${user}`)
  }
}

async function ask({ client, home }: Access, user: string): Promise<Met> {
  try {
    const answer = await client.users.info({ user })
    return metAs(home, profile.parse(answer.user))
  } catch (error) {
    if (!unknownUsers.has(slackError(error))) throw error
    return { actor: bareActor(user), isStranger: true }
  }
}

function metAs(home: string, found: Profile): Met {
  const zone = zoneOf(found.tz)
  const actor = {
    id: found.id,
    name: nameIn(found),
    admin: isAdminOf(home, found),
    ...(zone === undefined ? {} : { zone }),
    ...(found.is_bot === true || found.id === 'USLACKBOT' ? { bot: true } : {}),
  }
  return { actor, isStranger: !isOfHome(home, found) }
}

function bareActor(user: string): Actor {
  return { id: user, name: user, admin: false }
}

/** Groups are told of the workspace's own people; of nobody where Slack does not tell them. */
function inGroups({ actor, isStranger }: Met, all: Awaited<ReturnType<Groups['of']>>): Actor {
  if (all === undefined || isStranger || actor.bot === true) return actor
  return { ...actor, groups: all.filter(({ members }) => members.has(actor.id)).map(({ id }) => id) }
}

function nameIn({ id, name, real_name: real, profile: shown }: Profile): string {
  return [shown?.display_name, shown?.real_name, real, name].find((one) => one && one.trim() !== '') ?? id
}

/** Someone of another workspace manages nothing here, whatever they manage there. */
function isAdminOf(home: string, found: Profile): boolean {
  if (!isOfHome(home, found)) return false
  const { enterprise_user: inOrganisation } = found
  if (inOrganisation?.enterprise_id === home) return inOrganisation.is_admin === true
  return found.is_admin === true || found.is_owner === true
}

/** In an organisation, people are of several workspaces, and `team_id` names one of them. */
function isOfHome(home: string, { is_stranger: isStranger, team_id: team, enterprise_user: grid }: Profile): boolean {
  if (isStranger === true) return false
  return team === home || grid?.enterprise_id === home || grid?.teams?.includes(home) === true
}

function zoneOf(zone: string | null | undefined): string | undefined {
  if (!zone) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
