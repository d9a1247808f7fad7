import { scopes } from '../../bots/slack/scopes.ts'
import { connect, disconnect } from '../../core/db/connect.ts'
import { installationStore } from '../../core/db/installation-store.ts'
import { migrate } from '../../core/db/migrate.ts'
import { openSeal } from '../../core/db/sealed.ts'
import type { Plan } from './plan.ts'
import { encryptionKey, type Town } from './town.ts'

/** What a town needs before its day begins: the app installed, schedules, and a disk that can be full. */
export async function settleIn(town: Town, plan: Plan): Promise<void> {
  const isFirstTogether = plan.faults.some(({ fault }) => fault === 14)
  if (isFirstTogether) await startTogether(town)
  else await migrate(town.address)
  if (plan.slack === 'http') await installAll(town)
  await makeWorkspaces(town)
  await makeSchedules(town, plan)
  await makeDisk(town)
  for (const replica of town.replicas) replica.start()
  await Promise.all(town.replicas.map((replica) => replica.atWork()))
  const { gateway } = town.discord
  await waitFor('all shards', () => gateway.open === town.replicas.length)
}

/** All processes migrate an empty database at once. @throws Error when one does not come to work */
async function startTogether({ replicas }: Town): Promise<void> {
  for (const replica of replicas) replica.start()
  await Promise.all(replicas.map((replica) => replica.atWork()))
  const again = replicas.filter(({ starts }) => starts > 1)
  if (again.length > 0) throw new Error(`${again.length} of ${replicas.length} processes that migrated at once failed`)
  await Promise.all(replicas.map((replica) => replica.end('SIGTERM')))
}

/** Waits for the thing itself. @throws Error when it does not come true in time */
export async function waitFor(what: string, isTrue: () => Promise<boolean> | boolean, seconds = 30): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** As its installing pages keep it. */
async function installAll({ slack, tenants, address, now }: Town): Promise<void> {
  slack.useRequestUrl(`${new URL(slack.app.redirectUrl ?? '').origin}/slack/events`)
  const database = connect(address, { connections: 4 })
  const { keep } = installationStore(database, openSeal(encryptionKey))
  for (const { workspace, id, people } of tenants.filter((one) => one.workspace.startsWith('slack/'))) {
    const { botToken, botUser, botId } = slack.team(id)
    const bot = { token: botToken, userId: botUser, id: botId, scopes: [...scopes] }
    const user = { id: slack.person(people[0] ?? '', id).id, token: undefined, scopes: undefined }
    const kept = { team: { id, name: `Team ${id}` }, enterprise: undefined, isEnterpriseInstall: false, bot, user }
    await keep(workspace, kept, Temporal.Instant.fromEpochMilliseconds(now()))
  }
  await disconnect(database)
}

async function makeWorkspaces({ admin, tenants, now }: Town): Promise<void> {
  const at = new Date(now()).toISOString()
  for (const { workspace, id } of tenants) {
    await admin.sql`insert into workspaces (id, name, zone, joined_at) values (${workspace}, ${id}, 'UTC', ${at})
      on conflict do nothing`
  }
}

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Asia/Kolkata'] as const
/** Long enough to be ended by command in a short run. */
const shortRunSeconds = 100
const longMinutes = 44

async function makeSchedules(town: Town, { askings, seconds }: Plan): Promise<void> {
  const { sql } = town.admin
  for (const { workspace, channels, chat, doomed } of town.tenants) {
    for (const [index, asks] of [...askings, seconds / 2].entries()) {
      const channel = channels[index] ?? doomed
      const zone = zones[index % zones.length] ?? 'UTC'
      const at = Temporal.Instant.fromEpochMilliseconds(town.now() + asks * 1000).round({
        smallestUnit: 'minute',
        roundingMode: 'ceil',
      })
      const localTime = at.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })
      const minutes = seconds < shortRunSeconds ? longMinutes : 2 + 2 * (index % 2)
      await sql`insert into schedules (workspace, id, channel, days, local_time, zone, answer_minutes, next_at)
        values (${workspace}, gen_random_uuid(), ${chat.channelId(channel)}, '{1,2,3,4,5,6,7}', ${localTime}, ${zone},
          ${minutes}, ${at.toString()})`
    }
  }
}

/**
 * A tmpfs of our own cannot be mounted without rights, so a full disk is played: while it is, every write to a table of
 * ours fails with 53100, as PostgreSQL's own extension of a file does in the middle of a transaction, or its log at the
 * commit.
 */
async function makeDisk({ admin }: Town): Promise<void> {
  const { sql } = admin
  await sql.unsafe(`
    create schema chaos;
    create table chaos.disk (is_full boolean not null, at_commit boolean not null);
    insert into chaos.disk values (false, false);
    create function chaos.write() returns trigger language plpgsql security definer as $$ begin
      if exists (select from chaos.disk where is_full and at_commit = (tg_name = 'chaos_commit')) then
        raise exception 'could not extend file: No space left on device' using errcode = '53100';
      end if;
      return null;
    end $$;
    grant usage on schema chaos to public;
    grant execute on function chaos.write to public;`)
  const tables = await sql`select tablename as name from pg_tables where schemaname = 'public'`
  for (const { name } of tables) {
    await sql`create trigger chaos_disk before insert or update on ${sql(name)} execute function chaos.write()`
    await sql`
      create constraint trigger chaos_commit after insert or update on ${sql(name)} deferrable initially deferred
      for each row execute function chaos.write()`
  }
}
