import * as spec from 'discord-api-spec/zod'
import { isJson, type Json } from '../state.ts'

/** Which of Discord's own schemas a request's body is held against; unknown keys pass. */

interface Schema {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: { readonly issues: readonly Issue[] } }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly code: string
  readonly errors?: readonly (readonly Issue[])[]
}

const specs: Readonly<Record<string, Schema | undefined>> = spec

const schemas: Readonly<Record<string, string>> = {
  'POST /channels/{channel_id}/messages': 'MessageCreateRequestSchema',
  'PATCH /channels/{channel_id}/messages/{message_id}': 'MessageEditRequestPartialSchema',
  'POST /channels/{channel_id}/messages/{message_id}/threads': 'CreateTextThreadWithMessageRequestSchema',
  'POST /users/@me/channels': 'CreatePrivateChannelRequestSchema',
  'POST /webhooks/{webhook_id}/{webhook_token}': 'IncomingWebhookRequestPartialSchema',
  'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}': 'IncomingWebhookUpdateRequestPartialSchema',
  'PUT /applications/{application_id}/commands': 'ApplicationCommandUpdateRequestSchema',
  'PUT /applications/{application_id}/guilds/{guild_id}/commands': 'ApplicationCommandUpdateRequestSchema',
  'POST /applications/{application_id}/commands': 'ApplicationCommandCreateRequestSchema',
  'POST /applications/{application_id}/guilds/{guild_id}/commands': 'ApplicationCommandCreateRequestSchema',
  'PATCH /applications/{application_id}/commands/{command_id}': 'ApplicationCommandPatchRequestPartialSchema',
}

const callbacks: Readonly<Record<string, string>> = {
  4: 'CreateMessageInteractionCallbackRequestSchema',
  5: 'CreateMessageInteractionCallbackRequestSchema',
  6: 'UpdateMessageInteractionCallbackRequestSchema',
  7: 'UpdateMessageInteractionCallbackRequestSchema',
  8: 'ApplicationCommandAutocompleteCallbackRequestSchema',
  9: 'ModalInteractionCallbackRequestSchema',
}

/** What does not fit, a sentence each. */
export function schemaProblems(route: string, body: unknown, isThread: boolean): string[] {
  const name = schemaFor(route, body, isThread)
  if (name === undefined) return []
  const schema = specs[name]
  if (schema === undefined) throw new Error(`Discord's description has no ${name}`)
  const bodies = Array.isArray(body) ? body : [body]
  return bodies.flatMap((one, index) => {
    const { success, error } = schema.safeParse(allowed(one))
    const at = Array.isArray(body) ? [index] : []
    return success ? [] : (error?.issues ?? []).map((issue) => sentence(issue, at))
  })
}

function schemaFor(route: string, body: unknown, isThread: boolean): string | undefined {
  const fields = isJson(body) ? body : {}
  if (route === 'POST /interactions/{interaction_id}/{interaction_token}/callback') {
    return callbacks[String(fields.type)] ?? 'PongInteractionCallbackRequestSchema'
  }
  if (route === 'PATCH /channels/{channel_id}') {
    return isThread ? 'UpdateThreadRequestPartialSchema' : 'UpdateGuildChannelRequestPartialSchema'
  }
  if (route === 'POST /channels/{channel_id}/threads') {
    return 'message' in fields ? 'CreateForumThreadRequestSchema' : 'CreateTextThreadWithoutMessageRequestSchema'
  }
  return schemas[route]
}

/** What the schemas do not know, though Discord documents it and discord.js sends it: permissions as a string, forwards. */
function allowed(body: unknown): unknown {
  if (!isJson(body)) return body
  const { default_member_permissions: permissions, message_reference: reference, ...rest }: Json = body
  return {
    ...rest,
    ...(permissions === undefined || typeof permissions === 'string'
      ? {}
      : { default_member_permissions: permissions }),
    ...(reference === undefined || isForward(reference) ? {} : { message_reference: reference }),
  }
}

function isForward(reference: unknown): boolean {
  return isJson(reference) && reference.type === 1
}

/** Of a union, what is wrong by the kind that comes nearest. */
function sentence(issue: Issue, at: readonly PropertyKey[]): string {
  const path = [...at, ...issue.path]
  const nearest = [...(issue.errors ?? [])].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0]?.[0]
  return nearest === undefined
    ? `${path.map(String).join('.') || 'the body'}: ${issue.message}`
    : sentence(nearest, path)
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map(({ path, errors = [] }) => path.length + Math.max(0, ...errors.map(depth))))
}
