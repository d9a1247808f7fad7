import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Bank } from '../questions/bank.ts'
import { type Faulty, type FirstAttempt, faultyQuestions } from './faulty.ts'

/** How many of a workspace's latest first attempts are looked at. */
const lookedAt = 20_000

export interface FaultShown extends Faulty {
  readonly tests: string
}

/** The workspace's questions that its answers show to be faulty, the surest first; those that left the bank are left out. */
export async function faultsIn(bank: Bank, tx: Transaction, workspace: WorkspaceId): Promise<FaultShown[]> {
  const attempts = await sqlOf(tx)<FirstAttempt[]>`
    select a.question, a.member, a.score, a.values from attempts a
    left join members m on m.workspace = a.workspace and m.id = a.member
    where a.workspace = ${workspace} and a.is_first and a.score is not null and m.excluded_at is null
    order by a.at desc limit ${lookedAt}`
  return faultyQuestions(attempts, (question) => keyOf(bank, question)).flatMap((fault) => {
    const tests = bank.questions.get(fault.question)?.tests
    return tests === undefined ? [] : [{ ...fault, tests }]
  })
}

function keyOf({ questions }: Bank, id: string): string | undefined {
  const question = questions.get(id)
  if (question?.kind !== 'single') return undefined
  const right = question.options.findIndex((option) => option.right)
  return right < 0 ? undefined : String(right)
}
