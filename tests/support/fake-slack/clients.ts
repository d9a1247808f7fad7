import type { Server } from 'node:http'
import { App, HTTPReceiver, LogLevel } from '@slack/bolt'
import { SocketModeClient } from '@slack/socket-mode'
import { WebClient } from '@slack/web-api'
import { onTestFinished } from 'vitest'
import { openFakeSlack } from './fake-slack.ts'
import type { FakeSlack, FakeSlackOptions } from './types.ts'

/** Slack's own clients in front of the fake, ended with the test. */

export async function openForTest(options: FakeSlackOptions): Promise<{ fake: FakeSlack; web: WebClient }> {
  const fake = await openFakeSlack(options)
  onTestFinished(() => fake.close())
  return { fake, web: webClient(fake, fake.team().botToken) }
}

export function webClient(fake: FakeSlack, token?: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: fake.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  })
}

/** `reconnectAfter`: milliseconds that it waits after a lost connection. */
export function socketClient(fake: FakeSlack, reconnectAfter = 200): SocketModeClient {
  const socket = new SocketModeClient({
    appToken: fake.app.appToken,
    clientOptions: { slackApiUrl: fake.apiUrl },
    logLevel: LogLevel.ERROR,
    clientPingTimeout: reconnectAfter,
  })
  onTestFinished(() => socket.disconnect())
  return socket
}

/** Bolt behind its HTTP receiver, which answers when the handlers are done. */
export async function boltApp(fake: FakeSlack, arrange: (app: App) => void): Promise<void> {
  const receiver = new HTTPReceiver({
    signingSecret: fake.app.signingSecret,
    processBeforeResponse: true,
    logLevel: LogLevel.ERROR,
  })
  const app = new App({
    receiver,
    token: fake.team().botToken,
    clientOptions: { slackApiUrl: fake.apiUrl },
    logLevel: LogLevel.ERROR,
  })
  arrange(app)
  const server = (await app.start(0)) as Server
  onTestFinished(async () => {
    await app.stop()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Bolt listens nowhere')
  fake.useRequestUrl(`http://127.0.0.1:${address.port}/slack/events`)
}
