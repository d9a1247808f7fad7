import { type PointCounts, placeIn } from '../standings/place-counts.ts'
import { ranked, type Standing, type Total } from '../standings/ranks.ts'

/** Who has climbed on a board. Pure. */

export interface MovedUp {
  readonly name: string
  readonly from: number
  readonly to: number
}

/**
 * Those who stood on the board before and stand higher now, highest first. Who was not on it before has not
 * moved.
 *
 * @param gained what each member's points have grown by since
 */
export function movedUp(board: readonly Standing[], gained: ReadonlyMap<string, number>): MovedUp[] {
  const before = ranked(
    board
      .map((standing) => ({ ...standing, points: standing.points - (gained.get(standing.member) ?? 0) }))
      .filter(({ points }) => points > 0),
  )
  const places = new Map(before.map(({ member, place }) => [member, place]))
  return board.flatMap(({ member, name, place: to }) => {
    const from = places.get(member)
    return from !== undefined && to < from ? [{ name, from, to }] : []
  })
}

/**
 * The same, without looking at the others: from how many members have which points.
 *
 * @param now who has gained something, with their points on the board; each also counts in `counts`
 */
export function movedUpAmong(
  now: readonly Total[],
  gained: ReadonlyMap<string, number>,
  counts: PointCounts,
): MovedUp[] {
  const had = ({ member, points }: Total) => points - (gained.get(member) ?? 0)
  const [points, members] = counts ?? [[], []]
  // as it was before: each of them stands where they stood
  const before: PointCounts = [
    [...points, ...now.map((total) => total.points), ...now.map(had)],
    [...members, ...now.map(() => -1), ...now.map(() => 1)],
  ]
  return ranked(now).flatMap((total) => {
    const [was, is] = [placeIn(before, had(total)), placeIn(counts, total.points)]
    return had(total) > 0 && is < was ? [{ name: total.name, from: was, to: is }] : []
  })
}
