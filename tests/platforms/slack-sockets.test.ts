import { expect, onTestFinished, test, vi } from 'vitest'
import { clientOptions } from '../../bots/slack/calls.ts'
import { openSockets } from '../../bots/slack/sockets.ts'
import { openFakeSlack } from '../support/fake-slack/fake-slack.ts'
import { silentLog } from '../support/world.ts'

const opening = 'apps.connections.open'

test('a token that Slack refuses while reconnecting is told once, in a plain sentence', async () => {
  const { fake, failed } = await openTwo()
  const met = fake.faults.next({ method: opening, times: 3 }, { kind: 'error', error: 'invalid_auth' })
  fake.sockets.drop()
  await fake.until(() => met.met() === 3, 'three refusals')
  await fake.until(() => fake.sockets.open === 2, 'two sockets')
  expect(failed.mock.calls).toEqual([
    [expect.objectContaining({ message: expect.stringMatching(/^Slack refuses SLACK_APP_TOKEN \(invalid_auth\)/) })],
  ])
})

test('after “too many” it waits for as long as Slack says, also at the start', async () => {
  const { fake, opened } = await openTwo(1)
  await fake.until(() => fake.sockets.open === 2, 'two sockets')
  const first = opened()
  expect((first.at(-1) ?? 0) - (first[0] ?? 0)).toBeGreaterThanOrEqual(1_000)
  fake.faults.next({ method: opening, times: 2 }, { kind: 'rate-limited', seconds: 1 })
  fake.sockets.drop()
  await fake.until(() => opened().length === first.length + 4, 'four more tries')
  const [refused = 0, , , again = 0] = opened().slice(-4)
  expect(again - refused).toBeGreaterThanOrEqual(1_000)
})

test('a socket that ends as soon as it is open is opened again after a pause that grows', async () => {
  const { fake, opened } = await openTwo()
  for (let drops = 1; drops <= 3; drops += 1) {
    fake.sockets.drop()
    const wanted = 2 + 2 * drops
    await fake.until(() => opened().length === wanted && fake.sockets.open === 2, `sockets after drop ${drops}`)
  }
  const [, , , , , third = 0, , fourth = 0] = opened()
  const [, , , second = 0] = opened()
  expect(third - second).toBeGreaterThanOrEqual(490)
  expect(fourth - third).toBeGreaterThanOrEqual(990)
})

async function openTwo(limitedFirst = 0) {
  const fake = await openFakeSlack({ now: () => Date.now() })
  if (limitedFirst > 0) fake.faults.next(opening, { kind: 'rate-limited', seconds: limitedFirst })
  const failed = vi.fn()
  const sockets = await openSockets({
    appToken: fake.app.appToken,
    clientOptions: clientOptions(fake.apiUrl, silentLog),
    take: async () => {},
    log: silentLog,
    reconnected: () => {},
    failed,
  })
  onTestFinished(async () => {
    await sockets.close()
    await fake.close()
  })
  if (limitedFirst === 0) await fake.until(() => fake.sockets.open === 2, 'two sockets')
  return { fake, failed, opened: () => fake.callsOf(opening).map(({ at }) => at.getTime()) }
}
