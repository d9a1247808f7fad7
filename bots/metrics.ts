import { readFileSync } from 'node:fs'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { PoolLoad } from '../core/db/connect.ts'
import type { Deliveries } from '../core/delivery/deliveries.ts'
import type { Depth } from '../core/delivery/queue-looks.ts'
import type { Meter } from '../core/meter.ts'
import { keptFor } from './kept-for.ts'
import { within } from './within.ts'

/** What this process does, in numbers for Prometheus; docs/operating.md lists them. No workspace, no member, no words. */
export interface Metrics {
  /** What core counts. */
  readonly meter: Meter
  /** Counts how many seconds a platform waited for an acknowledgement. */
  acknowledged(platform: string): (seconds: number) => void
  /** Counts an answer of a platform, by its HTTP status. */
  answered(platform: string, status: number): void
  /** What is looked at when the numbers are read. */
  watch(sources: MetricsSources): void
  /** In Prometheus' text format. */
  text(): Promise<{ readonly type: string; readonly body: string }>
}

export interface MetricsSources {
  readonly load: PoolLoad
  readonly deliveries: Pick<Deliveries, 'depth' | 'isSender'>
  /** Questions in the bank that all share. */
  readonly questions: () => number
}

export interface MetricsParts {
  readonly clock: () => Temporal.Instant
  readonly role: string
}

/** One look at the queue serves all who ask within this time. */
const depthKeptMilliseconds = 5_000
const depthWithinMilliseconds = 1_000
const dueBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 21_600]
const deliveryBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600]
/** Slack and Discord give three seconds. */
const acknowledgementBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3]

export function openMetrics({ clock, role }: MetricsParts): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const due = new Histogram({
    name: 'studyhall_due_lag_seconds',
    help: 'Seconds between the time of something due and when it was done.',
    labelNames: ['what'],
    buckets: dueBuckets,
    registers,
  })
  const deliveries = new Counter({
    name: 'studyhall_deliveries_total',
    help: 'Tries of deliveries to a platform, by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    registers,
  })
  const deliverySeconds = new Histogram({
    name: 'studyhall_delivery_seconds',
    help: 'Seconds from the fact to the message on the platform.',
    buckets: deliveryBuckets,
    registers,
  })
  const acknowledgements = new Histogram({
    name: 'studyhall_acknowledgement_seconds',
    help: 'Seconds that a platform waited for an acknowledgement.',
    labelNames: ['platform'],
    buckets: acknowledgementBuckets,
    registers,
  })
  const answers = new Counter({
    name: 'studyhall_platform_responses_total',
    help: 'What a platform answered to calls: 2xx, 3xx, 4xx, 429 or 5xx.',
    labelNames: ['platform', 'status'],
    registers,
  })
  const build = new Gauge({
    name: 'studyhall_build_info',
    help: 'Always 1; its labels say what runs here.',
    labelNames: ['version', 'schema', 'role', 'node'],
    registers,
  })
  build.set({ version: packageVersion(), schema: schemaVersion(), role, node: process.version }, 1)
  const meter: Meter = {
    due: (what, seconds) => due.observe({ what }, seconds),
    delivered: (kind, outcome, since) => {
      deliveries.inc({ kind, outcome })
      if (outcome === 'done') deliverySeconds.observe(Math.max(0, (clock().epochMilliseconds - since.getTime()) / 1000))
    },
  }
  const watch = watched(registers)
  return {
    meter,
    acknowledged: (platform) => (seconds) => acknowledgements.observe({ platform }, seconds),
    answered: (platform, status) => answers.inc({ platform, status: statusClass(status) }),
    watch,
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  }
}

/** Gauges of what is there now; empty until something is watched. */
function watched(registers: Registry[]): (sources: MetricsSources) => void {
  let sources: MetricsSources | undefined
  let depth = keptFor(depthKeptMilliseconds, async () => sources?.deliveries.depth())
  new Gauge({
    name: 'studyhall_delivery_queue',
    help: 'Deliveries now, of all processes: waiting, under-way, retried, given-up.',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset()
      // a database that is down, or hangs, is no reason to tell nothing at all
      const now = await within(depthWithinMilliseconds, depth()).catch(() => undefined)
      if (now === undefined || now === 'late') return
      for (const [state, count] of Object.entries(states(now))) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'studyhall_database_transactions',
    help: 'Transactions of this process now: busy, or waiting for a connection.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'busy' }, sources?.load.busy ?? 0)
      this.set({ state: 'waiting' }, sources?.load.waiting ?? 0)
    },
  })
  new Gauge({
    name: 'studyhall_database_connections_idle',
    help: 'Connections of this process that no transaction has now.',
    registers,
    collect() {
      this.set(sources === undefined ? 0 : Math.max(0, sources.load.most - sources.load.busy))
    },
  })
  new Gauge({
    name: 'studyhall_discord_sender',
    help: 'Whether this process is the one that carries out deliveries to Discord.',
    registers,
    collect() {
      this.set(sources?.deliveries.isSender() === true ? 1 : 0)
    },
  })
  new Gauge({
    name: 'studyhall_questions',
    help: 'Questions in the bank that all share.',
    registers,
    collect() {
      this.set(sources?.questions() ?? 0)
    },
  })
  return (given) => {
    sources = given
    depth = keptFor(depthKeptMilliseconds, () => given.deliveries.depth())
  }
}

function states({ waiting, underWay, retried, givenUp }: Depth): Record<string, number> {
  return { waiting, 'under-way': underWay, retried, 'given-up': givenUp }
}

function statusClass(status: number): string {
  return status === 429 ? '429' : `${Math.floor(status / 100)}xx`
}

function packageVersion(): string {
  return (readJson('../package.json') as { version: string }).version
}

/** The last migration that this version knows. */
function schemaVersion(): string {
  const { entries } = readJson('../migrations/meta/_journal.json') as { entries: { tag: string }[] }
  return entries.at(-1)?.tag ?? 'none'
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
}
