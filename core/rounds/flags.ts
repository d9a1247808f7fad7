import { and, count, desc, eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { flags, members } from '../db/schema.ts'
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
  const [all] = await tx.select({ count: count() }).from(flags).where(eq(flags.workspace, workspace))
  const rows = await tx
    .select({ question: flags.question, reason: flags.reason, member: flags.member, name: members.name })
    .from(flags)
    .leftJoin(members, and(eq(members.workspace, flags.workspace), eq(members.id, flags.member)))
    .where(eq(flags.workspace, workspace))
    .orderBy(desc(flags.at))
    .limit(shown)
  return {
    count: all?.count ?? 0,
    latest: rows.map(({ question, reason, member, name }) => ({
      tests: bank.questions.get(question)?.tests ?? question,
      reason,
      name: name ?? member,
    })),
  }
}

function isReason(text: string): text is FlagReason {
  return Object.hasOwn(flagReasons, text)
}
