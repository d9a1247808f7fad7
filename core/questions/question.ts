import { z } from 'zod'

/** The schema of one question in a pack. Its meaning never changes under one id (content/README.md). */

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case words with hyphens, such as rate-limiting')
const line = (most: number) => z.string().trim().min(1).max(most)

export const levels = ['easy', 'medium', 'hard'] as const

const source = z.strictObject({ title: line(200), url: z.url({ protocol: /^https$/ }) })

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
  tags: z.array(slug).min(1).max(6),
  /** The one thing that it tests. */
  tests: line(160),
  /** CommonMark. */
  question: z.string().trim().min(20).max(1500),
  sources: z.array(source).min(1).max(4),
  supersedes: slug.optional(),
}

const openQuestion = z.strictObject({
  ...common,
  kind: z.literal('open'),
  key_points: z.array(keyPoint).min(3).max(7).refine(weightsSumToOne, 'the weights of the key points must sum to 1'),
  /** CommonMark: what a strong candidate would say. */
  reference: z.string().trim().min(1).max(2500),
  follow_ups: z.array(line(300)).length(2),
})

export const questionSchema = z.discriminatedUnion('kind', [openQuestion])
export type Question = z.infer<typeof questionSchema>

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
