import { createServer, request as toEmulator } from 'node:http'
import { type AddressInfo, createServer as createPlainServer } from 'node:net'
import { WebClient } from '@slack/web-api'
import { createEmulator } from 'emulate'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openFrontDoor } from '../../bots/front-door.ts'
import { scopes } from '../../bots/slack/scopes.ts'
import { createSlack } from '../../bots/slack/slack.ts'
import { connect, disconnect } from '../../core/db/connect.ts'
import { installationStore } from '../../core/db/installation-store.ts'
import { postingStore } from '../../core/db/posting-store.ts'
import { openSeal } from '../../core/db/sealed.ts'
import type { ChatEvent, Engine, Reply, Said } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import { signature } from '../support/fake-slack/http-door.ts'
import { encryptionKey } from '../support/slack-world.ts'
import { newId, silentLog } from '../support/world.ts'

/**
 * The adapter against a Slack that others wrote. It has no Socket Mode, commands or interactions, and lets nobody
 * register where its events go; so this is about calls, and about installing.
 */

let address = ''
beforeAll(async () => {
  const database = await freshDatabase()
  address = database.address
  return database.drop
})

describe('installing', () => {
  test('by its authorize page: the workspace joins, its token works, and is sealed', async () => {
    const { slack, install, inviteBot, events, workspace, channel, sql } = await openWorld({ installed: false })
    expect(await slack.lookAt(workspace, channel)).toMatchObject({ refused: 'revoked' })
    const { status, text } = await install()
    expect([status, text]).toEqual([200, expect.stringContaining('Studyhall is installed in Study.')])
    expect(events).toMatchObject([{ kind: 'joined', workspace, name: 'Study', zone: 'UTC' }])
    expect(await slack.lookAt(workspace, channel)).toMatchObject({ refused: 'not-in-channel' })
    await inviteBot()
    expect(await slack.lookAt(workspace, channel)).toEqual({ done: { name: 'questions' } })
    const [row] = await sql`select sealed from installations where workspace = ${workspace}`
    expect(row?.sealed).toMatch(/^v1\./)
  })

  test('a code that was used: refused', async () => {
    const { install } = await openWorld({ installed: false })
    const { back, cookie } = await install()
    const again = await fetch(back, { headers: { cookie } })
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('was not installed')])
  })
})

describe('posting', () => {
  test('a question, results in its thread and in the channel, an edit', async () => {
    const { slack, workspace, channel, web } = await openWorld()
    const opening = await slack.openThread(
      workspace,
      channel,
      'Title',
      { heading: 'Question', text: 'What is **1 < 2**?' },
      'k1',
    )
    const thread = done(opening)
    const first = done(await slack.say(workspace, thread, { text: 'Results' }, 'k2', 'channel-too'))
    expect(done(await slack.edit(workspace, first, { text: 'Results, again' }))).toEqual(first)
    const { messages = [] } = await web.conversations.replies({ channel, ts: thread.id })
    expect(messages.map(({ text }) => text)).toEqual([expect.stringContaining('1 &lt; 2'), 'Results, again'])
    expect(messages.map(({ metadata }) => metadata)).toEqual([
      { event_type: 'studyhall_post', event_payload: { key: 'k1' } },
      { event_type: 'studyhall_post', event_payload: { key: 'k2' } },
    ])
  })

  test('under one key it stands once, also when Slack’s answer is lost', async () => {
    const { slack, workspace, channel, web, loseNext } = await openWorld()
    loseNext('chat.postMessage')
    await expect(slack.openThread(workspace, channel, 'T', { text: 'Once' }, 'k1')).rejects.toThrow()
    const thread = done(await slack.openThread(workspace, channel, 'T', { text: 'Once' }, 'k1'))
    loseNext('chat.postMessage')
    await expect(slack.say(workspace, thread, { text: 'Also once' }, 'k2')).rejects.toThrow()
    const said = done(await slack.say(workspace, thread, { text: 'Also once' }, 'k2'))
    expect(done(await slack.say(workspace, thread, { text: 'Also once' }, 'k2'))).toEqual(said)
    const { messages = [] } = await web.conversations.replies({ channel, ts: thread.id })
    expect(messages.map(({ text, ts }) => [text, ts])).toEqual([
      ['Once', thread.id],
      ['Also once', said.id],
    ])
    const { messages: all = [] } = await web.conversations.history({ channel })
    expect(all.filter(({ text }) => text === 'Once')).toHaveLength(1)
  })

  test('to one person alone, and where it cannot', async () => {
    const { slack, workspace, ada } = await openWorld()
    const told = done(await slack.tell(workspace, ada.id, { text: 'For you' }, 'k1'))
    expect(told.place).toMatch(/^D/)
    expect(await slack.tell(workspace, 'U0NOBODY', { text: 'For you' }, 'k2')).toMatchObject({ refused: 'unreachable' })
    const nowhere = await slack.openThread(workspace, 'C0NOWHERE', 'T', { text: 'x' }, 'k3')
    expect(nowhere).toMatchObject({ refused: 'not-in-channel' })
    expect(await slack.lookAt(workspace, 'C0NOWHERE')).toMatchObject({ refused: 'not-in-channel' })
  })
})

test('a thread is read with its answers, who gave them, and who reacted', async () => {
  const { slack, workspace, channel, ada, bo } = await openWorld()
  const thread = done(await slack.openThread(workspace, channel, 'T', { text: 'What?' }, 'k1'))
  const answer = await bo.web.chat.postMessage({ channel, thread_ts: thread.id, text: 'Fish &amp; chips' })
  const message = answer.ts ?? ''
  await ada.web.reactions.add({ channel, timestamp: message, name: 'thumbsup' })
  await bo.web.chat.update({ channel, ts: message, text: 'Fish &amp; more chips' })
  const [entry, ...more] = done(await slack.readThread(workspace, thread))
  expect(more).toEqual([])
  expect(entry).toMatchObject({
    message,
    member: { id: bo.id, name: 'bo', admin: false },
    text: 'Fish & more chips',
    reactions: [{ emoji: '👍', members: [{ id: ada.id, admin: true }] }],
  })
  expect(entry?.editedAt).toBeInstanceOf(Temporal.Instant)
})

test('an answer gets its ✓, and a file comes by direct message', async () => {
  const { workspace, channel, bo, web, hear, reply } = await openWorld()
  const question = await bo.web.chat.postMessage({ channel, text: 'What?' })
  const answer = await bo.web.chat.postMessage({ channel, thread_ts: question.ts ?? '', text: 'Fish' })
  reply({ kind: 'mark', shown: true })
  const event = { type: 'message', channel, channel_type: 'channel', user: bo.id, text: 'Fish' }
  await hear({
    ...inTeam(workspace),
    type: 'event_callback',
    event: { ...event, ts: answer.ts, thread_ts: question.ts },
  })
  await expect
    .poll(async () => (await web.reactions.get({ channel, timestamp: answer.ts ?? '' })).message?.reactions)
    .toMatchObject([{ name: 'white_check_mark', count: 1 }])

  const file = { name: 'my-data.json', type: 'application/json', text: '{"answers":1}' } as const
  reply({ kind: 'message', seen: 'private', message: { text: 'Here it is.', files: [file] } })
  const command = { command: '/study', text: 'me', user_id: bo.id, channel_id: channel, trigger_id: '1.2.3' }
  const answered = await hear({ ...inTeam(workspace), ...command, response_url: 'http://127.0.0.1:1/' })
  expect(answered).toMatchObject({ status: 200, text: expect.stringContaining('Here it is.') })
  await expect.poll(async () => (await bo.web.files.list({})).files?.map(({ name }) => name)).toEqual(['my-data.json'])
})

interface Options {
  readonly installed?: boolean
}

const client = { client_id: '1111.2222', client_secret: 'a client secret' }
const signingSecret = 'a'.repeat(32)

async function openWorld({ installed = true }: Options = {}) {
  const emulated = await openEmulated()
  const { apiUrl, loseNext } = emulated
  const database = connect(address, { connections: 4 })
  await database.sql`delete from installations`
  await database.sql`delete from postings`
  const events: ChatEvent[] = []
  let next: Reply | undefined
  const engine: Engine = {
    commands: [],
    messageActions: [],
    gives: () => 'private',
    handle: async (event) => {
      events.push(event)
      return event.kind === 'said' || event.kind === 'command' ? next : undefined
    },
  }
  const slack = createSlack({
    connection: { kind: 'oauth', clientId: client.client_id, clientSecret: client.client_secret, signingSecret },
    apiUrl,
    memory: { postings: postingStore(database), installations: installationStore(database, openSeal(encryptionKey)) },
    clock: () => Temporal.Now.instant(),
    newId,
    log: silentLog,
    millisecondsBetweenPosts: 0,
  })
  const door = await openFrontDoor({ host: '127.0.0.1', port: 0, failed: () => {} })
  door.add(slack.serve)
  onTestFinished(async () => {
    await door.close()
    await slack.stop()
    await disconnect(database)
  })
  await slack.start(engine)
  const [ada, bo] = await Promise.all(['ada', 'bo'].map((name) => personBy(apiUrl, `xoxp-${name}`)))
  if (ada === undefined || bo === undefined) throw new Error('nobody is there')
  const { team_id: team = '' } = await ada.web.auth.test()
  const { channels = [] } = await ada.web.conversations.list({})
  const channel = channels.find(({ name }) => name === 'questions')?.id ?? ''
  const install = () => installBy(door.url, ada.id)
  const { web } = ada
  if (installed) {
    await install()
    await inviteBot()
    events.length = 0
  }
  return {
    slack,
    install,
    inviteBot,
    events,
    channel,
    ada,
    bo,
    web,
    loseNext,
    hear,
    reply,
    workspace: `slack/${team}`,
    sql: database.sql,
  }

  function reply(given: Reply): void {
    next = given
  }

  /** A request as Slack signs it. */
  async function hear(body: object) {
    const text = JSON.stringify(body)
    const signed = signature(text, { secret: signingSecret, at: Date.now() })
    const answer = await fetch(`${door.url}/slack/events`, {
      ...{ method: 'POST', body: text },
      headers: { 'content-type': 'application/json', ...signed },
    })
    return { status: answer.status, text: await answer.text() }
  }

  async function inviteBot(): Promise<void> {
    const { members = [] } = await web.users.list({})
    const bot = members.find(({ is_bot: isBot, name }) => isBot && name === 'studyhall')
    await web.conversations.invite({ channel, users: bot?.id ?? '' })
  }
}

function inTeam(workspace: string) {
  return { team_id: workspace.split('/')[1], api_app_id: 'A0STUDYHALL' }
}

async function personBy(slackApiUrl: string, token: string) {
  const web = new WebClient(token, { slackApiUrl, retryConfig: { retries: 0 } })
  const { user_id: id = '' } = await web.auth.test()
  return { id, web }
}

/** As someone who agrees on the emulator's page, which wants the redirect URL said each time. */
async function installBy(door: string, user: string) {
  const page = await fetch(`${door}/slack/install`)
  const [cookie = ''] = (page.headers.get('set-cookie') ?? '').split(';')
  const link = /href="([^"]+\/authorize\?[^"]+)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&') ?? ''
  const agreed = new URL(link)
  expect((await fetch(agreed)).status).toBe(200)
  const redirect = `${door}/slack/oauth_redirect`
  const body = new URLSearchParams([...agreed.searchParams, ['user_id', user]])
  body.set('redirect_uri', redirect)
  const to = new URL(`${agreed.pathname}/callback`, agreed)
  const sent = await fetch(to, { method: 'POST', body, redirect: 'manual' })
  const back = sent.headers.get('location') ?? ''
  const finished = await fetch(back, { headers: { cookie } })
  return { back, cookie, status: finished.status, text: await finished.text() }
}

/** The emulator, and a door in front of it that can lose an answer on its way back. */
async function openEmulated() {
  const port = await freePort()
  const lost: string[] = []
  const front = createServer((request, response) => {
    const { method, headers, url: path } = request
    const onward = toEmulator({ port, path, method, headers }, (answer) => {
      const at = lost.findIndex((one) => path === `/api/${one}`)
      if (at < 0) {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
        return
      }
      lost.splice(at, 1)
      answer.resume().once('end', () => response.destroy())
    })
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  const personal = [...scopes, 'reactions:write', 'users:read', 'files:read', 'channels:read', 'channels:manage']
  const emulator = await createEmulator({
    service: 'slack',
    port,
    baseUrl: url,
    seed: {
      slack: {
        strict_scopes: true,
        team: { name: 'Study', domain: 'study' },
        users: [{ name: 'ada', is_admin: true }, { name: 'bo' }],
        channels: [{ name: 'questions' }],
        oauth_apps: [{ ...client, name: 'Studyhall', bot_name: 'studyhall', redirect_uris: [], scopes: [...scopes] }],
        tokens: ['ada', 'bo'].map((name) => ({ token: `xoxp-${name}`, user: name, type: 'user', scopes: personal })),
      },
    },
  })
  onTestFinished(async () => {
    front.closeAllConnections()
    await new Promise((resolve) => front.close(resolve))
    await emulator.close()
  })
  return { apiUrl: `${url}/api/`, loseNext: (method: string) => void lost.push(method) }
}

async function freePort(): Promise<number> {
  const server = createPlainServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function done<T>(said: Said<T>): T {
  if (!('done' in said)) throw new Error(`refused: ${JSON.stringify(said)}`)
  return said.done
}
