import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withDatabase } from '../core/db/address.ts'
import { connect, disconnect } from '../core/db/connect.ts'
import { startLocalPostgres } from '../core/db/local-postgres.ts'
import { loadBank } from '../core/questions/bank.ts'
import type { Bench, BenchTools, Row } from './bench.ts'
import { boards } from './boards.ts'
import { day } from './day.ts'
import { discordAck } from './discord-ack.ts'
import { discordMemory } from './discord-memory.ts'
import { fanout } from './fanout.ts'
import { fanoutDiscord } from './fanout-discord.ts'
import { fanoutSlack } from './fanout-slack.ts'
import { feedback } from './feedback.ts'
import { learning } from './learning.ts'
import { slackAck } from './slack-ack.ts'
import { start } from './start.ts'
import { writeTable } from './table.ts'
import { votes } from './votes.ts'
import { voting } from './voting.ts'

/**
 * `npm run bench [-- [NAME…] [--json FILE] [--data FOLDER] [--write]]`: prints the rows as one JSON array;
 * `--write` puts them into the table of docs/performance.md as well.
 */

const benches: readonly Bench[] = [
  votes,
  day,
  fanout,
  fanoutSlack,
  fanoutDiscord,
  slackAck,
  discordAck,
  discordMemory,
  start,
  learning,
  feedback,
  voting,
  boards,
]

const page = new URL('../docs/performance.md', import.meta.url).pathname

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, data: { type: 'string' }, write: { type: 'boolean' } },
})
const unknown = positionals.find((name) => !benches.some((bench) => bench.name === name))
if (unknown === undefined) await run()
else {
  process.stderr.write(`There is no bench ${unknown}. There are: ${benches.map(({ name }) => name).join(', ')}.\n`)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-bench-'))
  const server = await startLocalPostgres(folder)
  const rows: Row[] = []
  try {
    const tools = await toolsOn(server.adminAddress)
    for (const bench of benches) {
      if (positionals.length === 0 || positionals.includes(bench.name)) rows.push(...(await bench.run(tools)))
    }
  } finally {
    await server.release()
    await rm(folder, { recursive: true, force: true })
  }
  const json = `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`
  if (values.json === undefined) process.stdout.write(json)
  else await writeFile(values.json, json)
  if (values.write === true) await writeTable(page, rows, Temporal.Now.plainDateISO('UTC'))
}

async function toolsOn(adminAddress: string): Promise<BenchTools> {
  let made = 0
  return {
    bank: await loadBank(new URL('../content', import.meta.url).pathname),
    data: values.data,
    note: (says) => void process.stderr.write(`${says}\n`),
    database: async () => {
      made += 1
      const name = `bench_${made}`
      const admin = connect(adminAddress, { connections: 1 })
      await admin.sql`create database ${admin.sql(name)} owner studyhall`
      await disconnect(admin)
      return withDatabase(adminAddress, name, 'studyhall')
    },
  }
}
