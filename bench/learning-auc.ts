import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { draw } from '../core/draw.ts'
import { type LoggedAnswer, newEstimates } from './learning-estimates.ts'
import { areaUnderCurve } from './learning-numbers.ts'

/**
 * How well our Elo foretells real answers, on the files of learner-performance-prediction (Gervet et al. 2020):
 * DATASET/preprocessed_data.csv, or its parts …_train.csv and …_test.csv; tab-separated columns user_id,
 * item_id, correct and skill_id, each member's answers in the order of time.
 */

/** As published there: a fifth of the people are kept for the test. */
const testShare = 5

/**
 * The area under the curve over the answers of people who were not trained on, each foretold from all before it.
 *
 * @param folder that repository, its folder `data`, or one like it
 * @returns none where the folder has no such data set
 */
export async function areaOn(folder: string, dataset: string): Promise<number | undefined> {
  const parts = await partsOf(folder, dataset)
  if (parts === undefined) return undefined
  const estimates = newEstimates()
  for (const answer of parts.train) estimates.learn(answer)
  return areaUnderCurve(parts.test.map((answer) => ({ chance: estimates.learn(answer), right: answer.score === 1 })))
}

interface Parts {
  readonly train: readonly LoggedAnswer[]
  readonly test: readonly LoggedAnswer[]
}

async function partsOf(folder: string, dataset: string): Promise<Parts | undefined> {
  const places = [join(folder, dataset), join(folder, 'data', dataset), folder]
  const file = (place: string, part: string) => join(place, `preprocessed_data${part}.csv`)
  const named = places.filter((place) => place !== folder || folder.endsWith(dataset))
  const divided = named.find((place) => existsSync(file(place, '_train')) && existsSync(file(place, '_test')))
  if (divided !== undefined) {
    return { train: await answersIn(file(divided, '_train')), test: await answersIn(file(divided, '_test')) }
  }
  const whole = named.find((place) => existsSync(file(place, '')))
  if (whole === undefined) return undefined
  const all = await answersIn(file(whole, ''))
  const isTested = ({ member }: LoggedAnswer) => draw(dataset, member) % testShare === 0
  return { train: all.filter((answer) => !isTested(answer)), test: all.filter(isTested) }
}

async function answersIn(file: string): Promise<LoggedAnswer[]> {
  const [header = '', ...lines] = (await readFile(file, 'utf8')).split(/\r?\n/)
  const columns = header.split('\t')
  const [user, item, correct, skill] = ['user_id', 'item_id', 'correct', 'skill_id'].map((name) =>
    columns.indexOf(name),
  )
  if (user === undefined || item === undefined || correct === undefined || Math.min(user, item, correct) < 0) {
    throw new Error(`${file} needs the columns user_id, item_id and correct, separated by tabs.`)
  }
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t')
      const topic = cells[skill ?? -1] ?? ''
      return { member: cells[user] ?? '', question: cells[item] ?? '', topic, guess: 0, score: Number(cells[correct]) }
    })
}
