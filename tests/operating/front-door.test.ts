import { request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { type FrontDoor, openFrontDoor } from '../../bots/front-door.ts'
import { openMetrics } from '../../bots/metrics.ts'
import { hearCalls } from '../../bots/metrics-calls.ts'
import { metricsDoor } from '../../bots/metrics-door.ts'
import { readiness } from '../../bots/readiness.ts'
import { readSettings } from '../../bots/settings.ts'
import { connect, type Database, disconnect } from '../../core/db/connect.ts'
import { openDeliveries } from '../../core/delivery/deliveries.ts'
import { freshAddress } from '../support/database.ts'
import { newId, silentLog } from '../support/world.ts'

const token = 'a secret of the operator'

test('/healthz says that the process lives, /readyz whether it can serve', async () => {
  const door = await openDoor()
  expect([await ask(door, '/healthz'), await ask(door, '/readyz')]).toEqual(['503 starting', '503 starting'])
  let why: string | undefined = 'database'
  door.readyWhen(async () => why)
  door.ready()
  expect([await ask(door, '/healthz'), await ask(door, '/readyz')]).toEqual(['200 ok', '503 database'])
  why = undefined
  expect(await ask(door, '/readyz')).toBe('200 ok')
  door.stopping()
  expect([await ask(door, '/healthz'), await ask(door, '/readyz')]).toEqual(['200 ok', '503 stopping'])
  door.unready()
  expect([await ask(door, '/healthz'), await ask(door, '/readyz')]).toEqual(['503 failed', '503 failed'])
})

test('it is ready while the database answers within a second and each platform is connected', async () => {
  const database = await openDatabase()
  let isConnected = true
  const ready = readiness(database, [{ name: 'discord', isConnected: () => isConnected }])
  expect(await ready()).toBeUndefined()
  isConnected = false
  expect(await ready()).toBe('discord')
  const refused = connect('postgres://nobody@127.0.0.1:1/nothing', { connections: 1 })
  onTestFinished(() => disconnect(refused))
  expect(await readiness(refused, [])()).toBe('database')
})

test('a database that hangs makes it unready after a second, and is asked once', async () => {
  let asked = 0
  const hanging = {
    sql: () => {
      asked += 1
      return new Promise(() => {})
    },
  } as unknown as Database
  const ready = readiness(hanging, [])
  expect(await Promise.all([ready(), ready(), ready()])).toEqual(['database', 'database', 'database'])
  expect(asked).toBe(1)
})

test('without a token the numbers are for this machine alone, and not for what a proxy on it hands on', async () => {
  const door = await openDoor()
  door.add(metricsDoor(numbers(), undefined))
  expect(await ask(door, '/metrics')).toContain('200 # HELP')
  expect(await ask(door, '/metrics', { host: 'localhost:3000' })).toContain('200 # HELP')
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host']) {
    expect(await ask(door, '/metrics', { [header]: '127.0.0.1' })).toBe('404 There is nothing here.')
  }
  for (const host of ['study.example.org', '127.0.0.1.example.org', 'localhost.example.org']) {
    expect(await ask(door, '/metrics', { host })).toBe('404 There is nothing here.')
  }
  expect(await ask(door, '/metrics', {}, 'POST')).toBe('404 There is nothing here.')
})

test('with a token they are for who has it, and the page is there for nobody else', async () => {
  const door = await openDoor()
  door.add(metricsDoor(numbers(), token))
  expect(await ask(door, '/metrics', { authorization: `Bearer ${token}` })).toContain('200 # HELP')
  const proxied = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.7', host: 'study.example.org' }
  expect(await ask(door, '/metrics', proxied)).toContain('200 # HELP')
  for (const authorization of [undefined, token, 'Bearer ', `Bearer ${token}x`, `Basic ${token}`, 'Bearer nothing']) {
    const given = authorization === undefined ? {} : { authorization }
    expect(await ask(door, '/metrics', given)).toBe('404 There is nothing here.')
  }
})

test('METRICS_TOKEN is a secret of some length, and ROLE one of four', () => {
  expect(() => readSettings({ METRICS_TOKEN: 'short' })).toThrow('METRICS_TOKEN must have at least 16 characters.')
  expect(() => readSettings({ METRICS_TOKEN: 'hunter2' })).not.toThrow('hunter2')
  expect(() => readSettings({ ROLE: 'master' })).toThrow(
    'The setting ROLE is “master”; it must be one of all, gateway, http, worker.',
  )
  expect(readSettings({}).ROLE).toBe('all')
})

test('what is counted is in the numbers, and the queue is looked at once in some seconds', async () => {
  const database = await openDatabase()
  const deliveries = await openDeliveries({ database, log: silentLog, newId })
  onTestFinished(() => deliveries.stop())
  const now = Temporal.Instant.from('2026-11-20T09:00:10Z')
  const metrics = openMetrics({ clock: () => now, role: 'worker' })
  let looks = 0
  const depth = async () => {
    looks += 1
    return deliveries.depth()
  }
  metrics.watch({ load: database.load, deliveries: { depth, isSender: () => true }, questions: () => 7 })
  metrics.meter.due('ask', 3)
  metrics.meter.delivered('ask-round', 'done', new Date('2026-11-20T09:00:06Z'))
  metrics.meter.delivered('ask-round', 'given-up', new Date('2026-11-20T08:00:00Z'))
  metrics.acknowledged('slack')(0.2)
  metrics.answered('slack', 429)
  metrics.answered('slack', 201)
  await Promise.all([metrics.text(), metrics.text()])
  const { body, type } = await metrics.text()
  expect(type).toMatch(/^text\/plain; version=0\.0\.4/)
  for (const line of [
    'studyhall_due_lag_seconds_bucket{le="2.5",what="ask"} 0',
    'studyhall_due_lag_seconds_bucket{le="5",what="ask"} 1',
    'studyhall_deliveries_total{kind="ask-round",outcome="done"} 1',
    'studyhall_deliveries_total{kind="ask-round",outcome="given-up"} 1',
    'studyhall_delivery_seconds_sum 4',
    'studyhall_delivery_seconds_count 1',
    'studyhall_acknowledgement_seconds_count{platform="slack"} 1',
    'studyhall_platform_responses_total{platform="slack",status="429"} 1',
    'studyhall_platform_responses_total{platform="slack",status="2xx"} 1',
    'studyhall_delivery_queue{state="waiting"} 0',
    'studyhall_discord_sender 1',
    'studyhall_questions 7',
    'studyhall_database_transactions{state="busy"} 0',
    'studyhall_database_connections_idle 4',
  ]) {
    expect(body.split('\n')).toContain(line)
  }
  expect(body).toMatch(/studyhall_build_info\{version="\d[^"]+",schema="\d{4}_[^"]+",role="worker",node="v\d[^"]+"\} 1/)
  for (const name of ['nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes']) expect(body).toContain(name)
  expect(looks).toBe(1)
})

test('the numbers come also while the database is down', async () => {
  const metrics = numbers()
  const depth = () => Promise.reject(new Error('the database is down'))
  const load = { most: 4, busy: 1, waiting: 2 }
  metrics.watch({ load, deliveries: { depth, isSender: () => false }, questions: () => 0 })
  const { body } = await metrics.text()
  expect(body).toContain('studyhall_database_transactions{state="waiting"} 2')
  expect(body).not.toMatch(/^studyhall_delivery_queue\{/m)
})

test('a database that hangs keeps no number of another kind back', async () => {
  const metrics = numbers()
  const depth = () => new Promise<never>(() => {})
  const load = { most: 4, busy: 1, waiting: 3 }
  metrics.watch({ load, deliveries: { depth, isSender: () => false }, questions: () => 0 })
  const { body } = await metrics.text()
  expect(body).toContain('studyhall_database_transactions{state="waiting"} 3')
  expect(body).not.toMatch(/^studyhall_delivery_queue\{/m)
})

test('every answer of a platform is heard, and of nobody else', async () => {
  const [platform, other] = [await openDoor(), await openDoor()]
  const heard: [string, number][] = []
  const end = hearCalls({ slack: `${platform.url}/api/` }, (name, status) => heard.push([name, status]))
  onTestFinished(end)
  await Promise.all([fetch(`${platform.url}/api/chat.postMessage`), fetch(`${other.url}/api/`)])
  expect(heard).toEqual([['slack', 404]])
})

function numbers() {
  return openMetrics({ clock: () => Temporal.Now.instant(), role: 'all' })
}

async function openDoor(): Promise<FrontDoor> {
  const door = await openFrontDoor({ host: '127.0.0.1', port: 0, failed: () => {} })
  onTestFinished(() => door.close())
  return door
}

async function openDatabase(): Promise<Database> {
  const database = connect(await freshAddress(), { connections: 4 })
  onTestFinished(() => disconnect(database))
  return database
}

/** With headers that fetch would not send; gives the status and the text. */
function ask({ port }: FrontDoor, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (more) => {
        text += more
      })
      response.on('end', () => resolve(`${response.statusCode} ${text}`))
    })
    asked.on('error', reject).end()
  })
}
