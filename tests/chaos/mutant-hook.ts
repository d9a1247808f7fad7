import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { mutants } from './mutants.ts'
import { mutated } from './mutate.ts'

/**
 * Loaded before a bot (`--import`): one file of the product is read with its safeguard removed. The file on disk stays
 * as it is. A mutant whose text is no longer there ends the process: it must be brought up to date.
 */

const root = fileURLToPath(new URL('../../', import.meta.url))
const mutant = mutants.find(({ name }) => name === process.env.CHAOS_MUTANT)
if (mutant === undefined) throw new Error(`there is no mutant ${process.env.CHAOS_MUTANT}`)
const edits = Map.groupBy(mutant.edits, ({ file }) => `file://${root}${file}`)

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const wanted = edits.get(url)
    return wanted === undefined ? loaded : { ...loaded, source: mutated(String(loaded.source), wanted, mutant.name) }
  },
})
