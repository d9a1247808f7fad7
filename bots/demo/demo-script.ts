import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { PlainError } from '../../core/db/plain-error.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { complaintLine } from '../../core/questions/lints.ts'
import { parseYaml } from '../../core/questions/pack.ts'

/** `content/demo.yaml`: what the people of the demo say and vote. */

const who = z.enum(['ada', 'bo', 'cy', 'you'])
const answer = z.strictObject({ who, says: z.string().min(20) })
const timedAnswer = answer.extend({ after: z.number().int().positive() })
const vote = z.strictObject({ who, on: who })

const scriptSchema = z.strictObject({
  yesterday: z.strictObject({ question: z.string(), answers: z.array(timedAnswer).min(1), votes: z.array(vote) }),
  today: z.strictObject({
    question: z.string(),
    answers: z.array(timedAnswer).min(1),
    /** What comes when the results are asked for; `you` is whoever looks. */
    afterwards: z.strictObject({ answers: z.array(answer), votes: z.array(vote) }),
  }),
})

export type DemoScript = z.infer<typeof scriptSchema>
export type DemoPerson = z.infer<typeof who>

/** @throws PlainError naming the line, or the question that there is not */
export async function readDemo(file: string, bank: Bank): Promise<DemoScript> {
  const parsed = parseYaml(file, await readFile(file, 'utf8'), scriptSchema)
  if ('complaints' in parsed) throw new PlainError(parsed.complaints.map(complaintLine).join('\n'))
  const { yesterday, today } = parsed.value
  for (const { question } of [yesterday, today]) {
    if (bank.questions.get(question)?.kind !== 'open')
      throw new PlainError(`${file}: there is no open question ${question}.`)
  }
  return parsed.value
}
