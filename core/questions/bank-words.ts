import { counted } from '../text.ts'
import { isOnlyByChoice } from './practice.ts'

/** `504 questions and 53 practice items`: what is asked only by choice is counted apart, as `content stats` does. */
export function bankWords(questions: Iterable<{ readonly topic: string }>): string {
  const { asked = [], practice = [] } = Object.groupBy(questions, ({ topic }) =>
    isOnlyByChoice(topic) ? 'practice' : 'asked',
  )
  const inAll = counted(asked.length, 'question')
  return practice.length === 0 ? inAll : `${inAll} and ${counted(practice.length, 'practice item')}`
}
