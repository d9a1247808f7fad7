import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest'
import { openFrontDoor } from '../../bots/front-door.ts'
import { roomHosts, roomPage } from '../../bots/web/server.ts'
import { pageSource } from '../../bots/web-source.ts'
import { startChromium } from './chromium.ts'
import { patienceMilliseconds } from './patience.ts'
import type { StoryRoom } from './story-room.ts'

/** A real Chromium in front of the page of a story room. */

export interface TestBrowser {
  /** Opens an address in a window that shares nothing with any other. */
  visit(address: string, window?: BrowserContextOptions): Promise<Page>
}

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
  })
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
  const failed = (error: Error) => void failures.push(error)
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

  async function serve(port: number) {
    const door = await openFrontDoor({ host: '127.0.0.1', port, failed })
    const page = await roomPage({ hosts: roomHosts('127.0.0.1', door.port), failed })
    door.add(page.serve)
    const close = async () => {
      await door.close()
      await page.ended()
    }
    return { url: door.url, open: page.open, close }
  }
}

/** What Chromium itself complained of first, or else the driver. */
function reasonIn(error: unknown): string {
  const lines = String(error).split('\n')
  return (lines.find((line) => line.includes('[err]')) ?? lines[0] ?? '').replace(/^.*\[err\]/, '').trim()
}
