/** Places on a board. Pure. */

export interface Total {
  readonly member: string
  readonly name: string
  readonly points: number
}

export interface Standing extends Total {
  readonly place: number
}

/** How a line of an excerpt is shown. */
interface Shown {
  /** Lines were left out before it. */
  readonly gap: boolean
  /** Whether its name is shown: a neighbour in the bottom half has none. */
  readonly named: boolean
}

/** A line of an excerpt. */
export type ShownStanding = Standing & Shown

/** A board, or what of it someone is shown: its top and their surroundings, in order. */
export interface BoardPart<Line extends Standing = Standing> {
  readonly standings: readonly Line[]
  /** How many stand on the whole board. */
  readonly people: number
  /** The place at which the bottom half begins: those who share a place are in it together. */
  readonly bottomHalf: number
}

/** A part of the full board, counted from 1. */
export interface BoardPage<Line extends Standing = Standing> {
  readonly standings: readonly Line[]
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

/** All standings, best first, as a part of a board that leaves nobody out. */
export function wholeBoard(standings: readonly Standing[]): BoardPart {
  const people = standings.length
  return { standings, people, bottomHalf: standings[Math.ceil(people / 2)]?.place ?? Number.POSITIVE_INFINITY }
}

/** How many lines an excerpt has at the top, and on either side of the asker; a page of the full board has more. */
export const boardSizes = { top: 3, around: 2, page: 20 } as const

/**
 * The top and the asker with their neighbours on either side.
 *
 * @param part holds these lines at least, and the one before the first neighbour
 */
export function boardExcerpt<Line extends Standing>(
  { standings, bottomHalf }: BoardPart<Line>,
  asker?: string,
): readonly (Line & Shown)[] {
  const { top, around } = boardSizes
  const own = standings.findIndex(({ member }) => member === asker)
  const shown = standings.map((_, index) => index < top || (own >= 0 && Math.abs(index - own) <= around))
  return standings.flatMap((standing, index) =>
    shown[index]
      ? [
          {
            ...standing,
            gap: index > 0 && shown[index - 1] === false,
            named: index < top || index === own || standing.place < bottomHalf,
          },
        ]
      : [],
  )
}

/** One page of all standings; a page that is not there gives the nearest one. */
export function boardPage<Line extends Standing>(standings: readonly Line[], wanted: number): BoardPage<Line> {
  const { page, pages } = pageOf(standings.length, wanted)
  return { standings: standings.slice((page - 1) * boardSizes.page, page * boardSizes.page), page, pages }
}

/** The nearest page that there is on a board of so many people. */
export function pageOf(people: number, wanted: number): { readonly page: number; readonly pages: number } {
  const pages = Math.max(1, Math.ceil(people / boardSizes.page))
  return { page: Math.min(Math.max(1, wanted), pages), pages }
}
