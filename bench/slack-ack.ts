import { App, LogLevel } from '@slack/bolt'
import { request } from 'undici'
import { openFrontDoor } from '../bots/front-door.ts'
import { createSlack } from '../bots/slack/slack.ts'
import { openStudyhall } from '../bots/studyhall.ts'
import { connect, disconnect } from '../core/db/connect.ts'
import { postingStore } from '../core/db/posting-store.ts'
import { openFakeSlack } from '../tests/support/fake-slack/fake-slack.ts'
import { signedRequest } from '../tests/support/fake-slack/http-door.ts'
import type { FakeSlack } from '../tests/support/fake-slack/types.ts'
import { newId, silentLog } from '../tests/support/world.ts'
import { type Bench, type BenchTools, ratioRows } from './bench.ts'
import { atPace, type Percentiles } from './pace.ts'

const perSecond = 200
const seconds = 2
const rounds = 15

interface Answering {
  readonly url: string
  close(): Promise<void>
}

/** A command's acknowledgement over signed HTTP, against a bare Bolt app that commits one insert before its own. */
export const slackAck: Bench = {
  name: 'slack-ack',
  async run(tools) {
    const fake = await openFakeSlack({ now: () => Date.now() })
    const ours = await openOurs(tools, fake)
    const bare = await openBare(tools, fake)
    const runs: { ours: Percentiles; bare: Percentiles }[] = []
    await measured(fake, ours.url, 1)
    await measured(fake, bare.url, 1)
    for (let round = 0; round < rounds; round += 1) {
      runs.push({ ours: await measured(fake, ours.url, seconds), bare: await measured(fake, bare.url, seconds) })
      tools.note(`slack-ack: ${JSON.stringify(runs.at(-1))}`)
    }
    await ours.close()
    await bare.close()
    await fake.close()
    if (fake.violations.length > 0) throw new Error(fake.violations.join('\n'))
    return ratioRows('slack-ack', 'ms', runs)
  },
}

/** Posts one of the fake's own commands again and again, each with a trigger of its own, signed as Slack does. */
async function measured(fake: FakeSlack, url: string, length: number): Promise<Percentiles> {
  fake.useRequestUrl(`${url}/slack/events`)
  const { delivery } = await fake.person('ada').command('/study', 'status', 'general')
  return atPace(perSecond, length, async () => {
    const body = { ...delivery.body, trigger_id: newId() }
    const sent = signedRequest('command', body, { secret: fake.app.signingSecret, at: Date.now() })
    const start = performance.now()
    const { statusCode, body: answer } = await request(`${url}/slack/events`, { method: 'POST', ...sent })
    await answer.text()
    if (statusCode !== 200) throw new Error(`a command was answered with ${statusCode}`)
    return performance.now() - start
  })
}

async function openOurs({ database, bank }: BenchTools, fake: FakeSlack): Promise<Answering> {
  const failed = (error: Error) => void fake.violations.push(error.message)
  const door = await openFrontDoor({ host: '127.0.0.1', port: 0, failed })
  const { signingSecret } = fake.app
  const clock = () => Temporal.Now.instant()
  const studyhall = await openStudyhall({
    address: await database(),
    bank,
    clock,
    newId,
    log: silentLog,
    platforms: (own) => {
      const slack = createSlack({
        connection: { kind: 'http', botToken: fake.team().botToken, signingSecret },
        apiUrl: fake.apiUrl,
        memory: { postings: postingStore(own) },
        clock,
        newId,
        log: silentLog,
      })
      door.add(slack.serve)
      return [slack]
    },
  })
  return {
    url: door.url,
    close: async () => {
      await studyhall.stop()
      await door.close()
    },
  }
}

async function openBare({ database }: BenchTools, fake: FakeSlack): Promise<Answering> {
  const db = connect(await database())
  await db.sql`create table commands (id text primary key, who text not null, what text not null)`
  const app = new App({
    token: fake.team().botToken,
    signingSecret: fake.app.signingSecret,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: fake.apiUrl },
  })
  app.command('/study', async ({ command, ack }) => {
    const { trigger_id: id, user_id: who, text } = command
    await db.sql`insert into commands (id, who, what) values (${id}, ${who}, ${text})`
    await ack({ response_type: 'ephemeral', text: 'Recorded.' })
  })
  const server = (await app.start({ host: '127.0.0.1', port: 0 })) as import('node:http').Server
  const { port } = server.address() as import('node:net').AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await app.stop()
      await disconnect(db)
    },
  }
}
