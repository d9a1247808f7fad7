import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { judge } from './license-rule.ts'

/**
 * `npm run licenses`: lists the licence of every package that runs in production, by the lockfile, and exits 1 when one
 * is copyleft or unknown. With a folder as its argument it looks at the project there.
 */

interface Locked {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
}

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
const found = await Promise.all(
  (Object.entries(packages) as [string, Locked][])
    .filter(([path, { dev, link }]) => path !== '' && dev !== true && link !== true)
    .map(([path, locked]) => lookAt(path, locked)),
)

const byLicense = Map.groupBy(found, ({ license }) => license)
for (const [license, packagesOf] of [...byLicense].sort(([a], [b]) => a.localeCompare(b))) {
  console.log(`${license} (${packagesOf.length})`)
  for (const { name, reason } of packagesOf) console.log(`  ${name}${reason === undefined ? '' : `: ${reason}`}`)
}
const refused = found.filter(({ refusal }) => refusal !== undefined)
for (const { name, license, refusal } of refused) console.error(`${name} is under ${license}: ${refusal}.`)
console.log(`${found.length} packages in production, ${refused.length} refused.`)
if (refused.length > 0) process.exitCode = 1

async function lookAt(path: string, { version, license }: Locked) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const said = (await installedLicense(path)) ?? license ?? 'none named'
  // what the package says and what the lockfile says must both do
  const verdicts = [said, license ?? said].map((text) => judge(name, text))
  const refusal = verdicts.map((verdict) => verdict.refusal).find((text) => text !== undefined)
  return { name: `${name}@${version}`, license: said, refusal, reason: verdicts[0]?.reason }
}

/** None where npm did not install it, as with another machine's binaries. */
async function installedLicense(path: string): Promise<string | undefined> {
  const text = await readFile(join(root, path, 'package.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { license, licenses } = JSON.parse(text) as { license?: unknown; licenses?: unknown }
  const named = [license ?? licenses ?? []].flat() as (string | { type?: string })[]
  const types = named.map((one) => (typeof one === 'string' ? one : one.type)).filter((type) => type !== undefined)
  return types.length === 0 ? undefined : types.join(' OR ')
}
