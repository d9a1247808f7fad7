import type { Json, Slack } from './state.ts'
import type { Fault, FaultRule, Faults } from './types.ts'

/** What goes wrong with the next calls of a method. */
export function createFaults(slack: Slack): Faults {
  return { next, clear: () => slack.faults.splice(0) }

  function next(method: string | FaultRule, fault: Fault): ReturnType<Faults['next']> {
    const rule: FaultRule = typeof method === 'string' ? { method } : method
    const gate = Promise.withResolvers<void>()
    const entry = { rule, fault, left: rule.times ?? 1, met: 0, wait: gate.promise }
    slack.faults.push(entry)
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
export function takeFault(
  slack: Slack,
  call: { readonly method: string; readonly team: string | undefined; readonly args: Json },
): { readonly fault: Fault; readonly wait: Promise<void> | undefined } | undefined {
  const entry = slack.faults.find(({ rule, left }) => left > 0 && meets(rule, call))
  if (entry === undefined) return undefined
  entry.left -= 1
  entry.met += 1
  slack.changed()
  return { fault: entry.fault, wait: entry.wait }
}

function meets(
  rule: FaultRule,
  call: { readonly method: string; readonly team: string | undefined; readonly args: Json },
): boolean {
  if (rule.method !== '*' && rule.method !== call.method) return false
  return (rule.team === undefined || rule.team === call.team) && (rule.when?.(call.args) ?? true)
}
