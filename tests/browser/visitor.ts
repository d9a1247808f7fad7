import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { TestBrowser } from '../support/browser.ts'

/** A person in front of the room's page: what they do there, and what they see. */
export interface Visitor {
  readonly page: Page
  readonly channel: Place
  readonly thread: Place
  /** The form that is open. */
  readonly form: Locator
  /** Opens the thread of the latest question. */
  openThread(): Promise<void>
  press(button: string): Promise<void>
  /** Goes to a channel, or to the direct messages. */
  enter(channel: string): Promise<void>
  /** Waits until this has the focus. */
  isAt(control: Locator): Promise<void>
  /** What a browser complains about: broken scripts, and what the page's own policy forbids. */
  complaints(): readonly string[]
}

/** The channel or the thread. */
export interface Place {
  readonly box: Locator
  /** The button, by the whole of its label, of the latest message that has it. */
  button(label: string): Locator
  /** Types a text and presses Enter. */
  say(text: string): Promise<void>
  /** Waits until this stands there. */
  sees(text: string | RegExp): Promise<void>
  /** How often this stands there now. */
  times(text: string): Promise<number>
  /** The messages of one author, oldest first. */
  messagesOf(author: string): Locator
  /** Presses 👍 at the first message of an author. */
  voteFor(author: string): Promise<void>
  /** Waits until the first message of an author has a reaction with this name, or the ✓. */
  seesAt(author: string, mark: string): Promise<void>
}

export async function visit(
  browser: TestBrowser,
  url: string,
  person: string,
  window: BrowserContextOptions = {},
): Promise<Visitor> {
  const page = await browser.visit('about:blank', window)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', async (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${url}/?as=${person}`)
  const channel = placeIn(page.getByRole('main'))
  await page.getByRole('combobox', { name: 'You are' }).waitFor()
  return {
    page,
    channel,
    thread: placeIn(page.getByRole('complementary', { name: 'Thread' })),
    form: page.getByRole('dialog'),
    openThread: () =>
      page
        .getByRole('button', { name: /^Answer in the thread$|repl(y|ies)$/ })
        .last()
        .click(),
    press: (name) => page.getByRole('button', { name }).click(),
    enter: (name) => page.getByRole('navigation').getByRole('button', { name }).click(),
    isAt: (control) => control.and(page.locator(':focus')).waitFor(),
    complaints: () => complaints,
  }
}

function placeIn(place: Locator): Place {
  const box = place.getByRole('textbox', { name: /^(Message|Reply)/ })
  const messagesOf = (author: string) => place.getByRole('article', { name: `Message from ${author}`, exact: true })
  return {
    box,
    button: (label) => place.getByRole('button', { name: label, exact: true }).last(),
    messagesOf,
    async say(text) {
      await box.fill(text)
      await box.press('Enter')
    },
    sees: (text) => place.getByText(text).first().waitFor(),
    times: (text) => place.getByText(text).count(),
    voteFor: (author) => messagesOf(author).first().getByRole('button', { name: '👍' }).click(),
    seesAt: (author, mark) => messagesOf(author).first().getByLabel(mark).waitFor(),
  }
}
