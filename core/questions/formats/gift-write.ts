import type { Question } from '../question.ts'
import type { Exported, LeftOut } from './export.ts'
import { leftOut } from './words.ts'

/**
 * GIFT for Moodle. It carries kind, id, topic (as category), level and tags, what is tested (as title), the question,
 * options with feedback, accepted wordings, number and tolerance, explanation, an open question's reference; with line
 * ends as `\n`, and except for texts with `&&0` and two digits, which parsers of GIFT take as their own. A unit is said in
 * the question. Lost are sources, key points, follow-ups and `supersedes`. Pure.
 */
export function writeGift(questions: readonly Question[]): Exported {
  const left: LeftOut[] = []
  const blocks: string[] = []
  let topic: string | undefined
  for (const question of questions) {
    const answers = answersOf(question)
    if ('says' in answers) {
      left.push({ id: question.id, says: answers.says })
      continue
    }
    if (question.topic !== topic) blocks.push(`$CATEGORY: ${question.topic}`)
    topic = question.topic
    blocks.push(blockOf(question, answers.lines))
  }
  return { left, text: `${blocks.join('\n\n')}\n` }
}

function blockOf(question: Question, answers: readonly string[]): string {
  const { id, level, tags, tests } = question
  const notes = [`[id:${id}]`, `[tag:level:${level}]`, ...tags.map((tag) => `[tag:${tag}]`)]
  const stem = `::${escapedGift(tests)}::[markdown]${escapedGift(stemOf(question))}`
  const after = question.kind === 'open' ? question.reference : question.explanation
  const feedback = after === '' ? [] : [`####${marked(after)}`]
  return [`// ${notes.join(' ')}`, `${stem}{${answers[0] ?? ''}`, ...answers.slice(1), ...feedback, '}'].join('\n')
}

function stemOf(question: Question): string {
  if (question.kind !== 'numeric' || question.unit === undefined) return question.question
  return `${question.question}\n\n(${question.unit})`
}

function answersOf(question: Question): { readonly lines: readonly string[] } | { readonly says: string } {
  switch (question.kind) {
    case 'ordering':
      return { says: leftOut.ordering }
    case 'open':
      return { lines: [''] }
    case 'true-false':
      return { lines: [question.answer ? 'TRUE' : 'FALSE'] }
    case 'numeric':
      return { lines: [`#${decimal(question.answer)}:${decimal(question.tolerance)}`] }
    case 'short': {
      if (question.accepted.some((text) => text.includes('->'))) return { says: leftOut.arrow }
      return { lines: ['', ...question.accepted.map((text) => `=${marked(text).replaceAll('*', '\\*')}`)] }
    }
    case 'single':
    case 'multi':
      return { lines: ['', ...optionsOf(question)] }
    default:
      throw question satisfies never
  }
}

/** A right option is written with its share where `=` and `->` would make the whole a matching question. */
function optionsOf({ kind, options }: Extract<Question, { kind: 'single' | 'multi' }>): string[] {
  const hasArrow = options.some(({ text }) => text.includes('->'))
  const rights = options.filter(({ right }) => right).length
  const shares = kind === 'multi' || hasArrow
  const share = `~%${Number((100 / rights).toFixed(5))}%`
  const penalty = kind === 'multi' ? '~%-100%' : '~'
  return options.map(({ text, right, why }) => {
    const sign = right ? (shares ? share : '=') : penalty
    return `${sign}${marked(text)}${why === undefined ? '' : `#${marked(why)}`}`
  })
}

/** With its format where its first character would be taken for something else. */
function marked(text: string): string {
  return `${/^[[%]/.test(text) ? '[markdown]' : ''}${escapedGift(text)}`
}

function escapedGift(text: string): string {
  return text.replace(/[\\:#={}~]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n')
}

/** GIFT knows no exponents. */
function decimal(number: number): string {
  const [, sign = '', digits = '', fraction = '', exponent] =
    /^(-?)(\d+)\.?(\d*)(?:e([+-]\d+))?$/.exec(`${number}`) ?? []
  if (exponent === undefined) return `${number}`
  const shift = digits.length + Number(exponent)
  const all = `${digits}${fraction}`
  if (shift <= 0) return `${sign}0.${'0'.repeat(-shift)}${all}`
  return `${sign}${all.padEnd(shift, '0')}`
}
