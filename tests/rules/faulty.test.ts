import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw } from '../../core/draw.ts'
import { type FirstAttempt, faultyQuestions } from '../../core/quizzes/faulty.ts'

const draws = 2 ** 32

interface World {
  readonly seed: string
  readonly members: number
  readonly questions: number
  /** Questions whose key is not the option that is right. */
  readonly wrongKeys?: ReadonlySet<string>
  /** Questions that are answered by chance. */
  readonly riddles?: ReadonlySet<string>
}

const truth = '0'
const keyIn =
  ({ wrongKeys }: World) =>
  (question: string) =>
    wrongKeys?.has(question) === true ? '2' : truth

/** Everyone answers each question of four options once; who knows it not guesses. */
function answersIn(world: World): FirstAttempt[] {
  const { seed, members, questions, riddles } = world
  const uniform = (text: string) => (draw(seed, text) + 0.5) / draws
  const normal = (text: string) =>
    Math.sqrt(-2 * Math.log(uniform(`${text} a`))) * Math.cos(2 * Math.PI * uniform(`${text} b`))
  const all: FirstAttempt[] = []
  for (let m = 0; m < members; m += 1) {
    for (let q = 0; q < questions; q += 1) {
      const [member, question] = [`m${m}`, `q${q}`]
      const ahead = normal(member) - 0.9 * normal(question)
      const knows = riddles?.has(question) !== true && uniform(`${member} ${question}`) < 1 / (1 + Math.exp(-ahead))
      const option = knows ? truth : String(Math.floor(4 * uniform(`${member} ${question} guess`)))
      all.push({ question, member, score: option === keyIn(world)(question) ? 1 : 0, values: [option] })
    }
  }
  return all
}

function faultsIn(world: World): string[] {
  return faultyQuestions(answersIn(world), keyIn(world)).map(({ question, fault }) => `${question} ${fault}`)
}

const seeds = ['one', 'two', 'three', 'four', 'five', 'six']

test('a question whose key is wrong is found, and named before all others', () => {
  for (const seed of seeds) {
    const world = { seed, members: 60, questions: 20, wrongKeys: new Set(['q4', 'q11']) }
    expect(faultsIn(world).slice(0, 2).sort()).toEqual(['q11 wrong-key', 'q4 wrong-key'])
  }
})

test('a question that people answer by chance is one to look at', () => {
  for (const seed of seeds) {
    expect(faultsIn({ seed, members: 2_000, questions: 12, riddles: new Set(['q7']) })).toContain('q7 review')
  }
})

test('honest questions are left alone: hardly one in a hundred is named', () => {
  const found = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].flatMap((seed) =>
    [40, 80, 240].flatMap((members) => faultsIn({ seed, members, questions: 20 })),
  )
  expect(found.length / (10 * 3 * 20)).toBeLessThan(0.02)
  expect(found.filter((fault) => fault.endsWith('wrong-key'))).toEqual([])
})

test('with few answers nothing is said', () => {
  const world = { seed: 'one', members: 29, questions: 20, wrongKeys: new Set(['q4']), riddles: new Set(['q7']) }
  expect(faultsIn(world)).toEqual([])
})

test('members of whom hardly anything else is known say nothing about a question', () => {
  const about = (others: number) =>
    Array.from({ length: 60 }, (_, m) => m).flatMap((m) => {
      const strong = m < 20
      const answer = (question: string, right: boolean) => ({
        question,
        member: `m${m}`,
        score: right ? 1 : 0,
        values: [right ? truth : '1'],
      })
      return [answer('a', !strong), ...Array.from({ length: others }, (_, q) => answer(`q${q}`, strong))]
    })
  expect(faultyQuestions(about(2), () => truth)).toEqual([])
  expect(faultyQuestions(about(3), () => truth)).toContainEqual({ question: 'a', fault: 'wrong-key', answers: 60 })
})

test('a question that is not of one right option can only be one to look at', () => {
  const world = { seed: 'one', members: 400, questions: 20, wrongKeys: new Set(['q4']) }
  expect(faultyQuestions(answersIn(world), () => undefined)).toContainEqual({
    question: 'q4',
    fault: 'review',
    answers: 400,
  })
})

test('answers whose options were deleted count as answers, and choose nothing', () => {
  const world = { seed: 'one', members: 400, questions: 20, wrongKeys: new Set(['q4']) }
  const emptied = answersIn(world).map((attempt) => ({ ...attempt, values: [] }))
  expect(faultyQuestions(emptied, keyIn(world)).map(({ fault }) => fault)).toEqual(['review'])
})

const anyAttempts = fc.array(
  fc.record({
    question: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    member: fc.nat({ max: 60 }).map(String),
    score: fc.constantFrom(0, 0.1, 1 / 3, 2 / 3, 1),
    values: fc.subarray(['0', '1', '2', '3']),
  }),
  { minLength: 200, maxLength: 400 },
)

test('the order of the answers never matters, and no question is named that has none', () => {
  fc.assert(
    fc.property(anyAttempts, fc.infiniteStream(fc.nat()), (attempts, chance) => {
      const shuffled = attempts
        .map((attempt) => ({ attempt, place: chance.next().value }))
        .sort((a, b) => a.place - b.place)
        .map(({ attempt }) => attempt)
      const found = faultyQuestions(attempts, () => '0')
      expect(faultyQuestions(shuffled, () => '0')).toEqual(found)
      for (const { question, answers } of found) {
        expect(attempts.filter((one) => one.question === question).length).toBeGreaterThanOrEqual(answers)
      }
    }),
  )
  expect(faultyQuestions([], () => '0')).toEqual([])
})

test('those who score the same count the same, in whatever order their parts of points are summed', () => {
  const parts = [0, 0.1, 1 / 3, 2 / 3, 1, 0.7, 0.3]
  for (let world = 0; world < 150; world += 1) {
    const attempts = Array.from({ length: 48 * 9 }, (_, place): FirstAttempt => {
      const [member, question] = [place % 48, Math.floor(place / 48)]
      const score = parts[draw(`score ${world}`, `${member % 6} ${question}`) % parts.length] ?? 0
      const values = [String(draw(`option ${world}`, `${member} ${question}`) % 2)]
      return { member: `m${member}`, question: `q${question}`, score, values }
    })
    const placed = (one: FirstAttempt) => draw(`order ${world}`, one.member + one.question)
    const shuffled = [...attempts].sort((a, b) => placed(a) - placed(b))
    expect(faultyQuestions(shuffled, () => '0')).toEqual(faultyQuestions(attempts, () => '0'))
  }
})

test('where all answer alike nothing can be told', () => {
  const alike = answersIn({ seed: 'one', members: 60, questions: 10 }).map((one) => ({
    ...one,
    score: 1,
    values: ['0'],
  }))
  expect(faultyQuestions(alike, () => '0')).toEqual([])
  const many = answersIn({ seed: 'one', members: 600, questions: 10 })
  const partly = many.map((one) => (one.question === 'q3' ? { ...one, score: 0.1 } : one))
  expect(faultyQuestions(partly, () => undefined)).toEqual([])
  expect(
    faultyQuestions(
      alike.map((one) => ({ ...one, score: 0, values: ['1'] })),
      () => '0',
    ),
  ).toEqual([])
})
