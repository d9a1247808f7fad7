import type { OpenQuestion } from '../questions/question.ts'
import { counted, quoted } from '../text.ts'
import { keyPointsWords } from './words.ts'

/** Every sentence about one's own answer beside the reference. */

export const notAnsweredWords =
  'You have no answer in this round. "Practise it alone" lets you try it, and shows you what a good answer covers.'

export interface OwnAnswer {
  readonly text: string
  readonly votes: number
  readonly place: number
  /** How many answers the round had. */
  readonly answers: number
  readonly points: number
}

export function ownAnswerWords(question: OpenQuestion, { text, votes, place, answers, points }: OwnAnswer): string {
  return [
    `**Your answer** · ${counted(votes, 'vote')} · place ${place} of ${answers} · ${counted(points, 'point')}`,
    quoted(text),
    keyPointsWords(question),
  ].join('\n\n')
}
