import { draw } from '../draw.ts'
import type { OrderingQuestion } from './question.ts'
import { type Letter, letters } from './show.ts'

/** Questions whose items are put in order: how they are shown, and what an order is. Pure. */

export interface ShownItem {
  readonly letter: Letter
  /** Its place in the pack, which is its right place: what is kept in an answer. */
  readonly index: string
  /** CommonMark, one line. */
  readonly text: string
}

/** The items as a round shows them, shuffled by its id, and never in the right order. */
export function shownItems({ items }: OrderingQuestion, seed: string): ShownItem[] {
  const drawn = items
    .map((text, index) => ({ text, index, draw: draw(seed, String(index)) }))
    .sort((a, b) => a.draw - b.draw || a.index - b.index)
  const isGivenAway = drawn.every(({ index }, place) => index === place)
  const shown = isGivenAway ? drawn.toReversed() : drawn
  return shown.map(({ text, index }, place) => ({ letter: letters[place] ?? 'E', index: String(index), text }))
}

/** The items in the right order, by the letters that a round gave them. */
export function itemsInOrder(question: OrderingQuestion, seed: string): ShownItem[] {
  return shownItems(question, seed).sort((a, b) => Number(a.index) - Number(b.index))
}

/**
 * The indexes of the letters that were typed, in any case and with anything between them: `B D A C`, `b>d>a>c`, `bdac`.
 * Undefined unless each letter is there once, and nothing else.
 */
export function readOrder(question: OrderingQuestion, seed: string, typed: string): string[] | undefined {
  const shown = shownItems(question, seed)
  const named =
    typed
      .normalize('NFKC')
      .toUpperCase()
      .match(/[\p{L}\p{N}]/gu) ?? []
  const values = named.map((name) => shown.find(({ letter }) => letter === name)?.index ?? '')
  return isOrder(question, values) ? values : undefined
}

/** The letters under which a round shows what is kept of an answer. */
export function lettersOf(question: OrderingQuestion, seed: string, values: readonly string[]): Letter[] {
  const shown = shownItems(question, seed)
  return values.flatMap((value) => shown.find(({ index }) => index === value)?.letter ?? [])
}

/** Whether each index of the items is there, once. */
export function isOrder({ items }: OrderingQuestion, values: readonly string[]): boolean {
  return values.length === items.length && items.every((_, index) => values.includes(String(index)))
}

/** @param values an order */
export function isRightOrder(values: readonly string[]): boolean {
  return values.every((value, place) => value === String(place))
}

/** Of all pairs of items, the share whose earlier one stands first: 1 for the right order, 0 for its reverse. */
export function shareInOrder(values: readonly string[]): number {
  const pairs = values.flatMap((first, place) =>
    values.slice(place + 1).map((second) => Number(first) < Number(second)),
  )
  return pairs.filter((inOrder) => inOrder).length / pairs.length
}
