import type { Replica } from './bots.ts'
import type { Tenant } from './chat.ts'
import type { History } from './history.ts'
import type { Town } from './town.ts'

/** What a fault is given. */

/** What the nemesis has people do. */
export interface Person {
  erase(tenant: Tenant, person: string): Promise<void>
}

export interface Inflicting {
  readonly town: Town
  readonly history: History
  readonly people: Person
  readonly dice: readonly number[]
  /** Nobody else touches that meanwhile. Undefined where someone does. */
  hold<T>(what: string, work: () => Promise<T>): Promise<T | undefined>
  /** One after another: what is done to it takes seconds. */
  atDatabase(work: () => Promise<unknown>): Promise<unknown>
}

export function nameOf({ number }: Replica): string {
  return `process ${number}`
}
