import type { Question } from '../questions/question.ts'
import { shownOptions } from '../questions/show.ts'
import { splitWords } from './closed-questions-words.ts'
import { followUpsWords, keyPointsWords, referenceWords, sourcesWords } from './reference-words.ts'

/** What an author sees under a question: all that its members will be shown once it is closed. */
export function previewWords(question: Question): string {
  return [...answerWords(question), ...sourcesWords(question), `Tests: ${question.tests}`].join('\n\n')
}

function answerWords(question: Question): string[] {
  if (question.kind === 'open') {
    return [...keyPointsWords(question), ...referenceWords(question), ...followUpsWords(question)]
  }
  // as if every option had been chosen once, so that each distractor's reason is shown
  const choices = shownOptions(question, question.id).map(({ index, right }) => ({
    member: index,
    values: [index],
    right,
  }))
  return splitWords(question, question.id, choices)
}
