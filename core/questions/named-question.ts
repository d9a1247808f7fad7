import { containing, plainLetters } from '../near.ts'
import type { Choice } from '../platform.ts'
import { type Bank, topicTitle } from './bank.ts'
import type { Question } from './question.ts'
import { withoutRetired } from './retired.ts'

/** Which question someone means: by its id, or by what it tests. Pure. */

/** In any case, with or without quotes. */
export function questionNamed(bank: Bank, typed: string): Question | undefined {
  const questions = withoutRetired(bank)
  return questions.get(idTyped(typed)) ?? titled(questions.values(), typed)
}

/** As an id would be written. */
export function idTyped(typed: string): string {
  return typed.trim().toLowerCase().replace(/[`"']/g, '')
}

function titled(questions: Iterable<Question>, typed: string): Question | undefined {
  const title = plainLetters(typed)
  return [...questions].find(({ tests }) => plainLetters(tests) === title)
}

/** What fits what has been typed so far, by title, id and topic. */
export function questionsLike(bank: Bank, typed: string): Choice[] {
  const found = containing(
    typed,
    withoutRetired(bank).values(),
    ({ tests, id, topic }) => `${tests} ${id} ${topicTitle(bank, topic)}`,
  )
  return found.map(({ id, tests }) => ({ value: id, label: tests }))
}
