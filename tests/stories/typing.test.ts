import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import { interactions } from '../../core/db/schema.ts'
import type { Choice } from '../../core/platform.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { filledIn, formOf } from '../support/replies.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { openBank, recordingLog } from '../support/world.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

interface Typed {
  readonly who?: string
  readonly admin?: boolean
  readonly words: string
  readonly option: string
  readonly typed: string
}

/** What is suggested to someone who is typing. */
async function suggested(room: StoryRoom, { who = 'ada', admin = who === 'ada', ...rest }: Typed): Promise<Choice[]> {
  const { workspace } = room
  const member = { id: who, name: who, admin }
  const event = { workspace, place: channel, member, options: {}, at: room.stage.now(), ...rest }
  const reply = await room.studyhall().engine.handle({ kind: 'typing', ...event })
  if (reply?.kind !== 'choices') throw new Error(`choices should come, not ${reply?.kind}`)
  return [...reply.choices]
}

test('the topics of earlier questions here are suggested, with how many each has', async () => {
  const room = await openStoryRoom()
  const browsing = { who: 'bo', words: 'question browse', option: 'topic' }
  expect(await suggested(room, { ...browsing, typed: '' })).toEqual([])
  for (let day = 1; day <= 4; day += 1) {
    await room.as('ada').reply(await room.nextQuestion(), `${answer} Day ${day}.`)
    await room.close()
  }
  const titles = (await room.messages()).flatMap(({ title }) => title?.split(':')[0] ?? [])
  const counts = Map.groupBy(titles, (title) => title)
  const all = await suggested(room, { ...browsing, typed: '' })
  expect(all.map(({ label }) => label)).toEqual(
    [...counts].map(([title, { length }]) => `${title} (${length})`).sort((a, b) => a.localeCompare(b)),
  )
  const [first] = all
  const found = await suggested(room, { ...browsing, typed: first?.label.slice(0, 5).toUpperCase() ?? '' })
  expect(found).toContainEqual(first)
  expect(await suggested(room, { ...browsing, typed: 'knitting' })).toEqual([])
  expect(await room.as('bo').run(`/question browse ${first?.value}`)).toContain('Earlier questions here')
})

test('questions are suggested by any words of what they are about, and one can be pinned by its title', async () => {
  const room = await openStoryRoom()
  const pinning = { words: 'question pin', option: 'question' }
  const all = await suggested(room, { ...pinning, typed: '' })
  expect(all).toHaveLength(25)
  expect(all.every(({ label, value }) => label.length <= 100 && openBank.questions.has(value))).toBe(true)
  const wanted = [...openBank.questions.values()].at(-1)
  const words = wanted?.tests.split(' ').toReversed().join(' ').toLowerCase() ?? ''
  expect((await suggested(room, { ...pinning, typed: words })).map(({ value }) => value)).toContain(wanted?.id)
  const [byId] = await suggested(room, { ...pinning, typed: wanted?.id ?? '' })
  expect(byId?.value).toBe(wanted?.id)
  await room.as('ada').run(`/question pin "${wanted?.tests.toUpperCase()}" 2026-03-04`)
  expect(await room.as('ada').run('/question next')).toContain(`\`${wanted?.id}\` 📌 pinned`)
})

test('cities are suggested, and the one that is chosen stands in the set-up', async () => {
  const room = await openStoryRoom()
  const planning = { words: 'study schedule', option: 'city' }
  expect(await suggested(room, { ...planning, typed: 'münch' })).toEqual([
    { value: 'München', label: 'München (Europe/Berlin)' },
  ])
  expect(await suggested(room, { ...planning, typed: 'muni' })).toEqual([
    { value: 'Munich', label: 'Munich (Europe/Berlin)' },
  ])
  expect((await suggested(room, { ...planning, typed: 'sao paulo' }))[0]).toEqual({
    value: 'Sao Paulo',
    label: 'Sao Paulo (America/Sao_Paulo)',
  })
  expect(await suggested(room, { ...planning, typed: '' })).toHaveLength(25)
  const form = formOf(await room.as('ada').runReply('/study schedule Munich'))
  expect(filledIn(form)).toEqual({ channel, time: '09:00', city: 'Munich', voting: ['open'] })
})

test('who may not use a command gets no suggestions for it, until they are named', async () => {
  const room = await openStoryRoom()
  const asBo = { who: 'bo', words: 'question pin', option: 'question', typed: '' }
  expect(await suggested(room, asBo)).toEqual([])
  await room.as('ada').run('/study admins add bo')
  expect(await suggested(room, asBo)).toHaveLength(25)
})

test('what is no command, or no option that suggests, gets none', async () => {
  const room = await openStoryRoom()
  expect(await suggested(room, { words: 'study knit', option: 'topic', typed: '' })).toEqual([])
  expect(await suggested(room, { words: 'question pin', option: 'date', typed: '' })).toEqual([])
  expect(await suggested(room, { words: 'question pin', option: 'toString', typed: '' })).toEqual([])
})

test('where suggesting breaks, none come and the log says why; typing is no interaction', async () => {
  const log = recordingLog()
  const questions = new Map(openBank.questions)
  questions.values = () => {
    throw new Error('out of order')
  }
  const bank: Bank = { ...openBank, questions }
  const room = await openStoryRoom({ log, bank })
  expect(await suggested(room, { words: 'question pin', option: 'question', typed: 'a' })).toEqual([])
  expect(log.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', says: 'what someone types cannot be completed' }),
  )
  const rows = await inWorkspace(room.studyhall().study.database, room.workspace, (tx) =>
    tx.select().from(interactions),
  )
  expect(rows).toEqual([])
})

test('a long title is cut to what fits a choice', async () => {
  const [first] = [...openBank.questions.values()]
  if (first === undefined) throw new Error('the bank is empty')
  const long = { ...first, tests: `${'very '.repeat(30)}long` }
  const room = await openStoryRoom({ bank: { ...openBank, questions: new Map([[long.id, long]]) } })
  const [only] = await suggested(room, { words: 'question pin', option: 'question', typed: 'very' })
  expect(only?.label).toMatch(/^very .*…$/)
  expect(only?.label.length).toBeLessThanOrEqual(100)
})

test('platforms are told which options suggest', async () => {
  const room = await openStoryRoom()
  const suggesting = room
    .studyhall()
    .engine.commands.flatMap(({ word, options = [], subwords = [] }) =>
      [{ word: '', options }, ...subwords].flatMap((sub) =>
        (sub.options ?? []).flatMap(({ name, suggests }) => (suggests ? [`${word} ${sub.word} ${name}`] : [])),
      ),
    )
  expect(suggesting.sort()).toEqual([
    'leaderboard  topic',
    'question browse topic',
    'question export pack',
    'question pin question',
    'quiz live topic',
    'quiz start topic',
    'study insights topic',
    'study path guide',
    'study post question',
    'study schedule city',
    'study track company',
    'team assign team',
    'team join name',
    'team remove name',
  ])
  expect(() => structuredClone(room.studyhall().engine.commands)).not.toThrow()
})
