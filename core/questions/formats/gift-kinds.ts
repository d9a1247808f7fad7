import type { GiftChoice, GiftNumber, GiftNumberChoice, GiftQuestion, GiftText } from './gift-schema.ts'
import { escapedMarkdown, htmlToMarkdown, htmlToText } from './html.ts'
import { words } from './words.ts'

/**
 * What a question in GIFT becomes: MC with one answer of full credit `single`, with shares `multi`, all answers right
 * `short`; TF, Numerical, Short and Essay what they are, feedback on them an explanation, on an essay its reference.
 * Pure.
 */

type Read = { readonly fields: Readonly<Record<string, unknown>> } | { readonly says: string }

export function draftOfGift(item: GiftQuestion): Read {
  if (textsOf(item).some(hasMedia)) return { says: words.media }
  const question = markdownOf(item.stem)
  const explanation = explained(item.globalFeedback)
  switch (item.type) {
    case 'Description':
      return { says: words.giftDescription }
    case 'Matching':
      return { says: words.giftMatching }
    case 'Essay':
      return { fields: { kind: 'open', question, reference: explanation } }
    case 'TF': {
      const reasons = explained(item.globalFeedback, item.falseFeedback, item.trueFeedback)
      return { fields: { kind: 'true-false', question, answer: item.isTrue, explanation: reasons } }
    }
    case 'MC':
      return choicesOf(item.choices, { question, explanation })
    case 'Short':
      return acceptedOf(item.choices, { question, feedback: item.globalFeedback })
    case 'Numerical':
      return numberOf(item.choices, { question, feedback: item.globalFeedback })
    default:
      throw item satisfies never
  }
}

const full = 100

function choicesOf(choices: readonly GiftChoice[], rest: { question: string; explanation: string }): Read {
  const credits = choices.map(creditOf)
  const fully = credits.filter((credit) => credit === full).length
  const partly = credits.findIndex((credit) => credit > 0 && credit < full)
  const kind = fully === 0 && partly !== -1 ? 'multi' : 'single'
  if (fully === 0 && partly === -1) return { says: words.giftNoneRight }
  if (fully > 1) return { says: words.giftSeveralRight }
  const half = choices[partly]
  if (fully === 1 && half !== undefined) return { says: words.giftPartial(half.text.text) }
  const options = choices.map(({ text, feedback }, index) => {
    const option = { text: optionOf(text), right: (credits[index] ?? 0) > 0 }
    const why = explained(feedback)
    return why === '' ? option : { ...option, why }
  })
  if (options.every(({ right }) => right)) return { says: words.giftAllRight }
  const rights = options.filter(({ right }) => right).length
  if (kind === 'multi' && rights === 1) return { says: words.giftPartial(half?.text.text ?? '') }
  return { fields: { ...rest, kind, options } }
}

/** In percent. */
function creditOf({ isCorrect, weight }: { readonly isCorrect: boolean; readonly weight: number | null }): number {
  return weight ?? (isCorrect ? full : 0)
}

interface Rest {
  readonly question: string
  readonly feedback: GiftText | null | undefined
}

function acceptedOf(choices: readonly GiftChoice[], { question, feedback }: Rest): Read {
  const partial = choices.find((choice) => creditOf(choice) < full)
  if (partial !== undefined) return { says: words.giftPartial(partial.text.text) }
  const accepted = choices.map(({ text }) => plainOf(text))
  const wild = accepted.find((text) => /(?<!\\)\*/.test(text))
  if (wild !== undefined) return { says: words.giftWildcard(wild) }
  const explanation = explained(feedback, ...new Set(choices.map((choice) => choice.feedback)))
  const literal = accepted.map((text) => text.replaceAll('\\*', '*'))
  return { fields: { question, explanation, kind: 'short', accepted: literal } }
}

function numberOf(choices: GiftNumber | readonly GiftNumberChoice[], { question, feedback }: Rest): Read {
  const all = Array.isArray(choices) ? (choices as readonly GiftNumberChoice[]) : [alone(choices as GiftNumber)]
  const credited = all.filter((choice) => creditOf(choice) > 0)
  const partial = credited.find((choice) => creditOf(choice) < full)
  if (partial !== undefined) return { says: words.giftPartial(numberWords(partial.text)) }
  const [right, another] = credited
  if (right === undefined || 'format' in right.text) return { says: words.giftNoneRight }
  if (another !== undefined) return { says: words.giftSeveralNumbers }
  const explanation = explained(feedback, right.feedback)
  return { fields: { question, explanation, kind: 'numeric', ...withTolerance(right.text) } }
}

function alone(text: GiftNumber): GiftNumberChoice {
  return { text, isCorrect: true, weight: null, feedback: null }
}

function numberWords(text: GiftNumber | GiftText): string {
  if ('format' in text) return text.text
  return 'number' in text ? String(text.number) : `${text.numberLow}..${text.numberHigh}`
}

function withTolerance(number: GiftNumber): { readonly answer: number; readonly tolerance: number } {
  switch (number.type) {
    case 'simple':
      return { answer: number.number, tolerance: 0 }
    case 'range':
      return { answer: number.number, tolerance: number.range }
    case 'high-low': {
      const { numberLow: low, numberHigh: high } = number
      return { answer: rounded((low + high) / 2), tolerance: rounded(Math.abs(high - low) / 2) }
    }
    default:
      throw number satisfies never
  }
}

/** Without the last digits, which binary fractions get wrong. */
function rounded(number: number): number {
  return Number(number.toPrecision(12))
}

function explained(...texts: readonly (GiftText | null | undefined)[]): string {
  const said = texts.flatMap((text) => (text ? [markdownOf(text)] : [])).filter((text) => text !== '')
  return [...new Set(said)].join('\n\n')
}

/** `moodle` is text in which HTML works and line breaks stay; `plain` is just text. */
function markdownOf({ format, text }: GiftText): string {
  switch (format) {
    case 'markdown':
      return text.trim()
    case 'plain':
      return escapedMarkdown(text).trim()
    case 'html':
      return htmlToMarkdown(text).markdown
    case 'moodle':
      return htmlToMarkdown(text.replaceAll('\n', '<br>')).markdown
    default:
      throw format satisfies never
  }
}

function plainOf({ format, text }: GiftText): string {
  return format === 'html' || format === 'moodle' ? htmlToText(text) : text.trim()
}

/** Markdown may speak of tags; what Moodle keeps beside a question is named in any format. */
function hasMedia({ format, text }: GiftText): boolean {
  if (text.includes('@@PLUGINFILE@@')) return true
  return (format === 'html' || format === 'moodle') && htmlToMarkdown(text).hasMedia
}

function textsOf(item: GiftQuestion): GiftText[] {
  const choices = 'choices' in item && Array.isArray(item.choices) ? (item.choices as readonly GiftNumberChoice[]) : []
  const texts = [
    item.stem,
    item.globalFeedback,
    ...choices.flatMap(({ text, feedback }) => ['format' in text ? text : undefined, feedback]),
    ...(item.type === 'TF' ? [item.trueFeedback, item.falseFeedback] : []),
  ]
  return texts.filter((text) => text !== undefined && text !== null)
}

/** On one line, where its author could not say where lines end. */
function optionOf(text: GiftText): string {
  const markdown = markdownOf(text)
  if (text.format === 'markdown') return markdown
  return markdown.replace(/\\?\s+/g, (gap) => (gap.includes('\n') ? ' ' : gap))
}
