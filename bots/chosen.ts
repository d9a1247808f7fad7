import type { Menu } from '../core/platform.ts'

/** The values that stand chosen in a menu: those that can be chosen in it, as many as it takes. */
export function chosenIn({ chosen = [], choices, most = 1 }: Menu): ReadonlySet<string> {
  const possible = new Set(choices.map(({ value }) => value))
  return new Set([...new Set(chosen)].filter((value) => possible.has(value)).slice(0, most))
}
