import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import chromium, { inflate } from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium as chromiumDriver, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest'
import { listen } from '../../bots/web/server.ts'
import { pageSource } from '../../bots/web-source.ts'
import type { StoryRoom } from './story-room.ts'

/** A real Chromium in front of the page of a story room. */

export interface TestBrowser {
  /** Opens an address in a window that shares nothing with any other. */
  visit(address: string, window?: BrowserContextOptions): Promise<Page>
}

/** What shows itself within this time is there; what does not is missing. */
const patienceMilliseconds = 8_000

/**
 * One Chromium for the tests of a file. Where this machine cannot start it the tests are skipped and say why;
 * in CI they fail.
 */
export function openBrowser(): TestBrowser {
  let browser: Browser | undefined
  let missing = ''
  beforeAll(async () => {
    try {
      browser = await startChromium()
    } catch (error) {
      if (process.env.CI) throw error
      missing = `skipped: this machine cannot start Chromium (${reasonIn(error)})`
    }
  }, 60_000)
  beforeEach(({ skip }) => skip(browser === undefined, missing))
  afterAll(() => browser?.close())

  return {
    async visit(address, window = {}) {
      if (browser === undefined) throw new Error(missing)
      const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...window })
      onTestFinished(() => context.close())
      context.setDefaultTimeout(patienceMilliseconds)
      const page = await context.newPage()
      await page.goto(address)
      return page
    },
  }
}

/** The web server in front of a story room. */
export interface RoomPage {
  readonly url: string
  /** Drops all connections, and listens no more. */
  close(): Promise<void>
  /** Listens again at the same address; the room is not open yet. */
  listenAgain(): Promise<void>
  /** The room is open from now on. */
  open(): void
}

/** Serves the page of a story room as `start` does; its clock moves with the buttons of the page. */
export async function openRoomPage(room: StoryRoom): Promise<RoomPage> {
  const failures: Error[] = []
  const serve = (port: number) => listen({ host: '127.0.0.1', port, failed: (error) => failures.push(error) })
  let server = await serve(0)
  const { url } = server
  onTestFinished(async () => {
    await server.close()
    if (failures.length > 0) throw new AggregateError(failures, 'requests of the page broke')
  })
  open()
  return { url, open, close: () => server.close(), listenAgain }

  function open(): void {
    const { workspace } = room
    server.open(pageSource({ studyhall: room.studyhall(), workspace, name: 'Story', wake: room.stage.settle }))
  }

  async function listenAgain(): Promise<void> {
    server = await serve(Number(new URL(url).port))
  }
}

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

async function startChromium(): Promise<Browser> {
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

/** What Chromium itself complained of first, or else the driver. */
function reasonIn(error: unknown): string {
  const lines = String(error).split('\n')
  return (lines.find((line) => line.includes('[err]')) ?? lines[0] ?? '').replace(/^.*\[err\]/, '').trim()
}
