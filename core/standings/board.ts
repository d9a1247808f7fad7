import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { type MovedUp, movedUpAmong } from '../rounds/board-moves.ts'
import {
  countsOf,
  excerptOfSums,
  nameFor,
  ownInSums,
  pageOfSums,
  placesBefore,
  type SumsAsked,
  wholeSums,
} from './board-sums.ts'
import { type Moved, movements, type PlacesBefore, placesOn } from './movement.ts'
import {
  type BoardPage,
  type BoardPart,
  boardExcerpt,
  boardPage,
  boardSizes,
  ranked,
  type ShownStanding,
  type Standing,
  type Total,
  wholeBoard,
} from './ranks.ts'
import { catchUpSums, workspaceBoard } from './sums.ts'
import { type BoardWindow, type Period, periodBefore, periodOf } from './windows.ts'

/** Whose points a board compares, and which: all that is named here must hold. */
export interface BoardOf {
  /** Its rounds only; else all that is earned in the workspace, quizzes and reviews too. */
  readonly channel?: Place | undefined
  /** A topic's id. */
  readonly topic?: string | undefined
  /** These among themselves. */
  readonly members?: readonly string[] | undefined
}

export interface BoardAsked {
  readonly workspace: WorkspaceId
  /** The zone of its days. */
  readonly zone: string
  readonly window: BoardWindow
  readonly now: Temporal.Instant
  /** Who looks at it; an unlisted member's name is shown to themselves alone. */
  readonly viewer?: string
}

/** What someone is shown of a board. */
export interface BoardShown {
  readonly lines: readonly ShownStanding[]
  /** Since the period before, by member. */
  readonly moved: ReadonlyMap<string, Moved>
  readonly people: number
}

/**
 * The top of a board, and the viewer's surroundings. A channel's or the workspace's costs the same however many are on
 * it; a topic's or a team's is added up and ranked as a whole.
 */
export async function boardFor(tx: Transaction, asked: BoardAsked, of: BoardOf): Promise<BoardShown> {
  const part = await boardPartFor(tx, asked, of)
  const lines = boardExcerpt(part, asked.viewer)
  return { lines, moved: movements(lines, await placesBeforeOn(tx, asked, of, lines)), people: part.people }
}

/** The same, before it is made into lines: without movement. */
export async function boardPartFor(tx: Transaction, asked: BoardAsked, of: BoardOf): Promise<BoardPart> {
  if (isKept(of)) return excerptOfSums(tx, sumsAsked(asked, of))
  return wholeBoard(ranked(await totalsIn(tx, asked, of, spanOfDays(asked))))
}

async function placesBeforeOn(
  tx: Transaction,
  asked: BoardAsked,
  of: BoardOf,
  lines: readonly ShownStanding[],
): Promise<PlacesBefore> {
  const members = lines.map(({ member }) => member)
  if (isKept(of)) return placesBefore(tx, sumsAsked(asked, of), members)
  const earlier = periodBefore(asked.window, dayOf(asked))
  return earlier && placesOn(ranked(await totalsIn(tx, asked, of, earlier)))
}

/** A page of the full board, counted from 1; the nearest one where there are not so many. */
export async function boardPageFor(
  tx: Transaction,
  asked: BoardAsked,
  of: BoardOf,
  wanted: number,
): Promise<BoardPage> {
  if (isKept(of)) return pageOfSums(tx, sumsAsked(asked, of), wanted)
  return boardPage(ranked(await totalsIn(tx, asked, of, spanOfDays(asked))), wanted)
}

/** A channel's board as a whole: its own rounds only. */
export async function channelBoard(
  tx: Transaction,
  { channel, ...asked }: BoardAsked & { readonly channel: Place },
): Promise<Standing[]> {
  return ranked(await wholeSums(tx, sumsAsked(asked, { channel })))
}

/**
 * What a round has made of a channel's board: the top, and who stands higher than without it.
 *
 * @param gained what each member's points have grown by
 */
export async function boardAfter(
  tx: Transaction,
  asked: BoardAsked,
  of: Required<Pick<BoardOf, 'channel'>>,
  gained: ReadonlyMap<string, number>,
): Promise<{ readonly top: readonly Standing[]; readonly moved: readonly MovedUp[] }> {
  const sums = sumsAsked(asked, of)
  const part = await excerptOfSums(tx, sums)
  const now = await totalsIn(tx, asked, { ...of, members: [...gained.keys()] }, spanOfDays(asked))
  return { top: part.standings.slice(0, boardSizes.top), moved: movedUpAmong(now, gained, await countsOf(tx, sums)) }
}

/** Where a member stands on a channel's board; nowhere without points. */
export async function ownStanding(
  tx: Transaction,
  asked: BoardAsked & { readonly viewer: string },
  of: Pick<BoardOf, 'channel'>,
): Promise<Pick<Standing, 'points' | 'place'> | undefined> {
  return ownInSums(tx, sumsAsked(asked, of))
}

/** Everybody's points, for boards that are small or made of other things than members. Nobody with nothing. */
export async function totalsIn(tx: Transaction, asked: BoardAsked, of: BoardOf, period: Period): Promise<Total[]> {
  if (of.topic !== undefined) return totalsOfTopic(tx, asked, of, of.topic, period)
  const { workspace, now, viewer = '' } = asked
  await catchUpSums(tx, workspace, now)
  const rows = await sqlOf(tx)`
    select s.member, s.points, ${nameFor(tx, viewer)} as name
    from standing_sums s left join members m on m.workspace = s.workspace and m.id = s.member
    where s.workspace = ${workspace} and s.board = ${boardNamed(of)} and s.period = ${period.name} and s.points > 0
      and s.member = any (${[...(of.members ?? [])]}::text[])`
  return rows.map(({ member, name, points }) => ({ member, name, points }))
}

async function totalsOfTopic(
  tx: Transaction,
  { workspace, viewer = '' }: BoardAsked,
  { channel, members }: BoardOf,
  topic: string,
  { first, last }: Period,
): Promise<Total[]> {
  const sql = sqlOf(tx)
  const among = members === undefined ? sql`` : sql`and e.member = any (${[...members]}::text[])`
  const here = channel === undefined ? sql`` : sql`and e.channel = ${channel}`
  const rows = await sql`
    select s.member, s.points, ${nameFor(tx, viewer)} as name
    from (
      select e.member, sum(e.points)::int as points from score_entries e
      where e.workspace = ${workspace} and e.topic = ${topic} ${here} ${among}
        and e.local_date between ${first.toString()} and ${last.toString()}
      group by e.member having sum(e.points) > 0
    ) s left join members m on m.workspace = ${workspace} and m.id = s.member`
  return rows.map(({ member, name, points }) => ({ member, name, points }))
}

/** Whether its sums are kept. */
function isKept({ topic, members }: BoardOf): boolean {
  return topic === undefined && members === undefined
}

function sumsAsked(asked: BoardAsked, of: BoardOf): SumsAsked {
  const { workspace, now, viewer = '' } = asked
  const before = periodBefore(asked.window, dayOf(asked))?.name ?? ''
  return { workspace, board: boardNamed(of), period: spanOfDays(asked).name, before, viewer, now }
}

/** As it is called where its sums are kept. */
function boardNamed({ channel }: BoardOf): string {
  return channel === undefined ? workspaceBoard : `channel:${channel}`
}

function spanOfDays(asked: BoardAsked): Period {
  return periodOf(asked.window, dayOf(asked))
}

/** The local date on which it is looked at. */
export function dayOf({ now, zone }: BoardAsked): Temporal.PlainDate {
  return now.toZonedDateTimeISO(zone).toPlainDate()
}
