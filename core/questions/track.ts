import { z } from 'zod'
import { line, slug, source } from './question.ts'

/**
 * A company's track: an overlay on the bank. It says how interviews there are reported to go, in which words that company
 * asks what, and which items of the bank answer it.
 */

const text = (most: number) => z.string().trim().min(1).max(most)
/** Only someone's report of it; said so wherever it is shown. False for what the company itself has published. */
const reported = z.boolean().default(true)
const questionsOfTrack = 10
const stagesOfTimeline = 4

export const trackSchema = z.strictObject({
  track: slug.max(40),
  company: line(60),
  about: text(800),
  /** The rounds, in their order. */
  process: z
    .array(z.strictObject({ title: line(80), says: text(500), reported }))
    .min(3)
    .max(8),
  /** What is weighed. */
  weighed: z
    .array(z.strictObject({ title: line(80), says: text(500), reported }))
    .min(3)
    .max(8),
  /** In the company's framing, each on an item of the bank. */
  questions: z
    .array(
      z.strictObject({
        asks: text(400),
        item: slug,
        /** What to dwell on there. */
        emphasis: text(400),
        follow_ups: z.array(line(300)).min(1).max(3),
      }),
    )
    .length(questionsOfTrack, 'give ten questions'),
  /** Topics that a schedule of this track asks once the ten are through. */
  topics: z.array(slug).min(2).max(8),
  /** Scenarios, behavioural prompts and projects worth the time. */
  practise: z.array(slug).min(2).max(12),
  tips: z.array(line(400)).min(4).max(10),
  /** Questions to ask the interviewer. */
  ask_them: z.array(line(300)).min(4).max(8),
  timeline: z
    .array(z.strictObject({ when: line(60), do: z.array(line(300)).min(2).max(6) }))
    .length(stagesOfTimeline, 'give four stages: 4 weeks, 2 to 3 weeks, 1 week, the day before'),
  sources: z.array(source).min(1).max(6),
})
export type Track = z.infer<typeof trackSchema>
