import { Command } from 'commander'
import { connect, disconnect } from '../../core/db/connect.ts'
import { migrate } from '../../core/db/migrate.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { type Deliveries, openDeliveries } from '../../core/delivery/deliveries.ts'
import type { Troubled } from '../../core/delivery/queue-looks.ts'
import { counted, shortened } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { onDatabase } from './on-database.ts'

export function deliveriesCommand(machine: () => Machine): Command {
  const command = new Command('deliveries').description('what could not be delivered to a platform')
  command
    .command('list', { isDefault: true })
    .description('what is tried again, and what was given up')
    .action(() => onDeliveries(machine(), list))
  command
    .command('retry')
    .description('try once more what was given up: these, or all')
    .argument('[ids...]', 'ids from the list')
    .action((ids: string[]) => onDeliveries(machine(), (deliveries, print) => retry(deliveries, ids, print)))
  return command
}

type Print = Machine['print']

async function list(deliveries: Deliveries, print: Print): Promise<void> {
  const troubled = await deliveries.troubled()
  if (troubled.length === 0) return print('Everything has been delivered.')
  for (const one of troubled) print(lineOf(one))
  const givenUp = troubled.filter(({ nextAt }) => nextAt === undefined).length
  if (givenUp > 0)
    print(`${counted(givenUp, 'delivery', 'deliveries')} given up. \`studyhall deliveries retry\` tries again.`)
}

function lineOf({ id, workspace, kind, subject, since, attempts, reason, nextAt }: Troubled): string {
  const state = nextAt === undefined ? 'given up' : `next try ${nextAt.toString({ smallestUnit: 'second' })}`
  const when = since.toString({ smallestUnit: 'second' })
  return `${id}  ${kind}  ${workspace}  ${subject}  since ${when}, ${counted(attempts, 'try', 'tries')}, ${state}: ${shortened(reason, 120)}`
}

async function retry(deliveries: Deliveries, ids: readonly string[], print: Print): Promise<void> {
  const known = new Set((await deliveries.troubled()).map(({ id }) => id))
  const unknown = ids.find((id) => !known.has(id))
  if (unknown !== undefined)
    throw new PlainError(`There is no delivery ${unknown}. \`studyhall deliveries\` lists them.`)
  const tried = await deliveries.retry(ids.length > 0 ? ids : undefined)
  print(
    tried === 0
      ? 'Nothing was given up.'
      : `${counted(tried, 'delivery', 'deliveries')} will be tried again by the running bot.`,
  )
}

async function onDeliveries(
  machine: Machine,
  work: (deliveries: Deliveries, print: Print) => Promise<void>,
): Promise<void> {
  const { settings, log, newId, print } = machine
  await onDatabase(settings, async (address) => {
    await migrate(address)
    const database = connect(address, { connections: 2 })
    const deliveries = await openDeliveries({ database, log, newId })
    try {
      await work(deliveries, print)
    } finally {
      await deliveries.stop()
      await disconnect(database)
    }
  })
}
