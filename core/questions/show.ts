import { draw } from '../draw.ts'
import type { ClosedQuestion, Question } from './question.ts'

/** How a question's options are shown. Pure: the same seed, the same order. */

export const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const
export type Letter = (typeof letters)[number]

export interface ShownOption {
  /** As it is called here: letters for options, words for true and false. */
  readonly name: string
  readonly letter: Letter
  /** Its place in the pack: what is kept when it is chosen. */
  readonly index: string
  /** CommonMark, one line. */
  readonly text: string
  readonly right: boolean
  /** Why it is wrong. */
  readonly why: string | undefined
}

/** A question with options: what is chosen are indexes. */
export function hasOptions(
  question: Question,
): question is Extract<Question, { kind: 'single' | 'multi' | 'true-false' }> {
  return question.kind === 'single' || question.kind === 'multi' || question.kind === 'true-false'
}

export function isClosedKind(question: Question | undefined): question is ClosedQuestion {
  return question !== undefined && question.kind !== 'open'
}

/** The options as a round shows them, shuffled by its id; none where something is typed. True comes before false. */
export function shownOptions(question: Question, seed: string): ShownOption[] {
  if (question.kind === 'true-false') {
    return [true, false].map((is, index) => ({
      ...placed(index, index),
      name: is ? 'True' : 'False',
      text: is ? 'True' : 'False',
      right: is === question.answer,
      why: undefined,
    }))
  }
  if (!hasOptions(question)) return []
  return question.options
    .map((option, index) => ({ option, index, draw: draw(seed, String(index)) }))
    .sort((a, b) => a.draw - b.draw || a.index - b.index)
    .map(({ option: { text, right, why }, index }, place) => {
      const spot = placed(place, index)
      return { ...spot, name: spot.letter, text, right, why }
    })
}

function placed(place: number, index: number): { readonly letter: Letter; readonly index: string } {
  return { letter: letters[place] ?? 'H', index: String(index) }
}
