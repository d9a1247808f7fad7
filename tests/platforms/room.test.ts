import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createRoom, type Room, type RoomMemory } from '../../bots/web/room.ts'
import { roomFilesIn } from '../../bots/web/room-files.ts'
import { connect, type Database, disconnect } from '../../core/db/connect.ts'
import { roomStore } from '../../core/db/room-store.ts'
import type { ChatEvent, ChatPlatform, Engine, Thread } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import { newId } from '../support/world.ts'
import { contract, type Harness, handedIn, readAction } from './contract.ts'

let address = ''
let folder = ''
beforeAll(async () => {
  const database = await freshDatabase()
  address = database.address
  folder = await mkdtemp(join(tmpdir(), 'studyhall-contract-'))
  return async () => {
    await database.drop()
    await rm(folder, { recursive: true })
  }
})

describe('the web room keeps the contract', () => {
  test.each(contract)('$says', async ({ check }) => check(await roomHarness()))
})

test('a room that ignored keys would break the contract', async () => {
  const keyless = (room: Room): ChatPlatform => ({
    ...room,
    openThread: (workspace, channel, title, message) => room.openThread(workspace, channel, title, message, newId()),
    say: (workspace, thread, message) => room.say(workspace, thread, message, newId()),
  })
  const broken: string[] = []
  for (const { says, check } of contract) {
    const harness = await roomHarness(keyless)
    await check(harness).catch(() => broken.push(says))
  }
  expect(broken).toEqual(contract.map(({ says }) => says).filter((says) => /once/.test(says)))
})

async function roomHarness(as: (room: Room) => ChatPlatform = (room) => room): Promise<Harness> {
  const workspace = `room/${newId()}`
  const channel = 'channel'
  const events: ChatEvent[] = []
  const engine: Engine = {
    commands: [],
    messageActions: [readAction],
    gives: () => 'private',
    handle: async (event) => void events.push(event),
  }
  let losing = false
  const { room, memory } = await process(engine, (store) => ({
    ...store,
    say: (...said) => thenLose(store.say(...said)),
    edit: (...edited) => thenLose(store.edit(...edited)),
  }))
  const people = [{ id: 'ada', name: 'Ada', admin: false }]
  await memory.furnish(workspace, { channels: [{ id: channel, name: channel }], people })
  const ada = await room.as(workspace, 'ada')
  let handed = 0
  return {
    platform: as(room),
    workspace,
    channel,
    loseNextResponse: () => {
      losing = true
    },
    another: async () => as((await process(engine)).room),
    posted: async () =>
      (await memory.messagesSince(workspace, undefined, 0)).map(({ text, thread }) => ({
        text,
        ...(thread === null ? {} : { thread: String(thread) }),
      })),
    personSays: async (thread: Thread, text) => String(await ada.say(channel, text, Number(thread.id))),
    personReacts: (_, message, emoji) => ada.react(Number(message), emoji, true),
    personEdits: (_, message, text) => ada.edit(Number(message), text),
    personDeletes: (_, message) => ada.remove(Number(message)),
    personHandsOver: async ({ name, text }) => {
      const content = new Blob([text]).stream()
      handed = await ada.share(channel, { name, content })
      await ada.press(handed, readAction.id)
      return handedIn(events.splice(0))
    },
    personTakesBack: () => ada.remove(handed),
    events: () => events,
  }

  async function thenLose<T>(work: Promise<T>): Promise<T> {
    const lost = losing
    losing = false
    const result = await work
    if (lost) throw new Error('the connection was lost before the response came')
    return result
  }
}

/** A process of its own: its own connections to the one database. */
async function process(engine: Engine, wrap: (store: RoomMemory) => RoomMemory = (store) => store) {
  const database: Database = connect(address, { connections: 2 })
  onTestFinished(() => disconnect(database))
  const memory = roomStore(database, () => Temporal.Now.instant())
  const files = roomFilesIn(folder)
  const room = createRoom({ memory: wrap(memory), files, now: async () => Temporal.Now.instant(), newId })
  await room.start(engine)
  return { room, memory }
}
