import { describe, expect, test } from 'vitest'
import { fileTargets } from './fuzz/files.ts'
import { payloadTargets, takenFromDispatch, takenFromInteraction, takenFromSlack } from './fuzz/payloads.ts'
import { fuzz } from './fuzz/run.ts'
import { discordDispatches, discordInteractions, slackBodies } from './fuzz/samples.ts'
import type { Target } from './fuzz/target.ts'
import { textTargets } from './fuzz/texts.ts'

/** A small share of `npm run fuzz`: the same cases each time, so that a change that breaks a door is what fails. */

const cases = 4_000
const seed = 1

describe('no door breaks, whatever comes in by it', () => {
  test.each([
    ['texts', textTargets],
    ['payloads', payloadTargets],
    ['files', fileTargets],
  ] satisfies [string, readonly Target[]][])('%s', async (_, targets) => {
    const holes: string[] = []
    for await (const { name, hole } of fuzz({ targets, cases: cases / 3, seed, milliseconds: 4_000 }))
      if (hole !== undefined) holes.push(`${name} (seed ${seed}): ${hole}`)
    expect(holes).toEqual([])
  })
})

test('the fuzzing finds a door that breaks, with the smallest case that shows it', async () => {
  const [sound] = textTargets
  if (sound === undefined) throw new Error('there are targets')
  const { default: fc } = await import('fast-check')
  const property = fc.property(fc.string(), (text) => {
    if (text.includes('x')) throw new Error('a hole')
  })
  const found = fuzz({ targets: [{ name: 'broken', weight: 1, property }], cases: 2_000, seed })
  expect((await found.next()).value?.hole).toContain('["x"]')
})

test('the samples are what the adapters take up, so that slips in them get somewhere', async () => {
  const kinds: string[] = []
  for (const body of slackBodies) kinds.push(...(await takenFromSlack(body)).kinds)
  for (const packet of discordDispatches) kinds.push(...takenFromDispatch(packet).kinds)
  for (const data of discordInteractions) kinds.push(...(await takenFromInteraction(data)).kinds)
  expect(kinds.length).toBeGreaterThanOrEqual(slackBodies.length + discordDispatches.length)
  const all = ['said', 'changed', 'deleted', 'reacted', 'unreacted', 'command', 'pressed', 'submitted', 'typing']
  expect(new Set(kinds)).toEqual(new Set([...all, 'banned', 'channel-gone']))
})
