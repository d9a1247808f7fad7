import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type BotProcess, startBot } from '../support/bot-process.ts'

let folder = ''
beforeEach(async (context) => {
  folder = await mkdtemp(join(tmpdir(), 'studyhall-start-'))
  await chmod(folder, 0o755)
  // registered before the bot's own ending, and so run after it
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

const data = () => join(folder, 'data')
const start = (settings: Record<string, string> = {}) =>
  startBot(['start'], { PORT: '0', DATA_DIR: data(), ...settings }, folder)

describe('a wrong setting ends with one plain sentence', () => {
  test.each([
    [{ PORT: 'abc' }, /^The setting PORT is “abc”; it must be a number from 0 to 65535\.$/],
    [{ PORT: '70000' }, /PORT is “70000”/],
    [{ LOG_LEVEL: 'loud' }, /^The setting LOG_LEVEL is “loud”; it must be one of fatal, error/],
    [{ HOST: 'everywhere' }, /^The setting HOST is “everywhere”/],
    [{ HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0, so others could enter the room\. Set ROOM_TOKEN/],
    [{ DATABASE_URL: 'mysql://secret@localhost/x' }, /^The setting DATABASE_URL must begin with postgres:\/\/\.$/],
    [
      { DATABASE_URL: 'postgres://bo:secret@127.0.0.1:1/x' },
      /^The database at postgres:\/\/bo:\*+@127\.0\.0\.1:1\/x does not answer \(.+\)\. Check DATABASE_URL/,
    ],
    [
      { DATA_DIR: '/proc/studyhall' },
      /^The data folder \/proc\/studyhall cannot be made or written \(\w+\)\. Set DATA_DIR/,
    ],
  ])('%o', async (settings, sentence) => {
    const bot = start(settings)
    expect(await bot.ended()).toBe(1)
    expect(bot.output().trim()).toMatch(sentence)
    expect(bot.output().trim().split('\n')).toHaveLength(1)
    expect(bot.output()).not.toContain('secret@')
  })

  test('a port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as { port: number }
    const bot = start({ PORT: String(port) })
    expect(await bot.ended()).toBe(1)
    expect(bot.output().trim()).toBe(
      `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or set PORT to another one.`,
    )
  })

  test('an unknown command', async () => {
    const bot = startBot(['begin'], {}, folder)
    expect(await bot.ended()).toBe(1)
    expect(bot.output()).toContain("unknown command 'begin'")
  })
})

test('it opens the room, answers when asked for its health, and ends cleanly with its database', async () => {
  const bot = start()
  const address = await bot.opened()
  expect((await fetch(`${address}/healthz`)).status).toBe(200)
  expect(await (await fetch(address)).text()).toContain('<title>Studyhall</title>')
  expect(await bot.kill('SIGTERM')).toBe(0)
  expect(bot.output()).toContain('Studyhall has stopped.')
  expect(existsSync(pidFile())).toBe(false)
})

test('after kill -9 the next start joins the database that lives on, and nothing that was said is lost', async () => {
  const first = start()
  await answer(await first.opened())
  const postmaster = postmasterPid()
  await first.kill('SIGKILL')
  expect(existsSync(pidFile())).toBe(true)
  const second = start()
  const address = await second.opened()
  expect(postmasterPid()).toBe(postmaster)
  const messages = await messagesOf(address)
  expect(messages.filter(({ title }) => title !== null)).toHaveLength(2)
  const recorded = messages.find(({ author }) => author === 'you')
  expect(recorded?.text).toBe('An answer of five words.')
  expect(recorded?.reactions).toContainEqual({ person: '', emoji: '✅' })
  expect(await second.kill('SIGTERM')).toBe(0)
  expect(existsSync(pidFile())).toBe(false)
})

test('after kill -9 of bot and database the next start continues where they were', async () => {
  const first = start()
  await answer(await first.opened())
  process.kill(postmasterPid(), 'SIGKILL')
  await first.kill('SIGKILL')
  const second = start()
  const messages = await messagesOf(await second.opened())
  expect(messages.find(({ author }) => author === 'you')?.text).toBe('An answer of five words.')
})

test('two bots on one folder share the database, and the last one out stops it', async () => {
  const [one, two] = [start(), start()]
  await Promise.all([one.opened(), two.opened()])
  expect(await one.kill('SIGTERM')).toBe(0)
  expect(existsSync(pidFile())).toBe(true)
  expect((await messagesOf(await two.opened())).filter(({ title }) => title !== null)).toHaveLength(2)
  expect(await two.kill('SIGINT')).toBe(0)
  expect(existsSync(pidFile())).toBe(false)
})

test('a room for others than this machine asks for its token', async () => {
  const bot: BotProcess = start({ HOST: '0.0.0.0', ROOM_TOKEN: 'a-secret-of-sixteen' })
  const address = (await bot.opened()).replace('0.0.0.0', '127.0.0.1')
  expect(address).toContain('?token=a-secret-of-sixteen')
  const { origin } = new URL(address)
  expect((await fetch(origin)).status).toBe(403)
  expect((await fetch(`${origin}/?token=wrong`)).status).toBe(403)
  expect((await fetch(address)).status).toBe(200)
})

function pidFile(): string {
  return join(data(), 'postgres', 'postmaster.pid')
}

function postmasterPid(): number {
  return Number(readFileSync(pidFile(), 'utf8').split('\n')[0])
}

/** Someone answers the open question, and is told that it is recorded. */
async function answer(address: string): Promise<void> {
  const question = (await messagesOf(address)).findLast(({ title }) => title !== null)
  const given = { as: 'you', channel: 'backend-prep', text: 'An answer of five words.', thread: question?.id }
  const response = await fetch(`${address}/api/say`, { method: 'POST', body: JSON.stringify(given) })
  expect(await response.json()).toEqual({ done: true })
}

interface Shown {
  readonly id: number
  readonly author: string | null
  readonly text: string
  readonly title: string | null
  readonly reactions: readonly object[]
}

/** What the page would show on opening: the first changes that the stream brings. */
async function messagesOf(address: string): Promise<Shown[]> {
  const stream = await fetch(`${address}/api/stream?as=you`)
  let text = ''
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString()
    const all = [...text.matchAll(/event: changes\ndata: (.*)\n/g)].flatMap(
      ([, data = '']) => JSON.parse(data).messages,
    )
    if (all.some(({ title }) => title !== null)) return all
  }
  throw new Error('the stream ended without a question')
}
