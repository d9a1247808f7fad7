import { onTestFinished } from 'vitest'
import { openStage, type Stage, type StageOptions } from '../../bots/replay/stage.ts'
import { furnish, type Studyhall } from '../../bots/studyhall.ts'
import { inWorkspace } from '../../core/db/connect.ts'
import type { RoomMessage } from '../../core/db/room-rows.ts'
import type { Reply } from '../../core/platform.ts'
import { channelBoard } from '../../core/standings/board.ts'
import { freshDatabase } from './database.ts'
import { newId, openBank, silentLog } from './world.ts'

/**
 * The web room as a story sees it: people say and do things, the clock stands until it is moved, and what the
 * bot says can be read. The same room, engine and database as in production.
 */

export const channel = 'backend-prep'
const zone = 'Europe/Berlin'
/** A Monday, five minutes before the question. */
const mondayMorning = Temporal.Instant.from('2026-03-02T07:55:00Z')

export interface StoryRoom {
  readonly stage: Stage
  readonly workspace: string
  studyhall(): Studyhall
  as(person: string): StoryPerson
  /** Lets time pass to the next question; gives its opening message. */
  nextQuestion(): Promise<number>
  /** Lets time pass to the close of what is open. */
  close(): Promise<void>
  /** Lets this much time pass. */
  pass(duration: Temporal.DurationLike): Promise<void>
  /** All messages, or those that one person sees. */
  messages(viewer?: string): Promise<RoomMessage[]>
  /** The texts of what the bot said in public, oldest first. */
  said(): Promise<string[]>
  /** What the bot told someone in private, outside the channel, oldest first. */
  told(person: string): Promise<string[]>
  /** Points on the channel's board of all time. */
  points(): Promise<Record<string, number>>
  restart(): Promise<void>
}

/** Each resolves to what the bot replied to that person alone, when all that followed is done. */
export interface StoryPerson {
  reply(question: number, text: string): Promise<number>
  replyHearing(question: number, text: string): Promise<string | undefined>
  edit(message: number, text: string): Promise<void>
  remove(message: number): Promise<void>
  react(message: number, emoji?: string): Promise<string | undefined>
  unreact(message: number, emoji?: string): Promise<void>
  run(command: string): Promise<string | undefined>
  press(message: number, button: string, values?: readonly string[]): Promise<string | undefined>
  /** As `run` and `press`, giving the reply itself: for forms and updated messages. */
  runReply(command: string): Promise<Reply | undefined>
  pressReply(message: number, button: string, values?: readonly string[]): Promise<Reply | undefined>
  /** Sends a form, by its id. */
  submit(form: string, values: Record<string, string | readonly string[]>, message?: number): Promise<Reply | undefined>
}

/** Someone in the room, by name alone or with what the platform knows of them. */
export type StoryGuest =
  | string
  | { readonly name: string; readonly admin?: boolean; readonly groups?: readonly string[] }

export interface StoryOptions extends Partial<Pick<StageOptions, 'bank' | 'log' | 'wrap' | 'starts' | 'pagesAt'>> {
  readonly people?: readonly StoryGuest[]
  readonly answerMinutes?: number
  /** A database that another story room uses as well. */
  readonly address?: string
  readonly workspace?: string
}

function guest(one: StoryGuest) {
  const { name, admin = name === 'Ada', groups = [] } = typeof one === 'string' ? { name: one } : one
  return { id: name.toLowerCase(), name, admin, groups }
}

/** Opens a room with Ada (who manages it), Bo and Cy; it is cleared away when the test has finished. */
export async function openStoryRoom(options: StoryOptions = {}): Promise<StoryRoom> {
  const { people = ['Ada', 'Bo', 'Cy'], answerMinutes = 480, workspace = 'room/story' } = options
  const database = options.address === undefined ? await freshDatabase() : undefined
  const address = options.address ?? database?.address ?? ''
  const { bank = openBank, log = silentLog, starts = mondayMorning, wrap, pagesAt } = options
  const stage = await openStage({
    address,
    bank,
    newId,
    log,
    starts,
    connections: 8,
    pagesAt,
    ...(wrap ? { wrap } : {}),
  })
  onTestFinished(async () => {
    await stage.stop()
    await database?.drop()
  })
  const furnishing = {
    workspace,
    name: 'Story',
    zone,
    channel: { id: channel, name: channel },
    people: people.map(guest),
    schedule: { days: [1, 2, 3, 4, 5], localTime: '09:00', answerMinutes },
  }
  await furnish(stage.studyhall(), furnishing)
  await stage.settle()

  return {
    stage,
    workspace,
    studyhall: stage.studyhall,
    as: person,
    nextQuestion: () => passTo('ask').then(latestQuestion),
    close: () => passTo('close'),
    pass: (duration) => stage.moveTo(stage.now().add(duration)),
    messages,
    said: async () =>
      (await messages()).filter(({ author, onlyFor }) => author === null && onlyFor === null).map(({ text }) => text),
    told: async (id) => (await messages(id)).filter((message) => message.channel === 'direct').map(({ text }) => text),
    points,
    restart: async () => {
      await stage.restart()
      await stage.studyhall().room.open(workspace, furnishing)
      await stage.settle()
    },
  }

  async function passTo(what: 'ask' | 'close'): Promise<void> {
    const upcoming = await stage.studyhall().roomClock.upcoming(workspace)
    const next = upcoming.find((event) => event.what === what)
    if (next === undefined) throw new Error(`nothing to ${what} lies ahead`)
    await stage.moveTo(next.at)
  }

  async function latestQuestion(): Promise<number> {
    const question = (await messages()).findLast(({ title }) => title !== null)
    if (question === undefined) throw new Error('no question was asked')
    return question.id
  }

  async function messages(viewer?: string): Promise<RoomMessage[]> {
    return stage.studyhall().memory.messagesSince(workspace, viewer, 0)
  }

  async function points(): Promise<Record<string, number>> {
    const standings = await inWorkspace(stage.studyhall().study.database, workspace, (tx) =>
      channelBoard(tx, { workspace, channel, zone, window: 'all', now: stage.now() }),
    )
    return Object.fromEntries(standings.map(({ name, points: sum }) => [name, sum]))
  }

  function person(id: string): StoryPerson {
    const present = () => stage.studyhall().room.as(workspace, id)
    /** Does something and tells what the bot said to this person alone because of it. */
    async function hearing(work: () => Promise<unknown>): Promise<string | undefined> {
      const before = new Set((await messages(id)).map((message) => message.id))
      await work()
      await stage.settle()
      return (await messages(id)).find((message) => !before.has(message.id) && message.onlyFor === id)?.text
    }
    async function replying(work: () => Promise<Reply | undefined>): Promise<Reply | undefined> {
      const reply = await work()
      await stage.settle()
      return reply
    }
    return {
      reply: async (question, text) => {
        const message = await (await present()).say(channel, text, question)
        await stage.settle()
        return message
      },
      replyHearing: (question, text) => hearing(async () => (await present()).say(channel, text, question)),
      edit: async (message, text) => (await present()).edit(message, text),
      remove: async (message) => (await present()).remove(message),
      react: (message, emoji = '👍') => hearing(async () => (await present()).react(message, emoji, true)),
      unreact: async (message, emoji = '👍') => (await present()).react(message, emoji, false),
      run: (command) => hearing(async () => (await present()).command(channel, command.replace(/^\//, ''))),
      press: (message, button, values) => hearing(async () => (await present()).press(message, button, values)),
      runReply: (command) => replying(async () => (await present()).command(channel, command.replace(/^\//, ''))),
      pressReply: (message, button, values) => replying(async () => (await present()).press(message, button, values)),
      submit: (form, values, message) => {
        const lists = Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? [value] : value])
        return replying(async () => (await present()).submit(channel, form, Object.fromEntries(lists), message))
      },
    }
  }
}
