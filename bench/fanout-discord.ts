import { setTimeout as pause } from 'node:timers/promises'
import type { Studyhall } from '../bots/studyhall.ts'
import { openFakeDiscord } from '../tests/support/fake-discord/fake-discord.ts'
import type { Call, FakeDiscord } from '../tests/support/fake-discord/types.ts'
import { type Bench, type BenchTools, rounded } from './bench.ts'
import { openBuckets } from './buckets.ts'
import { openOnFakeDiscord } from './discord-studyhall.ts'
import { askDue, type DueChannel, roundsDue, scheduleAll, untilTrue } from './due-rounds.ts'

const guilds = 500
/** Discord's own, for all that a token asks for. */
const requestsPerSecond = 50
/** What Discord allows on one route in one channel: the headers of its answers say so. */
const perChannel = { burst: 5, perSecond: 1 } as const
/** A round is a message and the thread on it. */
const requestsPerRound = 2

const threadRoute = 'POST /channels/{channel_id}/messages/{message_id}/threads'

/** 10,000 rounds due in one minute on Discord, against what its limits allow. */
export const fanoutDiscord: Bench = {
  name: 'fanout-discord',
  async run(tools) {
    const { fake, studyhall, channels } = await openDue(tools)
    limit(fake)
    // what the start asked for is no longer counted
    await pause(1_100)
    const before = fake.calls.length
    const standing = () => fake.callsOf(threadRoute).filter(isDone).length
    const seconds = await askDue(studyhall, channels.length, standing, tools.note)
    const calls = fake.calls.slice(before)
    await studyhall.stop()
    await fake.close()
    if (fake.violations.length > 0) throw new Error(fake.violations.slice(0, 9).join('\n'))
    const refused = calls.filter(({ outcome }) => outcome === 'rate-limited').length
    tools.note(`fanout-discord: ${calls.length} requests in ${seconds.toFixed(1)} s, ${refused} of them refused`)
    return [
      row('fanout-discord', channels.length / seconds, 'rounds/s', requestsPerSecond / requestsPerRound),
      row('fanout-discord-requests', (calls.length - refused) / seconds, 'requests/s', requestsPerSecond),
    ]
  },
}

function row(name: string, value: number, unit: string, floor: number) {
  return { bench: 'fanout-discord', name, value: rounded(value), unit, floor, ratio: rounded(value / floor) }
}

function isDone({ outcome }: Call): boolean {
  return outcome.startsWith('2')
}

function limit(fake: FakeDiscord): void {
  fake.limitGlobally(requestsPerSecond)
  const buckets = openBuckets(perChannel)
  const when = ({ route, path }: Call) => {
    const [, , channel = ''] = path.split('/')
    const name = `${route} ${channel}`
    if (!buckets.has(name)) return true
    buckets.take(name)
    return false
  }
  fake.faults.next({ route: '*', times: Number.POSITIVE_INFINITY, when }, { kind: 'rate-limited', seconds: 1 })
}

interface Stage {
  readonly fake: FakeDiscord
  readonly studyhall: Studyhall
  readonly channels: readonly DueChannel[]
}

async function openDue(tools: BenchTools): Promise<Stage> {
  const perGuild = Math.ceil(roundsDue / guilds)
  const settings = Array.from({ length: guilds }, (_, index) => ({
    name: `Server ${index}`,
    people: [{ name: 'ada' }],
    channels: Array.from({ length: perGuild }, (_, at) => ({ name: `channel-${at}` })),
  }))
  const fake = await openFakeDiscord({ now: () => Date.now(), guilds: settings })
  const studyhall = await openOnFakeDiscord(tools, fake)
  const { sql } = studyhall.study.database
  await untilTrue(async () => (await sql`select from workspaces`).count === guilds)
  const channels = settings.flatMap(({ name, channels: all }) => {
    const guild = fake.guild(name)
    return all.map((channel) => ({ workspace: `discord/${guild.id}`, channel: guild.channel(channel.name).id }))
  })
  const due = channels.slice(0, roundsDue)
  await scheduleAll(studyhall, due)
  return { fake, studyhall, channels: due }
}
