import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { inWorkspace, sqlOf, type Transaction } from '../../core/db/connect.ts'
import type { Reply } from '../../core/platform.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { tracesOf } from '../support/traces.ts'
import { newId } from '../support/world.ts'

/** Her id, her name and every text of hers have this in them, and nothing else does. */
const mark = 'quill'
const answer = 'Quill says: give every retry the same key, and let the database refuse the second one.'
const page = await readFile(new URL('../../docs/privacy.md', import.meta.url), 'utf8')

for (const answers of ['stay', 'go'] as const) {
  test(`once my data is deleted no row of any table has my id or my name in it: answers ${answers}`, async () => {
    const room = await roomWithQuill()
    const { database } = room.studyhall().study
    expect(await tablesWith(room)).toEqual([...tablesAboutMembers()].sort())
    await erase(room, answers)
    await room.stage.settle()
    const traces = (await tracesOf(database, mark)).map(({ table, row }) => `${table}: ${row}`)
    // the winner's role is taken from an id: this goes an hour after it was carried out
    const left = traces.filter((row) => !(row.startsWith('pgboss.job') && row.includes('"kind": "take-role"')))
    expect(traces.length - left.length).toBe(1)
    const kept = answers === 'stay' ? left.filter((row) => !row.includes('Quill says')) : left
    expect(kept).toEqual([])
    if (answers === 'stay') expect(left.length).toBeGreaterThan(0)
    for (const row of left) expect(row.replaceAll(/Quill says[^"]*/g, '')).not.toMatch(/quill/i)
    expect(await keysOfRoom(room)).not.toMatch(/quill/)
  })
}

test('all that is deleted with my data was in what I could take with me', async () => {
  const room = await roomWithQuill()
  const data = await exported(room)
  for (const table of tablesAboutMembers()) {
    const part = exportedAs[table]
    if (part === null) continue
    expect([table, (data[part ?? ''] ?? []).length > 0]).toEqual([table, true])
  }
  expect(JSON.stringify(data)).not.toMatch(/"ada"|outbox/)
})

test('a digest of my id is all that is left of me, for three days', async () => {
  const room = await roomWithQuill()
  await erase(room, 'go')
  const { database } = room.studyhall().study
  const marks = await database.sql`select id, reply from interactions where id like 'erased:%'`
  expect(marks).toHaveLength(1)
  expect(marks[0]?.id).toMatch(/^erased:[0-9a-f]{64}$/)
  expect(marks[0]?.reply).toBeNull()
})

test('what was replied to anyone before is not said again with my name in it', async () => {
  const room = await roomWithQuill()
  const { engine } = room.studyhall()
  const ada = { id: 'ada', name: 'Ada', admin: true }
  const asked = { kind: 'command', id: 'board', workspace: room.workspace, place: 'backend-prep', member: ada } as const
  const ask = () => engine.handle({ ...asked, at: room.stage.now(), words: 'leaderboard', options: {} })
  expect(JSON.stringify(await ask())).toContain('Quill')
  await erase(room, 'stay')
  expect(textOf(await ask())).toBe('That was done before. What I said then is no longer kept.')
})

test('someone who answers by the form again after deleting their data gets a message of their own', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  const form = await formOf(room, await room.nextQuestion())
  await room.as('quill').submit(form, { answer })
  await erase(room, 'stay')
  await room.pass({ minutes: 5 })
  await room.as('quill').submit(form, { answer: 'A second life: retries share one key in the database.' })
  const shown = (await room.said()).filter((text) => text.includes('answers:'))
  expect(shown).toHaveLength(2)
  expect(shown[0]).toContain('Someone who left')
  expect(shown[1]).toContain('A second life')
  await room.close()
  expect(await room.points()).toEqual({ 'Someone who left': 10, Quill: 10 })
})

/** Where the export has them; none where it has them by another table's rows. */
const exportedAs: Readonly<Record<string, string | null>> = {
  members: 'settings',
  thread_messages: 'messages',
  score_entries: 'points',
  standing_sums: null,
  named_admins: 'namedAdmin',
  team_members: 'teams',
  teams: 'teamsMade',
  digests: 'weeksWon',
  study_days: 'studyDays',
  quiz_items: 'quizItems',
  live_quizzes: 'liveQuizzes',
  live_players: 'livePlayers',
  live_answers: 'liveAnswers',
  own_packs: 'packs',
  own_questions: 'questionsSuggested',
  // copies of what was said, and names of what was posted
  interactions: null,
  postings: null,
  ...Object.fromEntries(
    [
      ...['schedules', 'votes', 'answers', 'ballots', 'choices', 'reminders', 'notices', 'flags', 'skills'],
      ...['memories', 'attempts', 'quizzes', 'suggestions', 'imports'],
    ].map((name) => [name, name]),
  ),
}

/** By the page about privacy: those that can have members in them, but for the room, which is a platform. */
function tablesAboutMembers(): string[] {
  const rows = [...page.matchAll(/^\| `([a-z_]+)` \|.*\| ([^|]*) \|$/gm)]
  return rows.flatMap(([, table = '', goes = '']) => (/no members|as on a platform/.test(goes) ? [] : [table]))
}

async function tablesWith(room: StoryRoom): Promise<string[]> {
  const traces = await tracesOf(room.studyhall().study.database, mark)
  return [...new Set(traces.map(({ table }) => table))].filter((table) => !table.includes('.')).sort()
}

/** A room in which Quill has left something wherever something can be left: by what she does, and else as rows. */
async function roomWithQuill(): Promise<StoryRoom> {
  const room = await openStoryRoom({ people: ['Ada', 'Quill', 'Cy'] })
  const first = await room.nextQuestion()
  await room.as('quill').submit(await formOf(room, first), { answer })
  await room.as('quill').react(await room.as('ada').reply(first, 'Put the event into an outbox table and publish it.'))
  await room.close()
  await room.points()
  const second = await room.nextQuestion()
  await room.as('quill').reply(second, answer)
  await room.as('quill').press(second, await buttonOf(room, second, 'tell:'))
  await exported(room)
  const at = room.stage.now().toString()
  const { workspace } = room
  await inWorkspace(room.studyhall().study.database, workspace, (tx) => leaveRows(tx, workspace, at))
  return room
}

async function leaveRows(tx: Transaction, workspace: string, at: string): Promise<void> {
  const run = sqlOf(tx)
  const [quiz, live, team] = [newId(), newId(), newId()]
  const [round] = await run`select id from rounds order by asked_at limit 1`
  const body = JSON.stringify({ id: 'own', tests: 'things' })
  await run`insert into notices (workspace, id, member, text, at, due_at) values (${workspace}, ${newId()}, 'quill', 'Quill!', ${at}, ${at})`
  await run`insert into flags (workspace, question, member, reason, at) values (${workspace}, 'q', 'quill', 'wrong', ${at})`
  await run`insert into choices (workspace, round, member, values, chosen_at) values (${workspace}, ${round?.id}, 'quill', ${'{Quill says typed}'}, ${at})`
  await run`
    insert into ballots (workspace, round, voter, author, position, shown_at, rating, weight)
    values (${workspace}, ${round?.id}, 'quill', 'cy', 1, ${at}, 4, 1), (${workspace}, ${round?.id}, 'cy', 'quill', 1, ${at}, 4, 1)`
  await run`update schedules set made_by = 'quill'`
  await run`
    insert into named_admins (workspace, kind, id, named_by, named_at)
    values (${workspace}, 'member', 'quill', 'cy', ${at}), (${workspace}, 'group', 'helpers', 'quill', ${at})`
  await run`
    insert into digests (workspace, channel, day, local_time, zone, winner_role, winner, next_at)
    values (${workspace}, 'backend-prep', 5, '17:00', 'UTC', 'champion', 'cy quill', '2030-01-01T00:00:00Z')`
  await run`insert into teams (workspace, id, name, made_by, made_at) values (${workspace}, ${team}, 'Reds', 'quill', ${at})`
  await run`insert into team_members (workspace, member, team, joined_at) values (${workspace}, 'quill', ${team}, ${at})`
  await run`insert into skills (workspace, member, topic, value, answers) values (${workspace}, 'quill', '', 1, 2)`
  await run`
    insert into memories (workspace, member, question, due, stability, difficulty, reps, lapses, state, last_review)
    values (${workspace}, 'quill', 'a', ${at}, 1, 1, 1, 0, 'Review', ${at})`
  await run`
    insert into attempts (workspace, occasion, member, question, at, values, score, is_first)
    values (${workspace}, 'quiz:a:1', 'quill', 'a', ${at}, ${'{Quill says typed}'}, 1, true)`
  await run`
    insert into quizzes (workspace, id, member, purpose, count, started_at)
    values (${workspace}, ${quiz}, 'quill', 'practice', 5, ${at})`
  await run`
    insert into quiz_items (workspace, quiz, place, question, shown_at, values)
    values (${workspace}, ${quiz}, 1, 'a', ${at}, '{quill typed}')`
  await run`
    insert into live_quizzes (workspace, id, channel, host, count, zone, started_at, place, ended_at)
    values (${workspace}, ${live}, 'over', 'quill', 1, 'UTC', ${at}, 1, ${at})`
  await run`insert into live_players (workspace, quiz, member, joined_at) values (${workspace}, ${live}, 'quill', ${at})`
  await run`insert into live_items (workspace, quiz, place, question) values (${workspace}, ${live}, 1, 'a')`
  await run`
    insert into live_answers (workspace, quiz, place, member, values, at)
    values (${workspace}, ${live}, 1, 'quill', ${'{Quill says chosen}'}, ${at})`
  await run`
    insert into own_packs (workspace, id, title, added_at, added_by) values (${workspace}, 'own', 'Own', ${at}, 'quill')`
  await run`
    insert into own_questions (workspace, id, pack, body, added_at, suggested_by, retired_at)
    values (${workspace}, 'own.a', 'own', ${body}::jsonb, ${at}, 'quill', ${at})`
  await run`
    insert into suggestions (workspace, id, member, body, suggested_at, decided_at, decided_by) values
      (${workspace}, ${newId()}, 'quill', ${JSON.stringify({ by: 'Quill' })}::jsonb, ${at}, null, null),
      (${workspace}, ${newId()}, 'cy', ${body}::jsonb, ${at}, ${at}, 'quill')`
  await run`
    insert into imports (workspace, id, member, file_name, file, bytes, handed_at)
    values (${workspace}, ${newId()}, 'quill', 'quill.csv', 'f', 1, ${at})`
  for (const key of [`answer:${round?.id}:quill`, `remind:${round?.id}:quill`])
    await run`
      insert into postings (workspace, key, place, started_at, held_until, message)
      values (${workspace}, ${key}, 'p', ${at}, ${at}, 'm')`
}

async function erase(room: StoryRoom, answers: 'stay' | 'go'): Promise<void> {
  await room.as('quill').run('/study me')
  await press(room, 'delete-data')
  expect(textOf(await press(room, answers === 'stay' ? 'delete-but-answers' : 'delete-everything'))).toContain(
    'deleted',
  )
}

async function exported(room: StoryRoom): Promise<Record<string, unknown[]>> {
  await room.as('quill').run('/study me')
  const reply = await press(room, 'export-data')
  const [file] = reply?.kind === 'message' ? (reply.message.files ?? []) : []
  return JSON.parse(file?.text ?? '{}')
}

async function press(room: StoryRoom, button: string): Promise<Reply | undefined> {
  const found = (await room.messages('quill')).findLast(({ buttons }) => buttons.some(({ id }) => id === button))
  return room.as('quill').pressReply(found?.id ?? 0, button)
}

async function formOf(room: StoryRoom, question: number): Promise<string> {
  return buttonOf(room, question, 'answer:')
}

async function buttonOf(room: StoryRoom, question: number, prefix: string): Promise<string> {
  const message = (await room.messages()).find(({ id }) => id === question)
  return message?.buttons.find(({ id }) => id.startsWith(prefix))?.id ?? ''
}

async function keysOfRoom(room: StoryRoom): Promise<string> {
  const rows = await room.studyhall().study.database.sql`select key from room_messages where key is not null`
  return rows.map(({ key }) => key).join('\n')
}

function textOf(reply: Reply | undefined): string {
  return reply !== undefined && 'message' in reply ? reply.message.text : ''
}
