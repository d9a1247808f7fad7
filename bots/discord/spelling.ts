import type { CommandWord, Message } from '../../core/platform.ts'
import { adminEnding } from './registration.ts'

/**
 * Commands as they are registered here: what only admins may run stands under a word of its own, so a `/study schedule`
 * that is said becomes `/study-admin schedule`, and `/quiz` becomes `/quiz start`.
 */
export function spelling(commands: readonly CommandWord[]): (message: Message) => Message {
  const forAdmins = new Map(commands.flatMap(adminWords))
  const bare = new Map(commands.flatMap(bareWords))
  return (message) => ({
    ...message,
    text: message.text.replace(/`\/([a-z][^`\n]*)`/g, (_, words) => `\`/${spelled(words)}\``),
  })

  function spelled(words: string): string {
    const [first = '', second = '', ...rest] = words.split(' ')
    if (second === '') return bare.get(first) ?? words
    const registered = forAdmins.get(`${first} ${second}`)
    return registered === undefined ? words : [registered, second, ...rest].join(' ')
  }
}

/** A word with sub-words cannot be run without one here. */
function bareWords({ word, bare }: CommandWord): [string, string][] {
  return bare === undefined ? [] : [[word, `${word} ${bare}`]]
}

function adminWords({ word, subwords = [] }: CommandWord): [string, string][] {
  const isSplit = subwords.some(({ forAdmins }) => forAdmins) && subwords.some(({ forAdmins }) => !forAdmins)
  if (!isSplit) return []
  return subwords
    .filter(({ forAdmins }) => forAdmins)
    .map(({ word: second }) => [`${word} ${second}`, `${word}${adminEnding}`])
}
