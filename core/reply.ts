import type { Ability, Button, Reply } from './platform.ts'

/** To the one who asked, alone. */
export function privately(text: string, buttons: readonly Button[] = []): Reply {
  return { kind: 'message', seen: 'private', message: buttons.length > 0 ? { text, buttons } : { text } }
}

/** For what cannot be attributed to any capability. */
export const sentences = {
  onlyAdmins: 'Only people who manage this workspace can do that.',
  staleButton: 'That button no longer does anything. `/study help` shows what you can do.',
  lacking: {
    'thread-end': 'That does nothing here: on this platform I cannot close threads, they stay open.',
    roles: 'That does nothing here: on this platform I cannot give roles.',
    bans: 'That does nothing here: this platform does not tell me who was banned. `/study exclude` works for anyone.',
  } satisfies Record<Ability, string>,
  brokeOnOurSide: (reference: string) =>
    `That broke on our side (ref ${reference}). Nothing was changed; please try again.`,
} as const

/** A button or form whose row is gone, or that we never made. */
export function staleButton(): Reply {
  return privately(sentences.staleButton)
}
