import { expect, onTestFinished, test } from 'vitest'
import { actionNames, buttonOf, commandOf, formOf, understood } from '../../core/commands.ts'
import type { Reply } from '../../core/platform.ts'
import { sentences } from '../../core/reply.ts'
import { freshDatabase } from '../support/database.ts'
import { ownBank } from '../support/world.ts'
import { changed, type Deed, diceOf, nameOf, openWalk, type Tenant, type Walk } from './walk.ts'

/** Ids of buttons and forms are no secrets: whoever makes one up, or sends another's again, gets no more than their own. */

const { commands, buttons, forms } = actionNames()
/** How many ids each button and form is tried with, of as many rows of each table. */
const tries = Number(process.env.STUDYHALL_WALK_TRIES ?? 5)
const chance = diceOf(6)
const some = (subjects: readonly string[]) => Array.from({ length: tries }, () => chance.pick(subjects))

/** What a member may well change beside their own rows. */
const meant: ReadonlySet<string> = new Set([
  // what is left of their rows bears no name any more
  ...['members', 'votes', 'answers', 'attempts', 'live_players', 'live_answers', 'score_entries', 'ballots'].flatMap(
    (table) => ['everything', 'but-answers'].map((how) => `${table} by button delete-${how}`),
  ),
  // the admins hear of what was suggested
  'notices by form suggest',
  // the lobby is to say who has joined
  'live_quizzes by button live-join',
])
/** What is said follows later, by deliveries. */
const isSaid = (touched: string) => /^(?:rooms|room_messages) by/.test(touched)

test('what only admins may do, nobody else can: not by its command, its button or its form, whatever it names', async () => {
  const { walk, tenant, subjects } = await prepared()
  const before = await walk.fingerprint(tenant, 'bo')
  const forAdmins: Deed[] = [
    ...commands
      .filter((words) => commandOf(words)?.forAdmins)
      .flatMap((words) => ['', ' bo', ' on', ' add bo'].map((rest) => words + rest))
      .filter((words) => !('complaint' in understood(words)))
      .map(said),
    ...buttons
      .filter((name) => buttonOf(name).action?.forAdmins)
      .flatMap((name) => subjects.slice(0, 4).map((subject) => pressed(`${name}:${subject}`, [subject]))),
    ...forms
      .filter((name) => formOf(name).action?.forAdmins)
      .flatMap((name) => subjects.slice(0, 4).map((subject) => sent(`${name}:${subject}`, { name: [subject] }))),
  ]
  expect(forAdmins.length).toBeGreaterThan(100)
  for (const deed of forAdmins)
    expect([deed, textOf(await act(walk, tenant, deed))]).toEqual([deed, sentences.onlyAdmins])
  await walk.stage.settle()
  expect(changed(before, await walk.fingerprint(tenant, 'bo'))).toEqual([])
})

test('no button or form of a member’s changes what belongs to others or to all, whatever row it names', {
  timeout: 900_000,
}, async () => {
  const { walk, tenant, subjects } = await prepared()
  const offered = tenant.offers.filter(({ who }) => who !== 'bo').map((deed) => ({ ...deed, who: 'bo' }))
  const madeUp = [
    ...buttons.flatMap((name) => some(subjects).map((subject) => pressed(`${name}:${subject}`, ['1', subject]))),
    ...forms.flatMap((name) => some(subjects).map((subject) => sent(`${name}:${subject}`, typed(subject)))),
  ]
  const touched: string[] = []
  for (const [name, deeds] of Map.groupBy([...offered, ...madeUp], nameOf)) {
    const before = await walk.fingerprint(tenant, 'bo')
    for (const deed of deeds) {
      const reply = JSON.stringify((await act(walk, tenant, deed)) ?? '')
      expect([deed, reply.includes('broke on our side')]).toEqual([deed, false])
    }
    touched.push(...changed(before, await walk.fingerprint(tenant, 'bo')).map((table) => `${table} by ${name}`))
  }
  await walk.stage.settle()
  expect(touched.filter((one) => !meant.has(one) && !isSaid(one))).toEqual([])
  expect(walk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
})

async function prepared() {
  const fresh = await freshDatabase()
  const dice = diceOf(5)
  const walk = await openWalk({ address: fresh.address, bank: ownBank, dice, marks: ['zulu', 'yankee'] })
  onTestFinished(async () => {
    await walk.stage.stop()
    await fresh.drop()
  })
  const [tenant, other] = walk.tenants as [Tenant, Tenant]
  for (let deed = 0; deed < 90; deed += 1) {
    const who = deed % 3 === 0 ? 'cy' : 'ada'
    await act(walk, tenant, walk.somethingTodo(tenant, who))
  }
  await walk.stage.settle()
  const rows = [...(await walk.rowIds(tenant, tries)), ...(await walk.rowIds(other, 1)).slice(0, 3)]
  return { walk, tenant, subjects: ['', 'ada', ...rows, '00000000-0000-0000-0000-000000000000'] }
}

function act(walk: Walk, tenant: Tenant, deed: Deed): Promise<Reply | undefined> {
  return walk.act(tenant, deed)
}

const said = (words: string): Deed => ({ kind: 'command', who: 'bo', words })
const pressed = (button: string, values: readonly string[]): Deed => ({ kind: 'pressed', who: 'bo', button, values })
const sent = (form: string, values: Readonly<Record<string, readonly string[]>>): Deed => ({
  kind: 'submitted',
  who: 'bo',
  form,
  values,
})

/** All fields that any form has take something. */
function typed(subject: string): Record<string, readonly string[]> {
  const names = [
    'answer',
    'name',
    'time',
    'city',
    'channel',
    'days',
    'question',
    'reason',
    'reference',
    'topic',
    'date',
  ]
  return Object.fromEntries(names.map((name) => [name, [subject || 'something']]))
}

function textOf(reply: Reply | undefined): string | undefined {
  return reply?.kind === 'message' ? reply.message.text : reply?.kind
}
