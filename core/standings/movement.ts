import type { Standing } from './ranks.ts'

/** How places have changed since the same board one period before. Pure. */

/** By how many places someone has climbed, fallen where it is negative; or they were not on that board. */
export type Moved = number | 'new'

/** Everybody's place one period before; none where nobody stood on that board. */
export type PlacesBefore = ReadonlyMap<string, number> | undefined

/** By member, for those who have moved. On a first board nobody has. */
export function movements(
  standings: readonly Pick<Standing, 'member' | 'place'>[],
  before: PlacesBefore,
): ReadonlyMap<string, Moved> {
  if (before === undefined) return new Map()
  const all = standings.map(({ member, place }): [string, Moved] => {
    const from = before.get(member)
    return [member, from === undefined ? 'new' : from - place]
  })
  return new Map(all.filter(([, moved]) => moved !== 0))
}

/** What `movements` compares with, from a whole board. */
export function placesOn(standings: readonly Pick<Standing, 'member' | 'place'>[]): PlacesBefore {
  return standings.length === 0 ? undefined : new Map(standings.map(({ member, place }) => [member, place]))
}
