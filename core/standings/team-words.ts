import { counted, literal, shortened } from '../text.ts'
import { mostTeams } from './team-changes.ts'
import { type TeamName, teamNameRules } from './team-name.ts'
import { fewestTeams, type ShuffledTeam } from './team-shuffle.ts'
import type { StudyTeam, TeamLine } from './teams.ts'

/** Every sentence about teams. */

const { least, most } = teamNameRules

const inNone = 'You are in no team. `/team list` shows them, and `/team join` takes you into one.'
const none = 'There are no teams yet. `/team create` makes one.'

const wrongName: Record<Extract<TeamName, { wrong: string }>['wrong'], string> = {
  'too-short': `A team's name has ${least} characters or more.`,
  'too-long': `A team's name has ${most} characters at most.`,
  mention: "A team's name mentions nobody: leave out @, < and >.",
  'no-letters': "A team's name has a letter, a number or an emoji in it.",
}

export const teamWords = {
  inNone,
  onlyAdminsGroup:
    'Only people who manage this workspace can make a group a team, as that puts others into it. Without a group, whoever joins is in it.',
  tooMany: `There are ${mostTeams} teams, which is as many as can be. Someone who manages this workspace can remove one.`,
  wrongName,
  wrongCount: `Say how many teams there are to be as a number, ${fewestTeams} or more.`,
  created,
  nameTaken,
  groupTaken,
  unknownGroup,
  joined,
  inItAlready,
  notInGroup,
  left,
  byGroup,
  assigned,
  assignedNotice,
  assignedAlready,
  assignedNotInGroup,
  removed,
  noSuchTeam,
  teamList,
  shuffled,
  cannotShuffle,
} as const

/** What random teams are called. */
export const drawnNames: readonly string[] = [
  'Otters',
  'Foxes',
  'Herons',
  'Badgers',
  'Lynxes',
  'Puffins',
  'Dolphins',
  'Owls',
  'Hedgehogs',
  'Falcons',
  'Beavers',
  'Cranes',
  'Geckos',
  'Ibexes',
  'Kestrels',
  'Lemurs',
  'Martens',
  'Narwhals',
  'Ospreys',
  'Pandas',
  'Quails',
  'Ravens',
  'Seals',
  'Tapirs',
  'Wombats',
]

function created({ name, group }: StudyTeam, from: StudyTeam | undefined): string {
  if (group !== null) return `**${literal(name)}** is a team now: whoever is in <role:${group}> is in it.`
  return `**${literal(name)}** is a team now, and you are in it${comingFrom(from)}. Others come in with \`/team join\`.`
}

function nameTaken({ name }: StudyTeam): string {
  return `There is a team **${literal(name)}** already. Choose another name, or go there with \`/team join\`.`
}

function groupTaken({ name, group }: StudyTeam): string {
  return `<role:${group}> is the team **${literal(name)}** already.`
}

function unknownGroup(typed: string): string {
  return `“${literal(shortened(typed, most))}” is no group that I know. Pick it with @, or leave it out.`
}

function joined({ name }: StudyTeam, from: StudyTeam | undefined): string {
  return `You are in **${literal(name)}** now${comingFrom(from)}.`
}

function inItAlready({ name }: StudyTeam): string {
  return `You are in **${literal(name)}** already.`
}

function notInGroup({ name, group }: StudyTeam): string {
  return `**${literal(name)}** is the group <role:${group}>: whoever is in the group is in the team, and nobody else.`
}

function left({ name }: StudyTeam, stays: StudyTeam | undefined): string {
  const now =
    stays === undefined ? '' : ` By your group <role:${stays.group}> you are in **${literal(stays.name)}** now.`
  return `You have left **${literal(name)}**. Your points stay yours.${now}`
}

function byGroup({ name, group }: StudyTeam): string {
  return `You are in **${literal(name)}** because you are in <role:${group}>. \`/team join\` takes you into another team instead.`
}

function assigned(who: string, { name }: StudyTeam, from: StudyTeam | undefined): string {
  const before = from === undefined ? '' : `, and no longer in **${literal(from.name)}**`
  return `**${literal(who)}** is in **${literal(name)}** now${before}. They are told.`
}

/** To whom an admin has put into a team. */
function assignedNotice({ name }: StudyTeam): string {
  return `Someone who manages this workspace has put you into the team **${literal(name)}**. \`/team join\` takes you into another one, and \`/team leave\` out of it.`
}

function assignedAlready(who: string, { name }: StudyTeam): string {
  return `**${literal(who)}** is in **${literal(name)}** already.`
}

function assignedNotInGroup({ name, group }: StudyTeam): string {
  return `**${literal(name)}** is the group <role:${group}>: add them to the group, and they are in the team.`
}

function removed({ name }: StudyTeam): string {
  return `The team **${literal(name)}** is no more. Everybody keeps their own points.`
}

function noSuchTeam(typed: string, near: readonly string[]): string {
  const meant = near.length === 0 ? '' : ` Did you mean ${near.map((name) => `**${literal(name)}**`).join(' or ')}?`
  return `There is no team “${literal(shortened(typed, most))}”.${meant} \`/team list\` shows them all.`
}

const shownInList = 25

/** @param own the id of the asker's team */
function teamList(teams: readonly TeamLine[], own: string | undefined): string {
  if (teams.length === 0) return none
  const shown = [...teams].sort((a, b) => Number(b.team === own) - Number(a.team === own)).slice(0, shownInList)
  const more = teams.length - shown.length
  const lines = shown.map((team) => `- ${lineOf(team)}${team.team === own ? ' (yours)' : ''}`)
  const rest = more > 0 ? [`and ${more} more`] : []
  const after = own === undefined ? `\n\n${inNone}` : ''
  return `**Teams**, with their points of this week\n\n${[...lines, ...rest].join('\n')}${after}`
}

function lineOf({ name, group, season, members, points }: TeamLine): string {
  const kind = [...(group === null ? [] : [`the group <role:${group}>`]), ...(season === null ? [] : ['this season'])]
  const facts = [counted(members, 'member'), counted(points, 'point'), ...kind]
  return `**${literal(name)}** · ${facts.join(' · ')}`
}

/** @param names of those who show them, by id */
function shuffled(teams: readonly ShuffledTeam[], apart: number, names: ReadonlyMap<string, string>): string {
  const lines = teams.map((team) => `- **${literal(team.name)}**: ${namesIn(team, names)}`)
  return [
    '**New teams until the end of the season**, drawn by chance and about equally strong:',
    lines.join('\n'),
    ...(apart > 0 ? [`${counted(apart, 'person stays', 'people stay')} in the team that they are in already.`] : []),
    '`/team join` takes you into another one.',
  ].join('\n\n')
}

const namesShown = 30

function namesIn({ members }: ShuffledTeam, names: ReadonlyMap<string, string>): string {
  const known = members
    .flatMap((member) => names.get(member) ?? [])
    .sort((a, b) => a.localeCompare(b))
    .slice(0, namesShown)
  const others = members.length - known.length
  if (known.length === 0) return counted(others, 'person', 'people')
  return `${known.map(literal).join(', ')}${others > 0 ? ` and ${others} more` : ''}`
}

function cannotShuffle({ players, most, apart }: { players: number; most: number; apart: number }): string {
  const who = `${counted(players, 'person has', 'people have')} earned points in the last eight weeks`
  const others = apart > 0 ? ` and ${players === 1 ? 'is' : 'are'} in no team that lasts` : ''
  if (most === 0) return `${who}${others}: too few for two teams of three. Nothing was changed.`
  return `${who}${others}: enough for ${most} teams of three or more. Nothing was changed.`
}

function comingFrom(from: StudyTeam | undefined): string {
  return from === undefined ? '' : `, and no longer in **${literal(from.name)}**`
}
