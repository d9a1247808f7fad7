import { describe, expect, test } from 'vitest'
import { scopes } from '../../bots/slack/scopes.ts'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { SharedFile } from '../support/fake-slack/types.ts'
import { packFile } from '../support/handing-over.ts'
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts'

/** Files of questions, handed over in Slack: Bolt and Slack's own client, the file by HTTP. */

const outages: SharedFile = { name: 'outages.yaml', text: packFile('blackout', 'brownout') }

test.each(['socket', 'http'] as const)(
  'an admin brings questions in from a file, and exports them (%s)',
  async (connection) => {
    const world = await slackWorld({ connection })
    const { said, table } = await handOver(world, outages)
    expect(said).toMatch(/^Reading outages\.yaml \(\d+ bytes\) … What would come in/)
    expect(table?.words).toContain('would become the pack *Our outages*')
    expect(table?.buttons).toEqual(['Import 2 questions', 'Leave it'])
    const ada = world.person('ada')
    await ada.press('Import 2 questions', table)
    await world.settle()
    expect(ada.dm().at(-1)?.words).toContain('2 questions came in.')
    expect(ada.dm().at(-1)?.buttons).toEqual([])
    expect(await ownIds(world)).toEqual(['own.blackout', 'own.brownout'])
    await ada.command('/study', 'question export csv', 'general')
    await world.settle()
    const [file] = ada.dm().at(-1)?.files ?? []
    expect(file?.name).toBe('our-outages.csv')
    expect(file?.text).toContain('blackout')
  },
)

test('whoever does not manage the workspace is told so, and nothing is read', async () => {
  const world = await slackWorld()
  const message = await world.person('bo').say('general', '', { files: [outages] })
  const { shown } = await world.person('bo').shortcut('import', message)
  await world.settle()
  expect(shown.at(-1)?.words).toBe('Only people who manage this workspace can do that.')
  expect(world.fake.callsOf('files.info')).toEqual([])
})

test('the token goes to Slack’s own servers alone', async () => {
  const world = await slackWorld()
  await handOver(world, outages)
  const [fetched, ...more] = world.fake.callsOf('files.download')
  expect(more).toEqual([])
  expect(fetched).toMatchObject({ token: world.fake.team().botToken, outcome: 'ok' })
})

describe('a file that cannot be read gets one sentence', () => {
  test('one that another service keeps', async () => {
    const { said } = await handOver(await slackWorld(), { ...outages, external: true })
    expect(said).toContain('is kept outside this chat')
  })

  test('one that Slack says is too large, and one that is larger than Slack says', async () => {
    const world = await slackWorld()
    const { said } = await handOver(world, { ...outages, size: 50 * 2 ** 20 + 1 })
    expect(said).toContain('larger than 50 MB')
    const lying = await handOver(world, { name: 'large.csv', text: 'x'.repeat(50 * 2 ** 20 + 1), size: 99 })
    expect(lying.table?.words).toBe('large.csv is larger than 50 MB. Split it into smaller files.')
  })

  test('one in a channel where I am not, one that was deleted meanwhile', async () => {
    const world = await slackWorld()
    const elsewhere = await handOver(world, outages, 'elsewhere')
    expect(elsewhere.table?.words).toContain('It is no longer there. Send it again.')
    world.fake.faults.next('files.download', { kind: 'error', error: '404' })
    expect((await handOver(world, outages)).table?.words).toContain('It is no longer there. Send it again.')
  })

  test('one for which the app lacks the scope', async () => {
    const world = await slackWorld()
    world.fake.team().grant(scopes.filter((scope) => scope !== 'files:read'))
    expect((await handOver(world, outages)).table?.words).toContain('I am not allowed to read it.')
  })
})

describe('a file is read in the end, and told once', () => {
  test.each([
    ['the connection breaks half-way', 'files.download', { kind: 'lose-response' }],
    ['the connection is refused', 'files.download', { kind: 'refuse' }],
    ['the server is down', 'files.download', { kind: 'unavailable' }],
    ['too many were asked for', 'files.download', { kind: 'rate-limited', seconds: 1 }],
    ['Slack loses its answer about the file', 'files.info', { kind: 'lose-response' }],
    ['Slack loses its answer to what I said', 'chat.postMessage', { kind: 'lose-response' }],
  ] as const)('%s', async (_, method, fault) => {
    const world = await slackWorld()
    const met = world.fake.faults.next(method, fault)
    const { table } = await handOver(world, outages)
    expect(met.met()).toBe(1)
    expect(table?.buttons).toContain('Import 2 questions')
    expect(world.person('ada').dm()).toHaveLength(1)
  })
})

function slackWorld(options: Parameters<typeof openSlackWorld>[0] = {}): Promise<SlackWorld> {
  return openSlackWorld({ app: { scopes }, ...options })
}

/** Ada shares a file and chooses “Import questions” on it. */
async function handOver(world: SlackWorld, file: SharedFile, channel = 'general') {
  const ada = world.person('ada')
  const message = await ada.say(channel, '', { files: [file] })
  const { shown } = await ada.shortcut('import', message)
  const said = shown.at(-1)?.words
  await world.settle()
  return { said, table: ada.dm().at(-1) }
}

async function ownIds(world: SlackWorld): Promise<string[]> {
  const { database } = world.stage.studyhall().study
  const rows = await inWorkspace(
    database,
    `slack/${world.fake.team().id}`,
    (tx) => sqlOf(tx)`select id from own_questions order by id`,
  )
  return rows.map(({ id }) => id)
}
