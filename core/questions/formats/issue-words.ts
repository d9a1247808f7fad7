import type { z } from 'zod'

/** What is wrong with a question, in plain words. Pure. */

type Issue = z.ZodError['issues'][number]

const mostSaid = 3

export function issueWords(issues: readonly Issue[]): string {
  const said = issues.slice(0, mostSaid).map((issue) => `${placeWords(issue.path)}${plainly(issue)}`)
  const more = issues.length > mostSaid ? [`and ${issues.length - mostSaid} more`] : []
  return [...said, ...more].join('; ')
}

/** `option 2, text: `; nothing where the question as a whole is meant. */
function placeWords(path: readonly PropertyKey[]): string {
  const parts: string[] = []
  for (const part of path) {
    const last = parts.at(-1)
    if (typeof part === 'number' && last !== undefined) parts.splice(-1, 1, `${singular(last)} ${part + 1}`)
    else parts.push(typeof part === 'number' ? `${part + 1}` : String(part))
  }
  const [last] = path.slice(-1)
  const says = last === 'kind' ? [] : parts
  return says.length === 0 ? '' : `${says.join(', ')}: `
}

function singular(list: string): string {
  return list === 'accepted' ? 'accepted' : list.replace('_', ' ').replace(/s$/, '')
}

function plainly(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'this is missing' : `this should be ${typeWords(issue.expected)}`
    case 'too_big':
      return issue.origin === 'string'
        ? `at most ${issue.maximum} characters`
        : `${issue.origin === 'array' ? 'at most' : 'no more than'} ${issue.maximum}`
    case 'too_small':
      return issue.origin === 'string' ? 'this is empty' : tooSmall(issue)
    case 'unrecognized_keys':
      return unknownKeys(issue)
    case 'invalid_value':
      return `use one of ${issue.values.map(String).join(', ')}`
    default:
      return issue.message === 'Invalid URL' ? 'this is no https:// address' : issue.message
  }
}

function unknownKeys({ keys, path }: Extract<Issue, { code: 'unrecognized_keys' }>): string {
  const does = keys.length === 1 ? 'does' : 'do'
  return `${keys.map((key) => `\`${key}\``).join(', ')} ${does} not belong ${path.length === 0 ? 'to a question of this kind' : 'here'}`
}

function tooSmall({ message, minimum }: Extract<Issue, { code: 'too_small' }>): string {
  return message.startsWith('Too small') ? `at least ${minimum}` : message
}

function typeWords(expected: string): string {
  switch (expected) {
    case 'array':
      return 'a list'
    case 'string':
      return 'a text'
    case 'boolean':
      return 'true or false'
    case 'number':
      return 'a number'
    default:
      return `a group of ${expected === 'object' ? 'named values' : expected}`
  }
}
