import type { OpenQuestion } from '../questions/question.ts'
import { goodAnswer, goodReference } from '../rounds/reference-words.ts'
import { counted, quoted, shortened } from '../text.ts'
import type { Feedback, PointHint, SetAside } from './feedback.ts'

/** Every sentence of the hint on one's own open answer. It goes to its author only. */

/** Characters of each quote, as long as all fits. */
const mostQuoted = 240

export const hintWords = {
  onlyHint: 'This is a hint, not a mark: it compares words, gives no points, and can be wrong.',
  met: '**You seem to cover**',
  unclear: '**Not clear to the hint**',
  missing: '**Not found in your answer**',
  opposite: 'Your words seem to say the opposite:',
  reference: '**A strong answer**',
  nothing: 'There is no hint on this one, and no reference answer to compare yours with.',
} as const

const setAsideWords: Readonly<Record<SetAside, string>> = {
  'nothing-to-hear': 'There is no hint on this one: compare your answer with what a strong one says.',
  empty: 'There is nothing to read in your answer yet.',
  'only-the-question':
    'Your answer repeats the words of the question, so there is no hint. Say what you would do and why.',
  'only-keywords': 'Your answer reads like a list of terms, so there is no hint. Put them into English sentences.',
}

/**
 * What a member reads after an answer: the points by band with the own words quoted, then the reference.
 *
 * @param quoting the most characters of each quote; none are quoted at 0
 */
export function feedbackWords(question: OpenQuestion, feedback: Feedback, quoting = mostQuoted): string {
  if (isWithoutHint(feedback)) return withoutHint(question)
  const [first = '', ...bands] = hintOf(feedback, quoting)
  const hint = [first, hintWords.onlyHint, ...bands]
  return [...hint, ...goodReference(question, hintWords.reference, roomForLong)].join('\n\n')
}

/** Of a long reference, beside one's own answer. */
const roomForLong = 2_400

function isWithoutHint(feedback: Feedback): boolean {
  return feedback.kind === 'set-aside' && feedback.why === 'nothing-to-hear'
}

function withoutHint(question: OpenQuestion): string {
  const good = goodAnswer(question, roomForLong)
  return [good.length === 0 ? hintWords.nothing : setAsideWords['nothing-to-hear'], ...good].join('\n\n')
}

/**
 * What a second try changed against the first one. The points and the reference are said by {@link feedbackWords}.
 *
 * @param naming whether the points that changed are named, or only counted
 * @returns nothing where there is no hint
 */
export function secondTryWords(first: Feedback, second: Feedback, naming = true): string {
  if (isWithoutHint(first) || isWithoutHint(second)) return ''
  const [before, now] = [metOf(first), metOf(second)]
  const gained = now.filter((point) => !before.includes(point))
  const lost = before.filter((point) => !now.includes(point))
  const change = `Your first try seemed to cover ${counted(before.length, 'point')}, your second ${now.length}.`
  if (!naming) return change
  return [
    change,
    ...(gained.length > 0 ? [`**New in your second try**\n${listed(gained)}`] : []),
    ...(lost.length > 0 ? [`**Only in your first try**\n${listed(lost)}`] : []),
  ].join('\n\n')
}

function hintOf(feedback: Feedback, quoting: number): string[] {
  if (feedback.kind === 'set-aside') return [setAsideWords[feedback.why]]
  const { points } = feedback
  const covered = points.filter(({ band }) => band === 'met').length
  return [
    `You seem to cover ${covered} of ${counted(points.length, 'point')}.`,
    ...(['met', 'unclear', 'missing'] as const).flatMap((band) => {
      const all = points.filter((point) => point.band === band)
      return all.length > 0
        ? [`${hintWords[band]}\n\n${all.map((point) => pointWords(point, quoting)).join('\n\n')}`]
        : []
    }),
  ]
}

function pointWords({ point, quote, opposite }: PointHint, quoting: number): string {
  const said = quote === undefined || quoting === 0 ? [] : [quoted(shortened(quote, quoting))]
  return [`- ${point}`, ...(opposite ? [hintWords.opposite] : []), ...said].join('\n\n')
}

function metOf(feedback: Feedback): string[] {
  if (feedback.kind === 'set-aside') return []
  return feedback.points.filter(({ band }) => band === 'met').map(({ point }) => point)
}

function listed(points: readonly string[]): string {
  return points.map((point) => `- ${point}`).join('\n')
}
