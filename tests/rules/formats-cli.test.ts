import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { exportCommand } from '../../bots/cli/export.ts'
import { importCommand } from '../../bots/cli/import.ts'
import { openLog } from '../../bots/log.ts'
import type { Machine } from '../../bots/machine.ts'
import { readSettings } from '../../bots/settings.ts'
import { connect, type Database, disconnect, inWorkspace } from '../../core/db/connect.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { questionsOfPack } from '../../core/questions/own-questions.ts'
import { startBot } from '../support/bot-process.ts'
import { freshDatabase } from '../support/database.ts'
import { smallContent, writeContent } from '../support/small-content.ts'

/** `studyhall import` and `studyhall export`, as an operator runs them. */

let database: Database
let address: string
beforeAll(async () => {
  const fresh = await freshDatabase()
  address = fresh.address
  database = connect(address, { connections: 2 })
  await joined('slack/ONE')
  return async () => {
    await disconnect(database)
    await fresh.drop()
  }
})

async function joined(id: string): Promise<void> {
  await database.sql`
    insert into workspaces (id, name, zone, joined_at) values (${id}, ${id}, 'UTC', '2026-11-20T12:00:00Z')`
}

/** In this process, which the first test does not: a process takes long to start. */
async function studyhall(...words: string[]) {
  const lines: string[] = []
  const program = new Command('studyhall')
  for (const command of [importCommand, exportCommand]) program.addCommand(command(() => machineOf(lines)))
  try {
    await program.parseAsync(words, { from: 'user' })
    return { code: 0, lines }
  } catch (error) {
    if (!(error instanceof PlainError)) throw error
    return { code: 1, lines: [...lines, error.message] }
  }
}

function machineOf(lines: string[]): Machine {
  return {
    settings: readSettings({ DATABASE_URL: address }),
    clock: () => Temporal.Instant.from('2026-11-20T12:00:00Z'),
    zone: 'UTC',
    remote: undefined,
    newId: () => '',
    log: openLog('silent'),
    print: (line) => void lines.push(...line.split('\n')),
  }
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'formats-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

async function fileOf(name: string, text: string): Promise<string> {
  const file = join(await folder(), name)
  await writeFile(file, text)
  return file
}

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/formats/${name}`, import.meta.url))

test('a dry run shows what would come in, and each refused line with its reason; no database is asked', async () => {
  const bot = startBot(['import', fixture('excel.csv'), '--dry-run', '--pack', 'our-own'], {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  })
  expect(await bot.ended()).toBe(0)
  expect(bot.output().trimEnd().split('\n')).toEqual([
    'LINE  ID               KIND        TOPIC    TITLE',
    '2     safe-verbs       single      http     Which verb is safe? Say why.',
    '4     half-life        numeric     our-own  How long is the half-life?',
    '5     is-udp-reliable  true-false  our-own  Is UDP reliable?',
    '7     apostrophe       short       our-own  =SUM adds in which program?',
    'line 8 is refused: right: “C” names no option; write letters or numbers, such as B or 2 (broken)',
    '4 questions for the pack our-own (our own); 1 refused.',
  ])
})

test('what a file says cannot command the terminal', async () => {
  const file = await fileOf('escape.csv', 'question\n"Wh\u001b[2Jy?"\n"\u009b31m"\n')
  const { lines } = await studyhall('import', file, '--dry-run')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is looked for
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
})

test('a file that is none of ours, and one that is not there, end with a sentence', async () => {
  expect(await studyhall('import', fixture('README.md'))).toMatchObject({
    code: 1,
    lines: [expect.stringContaining('I found no question in this Markdown')],
  })
  expect(await studyhall('import', '/nowhere/a.csv')).toEqual({
    code: 1,
    lines: ['/nowhere/a.csv cannot be read (ENOENT). Name a file with questions.'],
  })
})

test('nothing is half-imported; what is refused may be left out', async () => {
  const refused = await studyhall('import', fixture('excel.csv'))
  expect(refused.code).toBe(1)
  expect(refused.lines.at(-1)).toContain('Nothing has come in.')
  expect(await idsOf('excel')).toEqual([])
  expect(await studyhall('import', fixture('excel.csv'), '--skip-refused')).toMatchObject({ code: 0 })
  expect(await idsOf('excel')).toEqual(['apostrophe', 'half-life', 'is-udp-reliable', 'safe-verbs'])
})

test('questions come in once; under another key they are refused, and a try says so and changes nothing', async () => {
  const first = await fileOf('team.csv', 'id,question,answer\nlead,Who leads?,Ada\n')
  const words = ['import', first, '--workspace', 'slack/ONE']
  expect((await studyhall(...words)).lines).toEqual(['1 question came into slack/ONE as the pack team.'])
  expect((await studyhall(...words)).lines).toEqual([
    '0 questions came into slack/ONE as the pack team; 1 was here already and has the words of this file now.',
  ])
  const changed = await fileOf('team.csv', 'id,question,answer\nlead,Who leads?,Bo\nnext,And next?,Cy\n')
  const tried = await studyhall('import', changed, '--workspace', 'slack/ONE', '--dry-run')
  expect(tried.code).toBe(0)
  expect(tried.lines).toContainEqual(expect.stringMatching(/^line 2 is refused: /))
  expect(await idsOf('team')).toEqual(['lead'])
})

test('where there are several workspaces, one is named', async () => {
  await joined('slack/TWO')
  const file = await fileOf('x.csv', 'question\nWhy?\n')
  expect(await studyhall('import', file)).toEqual({
    code: 1,
    lines: ['There are several workspaces: name one with --workspace. There are slack/ONE, slack/TWO.'],
  })
  expect((await studyhall('import', file, '--workspace', 'slack/NONE')).lines).toEqual([
    'There is no workspace slack/NONE. There are slack/ONE, slack/TWO.',
  ])
  await database.sql`delete from workspaces where id = 'slack/TWO'`
})

test("an export holds Studyhall's questions, with a workspace its own too, and comes back in", async () => {
  const content = await contentOf([
    { id: 'shared-one', kind: 'open', question: 'Why?' },
    { id: 'shared-two', kind: 'ordering', question: 'In which order?', items: ['a', 'b', 'c'] },
  ])
  const own = await fileOf('own.csv', 'id,topic,question,answer\nown-one,queues,Who?,Ada\n')
  await studyhall('import', own, '--workspace', 'slack/ONE')
  const out = join(content, 'all.gift')
  const all = ['export', 'gift', '--in', content, '--out', out, '--workspace', 'slack/ONE', '--topic', 'queues']
  expect(await studyhall(...all)).toEqual({
    code: 0,
    lines: ['shared-two is left out: GIFT has no kind for putting things in order.', `2 questions written to ${out}.`],
  })
  expect((await readFile(out, 'utf8')).match(/\[id:[^\]]+\]/g)).toEqual(['[id:own-one]', '[id:shared-one]'])
  const { lines } = await studyhall('export', 'yaml', '--in', content, '--pack', 'shared')
  expect(lines.slice(0, 3)).toEqual(['pack: shared', 'title: Shared', 'licence: CC0-1.0'])
  const again = await fileOf('again.yaml', lines.join('\n'))
  expect((await studyhall('import', again, '--dry-run')).lines.at(-1)).toBe(
    '2 questions for the pack shared (Shared); 0 refused.',
  )
  expect(await studyhall('export', 'csv', '--in', content, '--pack', 'nope')).toEqual({
    code: 1,
    lines: ['There is no pack nope. There is shared.'],
  })
})

test('an export says that scenarios, prompts and projects are left out, where they were meant', async () => {
  const content = await writeContent(smallContent())
  const out = join(content, 'all.csv')
  const words = ['export', 'csv', '--in', content, '--out', out]
  const says = 'Scenarios, behavioural prompts and projects are left out: only questions can be exported.'
  const done = `10 questions written to ${out}.`
  expect(await studyhall(...words)).toEqual({ code: 0, lines: [says, done] })
  expect(await studyhall(...words, '--pack', 'ground')).toEqual({ code: 0, lines: [done] })
  expect(await studyhall(...words, '--topic', 'ground')).toEqual({ code: 0, lines: [done] })
  expect(await studyhall(...words, '--topic', 'projects')).toMatchObject({ code: 1, lines: [says, expect.anything()] })
})

async function contentOf(questions: readonly object[]): Promise<string> {
  const content = await folder()
  await mkdir(join(content, 'packs'))
  const common = { topic: 'queues', level: 'easy', tests: 'A thing' }
  const pack = { pack: 'shared', title: 'Shared', licence: 'CC0-1.0' }
  await writeFile(join(content, 'topics.yaml'), 'queues: Queues\n')
  const whole = { ...pack, questions: questions.map((question) => ({ ...question, ...common })) }
  await writeFile(join(content, 'packs', 'shared.yaml'), stringify(whole))
  return content
}

async function idsOf(pack: string): Promise<string[]> {
  const questions = await inWorkspace(database, 'slack/ONE', (tx) => questionsOfPack(tx, 'slack/ONE', pack))
  return questions.map(({ id }) => id)
}
