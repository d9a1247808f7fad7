import { z } from 'zod'
import type { Actor } from '../../core/platform.ts'
import type { Access } from './access.ts'

/** Who someone is: Slack's events carry ids alone, so each person is asked for once in ten minutes. */
export interface People {
  actor(access: Access, user: string): Promise<Actor>
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
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  tz: z.string().optional(),
  is_bot: z.boolean().optional(),
  is_admin: z.boolean().optional(),
  is_owner: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  enterprise_user: z.object({ enterprise_id: z.string().optional(), is_admin: z.boolean().optional() }).optional(),
  profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
})

export function openPeople(now: () => number = performance.now.bind(performance)): People {
  const known = new Map<string, { readonly actor: Promise<Actor>; readonly until: number }>()
  const names = new Map<string, string>()
  return { actor, nameOf, meetThoseIn, forget }

  async function actor(access: Access, user: string): Promise<Actor> {
    const place = `${access.workspace} ${user}`
    const kept = known.get(place)
    if (kept !== undefined && kept.until > now()) return kept.actor
    const asked = ask(access, user)
    keep(place, asked)
    try {
      const found = await asked
      names.set(place, found.name)
      return found
    } catch (error) {
      known.delete(place)
      throw error
    }
  }

  function keep(place: string, asked: Promise<Actor>): void {
    known.delete(place)
    known.set(place, { actor: asked, until: now() + keptMilliseconds })
    const [oldest] = known.keys()
    if (known.size <= mostKept || oldest === undefined) return
    known.delete(oldest)
    names.delete(oldest)
  }

  function nameOf({ workspace }: Access, user: string): string | undefined {
    return names.get(`${workspace} ${user}`)
  }

  async function meetThoseIn(access: Access, text: string): Promise<void> {
    const mentioned = new Set([...text.matchAll(mention)].map(([, id = '']) => id))
    const unmet = [...mentioned].filter((id) => nameOf(access, id) === undefined).slice(0, mostMet)
    await Promise.allSettled(unmet.map((id) => actor(access, id)))
  }

  function forget({ workspace }: Access, user: string): void {
    known.delete(`${workspace} ${user}`)
  }
}

async function ask({ client, home }: Access, user: string): Promise<Actor> {
  const answer = await client.users.info({ user })
  const found = profile.parse(answer.user)
  const zone = zoneOf(found.tz)
  return {
    id: found.id,
    name: nameIn(found),
    admin: isAdminOf(home, found),
    ...(zone === undefined ? {} : { zone }),
    ...(found.is_bot === true || found.id === 'USLACKBOT' ? { bot: true } : {}),
  }
}

function nameIn({ id, name, real_name: real, profile: shown }: z.infer<typeof profile>): string {
  return [shown?.display_name, shown?.real_name, real, name].find((one) => one !== undefined && one.trim() !== '') ?? id
}

/** Someone of another workspace manages nothing here, whatever they manage there. */
function isAdminOf(home: string, found: z.infer<typeof profile>): boolean {
  if (found.is_stranger === true) return false
  const { enterprise_user: inOrganisation } = found
  if (inOrganisation?.enterprise_id === home) return inOrganisation.is_admin === true
  if (found.team_id !== home) return false
  return found.is_admin === true || found.is_owner === true
}

function zoneOf(zone: string | undefined): string | undefined {
  if (zone === undefined) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
