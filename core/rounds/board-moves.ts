import { ranked, type Standing } from '../standings/ranks.ts'

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
