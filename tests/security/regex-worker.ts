import { parentPort, workerData } from 'node:worker_threads'

/** Runs one expression over texts, and tells after each that it is through. In a thread of its own: it may never end. */

interface Work {
  readonly expressions: readonly { readonly source: string; readonly flags: string }[]
  readonly texts: readonly (readonly string[])[]
  /** The place of the expression that runs now. */
  readonly at: Int32Array
}

const { expressions, texts, at } = workerData as Work
const slow: { place: number; milliseconds: number; text: string }[] = []
for (const [place, { source, flags }] of expressions.entries()) {
  Atomics.store(at, 0, place)
  const expression = new RegExp(source, flags)
  for (const text of texts[place] ?? []) {
    const from = performance.now()
    text.replace(expression, '')
    const milliseconds = performance.now() - from
    if (milliseconds > 250) slow.push({ place, milliseconds, text: text.slice(0, 40) })
  }
}
parentPort?.postMessage(slow)
