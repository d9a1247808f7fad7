import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FileRead, HandedFile, SharedFile, WorkspaceId } from '../../core/platform.ts'

/** The files that people put into a room: on disk, a folder a room. Messages name them. */

/** A person's file as a message has it. */
export interface RoomUpload {
  readonly name: string
  readonly bytes: number
  readonly file: string
}

export interface RoomFiles {
  /** Keeps a file as it comes in; of one that is larger than `most` bytes nothing is kept. */
  keep(workspace: WorkspaceId, content: AsyncIterable<Uint8Array>, most: number): Promise<Kept | 'too-large'>
  /** Nothing where there is no such file, or no longer. */
  read(workspace: WorkspaceId, file: string, most: number): Promise<FileRead | undefined>
  open(workspace: WorkspaceId, file: string): Promise<ReadableStream<Uint8Array> | undefined>
  drop(workspace: WorkspaceId, file: string): Promise<void>
  /** All of a room that is begun anew. */
  dropAll(workspace: WorkspaceId): Promise<void>
  close(): Promise<void>
}

type Kept = Omit<RoomUpload, 'name'>

/** What the page sends at most, in bytes. */
export const mostFileBytes = 50 * 2 ** 20
const longestName = 120

export function roomFilesIn(folder: string): RoomFiles {
  return filesIn(
    async () => folder,
    async () => {},
  )
}

/** For rooms that end with their process: the folder is made when it is needed, and goes when the room is closed. */
export function temporaryRoomFiles(): RoomFiles {
  let made: Promise<string> | undefined
  const folder = () => {
    made ??= mkdtemp(join(tmpdir(), 'studyhall-room-'))
    return made
  }
  return filesIn(folder, async () => {
    if (made !== undefined) await rm(await made, { recursive: true, force: true })
    made = undefined
  })
}

function filesIn(folder: () => Promise<string>, close: () => Promise<void>): RoomFiles {
  return { keep, read, open: openFile, drop, dropAll, close }

  async function keep(
    workspace: WorkspaceId,
    content: AsyncIterable<Uint8Array>,
    most: number,
  ): Promise<Kept | 'too-large'> {
    await mkdir(await folderOf(workspace), { recursive: true, mode: 0o700 })
    const file = randomUUID()
    const path = await pathOf(workspace, file)
    const handle = await open(path, 'wx', 0o600)
    let bytes: number | 'too-large' | undefined
    try {
      bytes = await written(handle, content, most)
    } finally {
      await handle.close()
      if (typeof bytes !== 'number') await rm(path, { force: true })
    }
    return bytes === 'too-large' ? bytes : { bytes, file }
  }

  async function read(workspace: WorkspaceId, file: string, most: number): Promise<FileRead | undefined> {
    const path = await pathOf(workspace, file)
    const there = await thereOr(undefined, () => stat(path))
    if (there === undefined) return undefined
    return there.size > most ? 'too-large' : thereOr(undefined, () => readFile(path))
  }

  async function openFile(workspace: WorkspaceId, file: string): Promise<ReadableStream<Uint8Array> | undefined> {
    const path = await pathOf(workspace, file)
    const handle = await thereOr(undefined, () => open(path))
    if (handle === undefined) return undefined
    await handle.close()
    return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
  }

  async function drop(workspace: WorkspaceId, file: string): Promise<void> {
    await rm(await pathOf(workspace, file), { force: true })
  }

  async function dropAll(workspace: WorkspaceId): Promise<void> {
    await rm(await folderOf(workspace), { recursive: true, force: true })
  }

  async function folderOf(workspace: WorkspaceId): Promise<string> {
    return join(await folder(), createHash('sha256').update(workspace).digest('hex').slice(0, 32))
  }

  /** A name that we never gave leads to a file that is never there. */
  async function pathOf(workspace: WorkspaceId, file: string): Promise<string> {
    return join(await folderOf(workspace), /^[0-9a-f-]{36}$/.test(file) ? file : 'none')
  }
}

async function written(
  handle: FileHandle,
  content: AsyncIterable<Uint8Array>,
  most: number,
): Promise<number | 'too-large'> {
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.length
    if (bytes > most) return 'too-large'
    await handle.writeFile(chunk)
  }
  return bytes
}

async function thereOr<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise
    throw error
  }
}

/** What was shared, as a message's event tells it. */
export function sharedIn(uploads: readonly RoomUpload[]): { files?: readonly SharedFile[] } {
  return uploads.length === 0 ? {} : { files: uploads.map(({ name }) => ({ name, isPicture: isPicture(name) })) }
}

/** What is handed over with an action on a message. */
export function handedIn(uploads: readonly RoomUpload[]): { files?: readonly HandedFile[] } {
  return uploads.length === 0 ? {} : { files: uploads }
}

function isPicture(name: string): boolean {
  return /\.(png|jpe?g|gif|webp|avif|heic)$/i.test(name)
}

/** As it is shown and saved: one line, no path, no control characters. */
export function fileName(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  return [...plain].slice(-longestName).join('') || 'file'
}
