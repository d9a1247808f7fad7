import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App, Receiver } from '@slack/bolt'
import type { ChatPlatform, Engine, Form, Message, WorkspaceId } from '../../core/platform.ts'
import { type Access, accessByToken, workspaceOf } from './access.ts'
import { clientFor, clientOptions as optionsFor } from './calls.ts'
import { errorsOf, type FormOptions, renderForm } from './forms.ts'
import { openGroups } from './groups.ts'
import { type Described, type Installing, installing } from './installing.ts'
import { listen } from './listen.ts'
import type { SlackLog } from './log.ts'
import type { SlackMemory } from './memory.ts'
import { openPace } from './pace.ts'
import { openPeople } from './people.ts'
import { postOnce } from './posting.ts'
import { threadReader } from './reading.ts'
import { type Rendered, renderHome, renderMessage } from './render.ts'
import { type DrawnForm, openReplies } from './replies.ts'
import { slackRequests } from './requests.ts'
import { responder } from './respond.ts'
import { openSockets, type Sockets, type Take } from './sockets.ts'
import { type Spell, spelling } from './spelling.ts'
import { openVerbs } from './verbs.ts'

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
  /** False in a process that only sends: no sockets, no requests. */
  readonly listens?: boolean
  /** Hears how many seconds Slack waited for an acknowledgement. */
  readonly acknowledged?: (seconds: number) => void
  /** Hears what an operator must mend before the bot can be reached again. */
  readonly failed?: (trouble: Error) => void
  /** Between two messages in one channel; Slack takes about one a second. */
  readonly millisecondsBetweenPosts?: number
}

export interface Slack extends ChatPlatform {
  /** Requests below `/slack/`, where Slack is reached by HTTP; tells whether it was one. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** Whether it hears Slack, as far as it should. */
  isConnected(): boolean
}

const usualMillisecondsBetweenPosts = 1_000

/** Slack by Bolt: over sockets or HTTP, one workspace by token or many by OAuth. */
export function createSlack(parts: SlackParts): Slack {
  const { connection, apiUrl, memory, clock, newId, log, listens = true } = parts
  const clientOptions = optionsFor(apiUrl, log)
  const groups = openGroups(log)
  const people = openPeople(groups)
  const pace = openPace(parts.millisecondsBetweenPosts ?? usualMillisecondsBetweenPosts)
  const verbs = openVerbs({
    accessTo,
    draw,
    pace,
    post: postOnce({ postings: memory.postings, pace, clock }),
    read: threadReader({ people, pace }),
    apiUrl,
    log,
  })
  const names = (access: Access) => (id: string) => people.nameOf(access, id)
  const respond = responder({ log, draw, apiUrl })
  const replies = openReplies({ responder: respond, log, draw, drawForm, showHome })
  const underWay = new Set<Promise<unknown>>()
  const oauth = connection.kind === 'oauth' ? openInstalling(connection) : undefined
  let only: Access | undefined
  let engine: Engine | undefined
  let sockets: Sockets | undefined
  let app: App | undefined
  let spell: Spell = (text) => text
  const handleRequest =
    connection.kind === 'socket'
      ? undefined
      : slackRequests({ signingSecret: connection.signingSecret, take, clock, log })

  return {
    name: 'slack',
    notes: { invite: 'type `/invite @Studyhall` there' },
    lacks: ['thread-end', 'bans', 'roles'],
    ...verbs,
    start,
    stop,
    serve,
    isConnected,
  }

  async function start(started: Engine): Promise<void> {
    engine = started
    spell = spelling(started.commands)
    if (connection.kind !== 'oauth') only = await joinByToken(connection.botToken)
    if (!listens) return
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
      const { failed } = parts
      sockets = await openSockets({ appToken, clientOptions, take, log, reconnected, ...(failed ? { failed } : {}) })
    }
    afterwards(catchUp())
  }

  function isConnected(): boolean {
    if (!listens) return engine !== undefined
    return connection.kind === 'socket' ? sockets?.isOpen() === true : app !== undefined
  }

  async function stop(): Promise<void> {
    await sockets?.close()
    // what is finished may have left something to do after its acknowledgement
    while (underWay.size > 0) await Promise.allSettled(underWay)
    engine = undefined
  }

  /** One delivery from Slack. Acknowledged when the engine has recorded it. */
  async function take(delivered: Parameters<Take>[0], respondWith: Parameters<Take>[1]): Promise<void> {
    if (app === undefined) throw new Error('Slack is not started yet')
    const began = performance.now()
    const isEvent = delivered.body.type === 'event_callback'
    let acknowledged = false
    await app.processEvent({
      ...delivered,
      // Bolt acknowledges an event before it is handled
      ack: async (payload) => {
        if (isEvent || acknowledged) return
        acknowledged = true
        await respondWith(payload)
        measure(began)
      },
    })
    if (acknowledged) return
    await respondWith()
    measure(began)
  }

  function measure(began: number): void {
    parts.acknowledged?.((performance.now() - began) / 1000)
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
      clientId,
      clientSecret,
      apiUrl,
      clientOptions,
      installations,
      clock,
      log,
      installed: (access, { name, installer }) => joined(access, name, installer),
    })
  }

  async function joined(access: Access, name: string, installer: string | undefined): Promise<void> {
    const zone = installer === undefined ? undefined : (await people.actorIfKnown(access, installer)).zone
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
    for (const workspace of all) {
      try {
        await meetAgain(workspace)
        await engine?.handle({ kind: 'reconnected', workspace, at: clock() })
      } catch (error) {
        log.warn({ err: error, workspace }, 'what was missed there could not be caught up')
      }
    }
  }

  /** What was installed while nobody could record it is recorded now. */
  async function meetAgain(workspace: WorkspaceId): Promise<void> {
    const kept: Described | undefined = await oauth?.described(workspace)
    const access = kept && (await accessTo(workspace))
    if (access) await joined(access, kept.name, kept.installer)
  }

  function afterwards(work: Promise<unknown>): void {
    void counted(work.catch((error: unknown) => log.warn({ err: error }, 'something after an acknowledgement failed')))
  }

  /** `stop` waits for it. */
  async function counted<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    try {
      return await work
    } finally {
      underWay.delete(work)
    }
  }

  async function showHome(access: Access, user: string): Promise<void> {
    const member = await people.actor(access, user)
    const reply = await engine?.handle({ kind: 'home-opened', workspace: access.workspace, member, at: clock() })
    if (reply?.kind !== 'home') return
    for (const { text } of reply.parts) await people.meetThoseIn(access, text)
    const view = renderHome(reply.parts, { names: names(access), spell })
    await access.client.views.publish({ user_id: user, view })
  }

  /** With the names of those whom it mentions. */
  async function draw(access: Access, message: Message): Promise<Rendered> {
    await people.meetThoseIn(access, message.text)
    return renderMessage(message, { names: names(access), spell })
  }

  async function drawForm(access: Access, form: Form, options: FormOptions): Promise<DrawnForm> {
    const wantsGroups = form.fields.some(({ kind }) => kind === 'group')
    const all = wantsGroups ? ((await groups.of(access)) ?? []) : []
    const { complaints = [] } = options
    return {
      view: renderForm(form, { ...options, groups: all, spell }),
      errors: errorsOf(complaints, form, all),
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname } = new URL(request.url ?? '/', 'http://studyhall')
    switch (`${request.method} ${pathname}`) {
      case 'POST /slack/events':
        if (handleRequest === undefined) return false
        await counted(handleRequest(request, response))
        return true
      case 'GET /slack/install':
        if (oauth === undefined) return false
        await counted(oauth.begin(request, response))
        return true
      case 'GET /slack/oauth_redirect':
        if (oauth === undefined) return false
        await counted(oauth.finish(request, response))
        return true
      default:
        return false
    }
  }
}
