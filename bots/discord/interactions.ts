import { z } from 'zod'
import type { Actor } from '../../core/platform.ts'
import { handedAttachment } from './handed-files.ts'
import { mayManage } from './permissions.ts'

/** What Discord sends when someone runs a command, presses, types or sends a form: the parts that we read. */

const user = z.object({ id: z.string(), username: z.string(), global_name: z.string().nullish() })

export const interactionShape = z.object({
  id: z.string(),
  application_id: z.string(),
  token: z.string(),
  /** 2 a command, 3 a button or menu, 4 typing, 5 a form. */
  type: z.number(),
  guild_id: z.string().optional(),
  channel_id: z.string().optional(),
  member: z
    .object({
      user,
      nick: z.string().nullish(),
      roles: z.array(z.string()).default([]),
      permissions: z.string().default('0'),
    })
    .optional(),
  user: user.optional(),
  message: z.object({ id: z.string(), flags: z.number().optional() }).optional(),
  data: z.looseObject({
    name: z.string().optional(),
    type: z.number().optional(),
    target_id: z.string().optional(),
    custom_id: z.string().optional(),
    values: z.array(z.string()).optional(),
    resolved: z
      .object({
        messages: z.record(z.string(), z.object({ attachments: z.array(handedAttachment).default([]) })).optional(),
      })
      .optional(),
  }),
})
export type Interaction = z.infer<typeof interactionShape>

/** In a server, as it says; in a direct message without what only the server knows. */
export function actorOf({ member, user: alone }: Interaction): Actor {
  const by = member?.user ?? alone
  if (by === undefined) throw new Error('an interaction by nobody')
  const name = member?.nick ?? by.global_name ?? by.username
  if (member === undefined) return { id: by.id, name }
  return { id: by.id, name, groups: member.roles, admin: mayManage(BigInt(member.permissions)) }
}

export const ephemeral = 64
