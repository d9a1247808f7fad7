/** What core counts, in words of its own; the host decides where the numbers go. Never an id, never a member's words. */
export interface Meter {
  /** Something due was done so many seconds after its time. */
  due(what: string, seconds: number): void
  /** One try of a delivery came to its end; `since`: when it was handed over. */
  delivered(kind: string, outcome: DeliveryOutcome, since: Date): void
}

/**
 * - `done`: the platform has taken it
 * - `refused`: the platform will not take it, which is recorded and told
 * - `retried`: it failed and is tried again
 * - `postponed`: the platform named a later time
 * - `given-up`: it is left for the operator
 */
export type DeliveryOutcome = 'done' | 'refused' | 'retried' | 'postponed' | 'given-up'

export const noMeter: Meter = { due: () => {}, delivered: () => {} }
