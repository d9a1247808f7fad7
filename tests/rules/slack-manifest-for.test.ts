import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { manifestFor } from '../../bots/cli/manifest.ts'

const kept = await readFile(new URL('../../bots/slack/manifest.yaml', import.meta.url), 'utf8')

test('without an address the manifest is the one for a socket', () => {
  expect(manifestFor(kept, { url: undefined, many: false })).toBe(kept)
})

test('with an address everything that Slack sends goes there, and nothing else changes', () => {
  const before = parse(kept)
  const after = parse(manifestFor(kept, { url: 'https://study.example.com/', many: false }))
  const requests = 'https://study.example.com/slack/events'
  expect(after.features.slash_commands).toEqual([{ ...before.features.slash_commands[0], url: requests }])
  expect(after.settings.event_subscriptions).toEqual({ request_url: requests, ...before.settings.event_subscriptions })
  expect(after.settings.interactivity).toEqual({ is_enabled: true, request_url: requests })
  expect(after.settings.socket_mode_enabled).toBe(false)
  // the one workspace's token is a setting, which nobody would renew
  expect(after.settings.token_rotation_enabled).toBe(false)
  expect(after.oauth_config).toEqual(before.oauth_config)
  expect(after.features.shortcuts).toEqual(before.features.shortcuts)
})

test('for many workspaces there is a way back from the install page, and tokens that are renewed', () => {
  const after = parse(manifestFor(kept, { url: 'https://study.example.com', many: true }))
  expect(after.oauth_config.redirect_urls).toEqual(['https://study.example.com/slack/oauth_redirect'])
  expect(after.settings.token_rotation_enabled).toBe(true)
})

test.each(['http://study.example.com', 'study.example.com'])('%s is no address for Slack', (url) => {
  expect(() => manifestFor(kept, { url, many: false })).toThrow('https://')
})
