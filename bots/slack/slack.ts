import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App, Receiver } from '@slack/bolt'
import { z } from 'zod'
import type {
  ChatPlatform,
  Engine,
  Message,
  Place,
  Posted,
  Said,
  Thread,
  ThreadEntry,
  WorkspaceId,
} from '../../core/platform.ts'
import { type Access, accessByToken, workspaceOf } from './access.ts'
import { clientFor, clientOptions as optionsFor } from './calls.ts'
import { type Installing, installing } from './installing.ts'
import { listen } from './listen.ts'
import type { SlackLog } from './log.ts'
import type { SlackMemory } from './memory.ts'
import { limited, openPace } from './pace.ts'
import { openPeople } from './people.ts'
import { type Post, postOnce } from './posting.ts'
import { readThread } from './reading.ts'
import { type Rendered, renderHome, renderMessage } from './render.ts'
import { openReplies } from './replies.ts'
import { slackRequests } from './requests.ts'
import { responder } from './respond.ts'
import { openSockets, type Sockets, type Take } from './sockets.ts'

/** How Studyhall reaches Slack: one team behind a firewall, one team by HTTP, or many that install it. */
export type SlackConnection =
  | { readonly kind: 'socket'; readonly botToken: string; readonly appToken: string }
  | { readonly kind: 'http'; readonly botToken: string; readonly signingSecret: string }
  | {
      readonly kind: 'oauth'
      readonly clientId: string
      readonly clientSecret: string
      readonly signingSecret: string
    }

export interface SlackParts {
  readonly connection: SlackConnection
  /** `https://slack.com/api/`, or another server in its place. */
  readonly apiUrl: string
  readonly memory: SlackMemory
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  readonly log: SlackLog
  /** Between two messages in one channel; Slack takes about one a second. */
  readonly millisecondsBetweenPosts?: number
}

export interface Slack extends ChatPlatform {
  /** Requests below `/slack/`, where Slack is reached by HTTP; tells whether it was one. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}

const usualMillisecondsBetweenPosts = 1_000

/** Slack by Bolt: over sockets or HTTP, one workspace by token or many by OAuth. */
export function createSlack(parts: SlackParts): Slack {
  const { connection, apiUrl, memory, clock, newId, log } = parts
  const clientOptions = optionsFor(apiUrl, log)
  const people = openPeople()
  const pace = openPace(parts.millisecondsBetweenPosts ?? usualMillisecondsBetweenPosts)
  const post = postOnce({ accessTo, postings: memory.postings, pace, clock })
  const names = (access: Access) => (id: string) => people.nameOf(access, id)
  const respond = responder({ log, draw, apiUrl })
  const replies = openReplies({ responder: respond, log, draw, showHome })
  const underWay = new Set<Promise<unknown>>()
  const oauth = connection.kind === 'oauth' ? openInstalling(connection) : undefined
  let only: Access | undefined
  let engine: Engine | undefined
  let sockets: Sockets | undefined
  let app: App | undefined
  const handleRequest =
    connection.kind === 'socket'
      ? undefined
      : slackRequests({ signingSecret: connection.signingSecret, take, clock, log })

  return { name: 'slack', start, stop, openThread, say, edit, tell, readThread: read, endThread, lookAt, serve }

  async function start(started: Engine): Promise<void> {
    engine = started
    if (connection.kind !== 'oauth') only = await joinByToken(connection.botToken)
    const receiver: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} }
    app = listen({
      engine,
      receiver,
      accessTo,
      people,
      replies,
      clock,
      newId,
      log,
      clientOptions,
      afterwards,
      showHome,
      left,
    })
    if (connection.kind === 'socket') {
      const { appToken } = connection
      const reconnected = () => afterwards(catchUp())
      sockets = await openSockets({ appToken, clientOptions, take, log, reconnected })
    }
    afterwards(catchUp())
  }

  async function stop(): Promise<void> {
    await sockets?.close()
    await Promise.allSettled(underWay)
    engine = undefined
  }

  /** One delivery from Slack. Acknowledged when the engine has recorded it. */
  async function take(delivered: Parameters<Take>[0], respondWith: Parameters<Take>[1]): Promise<void> {
    if (app === undefined) throw new Error('Slack is not started yet')
    const isEvent = delivered.body.type === 'event_callback'
    let acknowledged = false
    await app.processEvent({
      ...delivered,
      // Bolt acknowledges an event before it is handled
      ack: async (payload) => {
        if (isEvent || acknowledged) return
        acknowledged = true
        await respondWith(payload)
      },
    })
    if (!acknowledged) await respondWith()
  }

  async function accessTo(workspace: WorkspaceId): Promise<Access | undefined> {
    if (oauth !== undefined) return oauth.accessTo(workspace)
    return only?.workspace === workspace ? only : undefined
  }

  async function joinByToken(token: string): Promise<Access> {
    const { name, ...access } = await accessByToken(clientFor(token, clientOptions), apiUrl)
    await joined(access, name, undefined)
    return access
  }

  function openInstalling({ clientId, clientSecret }: Extract<SlackConnection, { kind: 'oauth' }>): Installing {
    const { installations } = memory
    if (installations === undefined) throw new Error('installing by OAuth needs a store of installations')
    return installing({
      ...{ clientId, clientSecret, apiUrl, clientOptions, installations, clock, log },
      installed: (access, { name, installer }) => joined(access, name, installer),
    })
  }

  async function joined(access: Access, name: string, installer: string | undefined): Promise<void> {
    const zone = installer === undefined ? undefined : (await people.actor(access, installer)).zone
    await engine?.handle({ kind: 'joined', workspace: access.workspace, name, zone: zone ?? 'UTC', at: clock() })
  }

  async function left(home: string, at: Temporal.Instant): Promise<void> {
    const workspace = workspaceOf(home)
    const { installations } = memory
    const isStale = installations !== undefined && !(await installations.drop(workspace, at))
    if (isStale && (await installations.installation(workspace)) !== undefined) return
    await engine?.handle({ kind: 'left', workspace, at })
  }

  /** Events may have been missed. */
  async function catchUp(): Promise<void> {
    const all = only === undefined ? ((await memory.installations?.workspaces('slack')) ?? []) : [only.workspace]
    for (const workspace of all) await engine?.handle({ kind: 'reconnected', workspace, at: clock() })
  }

  function afterwards(work: Promise<unknown>): void {
    const finished = work
      .catch((error: unknown) => log.warn({ err: error }, 'something after an acknowledgement failed'))
      .finally(() => underWay.delete(finished))
    underWay.add(finished)
  }

  async function showHome(access: Access, user: string): Promise<void> {
    const member = await people.actor(access, user)
    const reply = await engine?.handle({ kind: 'home-opened', workspace: access.workspace, member, at: clock() })
    if (reply?.kind !== 'home') return
    for (const { text } of reply.parts) await people.meetThoseIn(access, text)
    const view = renderHome(reply.parts, { names: names(access) })
    await access.client.views.publish({ user_id: user, view })
  }

  /** With the names of those whom it mentions. */
  async function draw(access: Access, message: Message): Promise<Rendered> {
    await people.meetThoseIn(access, message.text)
    return renderMessage(message, { names: names(access) })
  }

  async function openThread(
    workspace: WorkspaceId,
    channel: Place,
    _title: string,
    opening: Message,
    key: string,
  ): Promise<Said<Thread>> {
    const said = await postMessage(workspace, opening, { key, channel })
    return 'done' in said ? { done: { place: channel, id: said.done.id, opening: said.done } } : said
  }

  async function say(
    workspace: WorkspaceId,
    thread: Thread,
    message: Message,
    key: string,
    reach: 'thread' | 'channel-too' = 'thread',
  ): Promise<Said<Posted>> {
    const where = { channel: thread.place, thread: thread.id, alsoInChannel: reach === 'channel-too' }
    return postMessage(workspace, message, { key, ...where })
  }

  async function tell(workspace: WorkspaceId, member: string, message: Message, key: string): Promise<Said<Posted>> {
    return asked(workspace, 'conversations.open', async ({ client }) => {
      const { channel } = await client.conversations.open({ users: member })
      return z.object({ id: z.string() }).parse(channel).id
    }).then((open) => ('done' in open ? postMessage(workspace, message, { key, channel: open.done }) : open))
  }

  async function postMessage(
    workspace: WorkspaceId,
    message: Message,
    where: Pick<Post, 'key' | 'channel' | 'thread' | 'alsoInChannel'>,
  ): Promise<Said<Posted>> {
    const access = await accessTo(workspace)
    const shown = access === undefined ? renderMessage(message) : await draw(access, message)
    return post(workspace, { ...where, ...shown })
  }

  async function edit(workspace: WorkspaceId, posted: Posted, message: Message): Promise<Said<Posted>> {
    return asked(workspace, 'chat.update', async (access) => {
      const shown = await draw(access, message)
      await access.client.chat.update({ channel: posted.place, ts: posted.id, ...shown })
      return posted
    })
  }

  async function read(workspace: WorkspaceId, thread: Thread): Promise<Said<readonly ThreadEntry[]>> {
    const access = await accessTo(workspace)
    return access === undefined ? notInstalled : readThread(access, thread, { people, pace })
  }

  /** Slack's threads cannot be closed. */
  async function endThread(_workspace: WorkspaceId, thread: Thread): Promise<Said<Thread>> {
    return { done: thread }
  }

  async function lookAt(workspace: WorkspaceId, channel: Place): Promise<Said<{ name: string }>> {
    const seen = await asked(workspace, 'conversations.info', async ({ client }) => {
      const answer = await client.conversations.info({ channel })
      return z
        .object({
          name: z.string().default(''),
          is_member: z.boolean().optional(),
          is_archived: z.boolean().optional(),
        })
        .parse(answer.channel)
    })
    if (!('done' in seen)) return seen
    if (seen.done.is_archived) return { refused: 'gone', detail: 'the channel is archived' }
    if (seen.done.is_member !== true) return { refused: 'not-in-channel', detail: 'the bot is not a member' }
    return { done: { name: seen.done.name } }
  }

  /** A call whose repetition does no harm. */
  async function asked<T>(
    workspace: WorkspaceId,
    method: string,
    work: (access: Access) => Promise<T>,
  ): Promise<Said<T>> {
    const access = await accessTo(workspace)
    if (access === undefined) return notInstalled
    return limited(pace, workspace, method, () => work(access))
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname } = new URL(request.url ?? '/', 'http://studyhall')
    switch (`${request.method} ${pathname}`) {
      case 'POST /slack/events':
        if (handleRequest === undefined) return false
        await handleRequest(request, response)
        return true
      case 'GET /slack/install':
        if (oauth === undefined) return false
        await oauth.begin(request, response)
        return true
      case 'GET /slack/oauth_redirect':
        if (oauth === undefined) return false
        await oauth.finish(request, response)
        return true
      default:
        return false
    }
  }
}

const notInstalled = { refused: 'revoked', detail: 'the app is not installed there' } as const
