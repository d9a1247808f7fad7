import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import { rebuildScores } from '../../core/rounds/ballot-close.ts'
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

/**
 * Monday to Friday, eight people: Cy and Di collude, Eve stays without a name, Fay leaves on Wednesday while her answer
 * is being rated, Gus would like to rate himself; Ada, Bo and Hal only rate, and Hal answers in Fay's place.
 */

const people = ['Ada', 'Bo', 'Cy', 'Di', 'Eve', 'Fay', 'Gus', 'Hal']
const everyone = people.map((name) => name.toLowerCase())
const merit: Readonly<Record<string, number>> = { cy: 2, di: 2, eve: 4, fay: 3, gus: 3, hal: 4 }
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
const answerOf = (who: string, day: string) => `On ${day} this is the answer number ${everyone.indexOf(who)} of us.`

test('a whole blind week: one leaves, one votes for himself, two collude, one opts out', async () => {
  const room = await openBlindRoom({ people })
  const rounds: string[] = []
  const tellings: (string | undefined)[] = []
  for (const day of days) {
    rounds.push(await studyDay(room, day))
    tellings.push(await room.as('ada').run('/study status'))
  }

  // the pair weighs nothing from the fourth day on, and nobody else ever does
  expect(await weightsOf(room, rounds)).toEqual([
    [0.25, 0.25],
    [0.25, 0.25],
    [0.25, 0.25],
    [0, 0],
    [0, 0],
  ])
  const others = await inRoom(
    room,
    (sql) => sql`select from ballots where weight = 0 and (voter, author) not in (('cy', 'di'), ('di', 'cy'))`,
  )
  expect(others).toHaveLength(0)
  expect(tellings.map((told) => told?.includes('weigh nothing'))).toEqual([false, false, true, true, true])
  expect(tellings.at(-1)).toContain(
    "Ratings of Di's answers by Cy weigh nothing: they lie far above what others give (5 rounds).",
  )
  expect(tellings.at(-1)).toContain("Ratings of Cy's answers by Di weigh nothing")
  expect(await room.as('bo').run('/study status')).not.toContain('weigh nothing')
  expect((await room.messages('bo')).map(({ text }) => text).join('\n')).not.toContain('weigh nothing')

  // public words: all week Eve has no name beside an answer, and Fay has none from the day she left
  const said = await room.said()
  const results = said.filter((text) => text.startsWith('### Results')).join('\n')
  expect(results).not.toContain('Eve')
  expect(results).toMatch(/Without a name\*\* · answer \d · \d\.\d ± \d\.\d/)
  expect(said.join('\n')).not.toContain('Fay')
  expect(said.join('\n')).not.toContain('weigh nothing')

  // friendship gains nothing: on the last days both stand behind everyone else
  const last = await scoresOf(room, rounds.at(-1) ?? '')
  const behind = last.toSorted((a, b) => b.score - a.score).map(({ member }) => member)
  expect(behind.slice(-2).sort()).toEqual(['cy', 'di'])

  // without Fay's, the lines of the first days have a gap that a rebuild closes
  const before = await Promise.all(rounds.map((round) => scoresOf(room, round)))
  await inRoom(room, (sql) => sql`update answers set score = 0, place = 0, best = 0, ratings = 0, score_error = 0`)
  for (const round of rounds)
    await inWorkspace(room.studyhall().study.database, room.workspace, (tx) => rebuildScores(tx, room.workspace, round))
  const after = await Promise.all(rounds.map((round) => scoresOf(room, round)))
  expect(after).toEqual(before.map((round) => round.map((one) => ({ ...one, line: expect.any(Number) }))))
})

/** A question from its asking to its close; gives its round. */
async function studyDay(room: StoryRoom, day: (typeof days)[number]): Promise<string> {
  await room.nextQuestion()
  const round = await latestRound(room)
  const hasLeft = days.indexOf(day) > days.indexOf('wednesday')
  for (const who of ['cy', 'di', 'eve', 'gus', hasLeft ? 'hal' : 'fay'])
    await send(room, who, answerOf(who, day), who === 'eve' ? 'nameless' : 'named')
  await reveal(room)
  const own = (await numbersOf(room)).get('gus') ?? 0
  const ballot = await openBallot(room, 'gus')
  expect(ballot.message.text).not.toContain(answerOf('gus', day))
  expect(await pressed(room, 'gus', `rate-5:${round}/${own}`)).toContain("can't rate your own")
  const voters = everyone.filter((who) => !(hasLeft && who === 'fay'))
  for (const who of voters) await rateBallot(room, who, ratingBy(who))
  if (day === 'wednesday') await eraseAll(room, 'fay')
  const before = (await room.said()).filter((text) => text.startsWith('### Results')).length
  expect(before).toBe(days.indexOf(day))
  await room.close()
  return round
}

/** What the ratings of the two weighed, round by round. */
async function weightsOf(room: StoryRoom, rounds: readonly string[]): Promise<number[][]> {
  const rows = await inRoom(
    room,
    (sql) => sql`
      select round, weight from ballots where (voter, author) in (('cy', 'di'), ('di', 'cy')) order by voter`,
  )
  return rounds.map((round) => rows.filter((row) => row.round === round).map(({ weight }) => weight))
}

function ratingBy(voter: string): (author: string) => number {
  const friend = { cy: 'di', di: 'cy' }[voter]
  if (friend !== undefined) return (author) => (author === friend ? 5 : 1)
  const offset = voter === 'bo' ? 1 : 0
  return (author) => Math.min(5, (merit[author] ?? 3) + offset)
}

async function pressed(room: StoryRoom, who: string, button: string): Promise<string> {
  const { engine, study } = room.studyhall()
  const { workspace } = room
  const reply = await engine.handle({
    kind: 'pressed',
    id: study.newId(),
    workspace,
    place: 'backend-prep',
    message: '1',
    button,
    member: { id: who, name: 'Gus' },
    at: room.stage.now(),
  })
  return JSON.stringify(reply)
}
