import { contentFolder } from '../../bots/cli/content-folder.ts'
import { type Bank, loadBank } from '../../core/questions/bank.ts'
import { check, type Verdict } from './checker.ts'
import { type History, openHistory } from './history.ts'
import { nemesisOf } from './nemesis.ts'
import { peopleOf } from './people.ts'
import type { Plan } from './plan.ts'
import { settle } from './settle.ts'
import { settleIn } from './settling-in.ts'
import { openTown } from './town.ts'
import { type Watcher, watchRounds } from './watcher.ts'

export interface RunResult extends Verdict {
  readonly history: History
  /** How often each fault was done; one that found others at the same thing was not. */
  readonly faults: ReadonlyMap<number, number>
  readonly counts: Readonly<Record<string, number>>
  /** The last lines of each process, for whoever looks into a violation. */
  readonly logs: readonly string[]
}

let bank: Bank | undefined

/** One run, from an empty database to the verdict. @param mutant one of `mutants`, with its safeguard removed */
export async function runChaos(plan: Plan, { mutant }: { readonly mutant?: string } = {}): Promise<RunResult> {
  bank ??= await loadBank(contentFolder)
  const town = await openTown(plan, mutant)
  let watcher: Watcher | undefined
  try {
    await settleIn(town, plan)
    const history = openHistory()
    const startedAt = town.now()
    watcher = watchRounds(town, history)
    const people = peopleOf(town, history, watcher, bank)
    const nemesis = nemesisOf(town, history, people)
    await Promise.all([people.run(plan), nemesis.run(plan)])
    await settle(town, history, people, watcher, mutant === undefined ? 180 : 60)
    await endAll(town.replicas, history)
    const verdict = await check({ town, history, watcher, bank, faults: nemesis.done.keys(), startedAt })
    const rounds = await watcher.look()
    const counts = {
      rounds: rounds.length,
      answers: history.messages.length,
      votes: history.votes.length,
      choices: history.choices.filter(({ stands }) => stands).length,
      commands: history.posts.length,
      erasures: history.erasures.length,
      seconds: Math.round(history.now() / 1000),
    }
    const logs = town.replicas.map((replica) => troublesIn(replica.output()))
    return { ...verdict, history, faults: nemesis.done, counts, logs }
  } finally {
    watcher?.stop()
    await town.close()
  }
}

/** At the end all end as they should. */
async function endAll(
  replicas: readonly { end(signal: 'SIGTERM'): Promise<number | null>; number: number; output(): string }[],
  history: History,
): Promise<void> {
  const began = history.now()
  const codes = await Promise.all(replicas.map((replica) => replica.end('SIGTERM')))
  const took = history.now() - began
  if (codes.some((code) => code !== 0)) history.complaints.push(`SIGTERM ended with ${codes.join(', ')}`)
  if (took > 11_000) history.complaints.push(`SIGTERM at rest took ${took} ms`)
}

/** What the log says from warnings on, each once with how often. */
function troublesIn(output: string): string {
  const lines = output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [line]
    const { level, msg, err } = parsed(line) as { level: number; msg: string; err?: { stack?: string } }
    return level < 40 ? [] : [`${level} ${msg} ${err?.stack?.slice(0, 500) ?? ''}`]
  })
  return [...Map.groupBy(lines, (line) => line)].map(([line, same]) => `${same.length} × ${line}`).join('\n')
}

/** The oldest line may have been cut. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return { level: 0, msg: '' }
  }
}
