import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Fit, fitRatings, spread } from '../core/rounds/ballot-fit.ts'
import { mean, rankCorrelation } from './learning-numbers.ts'
import { type MatValue, matrixIn } from './voting-mat.ts'

/**
 * How well the score agrees with teachers on public peer grading, each class on its own: as there are no earlier days,
 * all voters weigh the same, and the scale of the grades makes no difference.
 *
 * - R2R (github.com/nlihin/R2R-analysis, folder data): `peer_rating_ranking_evaluations.csv` with the columns
 *   case_study, session_id, uid_local, group_local and score; `instructor_group_ratings.csv` with case_study,
 *   session_id, group_local and average_final_grade; and, where it is there, `instructor_final_grades.csv` with
 *   session, username and group_number, which tells whose own group is not theirs to rate. Sessions without a
 *   teacher's grades are left out: 19 remain.
 * - AAAI-15 (github.com/MiFei/AAAI15-Peer-Grading, folder data): MATLAB's `gradeass3.mat` (its columns: id of the
 *   graded one as in ground3, grader, graded one, score) and `ground3.mat` (id, grade by staff, median of the peers').
 */

interface Grade {
  readonly voter: string
  readonly author: string
  readonly rating: number
}

/** Spearman's between our score and the teacher's grade, the mean over the classes; none without the files. */
export async function r2rCorrelation(folder: string): Promise<number | undefined> {
  const [rated, graded, groups] = await Promise.all(
    ['peer_rating_ranking_evaluations.csv', 'instructor_group_ratings.csv', 'instructor_final_grades.csv'].map((name) =>
      tableIn(folder, name),
    ),
  )
  if (rated === undefined || graded === undefined) return undefined
  const own = new Set((groups ?? []).map((row) => keyOf(row.session, row.username, row.group_number)))
  const grades = Map.groupBy(graded, ({ session_id }) => session_id)
  const classes = Map.groupBy(rated, ({ session_id }) => session_id)
  const agreements = [...grades].map(([session, teachers]) => {
    const fit = fitOf(
      (classes.get(session) ?? [])
        .filter((row) => !own.has(keyOf(session, row.uid_local, row.group_local)))
        .map((row) => ({ voter: row.uid_local ?? '', author: row.group_local ?? '', rating: Number(row.score) })),
    )
    const both = teachers.filter(({ group_local = '' }) => fit.answers.has(group_local))
    return rankCorrelation(
      both.map(({ group_local = '' }) => scoreIn(fit, group_local)),
      both.map(({ average_final_grade }) => Number(average_final_grade)),
    )
  })
  return mean(agreements)
}

/** The root mean squared difference between our score and the staff's grade; none without the files. */
export async function aaaiError(folder: string): Promise<number | undefined> {
  const peers = await matrixOf(folder, 'gradeass3.mat')
  const staff = await matrixOf(folder, 'ground3.mat')
  if (peers === undefined || staff === undefined) return undefined
  const fit = fitOf(
    peers.map(([, grader, graded, score]) => ({ voter: `${grader}`, author: `${graded}`, rating: Number(score) })),
  )
  const graded = new Map(peers.map(([id, , author]) => [Number(id), `${author}`]))
  const errors = staff.flatMap(([id, grade]) => {
    const author = graded.get(Number(id))
    return author === undefined ? [] : [scoreIn(fit, author) - Number(grade)]
  })
  return Math.sqrt(mean(errors.map((error) => error ** 2)))
}

function fitOf(grades: readonly Grade[]): Fit {
  return fitRatings(
    grades.filter(({ voter, author }) => voter !== author).map((grade) => ({ ...grade, precision: 1 / spread.noise })),
  )
}

function scoreIn({ mean, answers }: Fit, author: string): number {
  return mean + (answers.get(author)?.value ?? 0)
}

type TableRow = Readonly<Record<string, string>>

/** A table without commas or line ends inside its fields, as all of these are. */
async function tableIn(folder: string, name: string): Promise<TableRow[] | undefined> {
  const file = await fileIn(folder, name)
  if (file === undefined) return undefined
  const [header = [], ...rows] = (await readFile(file, 'utf8'))
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(',').map((field) => field.replace(/^"(.*)"$/, '$1')))
  return rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index] ?? ''])))
}

async function matrixOf(folder: string, name: string): Promise<MatValue[][] | undefined> {
  const file = await fileIn(folder, name)
  return file === undefined ? undefined : matrixIn(await readFile(file))
}

async function fileIn(folder: string, name: string): Promise<string | undefined> {
  const found = (await readdir(folder, { recursive: true })).filter((path) => basename(path) === name).sort()
  return found[0] === undefined ? undefined : join(folder, found[0])
}

function keyOf(...parts: readonly (string | undefined)[]): string {
  return parts.join(' ')
}
