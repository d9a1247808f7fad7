import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { ChatPlatform } from '../../core/platform.ts'
import { streakFor, streaksShown } from '../../core/standings/streaks.ts'
import { noteStudyDay } from '../../core/standings/study-days.ts'
import { buttonOf, formOf, messageOf } from '../support/replies.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { closedBank } from '../support/world.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'
const kept = { zone: '', hour: '9', boards: 'listed', rest: ['6', '7'], away: '' }

/** A question is asked, answered by these people, and closed. */
async function day(room: StoryRoom, ...who: readonly string[]): Promise<void> {
  const question = await room.nextQuestion()
  for (const person of who) await room.as(person).reply(question, `${person}: ${answer}`)
  await room.close()
}

/** So many days; Ada answers on all of them, so that the schedule goes on. */
async function days(room: StoryRoom, count: number, ...who: readonly string[]): Promise<void> {
  for (let made = 0; made < count; made++) await day(room, 'ada', ...who)
}

function within<T>(room: StoryRoom, work: Parameters<typeof inWorkspace<T>>[2]): Promise<T> {
  return inWorkspace(room.studyhall().study.database, room.workspace, work)
}

function streakOf(room: StoryRoom, who = 'bo') {
  return within(room, (tx) => streakFor(tx, room.workspace, who, room.stage.now()))
}

async function studied(room: StoryRoom, who = 'bo'): Promise<string[]> {
  const rows = await within(
    room,
    (tx) => sqlOf(tx)`select date::text from study_days where member = ${who} order by date`,
  )
  return rows.map(({ date }) => date)
}

test('a week with its weekend is a streak, which I alone see', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/study me')).toContain(
    '**Streak**: none yet; a day on which you answer something starts one. Only you see it.',
  )
  await days(room, 5, 'bo')
  expect(await room.as('bo').run('/study me')).toContain(
    '**Streak**: 5 days, your longest. Today counts already. Only you see it.',
  )
  await room.pass({ hours: 24 })
  expect(await room.as('bo').run('/study me')).toContain('5 days, your longest. Free today: it rests.')
  await room.nextQuestion()
  expect(await room.as('bo').run('/progress')).toContain(
    '**Streak**: 5 days, your longest. Nothing yet today; 2 missed days would not end it.',
  )
  await room.close()
  await day(room, 'ada', 'bo')
  expect(await streakOf(room)).toMatchObject({ current: 6, longest: 6, freezesLeft: 1 })
  expect(await streakOf(room, 'cy')).toMatchObject({ current: 0, longest: 0 })
  expect((await room.said()).join()).not.toContain('treak')
})

test('two missed days are covered; a third ends it, of which nobody says a word', async () => {
  const room = await openStoryRoom()
  await days(room, 3, 'bo')
  await days(room, 2)
  await days(room, 1, 'bo')
  expect(await streakOf(room)).toMatchObject({ current: 4, freezesLeft: 0 })
  await room.nextQuestion()
  expect(await room.as('bo').run('/study me')).toContain('4 days, your longest. An answer today keeps it.')
  await room.close()
  await days(room, 2)
  await room.pass({ hours: 12 })
  expect(await streakOf(room)).toMatchObject({ current: 0, longest: 4 })
  const shown = await room.as('bo').run('/study me')
  expect(shown).toContain('**Streak**: your longest is 4 days. Your next answer starts a new one.')
  expect(shown).not.toMatch(/lost|broken|ended/)
  expect((await room.told('bo')).join()).not.toContain('treak')
})

test('a vacation ends no streak, also when its settings are saved anew, or when I am back early', async () => {
  const room = await openStoryRoom()
  await days(room, 5, 'bo')
  await room.as('bo').submit('own-settings', { ...kept, away: '2026-03-20' })
  await days(room, 5)
  expect(await streakOf(room)).toMatchObject({ current: 5, freezesLeft: 2 })
  // on Tuesday of the second week away: back already
  await days(room, 2)
  await room.as('bo').submit('own-settings', kept)
  expect(await room.as('bo').run('/study me')).toContain('- **Away**: no')
  await days(room, 1)
  await room.pass({ hours: 12 })
  expect(await streakOf(room)).toMatchObject({ current: 5, freezesLeft: 0 })
  await days(room, 1, 'bo')
  await room.as('bo').submit('own-settings', kept)
  expect(await streakOf(room)).toMatchObject({ current: 6, freezesLeft: 0 })
})

test('a day on which nothing is asked ends none, whatever my days of rest', async () => {
  const room = await openStoryRoom()
  await room.as('bo').submit('own-settings', { ...kept, rest: [] })
  await days(room, 5, 'bo')
  await room.nextQuestion()
  expect(await streakOf(room)).toMatchObject({ current: 5, freezesLeft: 2, keptToday: false })
  await room.as('bo').submit('own-settings', { ...kept, rest: ['1', '2'] })
  expect(await streakOf(room)).toMatchObject({ current: 5, keptToday: true })
})

test('my day ends at four in the morning, where I am when I answer', async () => {
  const room = await openStoryRoom({ answerMinutes: 1200 })
  const monday = await room.nextQuestion()
  // half past one on Tuesday in Berlin, half past seven on Monday evening in New York
  await room.pass({ hours: 16, minutes: 30 })
  await room.as('bo').reply(monday, answer)
  expect(await studied(room)).toEqual(['2026-03-02'])
  await room.as('cy').submit('own-settings', { ...kept, zone: 'Tokyo' })
  await room.as('cy').reply(monday, answer)
  expect(await studied(room, 'cy')).toEqual(['2026-03-03'])
  await room.as('ada').submit('own-settings', { ...kept, zone: 'New York' })
  await room.as('ada').reply(monday, answer)
  expect(await studied(room, 'ada')).toEqual(['2026-03-02'])
})

test('no journey breaks a streak, nor what I did before it', async () => {
  const room = await openStoryRoom({ answerMinutes: 1380 })
  const from = (zone: string) => room.as('bo').submit('own-settings', { ...kept, rest: [], zone })
  await from('Berlin')
  await days(room, 4, 'bo')
  // on Friday something else than the question, which is open on Saturday in Auckland
  const friday = await room.nextQuestion()
  await room.as('ada').reply(friday, answer)
  await within(room, (tx) => noteStudyDay(tx, room.workspace, 'bo', room.stage.now()))
  await room.close()
  await room.pass({ hours: 30 })
  const before = await streakOf(room)
  expect(before).toMatchObject({ current: 5, freezesLeft: 2 })
  for (const zone of ['Auckland', 'Honolulu', 'Kiritimati', 'Kathmandu', 'New York', 'Sydney', 'Berlin']) {
    await from(zone)
    const { current, freezesLeft } = await streakOf(room)
    expect({ zone, current, freezesLeft }).toEqual({ zone, current: 5, freezesLeft: 2 })
  }
  for (const zone of ['Auckland', 'Honolulu', 'Berlin']) {
    await from(zone)
    await days(room, 2, 'bo')
  }
  expect((await streakOf(room)).current).toBeGreaterThanOrEqual(10)
  expect(await streakOf(room)).toMatchObject({ freezesLeft: 2 })
})

test('a quiz counts, and so does what I choose', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  const question = await room.nextQuestion()
  const opening = (await room.messages()).find(({ id }) => id === question)
  await room.as('cy').press(question, opening?.buttons.find(({ label }) => label === 'A')?.id ?? '')
  expect(await studied(room, 'cy')).toEqual(['2026-03-02'])
  await room.close()
  const quiz = messageOf(await room.as('bo').runReply('/quiz start'))
  const shown = (await room.messages('bo')).at(-1)?.id ?? 0
  expect(await studied(room)).toEqual([])
  await room.as('bo').press(shown, quiz.buttons?.find(({ label }) => label === 'A')?.id ?? '')
  expect(await studied(room)).toEqual(['2026-03-02'])
})

test('an answer by the form counts, and one that was said while I could not be heard', async () => {
  const state = { deaf: false }
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    start: (engine) =>
      platform.start({ ...engine, handle: async (event) => (state.deaf ? undefined : engine.handle(event)) }),
  })
  const room = await openStoryRoom({ wrap })
  const question = await room.nextQuestion()
  const opening = (await room.messages()).find(({ id }) => id === question)
  const button = opening?.buttons.find(({ label }) => label === 'Answer')?.id ?? ''
  await room.as('cy').submit(formOf(await room.as('cy').pressReply(question, button)).id, { answer }, question)
  expect(await studied(room, 'cy')).toEqual(['2026-03-02'])
  state.deaf = true
  await room.as('bo').reply(question, answer)
  await room.as('ada').reply(question, 'ok thanks')
  expect(await studied(room)).toEqual([])
  state.deaf = false
  await room.close()
  expect(await studied(room)).toEqual(['2026-03-02'])
  expect(await studied(room, 'ada')).toEqual([])
})

test('the change of the clocks breaks none', async () => {
  const room = await openStoryRoom({ starts: Temporal.Instant.from('2026-03-25T08:00:00Z') })
  await room.as('bo').submit('own-settings', { ...kept, rest: [] })
  await days(room, 2, 'bo')
  await day(room, 'ada', 'bo')
  await days(room, 2, 'bo')
  expect(await studied(room)).toEqual(['2026-03-26', '2026-03-27', '2026-03-30', '2026-03-31', '2026-04-01'])
  expect(await streakOf(room)).toMatchObject({ current: 5, freezesLeft: 2 })
})

test('what others do leaves my streak alone, and so does a channel in which I do not take part', async () => {
  const room = await openStoryRoom()
  await room.as('bo').submit('own-settings', { ...kept, rest: [] })
  await days(room, 5, 'bo')
  await day(room, 'ada')
  await room.pass({ hours: 12 })
  const before = await streakOf(room)
  expect(before).toMatchObject({ current: 5, freezesLeft: 1 })
  await room.as('ada').run('/study exclude cy')
  await room.as('cy').submit('own-settings', { ...kept, zone: 'Auckland', away: '2026-03-12' })
  // rounds on Saturday and Sunday, in a channel where only others were
  await within(
    room,
    (tx) => sqlOf(tx)`
      insert into rounds (workspace, id, occasion, channel, zone, question, asked_at, answers_until, closes_at, closed_at,
        thread_place, thread_id)
      select workspace, gen_random_uuid(), 'other ' || id, 'frontend', zone, question, asked_at + interval '5 days',
        answers_until + interval '5 days', closes_at + interval '5 days', closed_at + interval '5 days', 'frontend', id::text
      from rounds where asked_at < '2026-03-04'`,
  )
  expect(await streakOf(room)).toEqual(before)
  // taking part there now asks nothing of the days before
  await within(
    room,
    (tx) => sqlOf(tx)`
      insert into score_entries (workspace, occasion, member, channel, points, at, local_date)
      values (${room.workspace}, 'other', 'bo', 'frontend', 10, ${room.stage.now().toString()}, '2026-03-09')`,
  )
  expect(await streakOf(room)).toEqual(before)
})

test('my streak stands on boards when I want that, never without my name', async () => {
  const room = await openStoryRoom()
  await days(room, 2, 'bo', 'cy')
  const shown = () => within(room, (tx) => streaksShown(tx, room.workspace, ['ada', 'bo', 'cy'], room.stage.now()))
  expect(await shown()).toEqual(new Map())
  const settings = async () => messageOf(await room.as('bo').runReply('/study me'))
  const at = async () => (await room.messages('bo')).at(-1)?.id ?? 0
  const on = buttonOf(await settings(), 'Show my streak on boards')
  expect(await room.as('bo').press(await at(), on)).toContain('stands beside your name on boards from now on')
  expect(await shown()).toEqual(new Map([['bo', 2]]))
  expect((await settings()).text).toContain('It stands beside your name on boards.')
  await room.as('bo').submit('own-settings', { ...kept, boards: 'unlisted' })
  expect(await shown()).toEqual(new Map())
  await room.as('bo').submit('own-settings', kept)
  const off = buttonOf(await settings(), 'Keep my streak off boards')
  expect(await room.as('bo').press(await at(), off)).toContain('seen by you alone')
  expect(await shown()).toEqual(new Map())
})
