import { patienceMilliseconds } from '../patience.ts'
import type { Gateway } from './gateway.ts'
import type { Discord } from './state.ts'

/** Waiting for the thing itself: everything is re-checked at every change. */

const pollMilliseconds = 10

/** Whether it came true within these real milliseconds. */
export function cameTrue(discord: Discord, condition: () => boolean, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(false), milliseconds)
    const stop = discord.onChange(check)
    // What a test waits for may be the bot's own state, whose changes nobody tells.
    const poll = setInterval(check, pollMilliseconds)
    check()

    function check(): void {
      if (condition()) finish(true)
    }
    function finish(value: boolean): void {
      clearTimeout(timer)
      clearInterval(poll)
      stop()
      resolve(value)
    }
  })
}

export async function until(discord: Discord, condition: () => boolean, what = 'what was waited for'): Promise<void> {
  if (await cameTrue(discord, condition, patienceMilliseconds)) return
  throw new Error(`${what} did not happen: ${stateOf(discord)}`)
}

function stateOf(discord: Discord): string {
  const calls = discord.calls.slice(-10).map(({ route, outcome }) => `${route} ${outcome}`)
  const sent = discord.dispatches.slice(-10).map(({ name, state }) => `${name} ${state}`)
  return `calls: ${calls.join(', ')}; dispatches: ${sent.join(', ')}; violations: ${discord.violations.join(', ')}`
}

/** Rounds without anything new before it counts as quiet: a bot takes some turns between hearing and calling. */
const quietRounds = 3

export async function quiet(discord: Discord, gateway: Gateway): Promise<void> {
  let rounds = 0
  while (rounds < quietRounds) {
    const before = discord.calls.length + discord.dispatches.length
    await gateway.read()
    await new Promise((resolve) => setImmediate(resolve))
    if (discord.underWay > 0) await cameTrue(discord, () => discord.underWay === 0, patienceMilliseconds)
    rounds = discord.calls.length + discord.dispatches.length === before ? rounds + 1 : 0
  }
}
