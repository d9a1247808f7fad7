import type { Complaint } from './pack.ts'
import type { Pack, Question } from './question.ts'

/** What the schema cannot see, for Studyhall's own packs. Pure. */
export function lintPacks(packs: readonly Pack[], topics: ReadonlyMap<string, string>): string[] {
  const questions = packs.flatMap((pack) => pack.questions)
  return [
    ...repeated(questions, 'id').map((id) => `two questions have the id ${id}`),
    ...repeated(questions, 'tests').map((tests) => `two questions test the same thing: ${tests}`),
    ...questions.flatMap((question) =>
      lintQuestion(question, topics).map((says) => `question ${question.id}: ${says}`),
    ),
  ]
}

function lintQuestion(question: Question, topics: ReadonlyMap<string, string>): string[] {
  const words = question.reference.trim().split(/\s+/).length
  const [fewest, most] = [80, 250]
  return [
    ...(topics.has(question.topic) ? [] : [`the topic ${question.topic} is not in topics.yaml`]),
    ...(words < fewest || words > most
      ? [`the reference answer has ${words} words; ${fewest} to ${most} are asked for`]
      : []),
  ]
}

function repeated<K extends 'id' | 'tests'>(questions: readonly Question[], key: K): string[] {
  const seen = new Set<string>()
  return questions.map((question) => question[key]).filter((value) => seen.has(value) || !seen.add(value))
}

export function complaintLine({ file, line, says }: Complaint): string {
  return `${file}:${line}: ${says}`
}
