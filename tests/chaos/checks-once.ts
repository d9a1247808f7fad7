import type { BotMessage } from './chat.ts'
import type { Checking } from './checker.ts'
import type { SeenRound } from './watcher.ts'

/** Nothing twice: on the platforms, by schedule and local date, and in the ledger's occasions. */

export function checkPosted(checking: Checking): void {
  const { town, rounds } = checking
  for (const tenant of town.tenants) {
    const own = rounds.filter(({ workspace }) => workspace === tenant.workspace)
    const said = tenant.chat.said()
    checkKeys(checking, tenant.workspace, said)
    checkOpenings(checking, tenant.workspace, said, own)
    checkResults(checking, tenant.workspace, said, own)
    checkWords(checking, tenant.workspace, said)
  }
}

function checkKeys(checking: Checking, workspace: string, said: readonly BotMessage[]): void {
  const keyed = said.filter(({ key }) => key !== undefined)
  for (const [key, same] of Map.groupBy(keyed, ({ key, place }) => `${place} ${key}`)) {
    if (same.length > 1) twice(checking, `${workspace} ${key} was posted ${same.length} times`, same)
  }
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
  if (stray.length > 0) twice(checking, `${workspace} has questions that belong to no round`, stray)
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
    if (told.length > 1)
      twice(checking, `${workspace}: the results of ${round.id} were said ${told.length} times`, told)
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

function twice({ complain, excuse, history, startedAt }: Checking, what: string, same: readonly BotMessage[]): void {
  const detail = `${what}: ${same.map(({ place, id, words }) => `${place}/${id} “${words.slice(0, 60)}”`).join('; ')}`
  const at = Math.max(...same.map((one) => one.at)) - startedAt
  const isByPause = history.pauses.some(({ to }) => Math.abs(at - to) < windowMilliseconds && !history.clocksMoved)
  const isSlack = !/^discord/.test(what)
  if (isByPause && isSlack && same.length === 2) excuse(detail)
  else complain(detail, same[0]?.id ?? what)
}
