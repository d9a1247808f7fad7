import { expect, test } from 'vitest'
import { connect, disconnect } from '../../core/db/connect.ts'
import { freshAddress } from '../support/database.ts'
import { openCleanDiscord } from '../support/fake-discord/clean-discord.ts'
import type { FakeDiscord } from '../support/fake-discord/types.ts'
import { openFolder, startRole, type Worker } from '../support/starting.ts'

/** Discord counts what a token asks for, whichever process asks: one worker at a time sends. */

const servers = 12
const channelsEach = 5
const rounds = servers * channelsEach
/** A worker's part of Discord's 50 (bots/platforms.ts), in windows of the library's own. */
const perSecond = 40

test('of two workers one sends to Discord, in its limit; killed, the other goes on within seconds', async () => {
  const folder = await openFolder()
  const fake = await openDiscord()
  const address = await freshAddress()
  await makeDue(fake, address)
  const settings = { DISCORD_TOKEN: fake.app.token, DISCORD_API_URL: fake.apiUrl, DATABASE_URL: address }
  const workers = await Promise.all([startRole('worker', settings, folder), startRole('worker', settings, folder)])
  const [sender, next] = await inOrder(workers)
  await fake.until(() => openings(fake) >= rounds / 3, 'a third of the questions')
  expect(fake.gateway.open).toBe(0)
  expect(busiestSecond(fake)).toBeLessThanOrEqual(2 * perSecond)
  expect(inFirstSeconds(fake, 2)).toBeLessThanOrEqual(3 * perSecond)

  await sender.bot.kill('SIGKILL')
  await expect.poll(() => isSender(next)).toBe(true)
  // what the dead one had begun is free again after its heartbeat of ten seconds
  await expect.poll(() => threads(address)).toBe(rounds)
  expect(openings(fake)).toBe(rounds)
})

async function inOrder([one, two]: readonly [Worker, Worker]): Promise<[Worker, Worker]> {
  const [first, second] = [await isSender(one), await isSender(two)]
  expect([first, second].toSorted()).toEqual([false, true])
  return first ? [one, two] : [two, one]
}

async function isSender(worker: Worker): Promise<boolean> {
  return (await worker.numbers()).get('studyhall_discord_sender') === 1
}

/** Calls within any second. */
function busiestSecond({ calls }: FakeDiscord): number {
  const times = calls.map(({ realAt }) => realAt)
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length))
}

function inFirstSeconds(fake: FakeDiscord, seconds: number): number {
  const times = fake.callsOf('POST /channels/{channel_id}/messages').map(({ realAt }) => realAt)
  const first = times[0] ?? 0
  return fake.calls.filter(({ realAt }) => realAt >= first && realAt < first + seconds * 1_000).length
}

function openings(fake: FakeDiscord): number {
  return ids.flatMap((id) => channelNames.map((name) => fake.guild(id).messages(name).length)).reduce((a, b) => a + b)
}

const ids = Array.from({ length: servers }, (_, index) => String((280_000_000_000n + BigInt(index)) << 22n))
const channelNames = Array.from({ length: channelsEach }, (_, index) => `channel-${index}`)

function openDiscord(): Promise<FakeDiscord> {
  const channels = channelNames.map((name) => ({ name }))
  const guilds = ids.map((id) => ({ id, name: 'Study', people: [{ name: 'ada' }], channels }))
  return openCleanDiscord({ guilds })
}

async function threads(address: string): Promise<number> {
  const database = connect(address, { connections: 1 })
  const [row] = await database.sql`select count(thread_id)::int as threads from rounds`
  await disconnect(database)
  return row?.threads
}

/** In each channel a question that was due a minute ago. */
async function makeDue(fake: FakeDiscord, address: string): Promise<void> {
  const database = connect(address, { connections: 1 })
  const { sql } = database
  const due = Temporal.Now.instant().subtract({ minutes: 1 })
  const localTime = due.toZonedDateTimeISO('UTC').toPlainTime().toString({ smallestUnit: 'minute' })
  for (const id of ids) {
    const workspace = `discord/${id}`
    await sql`insert into workspaces (id, name, zone, joined_at) values (${workspace}, 'Study', 'UTC', ${String(due)})`
    for (const name of channelNames) {
      await sql`insert into schedules (workspace, id, channel, days, local_time, zone, answer_minutes, next_at)
        values (${workspace}, gen_random_uuid(), ${fake.guild(id).channel(name).id}, '{1,2,3,4,5,6,7}', ${localTime},
          'UTC', 480, date_trunc('minute', ${String(due)}::timestamptz))`
    }
  }
  await disconnect(database)
}
