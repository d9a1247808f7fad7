import { setTimeout as pause } from 'node:timers/promises'
import type { ImageBlock } from '@slack/types'
import { z } from 'zod'
import type { Message, Picture } from '../../core/platform.ts'
import { pngBytes } from '../png.ts'
import type { Access } from './access.ts'
import { slackError } from './calls.ts'
import type { SlackLog } from './log.ts'
import { cut } from './plain-line.ts'
import { illustrated, type Rendered } from './render.ts'

/**
 * Pictures in messages. Slack is given them as files of the app's own, in no channel, which blocks then show. A new
 * file is not known everywhere at once: blocks with it may be refused for a moment. The message says the same in words,
 * so without the picture nothing is lost.
 */

/** Sends a message as it is shown; more than once where Slack refuses its pictures. */
export type Showing = <T>(send: (shown: Rendered) => Promise<T>) => Promise<T>

export interface ShowingParts {
  readonly access: Access
  readonly message: Message
  /** The message as it is shown without its pictures. */
  readonly shown: Rendered
  readonly log: SlackLog
}

const most = { pictures: 10, alt: 2000, fileAlt: 1000 } as const
/** Before each try with the pictures, milliseconds. A reply's address takes five tries in all. */
const pauses = [0, 700, 1_500] as const
const timeoutMilliseconds = 8_000

/** Slack refused the blocks, where it says so in another way than the Web API. */
export class BlocksRefused extends Error {
  override name = 'BlocksRefused'
}

/** What sends a message with its pictures: they are uploaded once, before it is sent first. */
export function showing({ access, message, shown, log }: ShowingParts): Showing {
  const pictures = (message.pictures ?? []).slice(0, most.pictures)
  if (pictures.length === 0) return (send) => send(shown)
  let whole: Promise<Rendered | undefined> | undefined
  return async (send) => {
    whole ??= withPictures()
    const drawn = await whole
    const sent = drawn && (await sentInTime(() => send(drawn)))
    if (sent !== undefined) return sent.done
    if (drawn !== undefined) log.warn({ workspace: access.workspace }, 'Slack did not show a picture')
    whole = Promise.resolve(undefined)
    return send(shown)
  }

  async function withPictures(): Promise<Rendered | undefined> {
    try {
      const images = await Promise.all(pictures.map((picture) => uploaded(access, picture)))
      return { ...shown, blocks: illustrated(shown.blocks, images) }
    } catch (error) {
      log.warn({ workspace: access.workspace, err: error }, 'Slack did not take a picture')
      return undefined
    }
  }
}

async function sentInTime<T>(send: () => Promise<T>): Promise<{ readonly done: T } | undefined> {
  for (const milliseconds of pauses) {
    await pause(milliseconds)
    try {
      return { done: await send() }
    } catch (error) {
      if (!isBlocksRefused(error)) throw error
    }
  }
  return undefined
}

function isBlocksRefused(error: unknown): boolean {
  return error instanceof BlocksRefused || slackError(error) === 'invalid_blocks'
}

const place = z.object({ upload_url: z.string(), file_id: z.string() })

async function uploaded({ client }: Access, picture: Picture): Promise<ImageBlock> {
  const bytes = pngBytes(picture)
  const { name, alt } = picture
  const asked = { filename: name, length: bytes.length, alt_txt: cut(alt, most.fileAlt) }
  const { upload_url: url, file_id: id } = place.parse(await client.apiCall('files.getUploadURLExternal', asked))
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(bytes),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  })
  if (!answer.ok) throw new Error(`the upload of a picture was answered ${answer.status}`)
  await client.files.completeUploadExternal({ files: [{ id, title: name }] })
  return { type: 'image', slack_file: { id }, alt_text: cut(alt.trim() === '' ? name : alt, most.alt) }
}
