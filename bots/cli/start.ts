import { Command } from 'commander'
import { startLocalPostgres } from '../../core/db/local-postgres.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { openHouse } from '../house.ts'
import type { Machine } from '../machine.ts'
import { listen, type WebServer } from '../web/server.ts'
import { contentFolder } from './content-folder.ts'

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

/** After this time a stop no longer waits for what is under way; it is taken up at the next start. */
const stopMilliseconds = 9_500

export function startCommand(machine: () => Machine): Command {
  return new Command('start')
    .description('run the bot: in the local web room, as long as no platform is set')
    .action(() => start(machine()))
}

/** Everything that was started, ended in the opposite order. */
type Ending = () => Promise<void>

async function start(machine: Machine): Promise<void> {
  const { settings, print } = machine
  const endings: Ending[] = []
  const stop = stopper(endings, machine)
  try {
    const server = await openDoor(machine)
    endings.push(() => server.close())
    const bank = await loadBank(contentFolder)
    const address = settings.DATABASE_URL ?? (await ownDatabase(settings.DATA_DIR, endings))
    const house = await openHouse({ machine, server, bank, address, room })
    endings.push(house.close)
    print(`Studyhall is open at ${server.url}`)
    if (machine.remote !== undefined) print(fromAfar(machine.remote, server.url))
  } catch (error) {
    await stop.now()
    throw error
  }
}

/** On a server without a screen: how to see the room from one's own machine. */
function fromAfar(remote: string, url: string): string {
  const { port } = new URL(url)
  return `No screen here? On your own machine run: ssh -L ${port}:127.0.0.1:${port} ${remote}`
}

async function openDoor({ settings, log }: Machine): Promise<WebServer> {
  const { HOST: host, PORT: port, ROOM_TOKEN: token } = settings
  try {
    return await listen({
      host,
      port,
      token,
      failed: (error) => log.error({ err: error }, 'a request of the page broke'),
    })
  } catch (error) {
    throw new PlainError(cannotListen((error as NodeJS.ErrnoException).code, host, port))
  }
}

function cannotListen(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken. Stop what listens there, or set PORT to another one.`
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to one above 1023.`
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}. Set HOST to one that it has, or leave it out.`
    default:
      return `Listening on ${host}, port ${port}, failed (${code}). Set HOST and PORT to an address of this machine.`
  }
}

async function ownDatabase(folder: string, endings: Ending[]): Promise<string> {
  const postgres = await startLocalPostgres(folder)
  endings.push(() => postgres.release())
  return postgres.address
}

/** Ends on SIGTERM and Ctrl-C, and on a start that failed; once, however often it is asked. */
function stopper(endings: Ending[], { log, print }: Machine): { now: () => Promise<void> } {
  let ending: Promise<void> | undefined
  const now = () => {
    ending ??= endAll()
    return ending
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, async () => {
      setTimeout(() => process.exit(0), stopMilliseconds).unref()
      await now()
      print('Studyhall has stopped.')
      process.exit(0)
    })
  }
  return { now }

  async function endAll(): Promise<void> {
    for (const end of endings.toReversed()) {
      await end().catch((error: unknown) => log.error({ err: error }, 'something did not end cleanly'))
    }
  }
}
