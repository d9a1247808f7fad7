import type { z } from 'zod'

/** What Slack sent is not in the shape that it has: delivering it again would not mend that. */
export class Malformed extends Error {
  override name = 'Malformed'
}

/**
 * What came in at the door, in its shape.
 *
 * @throws Malformed
 */
export function shaped<T>(shape: z.ZodType<T>, sent: unknown): T {
  const read = shape.safeParse(sent)
  if (!read.success) throw new Malformed('Slack sent something of another shape', { cause: read.error })
  return read.data
}
