import { z } from 'zod'
import type { Message, MessageFile } from '../../core/platform.ts'
import type { Access } from './access.ts'
import type { Origin } from './interactions.ts'
import type { SlackLog } from './log.ts'
import { BlocksRefused, type Showing, showing } from './pictures.ts'
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
    const show = await drawn(access, message)
    const done =
      (await inThread(access, user, origin, show)) ||
      (await postByUrl(
        origin,
        { response_type: 'ephemeral', replace_original: false, ...inThreadOf(origin) },
        show,
      )) === 'done' ||
      (await inChannel(access, user, origin, show)) ||
      (await alone(access, user, show))
    if (!done) log.warn({ workspace: access.workspace }, 'a private reply found no way')
    if (message.files) await giveFiles(access, user, message.files)
  }

  async function publicly(access: Access, user: string, origin: Origin, message: Message): Promise<void> {
    const show = await drawn(access, message)
    const { place: channel, thread } = origin
    let said = await postByUrl(origin, { response_type: 'in_channel', replace_original: false }, show)
    if (said === 'not-done')
      said = await outcomeOf(() =>
        show((shown) =>
          access.client.chat.postMessage({ channel, ...shown, ...(thread ? { thread_ts: thread } : {}) }),
        ),
      )
    if (said === 'not-done') await privately(access, user, origin, message)
  }

  async function update(access: Access, user: string, origin: Origin, message: Message): Promise<void> {
    const said = await postByUrl(origin, { replace_original: true }, await drawn(access, message))
    if (said !== 'done') await privately(access, user, origin, message)
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
    log.warn({ workspace }, 'Slack did not take a file: the app needs the scope files:write')
    await alone(access, user, await drawn(access, { text: slackWords.noFile }))
  }

  async function drawn(access: Access, message: Message): Promise<Showing> {
    const { files = [], text } = message
    const whole = files.length > 0 ? { ...message, text: `${text}\n\n${slackWords.fileFollows}` } : message
    return showing({ access, message, shown: await draw(access, whole), log })
  }

  async function inThread(access: Access, user: string, { place: channel, thread }: Origin, show: Showing) {
    if (thread === undefined) return false
    return tried(() =>
      show((shown) => access.client.chat.postEphemeral({ channel, user, thread_ts: thread, ...shown })),
    )
  }

  async function inChannel(access: Access, user: string, { place: channel }: Origin, show: Showing) {
    if (channel === '') return false
    return tried(() => show((shown) => access.client.chat.postEphemeral({ channel, user, ...shown })))
  }

  async function alone(access: Access, user: string, show: Showing) {
    return tried(() => show((shown) => access.client.chat.postMessage({ channel: user, ...shown })))
  }

  async function byUrl(origin: Origin, body: object): Promise<boolean> {
    return (await postByUrl(origin, body)) === 'done'
  }

  async function postByUrl({ respondTo }: Origin, how: object, show?: Showing): Promise<Outcome> {
    if (respondTo === undefined || !URL.canParse(respondTo) || !origins.has(new URL(respondTo).origin))
      return 'not-done'
    return outcomeOf(() =>
      show === undefined ? sendTo(respondTo, how) : show((shown) => sendTo(respondTo, { ...how, ...shown })),
    )
  }

  async function sendTo(address: string, body: object): Promise<void> {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    })
    if (answer.ok) return
    const refused = (await answer.text()).includes('invalid_blocks')
    throw new (refused ? BlocksRefused : Error)(`the response URL answers ${answer.status}`)
  }

  async function tried(work: () => Promise<unknown>): Promise<boolean> {
    return (await outcomeOf(work)) === 'done'
  }

  async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
    try {
      await work()
      return 'done'
    } catch (error) {
      const timedOut = isTimeout(error)
      log.info({ err: error }, timedOut ? 'a reply may have been said or not' : 'one way of replying failed')
      return timedOut ? 'in-doubt' : 'not-done'
    }
  }
}

function inThreadOf({ thread }: Origin): { thread_ts?: string } {
  return thread === undefined ? {} : { thread_ts: thread }
}

/** `in-doubt`: nobody answered in time, and it may have been said. */
type Outcome = 'done' | 'not-done' | 'in-doubt'

/** Also where the Web API's client has wrapped it. */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const inner = 'original' in error ? error.original : error.cause
  return error.name === 'TimeoutError' || (inner !== undefined && inner !== error && isTimeout(inner))
}
