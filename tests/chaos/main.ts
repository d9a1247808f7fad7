import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { allFaults, faultNames, planOf } from './plan.ts'
import { type RunResult, runChaos } from './run.ts'
import { runMutants } from './run-mutants.ts'

/** `npm run chaos -- --seed S --minutes M [--faults 3,8,9] [--mutants] [--mutant NAME,…] [--log FILE]` */

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '2' },
    faults: { type: 'string' },
    mutant: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    log: { type: 'string' },
    every: { type: 'string', default: '6' },
    pace: { type: 'string', default: '5' },
  },
})

const print = (line: string) => void process.stdout.write(`${line}\n`)
process.exitCode = values.mutants ? await runMutants(values.mutant?.split(','), values.seed, print) : await one()
process.exit()

async function one(): Promise<number> {
  const faults = values.faults === undefined ? allFaults : values.faults.split(',').map(Number)
  const unknown = faults.filter((fault) => faultNames[fault] === undefined)
  if (unknown.length > 0) throw new Error(`there is no fault ${unknown.join(', ')}; there are 1 to 19`)
  const wish = { seed: values.seed, seconds: Number(values.minutes) * 60, faults }
  const plan = planOf({ ...wish, every: Number(values.every), pace: Number(values.pace) })
  print(`seed ${plan.seed}, ${plan.seconds} s, Slack by ${plan.slack}, ${plan.faults.length} faults planned`)
  const result = await runChaos(plan, values.mutant === undefined ? {} : { mutant: values.mutant })
  if (values.log !== undefined) writeFileSync(values.log, logOf(result))
  report(result)
  if (result.counts.answers === 0 || result.counts.rounds === 0) {
    print('nobody answered anything: this run says nothing')
    return 1
  }
  return result.violations.length === 0 ? 0 : 1
}

function report({ violations, excused, certain, faults, counts }: RunResult): void {
  for (const [fault, times] of [...faults].sort(([a], [b]) => a - b))
    print(`fault ${fault} × ${times}: ${faultNames[fault]}`)
  print(
    Object.entries(counts)
      .map(([what, number]) => `${number} ${what}`)
      .join(', '),
  )
  const { answers, votes, choices } = certain
  print(`certain enough to check: ${answers} answers, ${votes} votes, ${choices} choices`)
  for (const what of excused) print(`known, counted apart: ${what}`)
  for (const { what, lines } of violations) print([`VIOLATION (seed ${values.seed}): ${what}`, ...lines].join('\n  '))
  print(
    violations.length === 0 ? 'nothing lost, nothing twice' : `${violations.length} violations, seed ${values.seed}`,
  )
}

function logOf({ history, logs }: RunResult): string {
  const lines = history.lines.map(({ at, what }) => `${String(at).padStart(7)} ${what}`)
  return [...lines, ...logs.flatMap((log, number) => [`--- process ${number}`, log])].join('\n')
}
