import { connect, disconnect } from '../core/db/connect.ts'
import { type Bench, median, rounded, throughput } from './bench.ts'
import { answerEvent, openBenchStage, voteEvent } from './stage.ts'

const inFlight = 16
const rounds = 5
const seconds = 2
const answers = 50
const workspace = 'room/votes'

/** Votes a second through the engine's door, against the same statements in raw postgres.js. */
export const votes: Bench = {
  name: 'votes',
  async run(tools) {
    const { studyhall, now, openRound } = await openBenchStage(tools)
    await openRound(workspace)
    for (let index = 0; index < answers; index += 1) await studyhall.engine.handle(answerEvent(workspace, index, now))
    const raw = connect(studyhall.study.database.address, { connections: inFlight })
    let voter = 0
    const ours: number[] = []
    const floors: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      ours.push(
        await throughput(seconds, inFlight, () =>
          studyhall.engine.handle(voteEvent(workspace, voter % answers, voter++, now)),
        ),
      )
      floors.push(await throughput(seconds, inFlight, () => rawVote(raw.sql, voter % answers, voter++, now.toString())))
      tools.note(`votes: ${Math.round(ours.at(-1) ?? 0)} a second, raw ${Math.round(floors.at(-1) ?? 0)}`)
    }
    await disconnect(raw)
    await studyhall.stop()
    const [value, floor] = [median(ours), median(floors)]
    const ratio = median(ours.map((one, index) => one / (floors[index] ?? one)))
    return [
      {
        bench: 'votes',
        name: 'votes',
        value: rounded(value),
        unit: 'votes/s',
        floor: rounded(floor),
        ratio: rounded(ratio),
      },
    ]
  },
}

/** The engine's own transaction for a vote, written out by hand, with nothing around it. */
async function rawVote(
  sql: ReturnType<typeof connect>['sql'],
  answer: number,
  voter: number,
  at: string,
): Promise<void> {
  const [message, id, name] = [`answer${answer}`, `voter${voter}`, `Voter ${voter}`]
  await sql.begin(async (tx) => {
    await Promise.all([
      tx`select set_config('role', 'studyhall_app', true), set_config('studyhall.workspace', ${workspace}, true)`,
      tx`select pg_advisory_xact_lock_shared(hashtextextended(${`${workspace} channel`}, 0))`,
      tx`insert into members as m (workspace, id, name, zone, groups, seen_at)
        select met.* from (select ${workspace}::text as workspace, ${id}::text as id, ${name}::text as name, null::text as zone,
          null::text[] as groups, ${at}::timestamptz) met
        where not exists (
          select from members k where k.workspace = met.workspace and k.id = met.id and (k.name, k.zone, k.groups)
            is not distinct from (met.name, coalesce(met.zone, k.zone), coalesce(met.groups, k.groups)))
        on conflict (workspace, id) do update
          set name = excluded.name, zone = coalesce(excluded.zone, m.zone), groups = coalesce(excluded.groups, m.groups)`,
      tx`with target as (
          select round, member from thread_messages where workspace = ${workspace} and place = 'channel' and id = ${message}
        ), round as (
          select r.id, r.closes_at, r.closed_at is not null or ${at}::timestamptz > r.closes_at as late, (select member from target) as author
          from rounds r
          where r.workspace = ${workspace} and r.id = coalesce((select round from target), (
            select o.id from rounds o where o.workspace = ${workspace} and o.thread_place = 'channel' and o.closed_at is null
            order by o.closes_at desc limit 1))
        ), told as (
          select 1 from votes v join thread_messages m on m.workspace = v.workspace and m.place = v.place and m.id = v.message, round
          where round.late and v.workspace = ${workspace} and v.voter = ${id} and m.round = round.id and v.added_at > round.closes_at
          limit 1
        ), vote as (
          insert into votes as v (workspace, place, message, voter, emoji, added_at)
          select ${workspace}, 'channel', ${message}, ${id}, '👍',
            case when late then greatest(${at}::timestamptz, closes_at + interval '1 microsecond') else ${at}::timestamptz end
          from round
          on conflict (workspace, place, message, voter, emoji) do update set added_at = greatest(v.added_at, excluded.added_at)
            where not (select late from round)
        )
        select late, author, exists (select from told) as told from round`,
    ])
  })
}
