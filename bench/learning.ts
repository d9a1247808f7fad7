import { type Bench, type BenchTools, type Row, rounded } from './bench.ts'
import { areaOn } from './learning-auc.ts'
import { topicCoverage } from './learning-coverage.ts'
import { difficultyFound } from './learning-difficulty.ts'
import { mean } from './learning-numbers.ts'
import { successGap } from './learning-success.ts'

const answerCounts = [0, 20, 50] as const
const worlds = seeds(10)
const quizWorlds = seeds(4)

/** What the rules of learning find out about people and questions whose truth is known; always the same. */
export const learning: Bench = {
  name: 'learning',
  async run(tools) {
    const rows = [...difficultyRows(), ...successRows(), ...coverageRows()]
    return [...rows, ...(await areaRows(tools))]
  },
}

function difficultyRows(): Row[] {
  const found = worlds.map((seed) => difficultyFound(seed, answerCounts))
  return answerCounts.map((count, index) =>
    row(`difficulty@${count}`, mean(found.map((one) => one[index] ?? Number.NaN)), 'rank correlation'),
  )
}

function successRows(): Row[] {
  const gaps = quizWorlds.map(successGap)
  return [
    row('success-gap', mean(gaps.map(({ all }) => Math.abs(all))), 'share'),
    row('success-gap-new', mean(gaps.map(({ fresh }) => Math.abs(fresh))), 'share'),
  ]
}

/** The worst of all channels. */
function coverageRows(): Row[] {
  const channels = worlds.map(topicCoverage)
  return [
    row('topic-min-count', Math.min(...channels.map(({ fewest }) => fewest)), 'questions'),
    row('topic-running', Math.max(...channels.map(({ running }) => running)), 'days'),
  ]
}

async function areaRows({ data, note }: BenchTools): Promise<Row[]> {
  if (data === undefined) return []
  const rows: Row[] = []
  for (const [name, dataset] of [
    ['auc-assist09', 'assistments09'],
    ['auc-statics', 'statics'],
  ] as const) {
    const area = await areaOn(data, dataset)
    if (area === undefined) note(`learning: no ${dataset}/preprocessed_data.csv in ${data}`)
    else rows.push(row(name, area, 'AUC'))
  }
  return rows
}

function row(name: string, value: number, unit: string): Row {
  return { bench: 'learning', name, value: rounded(value), unit }
}

function seeds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `learning ${index}`)
}
