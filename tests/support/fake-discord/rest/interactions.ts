import { choiceProblems, modalProblems } from '../limits.ts'
import { addMessage, changeMessage, deleteMessages } from '../message-life.ts'
import { messageFlags } from '../numbers.ts'
import { messageFields } from '../payloads.ts'
import { type Channel, type Discord, type Interaction, type Json, jsonList, type Message, messageIn } from '../state.ts'
import type { InteractionAnswer } from '../types.ts'
import { type Answer, done, fieldsOf, type Handler, invalidForm, ok, Refusal, type Request } from './request.ts'
import { refuseProblems, rewrite, written } from './writing.ts'

/** The first answer to an interaction, and what may follow it for 15 minutes. */

const webhook = '/webhooks/{webhook_id}/{webhook_token}'

export const interactionRoutes: Readonly<Record<string, Handler>> = {
  'POST /interactions/{interaction_id}/{interaction_token}/callback': answer,
  [`POST ${webhook}`]: followUp,
  [`GET ${webhook}/messages/{message_id}`]: getMessage,
  [`PATCH ${webhook}/messages/{message_id}`]: editMessage,
  [`DELETE ${webhook}/messages/{message_id}`]: deleteMessage,
}

export const interactionTypes = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const
const tokenMilliseconds = 15 * 60_000

const answers: Readonly<Record<string, InteractionAnswer>> = {
  4: 'message',
  5: 'deferred-message',
  6: 'deferred-update',
  7: 'update',
  8: 'autocomplete',
  9: 'modal',
}

function answer(request: Request): Answer {
  const { discord, params, body } = request
  const interaction = discord.interactions.get(params.interaction_id ?? '')
  if (interaction === undefined || interaction.token !== params.interaction_token || interaction.late) {
    throw new Refusal(404, 10062)
  }
  if (interaction.answer !== 'none') throw new Refusal(400, 40060)
  const kind = answers[String(body.type)]
  if (kind === undefined || !isPossible(interaction, kind)) {
    refuseProblems(discord, [`${interaction.title} cannot be answered with type ${String(body.type)}`])
    throw invalidForm(['type'])
  }
  const message = carryOut(request, interaction, kind, fieldsOf(body.data))
  interaction.answer = kind
  interaction.answeredAt = performance.now()
  discord.changed()
  return request.query.get('with_response') === 'true' ? ok(callbackResponse(discord, interaction, message)) : done
}

function isPossible({ type, message }: Interaction, kind: InteractionAnswer): boolean {
  if (kind === 'autocomplete') return type === interactionTypes.autocomplete
  if (type === interactionTypes.autocomplete) return false
  if (kind === 'modal') return type !== interactionTypes.modal
  return kind === 'message' || kind === 'deferred-message' || message !== undefined
}

function carryOut(
  request: Request,
  interaction: Interaction,
  kind: InteractionAnswer,
  data: Json,
): Message | undefined {
  switch (kind) {
    case 'message':
      return say(request, interaction, data, true)
    case 'deferred-message':
      return defer(request.discord, interaction, data)
    case 'update':
      return update(request, interaction, data)
    case 'deferred-update':
      interaction.original = interaction.message
      return undefined
    case 'autocomplete':
      interaction.choices = jsonList(data.choices)
      refuseProblems(request.discord, choiceProblems(interaction.choices))
      return undefined
    case 'modal':
      openModal(request.discord, interaction, data)
      return undefined
    case 'none':
      return undefined
    default:
      return kind satisfies never
  }
}

function channelOf(discord: Discord, { channel }: Interaction): Channel {
  const found = discord.channels.get(channel)
  if (found === undefined) throw new Refusal(404, 10003)
  return found
}

function say(request: Request, interaction: Interaction, data: Json, isOriginal: boolean): Message {
  const { discord } = request
  const channel = channelOf(discord, interaction)
  const said = written(request, channel, data)
  const isPrivate = (said.flags & messageFlags.ephemeral) !== 0
  const message = addMessage(discord, channel, {
    ...said,
    author: discord.bot.id,
    type: typeFor(interaction),
    onlyFor: isPrivate ? interaction.user : undefined,
    interaction: interaction.id,
  })
  if (isOriginal) {
    interaction.original = message.id
    interaction.ephemeral = isPrivate
  }
  return message
}

function typeFor({ type }: Interaction): number {
  return type === interactionTypes.command ? 20 : 0
}

function defer(discord: Discord, interaction: Interaction, data: Json): Message {
  const isPrivate = (Number(data.flags ?? 0) & messageFlags.ephemeral) !== 0
  const message = addMessage(discord, channelOf(discord, interaction), {
    author: discord.bot.id,
    content: '',
    type: typeFor(interaction),
    flags: messageFlags.loading | (isPrivate ? messageFlags.ephemeral : 0),
    onlyFor: isPrivate ? interaction.user : undefined,
    interaction: interaction.id,
  })
  interaction.original = message.id
  interaction.ephemeral = isPrivate
  return message
}

function update(request: Request, interaction: Interaction, data: Json): Message {
  const { discord } = request
  const channel = channelOf(discord, interaction)
  const message = messageIn(channel, interaction.message ?? '')
  if (message === undefined) throw new Refusal(404, 10008)
  rewrite(request, channel, message, data)
  changeMessage(discord, channel, message)
  interaction.original = message.id
  return message
}

function openModal(discord: Discord, interaction: Interaction, data: Json): void {
  refuseProblems(discord, modalProblems(data))
  discord.modals.set(`${interaction.guild ?? ''}/${interaction.user}`, {
    customId: String(data.custom_id),
    title: String(data.title),
    components: numbered(jsonList(data.components)),
    guild: interaction.guild,
    channel: interaction.channel,
    message: interaction.message,
  })
}

/** Discord numbers components that the bot did not. */
function numbered(components: readonly Json[], from = { next: 1 }): Json[] {
  return components.map((one) => {
    const id = one.id ?? from.next++
    const inside = Array.isArray(one.components) ? { components: numbered(jsonList(one.components), from) } : {}
    const [component] = numbered(jsonList([one.component]), from)
    return { ...one, id, ...inside, ...(component === undefined ? {} : { component }) }
  })
}

function callbackResponse(discord: Discord, interaction: Interaction, message: Message | undefined): Json {
  const { id, type, answer: kind, ephemeral } = interaction
  const channel = discord.channels.get(interaction.channel)
  const code = Number(Object.keys(answers).find((key) => answers[key] === kind))
  if (message === undefined || channel === undefined) return { interaction: { id, type }, resource: { type: code } }
  const about = { response_message_id: message.id, response_message_loading: kind === 'deferred-message' }
  return {
    interaction: { id, type, ...about, response_message_ephemeral: ephemeral },
    resource: { type: code, message: messageFields(discord, channel, message) },
  }
}

/** The interaction whose token this is, while it lives. */
function asked({ discord, params }: Request): Interaction {
  const found = discord.tokens.get(params.webhook_token ?? '')
  if (found === undefined || params.webhook_id !== discord.app.id) throw new Refusal(404, 10015)
  if (discord.now() - found.at > tokenMilliseconds) throw new Refusal(401, 50027)
  if (found.answer === 'none') throw new Refusal(404, 10015)
  return found
}

function askedMessage(request: Request, interaction: Interaction): { channel: Channel; message: Message } {
  const { discord, params } = request
  const channel = channelOf(discord, interaction)
  const id = params.message_id === '@original' ? interaction.original : params.message_id
  const message = messageIn(channel, id ?? '')
  const isOurs = message?.interaction === interaction.id || message?.id === interaction.original
  if (message === undefined || !isOurs) throw new Refusal(404, 10008)
  return { channel, message }
}

/** The first follow-up after “thinking…” becomes the answer itself, seen by whom it was deferred for. */
function followUp(request: Request): Answer {
  const { discord, body } = request
  const interaction = asked(request)
  const channel = channelOf(discord, interaction)
  const waiting = messageIn(channel, interaction.original ?? '')
  if (waiting !== undefined && isThinking(waiting)) {
    wantSameVisibility(discord, interaction, body, waiting)
    return ok(settle(request, interaction, channel, waiting, body))
  }
  const message = say(request, interaction, body, false)
  interaction.followed = true
  discord.changed()
  return ok(messageFields(discord, channel, message))
}

function isThinking({ flags }: Message): boolean {
  return (flags & messageFlags.loading) !== 0
}

function wantSameVisibility(discord: Discord, { title }: Interaction, body: Json, message: Message): void {
  const wanted = (Number(body.flags ?? 0) & messageFlags.ephemeral) !== 0
  if (wanted === (message.onlyFor !== undefined)) return
  discord.violation(`${title} was deferred ${wanted ? 'for all' : 'in private'}: its answer cannot be seen otherwise`)
}

function settle(request: Request, interaction: Interaction, channel: Channel, message: Message, body: Json): Json {
  const { discord } = request
  const wasThinking = isThinking(message)
  if (wasThinking) written(request, channel, body)
  rewrite(request, channel, message, body)
  if (wasThinking) message.flags &= ~messageFlags.loading
  message.flags |= Number(body.flags ?? 0) & messageFlags.componentsV2
  changeMessage(discord, channel, message)
  interaction.followed = true
  discord.changed()
  return messageFields(discord, channel, message)
}

function getMessage(request: Request): Answer {
  const { channel, message } = askedMessage(request, asked(request))
  return ok(messageFields(request.discord, channel, message))
}

function editMessage(request: Request): Answer {
  const interaction = asked(request)
  const { channel, message } = askedMessage(request, interaction)
  const flags = Number(request.body.flags ?? 0)
  if ((flags & messageFlags.ephemeral) !== 0) wantSameVisibility(request.discord, interaction, request.body, message)
  return ok(settle(request, interaction, channel, message, request.body))
}

function deleteMessage(request: Request): Answer {
  const { discord } = request
  const interaction = asked(request)
  const { channel, message } = askedMessage(request, interaction)
  deleteMessages(discord, channel, [message.id])
  interaction.followed = true
  discord.changed()
  return done
}
