import { WebClient } from '@slack/web-api'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createDiscord } from '../../bots/discord/discord.ts'
import { createRoom } from '../../bots/web/room.ts'
import { connect, disconnect } from '../../core/db/connect.ts'
import { postingStore } from '../../core/db/posting-store.ts'
import { roomStore } from '../../core/db/room-store.ts'
import type { ChatEvent, Engine, Message, Reply } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import { openCleanDiscord } from '../support/fake-discord/clean-discord.ts'
import { attachmentProblems } from '../support/fake-discord/limits.ts'
import { openCleanSlack } from '../support/fake-slack/clean-slack.ts'
import { pngOf } from '../support/png.ts'
import { slackProcess } from '../support/slack-process.ts'
import { newId, silentLog } from '../support/world.ts'
import { done } from './contract.ts'

/** Pictures through each platform's own client: in what the bot says, changes and replies. */

let address = ''
beforeAll(async () => {
  const database = await freshDatabase()
  address = database.address
  return database.drop
})

const png = pngOf(8, 6)
const alt = 'SQL 70 %, Git 40 %'
const bars: Message = { text: 'Your skill: SQL 70 %, Git 40 %', pictures: [{ name: 'skill.png', alt, png }] }
const words: Message = { text: 'Closed' }

/** Replies to `/study ...` and presses with a message of this test's own. */
function replying(reply: (event: ChatEvent) => Promise<Reply | undefined> | Reply | undefined): Engine {
  return {
    commands: [
      {
        word: 'study',
        about: 'Questions',
        subwords: [
          { word: 'me', about: 'Mine' },
          { word: 'all', about: 'Ours', gives: 'public' },
        ],
      },
    ],
    messageActions: [],
    gives: () => 'update',
    handle: async (event) => reply(event),
  }
}

const toWords = (event: ChatEvent): Reply | undefined => {
  if (event.kind === 'pressed') return { kind: 'update', message: bars }
  if (event.kind !== 'command') return undefined
  const seen = event.words.endsWith('all') ? 'public' : 'private'
  return { kind: 'message', seen, message: { ...bars, buttons: [{ id: 'again', label: 'Again' }] } }
}

describe('on Slack', () => {
  test('what is said in a channel, in a thread and alone has its picture, with its description', async () => {
    const { slack, workspace, channel, seen, fake, ada } = await openSlack()
    const thread = done(await slack.openThread(workspace, channel, 'Leases', bars, 'ask:1'))
    done(await slack.say(workspace, thread, bars, 'results:1'))
    done(await slack.tell(workspace, ada.id, bars, 'note:1'))
    expect(seen().map(({ pictures }) => pictures.map((one) => one.alt))).toEqual([[alt], [alt]])
    expect(ada.dm().map(({ pictures }) => pictures.map((one) => one.alt))).toEqual([[alt]])
    expect(fake.calls.filter(({ method }) => method === 'files.completeUploadExternal')).toHaveLength(3)
    expect(fake.calls.find(({ method }) => method === 'files.getUploadURLExternal')?.args).toMatchObject({
      alt_txt: alt,
      length: String(Buffer.from(png, 'base64').length),
    })
  })

  test('a change brings a picture, and the next takes it away', async () => {
    const { slack, workspace, channel, seen } = await openSlack()
    const { opening } = done(await slack.openThread(workspace, channel, 'Leases', words, 'ask:1'))
    done(await slack.edit(workspace, opening, bars))
    expect(seen()[0]?.pictures.map((one) => one.alt)).toEqual([alt])
    done(await slack.edit(workspace, opening, words))
    expect(seen()[0]?.pictures).toEqual([])
    expect(seen()).toHaveLength(1)
  })

  test('a command is acknowledged first; the reply with its picture follows, to me alone or to all', async () => {
    const { fake, ada, bo } = await openSlack()
    const mine = await ada.command('/study', 'me', 'general')
    expect(mine.acknowledged).toBe(true)
    expect(mine.delivery.response).toEqual({})
    await fake.until(() => ada.ephemerals().length === 1, 'my reply')
    expect(ada.ephemerals()[0]?.pictures[0]?.alt).toBe(alt)
    expect(bo.sees('general')).toEqual([])
    await ada.command('/study', 'all', 'general')
    await fake.until(() => bo.sees('general').length === 1, 'the reply to all')
    expect(bo.sees('general').map(({ pictures }) => pictures[0]?.alt)).toEqual([alt])
  })

  test('a press changes its message to one with a picture', async () => {
    const { fake, bo } = await openSlack()
    await bo.command('/study', 'all', 'general')
    await fake.until(() => bo.sees('general').length === 1, 'the reply to all')
    await bo.press('Again')
    await fake.until(() => bo.sees('general')[0]?.buttons.length === 0, 'the change')
    expect(bo.sees('general').map(({ pictures, buttons }) => [pictures[0]?.alt, buttons])).toEqual([[alt, []]])
  })

  test('while Slack is not done with a picture it is tried again; the message stands there once', async () => {
    const { slack, workspace, channel, seen, fake, ada } = await openSlack()
    fake.faults.refuseNewFiles(2)
    done(await slack.openThread(workspace, channel, 'Leases', bars, 'ask:1'))
    expect(seen().map(({ pictures }) => pictures.length)).toEqual([1])
    fake.faults.refuseNewFiles(2)
    await ada.command('/study', 'me', 'general')
    await fake.until(() => ada.ephemerals().length === 1, 'my reply')
    expect(ada.ephemerals()[0]?.pictures).toHaveLength(1)
    expect(fake.callsOf('chat.postEphemeral')).toEqual([])
  })

  test('where Slack never shows the picture, the words are said without it', async () => {
    const { slack, workspace, channel, seen, fake, ada } = await openSlack()
    fake.faults.refuseNewFiles(99)
    done(await slack.openThread(workspace, channel, 'Leases', bars, 'ask:1'))
    await ada.command('/study', 'me', 'general')
    await fake.until(() => ada.ephemerals().length === 1, 'my reply')
    expect(fake.callsOf('chat.postEphemeral')).toEqual([])
    for (const said of [...seen(), ...ada.ephemerals()]) expect(said).toMatchObject({ words: bars.text, pictures: [] })
    fake.faults.clear()
    fake.faults.next('files.getUploadURLExternal', { kind: 'error', error: 'missing_scope' })
    done(await slack.openThread(workspace, channel, 'Leases', bars, 'ask:2'))
    expect(seen().at(-1)).toMatchObject({ words: bars.text, pictures: [] })
  })

  test('a lost response is looked for before the picture is sent again', async () => {
    const { slack, workspace, channel, seen, fake } = await openSlack()
    fake.faults.next('chat.postMessage', { kind: 'lose-response' })
    await expect(slack.openThread(workspace, channel, 'Leases', bars, 'ask:1')).rejects.toThrow()
    done(await slack.openThread(workspace, channel, 'Leases', bars, 'ask:1'))
    expect(seen().map(({ pictures }) => pictures.length)).toEqual([1])
  })
})

test('the fake Slack refuses pictures that are not there, not described or not the app’s own', async () => {
  const { fake, channel } = await openSlack()
  const client = new WebClient(fake.team().botToken, { slackApiUrl: fake.apiUrl, retryConfig: { retries: 0 } })
  const post = (image: object) =>
    client.chat
      .postMessage({ channel, text: 'x', blocks: [{ type: 'image', ...image } as never] })
      .then(() => 'posted')
      .catch((error: Error) => error.message.replace(/.*: /, ''))
  const asked = await client.files.getUploadURLExternal({ filename: 'a.png', length: 3 })
  const slackFile = { slack_file: { id: String(asked.file_id) }, alt_text: 'A' }
  expect(await post(slackFile)).toBe('invalid_blocks')
  await fetch(String(asked.upload_url), { method: 'POST', body: 'png' })
  expect(await post(slackFile)).toBe('invalid_blocks')
  await client.files.completeUploadExternal({ files: [{ id: String(asked.file_id) }] })
  expect(await post(slackFile)).toBe('posted')
  expect(await post({ slack_file: slackFile.slack_file })).toBe('invalid_blocks')
  expect(await post({ ...slackFile, alt_text: 'x'.repeat(2001) })).toBe('invalid_blocks')
  expect(await post({ ...slackFile, title: { type: 'plain_text', text: 'x'.repeat(2001) } })).toBe('invalid_blocks')
  expect(await post({ slack_file: { id: 'F0ELSEWHERE' }, alt_text: 'A' })).toBe('invalid_blocks')
  expect(await post({ slack_file: { id: 'nothing' }, alt_text: 'A' })).toBe('invalid_blocks')
  expect(await post({ alt_text: 'A' })).toBe('invalid_blocks')
  expect(fake.takeViolations()).toHaveLength(8)
})

async function openSlack() {
  const team = `T${newId().replaceAll('-', '').slice(-9).toUpperCase()}`
  const fake = await openCleanSlack({
    teams: [{ id: team, people: [{ name: 'ada' }, { name: 'bo' }], channels: [{ name: 'general' }] }],
  })
  const slack = await slackProcess(fake, address, replying(toWords))
  const seen = () => fake.team().messages('general')
  const channel = fake.team().channel('general').id
  const [ada, bo] = [fake.person('ada'), fake.person('bo')]
  return { fake, slack, workspace: `slack/${team}`, channel, seen, ada, bo }
}

describe('on Discord', () => {
  test.each(['general', 'questions'])('what is said in %s and in its thread has its picture', async (name) => {
    const { discord, workspace, fake } = await openDiscord()
    const { id: channel } = fake.guild().channel(name)
    const thread = done(await discord.openThread(workspace, channel, 'Leases', bars, 'ask:1'))
    const said = done(await discord.say(workspace, thread, bars, 'results:1'))
    for (const { place, id } of [thread.opening, said]) {
      const seen = fake.person('ada').message({ channel: place, id })
      expect(seen?.pictures).toEqual([{ name: 'skill.png', alt, bytes: Buffer.from(png, 'base64') }])
      expect(seen?.words).toContain('Your skill')
    }
  })

  test('a change brings a picture, and the next takes it away', async () => {
    const { discord, workspace, fake } = await openDiscord()
    const { id: channel } = fake.guild().channel('general')
    const { opening } = done(await discord.openThread(workspace, channel, 'Leases', words, 'ask:1'))
    const seen = () => fake.person('ada').message({ channel: opening.place, id: opening.id })
    done(await discord.edit(workspace, opening, bars))
    expect(seen()?.pictures.map((one) => one.alt)).toEqual([alt])
    done(await discord.edit(workspace, opening, bars))
    expect(seen()?.files).toHaveLength(1)
    done(await discord.edit(workspace, opening, words))
    expect(seen()).toMatchObject({ pictures: [], files: [] })
  })

  test('a reply has its picture, also in a direct message and where it was put off; a press changes to one', async () => {
    const slow = Promise.withResolvers<void>()
    const { discord, workspace, fake } = await openDiscord(async (event) => {
      if (event.kind === 'pressed') await slow.promise
      return toWords(event)
    })
    const [ada, bo] = [fake.person('ada'), fake.person('bo')]
    const { shown } = await ada.command('study me', 'general')
    expect(shown.map(({ pictures, ephemeral }) => [pictures[0]?.alt, ephemeral])).toEqual([[alt, true]])
    await ada.command('study all', 'general')
    const before = fake.guild().messages('general').at(-1)
    expect(before?.pictures).toHaveLength(1)
    const pressed = bo.press('Again', before)
    await fake.until(() => fake.calls.some(({ body }) => body.type === 6), 'the press was put off')
    slow.resolve()
    expect((await pressed).answer).toBe('deferred-update')
    await discord.settled()
    expect(fake.guild().messages('general').at(-1)).toMatchObject({ pictures: [{ alt }], buttons: [] })
    expect(fake.guild().messages('general').at(-1)?.files).toHaveLength(1)
    done(await discord.tell(workspace, bo.id, bars, 'note:1'))
    expect(bo.dm().map(({ pictures }) => pictures[0]?.alt)).toEqual([alt])
  })
})

test('the fake Discord refuses pictures that are not there, or described at too great a length', () => {
  const uploaded = [{ number: '0', name: 'a.png' }]
  const problems = (body: object, standing: { id: string; name: string }[] = [], embeds: object[] = []) =>
    attachmentProblems({ ...body }, { uploaded, standing, embeds: embeds.map((one) => ({ ...one })) })
  const listed = { id: '0', filename: 'a.png' }
  const showing = (name: string) => [{ image: { url: `attachment://${name}` } }]
  expect(problems({ attachments: [listed], embeds: showing('a.png') })).toEqual([])
  expect(problems({ attachments: [{ ...listed, description: 'x'.repeat(1024) }] })).toEqual([])
  expect(problems({ attachments: [{ ...listed, description: 'x'.repeat(1025) }] })).toHaveLength(1)
  expect(problems({ attachments: [listed], embeds: showing('b.png') })).toHaveLength(1)
  expect(problems({ attachments: [listed, { id: '1', filename: 'b.png' }] })).toHaveLength(1)
  expect(problems({ attachments: [] })).toHaveLength(1)
  expect(problems({ attachments: [listed] }, [{ id: '77', name: 'old.png' }], showing('old.png'))).toHaveLength(1)
  expect(problems({ attachments: [listed, { id: '77' }] }, [{ id: '77', name: 'o.png' }], showing('o.png'))).toEqual([])
})

async function openDiscord(reply: Parameters<typeof replying>[0] = toWords) {
  const guild = String(10n ** 17n + BigInt(`0x${newId().replaceAll('-', '').slice(-12)}`))
  const fake = await openCleanDiscord({
    guilds: [
      {
        id: guild,
        name: 'Study',
        people: [{ name: 'ada' }, { name: 'bo' }],
        channels: [{ name: 'general' }, { name: 'questions', kind: 'forum' }],
      },
    ],
  })
  const database = connect(address, { connections: 4 })
  const discord = createDiscord({
    ...{ token: fake.app.token, apiUrl: fake.apiUrl, shards: 'auto', postings: postingStore(database) },
    ...{ clock: () => Temporal.Now.instant(), newId, log: silentLog, failed: () => {} },
  })
  onTestFinished(async () => {
    await discord.stop()
    await disconnect(database)
  })
  await discord.start(replying(reply))
  await fake.quiet()
  return { fake, discord, workspace: `discord/${guild}` }
}

describe('in the room', () => {
  test('a picture is kept with its message, changes with it, and is given to those who may see it', async () => {
    const { room, memory, workspace } = await openRoom()
    const [ada, bo] = [await room.as(workspace, 'ada'), await room.as(workspace, 'bo')]
    const { done: posted } = (await room.tell(workspace, 'ada', bars, 'note:1')) as { done: { id: string } }
    const id = Number(posted.id)
    const [kept] = await memory.messagesSince(workspace, 'ada', 0)
    expect(kept?.pictured).toEqual([{ name: 'skill.png', alt, head: png.slice(0, 32) }])
    expect((await ada.picture(id, 0))?.toString('base64')).toBe(png)
    expect(await ada.picture(id, 1)).toBeUndefined()
    await expect(bo.picture(id, 0)).rejects.toThrow('That message is no longer there.')
    done(await room.edit(workspace, { place: 'direct', id: posted.id }, words))
    expect((await memory.message(workspace, id))?.pictured).toEqual([])
    expect(await ada.picture(id, 0)).toBeUndefined()
  })

  test('what is no PNG is a fault, and nothing is said or changed', async () => {
    const { room, memory, workspace } = await openRoom()
    const pictures = [{ name: 'skill.png', alt, png: Buffer.from('no picture').toString('base64') }]
    const said = room.tell(workspace, 'ada', { text: 'x', pictures }, 'note:1')
    await expect(said).rejects.toThrow('the picture skill.png is no PNG')
    const posted = done(await room.tell(workspace, 'ada', words, 'note:2'))
    await expect(room.edit(workspace, posted, { text: 'x', pictures })).rejects.toThrow('is no PNG')
    expect((await memory.messagesSince(workspace, 'ada', 0)).map(({ text }) => text)).toEqual(['Closed'])
  })
})

async function openRoom() {
  const workspace = `room/${newId()}`
  const database = connect(address, { connections: 2 })
  onTestFinished(() => disconnect(database))
  const memory = roomStore(database, () => Temporal.Now.instant())
  const people = ['ada', 'bo'].map((id) => ({ id, name: id, admin: false }))
  await memory.furnish(workspace, { channels: [{ id: 'general', name: 'general' }], people })
  const room = createRoom({ memory, now: async () => Temporal.Now.instant(), newId })
  await room.start(replying(() => undefined))
  return { room, memory, workspace }
}
