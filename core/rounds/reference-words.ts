import { blocksOf, cutAtSentence, pagesOf } from '../pages.ts'
import type { Button, Message } from '../platform.ts'
import type { OpenQuestion, Question } from '../questions/question.ts'
import { literal, shortened } from '../text.ts'

/** What a good answer says, whole or as much of it as fits, and where it comes from. Empty parts are left out. Pure. */

const pointsHeading = '**What a good answer covers**'

export function keyPointsWords(question: OpenQuestion): string[] {
  const lines = pointLines(question)
  return lines.length === 0 ? [] : [`${pointsHeading}\n\n${lines.join('\n')}`]
}

function pointLines({ key_points: points }: OpenQuestion): string[] {
  return points.map(({ point }) => `- ${point}`)
}

export function sourcesWords({ sources }: Question): string[] {
  if (sources.length === 0) return []
  return [`Sources: ${sourceLinks(sources)}`]
}

export function sourceLinks(sources: Question['sources']): string {
  return sources.map(({ title, url }) => `[${literal(title)}](${url})`).join(', ')
}

export function followUpsWords({ follow_ups: asks }: OpenQuestion): string[] {
  return asks.length === 0 ? [] : [`**Follow-ups**\n\n${asks.map((text) => `- ${text}`).join('\n')}`]
}

const referenceHeading = '**Reference answer**'

export function referenceWords({ reference }: OpenQuestion): string[] {
  return reference === '' ? [] : [`${referenceHeading}\n\n${reference.trim()}`]
}

/** Discord takes 4,096 characters at once, with what it needs to show marks as they were written. */
export const mostInMessage = 3_600

/** What a question of a pack can have at most, key points and reference, fits beside what belongs there. */
const mostUsual = 4_300

/** Of one without a hint, whose points stand with the reference beside one's own answer. */
const mostWithoutHint = 2_800

/** Whether a reference, as scenarios have it, is longer than there is room for beside answers. */
export function isLong(question: OpenQuestion): boolean {
  const most = question.key_points.some(({ phrases }) => phrases.length > 0) ? mostUsual : mostWithoutHint
  return [...keyPointsWords(question), ...referenceWords(question)].join('\n\n').length > most
}

/**
 * What a good answer covers and the reference. A long one is cut at a sentence to at most so many characters, and says
 * where the rest is: behind `wholeButtons`.
 */
export function goodAnswer(question: OpenQuestion, room: number): string[] {
  if (!isLong(question)) return [...keyPointsWords(question), ...referenceWords(question)]
  const points = shortPoints(question, Math.floor(room * shareOfPoints))
  return [...points, ...shortReference(question, room - points.join('').length)]
}

/** The reference alone; a long one is cut as in {@link goodAnswer}. */
export function goodReference(question: OpenQuestion, heading: string, room: number): string[] {
  if (question.reference === '') return []
  const all = question.reference.trim()
  return isLong(question) ? cutReference(all, heading, room) : [heading, all]
}

const shareOfPoints = 0.4
const leastReference = 400

function shortPoints({ key_points: points, ...rest }: OpenQuestion, room: number): string[] {
  const most = Math.max(40, Math.floor(room / points.length) - '- \n'.length)
  return keyPointsWords({ ...rest, key_points: points.map((one) => ({ ...one, point: shortened(one.point, most) })) })
}

function shortReference({ reference }: OpenQuestion, room: number): string[] {
  return reference === '' ? [restNote] : [cutReference(reference.trim(), referenceHeading, room).join('\n\n')]
}

const restNote = '*The rest: “Whole reference answer” below.*'

function cutReference(reference: string, heading: string, room: number): string[] {
  const most = Math.max(leastReference, room - heading.length - restNote.length)
  return [heading, cutAtSentence(reference, most), restNote].filter((part) => part !== '')
}

/** To the whole of a reference that is cut. */
export function wholeButtons(question: OpenQuestion): Button[] {
  return isLong(question) ? [{ id: `whole:${question.id}/1`, label: 'Whole reference answer' }] : []
}

/** A page of all that a good answer says; pages are counted from 1. */
export function wholeWords(question: OpenQuestion, page: number): Message {
  const points = pointLines(question)
  const rest = [...referenceWords(question), ...followUpsWords(question), ...sourcesWords(question)]
  const blocks = [...(points.length === 0 ? [] : [pointsHeading, ...points]), ...blocksOf(rest.join('\n\n'))]
  const pages = pagesOf(blocks, mostInMessage)
  const at = Math.min(Math.max(1, page), Math.max(1, pages.length))
  const turn = (to: number, label: string) => ({ id: `whole-page:${question.id}/${to}`, label })
  return {
    text: [
      `**${literal(question.tests)}**${pages.length > 1 ? ` · page ${at} of ${pages.length}` : ''}`,
      pages[at - 1] ?? 'There is no reference answer to this question.',
    ].join('\n\n'),
    buttons: [
      ...(at > 1 ? [turn(at - 1, 'Back')] : []),
      ...(at < pages.length ? [{ ...turn(at + 1, 'Next page'), tone: 'primary' as const }] : []),
    ],
  }
}
