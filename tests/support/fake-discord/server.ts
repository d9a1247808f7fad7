import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { takeFault } from './faults.ts'
import type { Gateway } from './gateway.ts'
import { type Body, readBody } from './reading.ts'
import { type Answer, invalidForm, Refusal } from './rest/request.ts'
import { type Found, findRoute } from './rest/routes.ts'
import { schemaProblems } from './rest/schemas.ts'
import type { Discord, Faulty } from './state.ts'
import type { Call, Fault } from './types.ts'

/** The fake's own HTTP server, on loopback. */
export async function serve(discord: Discord, gateway: Gateway): Promise<Server> {
  const recent: number[] = []
  const server = createServer((request, response) => {
    discord.underWay += 1
    answer(discord, recent, request, response)
      .catch((error: unknown) => {
        discord.violation(`the fake Discord broke: ${error instanceof Error ? error.stack : String(error)}`)
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
      .finally(() => {
        discord.underWay -= 1
        discord.changed()
      })
  })
  server.on('upgrade', gateway.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  discord.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return server
}

/** Where attachments are fetched, as at cdn.discordapp.com: no token, the address is signed. For faults. */
export const fileRoute = 'GET /attachments/{attachment_id}'

/** Answered without the bot's token: the token is in the path. */
const openRoutes = /^\/(interactions|webhooks)\//

async function answer(
  discord: Discord,
  recent: number[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', discord.url)
  const body = await readBody(request)
  const [, file] = /^\/attachments\/(\d+)\//.exec(url.pathname) ?? []
  if (file !== undefined) return sendFile(discord, file, url, response)
  const path = url.pathname.replace(/^\/api\/v10/, '')
  const found = findRoute(request.method ?? 'GET', path)
  const call = logged(discord, found?.route ?? `${request.method} ${path}`, path + url.search, body)
  if (found === undefined || !url.pathname.startsWith('/api/v10/')) {
    discord.violation(`the fake Discord has no route ${request.method} ${url.pathname}`)
    return send(response, call, { status: 404, body: { message: '404: Not Found', code: 0 } })
  }
  if (!openRoutes.test(path) && request.headers.authorization !== `Bot ${discord.app.token}`) {
    return send(response, call, { status: 401, body: { message: '401: Unauthorized', code: 0 } })
  }
  if (!openRoutes.test(path) && isTooFast(discord, recent, call)) {
    return sendFault(response, call, { kind: 'rate-limited', seconds: 1, scope: 'global' })
  }
  await carryOut(discord, { found, url, body, call, response })
}

interface Asked {
  readonly found: Found
  readonly url: URL
  readonly body: Body
  readonly call: Call
  readonly response: ServerResponse
}

async function carryOut(discord: Discord, { found, url, body, call, response }: Asked): Promise<void> {
  const met = takeFault(discord, call)
  if (met?.fault.kind === 'hang') await met.wait
  if (met !== undefined && !isDone(met)) return sendFault(response, call, met.fault)
  const given = answerCall(discord, found, url, body)
  if (met?.fault.kind === 'lose-response') {
    call.outcome = 'lose-response'
    response.destroy()
  } else if (met?.fault.kind === 'unavailable-after') sendFault(response, call, met.fault)
  else send(response, call, given)
}

/** Faults of calls that have their effect all the same. */
function isDone({ fault }: Faulty): boolean {
  return fault.kind === 'hang' || fault.kind === 'lose-response' || fault.kind === 'unavailable-after'
}

function logged(discord: Discord, route: string, path: string, { fields, list, files }: Body): Call {
  const call: Call = {
    route,
    path,
    body: list.length > 0 ? { list } : fields,
    files: files.map(({ name, text }) => ({ name, text })),
    at: new Date(discord.now()),
    realAt: performance.now(),
    outcome: 'under way',
  }
  discord.calls.push(call)
  discord.changed()
  return call
}

/** In the second that ends now, by the real clock. */
function isTooFast(discord: Discord, recent: number[], call: Call): boolean {
  if (discord.globalLimit === undefined) return false
  while (recent[0] !== undefined && recent[0] <= call.realAt - 1_000) recent.shift()
  if (recent.length >= discord.globalLimit) return true
  recent.push(call.realAt)
  return false
}

function answerCall(discord: Discord, found: Found, url: URL, body: Body): Answer {
  const { route, params, handler } = found
  try {
    const isThread = discord.channels.get(params.channel_id ?? '')?.thread !== undefined
    const problems = schemaProblems(route, body.raw, isThread)
    for (const problem of problems) discord.violation(`${route}: ${problem}`)
    if (problems.length > 0) throw invalidForm(problems)
    const { fields, list, files } = body
    return handler({ discord, params, query: url.searchParams, body: fields, list, files })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: error.status, body: { message: error.message, code: error.code, ...error.details } }
  }
}

/** Wide enough that a test never waits for a bucket. */
const buckets = {
  'x-ratelimit-limit': '1000',
  'x-ratelimit-remaining': '999',
  'x-ratelimit-reset-after': '1.000',
  'x-ratelimit-bucket': 'fake',
}

function send(response: ServerResponse, call: Call, { status, body }: Answer): void {
  call.outcome = outcomeOf(status, body)
  const reset = { 'x-ratelimit-reset': String(Date.now() / 1_000 + 1) }
  // 204 has no content type; discord.js would try to read one.
  if (body === undefined) {
    response.writeHead(status, { ...buckets, ...reset }).end()
    return
  }
  response.writeHead(status, { 'content-type': 'application/json', ...buckets, ...reset }).end(JSON.stringify(body))
}

function outcomeOf(status: number, body: unknown): string {
  const { code, message } = (body ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  return status < 400 ? String(status) : `${status} ${String(code)} ${String(message)}`
}

function sendFault(response: ServerResponse, call: Call, fault: Fault): void {
  call.outcome = fault.kind
  switch (fault.kind) {
    case 'rate-limited':
      sendRateLimit(response, fault.seconds, fault.scope ?? 'user')
      return
    case 'unavailable':
    case 'unavailable-after':
      response.writeHead(fault.status ?? 503, { 'content-type': 'text/html' }).end('upstream connect error')
      return
    case 'error':
      send(response, call, {
        status: fault.status,
        body: { message: fault.message ?? 'Refused', code: fault.code },
      })
      return
    default:
      response.destroy()
  }
}

function sendRateLimit(response: ServerResponse, seconds: number, scope: 'user' | 'shared' | 'global'): void {
  const isGlobal = scope === 'global'
  const headers = {
    'content-type': 'application/json',
    'retry-after': String(Math.ceil(seconds)),
    'x-ratelimit-scope': scope,
    ...(isGlobal ? { 'x-ratelimit-global': 'true' } : { ...buckets, 'x-ratelimit-remaining': '0' }),
    ...(isGlobal ? {} : { 'x-ratelimit-reset-after': String(seconds) }),
  }
  const body = { message: 'You are being rate limited.', retry_after: seconds, global: isGlobal }
  response.writeHead(429, headers).end(JSON.stringify(body))
}

async function sendFile(discord: Discord, id: string, url: URL, response: ServerResponse): Promise<void> {
  const call = logged(discord, fileRoute, url.pathname, noBody)
  const all = [...discord.channels.values()].flatMap(({ messages }) => messages).flatMap((one) => one.attachments)
  const file = all.find((one) => one.id === id)
  const bytes = Buffer.from(file?.bytes ?? file?.text ?? '')
  const met = takeFault(discord, call)
  if (met?.fault.kind === 'hang') await met.wait
  else if (met?.fault.kind === 'lose-response') {
    // the connection breaks half-way
    call.outcome = 'lose-response'
    response.writeHead(200, { 'content-length': bytes.length })
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
    return
  } else if (met !== undefined) return sendFault(response, call, met.fault)
  call.outcome = file === undefined ? '404' : '200'
  if (file === undefined) response.writeHead(404).end()
  else response.writeHead(200, { 'content-type': file.type }).end(bytes)
}

const noBody: Body = { raw: undefined, fields: {}, list: [], files: [] }
