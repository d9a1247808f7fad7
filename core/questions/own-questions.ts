import { sqlOf, type Transaction } from '../db/connect.ts'
import type { MemberId, WorkspaceId } from '../platform.ts'
import { bringingOf, mostOwnQuestions, type Refused, type StandingQuestion } from './bring-in-rule.ts'
import { ownId } from './merged-bank.ts'
import { bankChannel } from './own-bank.ts'
import type { PackLine } from './own-questions-words.ts'
import type { Question } from './question.ts'

/** A workspace's own questions: brought in pack by pack, taken out and brought back. They are never deleted. */

export interface BringIn {
  readonly workspace: WorkspaceId
  readonly pack: { readonly id: string; readonly title: string; readonly licence?: string | undefined }
  /** Checked against the schema, with the ids of their pack. */
  readonly questions: readonly Question[]
  /** The admin; none for the operator. */
  readonly by?: MemberId | undefined
  /** Whose suggestion it was. */
  readonly suggestedBy?: MemberId | undefined
  readonly now: Temporal.Instant
}

export interface BroughtIn {
  readonly brought: number
  /** How many stood there already; their words are those of now. */
  readonly same: number
  readonly refused: readonly Refused[]
}

/** Brings questions in, in this transaction; all of its processes know them once it commits. */
export async function bringIn(tx: Transaction, given: BringIn): Promise<BroughtIn> {
  const { workspace, questions } = given
  const pack = { ...given.pack, id: packIdOf(given.pack.id) }
  await changeBank(tx, workspace)
  const { standing, count } = await standingFor(tx, workspace, questions)
  const bringing = bringingOf(questions, pack.id, standing, mostOwnQuestions - count)
  const { brought, same, refused, superseded } = bringing
  if (brought.length + same.length > 0) {
    await keepPack(tx, { ...given, pack })
    await keepQuestions(tx, { ...given, pack, questions: [...brought, ...same] })
    await wakeQuestions(tx, workspace, brought)
    await retire(tx, workspace, superseded, given.now)
  }
  return { brought: brought.length, same: same.length, refused }
}

/** Its questions are asked no more; those that rounds have asked stay known to them. */
export async function retirePack(
  tx: Transaction,
  { workspace, pack, now }: { readonly workspace: WorkspaceId; readonly pack: string; readonly now: Temporal.Instant },
): Promise<'retired' | 'no-such-pack'> {
  await changeBank(tx, workspace)
  const retired = await sqlOf(tx)`
    update own_questions set retired_at = ${now.toString()}
    where workspace = ${workspace} and pack = ${pack} and retired_at is null returning id`
  return retired.length > 0 ? 'retired' : 'no-such-pack'
}

/** Brings a pack back, without what was superseded. */
export async function bringPackBack(
  tx: Transaction,
  { workspace, pack }: { readonly workspace: WorkspaceId; readonly pack: string },
): Promise<'back' | 'no-such-pack'> {
  await changeBank(tx, workspace)
  const back = await sqlOf(tx)`
    update own_questions q set retired_at = null
    where workspace = ${workspace} and pack = ${pack} and retired_at is not null
      and not exists (
        select from own_questions s
        where s.workspace = q.workspace and 'own.' || (s.body ->> 'supersedes') = q.id and s.id <> q.id
      ) returning id`
  return back.length > 0 ? 'back' : 'no-such-pack'
}

/** The workspace's packs, those that are asked first. */
export async function ownPacksIn(tx: Transaction, workspace: WorkspaceId): Promise<PackLine[]> {
  const rows = await sqlOf(tx)`
    select p.id, p.title, p.licence, count(*) filter (where q.retired_at is null)::int as asked, count(*)::int as all
    from own_packs p join own_questions q on q.workspace = p.workspace and q.pack = p.id
    where p.workspace = ${workspace}
    group by p.id, p.title, p.licence order by count(*) filter (where q.retired_at is null) = 0, p.title, p.id`
  return rows.map(({ id, title, licence, asked, all }) => ({ id, title, licence, asked, all }))
}

/** What a pack asks, with the ids of the pack, in their order. */
export async function questionsOfPack(tx: Transaction, workspace: WorkspaceId, pack: string): Promise<Question[]> {
  const rows = await sqlOf(tx)`
    select body from own_questions
    where workspace = ${workspace} and pack = ${packIdOf(pack)} and retired_at is null order by id`
  return rows.map(({ body }) => body as Question)
}

const longestPackId = 60

/** A pack's id is part of buttons' ids. */
function packIdOf(id: string): string {
  return id.slice(0, longestPackId).replace(/-+$/, '')
}

/** One change at a time, until the transaction ends; then all processes hear of it. */
async function changeBank(tx: Transaction, workspace: WorkspaceId): Promise<void> {
  await sqlOf(tx)`
    with changed as (
      insert into own_banks as b (workspace, version) values (${workspace}, 1)
      on conflict (workspace) do update set version = b.version + 1 returning workspace
    ) select pg_notify(${bankChannel}, workspace) from changed`
}

async function standingFor(
  tx: Transaction,
  workspace: WorkspaceId,
  questions: readonly Question[],
): Promise<{ readonly standing: readonly StandingQuestion[]; readonly count: number }> {
  const ids = questions.map(({ id }) => ownId(id))
  const [counted] = await sqlOf(tx)`select count(*)::int as count from own_questions where workspace = ${workspace}`
  const rows = await sqlOf(tx)`
    select id, pack, body, retired_at is not null as "isRetired" from own_questions
    where workspace = ${workspace}
      and (id = any (${ids}::text[]) or 'own.' || (body ->> 'supersedes') = any (${ids}::text[]))`
  return {
    standing: rows.map(({ id, pack, body, isRetired }) => ({ id, pack, body, isRetired })),
    count: counted?.count ?? 0,
  }
}

async function keepPack(tx: Transaction, { workspace, pack, by, now }: BringIn): Promise<void> {
  await sqlOf(tx)`
    insert into own_packs as p (workspace, id, title, licence, added_at, added_by)
    values (${workspace}, ${pack.id}, ${pack.title}, ${pack.licence ?? null}, ${now.toString()}, ${by ?? null})
    on conflict (workspace, id) do update set title = excluded.title, licence = coalesce(excluded.licence, p.licence)`
}

/** New ones come in; of those that stand there the words are taken over. */
async function keepQuestions(
  tx: Transaction,
  { workspace, pack, questions, suggestedBy, now }: BringIn,
): Promise<void> {
  const rows = questions.map((body) => ({ id: ownId(body.id), body }))
  await sqlOf(tx)`
    insert into own_questions (workspace, id, pack, body, added_at, suggested_by)
    select ${workspace}, id, ${pack.id}, body, ${now.toString()}::timestamptz, ${suggestedBy ?? null}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id text, body jsonb)
    on conflict (workspace, id) do update set body = excluded.body`
}

async function wakeQuestions(tx: Transaction, workspace: WorkspaceId, questions: readonly Question[]): Promise<void> {
  await sqlOf(tx)`
    update own_questions set retired_at = null
    where workspace = ${workspace} and id = any (${questions.map(({ id }) => ownId(id))}::text[])
      and retired_at is not null`
}

async function retire(
  tx: Transaction,
  workspace: WorkspaceId,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  await sqlOf(tx)`
    update own_questions set retired_at = ${now.toString()}
    where workspace = ${workspace} and id = any (${[...ids]}::text[]) and retired_at is null`
}
