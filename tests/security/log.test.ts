import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openLog } from '../../bots/log.ts'
import { readSettings, secretsIn } from '../../bots/settings.ts'
import { connect, disconnect, inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { freshDatabase } from '../support/database.ts'
import { ownBank } from '../support/world.ts'
import { diceOf, openWalk } from './walk.ts'

/** What an operator's log never holds: tokens, keys, passwords, and what people wrote. */

const key = Buffer.alloc(32, 9).toString('base64')
// put together, so that nobody's search for tokens that were published finds one here
const planted = {
  SLACK_BOT_TOKEN: ['xoxb', '17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy'].join('-'),
  SLACK_APP_TOKEN: ['xapp', '1-A0-1-planted0planted0'].join('-'),
  SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5',
  SLACK_CLIENT_SECRET: 'planted-client-secret',
  DISCORD_TOKEN: ['MTk4NjIyNDgzNDcxOTI1MjQ4', 'Cl2FMQ', 'ZnCjm1XVW7vRze4b7Cq4se7kKWs12'].join('.'),
  ROOM_TOKEN: 'planted "room" token',
  ENCRYPTION_KEY: `new:${key}`,
  DATABASE_URL: 'postgres://study:pl%40nted-word@db.example:5432/study',
} as const
const secrets = [...Object.values(planted), key, 'pl@nted-word', 'pl%40nted-word']

function logged(write: (log: ReturnType<typeof openLog>) => void, known = secretsIn(readSettings(planted))): string {
  const lines: string[] = []
  write(openLog('trace', { secrets: known, to: { write: (line: string) => void lines.push(line) } }))
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
  return lines.join('')
}

test('no secret of the settings is in a line, wherever someone put it', () => {
  const lines = logged((log) => {
    for (const secret of secrets) {
      log.warn({ detail: `Slack says ${secret}`, [`on ${secret}`]: [secret] }, `it is ${secret}`)
      log.error({ err: new Error(`refused: ${secret}`, { cause: new Error(secret) }) }, 'broke')
      log.info({ err: Object.assign(new Error('no'), { config: { headers: { authorization: secret } } }) }, 'broke')
    }
  })
  for (const secret of secrets) {
    expect(lines).not.toContain(secret)
    expect(lines).not.toContain(JSON.stringify(secret).slice(1, -1))
  }
})

test('keys are masked without their names and the spaces between them', () => {
  const others = Buffer.alloc(32, 8).toString('base64')
  const masked = secretsIn(readSettings({ ENCRYPTION_KEY: `current:${key}, ${others}` }))
  expect(masked).toEqual([key, others])
})

test('a token that no setting names is masked by its form', () => {
  const tokens = [
    ['xoxe.xoxb', '1-Mi0yLTEyMzQ1Njc4OTAtYWJj'].join('-'),
    ['xoxe', '1-My0xLTEyMzQ1Njc4OTAtYWJj'].join('-'),
    planted.SLACK_BOT_TOKEN,
    planted.DISCORD_TOKEN,
  ]
  const addresses = [
    ['https://discord.com/api/v10/interactions/1478000000000000001/', 'aW50ZXJhY3Rpb246MTQ3ODAwMDAw', '/callback'],
    ['https://discord.com/api/webhooks/1478000000000000001/', 'aW50ZXJhY3Rpb246MTQ3ODAwMDAw', ''],
    ['https://hooks.slack.com/', 'commands/T1/123456/secretsecret', ''],
    ['postgres://study:', 'planted-word', '@db.example/study'],
  ] as const
  const lines = logged((log) => {
    for (const token of tokens) log.warn({ detail: token }, `it is ${token}.`)
    for (const [before, secret, after] of addresses) log.warn({ err: new Error(before + secret + after) }, 'failed')
  }, [])
  for (const secret of [...tokens, ...addresses.map(([, one]) => one)]) expect(lines).not.toContain(secret)
  expect(lines).toContain('https://discord.com/api/v10/interactions/1478000000000000001/…/callback')
  expect(lines).toContain('postgres://study:…@db.example/study')
})

test('fields that hold what people wrote are masked, should one ever be logged', () => {
  const lines = logged((log) => {
    const wrote = 'my answer'
    log.info(
      { text: wrote, values: { answer: [wrote] }, event: { text: wrote, words: wrote }, workspace: 'room/a' },
      'x',
    )
  })
  expect(lines).not.toContain('my answer')
  expect(lines).toContain('room/a')
})

test('an error says nothing of what was given to a query, however deep it lies', () => {
  const wrote = 'A lease is a lock\n    at rest'
  const query = new DrizzleQueryError('insert into answers values ($1)', [wrote], new Error('lost'))
  const circle = new Error('round', { cause: query })
  query.cause = new Error('and round', { cause: circle })
  const changedLater = new DrizzleQueryError('select $1', [wrote], new Error('lost'))
  changedLater.message = 'another'
  const lines = logged((log) => {
    for (const err of [query, circle, changedLater, new Error('outer', { cause: new Error('in', { cause: query }) })])
      log.error({ err }, 'broke')
    log.error({ err: `Failed query: x\nparams: ${wrote}` }, 'broke')
  })
  expect(lines).not.toMatch(/lease|at rest/)
  expect(lines).toContain('insert into answers')
})

test('what the database could not read is not repeated', async () => {
  const fresh = await freshDatabase()
  const database = connect(fresh.address, { connections: 1 })
  const wrote = 'what I "wrote" in private'
  const broken = await inWorkspace(
    database,
    'room/a',
    (tx) => sqlOf(tx)`select * from rounds where id = ${wrote}::text::uuid`,
  ).catch((error: unknown) => error)
  const overflown = await inWorkspace(database, 'room/a', (tx) => sqlOf(tx)`select (${wrote}::text)::jsonb`).catch(
    (error: unknown) => error,
  )
  await disconnect(database)
  await fresh.drop()
  const lines = logged((log) => {
    for (const err of [broken, overflown]) log.error({ err }, 'broke')
  })
  expect(lines).not.toContain('in private')
  expect(lines).toContain('invalid input syntax for type uuid')
})

test('a day of answers, commands and forms leaves no word of anyone’s in the log', async () => {
  const fresh = await freshDatabase()
  const dice = diceOf(31)
  const walk = await openWalk({ address: fresh.address, bank: ownBank, dice, marks: ['plantedword'] })
  const [tenant] = walk.tenants
  if (tenant === undefined) throw new Error('a workspace was opened')
  for (let deed = 0; deed < 60; deed += 1) await walk.act(tenant, walk.somethingTodo(tenant))
  await walk.stage.settle()
  await walk.stage.stop()
  await fresh.drop()
  const about = walk.log.lines.map((line) => ({ ...line, about: { ...line.about, workspace: '', channel: '' } }))
  expect(JSON.stringify(about)).not.toMatch(/says \w+ of plantedword|A word of plantedword/)
})
