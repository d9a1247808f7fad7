import { onTestFinished } from 'vitest'
import { expectNoViolations } from '../violations.ts'
import { openFakeSlack } from './fake-slack.ts'
import type { FakeSlack, FakeSlackOptions } from './types.ts'

/** A fake Slack by the real clock, closed with the test; by then the bot must have done nothing wrong in it. */
export async function openCleanSlack(options: Partial<FakeSlackOptions> = {}): Promise<FakeSlack> {
  const fake = await openFakeSlack({ now: () => Date.now(), ...options })
  onTestFinished(async () => {
    await fake.close()
    expectNoViolations(fake)
  })
  return fake
}
