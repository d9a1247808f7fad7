import { z } from 'zod'
import { line, slug, source } from './question.ts'

/** A guide to be followed step by step: what to know, and the items of the bank to master in each. */

export const pathSchema = z.strictObject({
  path: slug.max(40),
  title: line(80),
  about: z.string().trim().min(40).max(800),
  steps: z
    .array(
      z.strictObject({
        id: slug.max(40),
        title: line(80),
        /** CommonMark. */
        says: z.string().trim().min(100).max(3000),
        checklist: z.array(line(300)).max(12).default([]),
        /** Questions to master; scenarios, prompts and projects to work through. */
        items: z.array(slug).min(1).max(20),
      }),
    )
    .min(2)
    .max(15),
  sources: z.array(source).min(1).max(8),
})
export type Path = z.infer<typeof pathSchema>
