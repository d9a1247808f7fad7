import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { ChatPlatform, Message, Said, Thread } from '../../core/platform.ts'
import { complaintsOf, filledIn, formOf, messageOf } from '../support/replies.ts'
import { openStoryRoom, type StoryOptions, type StoryRoom } from '../support/story-room.ts'
import { removeFirst, setUp } from '../support/story-schedules.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'
const friday = { day: '5', localTime: '18:00', zone: 'Berlin' }

/** A room whose board is told on Fridays at 18:00 in Berlin. */
async function digestRoom(options: StoryOptions = {}, when: Record<string, string> = friday): Promise<StoryRoom> {
  const room = await openStoryRoom(options)
  await room.as('ada').submit('digest-on', when)
  return room
}

/** Bo and Cy answer the next question, and it closes: Bo gets a vote. */
async function study(room: StoryRoom): Promise<void> {
  const question = await room.nextQuestion()
  const good = await room.as('bo').reply(question, answer)
  await room.as('cy').reply(question, 'Keep what was done under its key, and look there first.')
  await room.as('cy').react(good)
  await room.close()
}

async function digestsSaid(room: StoryRoom, title = /^The week of/) {
  return (await room.messages()).filter((message) => title.test(message.title ?? ''))
}

function moveTo(room: StoryRoom, at: string): Promise<void> {
  return room.stage.moveTo(Temporal.Instant.from(at))
}

async function nextAt(room: StoryRoom): Promise<string[]> {
  const rows = await inWorkspace(
    room.studyhall().study.database,
    room.workspace,
    (tx) => sqlOf(tx)`select next_at from digests where workspace = ${room.workspace}`,
  )
  return rows.map((row) => Temporal.Instant.from(new Date(row.next_at).toISOString()).toString())
}

test('the form proposes Friday evening, and what is wrong in it is said', async () => {
  const room = await openStoryRoom()
  const form = formOf(await room.as('ada').runReply('/study digest on'))
  expect(filledIn(form)).toEqual({ day: ['5'], localTime: '18:00', zone: 'Berlin' })
  const wrong = await room.as('ada').submit('digest-on', { day: '9', localTime: 'noonish', zone: 'Nowhereville' })
  expect(Object.keys(complaintsOf(wrong))).toEqual(['day', 'localTime', 'zone'])
  expect(await nextAt(room)).toEqual([])
})

test('only people who manage the workspace can have it posted or end it', async () => {
  const room = await digestRoom()
  const no = 'Only people who manage this workspace can do that.'
  expect(await room.as('bo').run('/study digest off')).toBe(no)
  expect(messageOf(await room.as('bo').submit('digest-on', friday)).text).toBe(no)
  expect(await nextAt(room)).toHaveLength(1)
})

test('what stands can be asked for, changed and ended', async () => {
  const room = await openStoryRoom()
  const ada = room.as('ada')
  expect(await ada.run('/study digest')).toContain('is not posted here')
  const made = messageOf(await ada.submit('digest-on', friday))
  expect(made.text).toContain('every Friday at 18:00 (Berlin)')
  expect(made.text).toContain('<time:2026-03-06T17:00:00Z>')
  expect(await ada.run('/study digest')).toBe(made.text)
  await ada.submit('digest-on', { day: '1', localTime: '9', zone: 'New York' })
  expect(filledIn(formOf(await ada.runReply('/study digest on')))).toMatchObject({ day: ['1'], localTime: '09:00' })
  expect(await nextAt(room)).toEqual(['2026-03-02T14:00:00Z'])
  expect(await ada.run('/study digest off')).toContain('no longer posted')
  expect(await ada.run('/study digest off')).toContain('is not posted here')
  expect(await nextAt(room)).toEqual([])
})

test("on Friday evening the week's board is told in the channel, as text and as a picture, once", async () => {
  const room = await digestRoom()
  await study(room)
  await moveTo(room, '2026-03-06T16:59:00Z')
  expect(await digestsSaid(room)).toEqual([])
  await moveTo(room, '2026-03-06T17:00:00Z')
  const [digest] = await digestsSaid(room)
  expect(digest?.title).toBe('The week of 2 to 8 March')
  expect(digest?.text).toContain('### The board of the week')
  expect(digest?.text).toContain('**2 to 8 March**: 3 questions were asked, 2 people answered.')
  expect(digest?.text).toContain('1\\. Bo · 11 points\\\n1\\. Cy · 11 points')
  expect(digest?.text).toContain('Points still count until Sunday')
  expect(digest?.pictured.map(({ name }) => name)).toEqual(['board.png'])
  expect(digest?.pictured[0]?.alt).toContain('Bo')
  await room.pass({ hours: 24 * 5 })
  expect(await digestsSaid(room)).toHaveLength(1)
})

test('on a Monday it tells of the week that has ended', async () => {
  const room = await digestRoom({}, { day: '1', localTime: '10:00', zone: 'Berlin' })
  await study(room)
  await moveTo(room, '2026-03-09T09:00:00Z')
  const said = await digestsSaid(room)
  expect(said.map(({ title }) => title)).toEqual(['The week of 2 to 8 March'])
  expect(said[0]?.text).toContain('`/leaderboard last-week` shows where you stand.')
})

test('nothing is said of a week in which nobody had points', async () => {
  const room = await digestRoom()
  await room.pass({ hours: 24 * 8 })
  expect(await digestsSaid(room)).toEqual([])
  expect(await nextAt(room)).toEqual(['2026-03-13T17:00:00Z'])
})

test('the next week tells who has moved', async () => {
  const room = await digestRoom()
  await study(room)
  await moveTo(room, '2026-03-09T07:30:00Z')
  await room.as('ada').run('/study post')
  const question = (await room.messages()).findLast(({ title }) => title !== null)?.id ?? 0
  const good = await room.as('ada').reply(question, answer)
  await room.as('bo').reply(question, 'Keep what was done under its key, and look there first.')
  await room.as('bo').react(good)
  await room.as('cy').react(good)
  await moveTo(room, '2026-03-13T17:00:00Z')
  const text = (await digestsSaid(room)).at(-1)?.text ?? ''
  expect(text).toContain('1\\. Ada · 12 points · new')
  expect(text).toContain('2\\. Bo · 11 points · ↓1')
  expect(text).toContain('3\\. Cy · 1 point · ↓2')
})

test('it comes at the same local time before and after clocks change', async () => {
  const room = await digestRoom()
  await moveTo(room, '2026-03-23T07:00:00Z')
  for (const monday of ['2026-03-23T07:00:00Z', '2026-03-30T06:00:00Z']) {
    await moveTo(room, monday)
    await room.as('ada').run('/study post')
    const question = (await room.messages()).findLast(({ title }) => title !== null)?.id ?? 0
    await room.as('bo').reply(question, answer)
  }
  await moveTo(room, '2026-04-03T20:00:00Z')
  expect((await digestsSaid(room)).map(({ saidAt }) => saidAt.toString())).toEqual([
    '2026-03-27T17:00:00Z',
    '2026-04-03T16:00:00Z',
  ])
  expect((await digestsSaid(room)).map(({ title }) => title)).toEqual([
    'The week of 23 to 29 March',
    'The week of 30 March to 5 April',
  ])
})

test('with its last week the season closes, with a podium of its own', async () => {
  const room = await digestRoom()
  await study(room)
  await moveTo(room, '2026-04-13T06:00:00Z')
  expect(await digestsSaid(room, /^The season/)).toEqual([])
  await room.as('ada').run('/study post')
  const question = (await room.messages()).findLast(({ title }) => title !== null)?.id ?? 0
  await room.as('bo').reply(question, answer)
  await moveTo(room, '2026-04-17T16:00:00Z')
  const [season, ...more] = await digestsSaid(room, /^The season/)
  expect(more).toEqual([])
  expect(season?.title).toBe('The season of 23 February to 19 April')
  expect(season?.text).toContain('🥇 **Bo** · 21 points\\\n🥈 **Cy** · 11 points')
  expect(season?.text).toContain('A new season of eight weeks begins on Monday, 20 April')
  expect(season?.pictured).toHaveLength(1)
  expect((await digestsSaid(room)).at(-1)?.text).toContain('1\\. Bo · 10 points')
})

test('the season closes also when its last week was silent', async () => {
  const room = await digestRoom()
  await study(room)
  await moveTo(room, '2026-04-18T16:00:00Z')
  expect(await digestsSaid(room)).toHaveLength(1)
  expect(await digestsSaid(room, /^The season/)).toHaveLength(1)
})

test('who wants no name on boards has none in the channel, in words and in the picture', async () => {
  const room = await digestRoom()
  await room.as('bo').submit('own-settings', { zone: '', hour: '9', boards: 'unlisted', rest: ['6', '7'], away: '' })
  await study(room)
  await moveTo(room, '2026-03-06T17:00:00Z')
  const [digest] = await digestsSaid(room)
  expect(digest?.text).toContain('anonymous · 11 points')
  expect(digest?.text).not.toContain('Bo')
  expect(digest?.pictured[0]?.alt).not.toContain('Bo')
})

test('teams with three active members have their board in it', async () => {
  const people = ['Ada', 'Bo', 'Cy', 'Dee'].map((name) => ({ name, admin: name === 'Ada', groups: ['reds'] }))
  const room = await digestRoom({ people })
  await room.as('ada').run('/team create Reds reds')
  const question = await room.nextQuestion()
  for (const name of ['ada', 'bo', 'cy', 'dee']) await room.as(name).reply(question, `${answer} So says ${name}.`)
  await room.close()
  await moveTo(room, '2026-03-06T17:00:00Z')
  expect((await digestsSaid(room))[0]?.text).toContain('1\\. Reds · 10 (4 active)')
})

test('ended, it says nothing more', async () => {
  const room = await digestRoom()
  await study(room)
  await room.as('ada').run('/study digest off')
  await room.pass({ hours: 24 * 10 })
  expect(await digestsSaid(room)).toEqual([])
})

test('late by a day of downtime it is told once; weeks that were missed are not made up for', async () => {
  const room = await digestRoom()
  await study(room)
  await asleepUntil(room, '2026-03-07T17:00:00Z')
  expect(await digestsSaid(room)).toHaveLength(1)
  await asleepUntil(room, '2026-03-30T12:00:00Z')
  expect(await digestsSaid(room)).toHaveLength(1)
  expect(await nextAt(room)).toEqual(['2026-04-03T16:00:00Z'])
})

/** Nobody looks for what is due in between. */
async function asleepUntil(room: StoryRoom, at: string): Promise<void> {
  await room.studyhall().roomClock.moveTo(room.workspace, Temporal.Instant.from(at))
  await room.stage.settle()
}

test('two processes that find it due at once tell it once', async () => {
  const room = await digestRoom()
  await study(room)
  const { roomClock, engine } = room.studyhall()
  await roomClock.moveTo(room.workspace, Temporal.Instant.from('2026-03-06T17:00:00Z'))
  await Promise.all([engine.tick(), engine.tick(), engine.tick()])
  await room.stage.settle()
  expect(await digestsSaid(room)).toHaveLength(1)
})

test('where the bot was removed it waits, and goes on when it is back', async () => {
  const room = await digestRoom()
  await study(room)
  const { engine } = room.studyhall()
  await engine.handle({ kind: 'left', workspace: room.workspace, at: room.stage.now() })
  await moveTo(room, '2026-03-08T12:00:00Z')
  expect(await digestsSaid(room)).toEqual([])
  const back = { workspace: room.workspace, name: 'Story', zone: 'Europe/Berlin', at: room.stage.now() }
  await engine.handle({ kind: 'joined', ...back })
  await study(room)
  await moveTo(room, '2026-03-13T17:00:00Z')
  expect(await digestsSaid(room)).toHaveLength(1)
})

test('what the platform refuses is said once to who keeps the schedules, and the digest ends', async () => {
  const { state, wrap } = refusing()
  const room = await digestRoom({ wrap })
  await removeFirst(room)
  await setUp(room, {})
  await study(room)
  state.refuses = true
  await moveTo(room, '2026-03-07T12:00:00Z')
  const told = (await room.told('ada')).join('\n')
  expect(told.match(/I could not post the week’s board/g)).toHaveLength(1)
  expect(told).toContain('I lack: Send Messages')
  expect(await nextAt(room)).toEqual([])
  state.refuses = false
  await room.as('ada').submit('digest-on', friday)
  expect(await nextAt(room)).toEqual(['2026-03-13T17:00:00Z'])
})

/** A platform that refuses what is said in channels, but for questions. */
function refusing() {
  const state = { refuses: false }
  const refused = { refused: 'no-permission', detail: 'missing: Send Messages' } as const
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    openThread: async (workspace, channel, title, opening: Message, key): Promise<Said<Thread>> =>
      state.refuses && key.startsWith('digest:')
        ? refused
        : platform.openThread(workspace, channel, title, opening, key),
  })
  return { state, wrap }
}

test('no role is offered where the platform has none to give, and none is taken from a forged form', async () => {
  const room = await digestRoom({}, { ...friday, winnerRole: 'champions' })
  const form = formOf(await room.as('ada').runReply('/study digest on'))
  expect(form.fields.map(({ name }) => name)).toEqual(['day', 'localTime', 'zone'])
  expect(await room.as('ada').run('/study digest')).not.toContain('role')
})
