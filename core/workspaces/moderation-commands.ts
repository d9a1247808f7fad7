import type { Transaction } from '../db/connect.ts'
import type { Asked, Capability } from '../interactions.ts'
import type { Reply, WorkspaceId } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { sayResultsAgain } from '../rounds/close-round.ts'
import { removeAnswer } from '../rounds/remove-answer.ts'
import { chooseForBanned, excludeMember, readmitMember } from './moderation.ts'
import { moderationWords } from './moderation-words.ts'
import { memberNamed, namesOf, workspaceOf } from './workspaces.ts'

/** What admins do to answers and members, and take back. */
export const moderation: Capability = {
  deliveries: { 'results-again': sayResultsAgain },
  messageActions: [{ id: 'remove-answer', label: 'Remove this answer', forAdmins: true }],
  buttons: { 'remove-answer': { gives: 'private', forAdmins: true, run: removeThis } },
  commands: [
    {
      words: 'study exclude',
      about: "Let a member's answers and votes not count",
      gives: 'private',
      forAdmins: true,
      options: [{ name: 'member', about: 'Whose', required: true, kind: 'member' }],
      run: async (asked, { member = '' }) =>
        forMember(asked, member, async (id, name) => {
          if (id === asked.member.id) return moderationWords.notOneself
          const outcome = await excludeMember(asked.tx, asked.workspace, id, asked.now)
          return outcome === 'excluded' ? moderationWords.excluded(name) : moderationWords.excludedBefore(name)
        }),
    },
    {
      words: 'study readmit',
      about: 'Let them count again',
      gives: 'private',
      forAdmins: true,
      options: [{ name: 'member', about: 'Whose', required: true, kind: 'member' }],
      run: async (asked, { member = '' }) =>
        forMember(asked, member, async (id, name) => {
          const outcome = await readmitMember(asked.tx, asked.workspace, id)
          return outcome === 'readmitted' ? moderationWords.readmitted(name) : moderationWords.notExcluded(name)
        }),
    },
    {
      words: 'study banned',
      about: 'Whether the answers and votes of members who get banned still count',
      gives: 'private',
      forAdmins: true,
      needs: 'bans',
      options: [
        {
          name: 'answers',
          about: 'What becomes of them',
          choices: [
            { value: 'keep', about: 'they stay and count' },
            { value: 'exclude', about: 'they no longer count' },
          ],
        },
      ],
      run: async ({ tx, workspace, now }, { answers }) => {
        if (answers === 'keep' || answers === 'exclude') await chooseForBanned(tx, workspace, answers, now)
        const excludes = (await workspaceOf(tx, workspace))?.excludesBannedAt != null
        return privately(excludes ? moderationWords.bannedExcluded : moderationWords.bannedKept)
      },
    },
  ],
}

async function forMember(
  { tx, workspace, member }: Asked,
  typed: string,
  work: (id: string, name: string) => Promise<string>,
): Promise<Reply> {
  const isOneself = typed.trim().toLowerCase() === 'me'
  const found = isOneself ? member : await memberNamed(tx, workspace, typed)
  if (found === 'nobody') return privately(moderationWords.noSuchMember(typed))
  if (found === 'several') return privately(moderationWords.severalMembers(typed))
  return privately(await work(found.id, found.name))
}

async function removeThis({ study, tx, workspace, place, message, now }: Asked): Promise<Reply> {
  if (message === undefined) return staleButton()
  const outcome = await removeAnswer(study, tx, { workspace, place, message, now })
  switch (outcome.kind) {
    case 'not-an-answer':
      return privately(moderationWords.notAnAnswer)
    case 'removed-before':
      return privately(moderationWords.removedBefore)
    case 'removed-in-time':
      return privately(moderationWords.removedInTime(await nameOf(tx, workspace, outcome.member)))
    case 'removed-from-results':
      return privately(moderationWords.removedFromResults(await nameOf(tx, workspace, outcome.member), outcome.points))
    case 'removed-unnamed':
      return privately(moderationWords.removedUnnamed(outcome.number))
    default:
      throw outcome satisfies never
  }
}

async function nameOf(tx: Transaction, workspace: WorkspaceId, member: string): Promise<string> {
  return (await namesOf(tx, workspace, [member])).get(member) ?? member
}
