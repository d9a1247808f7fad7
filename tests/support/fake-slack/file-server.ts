import type { IncomingMessage, ServerResponse } from 'node:http'
import { takeFault } from './faults.ts'
import type { Slack, SlackFile, Team } from './state.ts'
import type { Fault } from './types.ts'

/** Where files are fetched, as at files.slack.com. Faults and calls know it as the method `files.download`. */
export async function sendFile(
  slack: Slack,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  const found = slack.tokens.get(token ?? '')?.team
  const team = found === undefined ? undefined : slack.teams.get(found)
  const call = {
    method: 'files.download',
    ...(team === undefined ? {} : { team: team.id }),
    ...(token === undefined ? {} : { token }),
    args: { file: id },
    at: new Date(slack.now()),
    outcome: 'ok',
  }
  slack.calls.push(call)
  const met = takeFault(slack, { method: call.method, team: call.team, args: call.args })
  if (met?.fault.kind === 'hang') await met.wait
  const file = team?.scopes.includes('files:read') ? fileSeenBy(slack, team, id) : undefined
  if (met !== undefined && met.fault.kind !== 'hang') return fail(response, met.fault, bytesOf(file))
  if (file === undefined) {
    // without the right to see it, Slack sends a browser to its front page
    call.outcome = 'redirected'
    response.writeHead(302, { location: `${slack.url}/signin?redir=${id}` }).end()
    return
  }
  // in chunks, as a size that is told would be checked on the way
  response.writeHead(200, { 'content-type': file.type }).end(bytesOf(file))
}

/** The bot's own, and those in channels where it is. */
export function fileSeenBy(slack: Slack, team: Team, id: string): SlackFile | undefined {
  const upload = slack.uploads.get(id)
  if (upload !== undefined) return upload.team === team.id ? upload.file : undefined
  const channels = [...team.channels.values()].filter(({ members }) => members.has(team.botUser))
  return channels
    .flatMap(({ messages }) => messages)
    .flatMap(({ files }) => files)
    .find((file) => file.id === id)
}

function bytesOf(file: SlackFile | undefined): Buffer {
  return file?.bytes ?? Buffer.from(file?.text ?? '')
}

function fail(response: ServerResponse, fault: Fault, bytes: Buffer): void {
  switch (fault.kind) {
    case 'rate-limited':
      response.writeHead(429, { 'retry-after': String(fault.seconds) }).end()
      return
    case 'unavailable':
      response.writeHead(503).end()
      return
    case 'error':
      response.writeHead(Number(fault.error)).end()
      return
    case 'lose-response':
      // the connection breaks half-way
      response.writeHead(200, { 'content-length': bytes.length })
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
      return
    default:
      response.destroy()
  }
}
