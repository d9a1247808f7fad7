import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aaaiError, r2rCorrelation } from '../../bench/voting-data.ts'
import { matrixIn } from '../../bench/voting-mat.ts'

/** Files as SciPy's `savemat` writes them, compressed: a cell array of ids, names and scores, and a plain matrix. */
const gradeass3 = Buffer.from(
  'TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFNhdCBOb3YgMjEgMDc6Mjk6NTAgMjAyNgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAkAAAAHic42NgYHjBwsDABqQ5gJiRAQJYoXwQzQIV5wTi9KLElNTE4mJjqDo+ILZgQOhnQ9PPiIQZoGZwMMCAjMPA6lcaWP0HJoH1GyDpZ8GinxlJvwCQl5iSyECMPiYUfUwMyZUMROmjt33o+pLyB6c+9HBJSU2lqz5YPJCfXk0oTO9GFOpXo1C/MoX6dRwAXnodHw==',
  'base64',
)
const ground3 = Buffer.from(
  'TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFNhdCBOb3YgMjEgMDc6Mjk6NTAgMjAyNgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAQgAAAHic42NgYGgAYjYg5oDSIMAK5TNDMSMQswNxelF+aV6KMQMnkO3BAAMyDhBaCUIfmATlG0NpFSith0NcxwEAFQkIqQ==',
  'base64',
)

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'studyhall-voting-data-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test('MATLAB matrices are read row by row, numbers and texts', () => {
  expect(matrixIn(gradeass3)).toEqual([
    [7, 'ada', 'bo', 20],
    [7, 'cy', 'bo', 18],
    [9, 'ada', 'dee', 11],
    [9, 'cy', 'dee', 9.5],
    [1200, 'bo', 'ada', 14],
  ])
  expect(matrixIn(ground3)).toEqual([
    [7, 19, 19],
    [9, 10, 10],
    [1200, 15, 14],
  ])
  expect(() => matrixIn(Buffer.from('not one'))).toThrow(RangeError)
})

test('scores of a peer-graded assignment are held against the grades by staff', async () => {
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'data', 'gradeass3.mat'), gradeass3)
  expect(await aaaiError(folder)).toBeUndefined()
  await writeFile(join(folder, 'data', 'ground3.mat'), ground3)
  const error = await aaaiError(folder)
  // with the mean of all, 14.5, for everybody it is 3.7
  expect(error).toBeGreaterThan(0)
  expect(error).toBeLessThan(3.7)
})

test('classes that graded each other are held against their teachers, and nobody grades their own group', async () => {
  const rated = [
    ['u1', 'g1', 1],
    ['u1', 'g2', 3],
    ['u1', 'g3', 5],
    ['u2', 'g1', 2],
    ['u2', 'g2', 3],
    ['u2', 'g3', 5],
    // their own group: without it, it is the worst
    ...Array.from({ length: 9 }, (_, index) => [`own${index}`, 'g1', 5]),
  ]
  await write('peer_rating_ranking_evaluations.csv', 'case_study,session_id,uid_local,group_local,score', [
    ...rated.map((row) => ['case_study_1', 1, ...row]),
    ['case_study_1', 2, 'u1', 'g1', 5],
    ['case_study_1', 2, 'u1', 'g2', 1],
    ['case_study_1', 18, 'u1', 'g1', 5],
  ])
  expect(await r2rCorrelation(folder)).toBeUndefined()
  await write('instructor_group_ratings.csv', '"case_study","session_id","group_local","average_final_grade"', [
    ['"case_study_1"', '"1"', '"g1"', '"60"'],
    ['"case_study_1"', '"1"', '"g2"', '"70.5"'],
    ['"case_study_1"', '"1"', '"g3"', '"99"'],
    ['"case_study_1"', '"2"', '"g1"', '"50"'],
    ['"case_study_1"', '"2"', '"g2"', '"90"'],
    ['"case_study_1"', '"2"', '"g3"', '"90"'],
  ])
  expect(await r2rCorrelation(folder)).toBeLessThan(-0.1)
  await write(
    'instructor_final_grades.csv',
    'session,username,group_number,final_grade',
    Array.from({ length: 9 }, (_, index) => [1, `own${index}`, 'g1', 60]),
  )
  // 1 in the first class, −1 in the second; the third has no teacher's grades
  expect(await r2rCorrelation(folder)).toBeCloseTo(0, 9)
})

async function write(name: string, header: string, rows: readonly (readonly (string | number)[])[]): Promise<void> {
  await writeFile(join(folder, name), `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`)
}
