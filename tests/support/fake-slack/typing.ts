import type { Json, Slack, Team } from './state.ts'

/** What Slack makes of what a person types. */
export function typedText(slack: Slack, team: Team, typed: string): { text: string; blocks: Json[] } {
  const text = typed
    .split(/(<[@#!][^>\s]+>|https?:\/\/[^\s<>]+|@[\w-]+)/)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : token(team, part)))
    .join('')
  if (text === '') return { text, blocks: [] }
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }
  return { text, blocks: [{ type: 'rich_text', block_id: slack.nextId('b'), elements: [section] }] }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function token(team: Team, part: string): string {
  if (part.startsWith('<')) return part
  if (part.startsWith('http')) return `<${part.replaceAll('&', '&amp;')}>`
  const member = [...team.people.values()].find((one) => `@${one.name}` === part)
  return member === undefined ? part : `<@${member.id}>`
}
