import { describe, expect, test } from 'vitest'
import { renderMessage as onDiscord } from '../../bots/discord/render.ts'
import { renderMessage as onSlack } from '../../bots/slack/render.ts'
import { itemsIn, pathMessage, pathsWords, stepMessage } from '../../core/paths/path-words.ts'
import type { ItemStanding } from '../../core/paths/standing-rule.ts'
import { type TrackPart, trackMessage, trackParts } from '../../core/paths/track-words.ts'
import type { Message } from '../../core/platform.ts'
import type { Path } from '../../core/questions/path.ts'
import { asProject, asScenario } from '../../core/questions/practice.ts'
import type { OpenQuestion, Question } from '../../core/questions/question.ts'
import { letters } from '../../core/questions/show.ts'
import type { Track } from '../../core/questions/track.ts'
import { feedbackOn } from '../../core/quizzes/feedback.ts'
import { feedbackWords } from '../../core/quizzes/feedback-words.ts'
import type { QuizItem } from '../../core/quizzes/quiz-rows.ts'
import { askingWords, openAnsweredWords } from '../../core/quizzes/quiz-words.ts'
import { besideWords } from '../../core/rounds/own-answer-words.ts'
import { comparedWords } from '../../core/rounds/past-words.ts'
import { wholeWords } from '../../core/rounds/reference-words.ts'
import { openingWords, resultsWords } from '../../core/rounds/words.ts'
import { openDiscordWorld, openings, threadOf } from '../support/discord-world.ts'
import { messageProblems } from '../support/fake-discord/limits.ts'
import { blockProblems } from '../support/fake-slack/limits.ts'
import { openSlackWorld } from '../support/slack-world.ts'
import { smallContent } from '../support/small-content.ts'
import { longScenario, plainOpen, prose, trackBank } from '../support/track-bank.ts'
import { newId, openBank } from '../support/world.ts'

const at = Temporal.Instant.from('2026-03-02T17:00:00Z')
const cutShort = 'too long'

/** What a reader sees, without spaces, marks and the signs of lists. */
function seen(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)|<https:[^|>]*\|([^>]*)>/g, '$1$2')
    .replace(/&amp;/g, '&')
    .replace(/\d+\\?\. /g, '')
    .replace(/[\s>`*_\\~•◦\u200b\u00ad-]/g, '')
}

function onBoth(message: Message): readonly { readonly text: string; readonly problems: readonly string[] }[] {
  const { body } = onDiscord(message)
  const { blocks } = onSlack(message)
  const sections = blocks.flatMap((block) => (block.type === 'section' && block.text ? [block.text.text] : []))
  return [
    { text: body.embeds.map(({ description = '' }) => description).join('\n'), problems: messageProblems({ ...body }) },
    { text: sections.join('\n'), problems: blockProblems(blocks, 'message') },
  ]
}

/** What is wrong with a message on Discord or Slack: refused, cut, or without a line of these texts. */
function faultsIn(message: Message, whole: readonly string[]): string[] {
  const lines = whole.flatMap((text) => text.split('\n')).filter((text) => text !== '')
  return [
    ...onBoth(message).flatMap(({ text, problems }, index) => [
      ...problems,
      ...(text.includes(cutShort) ? [`cut on ${index}`] : []),
      ...lines.filter((part) => !seen(text).includes(seen(part))).map((part) => `on ${index} without ${part}`),
    ]),
    ...(message.buttons ?? []).filter(({ id }) => id.length > 98).map(({ id }) => `too long: ${id}`),
  ]
}

const lastLine = ({ text }: Message) => text.slice(text.lastIndexOf('\n') + 1)
const line = (most: number) => prose('it', most)
const lines = (count: number, most: number) => Array.from({ length: count }, () => line(most))
const name = (most: number) => 'n'.repeat(most)

/** The longest track and guide that the schemas take. */
function longestOverlays(): { track: Track; path: Path } {
  const { track, path } = smallContent()
  const claims = Array.from({ length: 8 }, () => ({ title: line(80), says: line(500), reported: true }))
  const ids = track.questions.map(({ item }) => item)
  return {
    track: {
      ...track,
      track: name(40),
      company: name(60),
      about: line(800),
      process: claims,
      weighed: claims,
      questions: ids.map((item) => ({ item, asks: line(400), emphasis: line(400), follow_ups: lines(3, 300) })),
      practise: Array.from({ length: 12 }, () => 'a-scenario'),
      tips: lines(10, 400),
      ask_them: lines(8, 300),
      timeline: Array.from({ length: 4 }, () => ({ when: line(60), do: lines(6, 300) })),
    },
    path: {
      ...path,
      path: name(40),
      title: name(80),
      about: line(800),
      steps: Array.from({ length: 15 }, (_, index) => ({
        id: `${name(37)}-${index}`,
        title: name(80),
        says: [line(1_400), line(1_400)].join('\n\n'),
        checklist: lines(12, 300),
        items: [...ids, ...ids],
      })),
    },
  }
}

describe('the longest track and guide', () => {
  const { track, path } = longestOverlays()
  const bank = trackBank()
  const standings = new Map<string, ItemStanding>(track.questions.map(({ item }) => [item, 'to-review']))
  const countIn = ({ text }: Message) => Number(/page 1 of (\d+)/.exec(text)?.[1] ?? 1)

  test.each(Object.keys(trackParts) as TrackPart[])('fit message by message: %s', (part) => {
    const shown = (page: number) => trackMessage({ track, bank, standings }, part, page)
    const pages = Array.from({ length: countIn(shown(1)) }, (_, index) => shown(index + 1))
    for (const page of pages) expect(faultsIn(page, [lastLine(page)])).toEqual([])
    const all = seen(pages.map(({ text }) => text.split('\n\n').slice(1).join('\n')).join('\n'))
    const expected: Partial<Record<TrackPart, readonly string[]>> = {
      overview: [track.about, ...track.process.map(({ title }) => `Reported: ${title}`)],
      process: track.process.map(({ says }) => `Reported: ${says}`),
      questions: track.questions.flatMap(({ asks, emphasis, follow_ups: asked }) => [asks, emphasis, ...asked]),
      tips: track.tips,
      'ask-them': track.ask_them,
      timeline: track.timeline.flatMap(({ when, do: todo }) => [when, ...todo]),
    }
    for (const text of expected[part] ?? []) expect(all).toContain(seen(text))
  })

  test('fit step by step', () => {
    expect(faultsIn(pathsWords([path, path], standings), [path.title])).toEqual([])
    expect(faultsIn(pathMessage(path, standings), [path.about])).toEqual([])
    expect(itemsIn(path)).toHaveLength(10)
    const [step] = path.steps
    if (step === undefined) throw new Error('a guide has steps')
    const shown = (page: number) => stepMessage({ path, step, bank, standings }, page)
    const pages = Array.from({ length: countIn(shown(1)) }, (_, index) => shown(index + 1))
    for (const page of pages) expect(faultsIn(page, [lastLine(page)])).toEqual([])
    const all = seen(pages.map(({ text }) => text).join('\n'))
    for (const text of [...step.says.split('\n\n'), ...step.checklist]) expect(all).toContain(seen(text))
  })
})

describe('the longest scenario and project', () => {
  const project = {
    ...smallContent().projects[0],
    brief: line(1_200),
    checklist: lines(12, 300),
    good: line(2_000),
  } as Parameters<typeof asProject>[0]
  const round = newId()
  const text = prose('what I would do', 3_900)
  const results = { round, blind: [], choices: [], points: [], board: [], moved: [] }

  test.each<[string, OpenQuestion]>([
    ['scenario', asScenario(longScenario())],
    ['project', asProject(project)],
  ])('are asked whole, and shown to a sentence with the rest a button away: %s', (_name, question) => {
    const rest = '“Whole reference answer” below.'
    expect(
      faultsIn(openingWords(question, 'Practice', { id: round, answersUntil: at, closesAt: at }), [question.question]),
    ).toEqual([])
    const answers = ['Ada', 'Bo', 'Cy', 'Di'].map((one, index) => ({
      ...{ member: one, name: one, text, messages: [], voters: ['x'], place: index + 1, line: index + 1, weight: 1 },
    })) as never
    const said = resultsWords({ ...results, question, answers })
    expect(faultsIn(said, [rest])).toEqual([])
    expect(faultsIn(comparedWords(question, text), [rest])).toEqual([])
    const feedback = feedbackOn(question, text, () => 1)
    const own = { text, judged: { votes: 2 }, place: 1, answers: 4, points: 10 }
    expect(faultsIn(besideWords({ round, question, comesBack: undefined }, own, feedback), [rest])).toEqual([])
    const item = {
      quiz: round,
      place: 1,
      judged: null,
      comesBack: null,
      draft: [],
      values: [text],
    } as unknown as QuizItem
    const asked = { id: round, purpose: 'practice', count: 1, item, question, topic: 'Practice' } as const
    expect(faultsIn(askingWords(asked), [question.question])).toEqual([])
    expect(faultsIn(openAnsweredWords(asked, feedbackWords(question, feedback)), [rest])).toEqual([])
    for (const page of [1, 2, 3, 4, 5]) {
      const whole = wholeWords(question, page)
      expect(faultsIn(whole, [lastLine(whole)])).toEqual([])
    }
  })
})

describe('two and eight options', () => {
  const of = (count: number, kind: 'single' | 'multi'): Question => {
    const { key_points: _points, reference: _reference, follow_ups: _none, ...common } = plainOpen('options')
    const options = letters
      .slice(0, count)
      .map((letter, index) => ({ text: `${letter} ${line(190)}`, right: index < 1 }))
    return { ...common, kind, options, explanation: '' }
  }

  test.each([2, 8])('%i of them have their buttons or their menu, and the texts beside them', (count) => {
    for (const kind of ['single', 'multi'] as const) {
      const question = of(count, kind)
      const message = openingWords(question, 'Elsewhere', { id: newId(), answersUntil: at, closesAt: at })
      const texts = 'options' in question ? question.options.map(({ text: one }) => one) : []
      expect(faultsIn(message, texts)).toEqual([])
      const controls = kind === 'single' ? message.buttons?.slice(0, count).length : message.menus?.[0]?.choices.length
      expect(controls).toBe(count)
      for (const shown of [onDiscord(message).body.components, onSlack(message).blocks])
        expect(JSON.stringify(shown)).toContain('Tell me before it closes')
    }
  })
})

const bank = { ...trackBank(asScenario(longScenario())) }

test('on Discord a track and a guide are read part by part, and a question is posted by name', async () => {
  const world = await openDiscordWorld({ bank })
  const bo = world.person('bo')
  await bo.command('study track', 'general')
  await world.settle()
  const screen = () => bo.ephemerals().at(-1)
  expect(screen()?.words).toContain('Acme')
  await bo.choose('Open a part', ['timeline'], screen())
  await world.settle()
  expect(screen()?.words).toContain('the day before')
  await bo.press('Quiz me on these', screen())
  await world.settle()
  expect(screen()?.words).toContain('Question 1 of 10')
  await bo.command('study path', 'general', { guide: 'basics' })
  await world.settle()
  await bo.choose('Open a step', ['end'], screen())
  await world.settle()
  expect(screen()?.words).toContain('To master')
  const ada = world.person('ada')
  await ada.command('study-admin post', 'general', { question: 'a-long-scenario' })
  await world.settle()
  const [opening] = openings(world.fake.guild(), 'general')
  if (opening === undefined) throw new Error('nothing was asked')
  expect(opening.words).toContain('System design')
  await bo.say(threadOf(opening), 'I would ask first how many write at once, and then split the rest.')
  await world.settle()
  await ada.command('study-admin close', 'general')
  await world.settle()
  const results = world.results(opening)
  expect(results.words).toContain('The rest:')
  await bo.press('Whole reference answer', results)
  await world.settle()
  expect(screen()?.words).toContain('page 1 of')
  await bo.press('Next page', screen())
  await world.settle()
  expect(screen()?.words).toContain('page 2 of')
})

test('in Slack a track and a guide are read part by part, and a question is posted by name', async () => {
  const world = await openSlackWorld({ bank })
  const bo = world.person('bo')
  const screen = () => bo.ephemerals().at(-1)
  const says = (part: string) => world.fake.until(() => screen()?.words.includes(part) === true, part)
  await bo.command('/study', 'track acme', 'general')
  await says('Acme')
  await bo.choose('Open a part', ['timeline'], screen())
  await says('the day before')
  await bo.press('Quiz me on these', screen())
  await says('Question 1 of 10')
  await bo.command('/study', 'path', 'general')
  await says('Guides')
  await bo.choose('Open a guide', ['basics'], screen())
  await says('Open a step')
  const ada = world.person('ada')
  await ada.command('/study', 'post title of a-project', 'general')
  await world.settle()
  expect(world.said().join('\n')).toContain('Practice projects')
})

test('where the bank has none, a schedule offers no track', async () => {
  const world = await openDiscordWorld({ bank: { ...openBank, tracks: new Map() } })
  await world.schedule()
  const ada = world.person('ada')
  await ada.command('study-admin schedule', 'general')
  await world.settle()
  const opened = await ada.press('Change what', ada.ephemerals().at(-1))
  expect(JSON.stringify(opened.modal)).not.toContain("Follow a company's track")
})

test('a schedule is told on either platform to follow a track, in its form', async () => {
  const discord = await openDiscordWorld({ bank })
  await discord.schedule()
  const ada = discord.person('ada')
  await ada.command('study-admin schedule', 'general')
  await discord.settle()
  await ada.press('Change what', ada.ephemerals().at(-1))
  await ada.submit({ "Follow a company's track": ['acme'] })
  await discord.settle()
  expect((await discord.nextQuestion()).words).toContain('Reported at Acme as: How?')
  const slack = await openSlackWorld({ bank })
  await slack.schedule()
  const [first, second] = [slack.person('ada'), () => slack.person('ada').ephemerals().at(-1)]
  await first.command('/study', 'schedule', 'general')
  await slack.settle()
  await first.press('Change what', second())
  await first.submit({ track: ['acme'] })
  await slack.settle()
  expect((await slack.nextQuestion()).words).toContain('Reported at Acme as: How?')
})
