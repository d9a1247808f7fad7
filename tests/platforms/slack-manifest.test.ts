import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { scopes } from '../../bots/slack/scopes.ts'
import { offeredCommands, offeredMessageActions } from '../../core/commands.ts'
import { openSlackWorld } from '../support/slack-world.ts'

/** The manifest asks for what the adapter uses: no less, or it would be deaf; no more, or nobody should install it. */

const folder = new URL('../../bots/slack/', import.meta.url)
const shortcut = z.object({ name: z.string(), type: z.string(), callback_id: z.string(), description: z.string() })
const manifest = z
  .object({
    display_information: z.object({ name: z.string(), description: z.string() }),
    features: z.object({
      bot_user: z.object({ display_name: z.string() }),
      slash_commands: z.array(z.object({ command: z.string(), description: z.string(), should_escape: z.boolean() })),
      shortcuts: z.array(shortcut),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()), user: z.never().optional() }) }),
    settings: z.object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()), user_events: z.never().optional() }),
      interactivity: z.object({ is_enabled: z.boolean() }),
      socket_mode_enabled: z.boolean(),
    }),
  })
  .parse(parse(readFileSync(new URL('manifest.yaml', folder), 'utf8')))
const { features, oauth_config: oauth, settings } = manifest

test('it asks for the scopes that installing asks for and the doctor looks for, in their order', () => {
  expect(oauth.scopes.bot).toEqual(scopes)
})

test('every method that the adapter calls is covered by these, and each scope is of use', () => {
  const methods = methodsCalled()
  expect(methods).toEqual(Object.keys(scopesOfMethods).sort())
  const byMethods = methods.flatMap((method) => scopesOfMethods[method] ?? [])
  const byEvents = settings.event_subscriptions.bot_events.flatMap((event) => scopesOfEvents[event] ?? [])
  expect([...new Set([...byMethods, ...byEvents, 'commands'])].sort()).toEqual([...scopes].sort())
})

test('it subscribes to the events that the adapter hears, and to no others', () => {
  const heard = eventsHeard()
  const subscribed = settings.event_subscriptions.bot_events.map((event) => event.split('.')[0] ?? event)
  expect([...new Set(subscribed)].sort()).toEqual(heard)
  expect(settings.event_subscriptions.bot_events.filter((event) => event.startsWith('message.'))).toEqual([
    'message.channels',
    'message.groups',
  ])
})

test('its shortcuts on messages are what the engine offers, within Slack’s sizes', () => {
  const offered = offeredMessageActions().map(({ id, label }) => ({ name: label, callback_id: id, type: 'message' }))
  const shown = features.shortcuts.map(({ name, callback_id, type }) => ({ name, callback_id, type }))
  expect(byId(shown)).toEqual(byId(offered))
  for (const { name, callback_id: id, description } of features.shortcuts) {
    expect(name.length, name).toBeLessThanOrEqual(24)
    expect(id.length, id).toBeLessThanOrEqual(255)
    expect(description.length, description).toBeLessThanOrEqual(150)
  }
})

test('its one command is /study, which gets ids for names', () => {
  expect(features.slash_commands).toEqual([expect.objectContaining({ command: '/study', should_escape: true })])
  expect(offeredCommands().map(({ word }) => word)).toContain('study')
})

test('buttons and forms come back, names are within Slack’s sizes', () => {
  expect(settings.interactivity.is_enabled).toBe(true)
  const { name, description } = manifest.display_information
  expect(name.length).toBeLessThanOrEqual(35)
  expect(description.length).toBeLessThanOrEqual(140)
  expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80)
})

test('the world of the tests grants no more than it asks for', async () => {
  const { fake } = await openSlackWorld()
  expect(fake.app.scopes).toEqual(oauth.scopes.bot)
})

/** What Slack's reference says that a bot token needs, any of them for methods on conversations. */
const scopesOfMethods: Readonly<Record<string, readonly string[]>> = {
  'apps.connections.open': [],
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'files.uploadV2': ['files:write'],
  'oauth.v2.access': [],
  'reactions.add': ['reactions:write'],
  'reactions.get': ['reactions:read'],
  'reactions.remove': ['reactions:write'],
  'usergroups.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
}

const scopesOfEvents: Readonly<Record<string, readonly string[]>> = {
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
}

function sources(): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  return files.map((name) => readFileSync(new URL(name, folder), 'utf8'))
}

/** The Web API methods in the sources: `client.chat.postMessage(`, `client.views[how](`, `client.apiCall('files.getUploadURLExternal'`. */
function methodsCalled(): string[] {
  const direct =
    /\.((?:apps|auth|chat|conversations|files|oauth|reactions|users|views|team|usergroups|emoji)(?:\.\w+)+)\(/g
  const chosen = /\.(reactions|views)\[/g
  const byName = /\.apiCall\('([\w.]+)'/g
  const found = sources().flatMap((source) => [
    ...[...source.matchAll(direct)].map(([, method = '']) => method),
    ...[...source.matchAll(byName)].map(([, method = '']) => method),
    ...[...source.matchAll(chosen)].flatMap(([, family = '']) => chosenMethods[family] ?? []),
  ])
  return [...new Set(found)].sort()
}

const chosenMethods: Readonly<Record<string, readonly string[]>> = {
  reactions: ['reactions.add', 'reactions.remove'],
  views: ['views.open', 'views.push'],
}

/** The events in the sources: `app.event('message', …)`, and the kinds that a loop subscribes to. */
function eventsHeard(): string[] {
  const listen = readFileSync(new URL('listen.ts', folder), 'utf8')
  const named = [...listen.matchAll(/app\.event\('(\w+)'/g)].map(([, event = '']) => event)
  const looped = [...listen.matchAll(/for \(const kind of \[(.+?)\]/g)].flatMap(
    ([, list = '']) => list.match(/\w+/g) ?? [],
  )
  return [...new Set([...named, ...looped])].sort()
}

function byId<T extends { readonly callback_id: string }>(all: readonly T[]): T[] {
  return all.toSorted((a, b) => a.callback_id.localeCompare(b.callback_id))
}
