import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blocksOf, cutAtSentence, pagesOf } from '../../core/pages.ts'
import { isMastered, shareOf, standingIn } from '../../core/paths/standing-rule.ts'
import { shareWords } from '../../core/paths/standing-words.ts'
import { asProject, asPrompt, asScenario } from '../../core/questions/practice.ts'
import type { ClosedQuestion } from '../../core/questions/question.ts'
import { feedbackOn } from '../../core/quizzes/feedback.ts'
import { feedbackWords, hintWords, secondTryWords } from '../../core/quizzes/feedback-words.ts'
import { gradedWords, splitWords } from '../../core/rounds/closed-questions-words.ts'
import { previewWords } from '../../core/rounds/preview-words.ts'
import { goodAnswer, isLong, mostInMessage, wholeButtons, wholeWords } from '../../core/rounds/reference-words.ts'
import { smallContent } from '../support/small-content.ts'
import { longScenario, plainOpen, prose } from '../support/track-bank.ts'
import { ownBank } from '../support/world.ts'

const scenario = asScenario(longScenario())
const flat = (text: string) => text.replace(/\s+/g, ' ').trim()
const restIsElsewhere = '“Whole reference answer” below'

test('a text is cut behind a sentence, and never longer than there is room', () => {
  const anyText = fc.array(fc.constantFrom('One word. ', 'a `code` b. ', '**bold** c! ', '\n\n', '- item\n'), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 300 }), (words, most) => {
      const text = words.join('')
      const cut = cutAtSentence(text, most)
      expect(cut.length).toBeLessThanOrEqual(Math.max(most, 0))
      expect(text.startsWith(cut)).toBe(true)
      expect((cut.match(/`/g) ?? []).length % 2).toBe(0)
      if (cut !== text && cut !== '') expect(cut).toMatch(/[.!:?]$|item$/)
    }),
  )
  expect(cutAtSentence('First one. Second is longer.', 20)).toBe('First one.')
  expect(cutAtSentence('Look:\n\n```\na. b. c.\n```\n\nDone.', 18)).toBe('Look:')
})

test('pages hold every block in its order, and are no longer than they may be', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 60 })), (blocks) => {
      const pages = pagesOf(blocks, 60)
      expect(pages.join('\n\n')).toBe(blocks.join('\n\n'))
      for (const page of pages) expect(page.length).toBeLessThanOrEqual(60)
    }),
  )
  expect(blocksOf('One\ntwo\n\n```\na\n\nb\n```\n\n\nLast')).toEqual(['One\ntwo', '```\na\n\nb\n```', 'Last'])
})

test('a reference of the usual length is shown whole; a long one is cut at a sentence and the rest is a button away', () => {
  for (const question of ownBank.questions.values()) {
    if (question.kind !== 'open' || isLong(question)) continue
    const shown = goodAnswer(question, 100).join('\n\n')
    expect(shown).toContain(question.reference.trim())
    expect(wholeButtons(question)).toEqual([])
  }
  expect(isLong(scenario)).toBe(true)
  const shown = goodAnswer(scenario, 2_400)
  expect(shown.join('\n\n').length).toBeLessThanOrEqual(2_500)
  expect(shown.at(-1)).toMatch(/here\.\n\n\*The rest: /)
  expect(shown.at(-1)).toContain(restIsElsewhere)
  expect(wholeButtons(scenario)).toEqual([{ id: 'whole:a-long-scenario/1', label: 'Whole reference answer' }])
})

test('page by page all of a long reference can be read, with its points and what may be asked next', () => {
  const pages = [1, 2, 3, 4, 5, 6].map((page) => wholeWords(scenario, page))
  const count = Number(/of (\d+)/.exec(pages[0]?.text ?? '')?.[1])
  const read = flat(
    pages
      .slice(0, count)
      .map(({ text }) => text.split('\n\n').slice(1).join('\n\n'))
      .join('\n\n'),
  )
  expect(read).toContain(flat(scenario.reference))
  for (const { point } of scenario.key_points) expect(read).toContain(flat(point))
  for (const text of scenario.follow_ups) expect(read).toContain(flat(text))
  for (const { text } of pages) expect(text.length).toBeLessThanOrEqual(mostInMessage + 200)
  expect(pages[0]?.buttons?.map(({ label }) => label)).toEqual(['Next page'])
  expect(pages[count - 1]?.buttons?.map(({ label }) => label)).toEqual(['Back'])
  expect(wholeWords(scenario, 99).text).toBe(pages[count - 1]?.text)
})

test('nobody gets a hint on a design, a story or a project: what a strong one says is shown', () => {
  const { prompts, projects } = smallContent()
  for (const question of [scenario, ...prompts.map(asPrompt), ...projects.map(asProject)]) {
    const feedback = feedbackOn(question, 'I would first ask how many people use it, and then draw the parts.', () => 1)
    expect(feedback).toEqual({ kind: 'set-aside', why: 'nothing-to-hear', score: 0 })
    const says = feedbackWords(question, feedback)
    expect(says).toContain('There is no hint on this one')
    expect(says).not.toContain(hintWords.onlyHint)
    expect(says).not.toContain(hintWords.missing)
    expect(says).toContain('**Reference answer**')
    expect(says.length).toBeLessThan(mostInMessage)
    expect(secondTryWords(feedback, feedback)).toBe('')
  }
})

test('what a question does not have leaves no empty heading behind', () => {
  const bare = plainOpen('bare')
  expect(goodAnswer(bare, 2_000)).toEqual([])
  expect(previewWords(bare)).toBe('Tests: About bare')
  const feedback = feedbackOn(bare, 'It holds since each of them is asked in turn.', () => 1)
  expect(feedbackWords(bare, feedback)).toBe(hintWords.nothing)
  const withReference = { ...bare, reference: prose('bare', 300) }
  expect(feedbackWords(withReference, feedback)).toContain(withReference.reference)
  expect(previewWords(withReference)).not.toContain('covers')
  const closed: ClosedQuestion = { ...bare, kind: 'true-false', answer: true, explanation: '' } as never
  expect(splitWords(closed, 'seed', []).join('\n\n')).not.toContain('Why')
  expect(gradedWords(closed, 'seed', { values: ['0'], right: true })).toBe('**Right.**')
})

test('mastered is what was right the last time, or what its author judges so, or an open answer that was given', () => {
  const isDue = false
  expect(standingIn({ last: undefined, hasAnswered: false, isDue })).toBe('not-tried')
  expect(standingIn({ last: undefined, hasAnswered: true, isDue })).toBe('answered')
  expect(standingIn({ last: { score: 1 }, hasAnswered: true, isDue })).toBe('mastered')
  expect(standingIn({ last: { score: 1 }, hasAnswered: true, isDue: true })).toBe('due')
  expect(standingIn({ last: { score: 0.5 }, hasAnswered: true, isDue })).toBe('to-review')
  expect(standingIn({ last: { grade: 'again' }, hasAnswered: true, isDue })).toBe('to-review')
  expect(standingIn({ last: { grade: 'hard' }, hasAnswered: false, isDue })).toBe('mastered')
  expect((['mastered', 'due', 'answered'] as const).every(isMastered)).toBe(true)
  expect((['to-review', 'not-tried'] as const).some(isMastered)).toBe(false)
})

test('a bar is full only when all is mastered', () => {
  const standings = new Map([
    ['a', 'mastered'],
    ['b', 'due'],
    ['c', 'to-review'],
  ] as const)
  expect(shareOf(['a', 'b', 'c', 'd'], standings)).toEqual({ mastered: 2, of: 4 })
  expect(shareWords({ mastered: 3, of: 8 })).toBe('▰▰▰▱▱▱▱▱ 3 of 8 mastered')
  expect(shareWords({ mastered: 19, of: 20 })).toContain('▱ 19')
  expect(shareWords({ mastered: 20, of: 20 })).toBe('▰▰▰▰▰▰▰▰ 20 of 20 mastered')
})
