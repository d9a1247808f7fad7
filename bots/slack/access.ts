import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { WorkspaceId } from '../../core/platform.ts'
import { troubleOf } from './trouble.ts'

/** What the bot may do in one workspace, and as whom. */
export interface Access {
  readonly workspace: WorkspaceId
  readonly client: WebClient
  /** The bot's own user there. */
  readonly botUser: string
  readonly botId: string | undefined
  /** The team, or the organisation where the app is installed for all of it. */
  readonly home: string
}

/** None where the app is not installed, or no longer. */
export type AccessTo = (workspace: WorkspaceId) => Promise<Access | undefined>

/** @param home the id of the team, or of the organisation that installed the app as a whole */
export function workspaceOf(home: string): WorkspaceId {
  return `slack/${home}`
}

const whoAmI = z.object({
  team_id: z.string(),
  team: z.string().default('Slack'),
  user_id: z.string(),
  bot_id: z.string().optional(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().optional(),
})

/**
 * The one workspace that a token is for, with its name.
 *
 * @throws SlackTrouble when Slack refuses the token
 */
export async function accessByToken(client: WebClient, apiUrl: string): Promise<Access & { readonly name: string }> {
  try {
    const who = whoAmI.parse(await client.auth.test())
    const home = who.is_enterprise_install ? (who.enterprise_id ?? who.team_id) : who.team_id
    return { workspace: workspaceOf(home), home, client, botUser: who.user_id, botId: who.bot_id, name: who.team }
  } catch (error) {
    throw troubleOf(error, 'SLACK_BOT_TOKEN', apiUrl)
  }
}
