import { onTestFinished } from 'vitest'
import { expectNoViolations } from '../violations.ts'
import { openFakeDiscord } from './fake-discord.ts'
import type { FakeDiscord, FakeDiscordOptions } from './types.ts'

/** A fake Discord by the real clock, closed with the test; by then the bot must have done nothing wrong in it. */
export async function openCleanDiscord(options: Partial<FakeDiscordOptions> = {}): Promise<FakeDiscord> {
  const fake = await openFakeDiscord({ now: () => Date.now(), ...options })
  onTestFinished(async () => {
    await fake.close()
    expectNoViolations(fake)
  })
  return fake
}
