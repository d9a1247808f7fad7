/** Places on a board. Pure. */

export interface Total {
  readonly member: string
  readonly name: string
  readonly points: number
}

export interface Standing extends Total {
  readonly place: number
}

/** A line of an excerpt. */
export interface ShownStanding extends Standing {
  /** Lines were left out before it. */
  readonly gap: boolean
  /** Whether its name is shown: a neighbour in the bottom half has none. */
  readonly named: boolean
}

/** A part of the full board, counted from 1. */
export interface BoardPage {
  readonly standings: readonly Standing[]
  readonly page: number
  readonly pages: number
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
const shownOnAPage = 20

/** The top three and the asker with two neighbours on either side. */
export function boardExcerpt(standings: readonly Standing[], asker?: string): readonly ShownStanding[] {
  const own = standings.findIndex(({ member }) => member === asker)
  const shown = standings.map((_, index) => index < shownAtTheTop || (own >= 0 && Math.abs(index - own) <= shownAround))
  return standings.flatMap((standing, index) =>
    shown[index]
      ? [
          {
            ...standing,
            gap: index > 0 && shown[index - 1] === false,
            named: index < shownAtTheTop || index === own || index < standings.length / 2,
          },
        ]
      : [],
  )
}

/** One page of all standings; a page that is not there gives the nearest one. */
export function boardPage(standings: readonly Standing[], wanted: number): BoardPage {
  const pages = Math.max(1, Math.ceil(standings.length / shownOnAPage))
  const page = Math.min(Math.max(1, wanted), pages)
  return { standings: standings.slice((page - 1) * shownOnAPage, page * shownOnAPage), page, pages }
}
