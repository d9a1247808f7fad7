import { describe, expect, test } from 'vitest'
import { renderForm } from '../../bots/slack/forms.ts'
import { mrkdwn } from '../../bots/slack/mrkdwn.ts'
import { plainText } from '../../bots/slack/plain-text.ts'
import { renderMessage } from '../../bots/slack/render.ts'
import { renderWords } from '../../bots/slack/render-words.ts'
import type { Form, Message } from '../../core/platform.ts'
import { type Bank, topicTitle } from '../../core/questions/bank.ts'
import { mostTyped } from '../../core/questions/grade.ts'
import { itemsInOrder } from '../../core/questions/ordering.ts'
import type { OpenQuestion, Question } from '../../core/questions/question.ts'
import { hasOptions, isClosedKind, shownOptions } from '../../core/questions/show.ts'
import { weightsOf } from '../../core/quizzes/bank-weights.ts'
import { feedbackOn } from '../../core/quizzes/feedback.ts'
import { feedbackWords, secondTryWords } from '../../core/quizzes/feedback-words.ts'
import { askedWords, resultWords } from '../../core/quizzes/live-game-words.ts'
import { isLiveQuestion } from '../../core/quizzes/live-rule.ts'
import { progressMessage } from '../../core/quizzes/progress-words.ts'
import type { QuizItem } from '../../core/quizzes/quiz-rows.ts'
import {
  answeredWords,
  answerFormOf,
  askingWords,
  openAnsweredWords,
  quizWords,
  secondForm,
  subjectOf,
  summaryWords,
} from '../../core/quizzes/quiz-words.ts'
import { mostInAnswer } from '../../core/rounds/answer-words.ts'
import { isLong } from '../../core/rounds/reference-words.ts'
import { wordsOf } from '../support/fake-slack/blocks.ts'
import { blockProblems, viewProblems } from '../support/fake-slack/limits.ts'
import type { MessageRef, Outcome, Person, SeenMessage, TeamSettings } from '../support/fake-slack/types.ts'
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts'
import { closedBank, newId, openBank, ownBank, recordingLog } from '../support/world.ts'

const allKinds = ['single', 'true-false', 'multi', 'numeric', 'short', 'ordering'] as const
const menu = 'Choose all that apply'
const flag = 'Something is wrong with this question'

interface Quizzing {
  /** The newest private message, as it stands. */
  screen(): SeenMessage
  /** What is asked on it. */
  asked(): { readonly question: Question; readonly subject: string }
  /** Answers what is asked, right or wrong, with whatever it is answered. */
  answer(as: 'right' | 'wrong'): Promise<SeenMessage>
  /** Presses Answer and sends this text, which is taken. */
  type(text: string): Promise<void>
}

function quizzing({ fake, stage }: SlackWorld, person: Person): Quizzing {
  return { screen, asked, answer, type }

  function screen(): SeenMessage {
    const shown = person.ephemerals().at(-1)
    if (shown === undefined) throw new Error(`${person.name} was told nothing`)
    return shown
  }

  function asked() {
    const subject = /quiz-flag:([0-9a-f-]+\/\d+)/.exec(JSON.stringify(screen().blocks))?.[1] ?? ''
    return { question: questionIn(screen(), stage.studyhall().study.bank), subject }
  }

  async function answer(as: 'right' | 'wrong'): Promise<SeenMessage> {
    const { question, subject } = asked()
    if (!hasOptions(question)) await type(typedFor(question, subject, as))
    else await choosing(question, subject, as)
    return screen()
  }

  async function choosing(question: Question, subject: string, as: 'right' | 'wrong'): Promise<void> {
    const options = shownOptions(question, subject).filter(({ right }) => right === (as === 'right'))
    if (question.kind !== 'multi') return void (await person.press(options[0]?.name ?? '', screen()))
    const all = options.map(({ index }) => index)
    await person.choose(menu, all, screen())
    await person.press('Submit', screen())
  }

  async function type(text: string): Promise<void> {
    const before = screen().words
    await person.press('Answer', screen())
    expect((await person.submit({ answer: text })).outcome).toBe('closed')
    await fake.until(() => screen().words !== before, 'what came of the answer')
  }
}

/** What people read of a message. */
function reading(slackText: string): string {
  return plainText(slackText.replace(/<(?:https?|mailto):[^|<>]*\|([^<>]*)>/g, '$1'), () => undefined).replace(
    /[\u200b\u00ad]/g,
    '',
  )
}

function questionIn({ words }: SeenMessage, { questions }: Bank): Question {
  const said = bare(reading(words))
  const found = [...questions.values()].find((question) => said.includes(bareText(question)))
  if (found === undefined) throw new Error(`no question of ours in: ${words}`)
  return found
}

const bareTexts = new Map<Question, string>()

/** Kept, as a crowd would have all of them read anew for each of its presses. */
function bareText(question: Question): string {
  const text = bareTexts.get(question) ?? bare(reading(mrkdwn(question.question)))
  bareTexts.set(question, text)
  return text
}

/** Without spaces and what marks words up. */
function bare(text: string): string {
  return text.replace(/[\s`*_~•◦▪>]/g, '')
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

async function started(kinds: readonly (typeof allKinds)[number][], words = 'quiz') {
  const world = await openSlackWorld({ bank: closedBank(...kinds) })
  const bo = world.person('bo')
  const { shown } = await bo.command('/study', words, 'general')
  expect(shown).toMatchObject([{ ephemeral: true }])
  return { world, bo, quiz: quizzing(world, bo) }
}

/** Lets time pass. */
async function pass({ stage, fake }: SlackWorld, time: Temporal.DurationLike): Promise<void> {
  await stage.moveTo(stage.now().toZonedDateTimeISO('UTC').add(time).toInstant())
  await fake.quiet()
}

describe('a quiz for one', () => {
  test('is answered by buttons, a menu and forms, in one message that nobody else sees', async () => {
    const { world, bo, quiz } = await started(allKinds, 'quiz 10')
    const { ts } = quiz.screen()
    const met = new Set<string>()
    for (const place of [1, 2, 3, 4, 5, 6]) {
      expect(quiz.screen().words).toContain(`*Question ${place} of 6*`)
      const { question } = quiz.asked()
      met.add(question.kind)
      const [as, says] = place === 3 ? (['wrong', '❌'] as const) : (['right', '✅ *Right.* +'] as const)
      const next = place === 6 ? 'See how it went' : 'Next'
      const { words, buttons } = await quiz.answer(as)
      expect(words).toContain(says)
      expect(words).toMatch(/It comes back <!date\^\d+\^/)
      expect(buttons).toEqual([next])
      expect((await bo.press(next, quiz.screen())).shown).toEqual([])
    }
    expect([...met].toSorted()).toEqual([...allKinds].toSorted())
    expect(quiz.screen().words).toContain('Quiz done')
    expect(quiz.screen().words).toContain('*5 of 6 right*')
    expect(quiz.screen().buttons).toEqual(['Retry the wrong ones', 'Another one like it'])
    expect(bo.ephemerals().map((one) => one.ts)).toEqual([ts])
    expect(world.person('cy').ephemerals()).toEqual([])
    expect(world.person('cy').sees('general')).toEqual([])
  })

  test('the wrong ones are tried again, for no points', async () => {
    const { bo, quiz } = await started(['single', 'true-false'])
    const first = quiz.asked().question
    await quiz.answer('wrong')
    await bo.press('Next')
    await quiz.answer('right')
    await bo.press('See how it went')
    const retried = await bo.press('Retry the wrong ones')
    expect(retried.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('Once more 1 of 1') }])
    expect(quiz.asked().question.id).toBe(first.id)
    expect((await quiz.answer('right')).words).toMatch(/✅ \*Right\.\*$/m)
    await bo.press('See how it went')
    expect(quiz.screen().buttons).toEqual(['Start a quiz'])
  })

  test('what is chosen of several shows as chosen until it is submitted', async () => {
    const { bo, quiz } = await started(['multi'])
    const { ts, buttons } = quiz.screen()
    expect(buttons).toEqual(['Submit', "I don't know"])
    expect(chosen(quiz.screen())).toEqual([])
    await bo.press('Submit')
    expect(quiz.screen().words).toContain('Nothing was chosen')
    const [, second, third] = shownOptions(quiz.asked().question, quiz.asked().subject)
    await bo.choose(menu, [second?.index ?? '', third?.index ?? ''])
    expect(chosen(quiz.screen())).toEqual([second?.index, third?.index])
    expect(quiz.screen().words).toContain('Chosen: B, C.')
    await bo.choose(menu, [])
    expect(chosen(quiz.screen())).toEqual([])
    await bo.choose(menu, [third?.index ?? ''])
    expect(chosen(quiz.screen())).toEqual([third?.index])
    expect((await quiz.answer('right')).words).toContain('✅ *Right.*')
    expect(bo.ephemerals().map((one) => one.ts)).toEqual([ts])
  })

  test.each([
    ['numeric', 'about a quarter', 'not a number'],
    ['ordering', 'A A B', 'Give each of the letters'],
    ['short', ' ', 'There is nothing in it'],
  ] as const)(
    '%s: an answer that cannot be taken is refused in its form, with what was typed',
    async (kind, typed, says) => {
      const { world, bo, quiz } = await started([kind])
      const { ts, words } = quiz.screen()
      const { question, subject } = quiz.asked()
      await bo.press('Answer')
      expect(bo.modal()?.words).toContain('Only you see what you send.')
      const refused = await bo.submit({ answer: typed })
      expect(refused).toMatchObject({
        outcome: 'errors',
        errors: { answer: expect.stringContaining(says) },
        modal: { fields: [{ value: typed }] },
      })
      expect(quiz.screen().words).toBe(words)
      expect((await bo.submit({ answer: typedFor(question, subject, 'right') })).outcome).toBe('closed')
      await world.fake.until(() => quiz.screen().words.includes('✅ *Right.*'), 'the answer')
      expect(bo.ephemerals().map((one) => one.ts)).toEqual([ts])
    },
  )

  test('an answer in one’s own words gets a hint, has a second try, and comes back as its author says', async () => {
    const world = await openSlackWorld({ bank: openBank })
    const bo = world.person('bo')
    await bo.command('/study', 'quiz kind:open', 'general')
    const quiz = quizzing(world, bo)
    const { ts, buttons } = quiz.screen()
    expect(buttons).toEqual(['Answer'])
    const { question, subject } = quiz.asked()
    const hinted = await quiz.answer('right')
    expect(hinted).toMatchObject({ ts, words: expect.stringContaining('This is a hint, not a mark') })
    expect(hinted.words).toContain('You seem to cover')
    expect(hinted.buttons).toEqual(['I had it', 'Not yet', 'Second try', 'Next'])
    const opened = await bo.press('Second try')
    expect(opened.modal?.fields[0]?.value).toBe(typedFor(question, subject, 'right').trim())
    await bo.submit({ answer: 'I would cache it and hope for the best of it.' })
    await world.fake.until(() => bo.ephemerals().length === 2, 'what came of the second try')
    expect(quiz.screen().words).toContain('Your first try seemed')
    const judged = await bo.press('Not yet')
    expect([judged.shown, bo.message(hinted)?.buttons]).toEqual([[], ['Second try', 'Next']])
    expect(bo.message(hinted)?.words).toContain('It comes back <!date^')
    await bo.press('Next')
    expect(bo.message(hinted)?.words).toContain('Question 2 of 5')
  })

  test('a button of an older message says where the quiz stands, also after the bot was started anew', async () => {
    const { world, bo, quiz } = await started(['single', 'true-false'])
    const older = quiz.screen()
    const { question, subject } = quiz.asked()
    const again = await bo.command('/study', 'quiz', 'general')
    expect(again.shown.at(-1)?.words).toContain('You are in the middle of this quiz')
    await quiz.answer('right')
    await world.stage.restart()
    await bo.press('Next')
    expect(quiz.screen().words).toContain('Question 2 of 2')
    const stale = await bo.press(shownOptions(question, subject)[0]?.name ?? '', older)
    expect([stale.acknowledged, stale.shown]).toEqual([true, []])
    expect(bo.message(older)?.words).toContain('That question is answered already. Here is where you are.')
    expect(bo.message(older)?.words).toContain('Question 2 of 2')
    await bo.press('Stop', older)
    expect(bo.message(older)?.words).toContain('*1 of 1 right*')
    await bo.press('Stop', again.shown[0])
    expect(quiz.screen().words).toContain('Quiz done')
    expect(bo.ephemerals()).toHaveLength(2)
  })

  test('a form of an older message opens no more: where the quiz stands is said beside it', async () => {
    const { bo, quiz } = await started(['numeric'])
    const older = quiz.screen()
    await bo.command('/study', 'quiz', 'general')
    await quiz.answer('right')
    const stale = await bo.press('Answer', older)
    expect(stale.modal).toBeUndefined()
    expect(stale.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('answered already') }])
  })

  test('an answer whose form stood open for an hour is taken, and the quiz goes on in a new message', async () => {
    const { world, bo, quiz } = await started(['numeric', 'single'])
    while (quiz.asked().question.kind !== 'numeric') {
      await quiz.answer('right')
      await bo.press('Next')
    }
    const { question, subject } = quiz.asked()
    await bo.press('Answer')
    await pass(world, { minutes: 60 })
    const { length } = bo.ephemerals()
    expect((await bo.submit({ answer: typedFor(question, subject, 'right') })).outcome).toBe('closed')
    await world.fake.until(() => bo.ephemerals().length > length, 'the answer')
    expect(quiz.screen().words).toContain('✅ *Right.*')
  })

  test('what is wrong with a question is told by a form, and whoever set this up reads it', async () => {
    const { world, bo, quiz } = await started(['single'])
    const { words } = quiz.screen()
    const { modal } = await bo.press(flag)
    expect(modal?.title).toBe('Flag a question')
    const refused = await bo.submit({ reason: 'other', text: '' })
    expect(refused).toMatchObject({ outcome: 'errors', errors: { text: expect.any(String) } })
    expect((await bo.submit({ reason: 'unclear', text: 'Which version?' })).outcome).toBe('closed')
    await world.fake.until(() => bo.ephemerals().length === 2, 'thanks')
    expect(bo.ephemerals()[0]?.words).toBe(words)
    const status = await world.person('ada').command('/study', 'status', 'general')
    expect(status.shown.at(-1)?.words).toContain('Which version')
  })
})

/** The values that stand chosen in a message's menu. */
function chosen({ blocks }: SeenMessage): unknown[] {
  const menus = blocks as readonly { accessory?: { initial_options?: readonly { value: string }[] } }[]
  return menus.flatMap(({ accessory }) => accessory?.initial_options?.map(({ value }) => value) ?? [])
}

describe('what comes back', () => {
  test('is asked by /study review when its day has come', async () => {
    const { world, bo, quiz } = await started(['single'])
    const first = quiz.asked().question
    await quiz.answer('wrong')
    await bo.press('See how it went')
    const early = await bo.command('/study', 'review', 'general')
    expect(early.shown).toMatchObject([
      { ephemeral: true, words: expect.stringMatching(/Nothing is due.*<!date\^\d+\^/s) },
    ])
    await pass(world, { hours: 26 })
    const due = await bo.command('/study', 'review', 'general')
    expect(due.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('Review 1 of 1') }])
    expect(quiz.asked().question.id).toBe(first.id)
    expect((await quiz.answer('right')).words).toContain('+3 points')
    await bo.press('See how it went')
    expect(quiz.screen().words).toContain('Review done')
  })

  test('is told in a direct message by whoever wants that', async () => {
    const { world, bo, quiz } = await started(['single'])
    await quiz.answer('wrong')
    await bo.command('/study', 'progress', 'general')
    await world.fake.until(() => bo.ephemerals().length === 2, 'the progress')
    const told = await bo.press('Tell me about reviews')
    expect(told.shown.at(-1)?.words).toContain('says how many questions are due for review')
    await pass(world, { hours: 48 })
    expect(bo.dm().map(({ words }) => words)).toMatchObject([expect.stringContaining('1 question is due for review')])
    expect(bo.dm()[0]?.words).not.toContain('`/review`')
  })
})

describe('/study progress', () => {
  const alt = expect.stringMatching(/^The share of medium questions.*: \d+ % \(\d+ to \d+\), 1 answer/s)

  test('shows a picture that is described in words, to whoever asks alone', async () => {
    const { world, bo } = await withProgress()
    await bo.command('/study', 'progress', 'general')
    await world.fake.until(() => bo.ephemerals().length === 2, 'the progress')
    expect(bo.ephemerals().at(-1)).toMatchObject({ pictures: [{ alt }] })
    expect(bo.ephemerals().at(-1)?.words).toContain('*1 question answered*')
    expect(world.person('cy').ephemerals()).toEqual([])
    expect(world.person('cy').sees('general')).toEqual([])
  })

  test.each(['take', 'show'])('comes in words where Slack does not %s the picture', async (what) => {
    const log = recordingLog()
    const { world, bo } = await withProgress(log)
    if (what === 'show') world.fake.faults.refuseNewFiles(99)
    else world.fake.faults.next('files.getUploadURLExternal', { kind: 'error', error: 'missing_scope' })
    await bo.command('/study', 'progress', 'general')
    await world.fake.until(() => bo.ephemerals().length === 2, 'the progress')
    expect(bo.ephemerals().at(-1)).toMatchObject({ pictures: [], buttons: ['Tell me about reviews'] })
    expect(bo.ephemerals().at(-1)?.words).toContain('*1 question answered*')
    expect(log.lines.map(({ says }) => says)).toContain(`Slack did not ${what} a picture`)
  })
})

async function withProgress(log = recordingLog()) {
  const world = await openSlackWorld({ bank: closedBank('single'), log })
  const bo = world.person('bo')
  await bo.command('/study', 'quiz', 'general')
  await quizzing(world, bo).answer('right')
  return { world, bo }
}

describe('the one command of Slack', () => {
  test('starts quizzes of a topic, a level and a count, also in the direct messages', async () => {
    const world = await openSlackWorld({ bank: ownBank })
    const bo = world.person('bo')
    const quiz = quizzing(world, bo)
    await bo.command('/study', 'quiz kafka 3', 'general')
    expect(quiz.screen().words).toMatch(/\*Question 1 of [1-3]\*/)
    expect(quiz.asked().question.tags).toContain('kafka')
    await bo.press('Stop')
    const { shown } = await bo.command('/study', 'quiz start topic:security medium', 'dm')
    expect(shown).toMatchObject([
      { ephemeral: true, words: expect.stringMatching(/\*Question 1 of \d\* · .* · medium/) },
    ])
    await bo.press('Stop')
    const unknown = await bo.command('/study', 'quiz kafkka', 'general')
    expect(unknown.shown.at(-1)?.words).toContain('Near it: kafka')
  })

  test('is how each command is named in what is said', async () => {
    const world = await openSlackWorld({ bank: closedBank('single') })
    const [ada, bo] = [world.person('ada'), world.person('bo')]
    const seen: SeenMessage[] = []
    for (const [person, words] of [
      [bo, 'help all'],
      [ada, 'help'],
      [bo, 'progress'],
      [bo, 'review'],
      [bo, 'quiz open'],
    ] as const) {
      seen.push(...(await person.command('/study', words, 'general')).shown)
    }
    expect(seen).toHaveLength(5)
    expect(seen.map(({ words }) => words).join('\n')).not.toMatch(/`\/(?!study\b)/)
    expect(seen[0]?.words).toContain('`/study quiz live')
  })
})

const lobbyOver = { seconds: 45 }
const boardOver = { seconds: 7 }
const edits = 'chat.update'

const playable: Bank = {
  ...ownBank,
  questions: new Map([...ownBank.questions].filter(([, question]) => isLiveQuestion(question))),
}

describe('a live quiz', () => {
  test('is played by three people: hidden until the time is up, then told by edits, the winners in the channel too', async () => {
    const world = await openSlackWorld({ bank: playable })
    const [ada, bo, cy] = [world.person('ada'), world.person('bo'), world.person('cy')]
    const opening = await lobby(world)
    expect(opening.words).toContain('*bo* asks everyone here to a live quiz: 3 questions.')
    expect(opening.words).toMatch(/Starts <!date\^\d+\^\{ago\}\|[^>]+ UTC>/)
    expect(opening.buttons).toEqual(['Join', 'Start now'])
    for (const one of [ada, bo, cy]) {
      const { shown } = await one.press('Join', opening)
      expect(shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('You are in.') }])
    }
    await world.settle()
    expect(bo.message(opening)?.words).toContain('Joined: ada, bo and cy.')
    await pass(world, lobbyOver)
    expect(bo.message(opening)?.buttons).toEqual([])
    for (const place of [1, 2, 3]) {
      const asked = newest(world, opening)
      expect(asked.words).toContain(`Question ${place} of 3`)
      const before = bo.thread(opening)
      await play(bo, asked, 'wrong')
      const { shown } = await play(bo, asked, 'right')
      const kept = { ephemeral: true, thread_ts: opening.ts, words: expect.stringMatching(/^Your answer: /) }
      expect(shown).toMatchObject([kept])
      await pass(world, { seconds: 3 })
      await play(cy, asked, 'right')
      await play(ada, asked, 'wrong')
      expect(bo.thread(opening)).toEqual(before)
      await timeUp(world, asked)
      const result = bo.message(asked)
      expect([result?.buttons, bo.thread(opening).length]).toEqual([[], before.length])
      expect(result?.words).toContain('3 answers, 2 right.')
      expect(result?.words).toMatch(/1\. bo · [\d,]+\n2\. cy · [\d,]+/)
      await pass(world, boardOver)
    }
    const podium = newest(world, opening)
    expect(podium.words).toMatch(/🥇 \*bo\* · 3,000 points\n🥈 \*cy\*/)
    expect(cy.sees('general').map(({ ts }) => ts)).toEqual([opening.ts, podium.ts])
    expect(cy.message(opening)).toMatchObject({ buttons: [], words: expect.stringContaining('This quiz is over') })
    const own = await cy.press('My place', podium)
    expect(own.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('You came 2nd of 3') }])
  })

  test('is called off by its host, in the middle of a question', async () => {
    const world = await openSlackWorld({ bank: playable })
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    const opening = await lobby(world)
    const second = await cy.command('/study', 'quiz live', 'general')
    expect(second.shown.at(-1)?.words).toContain('A live quiz is under way here already')
    await cy.press('Join', opening)
    await pass(world, lobbyOver)
    const asked = newest(world, opening)
    await play(cy, asked, 'right')
    expect((await cy.press('Call it off', opening)).shown.at(-1)?.words).toContain('Only whoever started this quiz')
    expect((await bo.press('Call it off', opening)).shown.at(-1)?.words).toBe('The quiz is called off.')
    await world.settle()
    expect(bo.message(asked)).toMatchObject({ buttons: [], words: expect.stringContaining('does not count') })
    expect(bo.message(opening)?.words).toContain('This quiz was called off.')
  })

  test('ends with nothing wrong where Slack takes no edits for a while', async () => {
    const world = await openSlackWorld({ bank: playable })
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    const busy = () => world.fake.faults.next(edits, { kind: 'rate-limited', seconds: 1 })
    const opening = await lobby(world)
    let met = busy()
    await bo.press('Join', opening)
    await cy.press('Join', opening)
    await pass(world, lobbyOver)
    expect(met.met()).toBe(1)
    for (const place of [1, 2, 3]) {
      const asked = newest(world, opening)
      expect(asked.words).toContain(`Question ${place} of 3`)
      await play(bo, asked, 'right')
      met = busy()
      await timeUp(world, asked)
      expect([met.met(), bo.message(asked)?.buttons]).toEqual([1, []])
      expect(bo.message(asked)?.words).toContain('1 answer, 1 right.')
      if (place < 3) await pass(world, boardOver)
    }
    met = busy()
    await pass(world, boardOver)
    expect(met.met()).toBe(1)
    expect(newest(world, opening).words).toContain('🥇 *bo* · 3,000 points')
    expect(bo.message(opening)).toMatchObject({ buttons: [], words: expect.stringContaining('This quiz is over') })
    expect(bo.thread(opening)).toHaveLength(4)
  })

  test('counts everybody of a crowd that joins and presses in the same second', async () => {
    const { world, all, bo } = await crowded()
    const opening = await lobby(world)
    const joined = await Promise.all(all.map((one) => one.press('Join', opening)))
    expect(joined.filter(({ acknowledged }) => acknowledged)).toHaveLength(200)
    await world.fake.until(() => all.every((one) => one.ephemerals().length === 1), 'a reply to each')
    await world.settle()
    expect(bo.message(opening)?.words).toMatch(/Joined: (p\d+, ){9}p\d+ and 190 more\.$/)
    expect(world.fake.callsOf(edits).length).toBeLessThan(50)
    await pass(world, lobbyOver)
    const asked = newest(world, opening)
    const pressed = await Promise.all(all.map((one, index) => play(one, asked, index % 4 === 0 ? 'wrong' : 'right')))
    expect(pressed.filter(({ acknowledged }) => acknowledged)).toHaveLength(200)
    await world.fake.until(() => all.every((one) => one.ephemerals().length === 2), 'a reply to each')
    await timeUp(world, asked)
    expect(bo.message(asked)?.words).toContain('200 answers, 150 right.')
  })

  test('counts them too where Slack answers that this is too much at once', async () => {
    const { world, all, bo } = await crowded()
    const opening = await lobby(world)
    await all[0]?.press('Join', opening)
    await pass(world, lobbyOver)
    const asked = newest(world, opening)
    const [who, replies] = ['users.info', 'chat.postEphemeral'].map((method) =>
      world.fake.faults.next({ method, times: 100 }, { kind: 'rate-limited', seconds: 30 }),
    )
    await Promise.all(all.map((one) => play(one, asked, 'right')))
    await world.fake.until(() => all.every((one) => one.ephemerals().length > 0), 'a reply to each')
    expect([who?.met(), replies?.met()]).toEqual([100, 100])
    const told = all.flatMap((one) => one.ephemerals().slice(-1))
    expect(told.filter(({ words }) => !words.startsWith('Your answer: '))).toEqual([])
    expect(told.filter(({ thread_ts: thread }) => thread !== opening.ts)).toEqual([])
    await timeUp(world, asked)
    expect(bo.message(asked)?.words).toContain('200 answers, 200 right.')
  })
})

async function lobby(world: SlackWorld): Promise<SeenMessage> {
  const { shown } = await world.person('bo').command('/study', 'quiz live 3', 'general')
  expect(shown).toMatchObject([{ ephemeral: true, words: 'The live quiz opens here in a moment.' }])
  await world.settle()
  const opening = world.person('bo').sees('general').at(-1)
  if (opening === undefined) throw new Error('no live quiz was opened')
  return opening
}

async function crowded() {
  const crowd = Array.from({ length: 200 }, (_, index) => ({ name: `p${index}` }))
  const team: TeamSettings = { id: 'T0CROWD', people: [{ name: 'bo' }, ...crowd], channels: [{ name: 'general' }] }
  const world = await openSlackWorld({ bank: playable, teams: [team], fakeOptions: { ackWithin: 60_000 } })
  return { world, all: crowd.map(({ name }) => world.person(name)), bo: world.person('bo') }
}

function newest({ person }: SlackWorld, opening: MessageRef): SeenMessage {
  const said = person('bo').thread(opening).at(-1)
  if (said === undefined) throw new Error('nothing was said in the thread')
  return said
}

/** Lets time pass until a question of a live quiz has its result. */
async function timeUp({ stage, fake }: SlackWorld, { words }: SeenMessage): Promise<void> {
  const [, seconds] = /Time is up <!date\^(\d+)\^\{ago\}/.exec(words) ?? []
  await stage.moveTo(Temporal.Instant.fromEpochMilliseconds(Number(seconds) * 1000).add({ seconds: 1 }))
  await fake.quiet()
}

/** Answers the question of a live quiz. */
async function play(person: Person, asked: SeenMessage, as: 'right' | 'wrong'): Promise<Outcome> {
  const subject = /"live-[a-z]+:([0-9a-f-]+\/\d+)"/.exec(JSON.stringify(asked.blocks))?.[1] ?? ''
  const question = questionIn(asked, playable)
  const options = shownOptions(question, subject).filter(({ right }) => right === (as === 'right'))
  if (question.kind !== 'multi') return person.press(options[0]?.name ?? '', asked)
  const all = options.map(({ index }) => index)
  return person.choose(menu, as === 'right' ? all : all.slice(0, 1), asked)
}

describe('each of our questions', () => {
  const at = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const item: QuizItem = {
    ...{ workspace: 'slack/T1', quiz: newId(), place: 20, question: '', draft: [], shownAt: at, answeredAt: at },
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

  test('in one’s own words is hinted at to its end, at the first try and at the second', () => {
    const weights = weightsOf(ownBank)
    for (const question of ours) {
      if (isClosedKind(question)) continue
      const nothing = feedbackOn(question, 'I do not know.', weights)
      for (const text of [question.reference, longReference(question.reference), 'word '.repeat(mostInAnswer / 5)]) {
        const feedback = feedbackOn(question, text, weights)
        const hint = feedbackWords(question, feedback)
        const { item: empty, ...about } = asked(question)
        const mine = { ...empty, values: [text], comesBack: null }
        const shown = openAnsweredWords({ ...about, question, item: mine }, hint, note)
        expect(faultsIn(shown, [...wholeReference(question), 'How did it go?'])).toEqual([])
        const second = { text: [secondTryWords(nothing, feedback), hint].join('\n\n') }
        expect(faultsIn(second, wholeReference(question))).toEqual([])
      }
    }
  })

  test('has forms that fit, also with all that fits typed into them', () => {
    for (const question of ours.filter((one) => !hasOptions(one))) {
      const typed = 'W'.repeat(mostInAnswer)
      const about = asked(question)
      expect(faultsInForm(answerFormOf(about, typed))).toEqual([])
      if (question.kind === 'open') expect(faultsInForm(secondForm(about.item, typed))).toEqual([])
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

  test('fits into the longest summary, with every topic of ours', () => {
    const longest = ours.toSorted((a, b) => b.tests.length - a.tests.length).slice(0, 20)
    const answered = longest.map(({ tests }) => ({ tests, item: { ...item, score: 0 } }))
    const moved = [...ownBank.topics].map(([, topic]) => ({ topic, before: 0.4, after: 0.5 }))
    const shown = summaryWords({ quiz: item.quiz, purpose: 'practice', answered, moved, dayIsFull: true }, note)
    expect(faultsIn(shown, [longest.at(-1)?.tests ?? '', moved.at(-1)?.topic ?? ''])).toEqual([])
    const knowledge = { chance: 0.4, low: 0.3, high: 0.5, isGuess: true }
    const topics = moved.map(({ topic: title }) => ({ title, answers: 1_000, knowledge }))
    const counts = { answered: 99_999, answeredLately: 9_999, first: 9_999, firstRight: 9_999 }
    const progress = progressMessage({ ...counts, topics, dueToday: 200, dueTomorrow: 200 }, false, [])
    expect(faultsIn(progress, ['200 today, 200 tomorrow', 'Only you see this'])).toEqual([])
  })
})

/** Its sentences grown so that each quote of them is as long as quotes are. */
function longReference(reference: string): string {
  const grown = reference.replace(
    /([.!?])\s/g,
    ', and that is so for all of the callers and for all of their callers$1 ',
  )
  return grown.repeat(4).slice(0, mostInAnswer)
}

/** The options that stand in a question's text; true and false are buttons alone. */
function optionsOf(question: Question): string[] {
  return question.kind === 'single' || question.kind === 'multi' ? question.options.map(({ text }) => text) : []
}

/** What Slack would refuse of a message, and what was lost of it on the way. */
function faultsIn(message: Message, parts: readonly string[]): string[] {
  const { blocks } = renderMessage(message)
  const read = reading(wordsOf(blocks.map((block) => ({ ...block }))))
  const lost = parts.filter((part) => !bare(read).includes(bare(reading(mrkdwn(part)))))
  const { buttons = [], menus = [] } = message
  const missing = [...buttons, ...menus].filter(({ id }) => !JSON.stringify(blocks).includes(JSON.stringify(id)))
  return [
    ...blockProblems(blocks, 'message'),
    ...lost.map((part) => `lost: ${part}`),
    ...(read.includes(renderWords.tooLong) ? ['cut'] : []),
    ...missing.map(({ label }) => `no control: ${label}`),
    ...[...buttons, ...menus].filter(({ id }) => id.length > 100).map(({ id }) => `too long: ${id}`),
  ]
}

function faultsInForm(form: Form): string[] {
  const view = renderForm(form, { metadata: '{}' })
  const isCut = view.title.text.includes('…') || JSON.stringify(view.blocks).includes('…')
  return [...viewProblems(view), ...(isCut ? ['cut'] : [])]
}

/** What is shown of a reference in one piece; a long one, as scenarios have it, turns pages. */
function wholeReference(question: OpenQuestion): string[] {
  return isLong(question) ? [] : [question.reference]
}
