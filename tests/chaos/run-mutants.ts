import { type Mutant, mutants } from './mutants.ts'
import { faultNames, planOf } from './plan.ts'
import { runChaos } from './run.ts'

/**
 * Each mutant under its fault.
 *
 * @param only their names; all where not given
 * @returns the exit code: 1 when one survives
 */
export async function runMutants(
  only: readonly string[] | undefined,
  seed: string,
  print: (line: string) => void,
): Promise<number> {
  const unknown = only?.filter((wanted) => !mutants.some(({ name }) => name === wanted)) ?? []
  if (unknown.length > 0) throw new Error(`there is no mutant ${unknown.join(', ')}`)
  const chosen = mutants.filter(({ name }) => only === undefined || only.includes(name))
  let survivors = 0
  print('fault | without | mutant | caught by')
  for (const mutant of chosen) {
    const caughtBy = await catchMutant(mutant, seed)
    if (caughtBy === undefined) survivors += 1
    const { fault, without, name } = mutant
    print(`${fault} ${faultNames[fault]} | ${without} | ${name} | ${caughtBy ?? 'NOTHING: it survives'}`)
  }
  const covered = new Set(mutants.map(({ fault }) => fault))
  const without = Object.keys(faultNames).filter((fault) => !covered.has(Number(fault)))
  if (without.length > 0) print(`faults without a mutant: ${without.join(', ')}`)
  print(survivors === 0 ? `all ${chosen.length} are caught` : `${survivors} of ${chosen.length} survive`)
  return survivors === 0 ? 0 : 1
}

/** Tries a second seed before it gives up: a fault may miss its moment. */
async function catchMutant(mutant: Mutant, seed: string): Promise<string | undefined> {
  for (const attempt of [seed, `${seed} again`]) {
    const caughtBy = await oneRun(mutant, attempt)
    if (caughtBy !== undefined) return caughtBy
  }
  return undefined
}

async function oneRun(
  { name, fault, sign, seconds = 30, slack, dice }: Mutant,
  seed: string,
): Promise<string | undefined> {
  const plan = planOf({
    seed: `${seed} ${name}`,
    seconds,
    faults: [fault, 16, 17],
    pace: 8,
    every: 7,
    ...(slack === undefined ? { slack: 'http' as const } : { slack }),
    ...(dice === undefined ? {} : { dice }),
  })
  try {
    const { violations, excused } = await runChaos(plan, { mutant: name })
    const signs = [...violations.map(({ what }) => what), ...excused].filter((what) => sign.test(what))
    return signs[0] === undefined ? undefined : `${signs.length} × ${shortened(signs[0])}`
  } catch (error) {
    // only where starting together is the fault does a start that fails tell of the mutant
    const { message } = error as Error
    if (fault !== 14 || !sign.test(message)) throw error
    return shortened(message)
  }
}

function shortened(what: string): string {
  return what.replace(/\s+/g, ' ').slice(0, 160)
}
