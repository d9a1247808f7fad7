import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Asked, Capability, Typing } from '../interactions.ts'
import { containing, nearest } from '../near.ts'
import type { Choice, CommandOption, Reply, WorkspaceId } from '../platform.ts'
import { privately } from '../reply.ts'
import { counted } from '../text.ts'
import { isKnownGroup } from '../workspaces/admins.ts'
import { mentionIn } from '../workspaces/mentions.ts'
import { moderationWords } from '../workspaces/moderation-words.ts'
import { addNotice } from '../workspaces/notices.ts'
import { memberNamed } from '../workspaces/workspaces.ts'
import { type At, createTeam, joinTeam, leaveTeam, removeTeam } from './team-changes.ts'
import { teamNameOf } from './team-name.ts'
import { fewestTeams, shuffleTeams } from './team-shuffle.ts'
import { drawnNames, teamWords } from './team-words.ts'
import { allTeams, type StudyTeam, teamLines, teamNamed, teamOf } from './teams.ts'
import { spanOf } from './windows.ts'

/** In place of a name that no team has. */
const namesSuggested = 2

const nameOption: CommandOption = { name: 'name', about: 'What the team is called', required: true }

/** Teams: making, joining and leaving them; and what admins do with them. */
export const teaming: Capability = {
  commands: [
    {
      words: 'team list',
      about: 'The teams, with their points of this week',
      gives: 'private',
      bare: 'alone',
      run: list,
    },
    {
      words: 'team join',
      about: 'Join a team; you are in one at a time',
      gives: 'private',
      options: [nameOption],
      suggestions: { name: suggestTeams },
      run: (asked, { name = '' }) => withTeam(asked, name, (team) => join(asked, team)),
    },
    { words: 'team leave', about: 'Leave your team', gives: 'private', run: leave },
    {
      words: 'team create',
      about: 'Make a team, and be the first in it',
      gives: 'private',
      options: [
        nameOption,
        { name: 'group', about: 'A role or user group that is the team, like @backend; for those who manage me' },
      ],
      run: create,
    },
    {
      words: 'team assign',
      about: 'Put a member into a team',
      gives: 'private',
      forAdmins: true,
      options: [
        { name: 'member', about: 'Whom', required: true, kind: 'member' },
        { name: 'team', about: 'Where to', required: true },
      ],
      suggestions: { team: suggestTeams },
      run: (asked, { member = '', team = '' }) => withTeam(asked, team, (found) => assign(asked, member, found)),
    },
    {
      words: 'team remove',
      about: 'End a team; everybody keeps their points',
      gives: 'private',
      forAdmins: true,
      options: [nameOption],
      suggestions: { name: suggestTeams },
      run: (asked, { name = '' }) =>
        withTeam(asked, name, async (team) => {
          await removeTeam(asked.tx, atOf(asked), team)
          return teamWords.removed(team)
        }),
    },
    {
      words: 'team shuffle',
      about: 'Random teams of equal strength until the end of the season, for all to see',
      gives: 'public',
      forAdmins: true,
      options: [{ name: 'count', about: 'How many teams; of about five people each unless you say so' }],
      run: shuffle,
    },
  ],
}

async function list({ tx, workspace, zone, member, now }: Asked): Promise<Reply> {
  const week = spanOf('week', now.toZonedDateTimeISO(zone).toPlainDate())
  const own = await teamOf(tx, workspace, member.id, now)
  return privately(teamWords.teamList(await teamLines(tx, workspace, now, week), own?.team))
}

async function create(asked: Asked, { name: typed = '', group: groupTyped = '' }: Record<string, string>) {
  const meant = await groupMeant(asked.tx, asked.workspace, groupTyped)
  if (meant === 'unknown') return privately(teamWords.unknownGroup(groupTyped))
  // where options are told apart by spaces alone, the second word of a name comes as the group
  const named = teamNameOf('rest' in meant ? `${typed} ${meant.rest}` : typed)
  if ('wrong' in named) return privately(teamWords.wrongName[named.wrong])
  const group = 'group' in meant ? meant.group : undefined
  if (group !== undefined && asked.member.admin !== true) return privately(teamWords.onlyAdminsGroup)
  const outcome = await createTeam(asked.study, asked.tx, atOf(asked), { name: named.name, group })
  if (outcome === 'too-many') return privately(teamWords.tooMany)
  if ('taken' in outcome) return privately(teamWords.nameTaken(outcome.taken))
  if ('groupTaken' in outcome) return privately(teamWords.groupTaken(outcome.groupTaken))
  return privately(teamWords.created(outcome.created, await firstIn(asked, outcome.created)))
}

/** Who makes a team is in it, unless a group is. Tells which team they come from. */
async function firstIn(asked: Asked, team: StudyTeam): Promise<StudyTeam | undefined> {
  if (team.group !== null) return undefined
  const outcome = await joinTeam(asked.tx, atOf(asked), team)
  return typeof outcome === 'object' ? outcome.from : undefined
}

type GroupMeant = { readonly group: string } | { readonly rest: string } | 'unknown'

async function groupMeant(tx: Transaction, workspace: WorkspaceId, typed: string): Promise<GroupMeant> {
  const mentioned = mentionIn(typed)
  if (mentioned !== undefined) return mentioned.kind === 'group' ? { group: mentioned.id } : 'unknown'
  const id = typed.trim().replace(/^@/, '')
  if (id !== '' && (await isKnownGroup(tx, workspace, id))) return { group: id }
  return typed.trim().startsWith('@') ? 'unknown' : { rest: typed }
}

async function join(asked: Asked, team: StudyTeam): Promise<string> {
  const outcome = await joinTeam(asked.tx, atOf(asked), team)
  if (outcome === 'in-it-already') return teamWords.inItAlready(team)
  if (outcome === 'not-in-group') return teamWords.notInGroup(team)
  return teamWords.joined(outcome.joined, outcome.from)
}

async function leave(asked: Asked): Promise<Reply> {
  const outcome = await leaveTeam(asked.tx, atOf(asked))
  if (outcome === 'in-none') return privately(teamWords.inNone)
  return privately(
    'byGroup' in outcome ? teamWords.byGroup(outcome.byGroup) : teamWords.left(outcome.left, outcome.stays),
  )
}

async function assign(asked: Asked, typed: string, team: StudyTeam): Promise<string> {
  const { study, tx, workspace, now } = asked
  const isOneself = typed.trim().toLowerCase() === 'me'
  const who = isOneself ? asked.member : await memberNamed(tx, workspace, typed)
  if (who === 'nobody') return moderationWords.noSuchMember(typed)
  if (who === 'several') return moderationWords.severalMembers(typed)
  const outcome = await joinTeam(tx, { workspace, member: who.id, now }, team)
  if (outcome === 'in-it-already') return teamWords.assignedAlready(who.name, team)
  if (outcome === 'not-in-group') return teamWords.assignedNotInGroup(team)
  if (who.id === asked.member.id) return teamWords.joined(team, outcome.from)
  await addNotice(study, tx, { workspace, member: who.id, text: teamWords.assignedNotice(team), now })
  return teamWords.assigned(who.name, team, outcome.from)
}

async function shuffle(asked: Asked, { count }: Readonly<Record<string, string>>): Promise<Reply> {
  const wanted = count === undefined ? undefined : Number(count)
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= fewestTeams)) {
    return privately(teamWords.wrongCount)
  }
  const outcome = await shuffleTeams(asked.study, asked.tx, atOf(asked), { count: wanted, names: drawnNames })
  if (!('dealt' in outcome)) return privately(teamWords.cannotShuffle(outcome))
  const { dealt, apart } = outcome
  const names = await namesShown(
    asked,
    dealt.flatMap(({ members }) => members),
  )
  return { kind: 'message', seen: 'public', message: { text: teamWords.shuffled(dealt, apart, names) } }
}

/** Of those who show their names on boards. */
async function namesShown({ tx, workspace }: Asked, who: readonly string[]): Promise<Map<string, string>> {
  const rows = await sqlOf(tx)`
    select id, name from members
    where workspace = ${workspace} and id = any (${[...who]}::text[]) and unlisted_at is null`
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function withTeam(asked: Asked, typed: string, work: (team: StudyTeam) => Promise<string>): Promise<Reply> {
  const { tx, workspace, now } = asked
  const named = teamNameOf(typed)
  const team = 'name' in named ? await teamNamed(tx, workspace, named.name, now) : undefined
  if (team !== undefined) return privately(await work(team))
  const names = (await allTeams(tx, workspace, now)).map(({ name }) => name)
  return privately(teamWords.noSuchTeam(typed, nearest(typed, names, namesSuggested)))
}

async function suggestTeams({ tx, workspace, now }: Typing, typed: string): Promise<Choice[]> {
  const found = containing(typed, await allTeams(tx, workspace, now), ({ name }) => name)
  return found.map(({ name, members }) => ({ value: name, label: `${name} · ${counted(members.length, 'member')}` }))
}

function atOf({ workspace, member, now }: Asked): At {
  return { workspace, member: member.id, now }
}
