import { connect, type Database, disconnect, inWorkspace } from '../core/db/connect.ts'
import { migrate } from '../core/db/migrate.ts'
import { rebuildSums } from '../core/standings/sums.ts'
import type { BenchTools } from './bench.ts'

/**
 * A workspace with many members, each with ten entries: five of this week, five of the last one. Those of every tenth
 * member are a channel's, the others are earned in quizzes.
 */
export interface BoardsWorld {
  readonly database: Database
  readonly workspace: string
  readonly now: Temporal.Instant
  /** One of the members, another one each time. */
  someone(): string
}

const workspace = 'room/boards'
const channel = 'channel'
/** So many points at most for an entry that sums of a week reach 420: 60 on each of its days. */
const mostPoints = 84
/** Far from one member to the next, so that no two reads in a row share their pages. */
const stride = 7919

export async function openBoardsWorld(tools: BenchTools, members: number): Promise<BoardsWorld> {
  const address = await tools.database()
  await migrate(address)
  const now = Temporal.Instant.from('2026-03-04T11:00:00Z')
  await load(address, members, now)
  let asked = 0
  const someone = () => {
    asked += 1
    return nameOf((asked * stride) % members)
  }
  return { database: connect(address, { connections: 4 }), workspace, now, someone }
}

function nameOf(index: number): string {
  return `member${String(index).padStart(7, '0')}`
}

/** Indexes are made after the rows, as when a backup is read back: entry by entry this would take an hour. */
async function load(address: string, members: number, now: Temporal.Instant): Promise<void> {
  const loading = connect(address, { connections: 1 })
  const { sql } = loading
  await sql`set work_mem = '1GB'`
  await sql`set maintenance_work_mem = '1GB'`
  await sql`
    insert into members (workspace, id, name, seen_at)
    select ${workspace}, 'member' || lpad(i::text, 7, '0'), 'Member ' || i, ${now.toString()}
    from generate_series(0, ${members - 1}::int) i`
  await withoutIndexes(loading, 'score_entries', async () => {
    await sql`
      insert into score_entries (workspace, occasion, member, channel, points, at, local_date, summed_at)
      select ${workspace}, 'bench:' || j, 'member' || lpad(i::text, 7, '0'), case when i % 10 = 0 then ${channel} end,
        1 + abs(hashint4(i * 10 + j)) % ${mostPoints}::int, ${now.toString()},
        case when j < 5 then date '2026-03-03' else date '2026-02-24' end, ${now.toString()}
      from generate_series(0, ${members - 1}::int) i, generate_series(0, 9) j`
  })
  await withoutIndexes(loading, 'standing_sums', () =>
    inWorkspace(loading, workspace, (tx) => rebuildSums(tx, workspace, now)),
  )
  await sql`create table bare_entries (like score_entries including all)`
  await sql`grant insert on bare_entries to studyhall_app`
  await sql`vacuum (analyze) members, score_entries, standing_sums, standing_counts`
  await disconnect(loading)
}

async function withoutIndexes({ sql }: Database, table: string, fill: () => Promise<void>): Promise<void> {
  const indexes = await sql`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made, c.conname as constraint,
      pg_get_constraintdef(c.oid) as constrains
    from pg_index i left join pg_constraint c on c.conindid = i.indexrelid
    where i.indrelid = ${table}::regclass`
  for (const { name, constraint } of indexes) {
    await sql.unsafe(
      constraint === null ? `drop index ${name}` : `alter table ${table} drop constraint "${constraint}"`,
    )
  }
  await fill()
  for (const { made, constraint, constrains } of indexes) {
    await sql.unsafe(constraint === null ? made : `alter table ${table} add constraint "${constraint}" ${constrains}`)
  }
}
