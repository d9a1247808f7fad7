import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { ChatPlatform } from '../../core/platform.ts'
import { mostBytes } from '../../core/questions/formats/found.ts'
import { buttonOf, handOver, packFile, share } from '../support/handing-over.ts'
import { channel, openStoryRoom, type StoryOptions, type StoryRoom } from '../support/story-room.ts'

const twoAdmins: StoryOptions = { people: ['Ada', { name: 'Bo', admin: true }, 'Cy'] }

test('I hand over a file, see what would come in, and bring it in; then it can be asked', async () => {
  const room = await openStoryRoom()
  const message = await share(room, 'ada', 'outages.yaml', packFile('blackout', 'brownout'))
  const { says, table } = await handOver(room, 'ada', message)
  expect(says).toContain('Reading outages\\.yaml (')
  expect(table?.text).toContain('would become the pack **Our outages** (`our-outages`): 2 questions.')
  expect(table?.text).toContain('Kinds: 2 short')
  expect(table?.text).toContain('Topics: 2 operations')
  expect(table?.text).toMatch(/line \d+ · short · what blackout means here/)
  expect(await ownIds(room)).toEqual([])
  const done = await room.as('ada').pressReply(table?.id ?? 0, buttonOf(table, /^Import 2 questions$/))
  expect(done).toMatchObject({ kind: 'update', message: { text: expect.stringContaining('2 questions came in.') } })
  expect(await ownIds(room)).toEqual(['own.blackout', 'own.brownout'])
  expect(await keptRows(room)).toEqual([{ kept: false, done: true, dropped: false }])
  expect(await room.as('ada').run('/question pin own.blackout 2026-03-02')).toContain('blackout')
  await room.nextQuestion()
  expect((await room.said()).at(-1)).toContain('What do we call blackout?')
})

test('each line that cannot come in is named with its reason, and the rest still can', async () => {
  const room = await openStoryRoom()
  const csv = [
    'id,topic,level,kind,question,answer,accepted',
    'one,operations,medium,short,What is one?,,outage',
    'two,operations,medium,numeric,How many?,several,',
    'three,operations,awkward,short,What is three?,,outage',
  ].join('\r\n')
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'table.csv', csv))
  expect(table?.text).toContain('1 question.')
  expect(table?.text).toContain('**2 items refused:**')
  expect(table?.text).toMatch(/line 3 .*several/)
  expect(table?.text).toMatch(/line 4 .*level/)
  await room.as('ada').press(table?.id ?? 0, buttonOf(table, /^Import 1 question$/))
  expect(await ownIds(room)).toEqual(['own.one'])
})

test('of a long file I get every line as a text to read', async () => {
  const room = await openStoryRoom()
  const names = Array.from({ length: 30 }, (_, n) => `case-${n}`)
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'long.yaml', packFile(...names)))
  expect(table?.text).toContain('- and 22 more')
  const all = await room.as('ada').pressReply(table?.id ?? 0, buttonOf(table, /every line/))
  const [file] = all?.kind === 'message' ? (all.message.files ?? []) : []
  expect(file?.text.match(/comes in/g)).toHaveLength(30)
  expect(await keptRows(room)).toEqual([{ kept: true, done: false, dropped: false }])
})

test('what stands here already is said before and after, and a changed meaning is refused', async () => {
  const room = await openStoryRoom()
  const first = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  await room.as('ada').press(first.table?.id ?? 0, buttonOf(first.table, /^Import/))
  const changed = packFile('blackout', 'brownout', 'greyout').replace('accepted: [outage]', 'accepted: [night]')
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'b.yaml', changed))
  expect(table?.text).toContain('2 questions.')
  expect(table?.text).toContain('a question of another meaning needs a new id and `supersedes`')
  await room.as('ada').press(table?.id ?? 0, buttonOf(table, /^Import 2/))
  const again = await handOver(room, 'ada', await share(room, 'ada', 'c.yaml', packFile('brownout', 'greyout')))
  expect(again.table?.text).toContain('2 questions, all of them here already.')
  const says = await room.as('ada').pressReply(again.table?.id ?? 0, buttonOf(again.table, /^Import 2/))
  expect(says).toMatchObject({ message: { text: expect.stringContaining('Nothing new came in, 2 were here already') } })
})

test('left, pressed twice, pressed by someone else: each is told how it stands', async () => {
  const room = await openStoryRoom(twoAdmins)
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  const [now, leave] = [buttonOf(table, /^Import/), buttonOf(table, /^Leave/)]
  const press = (person: string, button: string) =>
    pressed(room, person, button).then((reply) => (reply && 'message' in reply ? reply.message.text : ''))
  expect(await press('bo', now)).toBe('Only the admin who handed this file over decides about it.')
  expect(await press('bo', leave)).toBe('Only the admin who handed this file over decides about it.')
  expect(await press('ada', leave)).toBe('Left: nothing of a\\.yaml has come in.')
  expect(await press('ada', now)).toContain('This was left')
  expect(await press('ada', 'import-now:0199aaaa-0000-7000-8000-000000000000')).toContain('no longer known')
  expect(await press('ada', 'import-now:nonsense')).toContain('no longer known')
  expect(await press('cy', now)).toBe('Only people who manage this workspace can do that.')
  const second = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  const again = buttonOf(second.table, /^Import/)
  const both = await Promise.all([press('ada', again), press('ada', again)])
  expect(both.filter((says) => says.includes('1 question came in'))).toHaveLength(1)
  expect(both.filter((says) => says.includes('have come in already'))).toHaveLength(1)
  expect(await ownIds(room)).toEqual(['own.blackout'])
})

test('a message without a file, with two, one that is kept elsewhere, one that is too large, and a member: a sentence each', async () => {
  const room = await openStoryRoom()
  const talk = await room.as('ada').reply(0, 'No file here')
  expect((await handOver(room, 'ada', talk)).says).toContain('There is no file on that message')
  const message = await share(room, 'ada', 'a.yaml', packFile('blackout'))
  expect((await handOver(room, 'cy', message)).says).toBe('Only people who manage this workspace can do that.')
  const press = async (...files: readonly { name: string; bytes: number; file?: string }[]) => {
    const reply = await pressed(room, 'ada', 'import', files)
    return reply?.kind === 'message' ? reply.message.text : ''
  }
  const file = { name: 'a.yaml', bytes: 9, file: 'x' }
  expect(await press(file, file)).toContain('There are 2 files on that message')
  expect(await press({ name: 'a.yaml', bytes: 9 })).toContain('is kept outside this chat')
  expect(await press({ ...file, bytes: mostBytes + 1 })).toContain('larger than 50 MB')
  expect(await keptRows(room)).toEqual([])
})

test.each([
  ['photo.yaml', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'a picture'],
  ['empty.csv', '', 'This file is empty.'],
  ['latin.csv', Buffer.from([0x66, 0xfc, 0x72]), 'not in UTF-8'],
  ['utf16.csv', Buffer.from('\ufeffquestion', 'utf16le'), 'UTF-16'],
  ['deck.apkg', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'Notes in Plain Text'],
  ['bomb.yaml', `a: &a [x,x,x,x,x,x,x,x,x]\n${bomb()}`, 'I can’t import'],
  ['notes.doc', 'hello', 'what this file is'],
])('a file that is none of ours gets one plain sentence: %s', async (name, content, says) => {
  const room = await openStoryRoom()
  const { table } = await handOver(room, 'ada', await share(room, 'ada', name, content))
  expect(table?.text.replaceAll("'", '’')).toContain(says)
  expect(table?.buttons).toEqual([])
  expect(await keptRows(room)).toEqual([{ kept: false, done: false, dropped: true }])
})

function bomb(): string {
  const names = 'abcdefghij'
  return [...names]
    .slice(1)
    .map((name, n) => `${name}: &${name} [${Array(9).fill(`*${names[n]}`).join(',')}]`)
    .join('\n')
}

test('a question with characters that no database keeps is refused like any other', async () => {
  const room = await openStoryRoom()
  const content = packFile('blackout', 'brownout').replace('What do we call brownout?', '"What is \\0 called?"')
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', content))
  expect(table?.text).toContain('1 question')
  expect(table?.text).toContain('characters that are no text')
  await room.as('ada').press(table?.id ?? 0, buttonOf(table, /^Import 1/))
  expect(await ownIds(room)).toEqual(['own.blackout'])
})

test('a file that grew beyond what the platform said is not read to its end', async () => {
  const room = await openStoryRoom({ wrap: reading(async () => ({ done: 'too-large' })) })
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  expect(table?.text).toBe('a\\.yaml is larger than 50 MB. Split it into smaller files.')
  expect(await keptRows(room)).toEqual([{ kept: false, done: false, dropped: true }])
})

test('a file that is gone before it is read is said to be gone', async () => {
  const room = await openStoryRoom()
  const message = await share(room, 'ada', 'a.yaml', packFile('blackout'))
  const wrapped = reading(async () => ({ refused: 'gone', detail: 'deleted' }))
  const { platforms } = room.studyhall().study
  ;(platforms as Map<string, ChatPlatform>).set('room', wrapped(platforms.get('room') as ChatPlatform))
  const { table } = await handOver(room, 'ada', message)
  expect(table?.text).toContain('It is no longer there. Send it again.')
})

test('the platform is busy, then breaks down: the file is read later, and what would come in is told once', async () => {
  let looks = 0
  const busy = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    readFile: async (...read) => {
      looks += 1
      if (looks === 1) return { later: 0.01 }
      if (looks === 2) throw new Error('the connection was lost')
      return platform.readFile(...read)
    },
  })
  const room = await openStoryRoom({ wrap: busy })
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  expect(looks).toBe(3)
  expect(table?.text).toContain('1 question.')
  expect(await room.told('ada')).toHaveLength(1)
})

test('the process dies after the reading: the next one tells what would come in, without reading again', async () => {
  let [looks, isDown] = [0, true]
  const dying = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    readFile: (...read) => {
      looks += 1
      return platform.readFile(...read)
    },
    tell: async (...told) => {
      if (!isDown) return platform.tell(...told)
      isDown = false
      throw new Error('killed')
    },
  })
  const room = await openStoryRoom({ wrap: dying })
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  expect(looks).toBe(1)
  expect(table?.text).toContain('1 question.')
  expect(await ownIds(room)).toEqual([])
})

test('where private messages are closed, `/question import` shows what waits', async () => {
  const closed = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    tell: async () => ({ refused: 'unreachable', detail: 'closed' }),
  })
  const room = await openStoryRoom({ wrap: closed })
  expect(await room.as('ada').run('/question import')).toContain('choose **Import questions** in that message')
  await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  expect(await room.as('ada').run('/question import')).toContain('would become the pack **Our outages**')
  const shown = (await room.messages('ada')).findLast(({ buttons }) => buttons.length > 0)
  await room.as('ada').press(shown?.id ?? 0, buttonOf(shown, /^Import 1/))
  expect(await ownIds(room)).toEqual(['own.blackout'])
  expect(await room.as('cy').run('/question import')).toBe('Only people who manage this workspace can do that.')
})

test('what nobody decides about within a day is forgotten', async () => {
  const room = await openStoryRoom()
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  await room.pass({ hours: 23 })
  expect(await keptRows(room)).toEqual([{ kept: true, done: false, dropped: false }])
  await room.pass({ hours: 2 })
  expect(await keptRows(room)).toEqual([{ kept: false, done: false, dropped: true }])
  const reply = await pressed(room, 'ada', buttonOf(table, /^Import/))
  expect(reply).toMatchObject({ message: { text: expect.stringContaining('lay there for more than a day') } })
})

test('what I handed over is mine: another workspace sees and reads nothing of it', async () => {
  const room = await openStoryRoom()
  const { database } = room.studyhall().study
  await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  const rows = await inWorkspace(database, 'room/other', (tx) => sqlOf(tx)`select * from imports`)
  expect(rows).toEqual([])
  const uploaded = (await room.messages()).flatMap(({ uploads }) => uploads)[0]
  const { room: platform } = room.studyhall()
  expect(await platform.readFile('room/other', uploaded?.file ?? '', 99_999)).toMatchObject({ refused: 'gone' })
  expect(await platform.readFile(room.workspace, '../../etc/passwd', 99_999)).toMatchObject({ refused: 'gone' })
  expect(await platform.readFile(room.workspace, uploaded?.file ?? '', 10)).toEqual({ done: 'too-large' })
})

test('I export my own packs, one of them, or all questions, and what I export comes in again', async () => {
  const room = await openStoryRoom()
  expect(await room.as('ada').run('/question export yaml')).toContain('no questions of its own to export')
  const { table } = await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout', 'brownout')))
  await room.as('ada').press(table?.id ?? 0, buttonOf(table, /^Import/))
  for (const [format, name] of [
    ['yaml', 'our-outages.yaml'],
    ['csv', 'our-outages.csv'],
  ] as const) {
    const file = await exported(room, `/question export ${format} our-outages`)
    expect(file.name).toBe(name)
    const again = await handOver(room, 'ada', await share(room, 'ada', file.name, file.text))
    expect(again.table?.text).toContain('2 questions, all of them here already.')
  }
  expect((await exported(room, '/question export gift')).text).toContain('{')
  expect((await exported(room, '/question export anki')).name).toBe('our-outages.txt')
  const all = await exported(room, '/question export yaml all')
  expect(all.text).toContain('id: blackout')
  expect(all.text.match(/^ *- id: /gm)?.length).toBeGreaterThan(50)
  expect(await room.as('ada').run('/question export yaml nothing')).toContain('There is no pack nothing here')
  expect(await room.as('cy').run('/question export yaml')).toBe('Only people who manage this workspace can do that.')
})

test('a file in a thread is an answer like any other, can be edited and fetched, and goes with its message', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const ada = await room.studyhall().room.as(room.workspace, 'ada')
  const message = await ada.share(
    channel,
    { name: '../..\\sketch\n.png', content: (async function* () {})() },
    question,
  )
  await ada.edit(message, 'See my sketch of the two queues.')
  await room.close()
  expect((await room.said()).at(-1)).toContain('(picture: sketch .png)')
  expect(await ada.file(message, 'sketch .png')).toMatchObject({ bytes: 0 })
  await ada.remove(message)
  await expect(ada.file(message, 'sketch .png')).rejects.toThrow('no longer there')
})

function reading(readFile: ChatPlatform['readFile']) {
  return (platform: ChatPlatform): ChatPlatform => ({ ...platform, readFile })
}

/** As an adapter would bring it: a press that stands on no message of the room. */
async function pressed(
  room: StoryRoom,
  person: string,
  button: string,
  files: readonly { name: string; bytes: number; file?: string }[] = [],
) {
  const people = await room.studyhall().memory.people(room.workspace)
  const member = people.find(({ id }) => id === person) ?? { id: person, name: person }
  const { engine, study } = room.studyhall()
  const spot = { workspace: room.workspace, place: channel, message: '1', at: room.stage.now() }
  const reply = await engine.handle({ kind: 'pressed', id: study.newId(), ...spot, member, button, files })
  await room.stage.settle()
  return reply
}

async function ownIds(room: StoryRoom): Promise<string[]> {
  const rows = await inWorkspace(
    room.studyhall().study.database,
    room.workspace,
    (tx) => sqlOf(tx)`select id from own_questions where retired_at is null order by id`,
  )
  return rows.map(({ id }) => id)
}

async function keptRows(room: StoryRoom) {
  const rows = await inWorkspace(
    room.studyhall().study.database,
    room.workspace,
    (tx) => sqlOf(tx)`
      select questions is not null as kept, done_at is not null as done, dropped_at is not null as dropped
      from imports order by id`,
  )
  return rows.map(({ kept, done, dropped }) => ({ kept, done, dropped }))
}

async function exported(room: StoryRoom, command: string): Promise<{ name: string; text: string }> {
  const reply = await room.as('ada').runReply(command)
  const [file] = reply?.kind === 'message' ? (reply.message.files ?? []) : []
  if (file === undefined) throw new Error(`no file: ${JSON.stringify(reply)}`)
  return file
}
