import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { reloadedBank } from '../../bots/cli/reload.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { statsOf } from '../../core/questions/stats.ts'
import { recordingLog } from '../support/world.ts'

const model = new URL('../../content/', import.meta.url).pathname

/** A folder with one pack, and prompts beside it. */
async function ownFolder(): Promise<{ readonly folder: string; readonly pack: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'content-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const name of ['topics.yaml', 'behavioural.yaml']) await cp(join(model, name), join(folder, name))
  await cp(join(model, 'packs', 'security.yaml'), join(folder, 'packs', 'security.yaml'))
  return { folder, pack: join(folder, 'packs', 'security.yaml') }
}

test('questions that are read anew replace those from before; broken ones are told in the log and do not', async () => {
  const { folder, pack } = await ownFolder()
  const text = await readFile(pack, 'utf8')
  const said: string[] = []
  const log = recordingLog()
  const before = process.listeners('SIGHUP')
  const first = await loadBank(folder)
  const bank = reloadedBank(folder, first, { log, print: (line) => void said.push(line) })
  onTestFinished(() => {
    for (const listener of process.listeners('SIGHUP')) if (!before.includes(listener)) process.off('SIGHUP', listener)
  })
  expect(bank()).toBe(first)

  const { items, behavioural } = statsOf(first)
  const [{ id } = { id: '' }] = [...first.questions.values()].filter(({ topic }) => topic === 'security')
  await writeFile(pack, text.replace(`id: ${id}`, 'id: worded-anew'))
  process.emit('SIGHUP')
  await expect.poll(() => said).toEqual([`Read anew: ${items} questions and ${behavioural} practice items.`])
  expect([bank().questions.has(id), bank().questions.has('worded-anew')]).toEqual([false, true])

  const clean = bank()
  await writeFile(pack, text.replace('kind: single', 'kind: singel'))
  process.emit('SIGHUP')
  await expect.poll(() => log.lines).toHaveLength(1)
  expect(log.lines[0]).toMatchObject({
    level: 'error',
    says: 'the questions cannot be used; those from before stay',
    about: { complaints: [expect.stringMatching(/security\.yaml:\d+: question .*kind/)] },
  })
  expect(bank()).toBe(clean)

  await rm(join(folder, 'topics.yaml'))
  process.emit('SIGHUP')
  await expect.poll(() => log.lines).toHaveLength(2)
  expect(bank()).toBe(clean)
})
