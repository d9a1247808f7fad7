import type { Transaction } from '../db/connect.ts'
import type { Asked, Capability } from '../interactions.ts'
import type { Reply, WorkspaceId } from '../platform.ts'
import { privately } from '../reply.ts'
import { notesOf } from '../study.ts'
import { adminList, adminWords } from './admin-words.ts'
import { isKnownGroup, type NamedAdmin, nameAdmin, namedIn, unnameAdmin } from './admins.ts'
import { mentionIn } from './mentions.ts'
import { memberNamed } from './workspaces.ts'

/** Who may manage the bot beside those whom the platform lets manage the workspace. */
export const admins: Capability = {
  commands: [
    {
      words: 'study admins',
      about: 'Who can manage me here; name a member or a group, or take that back',
      gives: 'private',
      forAdmins: true,
      options: [
        {
          name: 'what',
          about: 'What to do',
          choices: [
            { value: 'list', about: 'who can manage me' },
            { value: 'add', about: 'let a member or a group manage me' },
            { value: 'remove', about: 'take that back' },
          ],
        },
        { name: 'who', about: 'A member or a group, like @bo' },
      ],
      run: async (asked, { what = 'list', who = '' }) => {
        if (what === 'list') return privately(adminList(await namedIn(asked.tx, asked.workspace)))
        return who.trim() === '' ? privately(adminWords.whoIsMissing) : change(asked, what, who)
      },
    },
  ],
}

async function change({ study, tx, workspace, member, now }: Asked, what: string, typed: string): Promise<Reply> {
  const meant = await adminMeant(tx, workspace, typed.trim())
  if (typeof meant === 'string') return privately(meant)
  if (what === 'add') {
    const outcome = await nameAdmin(tx, workspace, meant, { by: member.id, at: now })
    const says = outcome === 'named' ? adminWords.named(meant) : adminWords.namedBefore(meant)
    const note = notesOf(study, workspace).namedAdmins
    return privately(note === undefined ? says : `${says}\n\n${note}`)
  }
  const outcome = await unnameAdmin(tx, workspace, meant)
  return privately(outcome === 'removed' ? adminWords.removed(meant) : adminWords.notNamed(meant))
}

/** A member or a group, or a sentence about what would be right. Whom the platform mentions need not be known yet. */
async function adminMeant(tx: Transaction, workspace: WorkspaceId, typed: string): Promise<NamedAdmin | string> {
  const mentioned = mentionIn(typed)
  if (mentioned !== undefined) return mentioned
  const found = await memberNamed(tx, workspace, typed)
  if (found === 'several') return adminWords.several(typed)
  if (found !== 'nobody') return { kind: 'member', id: found.id }
  const group = typed.replace(/^@/, '')
  return (await isKnownGroup(tx, workspace, group)) ? { kind: 'group', id: group } : adminWords.unknown(typed)
}
