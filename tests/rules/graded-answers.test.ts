import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { feedback } from '../../bench/feedback.ts'
import { mohlerAnswers, semevalAnswers } from '../../bench/graded-answers.ts'
import { ownBank } from '../support/world.ts'

const folder = await mkdtemp(join(tmpdir(), 'studyhall-graded-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

await writeFile(
  join(folder, 'answers.csv'),
  [
    ',id,question,desired_answer,student_answer,score_me,score_other,score_avg',
    '0,1.1,What is a stack?,"It gives back the element added last, and no other.","The element added last, he said ""first"".",5.0,4.0,4.5',
    '1,1.1,What is a stack?,"It gives back the element added last, and no other.","A heap\nof things.",0.0,1.0,0.5',
    '2,1.1,What is a stack?,"It gives back the element added last, and no other.",,0.0,0.0,0.0',
  ].join('\r\n'),
)
const question = (id: string, answers: string) =>
  `<?xml version="1.0"?>\n<question id="${id}" module="M"><questionText>Why does ice float?</questionText><referenceAnswers><referenceAnswer id="${id}-r">Ice is less dense &amp; lighter than water.</referenceAnswer></referenceAnswers><studentAnswers>${answers}</studentAnswers></question>`
const answers =
  '<studentAnswer id="a" accuracy="correct">It is less dense and lighter than water.</studentAnswer><studentAnswer id="b" accuracy="irrelevant">I like snow and the winter.</studentAnswer>'
for (const [place, text] of [
  ['2way/test-unseen-domains', answers],
  ['5way/test-unseen-domains', answers],
  ['2way/test-unseen-answers', '<studentAnswer id="c" accuracy="correct">Seen.</studentAnswer>'],
] as const) {
  await mkdir(join(folder, place), { recursive: true })
  await writeFile(join(folder, place, 'q.xml'), question('q', text))
}

test('Mohler’s answers are read with quotes and line ends inside, and empty ones are left out', async () => {
  const read = await mohlerAnswers(folder)
  expect(read.map(({ answer, grade }) => [answer, grade])).toEqual([
    ['The element added last, he said "first".', 4.5],
    ['A heap\nof things.', 0.5],
  ])
  expect(read[0]?.references).toEqual(['It gives back the element added last, and no other.'])
})

test('of SemEval’s answers those of unseen domains are read, each once', async () => {
  expect((await semevalAnswers(folder)).map(({ answer, grade, references }) => [answer, grade, references])).toEqual([
    ['It is less dense and lighter than water.', 1, ['Ice is less dense & lighter than water.']],
    ['I like snow and the winter.', 0, ['Ice is less dense & lighter than water.']],
  ])
})

test('the bench holds its floors on our own bank, and prints agreement where there is data', async () => {
  const run = async (data: string | undefined) => {
    const rows = await feedback.run({
      bank: ownBank,
      data,
      note: () => {},
      database: () => Promise.reject(new Error('none')),
    })
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
  }
  const { 'reference-pass': right = 0, 'negated-pass': denied = 1, ...others } = await run(undefined)
  expect(right).toBeGreaterThanOrEqual(0.9)
  expect(denied).toBeLessThanOrEqual(0.3)
  expect(others['pasted-pass']).toBeLessThanOrEqual(0.05)
  expect(others['keywords-pass']).toBeLessThanOrEqual(0.11)
  expect(others).not.toHaveProperty('mohler-r')
  expect(await run(folder)).toMatchObject({ 'mohler-r': 1, 'semeval-kappa': 1 })
})
