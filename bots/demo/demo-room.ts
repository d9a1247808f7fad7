import { setTimeout as pause } from 'node:timers/promises'
import type { RoomMessage } from '../../core/db/room-rows.ts'
import type { Studyhall } from '../studyhall.ts'
import type { DemoPerson, DemoScript } from './demo-script.ts'

/** Where the demo stands: a question is open, its results are there, or it is no demo. */
export type DemoState = 'open' | 'results' | 'none'

export interface DemoRoom {
  state(): Promise<DemoState>
  /** The others answer and vote, the clock goes to the close, and the viewer sees their own answer beside it. */
  skipToResults(viewer: string): Promise<void>
  askNext(): Promise<void>
}

interface Parts {
  readonly studyhall: Studyhall
  readonly workspace: string
  readonly channel: string
  readonly script: DemoScript
  /** Moves the room's clock and waits until what became due is done. */
  readonly moveTo: (at: Temporal.Instant) => Promise<void>
}

/** Between two things that the others do, so that one sees them happen. */
const betweenMilliseconds = 250
const admin = { id: 'you', name: 'You', admin: true }

export function demoRoom({ studyhall, workspace, channel, script, moveTo }: Parts): DemoRoom {
  const { engine, memory, room, roomClock, study } = studyhall
  return { state, skipToResults, askNext }

  async function state(): Promise<DemoState> {
    if (!(await memory.isDemo(workspace))) return 'none'
    return (await closeAhead()) === undefined ? 'results' : 'open'
  }

  async function skipToResults(viewer: string): Promise<void> {
    const at = await closeAhead()
    const question = await latestQuestion()
    if (at === undefined || question === undefined) return
    // the script knows today's question; one that was asked later has no answers in it
    if (isScripted(question)) await playOthers(question, viewer)
    await moveTo(at)
    await study.deliveries.settled()
    await showBeside(question, viewer)
  }

  async function askNext(): Promise<void> {
    const at = await roomClock.now(workspace)
    const command = { kind: 'command' as const, workspace, place: channel, member: admin, words: 'study post', at }
    await engine.handle({ ...command, id: study.newId() })
    await study.deliveries.settled()
  }

  async function playOthers(question: RoomMessage, viewer: string): Promise<void> {
    const { answers, votes } = script.today.afterwards
    for (const { who, says } of answers.filter((one) => one.who !== viewer)) {
      await pause(betweenMilliseconds)
      await (await room.as(workspace, who)).say(channel, says, question.id)
    }
    const said = await firstMessages(question)
    for (const { who, on } of votes.filter((one) => one.who !== viewer)) {
      const message = said.get(on === 'you' ? viewer : on)
      if (message === undefined) continue
      await pause(betweenMilliseconds)
      await (await room.as(workspace, who)).react(message, '👍', true)
    }
  }

  /** The message of each person that the bot has taken as their answer. */
  async function firstMessages(question: RoomMessage): Promise<Map<string | null, number>> {
    const taken = (await inThread(question)).filter(({ reactions }) => reactions.some(({ person }) => person === ''))
    return new Map(taken.toReversed().map(({ author, id }) => [author, id]))
  }

  /** Presses "My answer beside it" for the viewer, who has not found the button yet. */
  async function showBeside(question: RoomMessage, viewer: string): Promise<void> {
    const results = (await inThread(question)).findLast(({ author }) => author === null)
    const button = results?.buttons.find(({ id }) => id.startsWith('beside:'))
    if (results !== undefined && button !== undefined)
      await (await room.as(workspace, viewer)).press(results.id, button.id)
  }

  async function closeAhead(): Promise<Temporal.Instant | undefined> {
    return (await roomClock.upcoming(workspace)).find(({ what }) => what === 'close')?.at
  }

  async function latestQuestion(): Promise<RoomMessage | undefined> {
    return (await memory.messagesSince(workspace, undefined, 0)).findLast(({ title }) => title !== null)
  }

  async function inThread(question: RoomMessage): Promise<RoomMessage[]> {
    const all = await memory.threadMessages(workspace, channel, question.id)
    return all.filter(({ onlyFor }) => onlyFor === null)
  }

  function isScripted({ text }: RoomMessage): boolean {
    const asked = study.bank.questions.get(script.today.question)?.question.trim()
    return asked !== undefined && text.includes(asked.slice(0, 80))
  }
}

/** Whose messages in the demo come from the script. */
export const playedByScript: readonly DemoPerson[] = ['ada', 'bo', 'cy']
