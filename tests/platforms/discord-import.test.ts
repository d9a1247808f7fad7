import { describe, expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { type DiscordWorld, openDiscordWorld } from '../support/discord-world.ts'
import type { SharedFile } from '../support/fake-discord/types.ts'
import { packFile } from '../support/handing-over.ts'

/** Files of questions, handed over in Discord: discord.js, the file by HTTP. */

const outages: SharedFile = { name: 'outages.yaml', text: packFile('blackout', 'brownout') }
const fileRoute = 'GET /attachments/{attachment_id}'

test.each([
  ['with', ['GUILD_MEMBERS', 'MESSAGE_CONTENT']],
  ['without', []],
] as const)(
  'an admin brings questions in from a file, and exports them (%s the right to read messages)',
  async (_, intents) => {
    const world = await openDiscordWorld({ app: { privilegedIntents: [...intents] } })
    const { said, table } = await handOver(world, outages)
    expect(said).toMatch(/^Reading outages\\?\.yaml \(\d+ bytes\) … What would come in/)
    expect(table?.words).toContain('would become the pack **Our outages**')
    const ada = world.person('ada')
    await ada.press('Import 2 questions', table)
    await world.settle()
    expect(ada.dm().at(-1)?.words).toContain('2 questions came in.')
    expect(await ownIds(world)).toEqual(['own.blackout', 'own.brownout'])
    const { shown } = await ada.command('question-admin export', 'general', { format: 'csv' })
    const [file] = shown.at(-1)?.files ?? []
    expect(file?.name).toBe('our-outages.csv')
    expect(file?.text).toContain('blackout')
  },
)

test('it is not offered to those who do not manage the server', async () => {
  const world = await openDiscordWorld()
  const message = await world.person('bo').say('general', 'See', { files: [outages] })
  await expect(world.person('bo').messageCommand('Import questions', message)).rejects.toThrow('may not use')
})

describe('a file that cannot be read gets one sentence', () => {
  test('one that Discord says is too large, and one that is larger than Discord says', async () => {
    const world = await openDiscordWorld()
    const { said } = await handOver(world, { ...outages, size: 50 * 2 ** 20 + 1 })
    expect(said).toContain('larger than 50 MB')
    const lying = await handOver(world, { name: 'large.csv', text: 'x'.repeat(50 * 2 ** 20 + 1), size: 99 })
    expect(lying.table?.words).toMatch(/^large\\?\.csv is larger than 50 MB\. Split it into smaller files\.$/)
  })

  test.each([
    ['deleted meanwhile', 404, 'It is no longer there. Send it again.'],
    ['whose address is no longer good', 403, 'I am not allowed to read it.'],
  ] as const)('one that was %s', async (_, status, says) => {
    const world = await openDiscordWorld()
    world.fake.faults.next(fileRoute, { kind: 'error', status, code: 0 })
    expect((await handOver(world, outages)).table?.words).toContain(says)
  })
})

describe('a file is read in the end, and told once', () => {
  test.each([
    ['the connection breaks half-way', fileRoute, { kind: 'lose-response' }],
    ['the connection is refused', fileRoute, { kind: 'refuse' }],
    ['the server is down', fileRoute, { kind: 'unavailable' }],
    ['too many were asked for', fileRoute, { kind: 'rate-limited', seconds: 1 }],
    ['Discord loses its answer to what I said', 'POST /channels/{channel_id}/messages', { kind: 'lose-response' }],
  ] as const)('%s', async (_, route, fault) => {
    const world = await openDiscordWorld()
    const met = world.fake.faults.next(route, fault)
    const { table } = await handOver(world, outages)
    expect(met.met()).toBe(1)
    expect(table?.buttons.map(String).join()).toContain('Import 2 questions')
    expect(world.person('ada').dm()).toHaveLength(1)
  })
})

test('where private messages are closed, the command shows what waits', async () => {
  const world = await openDiscordWorld()
  const ada = world.person('ada')
  ada.closeDms()
  await handOver(world, outages)
  const { shown } = await ada.command('question-admin import', 'general')
  expect(shown.at(-1)?.words).toContain('would become the pack **Our outages**')
  const { shown: after } = await ada.press('Import 2 questions', shown.at(-1))
  expect(after.at(-1)?.words).toContain('2 questions came in.')
  expect(await ownIds(world)).toEqual(['own.blackout', 'own.brownout'])
})

/** Ada shares a file and chooses “Import questions” on it. */
async function handOver(world: DiscordWorld, file: SharedFile) {
  const ada = world.person('ada')
  const message = await ada.say('general', 'See', { files: [file] })
  const { shown } = await ada.messageCommand('Import questions', message)
  await world.settle()
  return { said: shown.at(-1)?.words, table: ada.dm().at(-1) }
}

async function ownIds(world: DiscordWorld): Promise<string[]> {
  const { database } = world.stage.studyhall().study
  const rows = await inWorkspace(
    database,
    `discord/${world.fake.guild().id}`,
    (tx) => sqlOf(tx)`select id from own_questions order by id`,
  )
  return rows.map(({ id }) => id)
}
