/** Places on a board. Pure. */

export interface Total {
  readonly member: string
  readonly name: string
  readonly points: number
}

export interface Standing extends Total {
  readonly place: number
}

/** Most points first; as many points, the same place: 1, 2, 2, 4. Within a place by name. */
export function ranked(totals: readonly Total[]): Standing[] {
  const sorted = [...totals].sort(
    (a, b) => b.points - a.points || a.name.localeCompare(b.name) || (a.member < b.member ? -1 : 1),
  )
  let place = 0
  let points = Number.NaN
  return sorted.map((total, index) => {
    if (total.points !== points) {
      place = index + 1
      points = total.points
    }
    return { ...total, place }
  })
}

const shownAtTheTop = 3
const shownAround = 2

/** The top three and the asker with two neighbours on either side; `gap` where lines were left out before it. */
export function boardExcerpt(
  standings: readonly Standing[],
  asker?: string,
): readonly (Standing & { readonly gap: boolean })[] {
  const own = standings.findIndex(({ member }) => member === asker)
  const shown = standings.map((_, index) => index < shownAtTheTop || (own >= 0 && Math.abs(index - own) <= shownAround))
  return standings.flatMap((standing, index) =>
    shown[index] ? [{ ...standing, gap: index > 0 && shown[index - 1] === false }] : [],
  )
}
