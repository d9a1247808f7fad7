import { v7 as increasingId } from 'uuid'
import { openStudyhall, type Studyhall } from '../bots/studyhall.ts'
import type { ChatEvent, ChatPlatform, ThreadEntry } from '../core/platform.ts'
import type { BenchTools } from './bench.ts'

/** A Studyhall on a platform that costs nothing: its threads are what the bench says they are. */
export interface BenchStage {
  readonly studyhall: Studyhall
  readonly entries: ThreadEntry[]
  readonly now: Temporal.Instant
  /** Makes a workspace with an open round; gives the event that says an answer in it, and the one that votes. */
  openRound(workspace: string): Promise<void>
}

const silent = { info: () => {}, warn: () => {}, error: () => {} }

export async function openBenchStage(tools: BenchTools): Promise<BenchStage> {
  const entries: ThreadEntry[] = []
  const now = Temporal.Now.instant()
  const free = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    openThread: async (_, channel) => ({
      done: { place: channel, id: 'thread', opening: { place: channel, id: 'opening' } },
    }),
    say: async (_, thread) => ({ done: { place: thread.place, id: 'said' } }),
    edit: async (_, posted) => ({ done: posted }),
    readThread: async () => ({ done: entries }),
  })
  const address = await tools.database()
  const parts = { bank: tools.bank, log: silent, newId: () => increasingId(), wrap: free }
  const studyhall = await openStudyhall({ address, clock: () => now, ...parts })
  return { studyhall, entries, now, openRound }

  async function openRound(workspace: string): Promise<void> {
    const { engine, study } = studyhall
    await engine.handle({ kind: 'joined', workspace, name: workspace, zone: 'UTC', at: now })
    await engine.handle(command(workspace, 'study post', now))
    await study.deliveries.settled()
  }
}

export function command(workspace: string, words: string, at: Temporal.Instant): ChatEvent {
  const member = { id: 'admin', name: 'Admin', admin: true }
  return { kind: 'command', id: increasingId(), workspace, place: 'channel', member, words, at }
}

export function answerEvent(workspace: string, index: number, at: Temporal.Instant): ChatEvent & { kind: 'said' } {
  const member = { id: `author${index}`, name: `Author ${index}` }
  const text = `Answer ${index}: give every retry the same key and let the database refuse the second one.`
  return { kind: 'said', workspace, place: 'channel', thread: 'thread', message: `answer${index}`, member, text, at }
}

export function voteEvent(workspace: string, answer: number, voter: number, at: Temporal.Instant): ChatEvent {
  const member = { id: `voter${voter}`, name: `Voter ${voter}` }
  return { kind: 'reacted', workspace, place: 'channel', message: `answer${answer}`, member, emoji: '👍', at }
}
