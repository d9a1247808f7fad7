import type { Form } from '../../core/platform.ts'

/**
 * Forms that were refused, with what was typed: Discord shows nothing beside a field and cannot open a form in answer to
 * one, so a button opens it again. Kept for a while in the process that has the server's gateway.
 */
export interface Drafts {
  keep(form: Form): string
  take(id: string): Form | undefined
}

const keptMilliseconds = 15 * 60_000
const mostKept = 5_000

export function openDrafts(newId: () => string, now: () => number = performance.now.bind(performance)): Drafts {
  const kept = new Map<string, { readonly form: Form; readonly until: number }>()
  return { keep, take }

  function keep(form: Form): string {
    const id = newId()
    kept.set(id, { form, until: now() + keptMilliseconds })
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return id
  }

  /** It stays: a form that is opened again can be refused again. */
  function take(id: string): Form | undefined {
    const found = kept.get(id)
    return found === undefined || found.until < now() ? undefined : found.form
  }
}
