import { z } from 'zod'

/**
 * The schema of one question in a pack. Its meaning never changes under one id (content/README.md). It asks for no more
 * than what can be asked and graded, since packs of others have no more; what ours must have besides, lints.ts holds.
 */

export const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case words with hyphens, such as rate-limiting')
export const line = (most: number) => z.string().trim().min(1).max(most)

export const levels = ['easy', 'medium', 'hard'] as const

export const source = z.strictObject({ title: line(200), url: z.url({ protocol: /^https$/ }) })

const keyPoint = z.strictObject({
  point: line(240),
  weight: z.number().positive().max(1),
  /** Groups of alternatives; an answer that makes the point hits one of each group. */
  phrases: z
    .array(z.array(line(60)).min(1))
    .min(1)
    .max(4),
})

const common = {
  id: slug.max(60),
  topic: slug,
  level: z.enum(levels),
  tags: z.array(slug).max(6).default([]),
  /** The one thing that it tests. */
  tests: line(160),
  /** CommonMark. */
  question: z.string().trim().min(1).max(1500),
  sources: z.array(source).max(4).default([]),
  supersedes: slug.optional(),
}

const openQuestion = z.strictObject({
  ...common,
  kind: z.literal('open'),
  key_points: z
    .array(keyPoint)
    .max(7)
    .refine((points) => points.length === 0 || weightsSumToOne(points), 'the weights of the key points must sum to 1')
    .default([]),
  /** CommonMark: what a strong candidate would say. */
  reference: z.string().trim().max(2500).default(''),
  follow_ups: z.array(line(300)).max(4).default([]),
})

const closed = {
  ...common,
  /** CommonMark: why the right answer is right. */
  explanation: z.string().trim().max(1500).default(''),
}

const option = z.strictObject({
  /** CommonMark, one line. */
  text: line(200),
  right: z.boolean().default(false),
  /** Why it is wrong: what those who chose it read. */
  why: line(300).optional(),
})
export type Option = z.infer<typeof option>

const options = z
  .array(option)
  .min(2, 'give 2 to 8 options')
  .max(8, 'give 2 to 8 options')
  .refine((all) => allDiffer(all.map(({ text }) => text)), 'two options say the same: each needs a text of its own')
  .refine((all) => all.some(({ right }) => !right), 'at least one option must be wrong')

const singleQuestion = z.strictObject({
  ...closed,
  kind: z.literal('single'),
  options: options.refine((all) => rightOnes(all) === 1, 'exactly one option must have `right: true`'),
})

const multiQuestion = z.strictObject({
  ...closed,
  kind: z.literal('multi'),
  options: options.refine((all) => rightOnes(all) >= 2, 'two options or more must have `right: true`; else use single'),
})

const trueFalseQuestion = z.strictObject({ ...closed, kind: z.literal('true-false'), answer: z.boolean() })

const numericQuestion = z.strictObject({
  ...closed,
  kind: z.literal('numeric'),
  /** In `unit`. */
  answer: z.number(),
  /** How far off an answer may be, in `unit`. */
  tolerance: z.number().nonnegative().default(0),
  unit: line(20).optional(),
})

const shortQuestion = z.strictObject({
  ...closed,
  kind: z.literal('short'),
  /** All wordings that are right; the first is the one that is shown. */
  accepted: z.array(line(80)).min(1).max(20),
})

const orderingQuestion = z.strictObject({
  ...closed,
  kind: z.literal('ordering'),
  /** In the right order; each is CommonMark, one line. */
  items: z
    .array(line(200))
    .min(3, 'give 3 to 8 items')
    .max(8, 'give 3 to 8 items')
    .refine(allDiffer, 'two items say the same: each needs a text of its own'),
})

export const questionKinds = ['open', 'single', 'multi', 'true-false', 'numeric', 'short', 'ordering'] as const

export const questionSchema = z.discriminatedUnion(
  'kind',
  [openQuestion, singleQuestion, multiQuestion, trueFalseQuestion, numericQuestion, shortQuestion, orderingQuestion],
  { error: ({ code }) => (code === 'invalid_union' ? `kind: use one of ${questionKinds.join(', ')}` : undefined) },
)
export type Question = z.infer<typeof questionSchema>
export type OpenQuestion = Extract<Question, { kind: 'open' }>
/** Answered by a choice or a short text that is graded at once; hidden from others until the close. */
export type ClosedQuestion = Exclude<Question, OpenQuestion>
export type OrderingQuestion = Extract<Question, { kind: 'ordering' }>

export const packSchema = z.strictObject({
  pack: slug,
  title: line(80),
  licence: line(40),
  questions: z.array(questionSchema).min(1),
})
export type Pack = z.infer<typeof packSchema>

function weightsSumToOne(points: readonly { weight: number }[]): boolean {
  const rounding = 1e-6
  return Math.abs(points.reduce((sum, { weight }) => sum + weight, 0) - 1) < rounding
}

function rightOnes(all: readonly Option[]): number {
  return all.filter(({ right }) => right).length
}

function allDiffer(texts: readonly string[]): boolean {
  return new Set(texts.map((text) => text.toLowerCase())).size === texts.length
}
