import { InteractionResponseType, type REST, Routes } from 'discord.js'
import type { Message } from '../../core/platform.ts'
import { attached, type NamedFile } from './files.ts'
import { ephemeral, type Interaction } from './interactions.ts'
import type { DiscordLog } from './log.ts'
import { type Rendered, renderMessage } from './render.ts'

/** Answering an interaction: at once within three seconds, or by what was put off, for a quarter of an hour. */

export type Seen = 'private' | 'public'

export interface Responder {
  /** A message in answer; the first response. */
  message(to: Interaction, message: Message, seen: Seen): Promise<void>
  /** What the message with the pressed button says now; the first response. */
  update(to: Interaction, message: Message): Promise<void>
  form(to: Interaction, modal: object): Promise<void>
  choices(to: Interaction, choices: readonly { readonly name: string; readonly value: string }[]): Promise<void>
  /** Nothing more than that it was heard; the first response to a press. */
  nothing(to: Interaction): Promise<void>
  /** Puts the answer off: who will see it is fixed by this. */
  putOff(to: Interaction, how: Seen | 'update'): Promise<void>
  /** The answer that was put off. */
  putOffMessage(to: Interaction, message: Message): Promise<void>
  /** One message more, to the member alone. */
  also(to: Interaction, message: Message): Promise<void>
}

export interface ResponderParts {
  readonly rest: REST
  readonly custom: (id: string, to: Interaction) => string
  readonly spelled: (message: Message) => Message
  readonly log: DiscordLog
  /** Discord has taken the first response. */
  readonly responded?: (to: Interaction) => void
}

export function responder({ rest, custom, spelled, log, responded }: ResponderParts): Responder {
  return {
    message: (to, message, seen) =>
      send(to, message, ({ body, files }) => {
        const flags = seen === 'private' ? { flags: ephemeral } : {}
        return first(to, InteractionResponseType.ChannelMessageWithSource, { ...body, ...flags }, files)
      }),
    update: (to, message) =>
      send(to, message, ({ body, files }) => first(to, InteractionResponseType.UpdateMessage, body, files)),
    form: (to, modal) => first(to, InteractionResponseType.Modal, modal),
    choices: (to, choices) =>
      first(to, InteractionResponseType.ApplicationCommandAutocompleteResult, { choices: choices.slice(0, 25) }),
    nothing: (to) => first(to, InteractionResponseType.DeferredMessageUpdate),
    putOff: (to, how) => {
      if (how === 'update') return first(to, InteractionResponseType.DeferredMessageUpdate)
      const flags = how === 'private' ? { flags: ephemeral } : {}
      return first(to, InteractionResponseType.DeferredChannelMessageWithSource, flags)
    },
    putOffMessage: (to, message) =>
      send(to, message, ({ body, files }) => {
        const route = Routes.webhookMessage(to.application_id, to.token, '@original')
        return rest.patch(route, { body, ...attached(files), auth: false })
      }),
    also: (to, message) =>
      send(to, message, ({ body, files }) => {
        const route = Routes.webhook(to.application_id, to.token)
        return rest.post(route, { body: { ...body, flags: ephemeral }, ...attached(files), auth: false })
      }),
  }

  /** A message's words hold all that its pictures show: where Discord does not take these, it goes without them. */
  async function send(
    to: Interaction,
    message: Message,
    sending: (shown: Rendered) => Promise<unknown>,
  ): Promise<void> {
    const { pictures = [], ...words } = message
    try {
      await sending(rendered(to, message))
    } catch (error) {
      if (pictures.length === 0) throw error
      log.warn({ interaction: to.id, err: error }, 'Discord did not take a picture')
      await sending(rendered(to, words))
    }
  }

  function rendered(to: Interaction, message: Message): Rendered {
    return renderMessage(spelled(message), { pings: false, custom: (id) => custom(id, to) })
  }

  async function first(to: Interaction, type: number, data?: object, files?: readonly NamedFile[]): Promise<void> {
    const body = data === undefined ? { type } : { type, data }
    await rest.post(Routes.interactionCallback(to.id, to.token), { body, ...attached(files), auth: false })
    responded?.(to)
  }
}
