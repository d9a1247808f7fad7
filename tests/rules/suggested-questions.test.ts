import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FormValues } from '../../core/interactions.ts'
import { type Question, questionSchema } from '../../core/questions/question.ts'
import { editForm, refuseForm, suggestForm } from '../../core/questions/suggestion-forms.ts'
import {
  formKindOf,
  readSuggestion,
  type SuggestedKind,
  suggestedKinds,
  typedOf,
} from '../../core/questions/suggestion-rule.ts'
import { suggestionMessage } from '../../core/questions/suggestion-words.ts'

const topics = new Map([['caching-and-performance', 'Caching and performance']])
const row = '0195a000-0000-7000-8000-0123456789ab'

function read(kind: SuggestedKind, typed: Readonly<Record<string, string>>) {
  const values: FormValues = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, [value]]))
  return readSuggestion({ kind, values, topics, row })
}

function questionOf(kind: SuggestedKind, typed: Readonly<Record<string, string>>): Question {
  const found = read(kind, { topic: 'Caching and performance', ...typed })
  if ('complaints' in found) throw new Error(JSON.stringify(found.complaints))
  return found.question
}

function complaintsOf(kind: SuggestedKind, typed: Readonly<Record<string, string>>): Record<string, string> {
  const found = read(kind, { topic: 'Caching and performance', ...typed })
  return Object.fromEntries('complaints' in found ? found.complaints.map(({ field, says }) => [field, says]) : [])
}

test('what a member types becomes a question of the bank', () => {
  expect(
    questionOf('single', {
      question: 'Which header lets a cache ask whether its copy is **still good**?',
      options: '- Cache-Control\n* If-None-Match\n\n  Age ',
      explanation: 'It carries the ETag.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110',
    }),
  ).toEqual({
    id: 'which-header-lets-a-cache-ask-whether-its-cop-456789ab',
    kind: 'single',
    topic: 'caching-and-performance',
    level: 'medium',
    tags: [],
    tests: 'Which header lets a cache ask whether its copy is still good?',
    question: 'Which header lets a cache ask whether its copy is **still good**?',
    options: [
      { text: 'Cache-Control', right: false },
      { text: 'If-None-Match', right: true },
      { text: 'Age', right: false },
    ],
    explanation: 'It carries the ETag.',
    sources: [{ title: 'www.rfc-editor.org', url: 'https://www.rfc-editor.org/rfc/rfc9110' }],
  })
  expect(questionOf('single', { question: 'Which?', options: '*a\n*b\nc' }).kind).toBe('multi')
  expect(questionOf('open', { question: 'Why?', reference: 'Because.' })).toMatchObject({ reference: 'Because.' })
  expect(questionOf('true-false', { question: 'It is so.', answer: 'false' })).toMatchObject({ answer: false })
  expect(questionOf('short', { question: 'What?', accepted: 'LRU\nleast recently used' })).toMatchObject({
    accepted: ['LRU', 'least recently used'],
  })
})

test('a topic is found by its title or id in any spelling, or is a new one', () => {
  const topicOf = (topic: string) => questionOf('open', { question: 'Why?', topic }).topic
  expect(topicOf('caching AND performance')).toBe('caching-and-performance')
  expect(topicOf('caching-and-performance')).toBe('caching-and-performance')
  expect(topicOf('Bases de données')).toBe('bases-de-donnees')
})

test('its title is its first line of words, and its id is of Latin letters', () => {
  const titled = (question: string) => questionOf('open', { question }).tests
  expect(titled('```sql\nselect 1\n```\n\n## *What* does `this` give?\nMore.')).toBe('What does this give?')
  expect(titled('```\nonly code\n```')).toBe('A question without words')
  expect(titled('日本語の質問')).toBe('日本語の質問')
  expect(questionOf('open', { question: '日本語の質問' }).id).toBe('question-456789ab')
  expect(titled(`${'𝒳'.repeat(200)}`).length).toBeLessThanOrEqual(160)
})

test('what is wrong is said at its field', () => {
  expect(complaintsOf('open', { question: ' ', topic: '!', source: 'http://example.com' })).toEqual({
    question: 'Write the question.',
    topic: expect.stringContaining('Name a topic'),
    source: expect.stringContaining('https://'),
  })
  expect(
    complaintsOf('open', { question: 'x'.repeat(1501), reference: 'y'.repeat(2501), topic: 'z'.repeat(41) }),
  ).toEqual({
    question: expect.stringContaining('1,500'),
    reference: expect.stringContaining('2,500'),
    topic: expect.stringContaining('40 letters'),
  })
  const options = (typed: string) => complaintsOf('single', { question: 'Which?', options: typed }).options
  expect(options('')).toContain('2 to 8')
  expect(options('* a')).toContain('2 to 8')
  expect(options('a\nb\nc\nd\ne\nf\ng\nh\n*i')).toContain('2 to 8')
  expect(options('a\nb')).toContain('Put `*`')
  expect(options('*a\n*b')).toContain('must be wrong')
  expect(options('*a\nA')).toContain('say the same')
  expect(options('*\nb')).toContain('no text')
  expect(options(`*a\n${'b'.repeat(201)}`)).toContain('too long: 200')
  expect(complaintsOf('true-false', { question: 'So.', answer: 'maybe', explanation: 'x'.repeat(1501) })).toEqual({
    answer: 'Choose true or false.',
    explanation: expect.stringContaining('1,500'),
  })
  expect(complaintsOf('short', { question: 'What?', accepted: '' }).accepted).toContain('1 to 20')
  expect(complaintsOf('short', { question: 'What?', accepted: 'x'.repeat(81) }).accepted).toContain('80')
})

const anything = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ maxLength: 2_000 }),
  fc
    .array(fc.constantFrom('* a', 'b', '**c**', '- d', '', '*', '  ', '```'), { maxLength: 10 })
    .map((all) => all.join('\n')),
)
const mostly = (usual: fc.Arbitrary<string>) => fc.oneof({ weight: 9, arbitrary: usual }, anything)
const line = fc.constantFrom('* a', '*b', 'c', '**d** e', '- f', '- * g', '1. h', '*', '  i  ', 'j *k*', '— l', 'm\tn')
const anyValues = fc.record({
  question: mostly(fc.constantFrom('Why?', '> *Which* `one`?', '```\ncode\n```\nWhat does it do?')),
  reference: mostly(fc.constantFrom('', 'Because.\n\n- one')),
  options: mostly(fc.array(line, { minLength: 2, maxLength: 5 }).map((all) => all.join('\n'))),
  answer: mostly(fc.constantFrom('true', 'false')),
  accepted: mostly(fc.constantFrom('LRU', ' a \n\n* b\n- c')),
  explanation: mostly(fc.constantFrom('', 'So it is.')),
  topic: mostly(fc.constantFrom('Caching and performance', 'new', 'Ünïcode 2')),
  source: mostly(fc.oneof(fc.constant(''), fc.webUrl({ validSchemes: ['https'] }))),
})

test('whatever is typed is a question of the schema, or is refused at fields of the form, and can be edited as it stands', () => {
  const taken = new Set<string>()
  fc.assert(
    fc.property(fc.constantFrom(...suggestedKinds), anyValues, (kind, typed) => {
      const found = read(kind, typed)
      if ('complaints' in found) {
        const fields = suggestForm(kind, {}).fields.map(({ name }) => name)
        expect(found.complaints.length).toBeGreaterThan(0)
        for (const { field } of found.complaints) expect(fields).toContain(field)
        return
      }
      const { question } = found
      taken.add(question.kind)
      expect(questionSchema.parse(question)).toEqual(question)
      expect(question.id.length).toBeLessThanOrEqual(60)
      expect(formKindOf(question)).toBe(kind)
      const again = readSuggestion({ kind, values: typedOf(question, topics), topics, row })
      expect(again).toEqual({ question })
    }),
    { numRuns: 500 },
  )
  expect(taken).toEqual(new Set(['open', 'single', 'multi', 'true-false', 'short']))
})

test('each form fits every platform and keeps what was typed', () => {
  for (const kind of suggestedKinds) {
    const values = { question: ['q'], topic: ['t'], source: ['s'], options: ['*o'], answer: ['true'], accepted: ['a'] }
    for (const form of [suggestForm(kind, values), editForm(row, kind, values), refuseForm(row, {})]) {
      expect(form.fields.length).toBeLessThanOrEqual(5)
      expect(form.id.length).toBeLessThanOrEqual(100)
      expect(form.title.length).toBeLessThanOrEqual(24)
      for (const { label, hint = '' } of form.fields) expect(label.length <= 45 && hint.length <= 100).toBe(true)
    }
    const filled = Object.fromEntries(suggestForm(kind, values).fields.map(({ name, value }) => [name, value]))
    expect(filled).toMatchObject({ question: 'q', topic: 't', source: 's' })
  }
})

test('an admin sees all that decides, in one message', () => {
  const at = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const question = questionOf('single', {
    question: 'Is <role:1> *so*?',
    options: '* yes <role:2>\nno',
    explanation: 'Because.',
  })
  const shown = { id: row, question, topic: 'Caching', author: '*Bo*', at, more: 2 }
  const { text, buttons } = suggestionMessage(shown, 'Before.')
  expect(text).toContain('Before.')
  expect(text).toContain('Suggested by \\*Bo\\*')
  expect(text).toContain('2 more wait')
  expect(text).toContain('- ✓ yes')
  expect(text).toContain('> Because.')
  expect(text).not.toMatch(/(?<!\\)<role:/)
  expect(buttons?.map(({ label }) => label)).toEqual(['Approve', 'Edit', 'Refuse'])
  expect(suggestionMessage({ ...shown, author: undefined, more: 1 }).text).toMatch(/someone who left.*; 1 more waits/)
})
