import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chancesToBeBest } from '../../core/rounds/ballot-best.ts'
import { ballotFor, ballotSize } from '../../core/rounds/ballot-order.ts'
import { ballotScoreVersion, qualityBonus, type ScoredAnswer, scoreRound } from '../../core/rounds/ballot-score.ts'
import {
  type Ballot,
  filteredPairs,
  freshWeight,
  isFiltered,
  noPast,
  type Past,
  pairKey,
  pastOf,
  precisionOf,
  type Rating,
  residualsOf,
  withResiduals,
} from '../../core/rounds/ballot-trust.ts'

const stars = fc.integer({ min: 1, max: 5 })
const weight = fc.constantFrom(1, freshWeight)
const namesOf = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index}`)

/** What a voter has shown before, from faultless to hopeless. */
const voterPast = fc
  .record({ ratings: fc.nat({ max: 80 }), square: fc.double({ min: 0, max: 8, noNaN: true }) })
  .map(({ ratings, square }) => ({ ratings, sum: 0, squares: Math.round(ratings * square * 1_000_000) }))

interface Round {
  readonly authors: readonly string[]
  readonly ratings: readonly Rating[]
  readonly past: Past
}

/** Any round at all: some rate everything, some answers are rated by nobody. */
const anyRound = fc
  .record({ voters: fc.integer({ min: 1, max: 8 }), answers: fc.integer({ min: 1, max: 6 }) })
  .chain(({ voters, answers }) => {
    const pairs = namesOf('v', voters).flatMap((voter) => namesOf('a', answers).map((author) => ({ voter, author })))
    const rated = fc.tuple(
      ...pairs.map((pair) => fc.option(fc.record({ rating: stars, weight }).map((more) => ({ ...pair, ...more })))),
    )
    return fc.record({ rated, known: fc.array(voterPast, { minLength: voters, maxLength: voters }) }).map(
      ({ rated, known }): Round => ({
        authors: namesOf('a', answers),
        ratings: rated.filter((one) => one !== null),
        past: { voters: new Map(known.map((one, index) => [`v${index}`, one])), pairs: new Map() },
      }),
    )
  })

/** A round as it comes about: each voter rates the ballot they were given. */
const realRound = fc
  .record({ answers: fc.integer({ min: 3, max: 9 }), more: fc.nat({ max: 8 }), seed: fc.string() })
  .chain(({ answers, more, seed }) => {
    const members = namesOf('m', answers + more)
    const asked = ballotsOf(members, answers, seed)
    const ratings = fc.tuple(
      ...asked.map((pair) => fc.record({ rating: stars, weight }).map((more) => ({ ...pair, ...more }))),
    )
    return ratings.map((ratings): Round => ({ authors: members.slice(0, answers), ratings, past: noPast }))
  })

/** Who is asked to rate whom where the first so many members have answered and all vote in turn. */
function ballotsOf(members: readonly string[], answers: number, seed: string) {
  const counts = new Map(members.slice(0, answers).map((author) => [author, 0]))
  return members.flatMap((voter) => {
    const soFar = [...counts].map(([author, ratings]) => ({ author, ratings }))
    const asked = ballotFor(voter, soFar, seed)
    for (const author of asked) counts.set(author, (counts.get(author) ?? 0) + 1)
    return asked.map((author) => ({ voter, author }))
  })
}

function rate(voter: string, author: string, rating: number): Rating {
  return { voter, author, rating, weight: 1 }
}

function scoresOf({ authors, ratings, past }: Round): Map<string, ScoredAnswer> {
  return new Map(scoreRound(authors, ratings, past).answers.map((answer) => [answer.author, answer]))
}

/** Each voter of `v0`, `v1`, … gives the answers `a0`, `a1`, … these stars. */
function table(...rows: readonly number[][]): Rating[] {
  return rows.flatMap((row, voter) => row.map((rating, answer) => rate(`v${voter}`, `a${answer}`, rating)))
}

test('one voter and two answers are scored as by hand', () => {
  const { answers, version } = scoreRound(['a0', 'a1'], table([5, 3]), noPast)
  expect(version).toBe(ballotScoreVersion)
  // τ = 8/7.2; as b stays 0 by symmetry, q = τ·1 / (τ + 1/.7)
  const precision = 8 / 7.2
  const quality = precision / (precision + 1 / 0.7)
  expect(answers.map(({ author, score }) => [author, score])).toEqual([
    ['a0', expect.closeTo(4 + quality, 12)],
    ['a1', expect.closeTo(4 - quality, 12)],
  ])
  expect(answers[0]?.error).toBeCloseTo(Math.sqrt(1 / (precision + 1 / 0.7)), 12)
})

test('a strict voter costs nobody a place: strictness is told from quality', () => {
  const strict = ['v0', 'v1', 'v2'].flatMap((voter) => [
    rate(voter, 'a0', 5),
    rate(voter, 'a1', 1),
    rate(voter, 'a2', 1),
  ])
  const kind = ['v3', 'v4', 'v5'].flatMap((voter) => [rate(voter, 'a3', 5), rate(voter, 'a1', 5), rate(voter, 'a2', 5)])
  const { answers, verdict } = scoreRound(['a0', 'a1', 'a2', 'a3'], [...strict, ...kind], noPast)
  // a0 and a3 have a mean of 5 both, but only a0 convinced the strict ones
  expect(answers.map(({ author, place }) => `${author} ${place}`)).toEqual(['a0 1', 'a3 2', 'a1 3', 'a2 3'])
  expect(answers[0]?.score).toBeGreaterThan(5)
  expect(answers[0]?.shown).toBe(5)
  expect(verdict).toEqual({ kind: 'top', author: 'a0' })
})

test('it does not matter in which order ballots come in', () => {
  fc.assert(
    fc.property(
      anyRound.chain((round) =>
        fc.record({
          round: fc.constant(round),
          ratings: fc.shuffledSubarray([...round.ratings], { minLength: round.ratings.length }),
          authors: fc.shuffledSubarray([...round.authors], { minLength: round.authors.length }),
        }),
      ),
      ({ round, ratings, authors }) => {
        expect(scoreRound(authors, ratings, round.past)).toStrictEqual(
          scoreRound(round.authors, round.ratings, round.past),
        )
      },
    ),
  )
})

/** The same round, but for one rating that is higher. */
function withOneHigher(anyOf: fc.Arbitrary<Round>) {
  return anyOf
    .filter(({ ratings }) => ratings.some(({ rating }) => rating < 5))
    .chain((round) => {
      const low = round.ratings.filter(({ rating }) => rating < 5)
      return fc.record({
        round: fc.constant(round),
        raised: fc.constantFrom(...low),
        by: fc.integer({ min: 1, max: 4 }),
      })
    })
    .map(({ round, raised, by }) => {
      const higher = { ...raised, rating: Math.min(5, raised.rating + by) }
      const ratings = round.ratings.map((one) => (one === raised ? higher : one))
      return { author: raised.author, before: scoresOf(round), after: scoresOf({ ...round, ratings }) }
    })
}

const lastBits = 1e-9

test('a higher rating never lowers the score of the answer, its bonus or its place', () => {
  fc.assert(
    fc.property(withOneHigher(anyRound), ({ author, before, after }) => {
      const [then, now] = [before.get(author), after.get(author)]
      if (then === undefined || now === undefined) throw new Error('not scored')
      expect(now.score).toBeGreaterThanOrEqual(then.score - lastBits)
      expect(qualityBonus(now)).toBeGreaterThanOrEqual(qualityBonus(then))
      expect(now.place ?? 0).toBeLessThanOrEqual(then.place ?? 0)
    }),
    { numRuns: 1000 },
  )
})

test('where ballots are full, it never lowers the chance to be the best either, nor helps another answer', () => {
  fc.assert(
    fc.property(withOneHigher(realRound), ({ author, before, after }) => {
      const [then, now] = [before.get(author), after.get(author)]
      if (then === undefined || now === undefined) throw new Error('not scored')
      expect(now.bestChance).toBeGreaterThanOrEqual(then.bestChance - lastBits)
      for (const [other, { score }] of after) {
        const lead = now.score - score
        expect(lead).toBeGreaterThanOrEqual(then.score - (before.get(other)?.score ?? 0) - lastBits)
      }
    }),
    { numRuns: 500 },
  )
})

test('every score is a number that can be shown, and the chances add up', () => {
  fc.assert(
    fc.property(anyRound, (round) => {
      const { answers, verdict } = scoreRound(round.authors, round.ratings, round.past)
      for (const { score, shown, error, bestChance } of answers) {
        expect(Math.abs(score - 3)).toBeLessThan(8)
        expect(shown).toBeGreaterThanOrEqual(1)
        expect(shown).toBeLessThanOrEqual(5)
        expect(error).toBeGreaterThan(0)
        expect(error).toBeLessThanOrEqual(Math.sqrt(0.7) + lastBits)
        expect(bestChance).toBeGreaterThanOrEqual(0)
      }
      const total = answers.reduce((sum, { bestChance }) => sum + bestChance, 0)
      expect(total).toBeCloseTo(round.ratings.length > 0 ? 1 : 0, 9)
      if (verdict.kind === 'top') expect(answers[0]?.author).toBe(verdict.author)
    }),
  )
})

test('where all ratings are equal nobody is on top, and all share the first place', () => {
  fc.assert(
    fc.property(realRound, stars, ({ authors, ratings }, same) => {
      const { answers, verdict } = scoreRound(
        authors,
        ratings.map((one) => ({ ...one, rating: same })),
        noPast,
      )
      expect(verdict.kind).not.toBe('top')
      for (const { score, place } of answers) {
        expect(score).toBeCloseTo(same, 9)
        expect([1, undefined]).toContain(place)
      }
    }),
  )
})

test('a clear winner is named, a narrow one is too close to call', () => {
  const clear = scoreRound(['a0', 'a1', 'a2'], table([5, 2, 2], [5, 2, 1], [5, 1, 2], [5, 2, 2]), noPast)
  expect(clear.verdict).toEqual({ kind: 'top', author: 'a0' })
  expect(clear.answers[0]?.bestChance).toBeGreaterThan(0.9)
  const narrow = scoreRound(['a0', 'a1', 'a2'], table([5, 4, 4], [4, 4, 4], [4, 4, 4], [4, 4, 4]), noPast)
  expect(narrow.verdict).toEqual({ kind: 'too-close' })
  expect(narrow.answers[0]).toMatchObject({ author: 'a0', place: 1 })
})

test('of two that share the first place neither is the top answer, also where nobody rated the third', () => {
  const shared = scoreRound(['a0', 'a1', 'a2'], table([5, 5], [4, 4], [5, 5], [4, 4]), noPast)
  expect(shared.answers.filter(({ place }) => place === 1)).toHaveLength(2)
  expect(shared.verdict).toEqual({ kind: 'too-close' })
})

test('two answers or three voters are too few for a ranking', () => {
  const two = scoreRound(['a0', 'a1'], table([5, 1], [5, 1], [5, 1], [5, 1]), noPast)
  const three = scoreRound(['a0', 'a1', 'a2'], table([5, 1, 1], [5, 1, 1], [5, 1, 1]), noPast)
  for (const { verdict, answers } of [two, three]) {
    expect(verdict).toEqual({ kind: 'too-small' })
    expect(answers.every((answer) => answer.place === undefined && qualityBonus(answer) === 0)).toBe(true)
  }
})

test('an answer with two ratings has no place, and places that are shared are skipped after', () => {
  const ratings = [
    ...table([5, 3, 3, 1], [5, 3, 3, 1], [5, 3, 3, 1], [5, 3, 3, 1]),
    rate('v0', 'a4', 5),
    rate('v1', 'a4', 5),
  ]
  const scores = scoresOf({ authors: ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'], ratings, past: noPast })
  expect(['a0', 'a1', 'a2', 'a3', 'a4', 'a5'].map((author) => scores.get(author)?.place)).toEqual([
    1,
    2,
    2,
    4,
    undefined,
    undefined,
  ])
})

test('nobody rates themselves, and impossible ratings are refused', () => {
  const own = [...table([3, 3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3]), rate('a0', 'a0', 5)]
  expect(scoreRound(['a0', 'a1', 'a2'], own, noPast)).toEqual(scoreRound(['a0', 'a1', 'a2'], own.slice(0, -1), noPast))
  for (const rating of [0, 6, Number.NaN]) {
    expect(() => scoreRound(['a0'], [rate('v0', 'a0', rating)], noPast)).toThrow(RangeError)
  }
  expect(() => scoreRound(['a0'], [{ ...rate('v0', 'a0', 3), weight: 2 }], noPast)).toThrow(RangeError)
})

test('a fresh account moves a score less than one that is known', () => {
  const others = table([3, 3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3])
  const scoreWith = (weight: number) =>
    scoresOf({
      authors: ['a0', 'a1', 'a2'],
      ratings: [...others, { ...rate('v9', 'a0', 5), weight }],
      past: noPast,
    }).get('a0')
  expect(scoreWith(freshWeight)?.score).toBeGreaterThan(3)
  expect(scoreWith(freshWeight)?.score).toBeLessThan(scoreWith(1)?.score ?? 0)
})

test('who was near the others on past days weighs more, who was far off less, and nobody more than 2.22', () => {
  const after = (ratings: number, square: number): Past => ({
    voters: new Map([['v0', { ratings, sum: 0, squares: ratings * square * 1_000_000 }]]),
    pairs: new Map(),
  })
  expect(precisionOf(noPast, 'v0')).toBeCloseTo(8 / 7.2, 12)
  expect(precisionOf(after(12, 0.5), 'v0')).toBeCloseTo(20 / 13.2, 12)
  expect(precisionOf(after(12, 4), 'v0')).toBeCloseTo(20 / 55.2, 12)
  expect(precisionOf(after(1000, 0.01), 'v0')).toBe(2.22)
})

test('a bonus is 0 for a bad answer, 10 for the best there can be, and never falls as the score rises', () => {
  const answer = { author: 'a0', score: 3, error: 0.3, ratings: 3, bestChance: 0, place: 1 }
  const bonuses = [1, 2, 2.5, 3, 4, 4.5, 5].map((shown) => qualityBonus({ ...answer, shown }))
  expect(bonuses).toEqual([0, 3, 4, 5, 8, 9, 10])
})

const days = namesOf('day', 8)

/** Some weeks of rounds, two on one day, as the raw ballots that are kept. */
const weeks = fc
  .record({ seed: fc.string(), stars: fc.array(stars, { minLength: 400, maxLength: 400 }) })
  .map(({ seed, stars }): Ballot[] =>
    ['first', 'second'].flatMap((channel) =>
      days.flatMap((day) =>
        ballotsOf(namesOf('m', 6), 4, `${seed}${channel}${day}`).map((pair, index) => ({
          ...pair,
          day,
          round: `${channel} ${day}`,
          weight: 1,
          rating: stars[(days.indexOf(day) * 53 + channel.length * 11 + index) % stars.length] ?? 3,
        })),
      ),
    ),
  )

test('a past rebuilt from raw ballots in any order is the very one that was kept day by day', () => {
  fc.assert(
    fc.property(weeks, fc.infiniteStream(fc.nat()), (ballots, chance) => {
      const kept = days.reduce((past, day) => {
        const rounds = Map.groupBy(
          ballots.filter((ballot) => ballot.day === day),
          ({ round }) => round,
        )
        // the second channel closes first, and each is added as it closes
        const residuals = [...rounds.values()].reverse().map((ratings) => residualsOf(ratings, past))
        return residuals.reduce(withResiduals, past)
      }, noPast)
      const shuffled = ballots
        .map((ballot) => ({ ballot, at: chance.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ ballot }) => ballot)
      expect(pastOf(shuffled)).toEqual(kept)
    }),
    { numRuns: 20 },
  )
})

test('only past days judge a voter: what they do today does not weigh today', () => {
  const today = table([5, 1, 1], [1, 5, 5], [1, 5, 5], [1, 5, 5])
  const before = pastOf(today.map((one) => ({ ...one, round: 'r1', day: '2026-11-19' })))
  const sameDay = pastOf(['r1', 'r2'].flatMap((round) => today.map((one) => ({ ...one, round, day: '2026-11-19' }))))
  const residuals = residualsOf(today, noPast)
  expect(before).toEqual(withResiduals(noPast, residuals))
  expect(sameDay).toEqual(withResiduals(before, residuals))
  expect(precisionOf(before, 'v0')).toBeLessThan(precisionOf(before, 'v1'))
})

/** Days on which eight people rate each other by quality, each with some noise; two of them may help each other. */
function season(count: number, help: boolean, seed: number): Past {
  const members = namesOf('m', 8)
  const noise = fc.sample(fc.double({ min: -0.8, max: 0.8, noNaN: true }), { numRuns: count * 64, seed })
  const quality = fc.sample(fc.integer({ min: 2, max: 4 }), { numRuns: count * 8, seed })
  const rings = new Set(help ? [pairKey('m0', 'm1'), pairKey('m1', 'm0')] : [])
  return Array.from({ length: count }, (_, day) => day).reduce((past, day) => {
    const ratings = ballotsOf(members, 8, `${seed} ${day}`).map(({ voter, author }, index) => {
      const honest = Math.round((quality[day * 8 + members.indexOf(author)] ?? 3) + (noise[day * 64 + index] ?? 0))
      return rate(voter, author, rings.has(pairKey(voter, author)) ? 5 : Math.min(5, Math.max(1, honest)))
    })
    return withResiduals(past, residualsOf(ratings, past))
  }, noPast)
}

test('two who always give each other a 5 stop counting for each other, and for nobody else', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const past = season(40, true, seed)
      const found = filteredPairs(past).map(({ voter, author }) => `${voter} for ${author}`)
      expect(found.sort()).toEqual(['m0 for m1', 'm1 for m0'])
      expect(isFiltered(past, 'm0', 'm1')).toBe(true)
      expect(isFiltered(past, 'm0', 'm2')).toBe(false)
    }),
    { numRuns: 20 },
  )
})

test('honest people are never taken for a ring', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(filteredPairs(season(40, false, seed))).toEqual([])
    }),
    { numRuns: 20 },
  )
})

test('who is lenient towards everybody is not taken for a ring, however long it goes on', () => {
  const lenient = (count: number) =>
    Array.from({ length: count }, (_, day) => `d${String(day).padStart(4, '0')}`).flatMap((day) =>
      ballotsOf(namesOf('m', 6), 6, day).map(
        ({ voter, author }, index): Ballot => ({
          ...rate(voter, author, voter === 'm0' ? 5 : 2 + (index % 2)),
          round: day,
          day,
        }),
      ),
    )
  expect(filteredPairs(pastOf(lenient(200)))).toEqual([])
})

test('a rating that is filtered moves neither the score nor how many ratings there are', () => {
  const past = season(40, true, 7)
  const others = ['m2', 'm3', 'm4', 'm5'].flatMap((voter) => ['m0', 'm1', 'm6'].map((author) => rate(voter, author, 3)))
  const authors = ['m0', 'm1', 'm6']
  expect(scoreRound(authors, [...others, rate('m0', 'm1', 5)], past)).toEqual(scoreRound(authors, others, past))
})

test('chances to be the best are those of normal draws', () => {
  const [even, , third] = chancesToBeBest([0, 0, 0].map((value) => ({ value, error: 1 })))
  expect(even).toBeCloseTo(1 / 3, 9)
  expect(third).toBeCloseTo(1 / 3, 9)
  // P(X > Y) = Φ(1/√2)
  const [better] = chancesToBeBest([
    { value: 1, error: 1 },
    { value: 0, error: 1 },
  ])
  expect(better).toBeCloseTo(0.76025, 4)
  expect(chancesToBeBest([{ value: 2, error: 1 }])).toEqual([1])
  expect(chancesToBeBest([])).toEqual([])
})

test('a ballot has at most four answers, each once, never your own, and the least rated ones', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3 }), { maxLength: 12 }), fc.string(), (counts, seed) => {
      const answers = counts.map((ratings, index) => ({ author: `m${index}`, ratings }))
      for (const voter of ['m0', 'somebody else']) {
        const asked = ballotFor(voter, answers, seed)
        expect(asked).toHaveLength(ballotSize(counts.length))
        expect(new Set(asked).size).toBe(asked.length)
        expect(asked).not.toContain(voter)
        const most = Math.max(
          0,
          ...answers.filter(({ author }) => asked.includes(author)).map(({ ratings }) => ratings),
        )
        const left = answers.filter(({ author }) => author !== voter && !asked.includes(author))
        for (const { ratings } of left) expect(ratings).toBeGreaterThanOrEqual(most)
        expect(ballotFor(voter, answers.toReversed(), seed)).toEqual(asked)
      }
    }),
  )
  expect([1, 2, 3, 5, 30].map(ballotSize)).toEqual([0, 1, 2, 4, 4])
})

test('over a round all answers are rated about as often', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.nat({ max: 40 }), fc.string(), (answers, more, seed) => {
      const asked = ballotsOf(namesOf('m', answers + more), answers, seed)
      const counts = namesOf('m', answers).map((author) => asked.filter((one) => one.author === author).length)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2)
    }),
  )
})

test('two voters with the same answers to rate see them in orders of their own', () => {
  const answers = namesOf('a', 5).map((author) => ({ author, ratings: 0 }))
  const orders = new Set(namesOf('v', 60).map((voter) => ballotFor(voter, answers, 'round').join()))
  expect(orders.size).toBeGreaterThan(30)
  const firsts = namesOf('v', 600).map((voter) => ballotFor(voter, answers, 'round')[0])
  for (const { author } of answers) {
    const share = firsts.filter((first) => first === author).length / firsts.length
    expect(share).toBeGreaterThan(0.12)
    expect(share).toBeLessThan(0.28)
  }
})
