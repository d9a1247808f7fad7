import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChatEvent, ChatPlatform, HandedFile, Said, Thread, WorkspaceId } from '../../core/platform.ts'

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
  /**
   * A person says something with a file, and an admin chooses the action `read` on that message; gives what the
   * engine was told of the file.
   */
  personHandsOver(file: { readonly name: string; readonly text: string }): Promise<HandedFile>
  /** The message with the file that was handed over last is deleted. */
  personTakesBack(): Promise<void>
  /** The events that the engine was given, in order. */
  events(): readonly ChatEvent[]
}

export interface Pledge {
  readonly says: string
  check(harness: Harness): Promise<void>
}

const opening = { text: 'What is a lease?' }

/** The message action that files are handed over with. */
export const readAction = { id: 'read', label: 'Read this', onFiles: true } as const
const roomEnough = 100_000

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
  {
    says: 'a file that is handed over is read whole, as often as wanted, and also by another process',
    async check(harness) {
      const { platform, workspace } = harness
      const text = `id,question\n${'één,🔑\n'.repeat(5_000)}`
      const { name, bytes, file = '' } = await harness.personHandsOver({ name: 'questions.csv', text })
      assert.deepEqual([name, bytes], ['questions.csv', Buffer.byteLength(text)])
      for (const by of [platform, platform, await harness.another()]) {
        const read = done(await by.readFile(workspace, file, roomEnough))
        assert(read !== 'too-large' && Buffer.from(read).toString() === text)
      }
    },
  },
  {
    says: 'a file that is larger than wanted is not read',
    async check(harness) {
      const { file = '' } = await harness.personHandsOver({ name: 'large.csv', text: 'x'.repeat(1_001) })
      assert.equal(done(await harness.platform.readFile(harness.workspace, file, 1_000)), 'too-large')
    },
  },
  {
    says: 'a file that is gone is refused, not an accident',
    async check(harness) {
      const { file = '' } = await harness.personHandsOver({ name: 'questions.csv', text: 'id' })
      await harness.personTakesBack()
      const read = await harness.platform.readFile(harness.workspace, file, roomEnough)
      assert('refused' in read && read.refused === 'gone')
    },
  },
  {
    says: 'what is no file of the platform’s is never read',
    async check({ platform, workspace }) {
      const strange = [
        '',
        'nothing',
        '../../etc/passwd',
        'file:///etc/passwd',
        'http://169.254.169.254/latest/meta-data',
      ]
      for (const file of [
        ...strange,
        'https://cdn.discordapp.com.example.com/x',
        'https://cdn.discordapp.com@127.0.0.1/x',
      ]) {
        const read = await platform.readFile(workspace, file, roomEnough)
        assert('refused' in read, file)
      }
    },
  },
]

/** What was handed over by the latest press among what the engine was given. */
export function handedIn(given: readonly ChatEvent[]): HandedFile {
  const pressed = given.findLast((event) => event.kind === 'pressed')
  const [file] = pressed?.files ?? []
  assert(file !== undefined, 'no file was handed over')
  return file
}

/** Events may come over a socket: waits for them, at most a few seconds. */
async function eventsArrive({ events }: Harness, count: number): Promise<void> {
  for (let looks = 0; looks < 500 && events().length < count; looks += 1) await pause(10)
}
