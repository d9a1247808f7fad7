import { expect, test } from 'vitest'
import { connect, type Database, disconnect, inWorkspace } from '../../core/db/connect.ts'
import type { Choice, Message } from '../../core/platform.ts'
import { openOwnBanks } from '../../core/questions/own-bank.ts'
import { bringIn, questionsOfPack } from '../../core/questions/own-questions.ts'
import { type Question, questionSchema } from '../../core/questions/question.ts'
import { studyIn } from '../../core/study.ts'
import { forgetWorkspace } from '../../core/workspaces/forget.ts'
import { freshDatabase } from '../support/database.ts'
import { buttonOf, menuOf, messageOf } from '../support/replies.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { openBank, silentLog } from '../support/world.ts'

function truth(id: string, rest: Partial<Question> = {}): Question {
  const common = { id, topic: 'house-rules', level: 'easy', tests: `Our rule ${id}`, question: `Is ${id} so?` } as const
  return questionSchema.parse({ ...common, kind: 'true-false', answer: true, ...rest })
}

const pack = { id: 'ours', title: 'Ours', licence: 'private' }

async function bring(room: StoryRoom, ...questions: readonly Question[]) {
  const given = { workspace: room.workspace, pack, questions, by: 'ada', now: room.stage.now() }
  return inWorkspace(room.studyhall().study.database, room.workspace, (tx) => bringIn(tx, given))
}

/** What is suggested to Ada while she pins a question. */
async function typing(room: StoryRoom, typed: string): Promise<readonly Choice[]> {
  const member = { id: 'ada', name: 'Ada', admin: true }
  const spot = { workspace: room.workspace, place: channel, member, options: {}, at: room.stage.now() }
  const typingEvent = { kind: 'typing', words: 'question pin', option: 'question', typed, ...spot } as const
  const reply = await room.studyhall().engine.handle(typingEvent)
  return reply?.kind === 'choices' ? reply.choices : []
}

async function packs(room: StoryRoom): Promise<Message> {
  return messageOf(await room.as('ada').runReply('/question packs'))
}

/** Presses a button or menu of the latest message that Ada sees. */
async function press(room: StoryRoom, button: string, values?: readonly string[]): Promise<Message> {
  const message = (await room.messages('ada')).at(-1)?.id ?? 0
  return messageOf(await room.as('ada').pressReply(message, button, values))
}

test('a workspace has its own questions for itself: another one neither is asked nor offered nor can type them', async () => {
  const database = await freshDatabase()
  const ours = await openStoryRoom({ address: database.address, workspace: 'room/ours' })
  const theirs = await openStoryRoom({ address: database.address, workspace: 'room/theirs' })
  await bring(ours, truth('one'), truth('two'))
  expect((await typing(ours, 'our rule')).map(({ value }) => value)).toEqual(['own.one', 'own.two'])
  expect(await typing(theirs, 'our rule')).toEqual([])
  expect(await ours.as('bo').run('/quiz start "house rules"')).toContain('Is ')
  expect(await theirs.as('bo').run('/quiz start "house rules"')).toContain('There is no topic')
  for (const id of ['own.one', 'one'])
    expect(await theirs.as('ada').run(`/question pin ${id} 2026-03-02`)).toContain('There is no question')
  expect((await packs(theirs)).text).toContain('no questions of its own yet')
  expect((await theirs.studyhall().study.ownBanks.bankIn('room/theirs', openBank)) === openBank).toBe(true)
})

test('what comes in can be pinned at once, is asked by the schedule, graded and explained', async () => {
  const room = await openStoryRoom()
  await bring(room, truth('one', { explanation: 'Because we said so.' }))
  expect(await room.as('ada').run('/question pin own.one 2026-03-02')).toContain('Pinned: *Our rule one*')
  expect(await room.as('ada').run('/question next')).toContain('house rules · easy · Our rule one')
  const question = await room.nextQuestion()
  const opening = (await room.messages()).find(({ id }) => id === question)
  expect(opening?.text).toContain('house rules · easy')
  await room.as('bo').press(question, opening?.buttons.find(({ label }) => label === 'True')?.id ?? '')
  await room.close()
  expect((await room.said()).at(-1)).toContain('Because we said so.')
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('words of a question can change under its id, its key cannot, and what supersedes it takes its place', async () => {
  const room = await openStoryRoom()
  expect(await bring(room, truth('one'), truth('two'))).toEqual({ brought: 2, same: 0, refused: [] })
  const reworded = truth('one', { question: 'Is it truly so?', tests: 'Our first rule' })
  const changed = await bring(room, reworded, truth('two', { answer: false }))
  expect(changed).toMatchObject({ brought: 0, same: 1, refused: [{ id: 'two' }] })
  expect(changed.refused[0]?.says).toContain('needs a new id and `supersedes`')
  expect(await typing(room, 'first rule')).toEqual([{ value: 'own.one', label: 'Our first rule' }])
  await bring(room, truth('two-again', { answer: false, supersedes: 'two' }))
  expect((await typing(room, 'house rules')).map(({ value }) => value)).toEqual(['own.one', 'own.two-again'])
  expect(await bring(room, truth('two'))).toMatchObject({ same: 1 })
  expect(await room.as('ada').run('/question pin own.two 2026-03-02')).toContain('There is no question')
  const kept = await inWorkspace(room.studyhall().study.database, room.workspace, (tx) =>
    questionsOfPack(tx, room.workspace, 'ours'),
  )
  expect(kept).toEqual([reworded, truth('two-again', { answer: false, supersedes: 'two' })])
})

test('an admin takes a pack out, after being asked once more, and brings it back', async () => {
  const room = await openStoryRoom()
  await bring(room, truth('one'), truth('two'), truth('three', { supersedes: 'two' }))
  const list = await packs(room)
  expect(list.text).toContain('**Ours** `ours`: 2 questions · private')
  const sure = await press(room, menuOf(list, 'pack-out'), ['ours'])
  expect(sure.text).toContain('Its 2 questions will no longer be asked')
  expect((await press(room, buttonOf(sure, 'Keep it'))).text).toBe(list.text)
  await press(room, menuOf(list, 'pack-out'), ['ours'])
  const out = await press(room, buttonOf(sure, 'Yes, take it out'))
  expect(out.text).toContain('taken out (3 questions)')
  expect(await typing(room, 'house rules')).toEqual([])
  const back = await press(room, menuOf(out, 'pack-back'), ['ours'])
  expect(back.text).toBe(list.text)
  expect((await typing(room, 'house rules')).map(({ value }) => value)).toEqual(['own.one', 'own.three'])
  expect(await room.as('bo').run('/question packs')).toContain('Only people who manage')
})

test('a question that is taken out while it is open closes as it would have, and is not asked again', async () => {
  const room = await openStoryRoom()
  await bring(room, truth('one', { explanation: 'Because we said so.' }))
  for (const date of ['2026-03-02', '2026-03-03']) await room.as('ada').run(`/question pin own.one ${date}`)
  const question = await room.nextQuestion()
  const opening = (await room.messages()).find(({ id }) => id === question)
  await press(room, menuOf(await packs(room), 'pack-out'), ['ours'])
  await press(room, 'pack-out-now:ours')
  await room.as('bo').press(question, opening?.buttons.find(({ label }) => label === 'True')?.id ?? '')
  await room.close()
  expect((await room.said()).at(-1)).toContain('Because we said so.')
  await room.nextQuestion()
  expect((await room.messages()).findLast(({ title }) => title !== null)?.title).not.toContain('house rules')
  expect(await room.as('bo').run('/quiz start "house rules"')).toContain('There is no topic')
  await room.pass({ hours: 48 })
  expect(await room.as('bo').run('/review')).not.toContain('Is one so?')
})

test('what members wrote into a question pings nobody when it is asked', async () => {
  const room = await openStoryRoom()
  await bring(room, truth('one', { question: 'Is <role:admins> so?' }))
  await room.as('ada').run('/question pin own.one 2026-03-02')
  const question = await room.nextQuestion()
  expect((await room.messages()).find(({ id }) => id === question)?.text).not.toContain('<role:')
})

test('another process knows a change at its next command, and for the rest as soon as it hears of it', async () => {
  const database = await freshDatabase()
  const one = await openStoryRoom({ address: database.address })
  const other = await openStoryRoom({ address: database.address })
  await bring(one, truth('one'))
  expect(await other.as('ada').run('/question pin own.one 2026-03-02')).toContain('Pinned')
  await bring(one, truth('two'))
  const { study } = other.studyhall()
  const known = async () => [...(await studyIn(study, other.workspace)).bank.questions.keys()]
  await expect.poll(known).toContain('own.two')
})

test('where a process hears nothing, its next tick brings the change', async () => {
  const room = await openStoryRoom()
  const deaf = deafTo(room.studyhall().study.database)
  const banks = openOwnBanks(deaf, silentLog)
  const known = async () => (await banks.bankIn(room.workspace, openBank)).questions.has('own.one')
  await banks.refresh()
  await bring(room, truth('one'))
  expect(await known()).toBe(false)
  await banks.refresh()
  expect(await known()).toBe(true)
})

test('after its connection broke, a process hears of changes again', async () => {
  const database = await freshDatabase()
  const connection = connect(database.address, { connections: 2 })
  const room = await openStoryRoom({ address: database.address })
  const banks = openOwnBanks(connection, silentLog)
  const known = async (id: string) => (await banks.bankIn(room.workspace, openBank)).questions.has(id)
  await bring(room, truth('one'))
  await expect.poll(() => known('own.one')).toBe(true)
  await connection.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where query like 'listen %' and datname = current_database()`
  await bring(room, truth('two'))
  await expect.poll(() => known('own.two')).toBe(true)
  await disconnect(connection)
})

test('a workspace without questions of its own costs no look at the database', async () => {
  const room = await openStoryRoom()
  const { database } = room.studyhall().study
  let isLookedAt = false
  const watched = new Proxy(deafTo(database), {
    get: (target, name) => {
      if (name === 'orm') isLookedAt = true
      return Reflect.get(target, name)
    },
  })
  const banks = openOwnBanks(watched, silentLog)
  await banks.refresh()
  isLookedAt = false
  expect(await banks.bankIn('room/another', openBank)).toBe(openBank)
  await inWorkspace(database, 'room/another', async (tx) => {
    expect(await banks.bankAt(tx, 'room/another', 0, openBank)).toBe(openBank)
  })
  expect(isLookedAt).toBe(false)
  await bring(room, truth('one'))
  await banks.refresh()
  await banks.bankIn(room.workspace, openBank)
  isLookedAt = false
  expect((await banks.bankIn(room.workspace, openBank)).questions.has('own.one')).toBe(true)
  expect(isLookedAt).toBe(false)
})

test('shared questions that are read anew stand beside the own ones at once', async () => {
  let shared = openBank
  const room = await openStoryRoom({ bank: () => shared })
  await bring(room, truth('one'))
  expect(await typing(room, 'our rule')).toHaveLength(1)
  const fresh = truth('fresh', { tests: 'A fresh rule' })
  shared = { ...openBank, questions: new Map([[fresh.id, fresh]]) }
  expect((await typing(room, '')).map(({ value }) => value)).toEqual(['fresh', 'own.one'])
  expect(await room.as('ada').run('/question pin fresh 2026-03-02')).toContain('Pinned')
  const question = await room.nextQuestion()
  expect((await room.messages()).find(({ id }) => id === question)?.text).toContain('Is fresh so?')
})

test('a workspace that is forgotten leaves none of its questions', async () => {
  const room = await openStoryRoom()
  const { database } = room.studyhall().study
  await bring(room, truth('one'))
  await room.as('bo').submit('suggest:open', { question: 'Why?', topic: 'x' })
  await forgetWorkspace(database, room.workspace)
  for (const table of ['own_packs', 'own_questions', 'own_banks', 'suggestions'])
    expect(await database.sql`select 1 from ${database.sql(table)}`).toHaveLength(0)
})

test('five thousand questions come in in one go, and no more', async () => {
  const room = await openStoryRoom()
  const many = Array.from({ length: 5_001 }, (_, index) => truth(`q-${index}`))
  const { brought, refused } = await bring(room, ...many)
  expect([brought, refused.length]).toEqual([5_000, 1])
  expect((await packs(room)).text).toContain('5000 questions')
  expect(await room.as('ada').run('/question pin own.q-4999 2026-03-02')).toContain('Pinned')
})

/** A database where nobody can listen, as behind a pooler. */
function deafTo(database: Database): Database {
  const sql = new Proxy(database.sql, {
    get: (target, name) =>
      name === 'listen' ? () => Promise.reject(new Error('no listening')) : Reflect.get(target, name),
  })
  return { ...database, sql }
}
