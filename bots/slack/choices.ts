import type { PlainTextOption } from '@slack/types'
import type { Choice } from '../../core/platform.ts'
import { plainLine } from './plain-line.ts'

const longestValue = 150

/** What Slack offers to choose from; each value once, and at most `most`. */
export function optionsOf(choices: readonly Choice[], most: number): PlainTextOption[] {
  const byValue = new Map(choices.map((choice) => [choice.value, choice]))
  return [...byValue.values()].slice(0, most).map(({ value, label }) => ({
    text: plainLine(label, 75, value.trim() === '' ? '…' : value),
    value: checked(value),
  }))
}

/** A longer one would come back as something else: ids stay within 100 characters, Discord's limit. */
function checked(value: string): string {
  if (value === '' || value.length > longestValue)
    throw new RangeError(`Slack takes values of 1 to 150 characters: ${value}`)
  return value
}
