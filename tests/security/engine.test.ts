import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { actionNames } from '../../core/commands.ts'
import type { ChatEvent, Reply } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import { newId, ownBank } from '../support/world.ts'
import { wildText } from './fuzz/wild.ts'
import { actor, type Dice, diceOf, openWalk, people, type Tenant, type Walk } from './walk.ts'

/** Whatever comes in by the engine's door, with a real database behind it: an answer in plain words, and nothing broken. */

const deeds = Number(process.env.STUDYHALL_ENGINE_CASES ?? 400)
const seed = Number(process.env.STUDYHALL_FUZZ_SEED ?? 3)
const { commands, buttons, forms } = actionNames()

test('whatever people type, press, send and say, they get plain words, and nothing breaks', {
  timeout: 3_600_000,
}, async () => {
  const fresh = await freshDatabase()
  const dice = diceOf(seed)
  const texts = fc.sample(wildText, { numRuns: 5_000, seed })
  const wild = () => dice.pick(texts)
  const walk = await openWalk({ address: fresh.address, bank: ownBank, dice, marks: ['zulu'], wild })
  onTestFinished(async () => {
    await walk.stage.stop()
    await fresh.drop()
  })
  const [tenant] = walk.tenants as [Tenant]
  const broken: unknown[] = []
  for (let done = 0; done < deeds; done += 1) {
    const before = walk.log.lines.length
    const what = await something(walk, tenant, dice, wild)
    if (walk.log.lines.slice(before).some(({ level }) => level === 'error')) {
      const about = walk.log.lines.at(-1)?.about as { err?: Error } | undefined
      broken.push({
        what,
        why: `${about?.err?.message} ${(about?.err?.cause as Error | undefined)?.message}`.slice(-300),
      })
    }
    if (done % 100 === 99) await walk.stage.settle()
  }
  await walk.stage.settle()
  expect(broken).toEqual([])
})

type Wild = () => string

async function something(walk: Walk, tenant: Tenant, dice: Dice, wild: Wild): Promise<unknown> {
  const who = dice.pick(people)
  if (dice.below(3) === 0) {
    const deed = walk.somethingTodo(tenant, who)
    expectPlain(await walk.act(tenant, deed))
    return deed
  }
  const event = await wildEvent(walk, tenant, { who, dice, wild })
  expectPlain(await walk.stage.studyhall().engine.handle(event))
  return event
}

interface By {
  readonly who: string
  readonly dice: Dice
  readonly wild: Wild
}

async function wildEvent(walk: Walk, tenant: Tenant, { who, dice, wild }: By): Promise<ChatEvent> {
  const some = <T extends string>(...of: readonly T[]) => (dice.below(2) === 0 ? dice.pick(of) : wild())
  const place = some(tenant.channel)
  const member = {
    ...actor(tenant, dice.below(4) === 0 ? wild() : who),
    ...(dice.below(4) === 0 ? { name: wild() } : {}),
  }
  const here = { workspace: tenant.id, place, member, at: walk.stage.now() }
  const ids = await walk.rowIds(tenant, 1)
  const [thread] = await openThread(walk, tenant)
  const said = {
    ...here,
    place: thread?.place ?? place,
    message: some('1zulu', '2zulu'),
    thread: thread?.thread ?? '1',
  }
  switch (dice.below(9)) {
    case 0:
      return { kind: 'command', id: newId(), ...here, words: `${dice.pick(commands)} ${wild()}` }
    case 1:
      return {
        kind: 'command',
        id: newId(),
        ...here,
        words: dice.pick(commands),
        options: { what: wild(), who: wild() },
      }
    case 2:
    case 3: {
      const button = `${some(...buttons)}:${some(...ids)}`
      return { kind: 'pressed', id: newId(), ...here, message: wild(), button, values: [some(...ids, '1'), wild()] }
    }
    case 4: {
      const form = `${some(...forms)}:${some(...ids, 'single')}`
      return {
        kind: 'submitted',
        id: newId(),
        ...here,
        form,
        values: { answer: [wild()], name: [wild()], time: [wild()] },
      }
    }
    case 5:
      return { kind: 'said', ...said, text: wild(), files: [{ name: wild(), isPicture: true }] }
    case 6:
      return { kind: 'changed', ...said, text: wild() }
    case 7:
      return { kind: dice.pick(['reacted', 'unreacted'] as const), ...said, emoji: some('👍') }
    default:
      return { kind: 'typing', ...here, words: dice.pick(commands), option: 'question', typed: wild(), options: {} }
  }
}

async function openThread({ stage }: Walk, { id }: Tenant) {
  const rows = await stage.studyhall().study.database.sql`
    select thread_place as place, thread_id as thread from rounds where workspace = ${id} and closed_at is null limit 1`
  return rows as unknown as readonly { readonly place: string; readonly thread: string }[]
}

/** A question may name an error; a stack trace has frames. */
function expectPlain(reply: Reply | undefined): void {
  expect(JSON.stringify(reply ?? '')).not.toMatch(/\\n {4}at \S+ \(|[A-Z]\w*Error: |ENOENT|node:internal/)
}
