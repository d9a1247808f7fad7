import { openStage, type Stage } from '../../bots/replay/stage.ts'
import { furnish } from '../../bots/studyhall.ts'
import { actionNames } from '../../core/commands.ts'
import type { Actor, Button, ChatEvent, Field, Form, Menu, Message, Reply } from '../../core/platform.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { newId, recordingLog } from '../support/world.ts'

/**
 * Several workspaces on one database, with the same people in each, who do at random what the bot offers them: say
 * any command, press what a reply shows, send the forms that open. What each of them writes bears their workspace's mark.
 */

export interface Walk {
  readonly stage: Stage
  readonly log: ReturnType<typeof recordingLog>
  readonly tenants: readonly Tenant[]
  /** Does one thing in a workspace; gives what came back. */
  act(tenant: Tenant, deed: Deed): Promise<Reply | undefined>
  /** Something that someone could do there now. */
  somethingTodo(tenant: Tenant, who?: string): Deed
  /** What stands in each table: by table, one hash of a workspace's rows, without those of one member where named. */
  fingerprint(tenant: Tenant, without?: string): Promise<Record<string, string>>
  /** The ids of some rows of each table of a workspace. */
  rowIds(tenant: Tenant, ofEach: number): Promise<string[]>
}

export interface Tenant {
  readonly id: string
  /** Stands in all that is written there, and nowhere else. */
  readonly mark: string
  readonly channel: string
  readonly offers: Deed[]
}

/** One command, press or form, by somebody. */
export type Deed =
  | { readonly kind: 'command'; readonly who: string; readonly words: string }
  | { readonly kind: 'pressed'; readonly who: string; readonly button: string; readonly values?: readonly string[] }
  | {
      readonly kind: 'submitted'
      readonly who: string
      readonly form: string
      readonly values: Readonly<Record<string, readonly string[]>>
    }

export interface WalkOptions {
  readonly address: string
  readonly bank: Bank
  readonly dice: Dice
  readonly marks: readonly string[]
  /** A text that is typed now and then in place of a sensible one. */
  readonly wild?: (() => string) | undefined
}

export interface Dice {
  /** From 0 to below `count`. */
  below(count: number): number
  pick<T>(of: readonly T[]): T
}

const mondayMorning = Temporal.Instant.from('2026-03-02T07:55:00Z')
const mostOffers = 400
export const people = ['ada', 'bo', 'cy', 'dee'] as const
const admin = 'ada'

/** mulberry32: small, and the same everywhere. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const below = (count: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count)
  }
  return { below, pick: (of) => of[below(of.length)] as (typeof of)[number] }
}

/** A bank, a stage, and workspaces with a question that is open, answered and voted on. */
export async function openWalk({ address, bank, dice, marks, wild }: WalkOptions): Promise<Walk> {
  const log = recordingLog()
  const stage = await openStage({ address, bank, newId, log, starts: mondayMorning, connections: 4 })
  const engine = () => stage.studyhall().engine
  const tenants = marks.map((mark): Tenant => ({ id: `room/${mark}`, mark, channel: `channel-${mark}`, offers: [] }))
  for (const { id, mark, channel } of tenants) {
    await furnish(stage.studyhall(), {
      workspace: id,
      name: `Study ${mark}`,
      zone: 'Europe/Berlin',
      channel: { id: channel, name: channel },
      people: people.map((one) => ({ id: one, name: `${one} ${mark}`, admin: one === admin })),
      schedule: { days: [1, 2, 3, 4, 5], localTime: '09:00', answerMinutes: 480 },
    })
  }
  await stage.moveTo(mondayMorning.add({ minutes: 6 }))
  for (const tenant of tenants) await answerAll(tenant)
  await stage.settle()
  const tables = await tablesOf(stage)
  const done = new Map<string, number>()
  const allCommands = actionNames().commands
  let said = dice.below(allCommands.length)
  return { stage, log, tenants, act, somethingTodo, fingerprint, rowIds }

  /** Everyone answers what is open, and votes for the one before. */
  async function answerAll(tenant: Tenant): Promise<void> {
    const [round] = await stage.studyhall().study.database.sql`
      select thread_place as place, thread_id as thread from rounds where workspace = ${tenant.id} and closed_at is null`
    if (round === undefined) throw new Error(`no round is open in ${tenant.id}`)
    const { place, thread } = round as unknown as { place: string; thread: string }
    for (const [index, who] of people.entries()) {
      const at = stage.now()
      const message = `${index + 1}${tenant.mark}`
      const member = actor(tenant, who)
      const text = `Give every retry the same key, says ${who} of ${tenant.mark}`
      await engine().handle({ kind: 'said', workspace: tenant.id, place, thread, message, member, text, at })
      const voted = `${index}${tenant.mark}`
      await engine().handle({
        kind: 'reacted',
        workspace: tenant.id,
        place,
        message: voted,
        member,
        emoji: '👍',
        at,
      })
    }
  }

  async function act(tenant: Tenant, deed: Deed): Promise<Reply | undefined> {
    done.set(nameOf(deed), (done.get(nameOf(deed)) ?? 0) + 1)
    const reply = await engine().handle(eventOf(tenant, deed))
    for (const offer of offersIn(reply, deed.who, tenant)) {
      tenant.offers.push(offer)
      if (tenant.offers.length > mostOffers) tenant.offers.splice(dice.below(mostOffers), 1)
    }
    return reply
  }

  function eventOf(tenant: Tenant, { who, ...deed }: Deed): ChatEvent {
    const here = { id: newId(), workspace: tenant.id, place: tenant.channel, at: stage.now() }
    const member = actor(tenant, who)
    return deed.kind === 'pressed' ? { ...deed, ...here, member, message: '1' } : { ...deed, ...here, member }
  }

  function somethingTodo(tenant: Tenant, who: string = dice.pick(people)): Deed {
    const own = tenant.offers.filter((offer) => offer.who === who)
    if (own.length > 0 && dice.below(10) < 7) return dice.below(4) === 0 ? dice.pick(own) : leastDone(own)
    // in turn, so that none is left out in a short walk
    said += 1
    const words = allCommands[said % allCommands.length] ?? 'study help'
    return { kind: 'command', who, words: dice.below(2) === 0 ? words : `${words} ${argument(tenant)}` }
  }

  /** What has been done least often so far, by its name. */
  function leastDone(offers: readonly Deed[]): Deed {
    const times = (deed: Deed) => done.get(nameOf(deed)) ?? 0
    const least = Math.min(...offers.map(times))
    return dice.pick(offers.filter((deed) => times(deed) === least))
  }

  function argument(tenant: Tenant): string {
    if (wild !== undefined && dice.below(3) === 0) return wild()
    return dice.pick([
      ...['all', 'week', 'list', 'add bo', 'add @dee', 'remove bo', 'bo', 'dee', 'sql', '3', '2026-03-04', 'me', 'on'],
      ...['off', 'monday 17:00', `Red ${tenant.mark}`, `bo Red ${tenant.mark}`, 'latest-events-of-one-tenant', '1'],
    ])
  }

  function offersIn(reply: Reply | undefined, who: string, tenant: Tenant): Deed[] {
    if (reply === undefined) return []
    if (reply.kind === 'form') return [sent(reply.form, who, tenant)]
    const messages: readonly Message[] = reply.kind === 'home' ? reply.parts : 'message' in reply ? [reply.message] : []
    return messages.flatMap(({ buttons = [], menus = [] }) => [
      ...buttons.map(({ id }: Button): Deed => ({ kind: 'pressed', who, button: id })),
      ...menus.flatMap(({ id, choices }: Menu): Deed[] =>
        choices.slice(0, 3).map(({ value }) => ({ kind: 'pressed', who, button: id, values: [value] })),
      ),
    ])
  }

  /** As it was opened, or with other things in it. */
  function sent({ id, fields }: Form, who: string, tenant: Tenant): Deed {
    const asIs = dice.below(3) > 0
    const values = fields.map((field) => [field.name, asIs ? prefilled(field, tenant) : entered(field, tenant)])
    return { kind: 'submitted', who, form: id, values: Object.fromEntries(values) }
  }

  function prefilled(field: Field, tenant: Tenant): readonly string[] {
    const { value = [] } = field
    const given = typeof value === 'string' ? [value] : value
    return given.length === 0 && field.required === true ? entered(field, tenant) : given
  }

  function entered(field: Field, tenant: Tenant): readonly string[] {
    if (wild !== undefined && dice.below(4) === 0) return [wild()]
    switch (field.kind) {
      case 'text':
      case 'paragraph':
        return [`A word of ${tenant.mark}`]
      case 'choice':
      case 'choices':
        return field.choices
          .slice(0, 1 + dice.below(3))
          .slice(-1)
          .map(({ value }) => value)
      case 'channel':
        return [tenant.channel]
      case 'group':
        return dice.below(2) === 0 ? [] : ['group']
      default:
        throw field satisfies never
    }
  }

  async function fingerprint({ id }: Tenant, without = ''): Promise<Record<string, string>> {
    const { sql } = stage.studyhall().study.database
    const rows = await sql.unsafe(tables.map(hashed).join(' union all '), [id, without])
    return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]))
  }

  async function rowIds({ id }: Tenant, ofEach: number): Promise<string[]> {
    const { sql } = stage.studyhall().study.database
    const withIds = tables.filter(({ columns }) => columns.includes('id'))
    const one = ({ name }: Table) => `(select id::text as id from ${name} where ${ownerIn(name)} = $1 limit ${ofEach})`
    const rows = await sql.unsafe(withIds.map(one).join(' union '), [id])
    return rows.map((row) => row.id as string)
  }
}

interface Table {
  readonly name: string
  readonly columns: readonly string[]
}

const ownerIn = (table: string) => (table === 'workspaces' ? 'id' : 'workspace')

/** One row with a table's name and its hash; $1 is the workspace, $2 the member whose rows are left out. */
function hashed({ name, columns }: Table): string {
  return `select '${name}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash
    from ${name} t where ${ownerIn(name)} = $1 and ${ofOthers(name, columns)}`
}

function ofOthers(name: string, columns: readonly string[]): string {
  if (name === 'members') return 't.id <> $2'
  if (name === 'quiz_items')
    return 'not exists (select from quizzes q where q.workspace = $1 and q.id = t.quiz and q.member = $2)'
  // the parameter needs a type also where it stands for nobody
  return columns.includes('member') ? 't.member <> $2' : '$2::text is not null'
}

/** Of what it does, without the row that it does it to. */
export function nameOf(deed: Deed): string {
  switch (deed.kind) {
    case 'command':
      return deed.words
    case 'pressed':
      return `button ${deed.button.split(':')[0]}`
    case 'submitted':
      return `form ${deed.form.split(':')[0]}`
    default:
      throw deed satisfies never
  }
}

export function actor({ mark }: Tenant, who: string): Actor {
  return { id: who, name: `${who} ${mark}`, admin: who === admin, groups: [] }
}

async function tablesOf(stage: Stage): Promise<Table[]> {
  const rows = await stage.studyhall().study.database.sql`
    select table_name as name, array_agg(column_name::text) as columns from information_schema.columns
    where table_schema = 'public' group by 1 order by 1`
  const tables = rows.map(({ name, columns }) => ({ name: name as string, columns: columns as string[] }))
  const isKept = ({ name, columns }: Table) => name === 'workspaces' || columns.includes('workspace')
  // one row for each press, whoever pressed
  return tables.filter((table) => isKept(table) && table.name !== 'interactions')
}

/** The names of the tables whose rows are no longer the same. */
export function changed(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(before).filter((name) => before[name] !== after[name])
}
