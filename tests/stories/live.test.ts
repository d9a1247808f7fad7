import { expect, test } from 'vitest'
import type { ChatPlatform } from '../../core/platform.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { isLiveQuestion, secondsFor } from '../../core/quizzes/live-rule.ts'
import { channel, openStoryRoom, type StoryOptions, type StoryRoom } from '../support/story-room.ts'
import { closedBank, openBank, ownBank, recordingLog } from '../support/world.ts'

/** Only what can be played, so that no schedule's question gets in the way of it. */
const playable: Bank = {
  ...ownBank,
  questions: new Map([...ownBank.questions].filter(([, question]) => isLiveQuestion(question))),
}

async function openRoom(options: StoryOptions = {}): Promise<StoryRoom> {
  return openStoryRoom({ bank: playable, ...options })
}

/** The latest public message that says this. */
async function latest(room: StoryRoom, part: string) {
  const found = (await room.messages()).findLast(
    ({ author, onlyFor, text }) => author === null && onlyFor === null && text.includes(part),
  )
  if (found === undefined) throw new Error(`nothing says “${part}”`)
  const control = (label: string) =>
    [...found.buttons, ...found.menus].find((one) => one.label === label || one.label.startsWith(label))?.id ?? ''
  return { ...found, control }
}

type Shown = Awaited<ReturnType<typeof latest>>

/** Starts a quiz; gives its opening message. */
async function lobby(room: StoryRoom, command = '/quiz live', host = 'bo'): Promise<Shown> {
  expect(await room.as(host).run(command)).toBe('The live quiz opens here in a moment.')
  return latest(room, 'to a live quiz')
}

async function join(room: StoryRoom, ...who: readonly string[]): Promise<void> {
  const opening = await latest(room, 'to a live quiz')
  for (const one of who) await room.as(one).press(opening.id, opening.control('Join'))
}

/** The question that is shown there, of the bank. */
function questionShown({ text }: Shown) {
  const found = [...playable.questions.values()].find(({ question }) => text.includes(question.trim()))
  if (!isLiveQuestion(found)) throw new Error(`no question of ours: ${text}`)
  return found
}

/** Answers the question that is open, right or wrong. */
async function answer(room: StoryRoom, who: string, right: boolean): Promise<string | undefined> {
  const asked = await latest(room, 'Time is up')
  const { control, values } = pressFor(asked, right)
  return room.as(who).press(asked.id, control, values)
}

function pressFor(asked: Shown, right: boolean): { control: string; values?: readonly string[] } {
  const question = questionShown(asked)
  if (question.kind === 'true-false') return { control: asked.control(question.answer === right ? 'True' : 'False') }
  const fitting = question.options.flatMap((option, index) => (option.right === right ? [{ ...option, index }] : []))
  if (question.kind === 'multi') {
    const all = fitting.map(({ index }) => String(index))
    return { control: asked.control('Choose all'), values: right ? all : all.slice(0, 1) }
  }
  const [line = ''] = asked.text.split('\n').filter((one) => one.includes(` ${fitting[0]?.text}`))
  return { control: asked.control(/\*\*([A-E])\*\*/.exec(line)?.[1] ?? 'none') }
}

const lobbyOver = { seconds: 45 }
const boardOver = { seconds: 7 }

/** Lets time pass until the open question has its result. */
async function timeUp(room: StoryRoom): Promise<void> {
  const [, closesAt = ''] = /Time is up <until:([^>]+)>/.exec((await latest(room, 'Time is up')).text) ?? []
  await room.stage.moveTo(Temporal.Instant.from(closesAt).add({ seconds: 1 }))
}

test('three people play five questions to the podium', async () => {
  const room = await openRoom()
  const opening = await lobby(room, '/quiz live count:5')
  expect(opening.text).toContain('**Bo** asks everyone here to a live quiz: 5 questions.')
  expect(opening.text).toContain('Starts <until:2026-03-02T07:55:45Z>')
  await join(room, 'ada', 'bo', 'cy')
  expect((await latest(room, 'to a live quiz')).text).toContain('Joined: Ada, Bo and Cy.')
  await room.pass(lobbyOver)
  expect((await latest(room, 'to a live quiz')).buttons.map(({ label }) => label)).toEqual(['Call it off'])
  for (const place of [1, 2, 3, 4, 5]) {
    const asked = await latest(room, `Question ${place} of 5`)
    expect(asked.text).toContain('Time is up <until:')
    expect(await answer(room, 'bo', true)).toMatch(/^Your answer: .+\. You can change it until the time is up\.$/)
    await room.pass({ seconds: 5 })
    await answer(room, 'cy', true)
    await answer(room, 'ada', false)
    await timeUp(room)
    const result = await latest(room, `Question ${place} of 5`)
    expect([result.id, result.buttons, result.menus]).toEqual([asked.id, [], []])
    expect(result.text).toContain('3 answers, 2 right.')
    expect(result.text).toContain('The right answer: **')
    expect(result.text).toContain('**Why**')
    expect(result.text).toMatch(/\*\*Board\*\*\n\n1\\\. Bo · [\d,]+\\\n2\\\. Cy · [\d,]+$/)
    await room.pass(boardOver)
  }
  const podium = await latest(room, 'The podium')
  expect(podium.text).toMatch(/🥇 \*\*Bo\*\* · 5,000 points\\\n🥈 \*\*Cy\*\* · 4,\d\d\d points\n/)
  expect(podium.text).toContain('3 people played 5 questions.')
  expect((await room.messages()).filter(({ text, onlyFor }) => onlyFor === null && text.includes('🥇'))).toHaveLength(2)
  const over = await latest(room, 'to a live quiz')
  expect([over.text.includes('This quiz is over.'), over.buttons]).toEqual([true, []])
  expect(await room.as('cy').press(podium.id, podium.control('My place'))).toMatch(
    /^You came 2nd of 3 with 4,\d+ points: 5 of 5 right\.\n\nFor the boards that is worth \d+ points\.\n\nFor review 5 questions come back, the first <time:/,
  )
  expect(await room.as('ada').press(podium.id, podium.control('My place'))).toMatch(
    /^You came 3rd of 3 with 0 points: 0 of 5 right\.\n\nIt gave no points for the boards/,
  )
})

test('what I choose is hidden before the time is up, and so is what is right', async () => {
  const room = await openRoom()
  await lobby(room)
  await join(room, 'bo', 'cy')
  await room.pass(lobbyOver)
  const before = await room.said()
  await answer(room, 'bo', true)
  await answer(room, 'cy', false)
  expect(await room.said()).toEqual(before)
  const asked = await latest(room, 'Question 1 of')
  expect(asked.text).not.toContain(questionShown(asked).explanation.trim().slice(0, 30))
  expect((await room.messages('ada')).some(({ text }) => text.startsWith('Your answer'))).toBe(false)
})

test('I may change my mind until the time is up: the last choice counts', async () => {
  const room = await openRoom()
  await lobby(room)
  await join(room, 'bo', 'cy')
  await room.pass(lobbyOver)
  await answer(room, 'bo', false)
  await answer(room, 'cy', true)
  await room.pass({ seconds: 4 })
  await answer(room, 'bo', true)
  await answer(room, 'cy', false)
  await timeUp(room)
  const { text } = await latest(room, 'Question 1 of')
  expect(text).toContain('2 answers, 1 right.')
  expect(text).toMatch(/1\\\. Bo · 9\d\d$/)
})

test('a press after the time is up gets a kind word and changes nothing', async () => {
  const room = await openRoom()
  await lobby(room)
  await join(room, 'bo')
  await room.pass(lobbyOver)
  const asked = await latest(room, 'Question 1 of')
  const { control, values } = pressFor(asked, true)
  const press = (seconds: number) =>
    pressedAt(room, { who: 'cy', message: asked.id, control, values, at: room.stage.now().add({ seconds }) })
  // taken up before the close, but pressed after the time
  expect(await press(61)).toContain('The time was up, so this does not count.')
  await answer(room, 'bo', true)
  await timeUp(room)
  expect(await press(-10)).toContain('The time was up, so this does not count.')
  expect((await latest(room, 'Question 1 of')).text).toContain('1 answer, 1 right.')
})

interface Pressed {
  readonly who: string
  readonly message: number
  readonly control: string
  readonly values?: readonly string[] | undefined
  readonly at: Temporal.Instant
}

/** A press as a platform brings it, at any time. */
async function pressedAt(room: StoryRoom, { who, message, control, values, at }: Pressed): Promise<string | undefined> {
  const reply = await room.studyhall().engine.handle({
    kind: 'pressed',
    id: room.studyhall().study.newId(),
    workspace: room.workspace,
    place: channel,
    message: String(message),
    member: { id: who, name: who },
    button: control,
    ...(values === undefined ? {} : { values }),
    at,
  })
  return reply?.kind === 'message' ? reply.message.text : undefined
}

test('nothing can be answered that was not asked yet, and made-up buttons do nothing', async () => {
  const room = await openRoom()
  const opening = await lobby(room)
  await join(room, 'bo')
  const id = opening.control('Join').slice('live-join:'.length)
  await room.pass(lobbyOver)
  const press = (control: string, values?: readonly string[]) =>
    pressedAt(room, { who: 'bo', message: opening.id, control, values, at: room.stage.now() })
  for (const control of [`live-a:${id}/2`, `live-a:${id}/99`, `live-a:${id}`, 'live-a:', 'live-join:x', 'live-mine:']) {
    expect(await press(control)).toContain('That button no longer does anything.')
  }
  expect(await press(`live-choose:${id}/1`, ['17'])).toContain('is not an option of this question')
  expect(await press(`live-choose:${id}/1`, [])).toContain('choose at least one')
})

test('whoever answers plays, also without having joined', async () => {
  const room = await openRoom()
  await lobby(room)
  await join(room, 'bo')
  await room.pass(lobbyOver)
  await answer(room, 'cy', true)
  await timeUp(room)
  expect((await latest(room, 'Question 1 of')).text).toMatch(/1\\\. Cy · 1,000$/)
})

test('joining twice is joining once', async () => {
  const room = await openRoom()
  const opening = await lobby(room)
  for (const _ of [1, 2]) {
    expect(await room.as('cy').press(opening.id, opening.control('Join'))).toBe(
      'You are in. The questions come in this thread.',
    )
  }
  expect((await latest(room, 'to a live quiz')).text).toContain('Joined: Cy.')
})

test('a quiz that nobody joins ends by itself and says so', async () => {
  const room = await openRoom()
  await lobby(room)
  await room.pass(lobbyOver)
  const over = await latest(room, 'to a live quiz')
  expect([over.text.includes('Nobody joined this time.'), over.buttons]).toEqual([true, []])
  expect((await room.said()).some((text) => text.includes('Question 1'))).toBe(false)
  await lobby(room)
})

test('when nobody answers two questions in a row, the quiz ends', async () => {
  const room = await openRoom()
  await lobby(room)
  await join(room, 'bo')
  await room.pass(lobbyOver)
  await answer(room, 'bo', true)
  await room.pass({ minutes: 5 })
  expect((await latest(room, 'Question 2 of 5')).text).toContain('Nobody answered.')
  expect((await latest(room, 'Question 3 of 5')).text).toContain('Nobody answered.')
  expect((await room.said()).some((text) => text.includes('Question 4'))).toBe(false)
  expect((await latest(room, 'The quiz is over')).text).toContain('🥇 **Bo** · 1,000 points')
  expect((await latest(room, 'to a live quiz')).text).toContain('Nobody answered two questions in a row')
})

test('the host begins early, and only with someone there', async () => {
  const room = await openRoom()
  const opening = await lobby(room)
  const begin = (who: string) => room.as(who).press(opening.id, opening.control('Start now'))
  expect(await begin('bo')).toContain('Nobody has joined yet')
  await join(room, 'cy')
  expect(await begin('cy')).toContain('Only whoever started this quiz can do that')
  expect(await begin('bo')).toBe('Here comes the first question.')
  expect((await latest(room, 'Question 1 of 5')).text).toContain('Time is up <until:')
  expect(await pressedAgain(room, opening, 'Start now')).toBe('The quiz has begun: the questions are in its thread.')
})

/** A button of a message as it was before it was edited. */
async function pressedAgain(room: StoryRoom, before: Shown, label: string): Promise<string | undefined> {
  const pressed = { who: 'bo', message: before.id, control: before.control(label), at: room.stage.now() }
  return pressedAt(room, pressed)
}

test('the host calls it off in the middle: the board so far stands, and the open question does not count', async () => {
  const room = await openRoom()
  const opening = await lobby(room)
  await join(room, 'bo', 'cy')
  await room.pass(lobbyOver)
  await answer(room, 'cy', true)
  await timeUp(room)
  await room.pass(boardOver)
  await answer(room, 'bo', true)
  const stop = (who: string) => room.as(who).press(opening.id, opening.control('Call it off'))
  expect(await stop('cy')).toContain('Only whoever started this quiz can do that')
  expect(await stop('bo')).toBe('The quiz is called off.')
  const cutOff = await latest(room, 'Question 2 of 5')
  expect([cutOff.text.includes('this question does not count'), cutOff.buttons, cutOff.menus]).toEqual([true, [], []])
  const end = await latest(room, 'The quiz is over')
  expect(end.text).toContain('🥇 **Cy** · 1,000 points')
  expect(end.text).not.toContain('Bo')
  expect(end.text).toContain('2 people played 1 question.')
  expect((await latest(room, 'to a live quiz')).text).toContain('This quiz was called off.')
  expect(await pressedAgain(room, opening, 'Join')).toContain('This quiz is over.')
  expect(await pressedAgain(room, opening, 'Call it off')).toContain('This quiz is over.')
  await room.pass({ minutes: 10 })
  expect((await room.said()).some((text) => text.includes('Question 3'))).toBe(false)
})

test('whoever manages the workspace can call it off as well, also in the lobby', async () => {
  const room = await openRoom()
  const opening = await lobby(room)
  expect(await room.as('ada').press(opening.id, opening.control('Call it off'))).toBe('The quiz is called off.')
  const over = await latest(room, 'to a live quiz')
  expect([over.text.includes('This quiz was called off.'), over.buttons]).toEqual([true, []])
})

test('one quiz at a time a channel: a second start is told where the first one is', async () => {
  const room = await openRoom()
  await lobby(room)
  expect(await room.as('cy').run('/quiz live')).toBe(
    `A live quiz is under way here already: <channel:${channel}>. One at a time; start the next one when it is over.`,
  )
  expect((await room.messages()).filter(({ title }) => title !== null)).toHaveLength(1)
})

test('two who start at the same moment get one quiz', async () => {
  const room = await openRoom()
  const replies = await Promise.all(
    ['ada', 'bo', 'cy'].map(async (who) => {
      const present = await room.studyhall().room.as(room.workspace, who)
      const reply = await present.command(channel, 'quiz live')
      return reply?.kind === 'message' ? reply.message.text : ''
    }),
  )
  await room.stage.settle()
  expect(replies.filter((text) => text.includes('opens here'))).toHaveLength(1)
  expect(replies.filter((text) => text.includes('under way here already'))).toHaveLength(2)
})

test('a quiz that came to a halt long ago does not keep the channel', async () => {
  const room = await openRoom()
  await lobby(room)
  const { database } = room.studyhall().study
  await database.sql`update live_quizzes set next_at = null where workspace = ${room.workspace}`
  await room.pass({ minutes: 30 })
  expect(await room.as('cy').run('/quiz live')).toContain('under way here already')
  await room.pass({ minutes: 31 })
  expect((await lobby(room, '/quiz live', 'cy')).text).toContain('**Cy** asks')
})

test('an admin can keep live quizzes to a group', async () => {
  const room = await openRoom({ people: ['Ada', 'Bo', { name: 'Cy', groups: ['hosts'] }] })
  expect(await room.as('bo').run('/quiz hosts')).toContain('Only people who manage this workspace')
  const form = await room.as('ada').runReply('/quiz hosts')
  if (form?.kind !== 'form') throw new Error('the command should open a form')
  expect(form.form.fields[0]).toMatchObject({ kind: 'group', name: 'group' })
  const saved = await room.as('ada').submit(form.form.id, { group: 'hosts' })
  expect(saved).toMatchObject({ message: { text: expect.stringContaining('Only <role:hosts> may start') } })
  expect(await room.as('bo').run('/quiz live')).toContain('Only <role:hosts> may start a live quiz here')
  const opening = await lobby(room, '/quiz live', 'cy')
  await room.as('cy').press(opening.id, opening.control('Call it off'))
  await lobby(room, '/quiz live', 'ada')
  expect(await room.as('ada').runReply('/quiz hosts')).toMatchObject({ form: { fields: [{ value: 'hosts' }] } })
  const all = await room.as('ada').submit(form.form.id, { group: '' })
  expect(all).toMatchObject({ message: { text: 'Everyone may start a live quiz now.' } })
})

test('a topic, a level and a count are kept to', async () => {
  const room = await openRoom()
  const [topic = '', title = ''] = [...ownBank.topics][0] ?? []
  const opening = await lobby(room, `/quiz live ${topic} medium 3`)
  const fitting = [...playable.questions.values()].filter((one) => one.topic === topic && one.level === 'medium')
  const count = Math.min(3, fitting.length)
  expect(opening.text).toContain(`${count} question${count === 1 ? '' : 's'} · ${title} · medium`)
  expect(opening.title).toBe(`Live quiz: ${title}`)
  await join(room, 'bo')
  await room.pass(lobbyOver)
  expect(questionShown(await latest(room, 'Question 1 of'))).toMatchObject({ topic, level: 'medium' })
})

test('what cannot be asked is refused with a word on what can', async () => {
  const room = await openRoom()
  expect(await room.as('bo').run('/quiz live underwater*basketry')).toMatch(
    /^There is no topic or tag “underwater\\\*basketry”\. Near it: [^,]+, [^,]+, [^,]+\.$/,
  )
  expect(await room.as('bo').run('/quiz live count:4')).toContain('Choose one of: 3, 5, 10, 15.')
  const open = await openStoryRoom({ bank: openBank })
  expect(await open.as('bo').run('/quiz live')).toContain('There is no question for that here')
})

test('a question that is open as the question of the day is not asked live', async () => {
  const room = await openRoom({ bank: closedBank('single', 'true-false') })
  await room.nextQuestion()
  const daily = questionShown(await latest(room, 'Question of the day'))
  const opening = await lobby(room)
  expect(opening.text).toContain('1 question.')
  await join(room, 'bo')
  await room.pass(lobbyOver)
  expect(questionShown(await latest(room, 'Question 1 of 1')).id).not.toBe(daily.id)
})

test('a channel does not get a live question twice while others remain', async () => {
  const room = await openRoom({ bank: closedBank('single', 'true-false', 'multi') })
  const asked = new Set<string>()
  for (const _ of [1, 2, 3]) {
    const opening = await lobby(room)
    await join(room, 'bo')
    await room.pass(lobbyOver)
    asked.add(questionShown(await latest(room, 'Question 1 of')).id)
    await room.as('bo').press(opening.id, (await latest(room, 'to a live quiz')).control('Call it off'))
  }
  expect(asked.size).toBe(3)
})

test('the bot stops and starts in the middle, and the quiz goes on', async () => {
  const room = await openRoom()
  await lobby(room, '/quiz live 3')
  await join(room, 'bo')
  await room.restart()
  await room.pass(lobbyOver)
  for (const place of [1, 2, 3]) {
    await latest(room, `Question ${place} of 3`)
    await answer(room, 'bo', true)
    await room.restart()
    await timeUp(room)
    await room.restart()
    await room.pass(boardOver)
  }
  expect((await latest(room, 'The podium')).text).toContain('🥇 **Bo** · 3,000 points')
  expect((await room.said()).filter((text) => text.includes('Question 1 of 3'))).toHaveLength(1)
})

test('two hundred people join and press in the same second, and all of them are counted', async () => {
  const crowd = Array.from({ length: 200 }, (_, index) => `P${index}`)
  const edits: string[] = []
  const room = await openRoom({ people: ['Ada', 'Bo', ...crowd], wrap: (platform) => listening(platform, edits) })
  const opening = await lobby(room)
  const all = await Promise.all(crowd.map((name) => room.studyhall().room.as(room.workspace, name.toLowerCase())))
  edits.length = 0
  await Promise.all(all.map((one) => one.press(opening.id, opening.control('Join'))))
  await room.stage.settle()
  expect((await latest(room, 'to a live quiz')).text).toMatch(/Joined: (P\d+, ){9}P\d+ and 190 more\.$/)
  expect(edits.length).toBeLessThan(50)
  await room.pass(lobbyOver)
  const asked = await latest(room, 'Question 1 of')
  const [right, wrong] = [true, false].map((is) => pressFor(asked, is))
  await Promise.all(
    all.map((one, index) => {
      const press = index % 4 === 0 ? wrong : right
      return one.press(asked.id, press?.control ?? '', press?.values)
    }),
  )
  await timeUp(room)
  expect((await latest(room, 'Question 1 of')).text).toContain('200 answers, 150 right.')
})

/** Writes down what is edited. */
function listening(platform: ChatPlatform, edits: string[]): ChatPlatform {
  return {
    ...platform,
    edit: (workspace, posted, message) => {
      edits.push(message.text)
      return platform.edit(workspace, posted, message)
    },
  }
}

test('a platform that is busy with edits still ends with the right board', async () => {
  let edits = 0
  const busy = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    edit: async (workspace, posted, message) => {
      edits += 1
      return edits % 2 === 0 ? platform.edit(workspace, posted, message) : { later: 0.01 }
    },
  })
  const room = await openRoom({ wrap: busy })
  await lobby(room, '/quiz live 3')
  await join(room, 'bo', 'cy')
  await room.pass(lobbyOver)
  for (const place of [1, 2, 3]) {
    await answer(room, 'bo', true)
    await timeUp(room)
    expect((await latest(room, `Question ${place} of 3`)).text).toContain('1 answer, 1 right.')
    await room.pass(boardOver)
  }
  expect((await latest(room, 'The podium')).text).toContain('🥇 **Bo** · 3,000 points')
  const over = await latest(room, 'to a live quiz')
  expect([over.text.includes('This quiz is over.'), over.buttons]).toEqual([true, []])
})

test('a question that had to wait to be posted gets all of its time', async () => {
  const waits: number[] = []
  const room: StoryRoom = await openRoom({
    wrap: (platform) => ({
      ...platform,
      say: async (...said) => {
        if (said[3].endsWith(':1') && waits.length === 0) {
          waits.push(0.01)
          return { later: 0.01 }
        }
        return platform.say(...said)
      },
    }),
  })
  await lobby(room)
  await join(room, 'bo')
  await room.pass(lobbyOver)
  expect(waits).toHaveLength(1)
  await answer(room, 'bo', true)
  await timeUp(room)
  expect((await latest(room, 'Question 1 of')).text).toMatch(/1\\\. Bo · 1,000$/)
})

test('a question that took long to post gets all of its time anew', async () => {
  const room: StoryRoom = await openRoom({
    wrap: (platform) => ({
      ...platform,
      say: async (...said) => {
        const posted = await platform.say(...said)
        if (said[3].endsWith(':1')) await room.studyhall().roomClock.moveTo(room.workspace, minutesOn(room, 1))
        return posted
      },
    }),
  })
  await lobby(room)
  await join(room, 'bo')
  await room.pass(lobbyOver)
  const asked = await latest(room, 'Question 1 of')
  const [, closesAt = ''] = /Time is up <until:([^>]+)>/.exec(asked.text) ?? []
  const seconds = minutesOn(room, 1).until(Temporal.Instant.from(closesAt)).total('seconds')
  expect(seconds).toBe(secondsFor(questionShown(asked)))
  await answer(room, 'bo', true)
  await timeUp(room)
  expect((await latest(room, 'Question 1 of')).text).toMatch(/1\\\. Bo · 1,000$/)
})

function minutesOn(room: StoryRoom, minutes: number): Temporal.Instant {
  return room.stage.now().add({ minutes })
}

test('a question whose posting was never confirmed stands there once, and the quiz goes on', async () => {
  const lost = new Set<string>()
  const room = await openRoom({
    wrap: (platform) => ({
      ...platform,
      say: async (...said) => {
        const posted = await platform.say(...said)
        if (lost.has(said[3])) return posted
        lost.add(said[3])
        throw new Error('the connection broke')
      },
    }),
  })
  await lobby(room, '/quiz live 3')
  await join(room, 'bo')
  await room.pass(lobbyOver)
  await answer(room, 'bo', true)
  await timeUp(room)
  expect((await latest(room, 'Question 1 of 3')).text).toContain('1 answer, 1 right.')
  await room.pass(boardOver)
  await latest(room, 'Question 2 of 3')
  expect((await room.said()).filter((text) => text.includes('Question 1 of 3'))).toHaveLength(1)
})

test('where the platform refuses, the quiz ends and the operator reads why', async () => {
  const log = recordingLog()
  const room = await openRoom({
    log,
    wrap: (platform) => ({ ...platform, say: async () => ({ refused: 'not-in-channel', detail: 'gone' }) }),
  })
  await lobby(room)
  await join(room, 'bo')
  await room.pass(lobbyOver)
  expect((await latest(room, 'to a live quiz')).text).toContain('I could not go on with this quiz here.')
  expect(log.lines.some(({ says }) => says.includes('refused a part of a live quiz'))).toBe(true)
})

test('when somebody deletes the question, its result is said anew', async () => {
  const room = await openRoom({
    wrap: (platform) => ({
      ...platform,
      edit: async (workspace, posted, message) =>
        message.text.includes('The right answer')
          ? { refused: 'gone', detail: 'deleted' }
          : platform.edit(workspace, posted, message),
    }),
  })
  await lobby(room, '/quiz live 3')
  await join(room, 'bo')
  await room.pass(lobbyOver)
  await answer(room, 'bo', true)
  await timeUp(room)
  expect((await latest(room, 'The right answer')).text).toContain('1 answer, 1 right.')
  await room.pass(boardOver)
  await latest(room, 'Question 2 of 3')
})

test('a question that left the bank gives no points, and the quiz goes on without it', async () => {
  const questions = new Map(playable.questions)
  const room = await openRoom({ bank: { ...playable, questions } })
  await lobby(room, '/quiz live 3')
  await join(room, 'bo')
  await room.pass(lobbyOver)
  await answer(room, 'bo', true)
  questions.delete(questionShown(await latest(room, 'Question 1 of 3')).id)
  const { database } = room.studyhall().study
  const [second] = await database.sql`select question from live_items where place = 2`
  questions.delete(second?.question)
  await timeUp(room)
  expect((await latest(room, 'Question 1 of 3')).text).toContain('This question is no longer in the bank')
  await room.pass(boardOver)
  await latest(room, 'Question 3 of 3')
  await answer(room, 'bo', true)
  await timeUp(room)
  await room.pass(boardOver)
  expect((await latest(room, 'The podium')).text).toContain('🥇 **Bo** · 1,000 points')
})

test('someone who was excluded is told, and counts for nothing', async () => {
  const room = await openRoom()
  await room.as('cy').run('/study me')
  await room.as('ada').run('/study exclude cy')
  const opening = await lobby(room)
  await join(room, 'bo')
  expect(await room.as('cy').press(opening.id, opening.control('Join'))).toContain('has excluded you')
  await room.pass(lobbyOver)
  expect(await answer(room, 'cy', true)).toContain('has excluded you')
  await timeUp(room)
  const { text } = await latest(room, 'Question 1 of')
  expect([text.includes('Nobody answered.'), text.includes('Cy')]).toEqual([true, false])
})

test('someone who has their data deleted in the middle does not stop the others', async () => {
  const room = await openRoom()
  await lobby(room, '/quiz live 3')
  await join(room, 'bo', 'cy')
  await room.pass(lobbyOver)
  await answer(room, 'bo', true)
  await answer(room, 'cy', true)
  await room.as('cy').run('/study me')
  for (const button of ['delete-data', 'delete-everything']) {
    const offers = (await room.messages('cy')).findLast(({ buttons }) => buttons.some(({ id }) => id === button))
    await room.as('cy').press(offers?.id ?? 0, button)
  }
  await timeUp(room)
  expect((await latest(room, 'Question 1 of 3')).text).toContain('Bo · 1,000')
  const { database } = room.studyhall().study
  const left = await database.sql`select member from attempts where member = 'cy'
    union all select member from skills where member = 'cy'`
  expect(left).toEqual([])
  await room.pass({ minutes: 5 })
  await latest(room, 'The podium')
})

test('a name with markdown in it shows as it is written, and who wants no name on boards is anonymous', async () => {
  const room = await openRoom({ people: ['Ada', { name: 'B*o_' }, 'Cy'] })
  await lobby(room, '/quiz live', 'ada')
  await join(room, 'b*o_', 'cy')
  const { database } = room.studyhall().study
  await database.sql`update members set unlisted_at = now() where workspace = ${room.workspace} and id = 'cy'`
  await room.pass(lobbyOver)
  expect((await latest(room, 'to a live quiz')).text).toContain('Joined: B\\*o\\_ and 1 more.')
  await answer(room, 'b*o_', true)
  await room.pass({ seconds: 5 })
  await answer(room, 'cy', true)
  await timeUp(room)
  expect((await latest(room, 'Question 1 of')).text).toMatch(/1\\\. B\\\*o\\_ · 1,000\\\n2\\\. anonymous · \d+$/)
})

test('what I got wrong comes back for review, and a right answer moves my skill', async () => {
  const room = await openRoom()
  await lobby(room)
  await join(room, 'bo', 'cy')
  await room.pass(lobbyOver)
  await answer(room, 'bo', true)
  await answer(room, 'cy', false)
  const { id } = questionShown(await latest(room, 'Question 1 of'))
  await timeUp(room)
  const { database } = room.studyhall().study
  const attempts = await database.sql`select member, question, is_first, grade from attempts order by member`
  expect(attempts.map((one) => ({ ...one }))).toEqual([
    { member: 'bo', question: id, is_first: true, grade: 'good' },
    { member: 'cy', question: id, is_first: true, grade: 'again' },
  ])
  const skills = await database.sql`select member from skills where topic = '' and value > 0`
  expect(skills.map(({ member }) => member)).toEqual(['bo'])
  const points = await database.sql`select member, channel from score_entries`
  expect(points.map((one) => ({ ...one }))).toEqual([{ member: 'bo', channel: null }])
})
