import type { Row } from 'postgres'
import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { PlacesBefore } from './movement.ts'
import { bottomHalfIn, type PointCounts, peopleIn, placeIn } from './place-counts.ts'
import { type BoardPage, type BoardPart, boardSizes, type Standing, type Total } from './ranks.ts'
import { catchUpSums, foldEntries } from './sums.ts'

/** Boards as their sums and counts tell them: by index, at a cost that does not depend on how many are on them. */

export interface SumsAsked {
  readonly workspace: WorkspaceId
  readonly board: string
  readonly period: string
  /** The period with which places are compared; empty where there is none. */
  readonly before: string
  readonly viewer: string
  readonly now: Temporal.Instant
}

/** The name of those who count on boards without theirs. */
const unlisted = 'anonymous'

/** Of the member `m` with the points `s`. */
export function nameFor(tx: Transaction, viewer: string) {
  return sqlOf(
    tx,
  )`case when m.unlisted_at is not null and s.member <> ${viewer} then ${unlisted} else coalesce(m.name, s.member) end`
}

/** In one round trip, unless there is something new to add first. Within a place in the order of the members' ids. */
export async function excerptOfSums(tx: Transaction, asked: SumsAsked): Promise<BoardPart> {
  const [read] = await readExcerpt(tx, asked)
  if (read?.behind !== true) return partFrom(read)
  await foldEntries(tx, asked.workspace, asked.now)
  const [again] = await readExcerpt(tx, asked)
  return partFrom(again)
}

function readExcerpt(tx: Transaction, { workspace, board, period, viewer }: SumsAsked) {
  return sqlOf(tx).unsafe(excerptText, [workspace, board, period, viewer], { prepare: true })
}

function partFrom(read: Row | undefined): BoardPart {
  const counts = countsFrom(read?.counts)
  const lines: readonly (readonly [member: string, points: number, name: string | null])[] = read?.lines ?? []
  const standings = lines.map(([member, points, name]) => {
    return { member, name: name ?? member, points, place: placeIn(counts, points) }
  })
  return { standings, people: peopleIn(counts), bottomHalf: bottomHalfIn(counts, standings) }
}

/** As the index of points has it, which can be read from either end. */
const [down, up] = ['points desc nulls last, member', 'points asc nulls first, member desc']
const kept = 'standing_sums where workspace = $1 and board = $2 and period = $3'
const { top, around } = boardSizes
/** All of them as one text, `{12,7}{1,3}`: a row each would cost more than the rest of a board. */
const countsText = `(
    select array_agg(points)::text || array_agg(members)::text from standing_counts
    where workspace = $1 and board = $2 and period = $3
  )`

/**
 * The board $2 of the workspace $1 in the period $3, around the member $4. A text made once, as putting it together and
 * sending each value where it stands takes as long as the reading. Its plan must not depend on what is asked, or it
 * would be made each time: so limits are written out, and single values are looked up by subqueries, not joined. One
 * neighbour more than is shown is read above: it tells whether lines are left out.
 */
const excerptText = `
  with own as materialized (select points from ${kept} and member = $4 and points > 0),
  picked as (
    (select member, points from ${kept} and points > 0 order by ${down} limit ${top})
    union
    (select * from (
      (select member, points from ${kept} and points = (select points from own) and member < $4
        order by ${up} limit ${around + 1})
      union all
      (select member, points from ${kept} and points > (select points from own) order by ${up} limit ${around + 1})
    ) above order by ${up} limit ${around + 1})
    union
    (select * from (
      (select member, points from ${kept} and points = (select points from own) and member >= $4
        order by ${down} limit ${around + 1})
      union all
      (select member, points from ${kept} and points < (select points from own) and points > 0
        order by ${down} limit ${around})
    ) below order by ${down} limit ${around + 1})
  )
  select exists (select from score_entries where workspace = $1 and summed_at is null) as behind, ${countsText} as counts, (
    select json_agg(json_build_array(member, points, (
      select case when unlisted_at is null or id = $4 then name else '${unlisted}' end
      from members where workspace = $1 and id = member
    )) order by ${down}) from picked
  ) as lines`

/** Where some stood one period before. */
export async function placesBefore(
  tx: Transaction,
  { workspace, board, before }: SumsAsked,
  members: readonly string[],
): Promise<PlacesBefore> {
  if (before === '') return undefined
  const [read] = await sqlOf(tx).unsafe(beforeText, [workspace, board, before, members as string[]], { prepare: true })
  const counts = countsFrom(read?.counts)
  const had: readonly (readonly [string, number])[] = read?.had ?? []
  return counts && new Map(had.map(([member, points]) => [member, placeIn(counts, points)]))
}

/** As above, of the members $4. */
const beforeText = `
  select ${countsText} as counts, (
    select json_agg(json_build_array(member, points)) from ${kept} and points > 0 and member = any ($4::text[])
  ) as had`

/** Found by the counts: what stands above a page is not read, but for those who share its first place. */
export async function pageOfSums(tx: Transaction, asked: SumsAsked, wanted: number): Promise<BoardPage> {
  const { workspace, board, period, viewer, now } = asked
  await catchUpSums(tx, workspace, now)
  const sql = sqlOf(tx)
  const size = boardSizes.page
  const limit = sql.unsafe(`limit ${size}`)
  const rows = await sql`
    with places as materialized (${placesIn(tx, workspace, board, period)}),
    pages as materialized (select greatest(1, ceil(coalesce(max(through), 0) / ${size}::numeric))::int as pages from places),
    page as materialized (select least(${wanted}::int, pages) as page, pages from pages),
    begin as materialized (
      select points, (page - 1) * ${size}::int - (place - 1) as skipped from places, page
      where through > (page - 1) * ${size}::int order by points desc limit 1
    )
    select page.*, s.member, s.points, s.place, s.name from page left join lateral (
      select s.member, s.points, p.place, (
        select ${nameFor(tx, viewer)} from members m where m.workspace = ${workspace} and m.id = s.member
      ) as name
      from (
        select s.member, s.points from standing_sums s
        where s.workspace = ${workspace} and s.board = ${board} and s.period = ${period}
          and s.points <= (select points from begin) and s.points > 0
        order by s.points desc nulls last, s.member offset (select skipped from begin) ${limit}
      ) s join places p on p.points = s.points
    ) s on true
    order by s.points desc nulls last, s.member`
  const [{ page = 1, pages = 1 } = {}] = rows
  return { standings: rows.filter(({ member }) => member !== null).map(standingFrom), page, pages }
}

/** How many members have so many points, above 0. */
export async function countsOf(tx: Transaction, { workspace, board, period }: SumsAsked): Promise<PointCounts> {
  const [row] = await sqlOf(tx).unsafe(`select ${countsText} as counts`, [workspace, board, period])
  return countsFrom(row?.counts)
}

function countsFrom(text: string | null | undefined): PointCounts {
  return text ? JSON.parse(`[[${text.slice(1, -1).replace('}{', '],[')}]]`) : undefined
}

/** Everybody on it, in no order. */
export async function wholeSums(tx: Transaction, asked: SumsAsked): Promise<Total[]> {
  const { workspace, board, period, viewer, now } = asked
  await catchUpSums(tx, workspace, now)
  const rows = await sqlOf(tx)`
    select s.member, s.points, ${nameFor(tx, viewer)} as name
    from standing_sums s left join members m on m.workspace = s.workspace and m.id = s.member
    where s.workspace = ${workspace} and s.board = ${board} and s.period = ${period} and s.points > 0`
  return rows.map(({ member, name, points }) => ({ member, name, points }))
}

/** The viewer's own points and place. */
export async function ownInSums(
  tx: Transaction,
  asked: SumsAsked,
): Promise<Pick<Standing, 'points' | 'place'> | undefined> {
  const { workspace, board, period, viewer, now } = asked
  await catchUpSums(tx, workspace, now)
  const [row] = await sqlOf(tx)`
    select s.points, 1 + coalesce((
      select sum(c.members) from standing_counts c
      where c.workspace = s.workspace and c.board = s.board and c.period = s.period and c.points > s.points
    ), 0)::int as place
    from standing_sums s
    where s.workspace = ${workspace} and s.board = ${board} and s.period = ${period} and s.member = ${viewer}
      and s.points > 0`
  return row && { points: row.points, place: row.place }
}

/** Each number of points with its place, and how many have so many points or more. */
function placesIn(tx: Transaction, workspace: WorkspaceId, board: string, period: string) {
  return sqlOf(tx)`
    select points, (through - members + 1)::int as place, through::int as through from (
      select points, members, sum(members) over (order by points desc) as through from standing_counts
      where workspace = ${workspace} and board = ${board} and period = ${period}
    ) counts`
}

function standingFrom({ member, name, points, place }: Row): Standing {
  return { member, name: name ?? member, points, place }
}
