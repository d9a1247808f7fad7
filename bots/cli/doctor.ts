import { Command } from 'commander'
import { connect, disconnect } from '../../core/db/connect.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { openSeal } from '../../core/db/sealed.ts'
import type { Machine } from '../machine.ts'
import { slackConnection } from '../settings.ts'
import { examineContents, examineVersion } from './doctor-database.ts'

/** What was looked at, and what to do where it is not right. */
export interface Finding {
  readonly what: string
  readonly isRight: boolean
  readonly advice?: string
}

const mostSecondsApart = 5

export function doctorCommand(machine: () => Machine): Command {
  return new Command('doctor')
    .description('check tokens, scopes, the database and the clock, and say what to do')
    .action(() => examine(machine()))
}

async function examine(machine: Machine): Promise<void> {
  const findings = [
    ...(await examineDatabase(machine)),
    ...(await examineKey(machine)),
    ...(await examinePlatforms(machine)),
  ]
  for (const { what, isRight, advice } of findings) {
    machine.print(`${isRight ? 'ok  ' : 'NO  '}${what}`)
    if (!isRight && advice !== undefined) machine.print(`      ${advice}`)
  }
  const wrong = findings.filter(({ isRight }) => !isRight).length
  if (wrong > 0) throw new PlainError(`${wrong} of ${findings.length} to mend.`)
  machine.print('All is well.')
}

async function examineDatabase({ settings, clock }: Machine): Promise<Finding[]> {
  const { DATABASE_URL: address } = settings
  if (address === undefined) {
    return [{ what: `The database is Studyhall's own, kept in ${settings.DATA_DIR}`, isRight: true }]
  }
  const database = connect(address, { connections: 1 })
  try {
    const [row] = await database.sql`
      select current_setting('server_version_num')::int as version, extract(epoch from clock_timestamp())::float8 as now,
        pg_has_role(current_user, 'studyhall_app',
          case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) as role
      from (select 1) one where exists (select from pg_roles where rolname = 'studyhall_app')
      union all
      select current_setting('server_version_num')::int, extract(epoch from clock_timestamp())::float8,
        (select rolcreaterole or rolsuper from pg_roles where rolname = current_user)
      where not exists (select from pg_roles where rolname = 'studyhall_app')`
    const apart = Math.round(clock().epochMilliseconds / 1000 - row?.now)
    return [
      examineVersion(row?.version),
      {
        what: 'Its user may act as the role studyhall_app, or make it',
        isRight: row?.role === true,
        advice: 'As a superuser: CREATE ROLE studyhall_app NOLOGIN; GRANT studyhall_app TO that user;',
      },
      {
        what: `Its clock agrees with this machine's (${apart} s apart)`,
        isRight: Math.abs(apart) <= mostSecondsApart,
        advice: 'Set both clocks (chronyd or systemd-timesyncd).',
      },
      ...(await examineContents(database)),
    ]
  } catch (error) {
    const advice = `It does not (${(error as Error).message}). Check DATABASE_URL and that the server is up.`
    return [{ what: 'The database answers', isRight: false, advice }]
  } finally {
    await disconnect(database)
  }
}

async function examineKey({ settings }: Machine): Promise<Finding[]> {
  if (settings.ENCRYPTION_KEY === undefined) return []
  try {
    openSeal(settings.ENCRYPTION_KEY)
    return [{ what: 'ENCRYPTION_KEY is a key', isRight: true }]
  } catch (error) {
    return [{ what: 'ENCRYPTION_KEY is a key', isRight: false, advice: (error as Error).message }]
  }
}

async function examinePlatforms({ settings, clock }: Machine): Promise<Finding[]> {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl } = settings
  const slack = slackConnection(settings)
  if (slack === undefined && token === undefined) {
    return [{ what: 'No platform is set: `npm start` opens the web room', isRight: true }]
  }
  const findings: Finding[] = []
  if (slack !== undefined) {
    const { examineSlack } = await import('../slack/examine.ts')
    findings.push(...(await examineSlack(slack, { apiUrl: settings.SLACK_API_URL, clock })))
  }
  if (token !== undefined) {
    const { examineDiscord } = await import('../discord/examine.ts')
    findings.push(...(await examineDiscord({ token, apiUrl, clock })))
  }
  return findings
}
