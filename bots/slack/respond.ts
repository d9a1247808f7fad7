import { z } from 'zod'
import type { Message, MessageFile } from '../../core/platform.ts'
import type { Access } from './access.ts'
import type { Origin } from './interactions.ts'
import type { SlackLog } from './log.ts'
import type { Rendered } from './render.ts'
import { slackWords } from './words.ts'

/** Saying something to one person, alone, wherever they did something. */

export interface Responder {
  /** Only this person sees it. */
  privately(access: Access, user: string, origin: Origin, message: Message): Promise<void>
  publicly(access: Access, user: string, origin: Origin, message: Message): Promise<void>
  /** Changes the message with the pressed button. */
  update(access: Access, user: string, origin: Origin, message: Message): Promise<void>
  giveFiles(access: Access, user: string, files: readonly MessageFile[]): Promise<void>
  /** What an acknowledgement would have said, by the address that Slack gave for replies; tells whether it took it. */
  byUrl(origin: Origin, payload: object): Promise<boolean>
}

export interface ResponderParts {
  readonly log: SlackLog
  readonly draw: (access: Access, message: Message) => Promise<Rendered>
  /** Slack's Web API: where it stands, replies are sent to, and to Slack itself. */
  readonly apiUrl: string
}

const timeoutMilliseconds = 8_000

export function responder({ log, draw, apiUrl }: ResponderParts): Responder {
  const origins = new Set(['https://hooks.slack.com', new URL(apiUrl).origin])

  return { privately, publicly, update, giveFiles, byUrl }

  async function privately(access: Access, user: string, origin: Origin, message: Message): Promise<void> {
    const shown = await rendered(access, message)
    const done =
      (await inThread(access, user, origin, shown)) ||
      (await byUrl(origin, { response_type: 'ephemeral', replace_original: false, ...shown })) ||
      (await inChannel(access, user, origin, shown)) ||
      (await alone(access, user, shown))
    if (!done) log.warn({ workspace: access.workspace }, 'a private reply found no way')
    if (message.files) await giveFiles(access, user, message.files)
  }

  async function publicly(access: Access, user: string, origin: Origin, message: Message): Promise<void> {
    const shown = await rendered(access, message)
    const { place: channel, thread } = origin
    const done =
      (await byUrl(origin, { response_type: 'in_channel', replace_original: false, ...shown })) ||
      (await tried(() =>
        access.client.chat.postMessage({ channel, ...shown, ...(thread ? { thread_ts: thread } : {}) }),
      ))
    if (!done) await privately(access, user, origin, message)
  }

  async function update(access: Access, user: string, origin: Origin, message: Message): Promise<void> {
    const shown = await rendered(access, message)
    const done = await byUrl(origin, { replace_original: true, ...shown })
    if (!done) await privately(access, user, origin, message)
  }

  async function giveFiles(access: Access, user: string, files: readonly MessageFile[]): Promise<void> {
    const { client, workspace } = access
    const given = await tried(async () => {
      const { channel } = await client.conversations.open({ users: user })
      const { id } = z.object({ id: z.string() }).parse(channel)
      for (const { name, text } of files) {
        await client.files.uploadV2({ channel_id: id, filename: name, content: text })
      }
    })
    if (given) return
    log.warn({ workspace }, slackWords.noFile)
    await alone(access, user, await draw(access, { text: slackWords.noFile }))
  }

  function rendered(access: Access, message: Message): Promise<Rendered> {
    const { files = [], text } = message
    const whole = files.length > 0 ? { ...message, text: `${text}\n\n${slackWords.fileFollows}` } : message
    return draw(access, whole)
  }

  async function inThread(access: Access, user: string, { place: channel, thread }: Origin, shown: Rendered) {
    if (thread === undefined) return false
    return tried(() => access.client.chat.postEphemeral({ channel, user, thread_ts: thread, ...shown }))
  }

  async function inChannel(access: Access, user: string, { place: channel }: Origin, shown: Rendered) {
    return channel !== '' && tried(() => access.client.chat.postEphemeral({ channel, user, ...shown }))
  }

  async function alone(access: Access, user: string, shown: Rendered) {
    return tried(() => access.client.chat.postMessage({ channel: user, ...shown }))
  }

  async function byUrl({ respondTo }: Origin, body: object): Promise<boolean> {
    if (respondTo === undefined || !URL.canParse(respondTo) || !origins.has(new URL(respondTo).origin)) return false
    return tried(async () => {
      const answer = await fetch(respondTo, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMilliseconds),
      })
      if (!answer.ok) throw new Error(`the response URL answers ${answer.status}`)
    })
  }

  async function tried(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      log.info({ err: error }, 'one way of replying failed; the next is tried')
      return false
    }
  }
}
