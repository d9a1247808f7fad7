import { expect, test } from 'vitest'
import { spelling } from '../../bots/slack/spelling.ts'
import { offeredCommands } from '../../core/commands.ts'
import { stem } from '../../core/quizzes/stem.ts'
import { wellFormed } from '../../core/well-formed.ts'
import { openStoryRoom } from '../support/story-room.ts'

/** Texts that a database would not take: they are said without what is wrong in them. */

test('a command whose echo is cut in the middle of an emoji is answered', async () => {
  const room = await openStoryRoom()
  for (let before = 36; before <= 40; before += 1) {
    const said = await room.as('bo').run(`/${'x'.repeat(before)}😀😀`)
    expect(said).toMatch(/^There is no command/)
  }
})

test('a NUL in an answer or in half an emoji takes nothing away from it', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const { engine, study } = room.studyhall()
  const at = room.stage.now()
  const here = { workspace: room.workspace, place: 'backend-prep', thread: String(question), at } as const
  const member = { id: 'bo', name: 'B\0o' }
  await engine.handle({ kind: 'said', ...here, message: '900', member, text: 'one\0 key \ud83d a retry' })
  const rows = await study.database.sql`select text from thread_messages where id = '900'`
  expect(rows.map(({ text }) => text)).toEqual(['one key \ufffd a retry'])
})

test('only texts are touched', () => {
  const at = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const event = { at, deep: [{ 'a\0': 'b\0', none: undefined, no: null, yes: true, count: 3 }] }
  expect(wellFormed(event)).toEqual({ at, deep: [{ a: 'b', none: undefined, no: null, yes: true, count: 3 }] })
  expect(wellFormed(event).at).toBe(at)
  const hostile = JSON.parse('{"__proto__":{"admin":true}}')
  expect(wellFormed(hostile).admin).toBeUndefined()
})

// were these as slow as the square of their length, they would take minutes: more than a test may
test('one word of a million letters holds nobody up, in an answer and in what is said on Slack', () => {
  const letters = 'ell'.repeat(330_000)
  const spell = spelling(offeredCommands())
  for (const word of [letters, `${letters}x`, 'e'.repeat(1_000_000)]) expect(stem(word)).toBe(word)
  for (const text of [`\`/${letters}`, '`/a'.repeat(330_000)]) expect(spell(text)).toBe(text)
})
