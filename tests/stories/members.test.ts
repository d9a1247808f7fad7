import { expect, test } from 'vitest'
import { acrossWorkspaces, inWorkspace, sqlOf, type Transaction } from '../../core/db/connect.ts'
import type { Reply } from '../../core/platform.ts'
import { forgetWorkspace } from '../../core/workspaces/forget.ts'
import { addNotice } from '../../core/workspaces/notices.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { newId } from '../support/world.ts'

const good = 'Give every retry the same key, and let the database refuse the second one.'
const other = 'Put the event into an outbox table and publish it from there.'
const kept = { zone: '', hour: '9', boards: 'listed', rest: ['6', '7'], away: '' }

test('my settings are shown to me alone, with what I can do about them', async () => {
  const room = await openStoryRoom()
  const shown = await room.as('bo').runReply('/study me')
  expect(shown).toMatchObject({ kind: 'message', seen: 'private' })
  expect(textOf(shown)).toContain('**Time zone**: Europe/Berlin, as the platform says')
  expect(textOf(shown)).toContain('at most one, at 09:00')
  expect(textOf(shown)).toContain('**Rest days**: Saturday, Sunday')
  expect((await room.messages('bo')).at(-1)?.buttons.map(({ label }) => label)).toEqual([
    'Change',
    'Show my streak on boards',
    'Export my data',
    'Delete my data',
  ])
})

test('I change my settings in a form that shows them as they stand', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/study me')
  const changed = { zone: 'san francisco', hour: '20', boards: 'unlisted', rest: ['5'], away: '2026-03-09' }
  const saved = textOf(await room.as('bo').submit('own-settings', changed))
  expect(saved).toContain('Saved.')
  expect(saved).toContain('America/Los\\_Angeles')
  expect(saved).toContain('at 20:00')
  expect(saved).toContain('without your name')
  expect(saved).toContain('**Rest days**: Friday')
  expect(saved).toContain('until 2026-03-09')
  const form = await room.as('bo').pressReply(await lastButton(room, 'change-settings'), 'change-settings')
  if (form?.kind !== 'form') throw new Error('no form was opened')
  const shown = form.form.fields.map(({ value }) => value)
  expect(shown).toEqual(['America/Los_Angeles', ['20'], ['unlisted'], ['5'], '2026-03-09'])
  expect(form.form.fields.length).toBeLessThanOrEqual(5)
})

test('my zone is the one that the platform knows, until I choose my own', async () => {
  const room = await openStoryRoom()
  const bo = { id: 'bo', name: 'Bo', zone: 'Asia/Tokyo' }
  const spot = { workspace: room.workspace, place: channel, member: bo, at: room.stage.now() }
  const shown = await room.studyhall().engine.handle({ kind: 'command', id: 'first', words: 'study me', ...spot })
  expect(textOf(shown)).toContain('Asia/Tokyo, as the platform says')
  await room.as('bo').submit('own-settings', { ...kept, zone: 'Lima' })
  expect(await room.as('bo').run('/study me')).toContain('America/Lima\n')
})

test('a name that is known stays where the platform tells the bare id only, and gives way to another name', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Bo'] })
  const { engine } = room.studyhall()
  const seen = async (name: string, zone: string) => {
    const member = { id: 'U1', name, zone }
    const asked = { kind: 'command', words: 'study status', place: channel, at: room.stage.now() } as const
    await engine.handle({ ...asked, id: `${name} ${zone}`, workspace: room.workspace, member })
    return membersOf(room, 'U1')
  }
  expect(await seen('U1', 'UTC')).toEqual([{ name: 'U1', zone: 'UTC' }])
  expect(await seen('Dee', 'UTC')).toEqual([{ name: 'Dee', zone: 'UTC' }])
  expect(await seen('U1', 'Asia/Tokyo')).toEqual([{ name: 'Dee', zone: 'Asia/Tokyo' }])
  expect(await seen('Dee Dee', 'Asia/Tokyo')).toEqual([{ name: 'Dee Dee', zone: 'Asia/Tokyo' }])
})

test('an answer of somebody whose name is not known counts', async () => {
  const room = await openStoryRoom({ people: ['Ada'] })
  const question = await room.nextQuestion()
  const said = { kind: 'said', place: channel, thread: String(question), message: '9000', text: good } as const
  const member = { id: 'U1', name: 'U1' }
  await room.studyhall().engine.handle({ ...said, workspace: room.workspace, member, at: room.stage.now() })
  await room.studyhall().engine.handle({
    ...{ kind: 'reacted', workspace: room.workspace, place: channel, message: '9000', emoji: '👍' },
    ...{ member: { id: 'ada', name: 'ada' }, at: room.stage.now() },
  })
  await room.as('ada').run('/study close')
  await room.stage.settle()
  expect(await room.points()).toEqual({ U1: 11, Ada: 1 })
})

test('what is wrong in the form is said beside it, and nothing that was typed is lost', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/study me')
  const typed = { zone: 'Berlun', hour: '24', boards: 'maybe', rest: ['8'], away: '2026-02-30' }
  const refused = await room.as('bo').submit('own-settings', typed)
  if (refused?.kind !== 'form') throw new Error('the form was not shown again')
  expect(refused.complaints).toEqual([
    { field: 'zone', says: expect.stringContaining('Did you mean Berlin') },
    { field: 'hour', says: 'Choose an hour from 00:00 to 23:00.' },
    { field: 'boards', says: expect.stringContaining('With my name') },
    { field: 'rest', says: 'Choose days of the week.' },
    { field: 'away', says: 'Write the date as year-month-day, like 2026-03-16.' },
  ])
  expect(refused.form.fields.map(({ value }) => value)).toEqual(['Berlun', ['24'], ['maybe'], ['8'], '2026-02-30'])
  expect(await complaintAbout({ away: '2026-03-01' })).toContain('has passed')
  expect(await complaintAbout({ away: '2028-01-01' })).toContain('too far ahead')
  expect(await complaintAbout({ rest: ['1', '2', '3', '4', '5', '6', '7'] })).toContain('at least one day')
  expect(await room.as('bo').run('/study me')).toContain('at 09:00')

  async function complaintAbout(wrong: Partial<Record<keyof typeof kept, string | string[]>>): Promise<string> {
    const reply = await room.as('bo').submit('own-settings', { ...kept, ...wrong })
    if (reply?.kind !== 'form') throw new Error('the form was not shown again')
    return reply.complaints?.map(({ says }) => says).join(' ') ?? ''
  }
})

test('I get all that is kept about me in a file, and nothing about others', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill', 'Cy'] })
  const question = await room.nextQuestion()
  const mine = await room.as('quill').reply(question, good)
  const theirs = await room.as('ada').reply(question, other)
  await room.as('cy').react(mine)
  await room.as('quill').react(theirs)
  await room.close()
  const data = await exported(room, 'quill')
  expect(data.settings).toMatchObject([{ id: 'quill', name: 'Quill' }])
  expect(data.messages).toMatchObject([{ text: good }])
  expect(data.answers).toMatchObject([{ text: good, votes: 1 }])
  expect(data.votes).toMatchObject([{ emoji: '👍', message: String(theirs) }])
  expect(data.points).toHaveLength(3)
  expect(JSON.stringify(data)).not.toMatch(/"cy"|outbox/)
})

for (const answers of ['stay', 'go'] as const) {
  test(`nothing stands under my id once my data is deleted, also while a question is open: answers ${answers}`, async () => {
    const room = await openStoryRoom({ people: ['Ada', 'Quill', 'Cy'] })
    const first = await room.nextQuestion()
    const old = await room.as('quill').reply(first, good)
    const oldOfAda = await room.as('ada').reply(first, other)
    await room.as('quill').react(oldOfAda)
    await room.as('cy').react(old)
    await room.close()
    const before = await room.points()
    const second = await room.nextQuestion()
    const answer = await room.as('quill').reply(second, good)
    const ofAda = await room.as('ada').reply(second, other)
    await room.as('quill').react(ofAda)
    await room.as('ada').react(answer)
    await leaveTraces(room, 'quill', second)
    await exported(room, 'quill')

    expect(textOf(await deleteData(room, 'quill', answers))).toContain('Your data is deleted')
    expect(await tracesOf(room, 'quill')).toEqual([])
    expect(await room.points()).toEqual(renamed(before, 'Quill', 'Someone who left'))

    await room.restart()
    await room.close()
    expect(await tracesOf(room, 'quill')).toEqual([])
    const results = (await room.said()).filter((text) => /^(### Results|\*\*Closed without)/.test(text))
    expect(results.join('\n')).not.toContain('Quill')
    expect(results.join('\n').includes('Give every retry')).toBe(answers === 'stay')
    expect(results.at(-1)).toContain(answers === 'stay' ? '2 answers, 1 vote' : '1 answer, 0 votes')
    await room.pass({ hours: 24 })
    expect(await room.told('quill')).toEqual([])
  })
}

for (const answers of ['stay', 'go'] as const) {
  test(`what the bot showed for me loses my name when my data is deleted: answers ${answers}`, async () => {
    const room = await openStoryRoom({ people: ['Ada', 'Quill', 'Cy'] })
    const question = await room.nextQuestion()
    const opening = (await room.messages()).find(({ id }) => id === question)
    const form = opening?.buttons.find(({ id }) => id.startsWith('answer:'))?.id ?? ''
    await room.as('quill').submit(form, { answer: good })
    expect((await room.said()).join('\n')).toContain('Quill')
    await deleteData(room, 'quill', answers)
    expect((await room.said()).join('\n')).not.toContain('Quill')
    expect((await room.said()).join('\n').includes('Give every retry')).toBe(answers === 'stay')
    await room.close()
    expect(await tracesOf(room, 'quill')).toEqual([])
    expect(await room.points()).toEqual(answers === 'stay' ? { 'Someone who left': 10 } : {})
  })
}

for (const answers of ['stay', 'go'] as const) {
  test(`what I have learnt goes with my data, and games and statistics stay right without my name: answers ${answers}`, async () => {
    const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
    const { database } = room.studyhall().study
    const { workspace } = room
    const at = room.stage.now().toString()
    await room.as('quill').run('/study me')
    await inWorkspace(database, workspace, (tx) => leaveLearning(tx, { workspace, member: 'quill', at }))
    const data = await exported(room, 'quill')
    for (const table of ['skills', 'memories', 'attempts', 'quizzes', 'quizItems'])
      expect([table, data[table]?.length]).toEqual([table, 1])
    for (const table of ['liveQuizzes', 'livePlayers', 'liveAnswers'])
      expect([table, data[table]?.length]).toEqual([table, 2])
    await deleteData(room, 'quill', answers)
    expect(await tracesOf(room, 'quill')).toEqual([])
    await inWorkspace(database, workspace, async (tx) => {
      const run = sqlOf(tx)
      for (const table of ['skills', 'memories', 'quizzes', 'quiz_items'])
        expect(await run`select 1 from ${run(table)}`).toHaveLength(0)
      const typed = answers === 'stay' ? ['typed'] : []
      expect([...(await run`select occasion, values, score from attempts`)]).toEqual([
        { occasion: 'quiz:a:1', values: typed, score: 1 },
      ])
      const boards = await run`
        select q.ended_at is null as open, a.values, sum(a.points)::int as points from live_quizzes q
        join live_players p on p.quiz = q.id
        join live_answers a on a.quiz = q.id and a.member = p.member
        group by q.ended_at, a.values order by open`
      expect([...boards]).toEqual([
        { open: false, values: typed, points: 700 },
        { open: true, values: ['typed'], points: 700 },
      ])
    })
    expect(await exported(room, 'quill')).toMatchObject({ skills: [], attempts: [], quizItems: [], liveAnswers: [] })
  })
}

test('nothing is left of a workspace that is forgotten, nor of what was learnt and played in it', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  const { workspace } = room
  await room.as('quill').reply(await room.nextQuestion(), good)
  const { database } = room.studyhall().study
  const at = room.stage.now().toString()
  await inWorkspace(database, workspace, (tx) => leaveLearning(tx, { workspace, member: 'quill', at }))
  expect(await tracesOf(room, workspace)).not.toEqual([])
  await forgetWorkspace(database, workspace)
  expect(await tracesOf(room, workspace)).toEqual([])
})

test('nothing of others is in my data', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  const { workspace } = room
  const at = room.stage.now().toString()
  await inWorkspace(room.studyhall().study.database, workspace, (tx) =>
    leaveLearning(tx, { workspace, member: 'ada', at }),
  )
  const data = await exported(room, 'quill')
  for (const table of ['skills', 'memories', 'attempts', 'quizzes', 'quizItems', 'liveQuizzes', 'livePlayers'])
    expect([table, data[table]]).toEqual([table, []])
})

test('after my data is deleted I start afresh, and my old votes do not count a second time', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill', 'Cy'] })
  const question = await room.nextQuestion()
  await room.as('quill').reply(question, good)
  const ofAda = await room.as('ada').reply(question, other)
  await room.as('quill').react(ofAda)
  await room.as('quill').submit('own-settings', { ...kept, hour: '20' })
  await deleteData(room, 'quill', 'go')
  await room.pass({ minutes: 10 })
  await room.as('quill').reply(question, 'A fresh start: retries share one key in the database.')
  expect(await room.as('quill').run('/study me')).toContain('at 09:00')
  await room.close()
  expect(await room.points()).toEqual({ Ada: 11, Quill: 11 })
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('2 answers, 1 vote')
  expect(results).toContain('A fresh start')
})

test('my votes in an open question go with my data, also where its thread cannot be read again', async () => {
  const unreadable = { refused: 'no-permission', detail: 'reading is not allowed' } as const
  const room = await openStoryRoom({
    people: ['Ada', 'Quill'],
    wrap: (platform) => ({ ...platform, readThread: async () => unreadable }),
  })
  const question = await room.nextQuestion()
  await room.as('quill').react(await room.as('ada').reply(question, good))
  await deleteData(room, 'quill', 'stay')
  await room.close()
  expect(await room.points()).toEqual({ Ada: 10 })
})

test('an excluded member does not count again by leaving in the middle of a question', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  const question = await room.nextQuestion()
  await room.as('quill').reply(question, good)
  await room.as('ada').run('/study exclude Quill')
  await deleteData(room, 'quill', 'stay')
  await room.close()
  expect(await room.points()).toEqual({})
})

test('deleting asks first, and can be left', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, good)
  await room.as('bo').run('/study me')
  const asked = await room.as('bo').press(await lastButton(room, 'delete-data'), 'delete-data')
  expect(asked).toContain('This cannot be taken back')
  const left = await room.as('bo').pressReply(await lastButton(room, 'keep-data'), 'keep-data')
  expect(textOf(left)).toBe('Nothing was deleted.')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10 })
})

async function deleteData(room: StoryRoom, who: string, answers: 'stay' | 'go'): Promise<Reply | undefined> {
  await room.as(who).run('/study me')
  await room.as(who).press(await lastButton(room, 'delete-data', who), 'delete-data')
  const button = answers === 'stay' ? 'delete-but-answers' : 'delete-everything'
  return room.as(who).pressReply(await lastButton(room, button, who), button)
}

/** The latest message that carries a button. */
async function lastButton(room: StoryRoom, button: string, who = 'bo'): Promise<number> {
  const found = (await room.messages(who)).findLast(({ buttons }) => buttons.some(({ id }) => id === button))
  return found?.id ?? 0
}

async function membersOf(room: StoryRoom, id: string) {
  const { database } = room.studyhall().study
  return inWorkspace(database, room.workspace, async (tx) => [
    ...(await sqlOf(tx)`select name, zone from members where id = ${id}`),
  ])
}

async function exported(room: StoryRoom, who: string): Promise<Record<string, unknown[]>> {
  await room.as(who).run('/study me')
  const reply = await room.as(who).pressReply(await lastButton(room, 'export-data', who), 'export-data')
  const [file] = reply?.kind === 'message' ? (reply.message.files ?? []) : []
  return JSON.parse(file?.text ?? '{}')
}

/** Leaves something of a member's wherever something can be left. */
async function leaveTraces(room: StoryRoom, member: string, question: number): Promise<void> {
  const { study } = room.studyhall()
  const { workspace } = room
  const now = room.stage.now()
  await inWorkspace(study.database, workspace, async (tx) => {
    await addNotice(study, tx, { workspace, member, text: 'Something for you.', now })
    const run = sqlOf(tx)
    await run`insert into flags (workspace, question, member, reason, at) values (${workspace}, 'a', ${member}, 'b', ${now.toString()})`
    await run`insert into choices (workspace, round, member, values, chosen_at) select workspace, id, ${member}, '{0}', asked_at from rounds`
    await run`update schedules set made_by = ${member}`
    await leaveLearning(tx, { workspace, member, at: now.toString() })
  })
  const opening = (await room.messages()).find(({ id }) => id === question)
  await room.as(member).press(question, opening?.buttons.find(({ id }) => id.startsWith('tell:'))?.id ?? '')
}

/** What quizzes, games and reviews leave: one game is over, one goes on. */
async function leaveLearning(
  tx: Transaction,
  { workspace, member, at }: { workspace: string; member: string; at: string },
): Promise<void> {
  const run = sqlOf(tx)
  const [over, goesOn] = [newId(), newId()]
  await run`insert into skills (workspace, member, topic, value, answers) values (${workspace}, ${member}, '', 1, 2)`
  await run`
    insert into memories (workspace, member, question, due, stability, difficulty, reps, lapses, state, last_review)
    values (${workspace}, ${member}, 'a', ${at}, 1, 1, 1, 0, 'Review', ${at})`
  await run`
    insert into attempts (workspace, occasion, member, question, at, values, score, is_first)
    values (${workspace}, 'quiz:a:1', ${member}, 'a', ${at}, '{typed}', 1, true)`
  await run`
    insert into quizzes (workspace, id, member, purpose, count, started_at)
    values (${workspace}, ${over}, ${member}, 'practice', 5, ${at})`
  await run`
    insert into quiz_items (workspace, quiz, place, question, shown_at, values)
    values (${workspace}, ${over}, 1, 'a', ${at}, '{typed}')`
  await run`
    insert into live_quizzes (workspace, id, channel, host, count, zone, started_at, place, ended_at)
    values (${workspace}, ${over}, 'over', ${member}, 1, 'UTC', ${at}, 1, ${at}),
      (${workspace}, ${goesOn}, 'goes on', ${member}, 1, 'UTC', ${at}, 1, null)`
  for (const quiz of [over, goesOn]) {
    await run`insert into live_players (workspace, quiz, member, joined_at) values (${workspace}, ${quiz}, ${member}, ${at})`
    await run`insert into live_items (workspace, quiz, place, question) values (${workspace}, ${quiz}, 1, 'a')`
    await run`
      insert into live_answers (workspace, quiz, place, member, values, at, "right", points)
      values (${workspace}, ${quiz}, 1, ${member}, '{typed}', ${at}, true, 700)`
  }
}

/** Every row outside the room itself in which an id still stands, by its table. */
async function tracesOf(room: StoryRoom, id: string): Promise<string[]> {
  const { database } = room.studyhall().study
  return acrossWorkspaces(database, async (tx) => {
    const tables = await sqlOf(tx)`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'room%'`
    const traces: string[] = []
    for (const { name } of tables) {
      const rows = await sqlOf(tx)`
        select to_jsonb(t)::text as row from ${sqlOf(tx)(name)} t where to_jsonb(t)::text ilike ${`%${id}%`}`
      traces.push(...rows.map(({ row }) => `${name}: ${row}`))
    }
    return traces
  })
}

function renamed(points: Record<string, number>, from: string, to: string): Record<string, number> {
  return Object.fromEntries(Object.entries(points).map(([name, sum]) => [name === from ? to : name, sum]))
}

function textOf(reply: Reply | undefined): string {
  return reply !== undefined && 'message' in reply ? reply.message.text : ''
}
