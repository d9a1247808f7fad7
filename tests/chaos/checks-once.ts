import type { BotMessage } from './chat.ts'
import type { Checking } from './checker.ts'
import type { SeenRound } from './watcher.ts'

/** Nothing twice: on the platforms, by schedule and local date, and in the ledger's occasions. */

export function checkPosted(checking: Checking): void {
  const { town, rounds } = checking
  for (const tenant of town.tenants) {
    const own = rounds.filter(({ workspace }) => workspace === tenant.workspace)
    const said = tenant.chat.said()
    const second = checkKeys(checking, tenant.workspace, said)
    const once = said.filter((one) => !second.has(one))
    checkOpenings(checking, tenant.workspace, once, own)
    checkResults(checking, tenant.workspace, once, own)
    checkWords(checking, tenant.workspace, said)
  }
}

/** @returns what was said once too often, where that is known to be possible: of two, the one that no row names */
function checkKeys(checking: Checking, workspace: string, said: readonly BotMessage[]): Set<BotMessage> {
  const { rounds, complain, excuse } = checking
  const openings = new Set(rounds.map(({ openingId }) => openingId))
  const second = new Set<BotMessage>()
  const keyed = said.filter(({ key }) => key !== undefined)
  for (const [key, same] of Map.groupBy(keyed, ({ key, place }) => `${place} ${key}`)) {
    if (same.length < 2) continue
    const what = `${workspace} ${key} was posted ${same.length} times: ${same.map(shown).join('; ')}`
    if (!isByPause(checking, workspace, same)) {
      complain(what, same[0]?.id ?? key)
      continue
    }
    excuse(what)
    const extra = same.find(({ id }) => !openings.has(id))
    if (extra !== undefined) second.add(extra)
  }
  return second
}

/** What stands at the top of a channel is a round's question. */
function checkOpenings(
  checking: Checking,
  workspace: string,
  said: readonly BotMessage[],
  rounds: readonly SeenRound[],
): void {
  const known = new Map(rounds.map((round) => [round.openingId, round]))
  const openings = said.filter(({ thread, isPrivate }) => thread === undefined && !isPrivate)
  const stray = openings.filter(({ id }) => !known.has(id))
  for (const one of stray) {
    checking.complain(`${workspace} has a question that belongs to no round: ${shown(one)}`, one.id)
  }
  const standing = new Set(openings.map(({ id }) => id))
  for (const round of rounds) {
    if (round.refusal !== null || checking.history.uninstalled.has(workspace)) continue
    const isDoomed = checking.doomedChannels.has(round.channel)
    if (isDoomed) continue
    if (round.openingId === null || !standing.has(round.openingId)) {
      checking.complain(`a question does not stand in its channel: ${JSON.stringify(round)}`, round.id)
    }
  }
}

const results = /\d+ answers?, \d+ (votes?|right)|Closed without an answer/

function checkResults(
  checking: Checking,
  workspace: string,
  said: readonly BotMessage[],
  rounds: readonly SeenRound[],
): void {
  if (checking.history.uninstalled.has(workspace)) return
  for (const round of rounds) {
    if (!round.closed || round.threadId === null || checking.doomedChannels.has(round.channel)) continue
    const inThread = said.filter(({ thread, isPrivate }) => thread === round.threadId && !isPrivate)
    const told = inThread.filter(({ words }) => results.test(words))
    if (told.length === 0) {
      const words = inThread.map((one) => one.words.slice(0, 200))
      checking.complain(`the results were not said: ${JSON.stringify({ ...round, words })}`, round.id)
    }
    if (told.length > 1) {
      const what = `${workspace}: the results of ${round.id} were said ${told.length} times`
      checking.complain(`${what}: ${told.map(shown).join('; ')}`, round.id)
    }
  }
}

const trace = /\n\s+at .+:\d+:\d+|ECONN[A-Z]+|PostgresError|file:\/\/\//

function checkWords(checking: Checking, workspace: string, said: readonly BotMessage[]): void {
  for (const { words, id } of said) {
    if (trace.test(words)) checking.complain(`members of ${workspace} see a stack trace: ${words.slice(0, 300)}`, id)
  }
}

/** After a SIGSTOP between Slack's look back and the post a second message is possible: counted apart. */
const windowMilliseconds = 40_000

function isByPause({ history }: Checking, workspace: string, same: readonly BotMessage[]): boolean {
  const at = Math.max(...same.map((one) => one.at))
  const isInWindow = history.resumptions.some((resumed) => Math.abs(at - resumed) < windowMilliseconds)
  return isInWindow && workspace.startsWith('slack/') && same.length === 2
}

function shown({ place, id, words }: BotMessage): string {
  return `${place}/${id} “${words.slice(0, 60)}”`
}
