import type { OpenQuestion, Question } from '../questions/question.ts'
import { hits, type Phrases, phrasesOf, termsIn } from './matching.ts'
import { isDenied, isFunctionWord, isNegator, type Sentence, sentencesOf, type Word, wordsOf } from './sentences.ts'

/**
 * A hint on an open answer, from words alone: which key points it seems to cover. It gives no points, and it is
 * fooled by opposites that carry no negation (“faster” for “slower”). Pure.
 */

export type Band = 'met' | 'unclear' | 'missing'

export interface PointHint {
  readonly point: string
  readonly weight: number
  readonly band: Band
  /** The answer's own words that speak of the point, as written; undefined where the point is missing. */
  readonly quote: string | undefined
  /** The quote seems to deny the point; its band is `unclear`. */
  readonly opposite: boolean
}

/** Why nothing in an answer can be held against the key points; `nothing-to-hear`: none of them has phrases. */
export type SetAside = 'only-the-question' | 'only-keywords' | 'empty' | 'nothing-to-hear'

export type Feedback =
  | { readonly kind: 'hint'; readonly points: readonly PointHint[]; readonly score: number }
  | { readonly kind: 'set-aside'; readonly why: SetAside; readonly score: 0 }

/** How much a stem tells: the rarer among the questions, the more. */
export type TermWeights = (stem: string) => number

/** A score over this passes. */
export const passing = 0.5

/** @param weights from {@link termWeights}, over the bank */
export function feedbackOn(question: OpenQuestion, answer: string, weights: TermWeights): Feedback {
  const heardFor = question.key_points.filter(({ phrases }) => phrases.length > 0)
  if (heardFor.length === 0) return { kind: 'set-aside', why: 'nothing-to-hear', score: 0 }
  const asked = stemsOf(question.question)
  const reading = readAnswer(answer, question.question)
  if ('why' in reading) return { kind: 'set-aside', why: reading.why, score: 0 }
  const heard = opensByDenying(answer, question.reference, weights) ? denyingAll(reading) : reading
  const points = heardFor.map(({ point, weight, phrases }) => ({
    point,
    weight,
    ...hintOn(aimOf(point, phrases, asked, weights), heard),
  }))
  return { kind: 'hint', points, score: points.reduce((sum, one) => sum + one.weight * credit(one), 0) }
}

/**
 * How much of a reference answer without key points an answer says, 0 to 1. The guards are those of
 * {@link feedbackOn}, and so is the negation.
 */
export function recallOf(question: string, reference: string, answer: string, weights: TermWeights): number {
  const asked = stemsOf(question)
  const reading = readAnswer(answer, question)
  if ('why' in reading) return 0
  const aim = aimOf(reference, [], asked, weights)
  const said = recall(
    aim,
    reading.said.flatMap(({ words }) => words),
  )
  const opposite = reading.said.some((sentence) => isTurnedRound(aim, sentence))
  return opposite ? 0 : said
}

/** The weights of stems by how few of the texts have them (inverse document frequency). */
export function termWeights(texts: Iterable<string>): TermWeights {
  const seenIn = new Map<string, number>()
  let count = 0
  for (const text of texts) {
    count += 1
    for (const stem of stemsOf(text)) seenIn.set(stem, (seenIn.get(stem) ?? 0) + 1)
  }
  return (stem) => Math.log((count + 1) / ((seenIn.get(stem) ?? 0) + 1)) + 1
}

/** A text with each of its sentences denied: what the hint must not take for the text itself. */
export function negated(text: string): string {
  return sentencesOf(text)
    .map((sentence) => `It is not true that ${sentence.text}`)
    .join(' ')
}

/** What a question contributes to the weights: its text and what explains it. */
export function tellingText(question: Question): string {
  return `${question.question}\n${question.kind === 'open' ? question.reference : question.explanation}`
}

interface Reading {
  readonly said: readonly Sentence[]
  readonly denied: readonly Sentence[]
}

const fewestTerms = 3

/** Whether an answer opens by denying what the reference says: then what follows is part of what it denies. */
function opensByDenying(answer: string, reference: string, weights: TermWeights): boolean {
  const [first] = sentencesOf(answer)
  if (first === undefined || !isDenied(first)) return false
  return sentencesOf(reference).some(({ text }) => {
    const aim = aimOf(text, [], new Set(), weights)
    return aim.terms.size >= fewestTerms && recall(aim, first.words) > sameWords
  })
}

function denyingAll({ said, denied }: Reading): Reading {
  return { said: [], denied: [...denied, ...said] }
}

const fewestFunctionWords = 0.12
const listLength = 12
const fewestOwnWords = 0.2

/** The sentences that can make a point: neither copied from the question nor a mere list of words. */
function readAnswer(answer: string, question: string): Reading | { readonly why: SetAside } {
  const all = sentencesOf(answer)
  if (all.length === 0) return { why: 'empty' }
  const pairs = pairsIn(wordsOf(question))
  const own = all.filter(({ words }) => !isCopied(words, pairs))
  if (!hasOwnWords(own, stemsOf(question))) return { why: 'only-the-question' }
  const sentences = own.filter(({ words }) => words.length < listLength || !isList(words))
  if (sentences.length === 0 || isList(own.flatMap(({ words }) => words))) return { why: 'only-keywords' }
  return {
    said: sentences.filter((sentence) => !isDenied(sentence)),
    denied: sentences.filter(isDenied),
  }
}

const mostCopied = 0.8

/** Whether nearly each two words in a row stand so in the question. */
function isCopied(words: readonly Word[], pairs: ReadonlySet<string>): boolean {
  const own = [...pairsIn(words)]
  return own.filter((pair) => pairs.has(pair)).length > own.length * mostCopied
}

function pairsIn(words: readonly Word[]): ReadonlySet<string> {
  return new Set(words.slice(1).map(({ plain }, place) => `${words[place]?.plain} ${plain}`))
}

function hasOwnWords(sentences: readonly Sentence[], asked: ReadonlySet<string>): boolean {
  const content = sentences.flatMap(({ words }) => words.filter((word) => !isFunctionWord(word)))
  return content.filter(({ stem }) => !asked.has(stem)).length > content.length * fewestOwnWords
}

function isList(words: readonly Word[]): boolean {
  return words.filter(isFunctionWord).length < words.length * fewestFunctionWords
}

/** What an answer is held against: the terms of a point and the phrases that make it. */
interface Aim {
  /** Stems that the question does not give away, each with its weight. */
  readonly terms: ReadonlyMap<string, number>
  readonly total: number
  readonly phrases: Phrases
  readonly negative: boolean
}

function aimOf(
  point: string,
  phrases: readonly (readonly string[])[],
  asked: ReadonlySet<string>,
  weights: TermWeights,
): Aim {
  const words = wordsOf(point)
  const own = [...stemsOf(point)].filter((stem) => !asked.has(stem))
  const terms = new Map((own.length > 0 ? own : [...stemsOf(point)]).map((stem) => [stem, weights(stem)]))
  const total = [...terms.values()].reduce((sum, weight) => sum + weight, 0)
  return { terms, total, phrases: phrasesOf(phrases), negative: negationsIn(words) % 2 === 1 }
}

/** From how much evidence on a point counts as met, or at least as unclear. */
const bands = { met: 0.6, unclear: 0.3 }

type Evidence = Pick<PointHint, 'band' | 'quote' | 'opposite'>

function hintOn(aim: Aim, { said, denied }: Reading): Evidence {
  const straight = said.filter((sentence) => !isTurnedRound(aim, sentence))
  const best = strongest(aim, [...straight.map((one) => [one]), ...neighbours(said, straight)])
  if (best.strength >= bands.met) return { band: 'met', quote: best.quote, opposite: false }
  const against = strongest(
    aim,
    [...denied, ...said.filter((one) => !straight.includes(one))].map((one) => [one]),
  )
  if (against.strength >= bands.met) return { band: 'unclear', quote: against.quote, opposite: true }
  if (best.strength >= bands.unclear) return { band: 'unclear', quote: best.quote, opposite: false }
  return { band: 'missing', quote: undefined, opposite: false }
}

/** A point is often made in two sentences, one after the other. */
function neighbours(said: readonly Sentence[], straight: readonly Sentence[]): Sentence[][] {
  return said
    .map((one, place) => [one, ...said.slice(place + 1, place + 2)])
    .filter((pair) => pair.length === 2 && pair.every((one) => straight.includes(one)))
}

interface Strongest {
  readonly strength: number
  readonly quote: string
}

function strongest(aim: Aim, passages: readonly (readonly Sentence[])[]): Strongest {
  return passages.reduce<Strongest>(
    (best, passage) => {
      const strength = strengthOf(aim, passage)
      return strength > best.strength ? { strength, quote: passage.map(({ text }) => text).join(' ') } : best
    },
    { strength: 0, quote: '' },
  )
}

/** Recall that says as much as a hit in every group of phrases. */
const fullRecall = 0.6

/** 0 to 1: half by the author's phrases, half by the point's own terms; nearly all of the terms are enough. */
function strengthOf(aim: Aim, passage: readonly Sentence[]): number {
  const share = recall(
    aim,
    passage.flatMap(({ words }) => words),
  )
  const groups = aim.phrases.filter((group) => passage.some(({ words }) => hits(group, words))).length
  const byPhrases = aim.phrases.length === 0 ? share : groups / aim.phrases.length
  return Math.max(share, (byPhrases + Math.min(1, share / fullRecall)) / 2)
}

function recall({ terms, total }: Aim, words: readonly Word[]): number {
  const found = termsIn(terms.keys(), words)
  return total === 0 ? 0 : [...found].reduce((sum, stem) => sum + (terms.get(stem) ?? 0), 0) / total
}

const sameWords = 0.75

/** Nearly the same words with one negation more or less say the opposite. */
function isTurnedRound(aim: Aim, { words }: Sentence): boolean {
  if (recall(aim, words) <= sameWords) return false
  const last = words.findLastIndex(({ stem }) => aim.terms.has(stem))
  return (negationsIn(words.slice(0, last + 1)) % 2 === 1) !== aim.negative
}

function negationsIn(words: readonly Word[]): number {
  return words.filter((_, place) => isNegator(words, place)).length
}

function credit({ band, opposite }: PointHint): number {
  if (opposite || band === 'missing') return 0
  return band === 'met' ? 1 : 0.5
}

function stemsOf(text: string): ReadonlySet<string> {
  return new Set(
    wordsOf(text)
      .filter((word) => !isFunctionWord(word))
      .map(({ stem }) => stem),
  )
}
