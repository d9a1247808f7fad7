import { openFrontDoor } from '../bots/front-door.ts'
import { createSlack } from '../bots/slack/slack.ts'
import { openStudyhall, type Studyhall } from '../bots/studyhall.ts'
import { installationStore } from '../core/db/installation-store.ts'
import { postingStore } from '../core/db/posting-store.ts'
import { openSeal } from '../core/db/sealed.ts'
import { openFakeSlack } from '../tests/support/fake-slack/fake-slack.ts'
import type { FakeSlack } from '../tests/support/fake-slack/types.ts'
import { newId, silentLog } from '../tests/support/world.ts'
import { type Bench, type BenchTools, rounded } from './bench.ts'
import { openBuckets } from './buckets.ts'
import { askDue, type DueChannel, roundsDue, scheduleAll, untilTrue } from './due-rounds.ts'

const teams = 20
const perTeam = Math.ceil(roundsDue / teams)
/** One message a second in a channel, short bursts allowed. */
const inChannel = { burst: 3, perSecond: 1 } as const
/** “Several hundred messages a minute” in a workspace; no number is documented. */
const inTeam = { burst: 20, perSecond: 5 } as const
const method = 'chat.postMessage'

/** 10,000 rounds due in one minute in Slack, in so few workspaces that its limits bind, against what they allow. */
export const fanoutSlack: Bench = {
  name: 'fanout-slack',
  async run(tools) {
    const { fake, studyhall, channels, close } = await openDue(tools)
    limit(fake)
    const standing = () => fake.callsOf(method).filter(({ outcome }) => outcome === 'ok').length
    const seconds = await askDue(studyhall, channels.length, standing, tools.note)
    const refused = fake.callsOf(method).filter(({ outcome }) => outcome === 'rate-limited').length
    await close()
    if (fake.violations.length > 0) throw new Error(fake.violations.slice(0, 9).join('\n'))
    tools.note(`fanout-slack: ${channels.length} messages in ${seconds.toFixed(1)} s, ${refused} more were refused`)
    const value = channels.length / seconds
    const floor = channels.length / shortestSeconds
    const row = { bench: 'fanout-slack', name: 'fanout-slack', value: rounded(value), unit: 'rounds/s' }
    return [{ ...row, floor: rounded(floor), ratio: rounded(value / floor) }]
  },
}

/** What the limit of a workspace allows. */
const shortestSeconds = (perTeam - inTeam.burst) / inTeam.perSecond

function limit(fake: FakeSlack): void {
  const ofTeams = openBuckets(inTeam)
  const ofChannels = openBuckets(inChannel)
  const when = ({ channel }: Readonly<Record<string, unknown>>) => {
    const name = String(channel)
    const team = teamOf(name)
    if (!ofTeams.has(team) || !ofChannels.has(name)) return true
    ofTeams.take(team)
    ofChannels.take(name)
    return false
  }
  fake.faults.next({ method, times: Number.POSITIVE_INFINITY, when }, { kind: 'rate-limited', seconds: 1 })
}

function channelId(team: string, index: number): string {
  return `C${team}X${index}`
}

function teamOf(channel: string): string {
  return channel.slice(1, channel.indexOf('X'))
}

interface Stage {
  readonly fake: FakeSlack
  readonly studyhall: Studyhall
  readonly channels: readonly DueChannel[]
  close(): Promise<void>
}

async function openDue({ database, bank }: BenchTools): Promise<Stage> {
  const settings = Array.from({ length: teams }, (_, index) => {
    const id = `T0${index}`
    const channels = Array.from({ length: perTeam }, (_, at) => ({ id: channelId(id, at), name: `channel-${at}` }))
    return { id, people: [{ id: `U0ADA${index}`, name: 'ada', admin: true }], channels }
  })
  const fake = await openFakeSlack({ now: () => Date.now(), teams: settings })
  const failed = (error: Error) => void fake.violations.push(error.message)
  const door = await openFrontDoor({ host: '127.0.0.1', port: 0, failed })
  fake.useRequestUrl(`${door.url}/slack/events`)
  const { signingSecret, clientId, clientSecret } = fake.app
  const clock = () => Temporal.Now.instant()
  const studyhall = await openStudyhall({
    address: await database(),
    bank,
    clock,
    newId,
    log: silentLog,
    platforms: async (own) => {
      const installations = installationStore(own, openSeal(Buffer.alloc(32, 7).toString('base64')))
      for (const { id, people } of settings) {
        const { botToken: token, botUser: userId, botId } = fake.team(id)
        const user = { id: people[0]?.id ?? '' }
        await installations.keep(`slack/${id}`, { team: { id }, bot: { token, userId, id: botId }, user }, clock())
      }
      const slack = createSlack({
        connection: { kind: 'oauth', signingSecret, clientId, clientSecret },
        apiUrl: fake.apiUrl,
        memory: { postings: postingStore(own), installations },
        clock,
        newId,
        log: silentLog,
      })
      door.add(slack.serve)
      return [slack]
    },
  })
  const { sql } = studyhall.study.database
  await untilTrue(async () => (await sql`select from workspaces`).count === teams)
  const channels = settings.flatMap(({ id, channels: all }) =>
    all.map(({ id: channel }) => ({ workspace: `slack/${id}`, channel })),
  )
  await scheduleAll(studyhall, channels)
  const close = async () => {
    await studyhall.stop()
    await door.close()
    await fake.close()
  }
  return { fake, studyhall, channels, close }
}
