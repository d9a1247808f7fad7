import { type Asked, type Capability, type FormValues, isRowId, textOf } from '../interactions.ts'
import type { Reply } from '../platform.ts'
import { gradeAnswer, valuesTyped } from '../questions/grade.ts'
import type { ClosedQuestion, OpenQuestion, Question } from '../questions/question.ts'
import { hasOptions, isClosedKind, letters, shownOptions } from '../questions/show.ts'
import { privately, staleButton } from '../reply.ts'
import { mostInAnswer, tooLongWords } from './answer-words.ts'
import { askedNow } from './asked-now.ts'
import { gradedWords, ungradedComplaint, ungradedWords } from './closed-questions-words.ts'
import { roundById } from './open-round.ts'
import { comparedWords, pastWords, practiceForm, practiceWords } from './past-words.ts'

/**
 * Practising a channel's earlier question alone: graded or compared at once, seen by oneself, without points.
 * Nothing is kept.
 */

export const practiceButtons: Capability['buttons'] = {
  practise: {
    gives: 'private',
    run: (asked, id) =>
      withPast(asked, id, (question) => ({ kind: 'message', seen: 'private', message: practiceWords(question, id) })),
  },
  'try-form': {
    gives: 'form',
    run: (asked, id) => withPast(asked, id, (question) => ({ kind: 'form', form: practiceForm(question, id, '') })),
  },
  try: {
    gives: 'private',
    run: (asked, id, values) =>
      withPast(asked, id, (question) => (hasOptions(question) ? graded(question, id, values) : staleButton())),
  },
  ...Object.fromEntries(
    letters.map((letter) => [
      `try-${letter.toLowerCase()}`,
      {
        gives: 'private' as const,
        run: (asked: Asked, id: string) =>
          withPast(asked, id, (question) => {
            const option = shownOptions(question, id).find((one) => one.letter === letter)
            return option === undefined || !hasOptions(question) ? staleButton() : graded(question, id, [option.index])
          }),
      },
    ]),
  ),
}

export const practiceForms: Capability['forms'] = {
  try: {
    run: (asked, id, values: FormValues) =>
      withPast(asked, id, (question) => {
        const text = textOf(values, 'answer')
        return isClosedKind(question) ? gradedForm(question, id, text) : compared(question, id, text)
      }),
  },
}

/** Only once a question is closed, and not while it is being asked again. */
async function withPast(asked: Asked, id: string, work: (question: Question) => Reply): Promise<Reply> {
  const { study, tx, workspace } = asked
  const round = isRowId(id) ? await roundById(tx, workspace, id) : undefined
  const question = round && study.bank.questions.get(round.question)
  if (question === undefined) return staleButton()
  return (await askedNow(tx, workspace)).has(question.id) ? privately(pastWords.openNow) : work(question)
}

function graded(question: ClosedQuestion, id: string, values: readonly string[]): Reply {
  const grade = gradeAnswer(question, values)
  if (grade !== 'right' && grade !== 'wrong') return privately(ungradedWords(question, grade))
  return privately(`${gradedWords(question, id, { values, right: grade === 'right' })}\n\n${pastWords.noPoints}`)
}

function gradedForm(question: ClosedQuestion, id: string, typed: string): Reply {
  const values = valuesTyped(question, id, typed)
  const grade = gradeAnswer(question, values)
  if (grade === 'right' || grade === 'wrong') return graded(question, id, values)
  return { kind: 'form', form: practiceForm(question, id, typed), complaints: [ungradedComplaint(question, grade)] }
}

function compared(question: OpenQuestion, id: string, text: string): Reply {
  const length = [...text].length
  if (text !== '' && length <= mostInAnswer) {
    return { kind: 'message', seen: 'private', message: comparedWords(question, text) }
  }
  const says = text === '' ? pastWords.empty : tooLongWords(length)
  return { kind: 'form', form: practiceForm(question, id, text), complaints: [{ field: 'answer', says }] }
}
