import { draw } from '../draw.ts'

/** Random teams of equal strength for a season. Pure. */

export interface Player {
  readonly member: string
  /** Points or skill; may be negative. */
  readonly strength: number
}

/** How many teams, or about how many members in each. */
export type TeamsWanted = { readonly teams: number } | { readonly size: number }

/**
 * Members dealt by chance, then swapped between the strongest or the weakest team and another as long as that
 * brings the two closer. Sizes differ by at most one, no team is empty. Strength is measured from the average, so
 * that the sums of teams of one size, and the averages of all, are nearly equal: teams are never further apart
 * than the strongest member is from the weakest.
 *
 * @param players each member once; in which order they come does not matter
 * @returns the members of each team, in an order that tells nothing; the same for the same seed
 * @throws RangeError unless a whole number of teams or members is wanted, and every strength is a number
 */
export function balancedTeams(players: readonly Player[], wanted: TeamsWanted, seed: string): string[][] {
  const count = countOf(players.length, wanted)
  if (!players.every(({ strength }) => Number.isFinite(strength))) throw new RangeError('a strength is a number')
  const byChance = ({ member }: Player) => draw(seed, member)
  const shuffled = fromAverage(inOrderOf(players, byChance))
  const dealt = [...Map.groupBy(shuffled, (_, index) => index % count).values()]
  return evened(dealt).map((team) => inOrderOf(team, byChance).map(({ member }) => member))
}

function countOf(members: number, wanted: TeamsWanted): number {
  const number = 'teams' in wanted ? wanted.teams : wanted.size
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`1 or more, not ${number}`)
  return 'teams' in wanted ? number : Math.max(1, Math.round(members / number))
}

/** In millionths of what two members differ by at most, above the average or below: whole numbers have exact sums. */
function fromAverage(players: readonly Player[]): Player[] {
  const strengths = players.map(({ strength }) => strength).sort((a, b) => a - b)
  const range = (strengths.at(-1) ?? 0) - (strengths[0] ?? 0)
  const average = sumOf(players) / players.length
  return players.map(({ member, strength }) => ({
    member,
    strength: range > 0 ? Math.round(((strength - average) / range) * 1e6) : 0,
  }))
}

/** Ends: every swap makes the sum of the squares of the sums smaller. */
function evened(dealt: readonly (readonly Player[])[]): readonly (readonly Player[])[] {
  let teams = dealt.map(dealtTeam)
  for (let better: Dealt[] | undefined = teams; better !== undefined; better = betterBySwap(teams)) teams = better
  return teams.map(({ players }) => players)
}

/** The strongest team with the others, the weakest first; then the weakest with the others, the strongest first. */
function betterBySwap(teams: readonly Dealt[]): Dealt[] | undefined {
  const inOrder = [...teams].sort((a, b) => a.sum - b.sum)
  const [weakest, strongest] = [inOrder[0], inOrder.at(-1)]
  if (weakest === undefined || strongest === undefined) return undefined
  const pairs = [
    ...inOrder.map((weak) => ({ strong: strongest, weak })),
    ...inOrder.toReversed().map((strong) => ({ strong, weak: weakest })),
  ]
  for (const { strong, weak } of pairs) {
    const swap = bestSwap(strong, weak)
    if (swap === undefined) continue
    const others = teams.filter((team) => team !== strong && team !== weak)
    return [...others, exchanged(strong, swap.giver, swap.taker), exchanged(weak, swap.taker, swap.giver)]
  }
  return undefined
}

interface Dealt {
  /** In order of strength. */
  readonly players: readonly Player[]
  readonly sum: number
}

interface Swap {
  readonly giver: Player
  readonly taker: Player
  /** Between the two teams after it. */
  readonly gap: number
}

/**
 * The swap that brings two teams closest to each other, of two members half as far apart as the teams are;
 * none when none brings them closer. In order of strength: the best taker of each next giver lies no earlier.
 */
function bestSwap(strong: Dealt, weak: Dealt): Swap | undefined {
  const gap = strong.sum - weak.sum
  let best: Swap | undefined
  let at = 0
  for (const giver of strong.players) {
    const gapAfter = (taker: Player) => Math.abs(gap - 2 * (giver.strength - taker.strength))
    at = lowestFrom(at, weak.players, gapAfter)
    const taker = weak.players[at]
    if (taker === undefined || gapAfter(taker) >= (best?.gap ?? gap)) continue
    best = { giver, taker, gap: gapAfter(taker) }
  }
  return best
}

/** Where a valley of costs is lowest, from a place on its way down. */
function lowestFrom(from: number, players: readonly Player[], costOf: (player: Player) => number): number {
  let at = from
  for (;;) {
    const [here, next] = [players[at], players[at + 1]]
    if (here === undefined || next === undefined || costOf(next) > costOf(here)) return at
    at += 1
  }
}

function exchanged({ players }: Dealt, gone: Player, come: Player): Dealt {
  return dealtTeam([...players.filter((player) => player !== gone), come])
}

function dealtTeam(players: readonly Player[]): Dealt {
  return { players: inOrderOf(players, ({ strength }) => strength), sum: sumOf(players) }
}

function inOrderOf(players: readonly Player[], key: (player: Player) => number): Player[] {
  return [...players].sort((a, b) => key(a) - key(b) || (a.member < b.member ? -1 : 1))
}

function sumOf(players: readonly Player[]): number {
  return players.reduce((sum, { strength }) => sum + strength, 0)
}
