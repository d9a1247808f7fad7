import { ranked } from './ranks.ts'

/** What a team's members have together, so that neither its size nor one of them decides. Pure. */

export const teamRules = {
  /** A team counts as if so many middling members were in it: few members say little about a team. */
  priorMembers: 8,
  /** A member's points count up to this quantile of everybody's. */
  capQuantile: 0.95,
  /** Active members without whom a team has no place. */
  fewestActive: 3,
  /** Scores are kept, compared and shown to one decimal: what looks the same is the same place. */
  steps: 10,
} as const

export interface Team {
  readonly team: string
  readonly name: string
  readonly members: readonly string[]
}

export interface TeamStanding {
  readonly team: string
  readonly name: string
  /** How many of its members have points in the window; shown with the score. */
  readonly active: number
  readonly score: number
  readonly place: number
}

export interface TeamBoard {
  readonly ranked: readonly TeamStanding[]
  /** Too few active members to say anything; in the order of the teams given. */
  readonly unranked: readonly Pick<TeamStanding, 'team' | 'name' | 'active'>[]
}

/**
 * Teams by their score, ties 1, 2, 2, 4.
 *
 * @param points each member's in the window; who has more than 0 is active. Whoever is in two teams counts in
 *   both, and once among everybody.
 */
export function teamBoard(teams: readonly Team[], points: ReadonlyMap<string, number>): TeamBoard {
  const active = (members: readonly string[]) =>
    [...new Set(members)].map((member) => points.get(member) ?? 0).filter((own) => own > 0)
  const everybody = everybodyOf(active(teams.flatMap(({ members }) => members)))
  const all = teams.map(({ team, name, members }) => ({ team, name, points: active(members) }))
  const scored = all
    .filter((one) => one.points.length >= teamRules.fewestActive)
    .map((one) => ({ ...one, active: one.points.length, score: teamScore(one.points, everybody) }))
  const activeIn = new Map(scored.map((one) => [one.team, one.active]))
  return {
    ranked: ranked(scored.map(({ team, name, score }) => ({ member: team, name, points: score }))).map((one) => ({
      team: one.member,
      name: one.name,
      active: activeIn.get(one.member) ?? 0,
      score: one.points,
      place: one.place,
    })),
    unranked: all
      .filter((one) => one.points.length < teamRules.fewestActive)
      .map((one) => ({ team: one.team, name: one.name, active: one.points.length })),
  }
}

/** All active members of all teams together. */
export interface Everybody {
  /** What a member's points count at most. */
  readonly cap: number
  /** The mean of their points, each up to the cap. */
  readonly mean: number
}

/**
 * The cap is the value at the 95 % quantile, or the next one below (no interpolation): among two and more it
 * is never set by the greatest alone. The mean is taken of what counts, so one giant moves no other team.
 */
export function everybodyOf(active: readonly number[]): Everybody {
  const sorted = [...active].sort((a, b) => a - b)
  const cap = sorted[Math.floor(teamRules.capQuantile * (sorted.length - 1))] ?? 0
  return { cap, mean: active.length === 0 ? 0 : sumUpTo(cap, active) / active.length }
}

/** (Σ min(x, cap) + 8·mean) / (n + 8), to one decimal. Empirical Bayes: the mean of a team, drawn to that of all. */
export function teamScore(active: readonly number[], { cap, mean }: Everybody): number {
  const { priorMembers, steps } = teamRules
  const score = (sumUpTo(cap, active) + priorMembers * mean) / (active.length + priorMembers)
  return Math.round(score * steps) / steps
}

function sumUpTo(cap: number, active: readonly number[]): number {
  return active.reduce((sum, points) => sum + Math.min(points, cap), 0)
}
