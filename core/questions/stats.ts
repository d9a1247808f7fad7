import type { Bank } from './bank.ts'
import { isOnlyByChoice, type practiceTopics } from './practice.ts'
import { levels, questionKinds } from './question.ts'

/** How many questions there are, of what. The shape is kept: people's scripts read it. */
export interface BankStats {
  readonly items: number
  readonly byTopic: Readonly<Record<string, { items: number; easy: number; medium: number; hard: number }>>
  readonly byKind: Readonly<Record<string, number>>
  /** System-design scenarios in steps, behavioural prompts and projects, which are counted apart from the items. */
  readonly scenarios: number
  readonly behavioural: number
  readonly projects: number
  readonly tracks: number
  readonly paths: number
}

/** Counts the bank; topics without an item are left out. Pure. */
export function statsOf({ questions, topics, tracks, paths }: Bank): BankStats {
  const { practice = [], items: all = [] } = Object.groupBy(questions.values(), ({ topic }) =>
    isOnlyByChoice(topic) ? 'practice' : 'items',
  )
  const practised = (kind: keyof typeof practiceTopics) => practice.filter(({ topic }) => topic === kind).length
  const byTopic = [...topics.keys()].flatMap((topic) => {
    const own = all.filter((question) => question.topic === topic)
    const byLevel = Object.fromEntries(levels.map((level) => [level, own.filter((one) => one.level === level).length]))
    return own.length === 0 ? [] : [[topic, { items: own.length, ...byLevel }] as const]
  })
  const byKind = questionKinds.map((kind) => [kind, all.filter((question) => question.kind === kind).length] as const)
  return {
    items: all.length,
    byTopic: Object.fromEntries(byTopic) as BankStats['byTopic'],
    byKind: Object.fromEntries(byKind),
    scenarios: practised('system-design'),
    behavioural: practised('behavioural'),
    projects: practised('projects'),
    tracks: tracks.size,
    paths: paths.size,
  }
}
