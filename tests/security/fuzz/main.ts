import { parseArgs } from 'node:util'
import { fileTargets } from './files.ts'
import { payloadTargets } from './payloads.ts'
import { fuzz } from './run.ts'
import { textTargets } from './texts.ts'

/** `npm run fuzz -- --cases N --seed S [--only part-of-a-name]`: exits 1 where a door has a hole. */

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})
const targets = [...textTargets, ...payloadTargets, ...fileTargets].filter(({ name }) => name.includes(values.only))
if (targets.length === 0) throw new Error(`no door has “${values.only}” in its name`)
let holes = 0
let cases = 0
for await (const done of fuzz({ targets, cases: Number(values.cases), seed: Number(values.seed) })) {
  const { name, milliseconds, hole } = done
  cases += done.cases
  process.stdout.write(`${hole === undefined ? 'ok  ' : 'HOLE'} ${name}: ${done.cases} cases, ${milliseconds} ms\n`)
  if (hole === undefined) continue
  holes += 1
  process.stdout.write(`${hole}\n`)
}
process.stdout.write(`${cases} cases, ${holes} holes (seed ${values.seed})\n`)
process.exit(holes === 0 ? 0 : 1)
