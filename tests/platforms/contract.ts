import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChatEvent, ChatPlatform, Said, Thread, WorkspaceId } from '../../core/platform.ts'

/**
 * What every platform promises, as checks that any adapter can be held to. Each gets a fresh harness. A check
 * throws where the promise is broken, so that a test can also show that a broken adapter is caught.
 */

export interface Harness {
  readonly platform: ChatPlatform
  readonly workspace: WorkspaceId
  readonly channel: string
  /** The platform does what the next verb asks, but the response is lost: the verb throws. */
  loseNextResponse(): void
  /** Another process with the same platform: it shares nothing but the platform itself and the database. */
  another(): Promise<ChatPlatform>
  /** What stands in the channel and its threads, oldest first: the truth, not the adapter's view of it. */
  posted(): Promise<readonly { readonly text: string; readonly thread?: string }[]>
  /** A person says something in a thread; gives the message's id. */
  personSays(thread: Thread, text: string): Promise<string>
  personReacts(thread: Thread, message: string, emoji: string): Promise<void>
  personEdits(thread: Thread, message: string, text: string): Promise<void>
  personDeletes(thread: Thread, message: string): Promise<void>
  /** The events that the engine was given, in order. */
  events(): readonly ChatEvent[]
}

export interface Pledge {
  readonly says: string
  check(harness: Harness): Promise<void>
}

const opening = { text: 'What is a lease?' }

async function opened({ platform, workspace, channel }: Harness, key = 'ask:1'): Promise<Thread> {
  return done(await platform.openThread(workspace, channel, 'Leases', opening, key))
}

export function done<T>(said: Said<T>): T {
  assert('done' in said, `the platform did not do it: ${JSON.stringify(said)}`)
  return said.done
}

async function textsOf(harness: Harness): Promise<string[]> {
  return (await harness.posted()).map(({ text }) => text)
}

export const contract: readonly Pledge[] = [
  {
    says: 'a thread is opened in the channel, and what is said in it stands in it',
    async check(harness) {
      const { platform, workspace } = harness
      const thread = await opened(harness)
      done(await platform.say(workspace, thread, { text: 'Results' }, 'results:1'))
      const [first, second] = await harness.posted()
      assert.equal(first?.thread, undefined)
      assert.match(first?.text ?? '', /What is a lease/)
      assert.equal(second?.thread, thread.id)
    },
  },
  {
    says: 'a verb said twice with one key posts once, and gives the same message',
    async check(harness) {
      const { platform, workspace } = harness
      const first = await opened(harness)
      const again = await opened(harness)
      assert.deepEqual(again, first)
      const said = done(await platform.say(workspace, first, { text: 'Results' }, 'results:1'))
      assert.deepEqual(done(await platform.say(workspace, first, { text: 'Results' }, 'results:1')), said)
      assert.equal((await harness.posted()).length, 2)
    },
  },
  {
    says: 'a verb whose response was lost posts once, also when it is tried again',
    async check(harness) {
      const { platform, workspace } = harness
      harness.loseNextResponse()
      await assert.rejects(() => opened(harness))
      const thread = await opened(harness)
      harness.loseNextResponse()
      await assert.rejects(() => platform.say(workspace, thread, { text: 'Results' }, 'results:1'))
      done(await platform.say(workspace, thread, { text: 'Results' }, 'results:1'))
      assert.deepEqual((await textsOf(harness)).length, 2)
    },
  },
  {
    says: 'a verb whose response was lost posts once, also when another process tries it again',
    async check(harness) {
      harness.loseNextResponse()
      await assert.rejects(() => opened(harness))
      const other = await harness.another()
      done(await other.openThread(harness.workspace, harness.channel, 'Leases', opening, 'ask:1'))
      assert.equal((await harness.posted()).length, 1)
    },
  },
  {
    says: 'one key said at the same time by two processes posts once',
    async check(harness) {
      const other = await harness.another()
      const ask = (platform: ChatPlatform) =>
        platform.openThread(harness.workspace, harness.channel, 'Leases', opening, 'ask:1')
      await Promise.all([ask(harness.platform), ask(other), ask(harness.platform), ask(other)])
      assert.equal((await harness.posted()).length, 1)
    },
  },
  {
    says: 'different keys are different messages, whatever they say',
    async check(harness) {
      await opened(harness, 'ask:1')
      await opened(harness, 'ask:2')
      assert.equal((await harness.posted()).length, 2)
    },
  },
  {
    says: 'a message of the bot can be changed, as often as wanted',
    async check(harness) {
      const { platform, workspace } = harness
      const thread = await opened(harness)
      for (const text of ['Closed', 'Closed', 'Closed for good']) {
        done(await platform.edit(workspace, thread.opening, { text }))
      }
      assert.match((await textsOf(harness))[0] ?? '', /Closed for good/)
      assert.equal((await harness.posted()).length, 1)
    },
  },
  {
    says: 'changing a message that is gone is refused, not an accident',
    async check({ platform, workspace, channel, ...harness }) {
      const thread = await opened({ platform, workspace, channel, ...harness })
      const missing = { place: thread.opening.place, id: '999999999' }
      const said = await platform.edit(workspace, missing, { text: 'Closed' })
      assert('refused' in said && said.refused === 'gone')
    },
  },
  {
    says: 'what people say, change, take back and react to in a thread comes as events and can be read again',
    async check(harness) {
      const { platform, workspace } = harness
      const thread = await opened(harness)
      const kept = await harness.personSays(thread, 'A lock that ends by itself')
      const gone = await harness.personSays(thread, 'No idea')
      await harness.personEdits(thread, kept, 'A lock that ends by itself when its holder is gone')
      await harness.personReacts(thread, kept, '👍')
      await harness.personDeletes(thread, gone)
      done(await platform.say(workspace, thread, { text: 'Results' }, 'results:1'))
      await eventsArrive(harness, 5)
      assert.deepEqual(
        harness.events().map(({ kind }) => kind),
        ['said', 'said', 'changed', 'reacted', 'deleted'],
      )
      const [said] = harness.events()
      assert(said?.kind === 'said')
      assert.deepEqual([said.place, said.thread, said.message], [thread.place, thread.id, kept])
      const entries = done(await platform.readThread(workspace, thread))
      const people = entries.filter(({ member }) => member.bot !== true)
      assert.deepEqual(
        people.map(({ message, text }) => ({ message, text })),
        [{ message: kept, text: 'A lock that ends by itself when its holder is gone' }],
      )
      assert.deepEqual(
        people[0]?.reactions.map(({ emoji, members }) => [emoji, members.length]),
        [['👍', 1]],
      )
    },
  },
]

/** Events may come over a socket: waits for them, at most a few seconds. */
async function eventsArrive({ events }: Harness, count: number): Promise<void> {
  for (let looks = 0; looks < 500 && events().length < count; looks += 1) await pause(10)
}
