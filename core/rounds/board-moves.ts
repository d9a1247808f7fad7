import { type PointCounts, placeIn } from '../standings/place-counts.ts'
import { ranked, type Total } from '../standings/ranks.ts'

/** Who has climbed on a board. Pure. */

export interface MovedUp {
  readonly name: string
  readonly from: number
  readonly to: number
}

/**
 * Those who stood on the board before and stand higher now, highest first; who was not on it before has not moved.
 * Found without looking at the others, from how many members have which points.
 *
 * @param gained what each member's points have grown by since
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
