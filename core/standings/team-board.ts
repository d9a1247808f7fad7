import type { Transaction } from '../db/connect.ts'
import { type BoardAsked, type BoardOf, dayOf, totalsIn } from './board.ts'
import { type Moved, movements, placesOn } from './movement.ts'
import { type BoardPage, boardExcerpt, boardPage, type ShownStanding, type Standing } from './ranks.ts'
import { type TeamBoard, type TeamStanding, teamBoard } from './team-rule.ts'
import { allTeams, type TeamWithMembers } from './teams.ts'
import { type Period, periodBefore, periodOf } from './windows.ts'

/** Teams against teams, by what their members have earned in the workspace. */

/** A team as a standing: `member` is the team's id, `points` its score. */
export interface TeamLine extends Standing {
  /** How many of its members have points. */
  readonly active: number
}

export interface TeamBoardShown {
  readonly lines: readonly (TeamLine & ShownStanding)[]
  readonly moved: ReadonlyMap<string, Moved>
  /** How many have a place. */
  readonly teams: number
  readonly unranked: TeamBoard['unranked']
}

/** The top teams and the surroundings of one's own; none where there are no teams. */
export async function teamBoardFor(
  tx: Transaction,
  asked: BoardAsked,
  of: Pick<BoardOf, 'topic'>,
  own: string | undefined,
): Promise<TeamBoardShown | undefined> {
  const teams = await allTeams(tx, asked.workspace, asked.now)
  if (teams.length === 0) return undefined
  const today = dayOf(asked)
  const { ranked, unranked } = await boardIn(tx, asked, of, teams, periodOf(asked.window, today))
  const earlier = periodBefore(asked.window, today)
  const before = earlier && placesOn((await boardIn(tx, asked, of, teams, earlier)).ranked.map(lineFrom))
  const lines = ranked.map(lineFrom)
  const part = { standings: lines, people: lines.length, bottomHalf: Number.POSITIVE_INFINITY }
  return {
    lines: boardExcerpt(part, own),
    moved: movements(lines, before),
    teams: lines.length,
    unranked,
  }
}

/** A page of all teams that have a place. */
export async function teamBoardPage(
  tx: Transaction,
  asked: BoardAsked,
  of: Pick<BoardOf, 'topic'>,
  wanted: number,
): Promise<BoardPage<TeamLine>> {
  const teams = await allTeams(tx, asked.workspace, asked.now)
  const { ranked } = await boardIn(tx, asked, of, teams, periodOf(asked.window, dayOf(asked)))
  return boardPage(ranked.map(lineFrom), wanted)
}

async function boardIn(
  tx: Transaction,
  asked: BoardAsked,
  { topic }: Pick<BoardOf, 'topic'>,
  teams: readonly TeamWithMembers[],
  period: Period,
): Promise<TeamBoard> {
  const members = teams.flatMap((team) => team.members)
  const totals = await totalsIn(tx, asked, { topic, members }, period)
  return teamBoard(teams, new Map(totals.map(({ member, points }) => [member, points])))
}

function lineFrom({ team, name, active, score, place }: TeamStanding): TeamLine {
  return { member: team, name, points: score, place, active }
}
