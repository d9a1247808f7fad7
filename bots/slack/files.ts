import { z } from 'zod'
import type { SharedFile } from '../../core/platform.ts'

/** What Slack says of a file that someone shared. */
export const slackFile = z.object({
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  mode: z.string().nullish(),
})
export type SlackFile = z.infer<typeof slackFile>

/** The files that are still there, as the port has them. */
export function sharedFiles(files: readonly SlackFile[] | undefined): { files?: readonly SharedFile[] } {
  const standing = (files ?? []).filter(({ mode }) => mode !== 'tombstone')
  if (standing.length === 0) return {}
  return {
    files: standing.map(({ name, title, mimetype }) => ({
      name: name || title || 'file',
      isPicture: mimetype?.startsWith('image/') === true,
    })),
  }
}
