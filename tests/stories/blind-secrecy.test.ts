import { expect, test } from 'vitest'
import {
  blindQuestion,
  eraseAll,
  everything,
  good,
  reveal,
  revealed,
  roundIn,
  send,
  third,
  three,
  withdraw,
  withoutNumber,
} from '../support/blind-rounds.ts'
import { messageOf } from '../support/replies.ts'
import { recordingLog } from '../support/world.ts'

test('who has their data deleted leaves no text behind, before the reveal and after it', async () => {
  const { room, question } = await blindQuestion()
  for (const [who, text] of three) await send(room, who, question, text)
  await eraseAll(room, 'bo')
  await reveal(room)
  expect((await revealed(room)).length).toBe(2)
  await eraseAll(room, 'cy')
  const texts = (await revealed(room)).map(({ text }) => withoutNumber(text)).sort()
  expect(texts).toEqual(['(withdrawn by its author)', `> ${third}`])
  expect((await everything(room)).join('\n')).not.toMatch(/Give every retry|outbox/)
})

test('an admin takes an answer out without learning whose it is; its author is told', async () => {
  const { room, question } = await blindQuestion()
  for (const [who, text] of three) await send(room, who, question, text)
  await reveal(room)
  const message = (await revealed(room)).find(({ text }) => text.includes('Give every retry'))?.id ?? 0
  expect(await room.as('cy').press(message, 'remove-answer')).toBe('Only people who manage this workspace can do that.')
  const said = await room.as('ada').press(message, 'remove-answer')
  expect(said).toMatch(/^Answer \d is taken out: .* Whose it was stays unknown, to you as well\.$/)
  expect(said).not.toMatch(/\bBo\b/)
  expect(await room.as('ada').press(message, 'remove-answer')).toContain('removed already')
  expect((await revealed(room)).find(({ id }) => id === message)?.text).toMatch(/^\*\*Answer \d\*\*\n\n\(removed\)$/)
  expect(await room.as('ada').press(question, 'remove-answer')).toContain('not an answer that could be removed')
  await room.pass({ hours: 24 })
  expect(await room.told('bo')).toEqual([expect.stringContaining('An admin removed your answer')])
  expect(await room.told('ada')).toEqual([])
})

test('before the reveal an admin can point at nothing, also with a forged id', async () => {
  const { room, question } = await blindQuestion()
  await send(room, 'bo', question, good)
  const { id } = await roundIn(room)
  const { engine, study } = room.studyhall()
  const ada = { id: 'ada', name: 'Ada', admin: true }
  const about = { kind: 'pressed' as const, workspace: room.workspace, place: 'backend-prep', member: ada }
  for (const [button, message] of [
    ['remove-answer', `form:${id}:bo`],
    [`vote:${id}:bo`, String(question)],
    [`vote:${id}:cy`, String(question)],
    ['mine', `form:${id}:bo`],
  ] as const) {
    const reply = await engine.handle({ ...about, id: study.newId(), at: room.stage.now(), button, message })
    const { text } = messageOf(reply)
    expect(text).toMatch(/not an answer|A message cannot become one/)
    expect(text).not.toMatch(/\bBo\b/)
  }
  await reveal(room)
  expect(await revealed(room)).toHaveLength(1)
})

test('nothing that anyone can see or an operator logs tells before the close who wrote what', async () => {
  const log = recordingLog()
  const { room, question } = await blindQuestion({ log })
  for (const [who, text] of three) await send(room, who, question, text)
  await reveal(room)
  await withdraw(room, 'bo')
  const message = (await revealed(room)).find(({ text }) => text.includes('outbox'))?.id ?? 0
  const replies = [
    await room.as('ada').press(message, 'remove-answer'),
    await room.as('ada').press(message, 'mine'),
    await room.as('ada').run('/study status'),
    await room.as('ada').run('/leaderboard'),
    await room.as('ada').run('/study exclude Di'),
    await room.as('ada').run('/study status'),
  ]
  const bySomeone = (await room.messages()).filter(({ author, onlyFor }) => author === null && onlyFor === null)
  const seen = [...bySomeone.map(({ text, buttons }) => text + JSON.stringify(buttons)), ...replies.slice(0, 4)]
  expect(seen.join('\n')).not.toMatch(/\b(bo|cy|di)\b/i)
  expect(JSON.stringify(log.lines)).not.toMatch(/\b(bo|cy|di)\b/i)
  const jobs = await room.studyhall().study.database.sql`select data, singleton_key from pgboss.job`
  expect(JSON.stringify(jobs)).not.toMatch(/\b(bo|cy|di)\b/i)
})

test('whom an admin excludes after the reveal is not given away by an answer that vanishes', async () => {
  const { room, question } = await blindQuestion()
  for (const [who, text] of three) await send(room, who, question, text)
  await reveal(room)
  const before = (await revealed(room)).map(({ text }) => text)
  await room.as('ada').run('/study exclude Di')
  await room.pass({ minutes: 5 })
  expect((await revealed(room)).map(({ text }) => text)).toEqual(before)
})

test('who is excluded before the reveal does not appear in it, nor when let in again later', async () => {
  const { room, question } = await blindQuestion()
  for (const [who, text] of three) await send(room, who, question, text)
  await room.as('ada').run('/study exclude Di')
  await reveal(room)
  await room.as('ada').run('/study readmit Di')
  expect((await revealed(room)).length).toBe(2)
  expect(await room.as('ada').run('/study status')).toContain('2 answers so far')
})
