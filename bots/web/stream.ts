import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { CommandWord } from '../../core/platform.ts'
import { pngSize } from '../png.ts'
import { pageNodes } from './markdown.ts'
import type { PageMessage, PageSource } from './page-source.ts'

/** A reader who has been away longer than this many changes gets the latest ones. */
const changesShown = 3_000
/** After this time without a change the page hears what the clock shows. */
const heartbeatMilliseconds = 15_000
/** After this time a page whose stream broke off comes back. */
const retryMilliseconds = 1_000

export interface Streams {
  /** All that the viewer sees, then each change; a page that comes back asks for what it missed. */
  start(c: Context, source: PageSource, viewer: string): Response
  /** Resolves when no stream is being written, or tidied up, any more. */
  ended(): Promise<void>
}

/** @param failed hears of what broke while a stream was written */
export function openStreams(failed: (error: Error) => void): Streams {
  const streams = new Set<Promise<void>>()
  return { start, ended: async () => void (await Promise.all(streams)) }

  function start(c: Context, source: PageSource, viewer: string): Response {
    const last = Number(c.req.header('last-event-id') ?? c.req.query('since') ?? Number.NaN)
    return streamSSE(c, (stream) =>
      kept(sendRoom(source, { viewer, last, stream }).catch((error) => stream.aborted || failed(error))),
    )
  }

  async function kept(sending: Promise<unknown>): Promise<void> {
    const ended = sending.then(() => void streams.delete(ended))
    streams.add(ended)
    return ended
  }
}

interface Reader {
  readonly viewer: string
  /** The last revision that was seen, or no number. */
  readonly last: number
  readonly stream: SSEStreamingApi
}

async function sendRoom(source: PageSource, { viewer, last, stream }: Reader): Promise<void> {
  let wake: () => void = () => {}
  let dirty = false
  const unwatch = await source.watch(() => {
    dirty = true
    wake()
  })
  stream.onAbort(() => wake())
  try {
    source.ended?.addEventListener('abort', () => wake())
    // a page that knows more than there is knew another room in this one's place
    const revision = await source.revision()
    let seen = Number.isInteger(last) && last <= revision ? last : Math.max(0, revision - changesShown)
    await stream.writeSSE({ event: 'room', data: JSON.stringify(await describe(source)), retry: retryMilliseconds })
    while (!isOver()) {
      dirty = false
      seen = await sendChanges(seen)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, heartbeatMilliseconds)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        if (dirty || isOver()) wake()
      })
    }
  } finally {
    await unwatch()
  }

  function isOver(): boolean {
    return stream.aborted || source.ended?.aborted === true
  }

  async function sendChanges(since: number): Promise<number> {
    const messages = await source.messagesSince(viewer, since)
    const upTo = Math.max(since, ...messages.map(({ revision }) => revision))
    const data = { messages: messages.map(drawn), clock: await clockOf(source), demo: await source.demo.state() }
    await stream.writeSSE({ event: 'changes', id: String(upTo), data: JSON.stringify(data) })
    return upTo
  }
}

async function describe(source: PageSource) {
  const { name, messageActions } = source
  const commands = possibleIn(source)
  const [people, channels, epoch] = await Promise.all([source.people(), source.channels(), source.epoch()])
  return { name, commands, messageActions, people, channels, epoch, played: source.demo.played }
}

/** The commands that do something in the room. */
function possibleIn({ commands, room: { lacks = [] } }: PageSource): CommandWord[] {
  const possible = ({ needs }: CommandWord) => needs === undefined || !lacks.includes(needs)
  return commands
    .filter(possible)
    .map((command) =>
      command.subwords === undefined ? command : { ...command, subwords: command.subwords.filter(possible) },
    )
}

async function clockOf(source: PageSource) {
  const [now, upcoming] = await Promise.all([source.now(), source.upcoming()])
  return { now, upcoming }
}

/** A file's text and a picture are fetched when they are wanted; a picture's size keeps its place until then. */
function drawn(message: PageMessage) {
  return {
    ...message,
    nodes: pageNodes(message.text, message.author === null ? 'bot' : 'member'),
    pictures: message.pictured.map(({ alt, head }) => ({ alt, ...pngSize(head) })),
    files: message.files.map(({ name, text }) => ({ name, bytes: Buffer.byteLength(text) })),
    uploads: message.uploads.map(({ name, bytes }) => ({ name, bytes })),
  }
}
