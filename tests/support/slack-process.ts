import { onTestFinished } from 'vitest'
import { createSlack, type Slack, type SlackConnection } from '../../bots/slack/slack.ts'
import { connect, disconnect } from '../../core/db/connect.ts'
import { postingStore } from '../../core/db/posting-store.ts'
import type { Engine } from '../../core/platform.ts'
import type { FakeSlack } from './fake-slack/types.ts'
import { newId, silentLog } from './world.ts'

/** The Slack adapter as a process of its own: its own connections to the one database and the one Slack. */
export async function slackProcess(fake: FakeSlack, address: string, engine: Engine): Promise<Slack> {
  const database = connect(address, { connections: 4 })
  const slack = createSlack({
    connection: bySocket(fake),
    apiUrl: fake.apiUrl,
    memory: { postings: postingStore(database) },
    clock: () => Temporal.Now.instant(),
    newId,
    log: silentLog,
    millisecondsBetweenPosts: 0,
  })
  onTestFinished(async () => {
    await slack.stop()
    await disconnect(database)
  })
  await slack.start(engine)
  return slack
}

export function bySocket(fake: FakeSlack): SlackConnection {
  return { kind: 'socket', botToken: fake.team().botToken, appToken: fake.app.appToken }
}
