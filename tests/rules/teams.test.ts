import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw } from '../../core/draw.ts'
import { balancedTeams, type Player } from '../../core/standings/balanced-teams.ts'
import { everybodyOf, type Team, teamBoard, teamRules, teamScore } from '../../core/standings/team-rule.ts'

/** Each inner list is a team; its numbers are the points of its members. */
function boardOf(...teams: readonly (readonly number[])[]) {
  const { listed, points } = listedTeams(teams)
  return teamBoard(listed, points)
}

function listedTeams(teams: readonly (readonly number[])[]): { listed: Team[]; points: Map<string, number> } {
  const named = teams.map((points, team) => points.map((own, index) => [`${team}/${index}`, own] as const))
  const listed = named.map((members, team) => ({
    team: `${team}`,
    name: `Team ${team}`,
    members: members.map(([member]) => member),
  }))
  return { listed, points: new Map(named.flat()) }
}

const pointsOf = fc.integer({ min: 1, max: 400 })
const teamOf = fc.array(pointsOf, { minLength: 1, maxLength: 12 })
const teamsOf = fc.array(teamOf, { minLength: 2, maxLength: 8 })

test("a team's score is its mean drawn towards everybody's, and how many were active stands beside it", () => {
  const { ranked } = boardOf([30, 20, 10, 0], [20, 20, 20, 20, 20])
  // the greatest counts as the second greatest: cap 20, mean (50 + 100) / 8
  const mean = 150 / 8
  expect(ranked).toEqual([
    { team: '1', name: 'Team 1', active: 5, place: 1, score: Math.round(((100 + 8 * mean) / 13) * 10) / 10 },
    { team: '0', name: 'Team 0', active: 3, place: 2, score: Math.round(((50 + 8 * mean) / 11) * 10) / 10 },
  ])
})

test('teams with the same score share a place: 1, 2, 2, 4', () => {
  const { ranked } = boardOf([90, 90, 90], [50, 50, 50], [50, 50, 50], [10, 10, 10])
  expect(ranked.map(({ place }) => place)).toEqual([1, 2, 2, 4])
})

test('a team with fewer than three active members has no place, and is told how many it has', () => {
  expect(boardOf([400, 400, 0, 0], [1, 1, 1]).unranked).toEqual([{ team: '0', name: 'Team 0', active: 2 }])
  fc.assert(
    fc.property(teamsOf, (teams) => {
      const { ranked, unranked } = boardOf(...teams)
      expect(ranked.map(({ active }) => active).every((active) => active >= 3)).toBe(true)
      expect(unranked.map(({ active }) => active).every((active) => active < 3)).toBe(true)
      expect(ranked.length + unranked.length).toBe(teams.length)
    }),
  )
})

test('who has no points changes no score and no cap', () => {
  fc.assert(
    fc.property(teamsOf, fc.nat(20), (teams, idle) => {
      const larger = teams.map((points) => [...points, ...Array.from({ length: idle }, () => 0)])
      expect(boardOf(...larger)).toEqual(boardOf(...teams))
    }),
  )
})

test('no points at all, and no teams, are no trouble', () => {
  expect(boardOf()).toEqual({ ranked: [], unranked: [] })
  expect(everybodyOf([])).toEqual({ cap: 0, mean: 0 })
  expect(boardOf([0, 0, 0]).unranked).toEqual([{ team: '0', name: 'Team 0', active: 0 }])
})

test('whoever is in two teams counts in both, and once among everybody', () => {
  const { listed, points } = listedTeams([
    [10, 20, 30],
    [10, 20, 30],
  ])
  const again = { team: 'again', name: 'Again', members: [...(listed[0]?.members ?? []), '0/0'] }
  const { ranked } = teamBoard([...listed, again], points)
  const scores = new Map(ranked.map(({ team, score }) => [team, score]))
  expect(scores.get('again')).toBe(scores.get('0'))
  expect(scores.get('1')).toBe(teamBoard(listed, points).ranked.find(({ team }) => team === '1')?.score)
})

test('one giant changes no score: who already leads everybody gains nothing for a team by more', () => {
  fc.assert(
    fc.property(teamsOf, fc.nat(), fc.integer({ min: 400, max: 1_000_000 }), (teams, which, points) => {
      const withGiant = (giant: number) =>
        teams.map((team, at) => (at === which % teams.length ? [...team, giant] : team))
      expect(boardOf(...withGiant(points))).toEqual(boardOf(...withGiant(400)))
    }),
  )
})

test('a new giant lifts a team at most by what the cap allows', () => {
  fc.assert(
    fc.property(teamsOf, teamOf, (teams, team) => {
      const everybody = everybodyOf([...teams.flat(), ...team])
      const withGiant = teamScore([...team, 10_000], everybody)
      const lifted = withGiant - teamScore(team, everybody)
      expect(lifted).toBeLessThanOrEqual(everybody.cap / (team.length + 1 + teamRules.priorMembers) + 0.1)
      expect(withGiant).toBeLessThanOrEqual(everybody.cap + 0.1)
    }),
  )
})

test("more points never lower a team's score, as long as all others count the same", () => {
  fc.assert(
    fc.property(teamOf, fc.nat(), fc.nat(500), pointsOf, pointsOf, (team, which, more, cap, one) => {
      const everybody = { cap, mean: Math.min(one, cap) }
      const better = team.map((points, at) => (at === which % team.length ? points + more : points))
      expect(teamScore(better, everybody)).toBeGreaterThanOrEqual(teamScore(team, everybody))
    }),
  )
})

test('the larger a team, the nearer its score is to its own mean', () => {
  fc.assert(
    fc.property(pointsOf, fc.integer({ min: 3, max: 40 }), fc.integer({ min: 0, max: 400 }), (points, n, mean) => {
      const far = (size: number) => {
        const score = teamScore(
          Array.from({ length: size }, () => points),
          { cap: 400, mean },
        )
        return Math.abs(score - points)
      }
      expect(far(n + 1)).toBeLessThanOrEqual(far(n) + 0.1)
    }),
  )
})

/** Twelve teams of 3 to 60 members, each with an effect of its own that is small beside how members differ. */
function season(seed: string) {
  const chance = (text: string) => (draw(seed, text) + 0.5) / 2 ** 32
  const normal = (text: string) =>
    Math.sqrt(-2 * Math.log(chance(`${text} r`))) * Math.cos(2 * Math.PI * chance(`${text} a`))
  const effects = Array.from({ length: 12 }, (_, team) => 0.4 * normal(`effect ${team}`))
  const teams = effects.map((effect, team) => {
    const size = Math.floor(3 * 20 ** chance(`size ${team}`))
    return Array.from({ length: size }, (_, member) => 40 * Math.exp(effect + normal(`${team}/${member}`)))
  })
  return { effects, teams }
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((values) => {
    const mean = total(values) / values.length
    return values.map((value) => value - mean)
  })
  const products = (x: readonly number[] = [], y: readonly number[] = []) =>
    total(x.map((value, at) => value * (y[at] ?? 0)))
  return products(a, b) / Math.sqrt(products(a, a) * products(b, b))
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

test('over four hundred seasons the score follows what a team is worth better than its mean and its sum do', () => {
  const found = Array.from({ length: 400 }, (_, index) => {
    const { effects, teams } = season(`season ${index}`)
    const everybody = everybodyOf(teams.flat())
    const scores = {
      ours: teams.map((points) => teamScore(points, everybody)),
      mean: teams.map((points) => total(points) / points.length),
      sum: teams.map(total),
    }
    return Object.values(scores).map((score) => correlation(effects, score))
  })
  const [ours = 0, mean = 0, sum = 0] = [0, 1, 2].map((rule) => total(found.map((by) => by[rule] ?? 0)) / found.length)
  expect(ours).toBeGreaterThan(0.7)
  expect(ours).toBeGreaterThan(mean + 0.03)
  expect(mean).toBeGreaterThan(sum + 0.2)
})

const strength = fc.oneof(
  fc.integer({ min: 0, max: 500 }),
  fc.double({ min: -6, max: 6, noNaN: true }),
  fc.constantFrom(0, 1e6),
)
const players = fc
  .array(strength, { maxLength: 60 })
  .map((all) => all.map((own, index): Player => ({ member: `m${index}`, strength: own })))
const wantedTeams = fc.integer({ min: 1, max: 12 })

test('everybody is in exactly one team, no team is empty, and sizes differ by at most one', () => {
  fc.assert(
    fc.property(players, wantedTeams, fc.string(), fc.boolean(), (all, number, seed, bySize) => {
      const teams = balancedTeams(all, bySize ? { size: number } : { teams: number }, seed)
      expect(teams.flat().sort()).toEqual(all.map(({ member }) => member).sort())
      const sizes = teams.map(({ length }) => length)
      expect(sizes.every((size) => size > 0 && size >= Math.max(...sizes) - 1)).toBe(true)
      if (!bySize) expect(teams).toHaveLength(Math.min(number, all.length))
    }),
  )
})

test('a wanted size is met as nearly as whole teams allow', () => {
  const all = Array.from({ length: 23 }, (_, index) => ({ member: `m${index}`, strength: index }))
  const sizes = (size: number) =>
    balancedTeams(all, { size }, 's')
      .map(({ length }) => length)
      .sort()
  expect(sizes(4)).toEqual([3, 4, 4, 4, 4, 4])
  expect(sizes(7)).toEqual([7, 8, 8])
  expect(sizes(11)).toEqual([11, 12])
  expect(sizes(40)).toEqual([23])
})

test('the same seed gives the same teams, in whatever order the members are listed; another seed gives others', () => {
  fc.assert(
    fc.property(
      players.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      wantedTeams,
      ([all, shuffled], teams) => {
        expect(balancedTeams(shuffled, { teams }, 'autumn')).toEqual(balancedTeams(all, { teams }, 'autumn'))
      },
    ),
  )
  const all = Array.from({ length: 20 }, (_, index) => ({ member: `m${index}`, strength: index }))
  const paired = new Set(
    Array.from({ length: 40 }, (_, seed) => balancedTeams(all, { teams: 4 }, `${seed}`)).flatMap(
      (teams) => teams.find((team) => team.includes('m19')) ?? [],
    ),
  )
  // over forty seasons the strongest has played with nearly everybody
  expect(paired.size).toBeGreaterThan(17)
})

test('teams are as strong as each other, up to what two members differ by', () => {
  fc.assert(
    fc.property(players, wantedTeams, (all, number) => {
      const teams = balancedTeams(all, { teams: number }, 'season')
      const by = new Map(all.map(({ member, strength: own }) => [member, own]))
      const strengths = all.map(({ strength: own }) => own)
      const average = total(strengths) / strengths.length
      const above = teams.map((team) => total(team.map((member) => (by.get(member) ?? 0) - average)))
      const range = Math.max(...strengths, 0) - Math.min(...strengths, 0)
      expect(Math.max(...above, 0) - Math.min(...above, 0)).toBeLessThanOrEqual(range * (1 + 1e-3) + 1e-9)
    }),
  )
})

test('the teams of a season are within a twentieth of each other, closer than a snake draft leaves them', () => {
  for (const [members, number] of [
    [24, 4],
    [40, 8],
    [200, 20],
  ] as const) {
    const spreads = Array.from({ length: 20 }, (_, season) => {
      const all = Array.from({ length: members }, (_, index) => ({
        member: `m${index}`,
        strength: 500 * (draw(`${season}`, `${index}`) / 2 ** 32) ** 3,
      }))
      const sum = total(all.map((one) => one.strength)) / number
      return [balancedTeams(all, { teams: number }, 's'), snakeDraft(all, number)].map(
        (teams) => spreadOf(all, teams) / sum,
      )
    })
    const [ours = 1, snake = 0] = [0, 1].map((rule) => total(spreads.map((by) => by[rule] ?? 0)) / spreads.length)
    expect(ours).toBeLessThan(0.05)
    expect(ours).toBeLessThan(snake / 3)
  }
})

function snakeDraft(all: readonly Player[], number: number): string[][] {
  const teams = Array.from({ length: number }, (): string[] => [])
  for (const [index, { member }] of [...all].sort((a, b) => b.strength - a.strength).entries()) {
    const at = index % number
    teams[Math.floor(index / number) % 2 === 0 ? at : number - 1 - at]?.push(member)
  }
  return teams
}

function spreadOf(all: readonly Player[], teams: readonly (readonly string[])[]): number {
  const by = new Map(all.map(({ member, strength: own }) => [member, own]))
  const sums = teams.map((team) => total(team.map((member) => by.get(member) ?? 0)))
  return Math.max(...sums) - Math.min(...sums)
}

test('no whole number of teams, or a strength that is none, is refused', () => {
  const all = [{ member: 'ada', strength: 1 }]
  for (const number of [0, -1, 1.5, Number.NaN]) {
    expect(() => balancedTeams(all, { teams: number }, 's')).toThrow(RangeError)
    expect(() => balancedTeams(all, { size: number }, 's')).toThrow(RangeError)
  }
  expect(() => balancedTeams([{ member: 'ada', strength: Number.NaN }], { teams: 1 }, 's')).toThrow(RangeError)
})
