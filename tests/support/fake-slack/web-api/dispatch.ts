import { isJson } from '../blocks.ts'
import { type Json, type Slack, type TokenRecord, teamOf } from '../state.ts'
import { chatMethods } from './chat.ts'
import { conversationMethods } from './conversations.ts'
import { fileMethods } from './files.ts'
import { type Method, SlackRefusal, wantScope } from './method.ts'
import { leavingMethods, oauthAccess } from './oauth.ts'
import { peopleMethods } from './people-methods.ts'
import { viewMethods } from './views.ts'

const methods: Readonly<Record<string, Method>> = {
  ...chatMethods,
  ...conversationMethods,
  ...peopleMethods,
  ...viewMethods,
  ...fileMethods,
  ...leavingMethods,
}

export interface Request {
  readonly method: string
  readonly args: Json
  readonly token: string | undefined
  readonly basic: { readonly id: string; readonly secret: string } | undefined
}

export interface Answer {
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>
}

/** What Slack answers to one call; `ticket` gives a Socket Mode URL. */
export function answerCall(slack: Slack, request: Request, ticket: () => string | undefined): Answer {
  try {
    return answered(slack, request, ticket)
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    if (error.violation !== undefined) slack.violation(`${request.method}: ${error.code}: ${error.violation}`)
    return { body: { ok: false, error: error.code, ...error.more }, headers: {} }
  }
}

function answered(slack: Slack, request: Request, ticket: () => string | undefined): Answer {
  const { method, args } = request
  if (method === 'oauth.v2.access') return plain(oauthAccess(slack, args, request.basic))
  if (method === 'api.test') return plain({ args })
  if (method === 'apps.connections.open') return plain(connection(slack, request, ticket))
  const known = methods[method]
  if (known === undefined) throw new SlackRefusal('unknown_method', 'the fake Slack does not know this method')
  const record = botToken(slack, request)
  const team = teamOf(slack, record.team)
  const caller = { slack, team, args }
  wantScope(caller, ...known.scopes)
  const body = known.run(caller)
  return {
    body: { ok: true, ...body },
    headers: { 'x-oauth-scopes': team.scopes.join(','), 'x-accepted-oauth-scopes': known.scopes.join(',') },
  }
}

function plain(body: Json): Answer {
  return { body: { ok: true, ...body }, headers: {} }
}

function connection(slack: Slack, { token }: Request, ticket: () => string | undefined): Json {
  if (token === undefined) throw new SlackRefusal('not_authed', 'no token')
  if (token !== slack.app.appToken) {
    const bot = slack.tokens.has(token)
    throw new SlackRefusal(bot ? 'not_allowed_token_type' : 'invalid_auth', 'a connection wants the app-level token')
  }
  const url = ticket()
  if (url === undefined) throw new SlackRefusal('too_many_websockets', 'an eleventh socket was asked for')
  return { url }
}

function botToken(slack: Slack, { token }: Request): TokenRecord {
  if (token === undefined) throw new SlackRefusal('not_authed', 'no token')
  if (token === slack.app.appToken) {
    throw new SlackRefusal('not_allowed_token_type', 'the app-level token opens connections only')
  }
  const record = slack.tokens.get(token)
  if (record === undefined) throw new SlackRefusal('invalid_auth', 'a token that Slack never gave')
  if (record.dead !== undefined) throw new SlackRefusal(record.dead)
  if (record.expires !== undefined && record.expires <= slack.now()) throw new SlackRefusal('token_expired')
  return record
}

const jsonArguments = new Set(['blocks', 'attachments', 'metadata', 'view', 'files'])

/** Form fields as the method wants them: some hold JSON. */
export function readArguments(type: string, raw: string): Json {
  if (type.startsWith('application/json')) {
    const parsed: unknown = raw === '' ? {} : JSON.parse(raw)
    return isJson(parsed) ? parsed : {}
  }
  const fields = [...new URLSearchParams(raw)]
  return Object.fromEntries(fields.map(([name, value]) => [name, jsonArguments.has(name) ? parsed(value) : value]))
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
