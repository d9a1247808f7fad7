import { expect, test } from 'vitest'
import { draw } from '../../core/draw.ts'
import type { ChatPlatform } from '../../core/platform.ts'
import {
  answerRows,
  blindQuestion,
  everything,
  good,
  inRoom,
  makeEarlier,
  openForm,
  other,
  reveal,
  revealed,
  roundIn,
  send,
  third,
  three,
  withdraw,
  withoutNumber,
} from '../support/blind-rounds.ts'
import { buttonOf, complaintsOf, messageOf } from '../support/replies.ts'
import type { StoryRoom } from '../support/story-room.ts'

test('at the reveal each answer stands in the thread without a name, and can be rated from then on', async () => {
  const { room, question } = await blindQuestion()
  for (const [who, text] of three) await send(room, who, question, text)
  await reveal(room)
  const shown = await revealed(room)
  expect(shown.map(({ text }) => text.split('\n')[0])).toEqual(['**Answer 1**', '**Answer 2**', '**Answer 3**'])
  expect(shown.map(({ text }) => withoutNumber(text)).sort()).toEqual([`> ${third}`, `> ${good}`, `> ${other}`].sort())
  expect(shown.every(({ buttons }) => buttons.length === 0)).toBe(true)
  const round = await roundIn(room)
  const invited = (await room.messages()).at(-1)
  expect(invited?.text).toContain('3 answers here, in an order of chance')
  expect(invited?.text).toContain('until <time:2026-03-02T18:00:00Z>')
  expect(invited?.buttons).toMatchObject([{ id: `ballot:${round.id}`, label: 'Rate answers' }])
  expect(round).toMatchObject({ reveal_at: null, revealed_at: expect.anything(), closed_at: null })
  const rows = await answerRows(room)
  expect(rows.map(({ number, text }) => ({ number, text }))).toEqual(
    shown.map(({ text }, index) => ({ number: index + 1, text: withoutNumber(text).slice(2) })),
  )
  expect(rows.map(({ id }) => id)).toEqual(shown.map(({ id }) => String(id)))
})

test('the order of answers is one of chance, and nothing that people can see tells how it was drawn', async () => {
  const orders = new Set<string>()
  const guesses: boolean[] = []
  for (let tries = 0; tries < 10 && (orders.size < 2 || !guesses.includes(false)); tries += 1) {
    const { room, question } = await blindQuestion()
    for (const [who, text] of three) await send(room, who, question, text)
    await reveal(room)
    const order = (await answerRows(room)).map(({ member }) => member)
    const { id } = await roundIn(room)
    orders.add(order.join())
    guesses.push([...order].sort((a, b) => draw(id, a) - draw(id, b)).join() === order.join())
  }
  expect(orders.size).toBeGreaterThan(1)
  expect(guesses).toContain(false)
})

test('after the reveal an answer can no longer be sent or changed, but withdrawn, and its message says so', async () => {
  const { room, question } = await blindQuestion()
  const form = await openForm(room, 'bo', question)
  for (const [who, text] of three) await send(room, who, question, text)
  await reveal(room)
  const late = await room.as('bo').submit(form.id, { answer: third, atClose: 'named' }, question)
  expect(complaintsOf(late).answer).toContain('so this no longer counts')
  const own = messageOf(await room.as('bo').pressReply(question, `answer:${(await roundIn(room)).id}`))
  expect(own.text).toContain('It can no longer be changed, only withdrawn.')
  expect(buttonOf(own, 'Withdraw')).toBe(`withdraw:${(await roundIn(room)).id}`)
  const others = messageOf(await room.as('eve').pressReply(question, `answer:${(await roundIn(room)).id}`))
  expect(others.text).toContain('so this no longer counts')
  expect(await withdraw(room, 'bo')).toContain('its text is gone from the thread')
  const texts = (await revealed(room)).map(({ text }) => withoutNumber(text))
  expect(texts.filter((text) => text === '(withdrawn by its author)')).toHaveLength(1)
  expect((await everything(room)).join('\n')).not.toContain('Give every retry')
  expect(await withdraw(room, 'bo')).toContain('There is no answer of yours')
})

test('reactions on revealed answers are no votes, and say nothing', async () => {
  const { room, question } = await blindQuestion()
  for (const [who, text] of three) await send(room, who, question, text)
  await reveal(room)
  const [first] = await revealed(room)
  for (const who of ['bo', 'cy', 'di']) expect(await room.as(who).react(first?.id ?? 0)).toBeUndefined()
  await room.pass({ minutes: 10 })
  await room.restart()
  await room.close()
  expect(await inRoom(room, (sql) => sql`select voter from votes`)).toEqual([])
})

test('without an answer nothing is revealed, and the round closes as any other', async () => {
  const { room } = await blindQuestion()
  await reveal(room)
  expect(await room.said()).toHaveLength(1)
  await room.close()
  expect((await room.said()).at(-1)).toBe('**Closed without an answer.**')
})

test('with one or two answers there is nothing to rate, and the thread says so', async () => {
  const { room, question } = await blindQuestion()
  await send(room, 'bo', question, good)
  await send(room, 'cy', question, other)
  await reveal(room)
  const last = (await room.messages()).at(-1)
  expect(last?.text).toContain('With so few there is nothing to rate')
  expect(last?.buttons).toEqual([])
  expect(await revealed(room)).toHaveLength(2)
})

test('/study close ends the answers first and shows them, rated from now on; a second one closes', async () => {
  const { room, question } = await blindQuestion()
  for (const [who, text] of three) await send(room, who, question, text)
  await room.pass({ hours: 1 })
  const first = await room.as('ada').run('/study close')
  expect(first).toContain('They are rated until <time:2026-03-02T11:00:00Z>; `/study close` again closes the round')
  expect(await revealed(room)).toHaveLength(3)
  expect((await room.said()).at(-1)).toContain('until <time:2026-03-02T11:00:00Z>')
  const late = await room.as('eve').submit(`answer:${(await roundIn(room)).id}`, { answer: good }, question)
  expect(complaintsOf(late).answer).toContain('so this no longer counts')
  expect(await room.as('ada').run('/study close')).toContain('Closing the round')
  expect(await roundIn(room)).toMatchObject({ closed_at: expect.anything() })
})

test('/study close closes at once where nobody has answered', async () => {
  const { room } = await blindQuestion()
  expect(await room.as('ada').run('/study close')).toContain('Closing the round')
  expect((await room.said()).at(-1)).toBe('**Closed without an answer.**')
})

test('after downtime over reveal and close, answers are shown first, with the whole time for ratings', async () => {
  const { room, question } = await blindQuestion()
  for (const [who, text] of three) await send(room, who, question, text)
  // as if the bot had been away: nothing was done at the reveal, nor at the close
  await makeEarlier(room, '12 hours')
  const now = room.stage.now()
  await room.stage.settle()
  expect(await revealed(room)).toHaveLength(3)
  const round = await roundIn(room)
  expect(round.closed_at).toBeNull()
  expect(Temporal.Instant.from(round.closes_at ?? '').toString()).toBe(now.add({ hours: 2 }).toString())
})

test('whoever is told at the last moment that their answer is kept is in the reveal', async () => {
  const senders = Array.from({ length: 12 }, (_, index) => `Sender${index}`)
  const { room } = await blindQuestion({ people: ['Ada', ...senders] })
  const { engine, study } = room.studyhall()
  const { id, reveal_at: until } = await roundIn(room)
  const at = Temporal.Instant.from(until ?? '')
  const about = {
    kind: 'submitted' as const,
    workspace: room.workspace,
    place: 'backend-prep',
    form: `answer:${id}`,
    at,
  }
  const sending = senders.map(async (name, index) => {
    const values = { answer: [`${good} It is mine, number ${index}.`], atClose: ['named'] }
    const member = { id: name.toLowerCase(), name }
    return { member: member.id, reply: await engine.handle({ ...about, id: study.newId(), member, values }) }
  })
  const [sent] = await Promise.all([Promise.all(sending), room.stage.moveTo(at)])
  await room.stage.settle()
  const kept = sent.filter(({ reply }) => reply?.kind === 'message').map(({ member }) => member)
  expect((await answerRows(room)).map(({ member }) => member).sort()).toEqual(kept.sort())
  const refused = sent.filter(({ reply }) => reply?.kind === 'form')
  expect(refused.length + kept.length).toBe(12)
})

test('a reveal that breaks in between goes on where it was, and says nothing twice', async () => {
  const lost: string[] = []
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    say: async (...all) => {
      const said = await platform.say(...all)
      const [, , , key] = all
      const isLost = (/^reveal:.*:2$/.test(key) || key.startsWith('rate:')) && !lost.includes(key)
      if (!isLost) return said
      lost.push(key)
      throw new Error('said, and the response was lost')
    },
  })
  const { room, question } = await blindQuestion({ wrap })
  for (const [who, text] of three) await send(room, who, question, text)
  await reveal(room)
  expect((await revealed(room)).map(({ text }) => text.split('\n')[0])).toEqual([
    '**Answer 1**',
    '**Answer 2**',
    '**Answer 3**',
  ])
  expect((await room.said()).filter((text) => text.includes('Answers have ended'))).toHaveLength(1)
  expect(lost).toHaveLength(2)
})

test('a reveal that the platform held up leaves half an hour for ratings', async () => {
  const state: { room?: StoryRoom } = {}
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    say: async (...all) => {
      // as if the platform had taken 115 of the 120 minutes for it
      if (/^reveal:.*:1$/.test(all[3]) && state.room !== undefined) await makeEarlier(state.room, '115 minutes')
      return platform.say(...all)
    },
  })
  const { room, question } = await blindQuestion({ wrap })
  for (const [who, text] of three) await send(room, who, question, text)
  state.room = room
  await reveal(room)
  const until = room.stage.now().add({ minutes: 30 })
  expect(Temporal.Instant.from((await roundIn(room)).closes_at ?? '').toString()).toBe(until.toString())
  expect((await room.said()).at(-1)).toContain(`until <time:${until}>`)
})

test('where the platform refuses to show the answers, the round closes all the same', async () => {
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    say: async (...all) =>
      all[3].startsWith('reveal:') ? { refused: 'gone', detail: 'no such thread' } : platform.say(...all),
  })
  const { room, question } = await blindQuestion({ wrap })
  for (const [who, text] of three) await send(room, who, question, text)
  await reveal(room)
  expect(await roundIn(room)).toMatchObject({ reveal_at: null, revealed_at: null, closed_at: null })
  await room.close()
  expect(await roundIn(room)).toMatchObject({ closed_at: expect.anything() })
  expect(await inRoom(room, (sql) => sql`select member from answers`)).toHaveLength(3)
})
