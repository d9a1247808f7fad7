import { z } from 'zod'
import type { Access } from './access.ts'
import type { SlackLog } from './log.ts'

/** The user groups of a workspace, with who is in them: asked for once in ten minutes. */
export interface Groups {
  /** None where Slack does not tell: the scope was not granted, or it is asked too often. */
  of(access: Access): Promise<readonly UserGroup[] | undefined>
}

export interface UserGroup {
  readonly id: string
  readonly name: string
  /** As one mentions it, without the at sign. */
  readonly handle: string
  readonly members: ReadonlySet<string>
}

const keptMilliseconds = 10 * 60_000
/** Workspaces; a large one has some hundred groups. */
const mostKept = 2_000

const group = z.object({
  id: z.string(),
  name: z.string().nullish(),
  handle: z.string().nullish(),
  users: z.array(z.string()).nullish(),
})

export function openGroups(log: SlackLog, now: () => number = performance.now.bind(performance)): Groups {
  const known = new Map<
    string,
    { readonly groups: Promise<readonly UserGroup[] | undefined>; readonly until: number }
  >()
  const warned = new Set<string>()
  return { of }

  function of(access: Access): Promise<readonly UserGroup[] | undefined> {
    const kept = known.get(access.workspace)
    if (kept !== undefined && kept.until > now()) return kept.groups
    const groups = ask(access)
    if (known.size >= mostKept) known.clear()
    known.set(access.workspace, { groups, until: now() + keptMilliseconds })
    return groups
  }

  async function ask({ client, workspace }: Access): Promise<readonly UserGroup[] | undefined> {
    try {
      const answer = await client.usergroups.list({ include_users: true })
      warned.delete(workspace)
      return z
        .array(group)
        .parse(answer.usergroups ?? [])
        .map(groupOf)
    } catch (error) {
      if (!warned.has(workspace)) log.warn({ err: error, workspace }, 'Slack does not tell who is in which user group')
      warned.add(workspace)
      return undefined
    }
  }
}

function groupOf({ id, name, handle, users }: z.infer<typeof group>): UserGroup {
  return { id, name: name ?? handle ?? id, handle: handle ?? name ?? id, members: new Set(users ?? []) }
}
