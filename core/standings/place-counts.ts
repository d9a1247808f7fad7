/** Places from how many members have which points, so that nobody else need be looked at. Pure. */

/** `[[12, 7], [1, 3]]`: one member has 12 points, and three have 7; in any order. None where nobody has any. */
export type PointCounts = readonly [points: readonly number[], members: readonly number[]] | undefined

export function peopleIn(counts: PointCounts): number {
  return counts === undefined ? 0 : membersAbove(counts, 0)
}

/** One more than the number of members with more points. */
export function placeIn(counts: PointCounts, points: number): number {
  return counts === undefined ? 1 : 1 + membersAbove(counts, points)
}

/**
 * The place at which the bottom half begins, as far as that can be told from some who are on the board: those who share
 * a place are in it together.
 */
export function bottomHalfIn(counts: PointCounts, shown: readonly { readonly points: number }[]): number {
  const people = peopleIn(counts)
  // whoever has a point less stands right behind all who share the place
  const low = shown.find(({ points }) => placeIn(counts, points - 1) - 2 >= people / 2)
  return low === undefined ? Number.POSITIVE_INFINITY : placeIn(counts, low.points)
}

function membersAbove([points, members]: NonNullable<PointCounts>, limit: number): number {
  let sum = 0
  // a loop, as a board has hundreds of them and is read for each line
  for (let index = 0; index < points.length; index += 1) if ((points[index] ?? 0) > limit) sum += members[index] ?? 0
  return sum
}
