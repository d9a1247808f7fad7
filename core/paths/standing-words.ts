import type { Bank } from '../questions/bank.ts'
import { literal } from '../text.ts'
import type { ItemStanding, Share } from './standing-rule.ts'

/** How it is said where a member stands. */

const marks: Readonly<Record<ItemStanding, string>> = {
  'not-tried': '▫️ not tried',
  mastered: '✅ right last time',
  answered: '✅ answered',
  due: '🔁 to review',
  'to-review': '🔁 to review',
}

export function standingWords(standing: ItemStanding = 'not-tried'): string {
  return marks[standing]
}

/** `▰▰▱▱▱ 3 of 8 mastered`. */
export function shareWords({ mastered, of }: Share): string {
  const full = of === 0 ? 0 : Math.floor((mastered / of) * steps)
  return `${'▰'.repeat(full)}${'▱'.repeat(steps - full)} ${mastered} of ${of} mastered`
}

const steps = 8

/** An item of the bank as a line of a list, with one's own standing. */
export function itemLine(
  { questions }: Pick<Bank, 'questions'>,
  id: string,
  standings: ReadonlyMap<string, ItemStanding>,
): string {
  const title = questions.get(id)?.tests
  return title === undefined
    ? `- \`${id}\` · not in the bank`
    : `- ${literal(title)} · ${standingWords(standings.get(id))}`
}
