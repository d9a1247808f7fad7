import { expect, test } from 'vitest'
import type { Ability } from '../../core/platform.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { ownBank, recordingLog } from '../support/world.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

test('an admin asks a question out of turn and closes it', async () => {
  const room = await openStoryRoom()
  expect(await room.as('ada').run('/study post')).toBe('Here comes a question.')
  const question = (await room.messages()).find(({ title }) => title !== null)?.id ?? 0
  await room.as('bo').reply(question, answer)
  expect(await room.as('ada').run('/study post')).toContain('already open')
  expect(await room.as('ada').run('/study close')).toContain('The results follow')
  expect((await room.said()).at(-1)).toContain('1 answer')
  expect(await room.as('ada').run('/study close')).toContain('No question is open')
})

test('others may not, and are told so plainly', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/study post')).toBe('Only people who manage this workspace can do that.')
  expect(await room.as('bo').run('/study close')).toBe('Only people who manage this workspace can do that.')
  expect((await room.messages()).filter(({ title }) => title !== null)).toEqual([])
})

test('a wrong option gets the right ones named', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/leaderboard month')).toContain(
    'Choose one of: today, week, season, all, yesterday, last-week.',
  )
  expect(await room.as('bo').run('/leaderboard week please')).toContain('“please”')
  expect(await room.as('ada').run('/study marks on please')).toContain('takes shown and no more')
  expect(await room.as('bo').run('/study status now')).toContain('takes no options')
  expect(await room.as('bo').run('/studdy')).toContain('`/study help`')
})

test('the bare word shows what there is', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/study')).toBe(await room.as('bo').run('/study help'))
  expect(await room.as('bo').run('/study')).toContain('vote with 👍')
})

test('what was typed wrongly is repeated without its markup', async () => {
  const room = await openStoryRoom()
  const reply = await room.as('bo').run('/leaderboard `<role:1>`@everyone')
  expect(reply).not.toMatch(/[<>@]/)
})

test('each command also answers behind /study', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/study leaderboard today')).toContain('Today in this channel')
})

test('help shows a member what a member can do, and an admin the rest', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/study help')).not.toContain('/study post')
  expect(await room.as('ada').run('/study help')).toContain('/study post')
})

test("a member's help is short, and all of it a word away", async () => {
  const room = await openStoryRoom()
  const short = (await room.as('bo').run('/study help')) ?? ''
  expect(short.match(/^- /gm)?.length).toBeLessThanOrEqual(5)
  expect(short).toContain('More: `/study help all`')
  const all = (await room.as('bo').run('/study help all')) ?? ''
  expect(all.match(/^- /gm)?.length).toBeGreaterThan(5)
  expect(all).not.toContain('/study post')
  expect(await room.as('ada').run('/study help')).not.toContain('More:')
})

test.each<[Ability, string, string]>([
  ['thread-end', '/study threads', 'I cannot close threads'],
  ['bans', '/study banned', 'does not tell me who was banned'],
])('where the platform lacks %s, %s does nothing, says so, and is not in help', async (ability, command, why) => {
  const lacking = await openStoryRoom({ wrap: (platform) => ({ ...platform, lacks: [ability] }) })
  const ada = lacking.as('ada')
  expect(await ada.run(command)).toMatch(new RegExp(`^That does nothing here: .*${why}`))
  expect(await ada.run('/study help')).not.toContain(command)
  expect(await lacking.as('bo').run(command)).toBe('Only people who manage this workspace can do that.')
  const able = await openStoryRoom({ wrap: (platform) => ({ ...platform, lacks: [] }) })
  expect(await able.as('ada').run(command)).not.toContain('does nothing')
  expect(await able.as('ada').run('/study help')).toContain(command)
})

test('a setting that does nothing on a platform stays as it was', async () => {
  const lacks: Ability[] = []
  const room = await openStoryRoom({ wrap: (platform) => ({ ...platform, lacks }) })
  lacks.push('thread-end')
  await room.as('ada').run('/study threads locked')
  lacks.pop()
  expect(await room.as('ada').run('/study threads')).toContain('stay open')
})

test('threads stay open and bans are not told of in the room, so neither is offered there', async () => {
  const room = await openStoryRoom()
  expect(await room.as('ada').run('/study threads')).toContain('does nothing here')
  expect(await room.as('ada').run('/study banned')).toContain('does nothing here')
})

test('help shows all that can be chosen', async () => {
  const room = await openStoryRoom()
  const help = await room.as('ada').run('/study help')
  expect(help).toContain('`/leaderboard [window] [of] [topic]`')
  expect(help).toContain('`/study admins [list | add | remove] [who]`')
  expect(help).toContain('`/study marks <on | off>`')
  expect(help).toContain('`/question pin <question> <date>`')
})

test('status tells what is open and when the next question comes', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/study status')).toContain('No question is open here.')
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  const status = await room.as('bo').run('/study status')
  expect(status).toContain('1 answer so far')
  expect(status).toContain('The next question comes <time:2026-03-03T08:00:00Z>')
})

test('the leaderboard button answers the one who presses it', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  await room.close()
  const results = (await room.messages()).findLast(({ buttons }) => buttons.length > 0)
  const button = results?.buttons.find(({ label }) => label === 'Leaderboard')
  expect(await room.as('cy').press(results?.id ?? 0, button?.id ?? '')).toContain('Bo · 10 points')
})

test('a forged button is answered kindly and does nothing', async () => {
  const room = await openStoryRoom()
  const { engine } = room.studyhall()
  for (const button of ['board:nobody', 'board:00000000-0000-7000-8000-000000000000', 'rm -rf', '', 'toString:x']) {
    const reply = await engine.handle({
      kind: 'pressed',
      id: `press ${button}`,
      workspace: room.workspace,
      place: 'backend-prep',
      message: '1',
      member: { id: 'bo', name: 'Bo' },
      button,
      at: room.stage.now(),
    })
    expect(reply).toMatchObject({
      seen: 'private',
      message: { text: expect.stringContaining('no longer does anything') },
    })
  }
})

test('a command that is delivered twice is carried out once, with the same reply', async () => {
  const room = await openStoryRoom()
  const { engine } = room.studyhall()
  const command = {
    kind: 'command' as const,
    id: 'interaction-1',
    workspace: room.workspace,
    place: 'backend-prep',
    member: { id: 'ada', name: 'Ada', admin: true },
    words: 'study post',
    at: room.stage.now(),
  }
  const replies = await Promise.all([engine.handle(command), engine.handle(command), engine.handle(command)])
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1)
  await room.stage.settle()
  expect((await room.messages()).filter(({ title }) => title !== null)).toHaveLength(1)
})

test('what breaks on our side is said in a sentence, with a reference that the log explains', async () => {
  const log = recordingLog()
  let broken = false
  const bank = {
    ...ownBank,
    get questions() {
      if (broken) throw new Error('the bank has burnt down')
      return ownBank.questions
    },
  }
  const room = await openStoryRoom({ bank, log })
  broken = true
  const reply = (await room.as('ada').run('/study post')) ?? ''
  const reference = /That broke on our side \(ref (\w{4})\)\. Nothing was changed/.exec(reply)?.[1]
  expect(reply).not.toContain('burnt')
  const line = log.lines.find(({ about }) => 'ref' in about && about.ref === reference)
  expect(line).toMatchObject({ level: 'error', about: { err: { message: 'the bank has burnt down' } } })
  broken = false
  expect(await room.as('ada').run('/study post')).toBe('Here comes a question.')
})
