import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Dispatching, type Session, shardOf } from './dispatching.ts'
import { hasIntent, type IntentName, privilegedIntents } from './numbers.ts'
import { guildCreated, userFields } from './payloads.ts'
import { type Discord, isJson, type Json } from './state.ts'
import type { GatewayControl } from './types.ts'

/** The gateway's ops, and what a test can do to connections and sessions. */

export interface Gateway {
  readonly control: GatewayControl
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Resolves when the clients have read all that was sent. */
  read(): Promise<void>
  close(): void
}

const op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalid: 9,
  hello: 10,
  ack: 11,
} as const

/** After these the session is gone. */
const endingCodes = new Set([1000, 1001, 4003, 4004, 4007, 4010, 4011, 4012, 4013, 4014])
/** Presence and voice updates, member requests: allowed, and without effect here. */
const idleOps = new Set([3, 4, 8, 31])

export function createGateway(discord: Discord, { sessions, send }: Dispatching): Gateway {
  const server = new WebSocketServer({ noServer: true })
  const sockets = new Set<WebSocket>()
  const counts = { identifies: 0, resumes: 0 }
  let admitting = true
  let acking = true
  let identifyCode: number | undefined

  const control: GatewayControl = {
    get open() {
      return connected().length
    },
    get identifies() {
      return counts.identifies
    },
    get resumes() {
      return counts.resumes
    },
    get shards() {
      return connected().map(({ shard, count, id }) => ({ shard, count, session: id }))
    },
    drop: (shard) => connected(shard).forEach(cut),
    reconnect: (shard) => say(shard, { op: op.reconnect, d: null }),
    invalidate(resumable, shard) {
      for (const session of connected(shard)) {
        if (!resumable) sessions.delete(session)
        session.socket?.send(JSON.stringify({ op: op.invalid, d: resumable }))
        if (!resumable) session.socket = undefined
      }
      discord.changed()
    },
    close(code, reason = '', shard) {
      for (const { socket } of connected(shard)) if (socket !== undefined) closeWith(socket, code, reason)
    },
    forgetSessions: () => sessions.forEach(forget),
    refuseIdentify(code) {
      identifyCode = code
    },
    askHeartbeat: (shard) => say(shard, { op: op.heartbeat, d: null }),
    withholdAcks() {
      acking = false
    },
    giveAcks() {
      acking = true
    },
    refuse() {
      admitting = false
    },
    admit() {
      admitting = true
    },
  }
  return { control, upgrade, read, close }

  function connected(shard?: number): Session[] {
    return [...sessions].filter(
      (session) => session.socket !== undefined && (shard === undefined || session.shard === shard),
    )
  }

  function say(shard: number | undefined, packet: Json): void {
    for (const { socket } of connected(shard)) socket?.send(JSON.stringify(packet))
  }

  function cut(session: Session): void {
    session.socket?.terminate()
    session.socket = undefined
    discord.changed()
  }

  /** A connected one goes on until it is dropped, but cannot be resumed. */
  function forget(session: Session): void {
    forgotten.add(session)
    if (session.socket === undefined) sessions.delete(session)
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!admitting) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
      return
    }
    const asked = new URL(request.url ?? '/', discord.url).searchParams
    if (asked.get('v') !== '10') discord.violation(`the gateway was asked for version ${asked.get('v')}, not 10`)
    if (asked.get('compress')) throw new Error('the fake gateway does not compress: leave zlib-sync out of tests')
    server.handleUpgrade(request, socket, head, opened)
  }

  function opened(socket: WebSocket): void {
    sockets.add(socket)
    socket.on('message', (data) => heard(socket, String(data)))
    socket.on('error', () => socket.terminate())
    socket.on('close', (code) => gone(socket, code))
    socket.send(JSON.stringify({ op: op.hello, d: { heartbeat_interval: discord.heartbeatEvery } }))
    discord.changed()
  }

  function gone(socket: WebSocket, code: number): void {
    sockets.delete(socket)
    for (const session of sessions) {
      if (session.socket !== socket) continue
      session.socket = undefined
      if (code === 1000 || code === 1001 || forgotten.has(session)) sessions.delete(session)
    }
    discord.changed()
  }

  function closeWith(socket: WebSocket, code: number, reason: string): void {
    for (const session of sessions) {
      if (session.socket !== socket) continue
      session.socket = undefined
      if (endingCodes.has(code)) sessions.delete(session)
    }
    socket.close(code, reason)
    discord.changed()
  }

  function heard(socket: WebSocket, text: string): void {
    const { asked, data } = packetOf(text)
    switch (asked) {
      case op.heartbeat:
        if (acking) socket.send(JSON.stringify({ op: op.ack }))
        break
      case op.identify:
        identify(socket, data)
        break
      case op.resume:
        resume(socket, data)
        break
      default:
        if (!idleOps.has(Number(asked))) closeWith(socket, 4001, 'Unknown opcode.')
    }
  }

  function identify(socket: WebSocket, data: Json): void {
    const [shard = 0, count = 1] = Array.isArray(data.shard) ? data.shard.map(Number) : []
    const intents = Number(data.intents)
    const refused = identifyCode ?? identifyProblem(discord, { token: data.token, intents, shard, count })
    counts.identifies += 1
    discord.app.identifies -= 1
    if (refused !== undefined) {
      closeWith(socket, refused, closeReasons[refused] ?? '')
      return
    }
    for (const old of sessions) {
      if (old.shard === shard && old.count === count && old.socket === undefined) sessions.delete(old)
    }
    const session: Session = { id: discord.secret(), shard, count, intents, sequence: 0, log: [], socket }
    sessions.add(session)
    greet(session)
    discord.changed()
  }

  function greet(session: Session): void {
    const guilds = [...discord.guilds.values()].filter(
      ({ id, installed }) => installed && shardOf(id, session.count) === session.shard,
    )
    send(session, 'READY', {
      v: 10,
      user: { ...userFields(discord.bot), verified: true, mfa_enabled: true, email: null, flags: 0 },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: gatewayUrl(discord),
      shard: [session.shard, session.count],
      application: { id: discord.app.id, flags: 0 },
      session_type: 'normal',
      private_channels: [],
      relationships: [],
      presences: [],
      user_settings: {},
      _trace: [],
    })
    if (!hasIntent(session.intents, 'GUILDS')) return
    for (const guild of guilds) {
      if (guild.out) continue
      send(session, 'GUILD_CREATE', guildCreated(discord, guild, hasIntent(session.intents, 'GUILD_MEMBERS')))
    }
  }

  function resume(socket: WebSocket, data: Json): void {
    if (data.token !== discord.app.token) {
      closeWith(socket, 4004, 'Authentication failed.')
      return
    }
    const session = [...sessions].find(({ id }) => id === data.session_id)
    if (session === undefined || forgotten.has(session)) {
      if (session !== undefined) sessions.delete(session)
      socket.send(JSON.stringify({ op: op.invalid, d: false }))
    } else replay(session, socket, Number(data.seq))
    discord.changed()
  }

  function replay(session: Session, socket: WebSocket, seen: number): void {
    if (seen > session.sequence) {
      sessions.delete(session)
      closeWith(socket, 4007, 'Invalid seq.')
      return
    }
    session.socket = socket
    counts.resumes += 1
    for (const entry of session.log) if (entry.s > seen) socket.send(JSON.stringify({ op: op.dispatch, ...entry }))
    send(session, 'RESUMED', { _trace: [] })
  }

  async function read(): Promise<void> {
    await Promise.all([...sockets].map(pong))
  }

  function close(): void {
    for (const socket of sockets) socket.terminate()
    server.close()
  }
}

const forgotten = new WeakSet<Session>()

function packetOf(text: string): { readonly asked: unknown; readonly data: Json } {
  const packet: unknown = JSON.parse(text)
  if (!isJson(packet)) return { asked: undefined, data: {} }
  return { asked: packet.op, data: isJson(packet.d) ? packet.d : {} }
}

/** Clients answer pings in the order in which frames came: all before it has been read. */
function pong(socket: WebSocket): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      socket.off('pong', done)
      socket.off('close', done)
      resolve()
    }
    socket.on('pong', done)
    socket.on('close', done)
    socket.ping()
  })
}

const closeReasons: Readonly<Record<number, string>> = {
  4004: 'Authentication failed.',
  4010: 'Invalid shard.',
  4013: 'Invalid intent(s).',
  4014: 'Disallowed intent(s).',
}

function identifyProblem(
  discord: Discord,
  asked: { readonly token: unknown; readonly intents: number; readonly shard: number; readonly count: number },
): number | undefined {
  if (asked.token !== discord.app.token) return 4004
  if (!(asked.shard >= 0 && asked.shard < asked.count)) return 4010
  if (!Number.isInteger(asked.intents) || asked.intents < 0) return 4013
  const disallowed = privilegedIntents.some(
    (intent: IntentName) => hasIntent(asked.intents, intent) && !discord.app.privilegedIntents.includes(intent),
  )
  if (disallowed) return 4014
  if (discord.app.identifies <= 0) {
    discord.violation('more IDENTIFYs than the day allows: Discord resets the token')
    return 4004
  }
  return undefined
}

export function gatewayUrl(discord: Discord): string {
  return discord.url.replace('http', 'ws')
}
