import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { startChromium } from '../tests/support/chromium.ts'

/** `npm run pictures`: the README's pictures, taken of the real room as a newcomer finds it. */

const main = fileURLToPath(new URL('../bots/main.ts', import.meta.url))
const pictures = fileURLToPath(new URL('./pictures/', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'studyhall-pictures-'))
await chmod(folder, 0o755)
const settings = { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: join(folder, 'data'), TZ: 'Europe/Berlin' }
const bot = spawn(process.execPath, [main, 'start'], {
  cwd: folder,
  env: settings,
  stdio: ['ignore', 'pipe', 'inherit'],
})
const browser = await startChromium()
try {
  const [said] = await once(bot.stdout, 'data')
  const address = /http:\S+/.exec(String(said))?.[0] ?? ''
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    bypassCSP: true,
  })
  await page.goto(address)
  await withEmoji(page)
  await page.getByText('It is a race').waitFor()
  await page.screenshot({ path: join(pictures, 'question.png') })
  const box = page.getByRole('textbox', { name: 'Reply in the thread' })
  await box.fill(
    'A unique constraint on the event id; the marker and the credit commit together, and a repeat gets 200.',
  )
  await box.press('Enter')
  await page.getByRole('button', { name: 'Skip to the results' }).click()
  await page.getByText('Your answer', { exact: true }).waitFor()
  await page.evaluate(
    "[...document.querySelectorAll('strong')].find((one) => one.textContent === 'Your answer').scrollIntoView()",
  )
  await page.screenshot({ path: join(pictures, 'results.png') })
  const phone = await browser.newPage({
    viewport: { width: 390, height: 844 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: 'dark',
    bypassCSP: true,
  })
  await phone.goto(address)
  await withEmoji(phone)
  await phone.getByText('Question of the day').or(phone.getByText('Closed')).first().waitFor()
  await phone.screenshot({ path: join(pictures, 'phone.png') })
} finally {
  await browser.close()
  bot.kill('SIGTERM')
  await once(bot, 'exit')
  await rm(folder, { recursive: true, force: true })
}

/** A machine without a screen has no font with emoji. */
async function withEmoji(page: Page): Promise<void> {
  const font = await readFile(new URL('../node_modules/twemoji-colr-font/twemoji.woff2', import.meta.url), 'base64')
  const load = `new FontFace('Twemoji', 'url(data:font/woff2;base64,${font})').load()`
  await page.evaluate(`${load}.then((face) => void document.fonts.add(face))`)
  await page.addStyleTag({
    content: 'body { font-family: system-ui, sans-serif, Twemoji } .attach { font-family: Twemoji }',
  })
}
