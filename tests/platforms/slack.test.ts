import { beforeAll, describe, expect, test } from 'vitest'
import { scopes } from '../../bots/slack/scopes.ts'
import type { ChatEvent, ChatPlatform, Engine, Thread } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import { openCleanSlack } from '../support/fake-slack/clean-slack.ts'
import { slackProcess } from '../support/slack-process.ts'
import { newId } from '../support/world.ts'
import { contract, type Harness, handedIn, readAction } from './contract.ts'

let address = ''
beforeAll(async () => {
  const database = await freshDatabase()
  address = database.address
  return database.drop
})

describe('Slack keeps the contract', () => {
  test.each(contract)('$says', async ({ check }) => check(await slackHarness()))
})

test('a Slack that ignored keys would break the contract', async () => {
  const keyless = (slack: ChatPlatform): ChatPlatform => ({
    ...slack,
    openThread: (workspace, channel, title, message) => slack.openThread(workspace, channel, title, message, newId()),
    say: (workspace, thread, message) => slack.say(workspace, thread, message, newId()),
  })
  const broken: string[] = []
  for (const { says, check } of contract) {
    const harness = await slackHarness(keyless)
    await check(harness).catch(() => broken.push(says))
  }
  expect(broken).toEqual(contract.map(({ says }) => says).filter((says) => /once/.test(says)))
})

async function slackHarness(as: (slack: ChatPlatform) => ChatPlatform = (slack) => slack): Promise<Harness> {
  const team = `T${newId().replaceAll('-', '').slice(-9).toUpperCase()}`
  const fake = await openCleanSlack({
    app: { scopes },
    teams: [{ id: team, people: [{ name: 'ada' }], channels: [{ name: 'general' }] }],
  })
  const events: ChatEvent[] = []
  const pressed: ChatEvent[] = []
  const kept = new Set(['said', 'changed', 'deleted', 'reacted', 'unreacted'])
  const engine: Engine = {
    commands: [],
    messageActions: [readAction],
    gives: () => 'private',
    handle: async (event) => {
      if (kept.has(event.kind)) events.push(event)
      if (event.kind === 'pressed') pressed.push(event)
      return undefined
    },
  }
  const slack = await slackProcess(fake, address, engine)
  const ada = fake.person('ada')
  const channel = fake.team().channel('general').id
  let handed = ''
  const ref = (ts: string) => ({ channel, ts })
  return {
    platform: as(slack),
    workspace: `slack/${team}`,
    channel,
    loseNextResponse: () => void fake.faults.next('chat.postMessage', { kind: 'lose-response' }),
    another: async () => as(await slackProcess(fake, address, engine)),
    posted: async () =>
      fake
        .team()
        .messages('general')
        .map(({ words, thread_ts: thread }) => ({ text: words, ...(thread === undefined ? {} : { thread }) })),
    personSays: async (thread: Thread, text) => (await ada.say('general', text, { thread: ref(thread.id) })).ts,
    personReacts: async (_, message) => void (await ada.react(ref(message), '+1')),
    personEdits: async (_, message, text) => void (await ada.edit(ref(message), text)),
    personDeletes: async (_, message) => void (await ada.remove(ref(message))),
    personHandsOver: async (file) => {
      handed = (await ada.say('general', '', { files: [file] })).ts
      await ada.shortcut(readAction.id, ref(handed))
      return handedIn(pressed)
    },
    personTakesBack: async () => void (await ada.remove(ref(handed))),
    events: () => events,
  }
}
