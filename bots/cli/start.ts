import { Command } from 'commander'
import { startLocalPostgres } from '../../core/db/local-postgres.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { openHouse } from '../house.ts'
import type { Machine } from '../machine.ts'
import { hearCalls } from '../metrics-calls.ts'
import { metricsDoor } from '../metrics-door.ts'
import { serves } from '../roles.ts'
import { type RunningParts, run } from '../running.ts'
import { hasWebRoom } from '../settings.ts'
import { contentFolder } from './content-folder.ts'
import { openDoor } from './open-door.ts'
import { openPage } from './open-page.ts'
import { reloadedBank } from './reload.ts'
import { type Ending, stopper } from './stopper.ts'

/** The local room, as someone finds it who has set nothing. */
const room = {
  workspace: 'room/local',
  name: 'Studyhall',
  channel: { id: 'backend-prep', name: 'backend-prep' },
  people: [
    { id: 'you', name: 'You', admin: true },
    { id: 'ada', name: 'Ada', admin: false },
    { id: 'bo', name: 'Bo', admin: false },
    { id: 'cy', name: 'Cy', admin: false },
  ],
  schedule: { days: [1, 2, 3, 4, 5], localTime: '09:00', answerMinutes: 8 * 60 },
} as const

export function startCommand(machine: () => Machine): Command {
  return new Command('start')
    .description('run the bot: in the local web room, as long as no platform is set')
    .action(() => start(machine()))
}

async function start(machine: Machine): Promise<void> {
  const { settings } = machine
  const endings: Ending[] = []
  const stop = stopper(endings, machine)
  let isStarted = false
  try {
    const isInRoom = hasWebRoom(settings) && serves(settings.ROLE)
    const door = await openDoor(machine)
    endings.push(() => door.close())
    const bank = reloadedBank(contentFolder, await loadBank(contentFolder), machine)
    const address = settings.DATABASE_URL ?? (await ownDatabase(settings.DATA_DIR, endings))
    const failures: Error[] = []
    const failed = (error: Error) => {
      failures.push(error)
      door.unready()
      if (isStarted) stop.because(error)
    }
    // loaded here, so that the other commands need not wait for it
    const { openMetrics } = await import('../metrics.ts')
    const metrics = openMetrics({ clock: machine.clock, role: settings.ROLE })
    hearCalls({ slack: settings.SLACK_API_URL, discord: settings.DISCORD_API_URL }, metrics.answered)
    const bot = { machine, door, metrics, bank, address, failed }
    await (isInRoom ? startInRoom(bot, endings) : startOnPlatforms(bot, endings))
    const [early] = failures
    if (early !== undefined) throw early
    door.add(metricsDoor(metrics, settings.METRICS_TOKEN))
    door.ready()
    endings.push(async () => door.stopping())
    isStarted = true
  } catch (error) {
    await stop.now()
    throw isTrouble(error) ? new PlainError(error.message) : error
  }
}

/** What a platform wants an operator to mend; by name, so that its library need not be loaded. */
function isTrouble(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'SlackTrouble' || error.name === 'DiscordTrouble')
}

/** The web room, beside the platforms that are set. */
async function startInRoom(bot: RunningParts, endings: Ending[]): Promise<void> {
  const { machine, door } = bot
  const page = await openPage(machine, door, endings)
  const house = await openHouse({ ...bot, page, room })
  endings.push(house.close)
  const url = `${door.url}${page.entrance}`
  machine.print(`Studyhall is open at ${url}`)
  if (machine.remote !== undefined) machine.print(fromAfar(machine.remote, url))
}

async function startOnPlatforms(bot: RunningParts, endings: Ending[]): Promise<void> {
  const running = await run(bot)
  endings.push(running.close)
  await running.ticker.wake()
  const { platforms } = running.studyhall.study
  const { ROLE: role } = bot.machine.settings
  const names = [...platforms.keys()].filter((name, _, all) => name !== 'room' || all.length === 1)
  const as = role === 'all' ? '' : ` as ${role}`
  bot.machine.print(`Studyhall is at work on ${names.join(' and ')}${as}; ${bot.door.url}/healthz says how it is.`)
}

/** On a server without a screen: how to see the room from one's own machine. */
function fromAfar(remote: string, url: string): string {
  const { port } = new URL(url)
  return `No screen here? On your own machine run: ssh -L ${port}:127.0.0.1:${port} ${remote}`
}

async function ownDatabase(folder: string, endings: Ending[]): Promise<string> {
  const postgres = await startLocalPostgres(folder)
  endings.push(() => postgres.release())
  return postgres.address
}
