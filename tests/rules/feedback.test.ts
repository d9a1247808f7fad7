import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lintPacks } from '../../core/questions/lints.ts'
import type { OpenQuestion } from '../../core/questions/question.ts'
import { feedbackOn, negated, passing, recallOf, tellingText, termWeights } from '../../core/quizzes/feedback.ts'
import { feedbackWords, hintWords, secondTryWords } from '../../core/quizzes/feedback-words.ts'
import { isFunctionWord, sentencesOf, wordsOf } from '../../core/quizzes/sentences.ts'
import { stem } from '../../core/quizzes/stem.ts'
import { ownBank, ownItems } from '../support/world.ts'

const weights = termWeights([...ownBank.questions.values()].map(tellingText))
const open = ownItems.filter((question) => question.kind === 'open')

function asked(id: string): OpenQuestion {
  const question = open.find((one) => one.id === id)
  if (question === undefined) throw new Error(`the bank has no open question ${id}`)
  return question
}

const limiter = asked('rate-limiter-many-nodes')
const on = (question: OpenQuestion, answer: string) => feedbackOn(question, answer, weights)

const letters = { met: 'm', unclear: 'u', missing: 'x' } as const

/** The bands of a hint in the order of the key points, `-` for a point that seems denied. */
function bandsOf(question: OpenQuestion, answer: string): string {
  const feedback = on(question, answer)
  if (feedback.kind === 'set-aside') return feedback.why
  return feedback.points.map(({ band, opposite }) => (opposite ? '-' : letters[band])).join('')
}

const ownWords = [
  "All six nodes must look at the same number, so I'd keep one shared counter for every key in Redis.",
  'Reading and then writing is racy; with a small Lua script the increment and the expiry are atomic.',
  'I prefer a sliding window, because a fixed window lets bursts of twice the limit through at its boundary.',
  'Whoever is over the limit gets a 429 with Retry-After.',
  'When Redis is down we fail open for a while, with a rough local limit.',
]

test('an answer in own words is seen point by point, and quoted as it was written', () => {
  expect(bandsOf(limiter, ownWords.join(' '))).toBe('mmmmm')
  const feedback = on(limiter, ownWords.join(' '))
  if (feedback.kind === 'set-aside') throw new Error('a hint is expected')
  expect(feedback.score).toBeCloseTo(1)
  expect(feedback.points[3]?.quote).toBe(ownWords[3])
  expect(ownWords.map((sentence) => bandsOf(limiter, sentence))).toEqual([
    'mxxxx',
    'xmxxx',
    'xxmxx',
    'xxxmx',
    expect.stringMatching(/m$/),
  ])
})

test('a slip in a longer word is forgiven, and a point may be made in two sentences', () => {
  const slipped = ownWords
    .join(' ')
    .replace('atomic', 'atomc')
    .replace('sliding', 'slidding')
    .replace('boundary', 'boundry')
  expect(bandsOf(limiter, slipped)).toBe('mmmmm')
  expect(bandsOf(limiter, 'It is one atmic step.')[1]).toBe('m')
  const pages = asked('export-that-skips-contacts')
  const [one, two] = ['I would page by keyset.', 'That is answered by an index on these columns.']
  expect([`${one} ${two}`, one, two].map((text) => bandsOf(pages, text ?? '')[2])).toEqual(['m', 'u', 'u'])
})

test('an answer without the points has none of them, and one word of a point is not clear', () => {
  expect(bandsOf(limiter, 'The weather is nice and I like to eat cheese in the garden.')).toBe('xxxxx')
  expect(bandsOf(limiter, 'It should be atomic, it must scale, and I would monitor it.')).toBe('xuxxx')
})

test('each of our references is seen nearly whole, its negation not, nor the question, nor a list of its words', () => {
  for (const question of open) {
    const { reference } = question
    expect([question.id, on(question, reference).score >= 0.9 - 1e-6]).toEqual([question.id, true])
    for (const denied of [negated(reference), reference.replace(/(?<=^|[.:?!]\s+)(?=\w)/g, 'I doubt that ')])
      expect([question.id, on(question, denied).score <= passing]).toEqual([question.id, true])
    expect([question.id, bandsOf(question, question.question)]).toEqual([question.id, 'only-the-question'])
    const content = wordsOf(reference).filter((word) => !isFunctionWord(word))
    const list = content.map(({ plain }) => plain)
    expect([question.id, bandsOf(question, list.join('\n'))]).toEqual([question.id, 'only-keywords'])
    for (const words of [list, list.toReversed(), list.toSorted()])
      expect([question.id, bandsOf(question, words.join(' '))]).toEqual([question.id, 'only-keywords'])
  }
})

test('an answer that opens by denying what is right denies all; one that opens by denying what is wrong does not', () => {
  expect(bandsOf(limiter, `It is not true that ${limiter.reference}`)).toBe('-----')
  expect(bandsOf(limiter, `It is not true that a counter on each node is good enough. ${limiter.reference}`)).toBe(
    'mmmmm',
  )
})

test('one point denied is the only one that is taken back', () => {
  const [first = '', ...others] = sentencesOf(limiter.reference).map(({ text }) => text)
  expect(bandsOf(limiter, [...others, `It is not true that ${first}`].join(' '))).toBe('-mmmm')
  const never =
    'Increment, comparison and expiry never form one atomic step, for example a Lua script around INCR and EXPIRE.'
  expect(bandsOf(limiter, never)).toBe('x-xxx')
  expect(bandsOf(limiter, never.replace('never', "don't"))).toBe('x-xxx')
  expect(bandsOf(limiter, never.replace('never', 'not only'))).toBe('xmxxx')
  expect(bandsOf(limiter, never.replace('never ', ''))).toBe('xmxxx')
})

test('a phrase that is taken back does not count, one that is only limited does', () => {
  expect(bandsOf(limiter, "We don't answer 429, and a client is never told to back off.")).not.toContain('m')
  expect(bandsOf(limiter, 'A shared counter is not needed.')).not.toContain('m')
  expect(bandsOf(limiter, 'Whoever is over it gets not only a 429 but a Retry-After header to back off.')).toBe('xxxmx')
})

test('a sentence copied from the question adds nothing to an answer', () => {
  const [first = ''] = sentencesOf(limiter.question).map(({ text }) => text)
  expect(bandsOf(limiter, `${first} ${ownWords[3]}`)).toBe(bandsOf(limiter, ownWords[3] ?? ''))
  expect(bandsOf(limiter, `I think about this. ${limiter.question}`)).not.toContain('m')
  expect(
    bandsOf(
      limiter,
      wordsOf(limiter.question)
        .map(({ plain }) => plain)
        .reverse()
        .join(' '),
    ),
  ).toBe('only-the-question')
})

test('a question pasted below some words of small talk makes no point', () => {
  const talk =
    'Hello everybody, this reminds me of a long story that my grandmother told in the kitchen over a cup of tea.'
  for (const question of open)
    expect([question.id, bandsOf(question, `${Array(9).fill(talk).join(' ')}\n${question.question}`)]).toEqual([
      question.id,
      'x'.repeat(question.key_points.length),
    ])
})

test('whatever is written, the score lies between nought and one and each quote is from the answer', () => {
  const words = wordsOf(open.map(({ reference, question }) => `${reference} ${question}`).join(' ')).map(
    ({ plain }) => plain,
  )
  const piece = fc.oneof(
    fc.constantFrom(...words, 'not', 'never', '. ', '\n', "don't"),
    fc.string({ unit: 'grapheme' }),
  )
  const answer = fc.array(piece, { maxLength: 120 }).map((all) => all.join(' '))
  fc.assert(
    fc.property(fc.constantFrom(...open), answer, (question, text) => {
      const feedback = on(question, text)
      expect(feedback.score).toBeGreaterThanOrEqual(0)
      expect(feedback.score).toBeLessThanOrEqual(1 + 1e-9)
      if (feedback.kind === 'set-aside') return
      for (const { quote, band } of feedback.points) {
        expect(quote === undefined).toBe(band === 'missing')
        for (const { text: sentence } of sentencesOf(quote ?? '')) expect(text).toContain(sentence)
      }
    }),
  )
})

test('a further sentence of an own reference never takes a point away', () => {
  fc.assert(
    fc.property(fc.constantFrom(...open), fc.nat(), (question, cut) => {
      const sentences = sentencesOf(question.reference).map(({ text }) => text)
      const most = 1 + (cut % (sentences.length - 1))
      const [fewer, more] = [most, most + 1].map((count) => on(question, sentences.slice(0, count).join(' ')).score)
      expect(more).toBeGreaterThanOrEqual((fewer ?? 0) - 1e-9)
    }),
  )
})

test('without key points an answer is held against a reference: by rare words, and not when it says the opposite', () => {
  const reference = 'A stack gives back the element that was added last.'
  const say = (answer: string) => recallOf('What is a stack?', reference, answer, weights)
  expect(say(reference)).toBe(1)
  expect(say('It gives back whichever element was added last')).toBe(1)
  expect(say('The last element comes first.')).toBeGreaterThan(0)
  expect(say('The last element comes first.')).toBeLessThan(say('The last element added comes back first.'))
  expect(say(`It is not true that ${reference}`)).toBe(0)
  expect(say('A stack never gives back the element that was added last.')).toBe(0)
  expect(say('What is a stack?')).toBe(0)
  expect(say('')).toBe(0)
})

test('a wording, its plural and its tenses have one stem', () => {
  for (const family of [
    'batch batches batched batching',
    'retry retries retried retrying',
    'cache caches cached caching',
    'duplicate duplicates duplicated duplication',
    'authorization authorisation authorized authorise',
    'monotonic monotonically',
    'deployment deployments deploy deployed',
    'id ids',
    'drop dropped dropping',
  ])
    expect([family, new Set(family.split(' ').map(stem)).size]).toEqual([family, 1])
  expect(new Set(['process', 'status', 'class', 'need', 'string', 'lossy', 'increment', 'incr'].map(stem)).size).toBe(8)
})

test('the hint says that it is one, and shows the own words beside each point and the reference', () => {
  const says = feedbackWords(limiter, on(limiter, ownWords.slice(2, 4).join('\n')))
  expect(says).toContain('You seem to cover 2 of 5 points.')
  expect(says).toContain(hintWords.onlyHint)
  expect(says).toContain(`> ${ownWords[3]}`)
  expect(says).toContain(limiter.reference)
  for (const { point } of limiter.key_points) expect(says.split(`- ${point}`)).toHaveLength(2)
  const denied = feedbackWords(limiter, on(limiter, negated(limiter.reference)))
  expect(denied).toContain('You seem to cover 0 of 5 points.')
  expect(denied).toContain(hintWords.opposite)
  expect(feedbackWords(limiter, on(limiter, limiter.question))).toContain('repeats the words of the question')
})

test('a second try is compared with the first: what is new, and what was only there before', () => {
  const [first, second] = [ownWords.slice(0, 2), ownWords.slice(1, 4)].map((all) => on(limiter, all.join(' ')))
  if (first === undefined || second === undefined) throw new Error('two tries are needed')
  const [counter, , algorithm, refusal] = limiter.key_points.map(({ point }) => point)
  expect(secondTryWords(first, second)).toBe(
    `Your first try seemed to cover 2 points, your second 3.\n\n**New in your second try**\n- ${algorithm}\n- ${refusal}\n\n**Only in your first try**\n- ${counter}`,
  )
  expect(secondTryWords(first, first)).toBe('Your first try seemed to cover 2 points, your second 2.')
})

test('the lints name a key point that its own reference does not make', () => {
  const says = (question: OpenQuestion) =>
    lintPacks([{ pack: 'p', title: 'P', licence: 'L', questions: [question] }], ownBank.topics)
  expect(says(limiter)).toEqual([])
  const { key_points: points } = limiter
  const strange = {
    ...points[0],
    point: 'Zebras graze quietly near rivers',
    phrases: [['zebra']],
  } as (typeof points)[0]
  expect(says({ ...limiter, key_points: [strange, ...points.slice(1)] })).toEqual([
    expect.stringContaining('the hint gives the reference 0.75; add its wordings to the phrases of “Zebras graze'),
  ])
})
