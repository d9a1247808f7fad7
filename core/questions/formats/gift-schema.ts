import { z } from 'zod'

/** What the parser of GIFT gives, checked: its own types are not to be relied on. */

const text = z.object({ format: z.enum(['moodle', 'html', 'markdown', 'plain']), text: z.string() })
export type GiftText = z.infer<typeof text>

const feedback = text.nullish()

const number = z.union([
  z.object({ type: z.literal('simple'), number: z.number() }),
  z.object({ type: z.literal('range'), number: z.number(), range: z.number() }),
  z.object({ type: z.literal('high-low'), numberLow: z.number(), numberHigh: z.number() }),
])
export type GiftNumber = z.infer<typeof number>

const choice = z.object({ isCorrect: z.boolean(), weight: z.number().nullable(), text, feedback })
export type GiftChoice = z.infer<typeof choice>

/** Without a text it stands for any other number. */
const numberChoice = z.object({
  isCorrect: z.boolean(),
  weight: z.number().nullable(),
  text: z.union([number, text]),
  feedback,
})
export type GiftNumberChoice = z.infer<typeof numberChoice>

const common = {
  id: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  title: z.string().nullish(),
  stem: text,
  globalFeedback: feedback,
}

const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Category'), title: z.string() }),
  z.object({ ...common, type: z.literal('Description') }),
  z.object({ ...common, type: z.literal('Matching') }),
  z.object({ ...common, type: z.literal('Essay') }),
  z.object({ ...common, type: z.literal('MC'), choices: z.array(choice) }),
  z.object({ ...common, type: z.literal('Short'), choices: z.array(choice) }),
  z.object({ ...common, type: z.literal('Numerical'), choices: z.union([number, z.array(numberChoice)]) }),
  z.object({
    ...common,
    type: z.literal('TF'),
    isTrue: z.boolean(),
    trueFeedback: feedback,
    falseFeedback: feedback,
  }),
])
export type GiftItem = z.infer<typeof item>
export type GiftQuestion = Exclude<GiftItem, { type: 'Category' }>

export const giftSchema = z.array(item).length(1)
