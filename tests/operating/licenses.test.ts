import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { judge } from '../../tools/license-rule.ts'

const script = fileURLToPath(new URL('../../tools/licenses.ts', import.meta.url))

test('every package that runs in production is under a permissive licence', async () => {
  const { code, output } = await licensesOf()
  expect(output).toMatch(/^MIT \(\d+\)$/m)
  expect(output).toContain('postgres@3')
  expect(output).not.toContain('vitest@')
  expect(output).toMatch(/\d+ packages in production, 0 refused\./)
  expect(code).toBe(0)
})

test('a copyleft package, or one without a licence, fails the check by its name', async () => {
  const fine = await licensesOf(await project({ fine: 'MIT' }))
  expect(fine.code).toBe(0)
  const planted = await licensesOf(
    await project({ fine: 'MIT', planted: 'GPL-3.0-only', 'within/node_modules/deep': 'AGPL-3.0' }),
  )
  expect(planted.code).toBe(1)
  expect(planted.output).toContain('planted@1.0.0 is under GPL-3.0-only: it is copyleft.')
  expect(planted.output).toContain('deep@1.0.0 is under AGPL-3.0: it is copyleft.')
  expect(planted.output).toContain('3 packages in production, 2 refused.')
  const unknown = await licensesOf(await project({ unknown: undefined }))
  expect(unknown.output).toContain('unknown@1.0.0 is under none named: it is not known to be permissive')
  expect(unknown.code).toBe(1)
})

test('a package that names another licence than the lockfile is held to both', async () => {
  const { code, output } = await licensesOf(await project({ changed: 'MIT' }, { changed: 'GPL-2.0' }))
  expect(output).toContain('it is copyleft')
  expect(code).toBe(1)
})

test('what only builds and tests may be under any licence', async () => {
  const { code } = await licensesOf(await project({ builder: 'GPL-3.0' }, {}, { dev: true }))
  expect(code).toBe(0)
})

test.for([
  ['MIT', true],
  ['(MIT OR GPL-3.0)', true],
  ['(MIT AND GPL-3.0)', false],
  ['MIT AND (ISC OR LGPL-2.1)', true],
  ['(ISC AND CC-BY-3.0)', true],
  ['OFL-1.1', true],
  ['MPL-2.0', false],
  ['LGPL-3.0-or-later', false],
  ['GPL-2.0 WITH Classpath-exception-2.0', false],
  ['SEE LICENSE IN LICENSE.txt', false],
  ['UNLICENSED', false],
  ['MIT license, sort of', false],
  ['', false],
] as const)('%s may run in production: %s', ([license, may]) => {
  expect(judge('some-package', license).refusal === undefined).toBe(may)
})

type Licenses = Readonly<Record<string, string | undefined>>

/** A project with these packages installed, by the lockfile and as each says itself. */
async function project(locked: Licenses, said: Licenses = locked, { dev = false } = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'studyhall-licenses-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const packages: Record<string, object> = { '': { name: 'project' } }
  for (const [name, license] of Object.entries(locked)) {
    const path = `node_modules/${name}`
    packages[path] = { version: '1.0.0', license, dev }
    await mkdir(join(root, path), { recursive: true })
    await writeFile(join(root, path, 'package.json'), JSON.stringify({ license: said[name] }))
  }
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }))
  return root
}

async function licensesOf(root?: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const words = root === undefined ? [script] : [script, root]
    const child = execFile(process.execPath, words, (_, out, err) => {
      resolve({ code: child.exitCode ?? -1, output: out + err })
    })
  })
}
