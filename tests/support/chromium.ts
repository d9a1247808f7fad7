import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import chromium, { inflate } from '@sparticuz/chromium'
import { type Browser, chromium as chromiumDriver } from 'playwright-core'

/**
 * The driver's own switches keep Chromium quiet; these keep it on this machine. The package's are left out: they
 * put all of it into one process, which dies with the first window that is closed, and turn off the same-origin
 * rule, on which the page relies.
 */
const switches = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--disable-domain-reliability',
  '--no-pings',
  '--disable-gpu',
]

/** A real Chromium, from npm. */
export async function startChromium(): Promise<Browser> {
  const folder = await unpacked()
  // without a sandbox, which root cannot have; it sees no page but ours
  const options = { executablePath: join(folder, 'chromium'), args: switches, chromiumSandbox: false }
  try {
    return await chromiumDriver.launch(options)
  } catch (error) {
    if (!String(error).includes('shared libraries')) throw error
    const env = { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }
    return chromiumDriver.launch({ ...options, env })
  }
}

/** The folder with Chromium and the libraries it comes with: whole or not there at all, whoever else unpacks them. */
async function unpacked(): Promise<string> {
  const packed = fileURLToPath(new URL('../bin', import.meta.resolve('@sparticuz/chromium')))
  const folder = join(packed, '../unpacked')
  if (existsSync(folder)) return folder
  const fresh = await mkdtemp(`${folder}-`)
  try {
    await inTemporaryFolder(fresh, () =>
      Promise.all([chromium.executablePath(packed), inflate(join(packed, 'al2023.tar.br'))]),
    )
    await rename(fresh, folder)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** The package unpacks to the temporary folder and nowhere else. */
async function inTemporaryFolder(folder: string, work: () => Promise<unknown>): Promise<void> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}
