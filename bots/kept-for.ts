/** Asks again when the last answer is older; one question at a time. */
export function keptFor<T>(milliseconds: number, ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  let until = 0
  return () => {
    if (asked !== undefined && performance.now() < until) return asked
    until = Number.POSITIVE_INFINITY
    asked = ask().finally(() => {
      until = performance.now() + milliseconds
    })
    return asked
  }
}
