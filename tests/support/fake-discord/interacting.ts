import { channelFields, interactionMember, messageFields, userFields } from './payloads.ts'
import { channelPermissions } from './permissions.ts'
import { type Actor, seenModal, shownOf } from './sees.ts'
import type { Channel, Discord, Interaction, Json, Message } from './state.ts'
import type { Outcome } from './types.ts'
import { cameTrue } from './waiting.ts'

/** An interaction from a person's click to what they see of the answer. */

export interface Asked {
  readonly type: number
  readonly title: string
  readonly channel: Channel
  /** The message that has the component, or whose component opened the form. */
  readonly message?: Message | undefined
  readonly data: Json
}

export async function interact(actor: Actor, asked: Asked): Promise<{ outcome: Outcome; interaction: Interaction }> {
  const { discord } = actor
  const interaction = opened(actor, asked)
  const before = discord.revised.length
  discord.underWay += 1
  try {
    const audience = { guild: interaction.guild, intent: undefined, atOnce: true }
    const sent = discord.dispatch('INTERACTION_CREATE', payload(actor, asked, interaction), audience)
    if (sent.state === 'sent') await answered(discord, interaction)
    else interaction.late = true
  } finally {
    discord.underWay -= 1
    discord.changed()
  }
  return { outcome: outcomeOf(actor, interaction, before), interaction }
}

function opened({ discord, user }: Actor, { type, title, channel, message }: Asked): Interaction {
  const interaction: Interaction = {
    id: discord.nextId(),
    token: discord.secret(),
    type,
    title,
    user: user.id,
    guild: channel.guild,
    channel: channel.id,
    message: message?.id,
    at: discord.now(),
    startedAt: performance.now(),
    answer: 'none',
    answeredAt: undefined,
    late: false,
    ephemeral: false,
    original: undefined,
    followed: false,
    choices: [],
  }
  discord.interactions.set(interaction.id, interaction)
  discord.tokens.set(interaction.token, interaction)
  return interaction
}

async function answered(discord: Discord, interaction: Interaction): Promise<void> {
  const inTime = await cameTrue(discord, () => interaction.answer !== 'none', discord.respondWithin)
  if (!inTime) {
    interaction.late = true
    discord.violation(`${interaction.title} was not answered within ${discord.respondWithin / 1_000} s`)
    return
  }
  const patience = { 'deferred-message': discord.followWithin, 'deferred-update': discord.updateWithin }
  const milliseconds = patience[interaction.answer as keyof typeof patience]
  if (milliseconds !== undefined) await cameTrue(discord, () => interaction.followed, milliseconds)
}

function outcomeOf(actor: Actor, interaction: Interaction, before: number): Outcome {
  const { discord, user } = actor
  const { answer, startedAt, answeredAt } = interaction
  const modal = answer === 'modal' ? discord.modals.get(`${interaction.guild ?? ''}/${user.id}`) : undefined
  return {
    responded: answer !== 'none',
    answer,
    shown: shownOf(actor, discord.revised.slice(before)),
    modal: modal && seenModal(modal),
    respondedAfter: answeredAt === undefined ? undefined : answeredAt - startedAt,
  }
}

function payload(actor: Actor, { data, channel, message }: Asked, { id, token, type }: Interaction): Json {
  const { discord, user } = actor
  const { id: application_id } = discord.app
  return {
    id,
    application_id,
    type,
    data,
    token,
    version: 1,
    channel_id: channel.id,
    channel: {
      ...channelFields(discord, channel),
      permissions: String(channelPermissions(discord, channel, user.id)),
    },
    ...(channel.guild === undefined ? fromDirect(actor) : fromGuild(actor, channel)),
    ...(message === undefined ? {} : { message: messageFields(discord, channel, message) }),
    app_permissions: String(channelPermissions(discord, channel, discord.bot.id)),
    locale: user.locale,
    entitlements: [],
    attachment_size_limit: 10_485_760,
  }
}

function fromGuild({ discord, guild, user }: Actor, channel: Channel): Json {
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: interactionMember(discord, guild, channel, user.id),
    authorizing_integration_owners: { 0: guild.id },
    context: 0,
  }
}

function fromDirect({ user }: Actor): Json {
  return { user: userFields(user), authorizing_integration_owners: { 0: '0' }, context: 1 }
}
