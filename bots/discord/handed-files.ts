import { z } from 'zod'
import type { FileRead, HandedFile, Said } from '../../core/platform.ts'
import { fetchFile } from '../fetch-file.ts'

/** Files on a message whose action was pressed. Discord names them in the interaction, also without Message Content. */

export const handedAttachment = z.object({ filename: z.string(), size: z.number().default(0), url: z.string() })

const discordsOwn = 'https://discord.com'
const usualOrigins = ['https://cdn.discordapp.com', 'https://media.discordapp.net']

export function handedFiles(attachments: readonly z.infer<typeof handedAttachment>[]): {
  files?: readonly HandedFile[]
} {
  if (attachments.length === 0) return {}
  return { files: attachments.map(({ filename, size, url }) => ({ name: filename, bytes: size, file: url })) }
}

/** @param url as Discord signed it: good for about a day */
export function readAttachment(url: string, most: number, apiUrl: string): Promise<Said<FileRead>> {
  return fetchFile({ url, most, origins: originsFor(apiUrl) })
}

/** A server in Discord's place has its files as well. */
function originsFor(apiUrl: string): ReadonlySet<string> {
  const { origin } = new URL(apiUrl)
  return new Set(origin === discordsOwn ? usualOrigins : [...usualOrigins, origin])
}
