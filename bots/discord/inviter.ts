import { AuditLogEvent, type REST, Routes } from 'discord.js'
import { z } from 'zod'
import { said } from './calls.ts'

/** Who added the bot, where it may read the server's audit log; it does not ask for that right. */
export async function whoInvited(rest: REST, guild: string, self: string): Promise<string | undefined> {
  const query = new URLSearchParams({ action_type: String(AuditLogEvent.BotAdd), limit: '10' })
  const log = await said(async () => auditLog.parse(await rest.get(Routes.guildAuditLog(guild), { query })))
  if (!('done' in log)) return undefined
  const added = log.done.audit_log_entries.find(({ target_id: target }) => target === self)
  return added?.user_id ?? undefined
}

const auditLog = z.object({
  audit_log_entries: z.array(z.object({ user_id: z.string().nullish(), target_id: z.string().nullish() })),
})
