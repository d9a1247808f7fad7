import { acrossWorkspaces, sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import { stepDueLive } from '../quizzes/live-steps.ts'
import { noteDueReviews } from '../quizzes/review-notices.ts'
import { claimDueDigest } from '../standings/digests.ts'
import { type Study, studyIn } from '../study.ts'
import { tellDueMember } from '../workspaces/daily-message.ts'
import { closeDueRound } from './close-round.ts'
import { remindDueRound } from './reminders.ts'
import { revealDueRound } from './reveal.ts'
import { askDueSchedules } from './schedules.ts'

type What = 'ask' | 'remind' | 'reveal' | 'close' | 'tell' | 'live' | 'digest'

interface Due {
  readonly workspace: WorkspaceId
  /** Of the schedule, the round, the member, the live quiz, or the digest's channel. */
  readonly id: string
  readonly what: What
  readonly at: string
}

/** How many are taken up in one go, and how many of them beside each other. */
const atOnce = 10_000
const beside = 4

/**
 * Asks, reminds, reveals, closes and tells all that is due, found by indexes over all workspaces, never by looping
 * over schedules.
 *
 * @returns the next instant at which something is due, by the real clock
 */
export async function runDue(study: Study): Promise<Temporal.Instant | undefined> {
  for (;;) {
    const due = await findDue(study)
    let done = 0
    await eachBeside(together(onceEach(due)), async (some) => {
      if (!(await run(study, some))) return
      done += 1
      measure(study, some)
    })
    if (due.length < atOnce || done === 0) return nextDue(study)
  }
}

/** What is done together: the schedules of one workspace, at most so many; else one thing. */
interface Together {
  readonly workspace: WorkspaceId
  readonly what: What
  readonly ids: readonly string[]
  readonly dueAt: readonly string[]
}

const askedTogether = 25

const does: Record<What, (study: Study, workspace: WorkspaceId, ids: readonly string[]) => Promise<void>> = {
  ask: askDueSchedules,
  remind: (study, workspace, [id = '']) => remindDueRound(study, workspace, id),
  reveal: (study, workspace, [id = '']) => revealDueRound(study, workspace, id),
  close: (study, workspace, [id = '']) => closeDueRound(study, workspace, id),
  tell: async (study, workspace, [id = '']) => {
    await noteDueReviews(study, workspace, id)
    await tellDueMember(study, workspace, id)
  },
  live: (study, workspace, [id = '']) => stepDueLive(study, workspace, id),
  digest: (study, workspace, [channel = '']) => claimDueDigest(study, workspace, channel),
}

/** One that fails among several must not hold up the others: they are tried again one by one. */
async function run(study: Study, { workspace, what, ids }: Omit<Together, 'dueAt'>): Promise<boolean> {
  try {
    await does[what](await studyIn(study, workspace), workspace, ids)
    return true
  } catch (error) {
    if (ids.length > 1) {
      const done = []
      for (const id of ids) done.push(await run(study, { workspace, what, ids: [id] }))
      return done.some(Boolean)
    }
    study.log.error({ workspace, ids, what, err: error }, 'what was due could not be done and is tried again')
    return false
  }
}

/** Workspaces take turns, so that a large one holds up no other. */
function together(due: readonly Due[]): Together[] {
  const asks = Map.groupBy(
    due.filter(({ what }) => what === 'ask'),
    ({ workspace }) => workspace,
  )
  const others = due.filter(({ what }) => what !== 'ask')
  const chunks = [...asks].flatMap(([workspace, all]) =>
    chunked(all, askedTogether).map((some, turn) => ({ workspace, some, turn })),
  )
  return [
    ...chunks
      .sort((a, b) => a.turn - b.turn)
      .map(({ workspace, some }) => ({
        workspace,
        what: 'ask' as const,
        ids: some.map(({ id }) => id),
        dueAt: some.map(({ at }) => at),
      })),
    ...others.map(({ workspace, what, id, at }) => ({ workspace, what, ids: [id], dueAt: [at] })),
  ]
}

/** A room whose clock was moved is ahead of its time. */
function measure({ meter, clock }: Study, { what, dueAt }: Together): void {
  const now = clock()
  for (const at of dueAt) meter.due(what, Math.max(0, Temporal.Instant.from(at).until(now).total('seconds')))
}

function chunked<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}

/** A member has one entry for each of their notices. */
function onceEach(due: readonly Due[]): Due[] {
  return [...new Map(due.map((one) => [JSON.stringify([one.workspace, one.what, one.id]), one])).values()]
}

/** What falls due, each with the predicate of its index. */
function sources(tx: Transaction) {
  const sql = sqlOf(tx)
  return [
    { what: 'ask', id: sql`t.id::text`, at: sql`t.next_at`, table: sql`schedules`, waits: sql`t.paused_at is null` },
    { what: 'remind', id: sql`t.id::text`, at: sql`t.remind_at`, table: sql`rounds`, waits: sql`t.closing_at is null` },
    {
      what: 'reveal',
      id: sql`t.id::text`,
      at: sql`t.reveal_at`,
      table: sql`rounds`,
      waits: sql`t.reveal_at is not null`,
    },
    {
      what: 'close',
      id: sql`t.id::text`,
      at: sql`t.closes_at`,
      table: sql`rounds`,
      // a blind round is revealed first, which may give it more time
      waits: sql`t.closing_at is null and t.reveal_at is null`,
    },
    { what: 'tell', id: sql`t.member`, at: sql`t.due_at`, table: sql`notices`, waits: sql`t.batch is null` },
    {
      what: 'tell',
      id: sql`t.id`,
      at: sql`t.reviews_tell_at`,
      table: sql`members`,
      waits: sql`t.reviews_tell_at is not null`,
    },
    { what: 'digest', id: sql`t.channel`, at: sql`t.next_at`, table: sql`digests`, waits: sql`true` },
    {
      what: 'live',
      id: sql`t.id::text`,
      at: sql`t.next_at`,
      table: sql`live_quizzes`,
      waits: sql`t.next_at is not null`,
    },
  ] as const
}

/** Workspaces whose clock the web room has moved are few and looked at one by one. */
async function findDue(study: Study): Promise<Due[]> {
  const now = study.clock().toString()
  return acrossWorkspaces(study.database, async (tx) => {
    const sql = sqlOf(tx)
    const all = sources(tx).flatMap(({ what, id, at, table, waits }) => [
      sql`(select t.workspace, ${id} as id, ${what} as what, ${at} as at from ${table} t
        where ${waits} and ${at} <= ${now}::timestamptz${what === 'ask' ? turn(tx, study, now) : sql``} order by ${at} limit ${atOnce})`,
      sql`(select t.workspace, ${id}, ${what}, ${at} from workspaces w join ${table} t on t.workspace = w.id
        where w.clock_ahead_ms > 0 and ${waits} and ${at} > ${now}::timestamptz
          and ${at} <= ${now}::timestamptz + w.clock_ahead_ms * interval '1 ms')`,
    ])
    const together = all.reduce((before, next) => sql`${before} union all ${next}`)
    const rows = await sql`${together} order by at limit ${atOnce}`
    return rows.map(({ workspace, id, what, at }) => ({ workspace, id, what, at }))
  })
}

/** Where many schedules ask at once, each waits for its own moment of the seconds after: the same one each day. */
function turn(tx: Transaction, { spread }: Study, now: string) {
  const sql = sqlOf(tx)
  if (spread === undefined) return sql``
  return sql` and (
    t.next_at + (hashtext(t.id::text) & 65535) / 65536.0 * ${spread.seconds} * interval '1 second' <= ${now}::timestamptz
    or (select count(*) from (
      select from schedules where paused_at is null and next_at <= ${now}::timestamptz limit ${spread.from}
    ) crowd) < ${spread.from})`
}

async function nextDue(study: Study): Promise<Temporal.Instant | undefined> {
  const [row] = await acrossWorkspaces(study.database, (tx) => {
    const sql = sqlOf(tx)
    const all = sources(tx).flatMap(({ at, table, waits }) => [
      sql`(select min(${at}) from ${table} t where ${waits})`,
      sql`(select min(${at} - w.clock_ahead_ms * interval '1 ms') from workspaces w join ${table} t on t.workspace = w.id
        where w.clock_ahead_ms > 0 and ${waits})`,
    ])
    const together = all.reduce((before, next) => sql`${before}, ${next}`)
    return sql`select least(${together}) as at`
  })
  return row?.at === null || row?.at === undefined ? undefined : Temporal.Instant.from(row.at)
}

async function eachBeside<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: beside }, async () => {
      for (const one of waiting) await work(one)
    }),
  )
}
