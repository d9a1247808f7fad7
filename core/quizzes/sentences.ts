import { stem } from './stem.ts'

/** What the hint on an open answer sees of English: sentences, words, negations. Pure. */

export interface Word {
  /** As written, in lower case without accents. */
  readonly plain: string
  readonly stem: string
}

export interface Sentence {
  /** As its author wrote it. */
  readonly text: string
  readonly words: readonly Word[]
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** A line ends a sentence, so that each item of a list is one. */
export function sentencesOf(text: string): Sentence[] {
  return text
    .split(/[\r\n]+/)
    .flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .map((sentence) => ({ text: sentence, words: wordsOf(sentence) }))
    .filter(({ words }) => words.length > 0)
}

/** `don't` is two words, so that its negation is seen; `over-fetching` and `created_at` are two as well. */
export function wordsOf(text: string): Word[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/\bcan(?:'t|not)\b/g, 'can not')
    .replace(/\bwon't\b/g, 'will not')
    .replace(/n't\b/g, ' not')
    .replace(/'s\b/g, '')
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => ({ plain: word, stem: stem(word) }))
}

const functionWords = new Set(
  `a an the this that these those some any each every all both either neither such same other another
  i me my mine we us our ours you your yours he him his she her hers it its they them their theirs one ones oneself itself
  who whom whose which what where when why how there here
  am is are was were be been being do does did doing done have has had having can could will would shall should may might must
  and or but nor so yet if then else because since although though while whereas unless until than as
  of in on at by for to from with without into onto over under about after before between through during against per via up down out off within
  not no never only just also too very more most less least much many few even still again already
  get gets let lets like d ll m re s t ve`.split(/\s+/),
)

export function isFunctionWord({ plain }: Word): boolean {
  return functionWords.has(plain)
}

const negators = new Set(['not', 'no', 'never', 'none', 'nobody', 'nothing', 'neither', 'nor', 'without', 'hardly'])
const softened = new Set(['only', 'just', 'merely', 'simply', 'necessarily', 'longer', 'more'])

/** Whether a word turns the ones after it round; “not only” and “no longer” do not. */
export function isNegator(words: readonly Word[], place: number): boolean {
  return negators.has(words[place]?.plain ?? '') && !softened.has(words[place + 1]?.plain ?? '')
}

const denials = [
  /\b(?:not|never|hardly) (?:at all |really |quite |even )?(?:true|correct|right|the case|so) (?:that|to say)\b/,
  /\b(?:untrue|false|wrong|incorrect|mistaken|nonsense|a lie|a myth|a misconception) (?:that|to (?:say|think|claim|believe))\b/,
  /\b(?:doubt|deny|disagree) (?:that|it)\b/,
  /\b(?:do|would|can|could|should) not (?:really )?(?:think|believe|agree|say|claim|accept) (?:that|it)\b/,
]

/** Whether a whole sentence is denied: “It is not true that …”. */
export function isDenied({ words }: Sentence): boolean {
  const plain = words.map((word) => word.plain).join(' ')
  return denials.some((denial) => denial.test(plain))
}
