import type { APISelectMenuOption } from 'discord.js'
import type { Choice } from '../../core/platform.ts'
import { plainLine } from './plain-line.ts'

const longest = 100

/** What Discord offers to choose from; each value once, and at most `most`. */
export function optionsOf(choices: readonly Choice[], most: number): APISelectMenuOption[] {
  const byValue = new Map(choices.map((choice) => [choice.value, choice]))
  return [...byValue.values()].slice(0, most).map(({ value, label }) => ({
    label: plainLine(label, longest, value.trim() === '' ? '…' : value),
    value: checked(value),
  }))
}

/** A longer one would come back as something else. */
function checked(value: string): string {
  if (value === '' || value.length > longest)
    throw new RangeError(`Discord takes values of 1 to 100 characters: ${value}`)
  return value
}
