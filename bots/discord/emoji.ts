import { z } from 'zod'

export const partialEmoji = z.object({ id: z.string().nullable(), name: z.string().nullable() })
type PartialEmoji = z.infer<typeof partialEmoji>

/** Unicode as it is; a server's own as one types it: `<:parrot:812>`. */
export function emojiOf({ id, name }: PartialEmoji): string {
  return id === null ? (name ?? '') : `<:${name ?? '_'}:${id}>`
}

/** As it stands in an address. */
export function emojiPath({ id, name }: PartialEmoji): string {
  return encodeURIComponent(id === null ? (name ?? '') : `${name ?? '_'}:${id}`)
}
