import { ChannelType, type REST, Routes } from 'discord.js'
import { z } from 'zod'
import type { Field, Form } from '../../core/platform.ts'

/** Where a question can be asked. */
const places: ReadonlySet<number> = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
])
const mostChoices = 25

const guildChannels = z.array(
  z.object({ id: z.string(), type: z.number(), name: z.string().nullish(), position: z.number().default(0) }),
)

/** Discord's channel picker knows no server's channels in a direct message: there they stand in a list. */
export async function withChannelsOf(rest: REST, guild: string, form: Form): Promise<Form> {
  if (!form.fields.some(({ kind }) => kind === 'channel')) return form
  const all = guildChannels.parse(await rest.get(Routes.guildChannels(guild)))
  const choices = all
    .filter(({ type }) => places.has(type))
    .sort((a, b) => a.position - b.position)
    .slice(0, mostChoices)
    .map(({ id, name }) => ({ value: id, label: `#${name ?? id}` }))
  return { ...form, fields: form.fields.map((field) => (field.kind === 'channel' ? listed(field, choices) : field)) }
}

function listed(
  field: Extract<Field, { kind: 'channel' }>,
  choices: readonly { value: string; label: string }[],
): Field {
  const { value, ...rest } = field
  return { ...rest, kind: 'choice', choices, value: value === undefined ? [] : [value] }
}
