import type { Edit } from './mutants.ts'

/** @throws Error where an edit's text does not stand there once: the mutant must be brought up to date */
export function mutated(source: string, edits: readonly Edit[], mutant: string): string {
  return edits.reduce((text, { file, from, to }) => {
    if (text.split(from).length !== 2) throw new Error(`mutant ${mutant}: ${file} no longer has “${from}” once`)
    return text.replace(from, () => to)
  }, source)
}
