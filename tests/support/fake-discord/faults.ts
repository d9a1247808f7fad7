import type { Discord, Faulty } from './state.ts'
import type { Call, Fault, FaultRule, Faults } from './types.ts'

/** What goes wrong with the next calls of a route. */
export function createFaults(discord: Discord, routes: ReadonlySet<string>): Faults {
  return { next, clear: () => discord.faults.splice(0) }

  function next(route: string | FaultRule, fault: Fault): ReturnType<Faults['next']> {
    const rule: FaultRule = typeof route === 'string' ? { route } : route
    if (rule.route !== '*' && !routes.has(rule.route)) throw new Error(`the fake Discord has no route ${rule.route}`)
    const gate = Promise.withResolvers<void>()
    const entry: Faulty = { rule, fault, left: rule.times ?? 1, met: 0, wait: gate.promise }
    discord.faults.push(entry)
    return {
      met: () => entry.met,
      release() {
        entry.left = 0
        gate.resolve()
      },
    }
  }
}

/** The fault that meets this call, if one does; counts it. */
export function takeFault(discord: Discord, call: Call): Faulty | undefined {
  const entry = discord.faults.find(({ rule, left }) => left > 0 && meets(rule, call))
  if (entry === undefined) return undefined
  entry.left -= 1
  entry.met += 1
  return entry
}

function meets(rule: FaultRule, call: Call): boolean {
  return (rule.route === '*' || rule.route === call.route) && (rule.when?.(call) ?? true)
}
