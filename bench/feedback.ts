import { isOnlyByChoice } from '../core/questions/practice.ts'
import type { OpenQuestion } from '../core/questions/question.ts'
import { feedbackOn, negated, passing, recallOf, tellingText, termWeights } from '../core/quizzes/feedback.ts'
import { isFunctionWord, wordsOf } from '../core/quizzes/sentences.ts'
import { type Bench, type Row, rounded } from './bench.ts'
import { type GradedAnswer, mohlerAnswers, semevalAnswers } from './graded-answers.ts'

/** How far the hint on open answers can be trusted: attacks on our own bank, and agreement with people's grades. */
export const feedback: Bench = {
  name: 'feedback',
  async run({ bank, data, note }) {
    const all = [...bank.questions.values()]
    const open = all.filter((question) => question.kind === 'open').filter(({ topic }) => !isOnlyByChoice(topic))
    const weights = termWeights(all.map(tellingText))
    const passes = (name: string, answerTo: (question: OpenQuestion) => string): Row => {
      const passed = open.filter((question) => feedbackOn(question, answerTo(question), weights).score > passing)
      return row(name, passed.length / open.length, 'share')
    }
    const ours = [
      passes('reference-pass', ({ reference }) => reference),
      passes('negated-pass', ({ reference }) => `It is not true that ${reference}`),
      passes('negated-throughout-pass', ({ reference }) => negated(reference)),
      passes('pasted-pass', ({ question }) => question),
      passes('keywords-pass', ({ reference }) => contentWordsReversed(reference)),
    ]
    if (data === undefined) return ours
    const [mohler, semeval] = [await mohlerAnswers(data), await semevalAnswers(data)]
    note(`feedback: ${mohler.length} answers of Mohler's, ${semeval.length} of SemEval-2013's`)
    return [
      ...ours,
      ...(mohler.length > 0 ? [row('mohler-r', correlation(scored(mohler)), 'r')] : []),
      ...(semeval.length > 0 ? [row('semeval-kappa', kappa(scored(semeval)), 'kappa')] : []),
    ]
  },
}

function row(name: string, value: number, unit: string): Row {
  return { bench: 'feedback', name, value: rounded(value), unit }
}

function contentWordsReversed(text: string): string {
  return wordsOf(text)
    .filter((word) => !isFunctionWord(word))
    .map(({ plain }) => plain)
    .reverse()
    .join(' ')
}

interface Scored {
  readonly grade: number
  readonly score: number
}

/** The best score against any of the references. */
function scored(answers: readonly GradedAnswer[]): Scored[] {
  const weights = termWeights(new Set(answers.flatMap(({ question, references }) => [question, ...references])))
  return answers.map(({ question, references, answer, grade }) => ({
    grade,
    score: Math.max(...references.map((reference) => recallOf(question, reference, answer, weights))),
  }))
}

/** Pearson's r. */
function correlation(all: readonly Scored[]): number {
  const mean = (of: (one: Scored) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length
  const [score, grade] = [mean((one) => one.score), mean((one) => one.grade)]
  const together = mean((one) => (one.score - score) * (one.grade - grade))
  const apart = mean((one) => (one.score - score) ** 2) * mean((one) => (one.grade - grade) ** 2)
  return apart === 0 ? 0 : together / Math.sqrt(apart)
}

/** Cohen's kappa of passing with correct. */
function kappa(all: readonly Scored[]): number {
  const share = (holds: (one: Scored) => boolean) => all.filter(holds).length / all.length
  const [passed, correct] = [share(({ score }) => score > passing), share(({ grade }) => grade === 1)]
  const agreed = share(({ score, grade }) => score > passing === (grade === 1))
  const byChance = passed * correct + (1 - passed) * (1 - correct)
  return byChance === 1 ? 1 : (agreed - byChance) / (1 - byChance)
}
