import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import { rebuildScores } from '../../core/rounds/ballot-close.ts'
import { exportOf } from '../../core/workspaces/export.ts'
import { messageOf } from '../support/replies.ts'
import {
  eraseAll,
  inRoom,
  latestRound,
  numbersOf,
  openBallot,
  openBlindRoom,
  rateBallot,
  reveal,
  scoresOf,
  send,
} from '../support/story-ballots.ts'
import type { StoryRoom } from '../support/story-room.ts'

const people = ['Ada', 'Bo', 'Cy', 'Di', 'Eve', 'Fay']
const everyone = people.map((name) => name.toLowerCase())
const answerOf = (who: string) => `This is what ${who.toUpperCase()} would say about it at length.`
const merit: Readonly<Record<string, number>> = { bo: 5, cy: 4, di: 3, eve: 2, fay: 1 }
const byMerit = (author: string) => merit[author] ?? 3

test('I rate one answer at a time, each with its text, by five worded buttons, and see in the end what I gave', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  const ballot = await openBallot(room, 'bo')
  expect(ballot.message.text).toMatch(/^\*\*Answer \d of the round\*\* · 1 of 4\n\n> This is what/)
  expect(ballot.message.buttons?.map(({ label }) => label)).toEqual([
    '1 wrong or misleading',
    '2 thin',
    '3 would pass',
    '4 strong',
    '5 I would steal this',
  ])
  for (const [given, place] of [
    [4, 2],
    [2, 3],
    [5, 4],
  ] as const)
    expect((await ballot.press(`${given} `)).text).toContain(`· ${place} of 4`)
  const full = await ballot.press('1 ')
  expect(full.text).toContain('You have rated all answers on your ballot')
  expect(full.text.match(/- Answer \d: .*/g)?.map((line) => line.slice(12))).toEqual([
    '4 strong',
    '2 thin',
    '5 I would steal this',
    '1 wrong or misleading',
  ])
  expect((await ballot.press('Change answer')).text).toContain('You gave it 4 strong')
  expect((await ballot.press('3 ')).text).toContain('3 would pass')
  expect((await ratingsIn(room)).map(({ rating }) => rating).sort()).toEqual([1, 2, 3, 5])
})

test('my own answer is never on my ballot, and a forged press of it is refused', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  for (const who of everyone) expect(await rateBallot(room, who, () => 3)).not.toContain(who)
  const own = (await numbersOf(room)).get('bo')
  const refused = await press(room, 'bo', `rate-5:${await latestRound(room)}/${own}`)
  expect(refused).toContain("You can't rate your own answer.")
  expect((await ratingsIn(room)).filter(({ voter, author }) => voter === author)).toEqual([])
})

test('no button and no text of a ballot tells who wrote what', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  const ballot = await openBallot(room, 'ada')
  for (let shown = ballot.message; ; shown = await ballot.press('3 ')) {
    const said = JSON.stringify(shown).replace(/This is what \w+ would/, '')
    for (const who of everyone) expect(said).not.toMatch(new RegExp(`\\b${who}\\b`, 'i'))
    for (const { id } of shown.buttons ?? []) expect(id.length).toBeLessThanOrEqual(100)
    if (shown.text.includes('You have rated all')) break
  }
})

test('the least rated answers come first, so that all are rated about as often', async () => {
  const authors = ['bo', 'cy', 'di', 'eve', 'fay', 'gus', 'hal']
  const room = await revealedRound(authors, ['Ada', ...authors.map((who) => who[0]?.toUpperCase() + who.slice(1))])
  for (const who of authors) expect(await rateBallot(room, who, () => 3)).toHaveLength(4)
  const counts = Map.groupBy(await ratingsIn(room), ({ author }) => author)
  for (const all of counts.values()) expect(Math.abs(all.length - 4)).toBeLessThanOrEqual(1)
})

test('pressed again, also on another device or twice at once, it is the same ballot with one row an answer', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  const [first, second] = await Promise.all([openBallot(room, 'bo'), openBallot(room, 'bo')])
  expect(first.message.text).toBe(second.message.text)
  const number = /Answer (\d)/.exec(first.message.text)?.[1]
  const button = `rate-4:${await latestRound(room)}/${number}`
  await Promise.all([press(room, 'bo', button), press(room, 'bo', button)])
  expect((await second.press('2 ')).text).toContain('2 of 4')
  expect((await openBallot(room, 'bo')).message.text).toContain('2 of 4')
  const rows = await ratingsIn(room, 'all')
  expect(rows).toHaveLength(4)
  expect(rows.map(({ position }) => position).sort()).toEqual([1, 2, 3, 4])
  expect(rows.filter(({ rating }) => rating !== null).map(({ rating }) => rating)).toEqual([2])
})

test('an answer that is withdrawn drops out of ballots, and one that was left takes its place', async () => {
  const authors = ['bo', 'cy', 'di', 'eve', 'fay', 'gus']
  const room = await revealedRound(authors, ['Ada', 'Bo', 'Cy', 'Di', 'Eve', 'Fay', 'Gus'])
  await rateBallot(room, 'bo', byMerit)
  const before = (await ratingsIn(room)).map(({ author }) => author)
  const [gone = ''] = before
  await press(room, gone, `withdraw:${await latestRound(room)}`)
  const ballot = await openBallot(room, 'bo')
  expect(ballot.message.text).toMatch(/· \d of 4/)
  await ballot.press('3 ')
  const after = (await ratingsIn(room)).map(({ author }) => author)
  expect(after).toHaveLength(5)
  expect(after.filter((author) => !before.includes(author))).toHaveLength(1)
  await room.close()
  const counted = await inRoom(room, (sql) => sql`select author from ballots where weight is not null`)
  expect(counted.map(({ author }) => author)).not.toContain(gone)
  expect(counted).toHaveLength(4)
  expect(await pointsFor(room, 'ballot')).toEqual({ bo: 4 })
})

test('a rating of an answer that is taken out meanwhile is not kept, and the ballot goes on', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve'])
  const ballot = await openBallot(room, 'bo')
  const number = Number(/Answer (\d)/.exec(ballot.message.text)?.[1])
  const [author = ''] = [...(await numbersOf(room))].find(([, one]) => one === number) ?? []
  await press(room, author, `withdraw:${await latestRound(room)}`)
  expect((await ballot.press('5 ')).text).toMatch(/^That answer was taken out of the round\.\n\n\*\*Answer \d/)
  expect(await ratingsIn(room)).toEqual([])
})

test('nothing of a ballot is told before the close, and afterwards it is too late', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  await rateBallot(room, 'bo', () => 5)
  expect((await room.said()).join('\n')).not.toContain('rating')
  const late = await openBallot(room, 'cy')
  await room.close()
  expect((await late.press('1 ')).text).toContain('This round is closed, so ratings no longer change')
  expect((await openBallot(room, 'di')).message.text).toContain('This round is closed')
  expect(await ratingsIn(room)).toHaveLength(4)
})

test('who is excluded rates nothing, and what they had rated does not count', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  for (const who of everyone) await rateBallot(room, who, byMerit)
  await room.as('ada').run('/study exclude fay')
  expect((await openBallot(room, 'fay')).message.text).toContain('has excluded you')
  expect((await openBallot(room, 'fay')).message.text).toContain('Your ratings do not count here')
  await room.close()
  const scores = await scoresOf(room, await latestRound(room))
  expect(scores.map(({ member }) => member)).toEqual(['bo', 'cy', 'di', 'eve'])
  expect(await inRoom(room, (sql) => sql`select from ballots where weight is not null and voter = 'fay'`)).toHaveLength(
    0,
  )
  expect(Object.keys(await pointsFor(room, 'ballot')).sort()).toEqual(['ada', 'bo', 'cy', 'di', 'eve'])
})

test('forged presses do nothing', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  const round = await latestRound(room)
  for (const button of ['ballot:x', 'rate-5:x/1', `rate-5:${round}`, `rate-5:${round}/0`, `rerate:${round}/1e3`])
    expect(await press(room, 'bo', button)).toContain('no longer does anything')
  expect(await press(room, 'bo', `rate-9:${round}/1`)).toContain('no longer does anything')
  expect(await press(room, 'bo', `rate-5:${round}/77`)).toContain('taken out of the round')
  const [[, first] = ['', 1]] = [...(await numbersOf(room))].filter(([author]) => author !== 'cy')
  await inRoom(room, (sql) => sql`delete from ballots`)
  expect(await press(room, 'cy', `rerate:${round}/${first}`)).toContain('of 4')
  expect(await ratingsIn(room)).toEqual([])
})

test('the results tell scores with how sure they are, names, the top answer and the reference', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'], people, { eve: 'nameless' })
  for (const who of everyone) await rateBallot(room, who, byMerit)
  await room.close()
  const results = await resultsIn(room)
  expect(results).toContain('5 answers, 24 ratings.')
  const numbers = await numbersOf(room)
  expect(results).toContain(`**Top answer**: Answer ${numbers.get('bo')} by Bo.`)
  expect(results).toMatch(/\*\*1\. Bo\*\* · answer \d · \d\.\d ± \d\.\d \(\d ratings\)\n\n> This is what BO/)
  expect(results).toMatch(/- 4\\\. Without a name · answer \d · \d\.\d ± \d\.\d \(\d ratings\)/)
  expect(results).toContain('Scores go from 1 to 5')
  expect(results).toContain('**Reference answer**')
  expect(results).not.toContain('Eve')
  const beside = await press(room, 'bo', `beside:${await latestRound(room)}`)
  expect(beside).toMatch(/\*\*Your answer\*\* · \d\.\d ± \d\.\d \(\d ratings\) · place 1 of 5 · \d+ points/)
})

test('earlier questions show the best answer with its score, and without a name where its author wants none', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'], people, { bo: 'nameless' })
  for (const who of everyone) await rateBallot(room, who, byMerit)
  await room.close()
  const past = await room.as('cy').run('/question browse')
  expect(past).toMatch(/Without a name · \d\.\d ± \d\.\d \(\d ratings\)\n\n> This is what BO/)
  await room.nextQuestion()
  await send(room, 'cy', answerOf('cy'))
  await reveal(room)
  await room.close()
  expect(await room.as('cy').run('/question browse')).toContain('Cy · too few ratings for a rank')
})

test('answers that are about as good are too close to call', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  for (const who of everyone) await rateBallot(room, who, () => 4)
  await room.close()
  expect(await resultsIn(room)).toContain('**Too close to call**')
})

test('with two answers, or three voters, nothing is ranked', async () => {
  const few = await revealedRound(['bo', 'cy'])
  expect((await few.said()).at(-1)).toContain('nothing to rate')
  await few.close()
  expect(await resultsIn(few)).toMatch(/too few answers or ratings to rank them\.\n\n\*\*Answer 1 by (Bo|Cy)\*\*\n\n> /)
  const quiet = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  for (const who of ['bo', 'cy', 'di']) await rateBallot(quiet, who, byMerit)
  await quiet.close()
  const results = await resultsIn(quiet)
  expect(results).toContain('too few answers or ratings to rank them')
  expect(results).not.toMatch(/\d ± \d/)
  expect(results).toContain('**Reference answer**')
})

test('points: 10 an answer, up to 10 more for its quality, 4 for a full ballot; taken back with the answer', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  for (const who of ['ada', 'bo', 'cy', 'di', 'eve']) await rateBallot(room, who, byMerit)
  await (await openBallot(room, 'fay')).press('3 ')
  await room.close()
  expect(await pointsFor(room, 'answer')).toEqual({ bo: 10, cy: 10, di: 10, eve: 10, fay: 10 })
  expect(await pointsFor(room, 'ballot')).toEqual({ ada: 4, bo: 4, cy: 4, di: 4, eve: 4 })
  const bonus = await pointsFor(room, 'quality')
  expect(bonus.bo).toBeGreaterThan(bonus.eve ?? 0)
  expect(bonus.bo).toBeLessThanOrEqual(10)
  const topics = await inRoom(room, (sql) => sql`select distinct topic from score_entries`)
  expect(topics).toEqual([{ topic: expect.stringMatching(/^[a-z-]+$/) }])
  const shown = (await room.messages()).find(({ text }) => text.startsWith('**Answer') && text.includes('BO'))
  await room.as('ada').press(shown?.id ?? 0, 'remove-answer')
  expect((await room.points()).Bo).toBe(4)
  const results = await resultsIn(room)
  expect(results).not.toContain('This is what BO')
  expect(results).toContain('**1. Cy**')
  expect(results).not.toMatch(/Top answer.*Bo/)
})

test('a rebuild from the raw ballots gives what is stored, also after a voter and an author have left', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  for (const who of everyone) await rateBallot(room, who, byMerit)
  await room.close()
  const round = await latestRound(room)
  const before = await scoresOf(room, round)
  await inRoom(room, (sql) => sql`update answers set score = 0, place = 9, best = 0, ratings = 0, score_error = 0`)
  await rebuild(room, round)
  expect(await scoresOf(room, round)).toEqual(before)
  await eraseAll(room, 'ada')
  await eraseAll(room, 'di')
  await rebuild(room, round)
  expect(await scoresOf(room, round)).toEqual(before.filter(({ member }) => member !== 'di').map(anyLine))
})

test('what I gave is in my export, without whose answers they were, and goes with me', async () => {
  const room = await revealedRound(['bo', 'cy', 'di', 'eve', 'fay'])
  await rateBallot(room, 'bo', byMerit)
  const exported = await exportFor(room, 'bo')
  expect(exported.ballots).toHaveLength(4)
  expect(JSON.stringify(exported.ballots)).not.toMatch(/author|"cy"|"di"|"eve"|"fay"/)
  await eraseAll(room, 'bo')
  expect(await ratingsIn(room, 'all')).toEqual([])
})

test('the order in which ratings arrive never changes a score', async () => {
  const authors = ['bo', 'cy', 'di', 'eve', 'fay']
  const outcomes: unknown[] = []
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (dice) => {
      const room = await revealedRound(authors)
      for (const who of authors) await openBallot(room, who)
      const numbers = await numbersOf(room)
      const round = await latestRound(room)
      const presses = authors.flatMap((voter) =>
        authors
          .filter((author) => author !== voter)
          .flatMap((author) => [
            { voter, author, rating: byMerit(voter), second: 1 },
            { voter, author, rating: byMerit(author), second: 2 },
          ]),
      )
      const shuffled = presses
        .map((one) => ({ one, draw: dice.next().value }))
        .sort((a, b) => a.draw - b.draw)
        .map(({ one }) => one)
      const start = room.stage.now()
      for (const { voter, author, rating, second } of shuffled)
        await press(room, voter, `rate-${rating}:${round}/${numbers.get(author)}`, start.add({ seconds: second }))
      await room.close()
      outcomes.push((await scoresOf(room, round)).map(anyLine))
    }),
    { numRuns: 3 },
  )
  expect(outcomes).toHaveLength(3)
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
})

/** Lines of equals follow the numbers, which are drawn. */
function anyLine<T extends { readonly line: number }>(score: T) {
  return { ...score, line: expect.any(Number) }
}

async function revealedRound(
  authors: readonly string[],
  who: readonly string[] = people,
  atClose: Readonly<Record<string, string>> = {},
): Promise<StoryRoom> {
  const room = await openBlindRoom({ people: who })
  await room.nextQuestion()
  for (const author of authors)
    expect(await send(room, author, answerOf(author), atClose[author])).toContain('Your answer is kept')
  await reveal(room)
  return room
}

async function press(room: StoryRoom, who: string, button: string, at = room.stage.now()): Promise<string> {
  const { engine, study } = room.studyhall()
  const name = (who[0]?.toUpperCase() ?? '') + who.slice(1)
  const member = { id: who, name, admin: who === 'ada' }
  const { workspace } = room
  const event = {
    kind: 'pressed',
    id: study.newId(),
    workspace,
    place: 'backend-prep',
    message: '1',
    member,
    at,
  } as const
  const reply = await engine.handle({ ...event, button })
  await room.stage.settle()
  return messageOf(reply).text
}

async function ratingsIn(room: StoryRoom, which: 'given' | 'all' = 'given') {
  return inRoom(
    room,
    (sql) => sql<{ voter: string; author: string; position: number; rating: number | null }[]>`
      select voter, author, position, rating from ballots
      where ${which === 'all'} or rating is not null order by voter, position`,
  )
}

async function pointsFor(room: StoryRoom, reason: string): Promise<Record<string, number>> {
  const rows = await inRoom(
    room,
    (sql) => sql`select member, points from score_entries where occasion like ${`%:${reason}`} order by member`,
  )
  return Object.fromEntries(rows.map(({ member, points }) => [member, points]))
}

async function resultsIn(room: StoryRoom): Promise<string> {
  return (await room.messages()).findLast(({ text }) => text.startsWith('### Results'))?.text ?? ''
}

async function rebuild(room: StoryRoom, round: string): Promise<void> {
  await inWorkspace(room.studyhall().study.database, room.workspace, (tx) => rebuildScores(tx, room.workspace, round))
}

async function exportFor(room: StoryRoom, who: string) {
  const text = await inWorkspace(room.studyhall().study.database, room.workspace, (tx) =>
    exportOf(tx, room.workspace, who),
  )
  return JSON.parse(text)
}
