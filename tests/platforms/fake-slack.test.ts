import { LogLevel } from '@slack/bolt'
import { InstallProvider } from '@slack/oauth'
import type { KnownBlock, ModalView } from '@slack/types'
import { describe, expect, test } from 'vitest'
import { boltApp, openForTest, socketClient, webClient } from '../support/fake-slack/clients.ts'
import { kindOf, strangeFields } from '../support/fake-slack/samples.ts'
import type { FakeSlack } from '../support/fake-slack/types.ts'

/** The fake Slack, driven by Slack's own clients, unmodified. */

let clock = Date.parse('2026-11-20T09:00:00Z')
const now = () => clock
const hourMs = 3_600_000

describe('the Web API', () => {
  test('a message, a reply and a reaction are posted, read and seen', async () => {
    const { fake, web } = await openForTest({ now })
    const ada = fake.person('ada')
    const channel = fake.team().channel('general').id
    const metadata = { event_type: 'studyhall', event_payload: { key: 'k1' } }
    const { ts = '' } = await web.chat.postMessage({ channel, text: 'What is a monad?', metadata })
    const answer = await ada.say('general', 'A <burrito> & more', { thread: { channel, ts } })
    await web.reactions.add({ channel, timestamp: answer.ts, name: 'white_check_mark' })
    const thread = await web.conversations.replies({ channel, ts, include_all_metadata: true })

    expect(thread.messages?.map(({ text }) => text)).toEqual(['What is a monad?', 'A &lt;burrito&gt; &amp; more'])
    expect(thread.messages?.[0]?.metadata).toEqual(metadata)
    expect(thread.messages?.[1]?.reactions).toMatchObject([{ name: 'white_check_mark', users: [fake.team().botUser] }])
    expect(ada.sees('general').map(({ words }) => words)).toEqual(['What is a monad?'])
    expect(ada.thread({ channel, ts }).map(({ words }) => words)).toEqual(['A <burrito> & more'])
    expect(fake.violations).toEqual([])
  })

  test('histories come in pages, and a file in three steps', async () => {
    const { fake, web } = await openForTest({ now })
    const channel = fake.team().channel('general').id
    for (const text of ['one', 'two', 'three']) await web.chat.postMessage({ channel, text })
    const first = await web.conversations.history({ channel, limit: 2 })
    const cursor = first.response_metadata?.next_cursor ?? ''
    const second = await web.conversations.history({ channel, limit: 2, cursor })
    await web.files.uploadV2({ channel_id: channel, filename: 'mine.json', content: '{"all":1}' })

    expect(first.messages?.map(({ text }) => text)).toEqual(['three', 'two'])
    expect(second.messages?.map(({ text }) => text)).toEqual(['one'])
    expect(fake.person('ada').sees('general').at(-1)?.files).toMatchObject([{ name: 'mine.json', text: '{"all":1}' }])
    expect(fake.violations).toEqual([])
  })

  test('what no correct app would do is refused, and told', async () => {
    const { fake, web } = await openForTest({ now })
    const channel = fake.team().channel('general').id
    const long: KnownBlock[] = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }]
    await expect(web.chat.postMessage({ channel, text: 't', blocks: long })).rejects.toThrow('invalid_blocks')
    await expect(web.chat.postMessage({ channel, text: 'x'.repeat(40_001) })).rejects.toThrow('msg_too_long')
    await expect(web.apiCall('chat.shout')).rejects.toThrow('unknown_method')
    await expect(webClient(fake, fake.app.appToken).auth.test()).rejects.toThrow('not_allowed_token_type')
    await expect(webClient(fake, 'xoxb-made-up').auth.test()).rejects.toThrow('invalid_auth')
    expect(fake.takeViolations().length).toBe(5)
  })

  test('what can befall a correct app is refused without blame', async () => {
    const { fake, web } = await openForTest({ now })
    const team = fake.team()
    const channel = team.channel('general').id
    await team.kickBot('general')
    await expect(web.chat.postMessage({ channel, text: 'hi' })).rejects.toThrow('not_in_channel')
    await team.inviteBot('general')
    await team.archive('general')
    await expect(web.chat.postMessage({ channel, text: 'hi' })).rejects.toThrow('is_archived')
    await expect(web.chat.postMessage({ channel: 'C0NOWHERE', text: 'hi' })).rejects.toThrow('channel_not_found')
    team.grant(['chat:write'])
    await expect(web.users.info({ user: fake.person('ada').id })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write' },
    })
    await team.uninstall()
    await expect(web.auth.test()).rejects.toThrow('account_inactive')
    expect(fake.violations).toEqual([])
  })

  test('two workspaces with one channel id do not hear each other', async () => {
    const channels = [{ id: 'C0SAME', name: 'general' }]
    const people = [{ name: 'ada' }]
    const teams = ['T0ONE', 'T0TWO'].map((id) => ({ id, people, channels }))
    const { fake, web } = await openForTest({ now, teams })
    await web.chat.postMessage({ channel: 'C0SAME', text: 'for one' })
    await webClient(fake, fake.team('T0TWO').botToken).chat.postMessage({ channel: 'C0SAME', text: 'for two' })
    expect(
      fake
        .person('ada', 'T0ONE')
        .sees('general')
        .map(({ text }) => text),
    ).toEqual(['for one'])
    expect(
      fake
        .person('ada', 'T0TWO')
        .sees('general')
        .map(({ text }) => text),
    ).toEqual(['for two'])
  })
})

describe('faults', () => {
  test('a lost response has happened; a refused, limited or failed call has not', async () => {
    const { fake, web } = await openForTest({ now })
    const channel = fake.team().channel('general').id
    const post = (text: string) => web.chat.postMessage({ channel, text })
    fake.faults.next('chat.postMessage', { kind: 'lose-response' })
    await expect(post('lost')).rejects.toThrow()
    fake.faults.next('chat.postMessage', { kind: 'refuse' })
    await expect(post('refused')).rejects.toThrow()
    fake.faults.next('chat.postMessage', { kind: 'unavailable' })
    await expect(post('failed')).rejects.toThrow('503')
    const limit = { method: 'chat.postMessage', team: fake.team().id, times: 2 }
    const limited = fake.faults.next(limit, { kind: 'rate-limited', seconds: 7 })
    await expect(post('limited')).rejects.toMatchObject({ retryAfter: 7 })
    await expect(post('limited')).rejects.toMatchObject({ retryAfter: 7 })
    const hanging = fake.faults.next('chat.postMessage', { kind: 'hang' })
    const late = post('late')
    await fake.until(() => hanging.met() === 1)
    expect(fake.person('ada').sees('general').length).toBe(1)
    hanging.release()
    await late
    expect(limited.met()).toBe(2)
    expect(
      fake
        .person('ada')
        .sees('general')
        .map(({ text }) => text),
    ).toEqual(['lost', 'late'])
    expect(fake.callsOf('chat.postMessage').map(({ outcome }) => outcome)).toEqual([
      'lose-response',
      'refuse',
      'unavailable',
      'rate-limited',
      'rate-limited',
      'ok',
    ])
  })
})

describe('Socket Mode', () => {
  test('an event, a command, a press and a form go to the app and back', async () => {
    const { fake, web } = await openForTest({ now })
    await echoApp(fake, web)
    const ada = fake.person('ada')

    expect((await ada.say('general', 'hello')).acknowledged).toBe(true)
    const echoed = await ada.command('/study', 'hall', 'general')
    expect(echoed.shown).toMatchObject([{ text: 'You said hall', ephemeral: true, buttons: ['Open'] }])
    expect((await ada.press('Open')).modal?.title).toBe('A form')
    expect(await ada.submit()).toMatchObject({ outcome: 'incomplete' })
    expect(await ada.submit({ Name: 'bad' })).toMatchObject({ outcome: 'errors', errors: { name: 'Not that one.' } })
    expect(await ada.submit({ Name: 'good' })).toMatchObject({ outcome: 'closed', modal: undefined })
    expect(fake.violations).toEqual([])
  })

  test('an event is sent again when its socket died; without a socket it is missed', async () => {
    const { fake } = await openForTest({ now })
    const ada = fake.person('ada')
    await ada.say('general', 'nobody hears')
    expect(fake.missed.length).toBe(1)

    const socket = socketClient(fake)
    const heard: { text: string; retry: number }[] = []
    socket.on('message', async ({ ack, event, retry_num }) => {
      heard.push({ text: event.text, retry: retry_num })
      if (retry_num === 0) fake.sockets.drop()
      else await ack()
    })
    await socket.start()
    const said = await ada.say('general', 'twice')
    expect(said.acknowledged).toBe(false)
    await fake.until(() => said.deliveries[0]?.state === 'acknowledged')
    expect(heard).toEqual([
      { text: 'twice', retry: 0 },
      { text: 'twice', retry: 1 },
    ])
    expect(fake.violations).toEqual([])
  })

  test('events are held, turned round, repeated and sent again', async () => {
    const { fake } = await openForTest({ now })
    const socket = socketClient(fake)
    const heard: string[] = []
    socket.on('message', async ({ ack, event }) => {
      heard.push(event.text)
      await ack()
    })
    await socket.start()
    const ada = fake.person('ada')
    fake.events.hold()
    for (const text of ['a', 'b', 'c']) await ada.say('general', text)
    expect(heard).toEqual([])
    await fake.events.release((held) => [...held].reverse())
    fake.events.repeat(2)
    const { deliveries } = await ada.say('general', 'd')
    if (deliveries[0]) await fake.events.redeliver(deliveries[0])
    expect(heard).toEqual(['c', 'b', 'a', 'd', 'd', 'd'])
  })

  test('sockets take turns, come back when asked to, and are ten at most', async () => {
    const { fake, web } = await openForTest({ now })
    const turns: number[] = []
    const listen = async (name: number) => {
      const socket = socketClient(fake)
      socket.on('message', async ({ ack }) => {
        turns.push(name)
        await ack()
      })
      await socket.start()
    }
    await listen(1)
    await listen(2)
    const ada = fake.person('ada')
    for (const text of ['a', 'b', 'c', 'd']) await ada.say('general', text)
    expect([...turns].sort()).toEqual([1, 1, 2, 2])
    fake.sockets.disconnect('refresh_requested')
    await fake.until(() => fake.sockets.open === 0)
    await fake.until(() => fake.sockets.open === 2)

    const connect = () => webClient(fake, fake.app.appToken).apps.connections.open()
    await expect(web.apps.connections.open()).rejects.toThrow('not_allowed_token_type')
    const others: WebSocket[] = []
    while (fake.sockets.open < 10) {
      const open = fake.sockets.open
      others.push(new WebSocket((await connect()).url ?? ''))
      await fake.until(() => fake.sockets.open > open)
    }
    await expect(connect()).rejects.toThrow('too_many_websockets')
    for (const socket of others) socket.close()
    expect(fake.takeViolations().length).toBe(2)
  })

  test('a lost acknowledgement is a failed delivery', async () => {
    const { fake } = await openForTest({ now })
    const socket = socketClient(fake)
    socket.on('message', ({ ack }) => ack())
    await socket.start()
    fake.sockets.ignoreAcks()
    const { acknowledged, deliveries } = await fake.person('ada').say('general', 'hello')
    expect(acknowledged).toBe(false)
    fake.sockets.hearAcks()
    if (deliveries[0]) await fake.events.redeliver(deliveries[0])
    expect(deliveries[0]?.state).toBe('acknowledged')
    expect(fake.violations).toEqual([])
  })

  test('what is not acknowledged in time is told', async () => {
    const { fake } = await openForTest({ now, ackWithin: 20 })
    const socket = socketClient(fake)
    await socket.start()
    await fake.person('ada').say('general', 'hello?')
    expect(fake.takeViolations()).toEqual(['event message was not acknowledged within 0.02 s'])
  })
})

describe('response_url', () => {
  test('it answers five times in half an hour, replaces and deletes', async () => {
    const { fake, web } = await openForTest({ now })
    const urls: string[] = []
    const socket = socketClient(fake)
    socket.on('interactive', async ({ ack, body }) => {
      urls.push(body.response_url)
      await ack()
    })
    await socket.start()
    const channel = fake.team().channel('general').id
    const ada = fake.person('ada')
    await web.chat.postMessage({ channel, text: 'Press', blocks: [openButton] })
    await ada.press('Open')
    const respond = async (body: object) => {
      const answer = await fetch(urls[0] ?? '', { method: 'POST', body: JSON.stringify(body) })
      return answer.text()
    }
    expect(await respond({ text: 'only you' })).toBe('ok')
    expect(ada.ephemerals('general').map(({ text }) => text)).toEqual(['only you'])
    expect(fake.person('bo').ephemerals()).toEqual([])
    expect(await respond({ text: 'all', response_type: 'in_channel' })).toBe('ok')
    expect(await respond({ text: 'Pressed', replace_original: true })).toBe('ok')
    expect(ada.sees('general').map(({ text, buttons }) => [text, buttons])).toEqual([
      ['Pressed', []],
      ['all', []],
    ])
    expect(await respond({ delete_original: true })).toBe('ok')
    expect(ada.sees('general').map(({ text }) => text)).toEqual(['all'])
    expect(await respond({ text: 'fifth' })).toBe('ok')
    expect(await respond({ text: 'sixth' })).toBe('used_url')
    expect(fake.takeViolations().length).toBe(1)
    clock += hourMs / 2 + 1
    expect(await respond({ text: 'late' })).toBe('expired_url')
  })
})

describe('triggers and views', () => {
  test('a trigger opens one view within three seconds; three modals are the most', async () => {
    const { fake, web } = await openForTest({ now })
    const triggers: string[] = []
    const socket = socketClient(fake)
    socket.on('slash_commands', async ({ ack, body }) => {
      triggers.push(body.trigger_id)
      await ack()
    })
    await socket.start()
    const ada = fake.person('ada')
    const open = async () => {
      await ada.command('/study', '', 'general')
      return web.views.open({ trigger_id: triggers.at(-1) ?? '', view: form() })
    }
    const { view } = await open()
    const again = web.views.open({ trigger_id: triggers.at(-1) ?? '', view: form() })
    await expect(again).rejects.toThrow('trigger_exchanged')
    await open()
    await open()
    await expect(open()).rejects.toThrow('push_limit_reached')
    await ada.command('/study', '', 'general')
    clock += 3_001
    const late = web.views.open({ trigger_id: triggers.at(-1) ?? '', view: form() })
    await expect(late).rejects.toThrow('expired_trigger_id')
    const stale = web.views.update({ view_id: view?.id ?? '', hash: 'stale', view: form() })
    await expect(stale).rejects.toThrow('hash_conflict')
    expect(fake.takeViolations().length).toBe(2)
  })
})

describe('HTTP', () => {
  test('Bolt hears signed requests, refuses forged ones, and hears failed events again', async () => {
    const { fake } = await openForTest({ now: () => Date.now() })
    let broken = true
    await boltApp(fake, (app) => {
      app.command('/study', ({ ack, command }) => ack(`You said ${command.text}`))
      app.message('ping', async ({ say }) => {
        await say('pong')
      })
      app.message('fail once', async () => {
        const failing = broken
        broken = false
        if (failing) throw new Error('broken on purpose')
      })
      app.error(async (error) => {
        throw error
      })
    })
    const ada = fake.person('ada')

    expect((await ada.command('/study', 'hall', 'general')).shown[0]?.text).toBe('You said hall')
    const said = await ada.say('general', 'ping')
    expect(ada.sees('general').map(({ text }) => text)).toEqual(['ping', 'pong'])
    const failed = await ada.say('general', 'fail once')
    expect(failed.deliveries[0]?.attempts).toMatchObject([
      { status: 500, retry: 0 },
      { status: 200, retry: 1, reason: 'http_error' },
    ])
    expect(await fake.door.verifyUrl()).toBe(true)
    for (const kind of ['wrong-secret', 'old-timestamp', 'unsigned'] as const) {
      expect(await fake.door.forge(kind)).toBe(401)
    }
    expect(said.deliveries[0] && (await fake.door.replay(said.deliveries[0]))).toBe(200)
    expect(fake.violations).toEqual([])
  })
})

describe('OAuth', () => {
  test('the app is installed, its token renewed, each refresh token once', async () => {
    const teams = [{ id: 'T0NEW', people: [{ name: 'ada', admin: true }], installed: false }]
    const { fake, web } = await openForTest({ now, teams, app: { rotation: true } })
    const { clientId, clientSecret } = fake.app
    const installer = new InstallProvider({
      clientId,
      clientSecret,
      stateSecret: 'a secret of the test',
      authorizationUrl: fake.authorizeUrl,
      clientOptions: { slackApiUrl: fake.apiUrl },
      logLevel: LogLevel.ERROR,
    })
    const url = await installer.generateInstallUrl({ scopes: ['chat:write'], redirectUri: 'https://bot.test/back' })
    const back = new URL(fake.oauth.authorize(url))
    expect(back.searchParams.get('state')).toBe(new URL(url).searchParams.get('state'))
    const code = back.searchParams.get('code') ?? ''
    const given = await webClient(fake).oauth.v2.access({
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: 'https://bot.test/back',
    })
    expect(given).toMatchObject({ team: { id: 'T0NEW' }, scope: 'chat:write', expires_in: 43_200 })
    const token = given.access_token ?? ''
    expect(await webClient(fake, token).auth.test()).toMatchObject({ team_id: 'T0NEW' })
    clock += 12 * hourMs
    await expect(webClient(fake, token).auth.test()).rejects.toThrow('token_expired')
    const refresh = { client_id: clientId, client_secret: clientSecret, grant_type: 'refresh_token' as const }
    const renewed = await web.oauth.v2.access({ ...refresh, refresh_token: given.refresh_token ?? '' })
    expect(await webClient(fake, renewed.access_token).auth.test()).toMatchObject({ team_id: 'T0NEW' })
    expect(fake.violations).toEqual([])
    const twice = web.oauth.v2.access({ ...refresh, refresh_token: given.refresh_token ?? '' })
    await expect(twice).rejects.toThrow('invalid_refresh_token')
  })
})

test('whatever happens in a day, nothing is sent that Slack does not send', async () => {
  const { fake, web } = await openForTest({ now })
  await echoApp(fake, web)
  const team = fake.team()
  team.addChannel({ name: 'secret', kind: 'private' })
  team.addPerson({ name: 'eve', from: 'T0OTHER' })
  const ada = fake.person('ada')
  const eve = fake.person('eve')
  const channel = team.channel('general').id
  const { ts = '' } = await web.chat.postMessage({ channel, text: 'A question' })
  const plain = await ada.say('general', 'An answer, see https://example.com/?a&b', { thread: ts })
  await eve.say('general', 'Mine too', { thread: ts, broadcast: true })
  await eve.say('general', 'A picture', { files: [{ name: 'cat.png', type: 'image/png' }] })
  await ada.edit(plain, 'A better one')
  await team.unfurl(plain)
  await ada.react(plain, '+1::skin-tone-3')
  await ada.unreact(plain, '+1::skin-tone-3')
  await ada.shortcut('quote', plain)
  await ada.remove(plain)
  await ada.say('dm', 'Hello bot')
  await web.chat.update({ channel, ts, text: 'A question, changed' })
  await web.files.uploadV2({ channel_id: channel, filename: 'a.txt', content: 'a' })
  await ada.command('/study', 'hall', 'general')
  await ada.press('Open')
  await ada.submit({ Name: 'bad' })
  await ada.closeModal()
  await web.views.publish({ user_id: ada.id, view: { type: 'home', blocks: menu() } })
  await ada.openHome()
  await ada.choose('zone', 'Berlin', 'home')
  await web.chat.delete({ channel, ts })
  await ada.leave('general')
  await ada.join('general')
  for (const name of ['general', 'secret']) {
    await team.archive(name)
    await team.unarchive(name)
    await team.kickBot(name)
    await team.inviteBot(name)
    await team.deleteChannel(name)
  }
  await team.uninstall('revoked-first')
  await fake.quiet()

  const strange = fake.deliveries.flatMap((delivery) =>
    strangeFields(kindOf(delivery), delivery.body).map((path) => `${kindOf(delivery)}: ${path}`),
  )
  expect([...new Set(strange)]).toEqual([])
  expect([...new Set(fake.deliveries.map(kindOf))].length).toBe(27)
  expect(fake.violations).toEqual([])
})

async function echoApp(fake: FakeSlack, web: ReturnType<typeof webClient>): Promise<void> {
  const socket = socketClient(fake)
  socket.on('slack_event', async ({ ack, body, type }) => {
    if (type === 'events_api') return ack()
    if (type === 'slash_commands') return ack({ text: `You said ${body.text}`, blocks: [openButton] })
    if (body.type === 'block_actions' && body.container.type === 'message') {
      await web.views.open({ trigger_id: body.trigger_id, view: form() })
    }
    const bad = body.type === 'view_submission' && body.view.state.values.name.typed.value === 'bad'
    return ack(bad ? { response_action: 'errors', errors: { name: 'Not that one.' } } : undefined)
  })
  await socket.start()
}

const openButton: KnownBlock = {
  type: 'actions',
  elements: [{ type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Open' } }],
}

function form(): ModalView {
  return {
    type: 'modal',
    callback_id: 'a-form',
    notify_on_close: true,
    title: { type: 'plain_text', text: 'A form' },
    submit: { type: 'plain_text', text: 'Send' },
    blocks: [
      {
        type: 'input',
        block_id: 'name',
        label: { type: 'plain_text', text: 'Name' },
        element: { type: 'plain_text_input', action_id: 'typed' },
      },
    ],
  }
}

function menu(): KnownBlock[] {
  const options = [{ text: { type: 'plain_text' as const, text: 'Berlin' }, value: 'Europe/Berlin' }]
  return [{ type: 'actions', elements: [{ type: 'static_select', action_id: 'zone', options }] }]
}
