import { scoreRound } from '../core/rounds/ballot-score.ts'
import { isFiltered, noPast, type Past, residualsOf, withResiduals } from '../core/rounds/ballot-trust.ts'
import { type Bench, type BenchTools, type Row, rounded } from './bench.ts'
import { mean, rankCorrelation } from './learning-numbers.ts'
import { aaaiError, r2rCorrelation } from './voting-data.ts'
import { noRing, type Ring, ringOf, type VotingDay, type VotingSize, votingDays } from './voting-world.ts'

/** How well votes find the better answers: simulated people whose truth is known, and graded classes where given. */
export const voting: Bench = {
  name: 'voting',
  async run(tools) {
    const seasons = sizes.map((size) => seasonsOf(size, noRing))
    const found = sizes.flatMap((size, index) => sizeRows(size, seasons[index] ?? []))
    const honest = seasonsOf(ringSize, { size: 2, on: false })
    const colluding = seasonsOf(ringSize, { size: 2, on: true })
    const dropped = [...seasons, honest, colluding].map((some) => mean(some.map((one) => one.dropped)))
    return [
      ...found,
      row('quiet-ring-gain', placeOfRing(colluding) - placeOfRing(honest), 'rank percentiles'),
      row('honest-dropped', Math.max(...dropped), 'share'),
      ...(await dataRows(tools)),
    ]
  },
}

interface SeasonSize extends VotingSize {
  readonly worlds: number
}

const sizes: readonly SeasonSize[] = [
  { voters: 5, answers: 3, worlds: 100 },
  { voters: 12, answers: 6, worlds: 60 },
  { voters: 40, answers: 12, worlds: 30 },
  { voters: 500, answers: 30, worlds: 6 },
]
const ringSize: SeasonSize = { voters: 12, answers: 6, worlds: 60 }

/** Days on which reliability is learned before anything is measured. */
const daysBefore = 20
const daysMeasured = 20

interface Season {
  /** Rank correlations with true quality. */
  readonly open: number
  readonly mean: number
  readonly ours: number
  /** The mean percentile of the ring's answers by our score, from 0 to 100. */
  readonly ring: number
  /** The share of honest ratings that were set to 0. */
  readonly dropped: number
}

function seasonsOf(size: SeasonSize, ring: Ring): Season[] {
  return Array.from({ length: size.worlds }, (_, index) => {
    const days = votingDays(`voting ${index}`, size, daysBefore + daysMeasured, ring)
    const measured: Season[] = []
    days.reduce((past, day, number) => {
      if (number >= daysBefore) measured.push(seasonDay(day, past, ring))
      return withResiduals(past, residualsOf(day.ratings, past))
    }, noPast)
    return meanOf(measured)
  })
}

function seasonDay({ truth, ratings, openVotes }: VotingDay, past: Past, ring: Ring): Season {
  const authors = [...truth.keys()]
  const quality = [...truth.values()]
  const scores = new Map(scoreRound(authors, ratings, past).answers.map(({ author, score }) => [author, score]))
  const ours = authors.map((author) => scores.get(author) ?? Number.NaN)
  const byAuthor = Map.groupBy(ratings, ({ author }) => author)
  const means = authors.map((author) => mean((byAuthor.get(author) ?? []).map(({ rating }) => rating)))
  const votes = authors.map((author) => openVotes.get(author) ?? 0)
  return {
    open: told(quality, votes),
    mean: told(quality, means),
    ours: told(quality, ours),
    ring: percentileOf(ringOf(ring), scores),
    dropped: droppedOf(ratings, past, ring),
  }
}

/** Where all are equal nothing was told. */
function told(quality: readonly number[], by: readonly number[]): number {
  return rankCorrelation(quality, by) || 0
}

function percentileOf(some: readonly string[], scores: ReadonlyMap<string, number>): number {
  const all = [...scores.values()]
  const below = some.map((author) => all.filter((score) => score < (scores.get(author) ?? 0)).length)
  return some.length === 0 ? 0 : (100 * mean(below)) / (all.length - 1)
}

function droppedOf(ratings: VotingDay['ratings'], past: Past, ring: Ring): number {
  const colluding = new Set(ring.on ? ringOf(ring) : [])
  const honest = ratings.filter(({ voter, author }) => !(colluding.has(voter) && colluding.has(author)))
  return honest.filter(({ voter, author }) => isFiltered(past, voter, author)).length / honest.length
}

function meanOf(seasons: readonly Season[]): Season {
  const over = (of: (one: Season) => number) => mean(seasons.map(of))
  return {
    open: over(({ open }) => open),
    mean: over((one) => one.mean),
    ours: over(({ ours }) => ours),
    ring: over(({ ring }) => ring),
    dropped: over(({ dropped }) => dropped),
  }
}

function sizeRows({ voters, answers }: VotingSize, seasons: readonly Season[]): Row[] {
  const found = meanOf(seasons)
  return (['open', 'mean', 'ours'] as const).map((rule) =>
    row(`${rule}@${voters}/${answers}`, found[rule], 'rank correlation'),
  )
}

function placeOfRing(seasons: readonly Season[]): number {
  return meanOf(seasons).ring
}

async function dataRows({ data, note }: BenchTools): Promise<Row[]> {
  if (data === undefined) return []
  const correlation = await r2rCorrelation(data)
  const error = await aaaiError(data)
  if (correlation === undefined) note(`voting: no peer_rating_ranking_evaluations.csv of R2R in ${data}`)
  if (error === undefined) note(`voting: no gradeass3.mat and ground3.mat of AAAI-15 in ${data}`)
  return [
    ...(correlation === undefined ? [] : [row('r2r', correlation, 'rank correlation')]),
    ...(error === undefined ? [] : [row('aaai15-rmse', error, 'points of 25')]),
  ]
}

function row(name: string, value: number, unit: string): Row {
  return { bench: 'voting', name, value: rounded(value), unit }
}
