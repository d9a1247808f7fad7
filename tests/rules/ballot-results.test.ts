import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BlindAnswer, blindResults } from '../../core/rounds/ballot-results.ts'
import { blindAnswersWords } from '../../core/rounds/ballot-results-words.ts'
import { scoreRound } from '../../core/rounds/ballot-score.ts'
import { noPast } from '../../core/rounds/ballot-trust.ts'

const authors = ['ada', 'bo', 'cy', 'di', 'eve']
const voters = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6']

/** Any ratings of five answers, some of which nobody rated, as the close keeps the scores that they give. */
const scored = fc
  .tuple(
    fc.array(fc.option(fc.integer({ min: 1, max: 5 }), { freq: 4 }), { minLength: 30, maxLength: 30 }),
    fc.subarray(authors, { minLength: 2 }),
  )
  .map(([stars, rated]) =>
    stars.map((one, index) => (rated.includes(authors[index % authors.length] ?? '') ? one : null)),
  )
  .map((stars) => {
    const ratings = voters.flatMap((voter, row) =>
      authors.flatMap((author, column) => {
        const rating = stars[row * authors.length + column] ?? undefined
        return rating === undefined ? [] : [{ voter, author, rating, weight: 1 }]
      }),
    )
    const score = scoreRound(authors, ratings, noPast)
    const kept = score.answers.map(
      (one, index): BlindAnswer => ({
        name: one.author,
        text: `What ${one.author} says`,
        stands: true,
        number: index + 1,
        place: one.place ?? 0,
        score: { value: one.score, error: one.error, ratings: one.ratings },
      }),
    )
    return { score, kept }
  })

test('while all answers stand, results say what the close found', () => {
  fc.assert(
    fc.property(scored, ({ score, kept }) => {
      const { verdict, ranked } = blindResults(kept)
      const isRanked = score.answers.some(({ place }) => place !== undefined)
      expect(verdict).toBe(isRanked ? score.verdict.kind : 'too-small')
      expect(ranked.map(({ name, place }) => [name, place])).toEqual(
        score.answers.flatMap(({ author, place }) => (place === undefined ? [] : [[author, place]])),
      )
    }),
  )
})

/** Scores that differ by less are the same one, summed in another order. */
const rounding = 1e-9

test('after answers were taken out, those that stand move up, keep their order, and the others have neither place nor name', () => {
  fc.assert(
    fc.property(scored, fc.subarray(authors), ({ kept }, out) => {
      const left = kept.map((one) =>
        out.includes(one.name ?? '') ? { ...one, stands: false, text: '(removed)' } : one,
      )
      const { ranked, unranked, gone } = blindResults(left)
      expect([...ranked, ...unranked, ...gone]).toHaveLength(kept.length)
      expect(gone.map(({ name }) => name).sort()).toEqual(out.toSorted())
      for (const one of ranked)
        expect(one.place).toBe(
          1 + ranked.filter((other) => (other.score?.value ?? 0) > (one.score?.value ?? 0) + rounding).length,
        )
      if (authors.length - out.length < 3) expect(ranked).toEqual([])
      const words = blindAnswersWords(left, 3_000).join('\n')
      for (const name of out) expect(words).not.toMatch(new RegExp(`\\b${name}\\b`))
    }),
  )
})

test('long answers give way, so that what stands below them has its room', () => {
  const kept = Array.from(
    { length: 30 },
    (_, index): BlindAnswer => ({
      name: `Member number ${index}`,
      text: 'word '.repeat(700),
      stands: true,
      number: index + 1,
      place: index + 1,
      score: { value: 4 - index / 10, error: 0.5, ratings: 5 },
    }),
  )
  for (const most of [3_600, 2_000, 1_100]) {
    const words = blindAnswersWords(kept, most).join('\n\n')
    expect(words.length).toBeLessThanOrEqual(most)
    expect(words).toContain('**1. Member number 0** · answer 1 · 4.0 ± 0.5 (5 ratings)')
    expect(words).toMatch(/- And \d+ more answers above\./)
  }
})
