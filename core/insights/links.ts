import { randomBytes } from 'node:crypto'
import { acrossWorkspaces, type Database, sqlOf } from '../db/connect.ts'
import type { Log } from '../log.ts'
import { oneAfterAnother } from '../one-after-another.ts'
import type { WorkspaceId } from '../platform.ts'
import { type LinkParts, type LinkRead, type PageKind, readLink, signLink } from './signed-link.ts'

/** Signs links to pages of ours, and reads them. */
export interface Links {
  /** A link to a workspace's page, without what to show; none where no address is known at which people reach us. */
  to(kind: PageKind, workspace: WorkspaceId): URL | undefined
  /** What an address of ours says, with the keys as they are now. */
  read(kind: PageKind, query: URLSearchParams): Promise<LinkRead>
}

export interface LinksParts {
  readonly database: Database
  /** Where a workspace's people reach the bot by HTTP, such as `https://study.example.org`. */
  readonly address: (workspace: WorkspaceId) => string | undefined
  /** Links end by the real time, also in a room whose clock was moved. */
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  readonly log: Log
}

/**
 * The newest key signs, and all are accepted: to change it, add a row to `link_keys`, and a day later remove the old one.
 * The keys are read here and not when a link is signed: that happens inside a transaction, and waiting there for a
 * second connection could stop the whole pool. Whoever has no link can ask too, so that reading takes one at the most.
 */
export async function openLinks(parts: LinksParts): Promise<Links> {
  const { database, address, clock, log } = parts
  let secrets = await firstSecrets(parts)
  const refresh = oneAfterAnother(async () => {
    secrets = await secretsIn(database)
  })
  return { to, read }

  function to(kind: PageKind, workspace: WorkspaceId): URL | undefined {
    const [newest] = secrets
    const base = address(workspace)
    if (base === undefined || newest === undefined) return undefined
    refresh().catch((err: unknown) => log.info({ err }, 'the keys of links were not read anew'))
    const { until, signature } = signLink(kind, workspace, newest, clock())
    const url = new URL(`${base.replace(/\/$/, '')}/${kind}`)
    url.searchParams.set(names.workspace, workspace)
    url.searchParams.set(names.until, until)
    url.searchParams.set(names.signature, signature)
    return url
  }

  async function read(kind: PageKind, query: URLSearchParams): Promise<LinkRead> {
    await refresh()
    return readLink(kind, partsOf(query), secrets, clock())
  }
}

const names = { workspace: 'w', until: 'until', signature: 'sig' } as const

function partsOf(query: URLSearchParams): LinkParts {
  const part = (name: string) => query.get(name) ?? ''
  return { workspace: part(names.workspace), until: part(names.until), signature: part(names.signature) }
}

/** One process at a time makes the first key. */
const firstKeyLock = 7_361_006

async function firstSecrets({ database, clock, newId }: LinksParts): Promise<string[]> {
  await acrossWorkspaces(database, async (tx) => {
    await sqlOf(tx)`select pg_advisory_xact_lock(${firstKeyLock})`
    await sqlOf(tx)`
      insert into link_keys (id, secret, made_at)
      select ${newId()}, ${randomBytes(32).toString('base64url')}, ${clock().toString()}
      where not exists (select from link_keys)`
  })
  return secretsIn(database)
}

/** The newest first. */
async function secretsIn(database: Database): Promise<string[]> {
  const rows = await acrossWorkspaces(
    database,
    (tx) => sqlOf(tx)`select secret from link_keys order by made_at desc, id desc`,
  )
  return rows.map(({ secret }) => secret)
}
