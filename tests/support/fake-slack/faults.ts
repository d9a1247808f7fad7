import type { Json, Slack } from './state.ts'
import type { Fault, FaultRule, Faults } from './types.ts'

/** What goes wrong with the next calls of a method. */
export function createFaults(slack: Slack): Faults {
  return { next, limitReading, refuseNewFiles, clear }

  function limitReading(): void {
    slack.lastReads = new Map()
  }

  function refuseNewFiles(times: number): void {
    slack.filesRefused = times
  }

  function clear(): void {
    slack.faults.splice(0)
    slack.filesRefused = 0
    slack.lastReads = undefined
  }

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
  const wait = waitToRead(slack, call)
  if (wait > 0) return { fault: { kind: 'rate-limited', seconds: Math.ceil(wait / 1000) }, wait: undefined }
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

const limitedMethods = new Set(['conversations.history', 'conversations.replies'])
const betweenReads = 60_000
/** Objects on a page, where reading is limited. */
export const mostRead = 15

/** Milliseconds until it may be read again; counts a reading that may be now. */
function waitToRead(slack: Slack, { method, team }: { readonly method: string; readonly team: string | undefined }) {
  if (slack.lastReads === undefined || !limitedMethods.has(method)) return 0
  const lane = `${team} ${method}`
  const wait = (slack.lastReads.get(lane) ?? Number.NEGATIVE_INFINITY) + betweenReads - slack.now()
  if (wait > 0) return wait
  slack.lastReads.set(lane, slack.now())
  return 0
}
