import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lintPacks } from '../../core/questions/lints.ts'
import { nextQuestion } from '../../core/questions/next-question.ts'
import { parsePack } from '../../core/questions/pack.ts'
import { ownBank } from '../support/world.ts'

const packText = await readFile(new URL('../../content/packs/scaling-and-reliability.yaml', import.meta.url), 'utf8')

test('a channel gets every question once before any comes again, then the one asked longest ago', () => {
  const asked: string[] = []
  for (let round = 0; round < ownBank.questions.size; round += 1) {
    const next = nextQuestion(ownBank.questions, asked.toReversed(), 'a channel')
    asked.push(next?.id ?? '')
  }
  expect(new Set(asked)).toEqual(new Set(ownBank.questions.keys()))
  expect(nextQuestion(ownBank.questions, asked.toReversed(), 'a channel')?.id).toBe(asked[0])
})

test('the choice is the same for the same seed, and channels do not walk in step', () => {
  const walk = (seed: string) => {
    const asked: string[] = []
    for (let round = 0; round < 8; round += 1) asked.unshift(nextQuestion(ownBank.questions, asked, seed)?.id ?? '')
    return asked.join(' ')
  }
  expect(walk('one')).toBe(walk('one'))
  expect(new Set(['one', 'two', 'three', 'four', 'five'].map(walk)).size).toBeGreaterThan(3)
})

test('no topic comes again within two questions while another is left', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const asked: string[] = []
      const topics: string[] = []
      for (let round = 0; round < 8; round += 1) {
        const next = nextQuestion(ownBank.questions, asked, seed)
        asked.unshift(next?.id ?? '')
        expect(topics.slice(0, 2)).not.toContain(next?.topic)
        topics.unshift(next?.topic ?? '')
      }
    }),
    { numRuns: 30 },
  )
})

test('an empty bank has no question', () => {
  expect(nextQuestion(new Map(), [], '')).toBeUndefined()
})

test('a mistake in a pack is named with its line, its question and what to do', () => {
  const complaints = (text: string) => {
    const parsed = parsePack('pack.yaml', text)
    return 'complaints' in parsed ? parsed.complaints : []
  }
  expect(complaints(packText)).toEqual([])
  const wrongLevel = packText.replace('level: medium', 'level: tricky')
  const line = wrongLevel.split('\n').findIndex((text) => text.includes('level: tricky')) + 1
  expect(complaints(wrongLevel)).toMatchObject([
    { line, says: expect.stringMatching(/^question [a-z-]+, level: .*"easy"/) },
  ])
  expect(complaints(packText.replace(/weight: 0\.\d+/, 'weight: 0.9'))[0]?.says).toContain('must sum to 1')
  expect(complaints(packText.replace('kind: open', 'kind: essay'))[0]?.says).toContain('kind')
  expect(complaints(packText.replace('    tags:', '    colour: red\n    tags:'))[0]?.says).toContain('colour')
  expect(complaints('pack: [')[0]?.says).toContain('not valid YAML')
  expect(complaints('- just\n- a list')).toHaveLength(1)
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(',')}]`).join('\n')}`
  expect(complaints(bomb)[0]?.says).toContain('cannot be read')
})

test('the lints see repeated ids, unknown topics and references of the wrong length', () => {
  const parsed = parsePack('pack.yaml', packText)
  if ('complaints' in parsed) throw new Error('the pack should be right')
  const [question] = parsed.value.questions
  if (question === undefined) throw new Error('the pack should not be empty')
  const pack = { ...parsed.value, questions: [question, { ...question, reference: 'Short.' }] }
  const says = lintPacks([pack], new Map())
  expect(says).toContainEqual(`two questions have the id ${question.id}`)
  expect(says).toContainEqual(expect.stringContaining('two questions test the same thing'))
  expect(says).toContainEqual(expect.stringContaining('is not in topics.yaml'))
  expect(says).toContainEqual(expect.stringContaining('has 1 words'))
  expect(lintPacks([parsed.value], ownBank.topics)).toEqual([])
})
