import { InteractionResponseType, type REST, Routes } from 'discord.js'
import type { Message } from '../../core/platform.ts'
import { ephemeral, type Interaction } from './interactions.ts'
import { type NamedFile, renderMessage } from './render.ts'

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

export function responder(
  rest: REST,
  custom: (id: string, to: Interaction) => string,
  spelled: (message: Message) => Message,
): Responder {
  return {
    message: (to, message, seen) => {
      const { body, files } = rendered(to, message)
      const flags = seen === 'private' ? { flags: ephemeral } : {}
      return first(to, InteractionResponseType.ChannelMessageWithSource, { ...body, ...flags }, files)
    },
    update: (to, message) => {
      const { body, files } = rendered(to, message)
      return first(to, InteractionResponseType.UpdateMessage, body, files)
    },
    form: (to, modal) => first(to, InteractionResponseType.Modal, modal),
    choices: (to, choices) =>
      first(to, InteractionResponseType.ApplicationCommandAutocompleteResult, { choices: choices.slice(0, 25) }),
    nothing: (to) => first(to, InteractionResponseType.DeferredMessageUpdate),
    putOff: (to, how) => {
      if (how === 'update') return first(to, InteractionResponseType.DeferredMessageUpdate)
      const flags = how === 'private' ? { flags: ephemeral } : {}
      return first(to, InteractionResponseType.DeferredChannelMessageWithSource, flags)
    },
    putOffMessage: async (to, message) => {
      const { body, files } = rendered(to, message)
      await rest.patch(Routes.webhookMessage(to.application_id, to.token, '@original'), {
        body,
        ...attached(files),
        auth: false,
      })
    },
    also: async (to, message) => {
      const { body, files } = rendered(to, message)
      await rest.post(Routes.webhook(to.application_id, to.token), {
        body: { ...body, flags: ephemeral },
        ...attached(files),
        auth: false,
      })
    },
  }

  function rendered(to: Interaction, message: Message) {
    return renderMessage(spelled(message), { pings: false, custom: (id) => custom(id, to) })
  }

  async function first(to: Interaction, type: number, data?: object, files?: Files): Promise<void> {
    const body = data === undefined ? { type } : { type, data }
    await rest.post(Routes.interactionCallback(to.id, to.token), { body, ...attached(files), auth: false })
  }
}

type Files = readonly NamedFile[]

function attached(files: Files = []): { files?: NamedFile[] } {
  return files.length === 0 ? {} : { files: [...files] }
}
