import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { takeFault } from './faults.ts'
import { sendFile } from './file-server.ts'
import { answerResponseUrl } from './response-url.ts'
import type { Sockets } from './sockets.ts'
import type { Json, Slack } from './state.ts'
import type { Call, Fault } from './types.ts'
import { type Answer, answerCall, type Request, readArguments } from './web-api/dispatch.ts'

/** The fake's own HTTP server, on loopback. */
export async function serve(slack: Slack, sockets: Sockets): Promise<Server> {
  const server = createServer((request, response) => {
    slack.underWay += 1
    answer(slack, sockets, request, response)
      .catch((error: unknown) => {
        slack.violation(`the fake Slack broke: ${error instanceof Error ? error.stack : String(error)}`)
        response.writeHead(500).end()
      })
      .finally(() => {
        slack.underWay -= 1
        slack.changed()
      })
  })
  server.on('upgrade', sockets.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  slack.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return server
}

async function answer(
  slack: Slack,
  sockets: Sockets,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', slack.url)
  const body = await read(request)
  const [, place = '', ...rest] = url.pathname.split('/')
  if (place === 'api') return answerApi(slack, sockets, request, response, rest.join('/'), body)
  if (place === 'upload') return upload(slack, rest.at(-1) ?? '', request, response, body)
  if (place === 'files') return sendFile(slack, rest[0] ?? '', request, response)
  if (place === 'response') {
    const text = answerResponseUrl(slack, rest.join('/'), body.toString())
    response.writeHead(text === 'ok' ? 200 : 404, { 'content-type': 'text/plain' }).end(text)
    return
  }
  response.writeHead(404).end('not found')
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function answerApi(
  slack: Slack,
  sockets: Sockets,
  request: IncomingMessage,
  response: ServerResponse,
  method: string,
  body: Buffer,
): Promise<void> {
  const call = readCall(request, method, body.toString())
  const team = slack.tokens.get(call.token ?? '')?.team
  const logged: Call = {
    method,
    ...(team === undefined ? {} : { team }),
    ...(call.token === undefined ? {} : { token: call.token }),
    args: call.args,
    at: new Date(slack.now()),
    outcome: 'under way',
  }
  slack.calls.push(logged)
  slack.changed()
  const met = takeFault(slack, { method, team, args: call.args })
  if (met?.fault.kind === 'hang') await met.wait
  if (met !== undefined && met.fault.kind !== 'hang' && met.fault.kind !== 'lose-response') {
    logged.outcome = met.fault.kind
    fail(response, met.fault)
    return
  }
  const { body: result, headers } = answerCall(slack, call, sockets.ticket)
  logged.outcome = met?.fault.kind === 'lose-response' ? 'lose-response' : outcomeOf(result)
  if (met?.fault.kind === 'lose-response') response.destroy()
  else send(response, { body: result, headers })
}

function outcomeOf(result: Json): string {
  return result.ok === true ? 'ok' : String(result.error)
}

function send(response: ServerResponse, { body, headers }: Answer): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
}

function fail(response: ServerResponse, fault: Fault): void {
  if (fault.kind === 'rate-limited') {
    response.writeHead(429, { 'content-type': 'application/json', 'retry-after': String(fault.seconds) })
    response.end(JSON.stringify({ ok: false, error: 'ratelimited' }))
    return
  }
  if (fault.kind === 'unavailable') {
    response.writeHead(503, { 'content-type': 'text/html' }).end('Service Unavailable')
    return
  }
  if (fault.kind === 'error') {
    send(response, { body: { ok: false, error: fault.error }, headers: {} })
    return
  }
  response.destroy()
}

function readCall(request: IncomingMessage, method: string, raw: string): Request {
  const args = readArguments(request.headers['content-type'] ?? '', raw)
  const [kind, credentials = ''] = (request.headers.authorization ?? '').split(' ')
  const bearer = kind === 'Bearer' && credentials !== '' ? credentials : undefined
  const token = bearer ?? (typeof args.token === 'string' && args.token !== '' ? args.token : undefined)
  return { method, args, token, basic: kind === 'Basic' ? basicCredentials(credentials) : undefined }
}

function basicCredentials(encoded: string): { id: string; secret: string } {
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':')
  return { id, secret }
}

/** The bytes of a file: plain, or as the `body` field of a multipart form. */
async function upload(
  slack: Slack,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const entry = slack.uploads.get(id)
  if (entry === undefined || entry.arrived) {
    response.writeHead(404).end('no such upload')
    return
  }
  entry.file.text = await fileText(request.headers['content-type'] ?? '', body)
  entry.file.bytes = body
  entry.arrived = true
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${body.length}`)
}

async function fileText(type: string, body: Buffer): Promise<string> {
  if (!type.startsWith('multipart/')) return body.toString()
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  const field = form.get('body') ?? [...form.values()][0]
  return field instanceof Blob ? field.text() : (field ?? '')
}
