import { createDiscord, type DiscordParts } from '../bots/discord/discord.ts'
import { openStudyhall, type Studyhall, type StudyhallParts } from '../bots/studyhall.ts'
import { postingStore } from '../core/db/posting-store.ts'
import type { FakeDiscord } from '../tests/support/fake-discord/types.ts'
import { newId, silentLog } from '../tests/support/world.ts'
import type { BenchTools } from './bench.ts'

type Parts = Pick<StudyhallParts, 'address' | 'bank'> & Pick<DiscordParts, 'token' | 'apiUrl' | 'failed'>

/** A Studyhall on a database of its own and a fake Discord; a connection that ends for good counts as a violation. */
export async function openOnFakeDiscord({ database, bank }: BenchTools, fake: FakeDiscord): Promise<Studyhall> {
  return openOnDiscord({
    address: await database(),
    bank,
    token: fake.app.token,
    apiUrl: fake.apiUrl,
    failed: (trouble) => void fake.violations.push(trouble.message),
  })
}

/** By the real clock, and silent. */
export function openOnDiscord({ address, bank, token, apiUrl, failed }: Parts): Promise<Studyhall> {
  const clock = () => Temporal.Now.instant()
  return openStudyhall({
    address,
    bank,
    clock,
    newId,
    log: silentLog,
    platforms: (own) => [
      createDiscord({
        token,
        apiUrl,
        shards: 'auto',
        postings: postingStore(own),
        clock,
        newId,
        log: silentLog,
        failed,
      }),
    ],
  })
}
