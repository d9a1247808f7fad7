import { sqlOf, type Transaction } from '../db/connect.ts'
import { flags } from '../db/schema.ts'
import type { Asked } from '../interactions.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Bank } from '../questions/bank.ts'
import { type FlagReason, type FlagShown, flagReasons, mostInFlag } from './past-words.ts'

export type FlagOutcome = 'flagged' | 'no-reason' | 'text-missing' | 'too-long'

/** Says that a question is faulty: one flag a member and question, the latest. */
export async function flagQuestion(
  { tx, workspace, member, now }: Asked,
  question: string,
  given: { readonly reason: string; readonly text: string },
): Promise<FlagOutcome> {
  const { reason, text } = given
  if (!isReason(reason)) return 'no-reason'
  if (reason === 'other' && text === '') return 'text-missing'
  if ([...text].length > mostInFlag) return 'too-long'
  const flag = { reason: text === '' ? flagReasons[reason] : `${flagReasons[reason]}: ${text}`, at: now }
  await tx
    .insert(flags)
    .values({ workspace, question, member: member.id, ...flag })
    .onConflictDoUpdate({ target: [flags.workspace, flags.question, flags.member], set: flag })
  return 'flagged'
}

const shown = 3

/** How many flags there are in a workspace, and the latest. */
export async function latestFlags(
  bank: Bank,
  tx: Transaction,
  workspace: WorkspaceId,
): Promise<{ readonly count: number; readonly latest: readonly FlagShown[] }> {
  const rows = await sqlOf(tx)`
    select f.question, f.reason, coalesce(m.name, f.member) as name, count(*) over ()::int as count
    from flags f left join members m on m.workspace = f.workspace and m.id = f.member
    where f.workspace = ${workspace} order by f.at desc limit ${shown}`
  return {
    count: rows[0]?.count ?? 0,
    latest: rows.map(({ question, reason, name }) => ({
      tests: bank.questions.get(question)?.tests ?? question,
      reason,
      name,
    })),
  }
}

function isReason(text: string): text is FlagReason {
  return Object.hasOwn(flagReasons, text)
}
