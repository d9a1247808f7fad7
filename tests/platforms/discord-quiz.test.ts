import { describe, expect, test } from 'vitest'
import { renderForm } from '../../bots/discord/forms.ts'
import { plainWords } from '../../bots/discord/markdown.ts'
import { renderMessage } from '../../bots/discord/render.ts'
import type { ChatPlatform, Engine, Message } from '../../core/platform.ts'
import { type Bank, topicTitle } from '../../core/questions/bank.ts'
import { mostTyped } from '../../core/questions/grade.ts'
import { itemsInOrder } from '../../core/questions/ordering.ts'
import type { OpenQuestion, Question } from '../../core/questions/question.ts'
import { hasOptions, isClosedKind, shownOptions } from '../../core/questions/show.ts'
import { weightsOf } from '../../core/quizzes/bank-weights.ts'
import { feedbackOn } from '../../core/quizzes/feedback.ts'
import { feedbackWords } from '../../core/quizzes/feedback-words.ts'
import { askedWords, resultWords } from '../../core/quizzes/live-game-words.ts'
import { isLiveQuestion } from '../../core/quizzes/live-rule.ts'
import type { QuizItem } from '../../core/quizzes/quiz-rows.ts'
import {
  answeredWords,
  answerFormOf,
  askingWords,
  openAnsweredWords,
  quizWords,
  subjectOf,
} from '../../core/quizzes/quiz-words.ts'
import { mostInAnswer } from '../../core/rounds/answer-words.ts'
import { isLong } from '../../core/rounds/reference-words.ts'
import { readingOf } from '../support/discord-reading.ts'
import { type DiscordWorld, openDiscordWorld, openings, threadOf } from '../support/discord-world.ts'
import { messageProblems, modalProblems } from '../support/fake-discord/limits.ts'
import type { Outcome, Person, SeenMessage } from '../support/fake-discord/types.ts'
import { closedBank, newId, openBank, ownBank, ownItems, recordingLog } from '../support/world.ts'

const allKinds = ['single', 'true-false', 'multi', 'numeric', 'short', 'ordering'] as const
const callback = 'POST /interactions/{interaction_id}/{interaction_token}/callback'
const afterwards = 'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}'
const menu = 'Choose all that apply'
const unwanted = ['Something is wrong with this question', 'Stop']

interface Quizzing {
  /** The newest private message, as it stands. */
  screen(): SeenMessage
  /** What is asked on it. */
  asked(): { readonly question: Question; readonly subject: string }
  /** Answers what is asked, right or wrong, with whatever it is answered. */
  answer(as: 'right' | 'wrong'): Promise<SeenMessage>
}

function quizzing({ stage }: DiscordWorld, person: Person): Quizzing {
  return { screen, asked, answer }

  function screen(): SeenMessage {
    const shown = person.ephemerals().at(-1)
    if (shown === undefined) throw new Error(`${person.name} was told nothing`)
    return shown
  }

  function asked() {
    const subject = /quiz-flag:([0-9a-f-]+\/\d+)/.exec(JSON.stringify(screen().components))?.[1] ?? ''
    return { question: questionIn(screen(), stage.studyhall().study.bank), subject }
  }

  async function answer(as: 'right' | 'wrong'): Promise<SeenMessage> {
    const { question, subject } = asked()
    if (!hasOptions(question)) await typing(question, subject, as)
    else await choosing(question, subject, as)
    return screen()
  }

  async function choosing(question: Question, subject: string, as: 'right' | 'wrong'): Promise<void> {
    const options = shownOptions(question, subject).filter(({ right }) => right === (as === 'right'))
    if (question.kind !== 'multi') return void (await person.press(options[0]?.name ?? '', screen()))
    await person.choose(
      menu,
      options.map(({ index }) => index),
      screen(),
    )
    await person.press('Submit', screen())
  }

  async function typing(question: Question, subject: string, as: 'right' | 'wrong'): Promise<void> {
    await person.press('Answer', screen())
    await person.submit({ answer: typedFor(question, subject, as) })
  }
}

function questionIn({ words }: SeenMessage, { questions }: Bank): Question {
  const [found] = [...questions.values()]
    .filter(({ question }) => words.replaceAll('\\', '').includes(firstWords(question)))
    .sort((a, b) => firstWords(b.question).length - firstWords(a.question).length)
  if (found === undefined) throw new Error(`no question of ours in: ${words}`)
  return found
}

/** Before anything that is marked up. */
function firstWords(text: string): string {
  return (
    text
      .trim()
      .split(/[\n`*]/)[0]
      ?.slice(0, 60) ?? ''
  )
}

function typedFor(question: Question, subject: string, as: 'right' | 'wrong'): string {
  const isRight = as === 'right'
  switch (question.kind) {
    case 'numeric':
      return String(isRight ? question.answer : question.answer + 10 * (question.tolerance + 1))
    case 'short':
      return isRight ? (question.accepted[0] ?? '') : 'something else entirely'
    case 'ordering': {
      const order = itemsInOrder(question, subject).map(({ letter }) => letter)
      return (isRight ? order : order.toReversed()).join(' ')
    }
    case 'open':
      return isRight ? question.reference : 'I would have to look that up before I say a word.'
    default:
      throw new Error(`a ${question.kind} question is not typed`)
  }
}

async function started(kinds: readonly (typeof allKinds)[number][], options: { count?: string; kind?: string } = {}) {
  const world = await openDiscordWorld({ bank: closedBank(...kinds) })
  const bo = world.person('bo')
  const { shown } = await bo.command('quiz start', 'general', options)
  expect(shown).toMatchObject([{ ephemeral: true }])
  return { world, bo, quiz: quizzing(world, bo) }
}

describe('a quiz for one', () => {
  test('is answered by buttons, a menu and forms, in one message that nobody else sees', async () => {
    const { world, bo, quiz } = await started(allKinds, { count: '10' })
    const { id } = quiz.screen()
    const met = new Set<string>()
    for (const place of [1, 2, 3, 4, 5, 6]) {
      expect(quiz.screen().words).toContain(`Question ${place} of 6`)
      const { question } = quiz.asked()
      met.add(question.kind)
      const [as, says] = place === 3 ? (['wrong', '❌'] as const) : (['right', '✅ **Right.** +'] as const)
      const next = place === 6 ? 'See how it went' : 'Next'
      const { words, buttons } = await quiz.answer(as)
      expect(words).toContain(says)
      expect(words).toMatch(/It comes back <t:\d+:f>/)
      expect(buttons).toEqual([next, ...unwanted])
      await bo.press(next, quiz.screen())
    }
    expect([...met].toSorted()).toEqual([...allKinds].toSorted())
    expect(quiz.screen().words).toContain('Quiz done')
    expect(quiz.screen().words).toContain('**5 of 6 right**')
    expect(quiz.screen().buttons).toEqual(['Retry the wrong ones', 'Another one like it'])
    expect(bo.ephemerals().map((one) => one.id)).toEqual([id])
    expect(world.person('cy').ephemerals()).toEqual([])
    expect(world.fake.guild().messages('general')).toEqual([])
  })

  test('the wrong ones are tried again, for no points', async () => {
    const { bo, quiz } = await started(['single', 'true-false'])
    const first = quiz.asked().question
    await quiz.answer('wrong')
    await bo.press('Next')
    await quiz.answer('right')
    await bo.press('See how it went')
    await bo.press('Retry the wrong ones')
    expect(quiz.screen().words).toContain('Once more 1 of 1')
    expect(quiz.asked().question.id).toBe(first.id)
    expect((await quiz.answer('right')).words).toMatch(/✅ \*\*Right\.\*\*$/m)
    await bo.press('See how it went')
    expect(quiz.screen().buttons).toEqual(['Start a quiz'])
  })

  test('what is chosen of several shows as chosen until it is submitted', async () => {
    const { bo, quiz } = await started(['multi'])
    const { id, buttons } = quiz.screen()
    expect(buttons).toEqual([menu, 'Submit', "I don't know", ...unwanted])
    await bo.press('Submit')
    expect(quiz.screen().words).toContain('Nothing was chosen')
    const [, second, third] = shownOptions(quiz.asked().question, quiz.asked().subject)
    await bo.choose(menu, [second?.index ?? '', third?.index ?? ''])
    expect(chosen(quiz.screen())).toEqual([second?.index, third?.index])
    expect(quiz.screen().words).toContain('Chosen: B, C.')
    await bo.choose(menu, [third?.index ?? ''])
    expect(chosen(quiz.screen())).toEqual([third?.index])
    expect((await quiz.answer('right')).words).toContain('✅ **Right.**')
    expect(bo.ephemerals().map((one) => one.id)).toEqual([id])
  })

  test.each([
    ['numeric', 'about a quarter', 'not a number'],
    ['ordering', 'A A B', 'Give each of the letters'],
  ] as const)('a %s answer that cannot be taken is asked for again, with what was typed', async (kind, typed, says) => {
    const { bo, quiz } = await started([kind])
    const question = quiz.screen()
    const { question: asked, subject } = quiz.asked()
    await bo.press('Answer')
    expect(bo.modal()?.words).toContain('Only you see what you send.')
    const refused = await bo.submit({ answer: typed })
    expect(refused.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining(says) }])
    expect(bo.message(question)?.words).toBe(question.words)
    const again = await bo.press('Try again')
    expect(again.modal?.fields).toMatchObject([{ value: typed }])
    const { shown } = await bo.submit({ answer: typedFor(asked, subject, 'right') })
    expect(shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('✅ **Right.**') }])
    const stale = await bo.press('Answer', question)
    expect(stale.shown.at(-1)?.words).toContain('That question is answered already. Here is where you are.')
  })

  test('an answer in one’s own words gets a hint, has a second try, and comes back as its author says', async () => {
    const world = await openDiscordWorld({ bank: openBank })
    const bo = world.person('bo')
    await bo.command('quiz start', 'general', { kind: 'open' })
    const quiz = quizzing(world, bo)
    const { id, buttons } = quiz.screen()
    expect(buttons).toEqual(['Answer', ...unwanted])
    const asked = quiz.asked()
    const hinted = await quiz.answer('right')
    expect(hinted).toMatchObject({ id, words: expect.stringContaining('This is a hint, not a mark') })
    expect(hinted.words).toContain('You seem to cover')
    expect(hinted.buttons.slice(0, 4)).toEqual(['I had it', 'Not yet', 'Second try', 'Next'])
    const opened = await bo.press('Second try')
    expect(opened.modal?.fields[0]?.value).toBe(typedFor(asked.question, asked.subject, 'right'))
    const second = await bo.submit({ answer: 'I would cache it and hope for the best of it.' })
    expect(second.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('Your first try seemed') }])
    const judged = await bo.press('Not yet')
    expect(judged.shown).toMatchObject([{ id, words: expect.stringContaining('It comes back <t:') }])
    expect(judged.shown[0]?.buttons).not.toContain('Not yet')
    await bo.press('Next')
    expect(bo.message(hinted)?.words).toContain('Question 2 of 5')
  })

  test('a button of an older message says where the quiz stands, also after the bot was started anew', async () => {
    const { world, bo, quiz } = await started(['single', 'true-false'])
    const older = quiz.screen()
    const { question, subject } = quiz.asked()
    const again = await bo.command('quiz start', 'general')
    expect(again.shown.at(-1)?.words).toContain('You are in the middle of this quiz')
    await quiz.answer('right')
    await world.stage.restart()
    await bo.press('Next')
    expect(quiz.screen().words).toContain('Question 2 of 2')
    const stale = await bo.press(shownOptions(question, subject)[0]?.name ?? '', older)
    expect(stale.answer).toBe('update')
    expect(stale.shown).toMatchObject([{ id: older.id }])
    expect(stale.shown[0]?.words).toContain('That question is answered already. Here is where you are.')
    expect(stale.shown[0]?.words).toContain('Question 2 of 2')
    const stopped = await bo.press('Stop', older)
    expect(stopped.shown[0]?.words).toContain('**1 of 1 right**')
    const over = await bo.press('Stop', again.shown[0])
    expect(over.shown[0]?.words).toContain('Quiz done')
  })

  test('what is wrong with a question is told by a form, and whoever set this up reads it', async () => {
    const { world, bo } = await started(['single'])
    const { modal } = await bo.press('Something is wrong with this question')
    expect(modal?.title).toBe('Flag a question')
    await bo.submit({ reason: 'other', text: '' })
    await bo.press('Try again')
    expect(bo.modal()?.fields.find(({ type }) => type === 3)?.value).toEqual(['other'])
    await bo.submit({ reason: 'unclear', text: 'Which version?' })
    const status = await world.person('ada').command('study status', 'general')
    expect(status.shown.at(-1)?.words).toContain('Which version')
  })

  test('a slow answer to a form still changes the message that asked for it', async () => {
    const gate = delayed('submitted')
    const world = await openDiscordWorld({ bank: closedBank('numeric'), wrap: gate.wrap })
    const bo = world.person('bo')
    await bo.command('quiz start', 'general')
    const quiz = quizzing(world, bo)
    const { id } = quiz.screen()
    gate.milliseconds = 1_000
    expect(await quiz.answer('right')).toMatchObject({ id, words: expect.stringContaining('✅ **Right.**') })
    expect(bo.ephemerals()).toHaveLength(1)
  })
})

describe('what comes back', () => {
  test('is asked by /review when its day has come', async () => {
    const { world, bo, quiz } = await started(['single'])
    const first = quiz.asked().question
    await quiz.answer('wrong')
    await bo.press('See how it went')
    const early = await bo.command('review', 'general')
    expect(early.shown).toMatchObject([{ ephemeral: true, words: expect.stringMatching(/Nothing is due.*<t:\d+:f>/s) }])
    await world.pass({ hours: 26 })
    const due = await bo.command('review', 'general')
    expect(due.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('Review 1 of 1') }])
    expect(quiz.asked().question.id).toBe(first.id)
    expect((await quiz.answer('right')).words).toContain('+3 points')
    await bo.press('See how it went')
    expect(quiz.screen().words).toContain('Review done')
  })

  test('is told in a direct message by whoever wants that', async () => {
    const { world, bo, quiz } = await started(['single'])
    await quiz.answer('wrong')
    await bo.command('progress', 'general')
    const told = await bo.press('Tell me about reviews')
    expect(told.shown.at(-1)?.words).toContain('says how many questions are due for review')
    await world.pass({ hours: 48 })
    expect(bo.dm().map(({ words }) => words)).toMatchObject([expect.stringContaining('1 question is due for review')])
  })
})

describe('/progress', () => {
  const alt = expect.stringMatching(/^The share of medium questions.*: \d+ % \(\d+ to \d+\), 1 answer/s)

  test('shows a picture that is described in words, to whoever asks alone', async () => {
    const { world, bo } = await withProgress()
    const { shown } = await bo.command('progress', 'general')
    expect(shown).toMatchObject([{ ephemeral: true, pictures: [{ name: 'progress.png', alt }] }])
    expect(shown[0]?.words).toContain('1 question answered')
    expect(world.fake.guild().messages('general')).toEqual([])
    expect(world.person('cy').ephemerals()).toEqual([])
  })

  test.each([
    ['at once', 0, callback],
    ['afterwards', 1_000, afterwards],
  ])('comes in words where Discord refuses the picture %s', async (_, milliseconds, route) => {
    const log = recordingLog()
    const { world, bo, gate } = await withProgress(log)
    gate.milliseconds = milliseconds
    const met = world.fake.faults.next(
      { route, when: ({ files }) => files.length > 0, times: 9 },
      { kind: 'error', status: 413, code: 40_005, message: 'Request entity too large' },
    )
    const { shown } = await bo.command('progress', 'general')
    expect(met.met()).toBe(1)
    expect(shown.at(-1)).toMatchObject({ ephemeral: true, thinking: false, pictures: [], files: [] })
    expect(shown.at(-1)?.words).toContain('1 question answered')
    expect(shown.at(-1)?.buttons).toEqual(['Tell me about reviews'])
    expect(log.lines.map(({ says }) => says)).toContain('Discord did not take a picture')
  })
})

async function withProgress(log = recordingLog()) {
  const gate = delayed('command')
  const world = await openDiscordWorld({ bank: closedBank('single'), wrap: gate.wrap, log })
  const bo = world.person('bo')
  await bo.command('quiz start', 'general')
  await quizzing(world, bo).answer('right')
  return { world, bo, gate }
}

describe('a live quiz', () => {
  test('is played by three people: hidden until the time is up, then told by edits, the winners in the channel too', async () => {
    const world = await openDiscordWorld({ bank: playable })
    const [ada, bo, cy] = [world.person('ada'), world.person('bo'), world.person('cy')]
    const { opening, thread } = await lobby(world, '3')
    expect(opening.words).toContain('**bo** asks everyone here to a live quiz: 3 questions.')
    expect(opening.words).toMatch(/Starts <t:\d+:R>/)
    expect(opening.buttons).toEqual(['Join', 'Start now', 'Call it off'])
    for (const one of [ada, bo, cy]) {
      await one.press('Join', opening)
      expect(one.ephemerals().at(-1)?.words).toContain('You are in.')
    }
    await world.settle()
    expect(bo.message(opening)?.words).toContain('Joined: ada, bo and cy.')
    await world.pass(lobbyOver)
    expect(bo.message(opening)?.buttons).toEqual(['Call it off'])
    for (const place of [1, 2, 3]) {
      const asked = newest(world, thread)
      expect(asked.words).toContain(`Question ${place} of 3`)
      const before = world.fake.guild().messages(thread)
      await play(bo, asked, 'wrong')
      const { shown } = await play(bo, asked, 'right')
      expect(shown).toMatchObject([{ ephemeral: true, words: expect.stringMatching(/^Your answer: /) }])
      await world.pass({ seconds: 3 })
      await play(cy, asked, 'right')
      await play(ada, asked, 'wrong')
      expect(world.fake.guild().messages(thread)).toEqual(before)
      await timeUp(world, asked)
      const result = bo.message(asked)
      expect([result?.buttons, world.fake.guild().messages(thread).length]).toEqual([[], before.length])
      expect(result?.words).toContain('3 answers, 2 right.')
      expect(result?.words).toMatch(/1\\\. bo · [\d,]+\n2\\\. cy · [\d,]+/)
      await world.pass(boardOver)
    }
    const podium = newest(world, thread)
    expect(podium.words).toMatch(/🥇 \*\*bo\*\* · 3,000 points\n🥈 \*\*cy\*\*/)
    expect(cy.sees('general').at(-1)?.reference).toEqual({ channel: thread, id: podium.id })
    expect(cy.message(opening)).toMatchObject({ buttons: [], words: expect.stringContaining('This quiz is over') })
    const own = await cy.press('My place', podium)
    expect(own.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('You came 2nd of 3') }])
  })

  test('is played in a post of a forum, too', async () => {
    const world = await openDiscordWorld({ bank: playable })
    const { opening, thread } = await lobby(world, '3', 'questions')
    expect(world.fake.guild().thread(thread).name).toBe('Live quiz')
    await world.person('cy').press('Join', opening)
    await world.pass(lobbyOver)
    const asked = newest(world, thread)
    await play(world.person('cy'), asked, 'right')
    await timeUp(world, asked)
    expect(world.person('bo').message(asked)?.words).toMatch(/1\\\. cy · 1,000/)
  })

  test.each(['a thread', 'a voice channel'])('asked for in %s, it says that it cannot be there', async (where) => {
    const log = recordingLog()
    const world = await openDiscordWorld({ bank: playable, log })
    const guild = world.fake.guild()
    const made =
      where === 'a thread' ? guild.startThread('general', 'Else') : guild.addChannel({ name: 'Lounge', kind: 'voice' })
    const place = await made
    const { shown } = await world.person('bo').command('quiz live', place, { count: '3' })
    expect(shown).toMatchObject([
      { ephemeral: true, words: expect.stringContaining('I need a channel in which threads can be opened') },
    ])
    await world.settle()
    expect(guild.messages(place)).toEqual([])
    await lobby(world, '3')
  })

  test('goes on and ends as it should when Discord takes no edits for a while', async () => {
    const world = await openDiscordWorld({ bank: playable })
    const bo = world.person('bo')
    const { opening, thread } = await lobby(world, '3')
    await bo.press('Join', opening)
    await world.pass(lobbyOver)
    const busy = (seconds: number) => world.fake.faults.next(edits, { kind: 'rate-limited', seconds })
    for (const place of [1, 2, 3]) {
      const asked = newest(world, thread)
      expect(asked.words).toContain(`Question ${place} of 3`)
      await play(bo, asked, 'right')
      // the library waits out short limits by itself, and leaves long ones to us
      const met = busy([1, 7, 2][place - 1] ?? 0)
      await timeUp(world, asked)
      expect([met.met(), bo.message(asked)?.buttons]).toEqual([1, []])
      expect(bo.message(asked)?.words).toContain('1 answer, 1 right.')
      if (place < 3) await world.pass(boardOver)
    }
    const met = busy(1)
    await world.pass(boardOver)
    expect(met.met()).toBe(1)
    expect(newest(world, thread).words).toContain('🥇 **bo** · 3,000 points')
    expect(bo.message(opening)).toMatchObject({ buttons: [], words: expect.stringContaining('This quiz is over') })
  })

  test('counts everybody of a crowd that joins and presses in the same second', async () => {
    const crowd = Array.from({ length: 200 }, (_, index) => ({ name: `p${index}` }))
    const guild = {
      name: 'Crowd',
      people: [{ name: 'ada' }, { name: 'bo' }, ...crowd],
      channels: [{ name: 'general' }],
    }
    const world = await openDiscordWorld({ bank: playable, guilds: [guild], fakeOptions: { respondWithin: 60_000 } })
    const all = crowd.map(({ name }) => world.person(name))
    const { opening, thread } = await lobby(world, '3')
    const from = world.fake.callsOf(edits).length
    const joined = await Promise.all(all.map((one) => one.press('Join', opening)))
    expect(joined.filter(({ responded }) => responded)).toHaveLength(200)
    await world.settle()
    expect(world.person('bo').message(opening)?.words).toMatch(/Joined: (p\d+, ){9}p\d+ and 190 more\.$/)
    expect(world.fake.callsOf(edits).length - from).toBeLessThan(50)
    await world.pass(lobbyOver)
    const asked = newest(world, thread)
    const pressed = await Promise.all(all.map((one, index) => play(one, asked, index % 4 === 0 ? 'wrong' : 'right')))
    expect(pressed.filter(({ responded }) => responded)).toHaveLength(200)
    await timeUp(world, asked)
    expect(world.person('bo').message(asked)?.words).toContain('200 answers, 150 right.')
  })
})

const edits = 'PATCH /channels/{channel_id}/messages/{message_id}'
const lobbyOver = { seconds: 45 }
const boardOver = { seconds: 7 }

const playable: Bank = {
  ...ownBank,
  questions: new Map([...ownBank.questions].filter(([, question]) => isLiveQuestion(question))),
}

async function lobby(world: DiscordWorld, count: string, channel = 'general') {
  const { shown } = await world.person('bo').command('quiz live', channel, { count })
  expect(shown).toMatchObject([{ ephemeral: true, words: 'The live quiz opens here in a moment.' }])
  await world.settle()
  const opening = openings(world.fake.guild(), channel).at(-1)
  if (opening === undefined) throw new Error('no live quiz was opened')
  return { opening, thread: threadOf(opening) }
}

function newest({ fake }: DiscordWorld, thread: string): SeenMessage {
  const said = fake.guild().messages(thread).at(-1)
  if (said === undefined) throw new Error('nothing was said in the thread')
  return said
}

/** Lets time pass until a question of a live quiz has its result. */
async function timeUp({ stage, settle }: DiscordWorld, { words }: SeenMessage): Promise<void> {
  const [, seconds] = /Time is up <t:(\d+):R>/.exec(words) ?? []
  await settle()
  await stage.moveTo(Temporal.Instant.fromEpochMilliseconds(Number(seconds) * 1000).add({ seconds: 1 }))
  await settle()
}

/** Answers the question of a live quiz. */
async function play(person: Person, asked: SeenMessage, as: 'right' | 'wrong'): Promise<Outcome> {
  const subject = /"live-[a-z]+:([0-9a-f-]+\/\d+)"/.exec(JSON.stringify(asked.components))?.[1] ?? ''
  const question = questionIn(asked, playable)
  const options = shownOptions(question, subject).filter(({ right }) => right === (as === 'right'))
  if (question.kind !== 'multi') return person.press(options[0]?.name ?? '', asked)
  const all = options.map(({ index }) => index)
  return person.choose(menu, as === 'right' ? all : all.slice(0, 1), asked)
}

describe('the commands', () => {
  test('are offered with their options, and topics with how many questions they have', async () => {
    const world = await openDiscordWorld({ bank: ownBank })
    const bo = world.person('bo')
    const offered = world.fake.commands().filter(({ name }) => /^(quiz|review|progress)/.test(String(name)))
    expect(offered.map(({ name, options }) => [name, namesOf(options)]).toSorted()).toEqual([
      ['progress', []],
      ['quiz', ['start', 'live']],
      ['quiz-admin', ['hosts']],
      ['review', []],
    ])
    const tagged = ownItems.filter(({ tags }) => tags.includes('kafka')).length
    for (const words of ['quiz start', 'quiz live']) {
      const topics = await bo.suggest(words, 'general', 'topic', 'kafk')
      expect([words, topics]).toEqual([words, [{ name: `kafka (${tagged})`, value: 'kafka' }]])
      expect((await bo.suggest(words, 'general', 'topic', '')).length).toBeGreaterThan(5)
    }
    const { shown } = await bo.command('quiz start', 'general', { topic: 'kafka', level: 'medium', count: '3' })
    expect(shown.at(-1)?.words).toMatch(/Question 1 of [1-3]\*\* · .* · medium/)
  })

  test('are named in what is said as they can be typed here', async () => {
    const world = await openDiscordWorld({ bank: closedBank('single') })
    const bo = world.person('bo')
    const progress = await bo.command('progress', 'general')
    expect(progress.shown.at(-1)?.words).toContain('`/quiz start` asks you five questions')
  })
})

describe('each of our questions', () => {
  const at = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const item: QuizItem = {
    ...{ workspace: 'discord/1', quiz: newId(), place: 20, question: '', draft: [], shownAt: at, answeredAt: at },
    ...{ values: null, score: null, points: null, judged: null, comesBack: at, chanceBefore: null, chanceAfter: null },
  }
  const note = quizWords.swapped
  const ours = [...ownBank.questions.values()]
  const asked = (question: Question) => ({
    ...({ id: item.quiz, purpose: 'practice', count: 20, topic: topicTitle(ownBank, question.topic) } as const),
    ...{ item: { ...item, question: question.id }, question },
  })

  test('is asked whole, with all of its buttons', () => {
    for (const question of ours) {
      const shown = askingWords(asked(question), note)
      expect(faultsIn(shown, [question.question, ...optionsOf(question)])).toEqual([])
    }
  })

  test('is explained to its end, however wrong the answer was', () => {
    for (const question of ours.filter(isClosedKind)) {
      const { item: empty, ...about } = asked(question)
      const options = shownOptions(question, subjectOf(empty)).filter(({ right }) => !right)
      const values = hasOptions(question) ? options.map(({ index }) => index) : ['W'.repeat(mostTyped)]
      const shown = answeredWords({ ...about, question, item: { ...empty, values, score: 0 } }, note)
      const whys = options.flatMap(({ why = '' }) => why)
      expect(faultsIn(shown, [...whys, question.explanation, 'It comes back'])).toEqual([])
    }
  })

  test('in one’s own words is hinted at to its end', () => {
    for (const question of ours) {
      if (isClosedKind(question)) continue
      for (const text of [question.reference, 'I do not know.', 'word '.repeat(mostInAnswer / 5)]) {
        const feedback = feedbackOn(question, text, weightsOf(ownBank))
        const hint = feedbackWords(question, feedback)
        const { item: empty, ...about } = asked(question)
        const mine = { ...empty, values: [text], comesBack: null }
        const shown = openAnsweredWords({ ...about, question, item: mine }, hint, note)
        expect(faultsIn(shown, [...wholeReference(question), 'How did it go?'])).toEqual([])
      }
    }
  })

  test('has a form that fits, also with all that fits typed into it', () => {
    for (const question of ours.filter((one) => !hasOptions(one))) {
      const form = answerFormOf(asked(question), 'W'.repeat(mostInAnswer))
      const modal = renderForm(form)
      expect(modalProblems({ ...modal })).toEqual([])
      expect(JSON.stringify(modal)).not.toContain('…')
    }
  })

  test('is asked live whole, and its result is told to its end', () => {
    for (const question of ours.filter(isLiveQuestion)) {
      const live = { subject: `${newId()}/15`, place: 15, count: 15, question }
      const options = shownOptions(question, live.subject)
      expect(faultsIn(askedWords(live, at), [question.question, ...optionsOf(question)])).toEqual([])
      const choices = options.map(({ index, right }) => ({ values: [index], right }))
      const board = ['W', 'M', 'Q', 'O', 'X'].map((letter, index) => ({
        ...{ member: letter, place: index + 1, name: letter.repeat(32), points: 15_000 - index },
      }))
      expect(faultsIn(resultWords(live, choices, board), [question.explanation, 'X'.repeat(32)])).toEqual([])
    }
  })
})

/** The options that stand in a question's text; true and false are buttons alone. */
function optionsOf(question: Question): string[] {
  return question.kind === 'single' || question.kind === 'multi' ? question.options.map(({ text }) => text) : []
}

/** What Discord would refuse of a message, and what was lost of it on the way. */
function faultsIn(message: Message, parts: readonly string[]): string[] {
  const { body } = renderMessage(message)
  const read = body.embeds.map(({ description = '' }) => readingOf(description).text).join('\n')
  const lost = parts.map((part) => plain(plainWords(part))).filter((part) => !plain(read).includes(part))
  const controls = body.components.reduce((sum, row) => sum + ('components' in row ? row.components.length : 0), 0)
  const wanted = (message.buttons?.length ?? 0) + (message.menus?.length ?? 0)
  return [
    ...messageProblems({ ...body }),
    ...lost.map((part) => `lost: ${part}`),
    ...(controls === wanted ? [] : [`${controls} controls of ${wanted}`]),
  ]
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function namesOf(options: unknown): unknown[] {
  return (options as readonly { name: string }[]).map(({ name }) => name)
}

/** Events of a kind take this long before the engine hears of them. */
function delayed(kind: 'command' | 'submitted') {
  const gate = {
    milliseconds: 0,
    wrap: (platform: ChatPlatform): ChatPlatform =>
      Object.create(platform, { start: { value: (engine: Engine) => platform.start(slow(engine)) } }),
  }
  return gate

  function slow(engine: Engine): Engine {
    return {
      ...engine,
      handle: async (event) => {
        if (event.kind === kind && gate.milliseconds > 0)
          await new Promise((resolve) => setTimeout(resolve, gate.milliseconds))
        return engine.handle(event)
      },
    }
  }
}

function chosen({ components }: SeenMessage): unknown[] {
  const rows = components as readonly { components: readonly { options?: { value: string; default?: boolean }[] }[] }[]
  const options = rows.flatMap((row) => row.components.flatMap((one) => one.options ?? []))
  return options.filter((option) => option.default === true).map(({ value }) => value)
}

/** What is shown of a reference in one piece; a long one, as scenarios have it, turns pages. */
function wholeReference(question: OpenQuestion): string[] {
  return isLong(question) ? [] : [question.reference]
}
