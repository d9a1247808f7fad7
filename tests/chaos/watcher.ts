import type { History } from './history.ts'
import type { Town } from './town.ts'

/** A round as it stands in the database. */
export interface SeenRound {
  readonly workspace: string
  readonly id: string
  readonly channel: string
  readonly question: string
  readonly occasion: string
  readonly schedule: string | null
  readonly askedAt: number
  readonly answersUntil: number
  readonly closesAt: number
  readonly closing: boolean
  readonly closed: boolean
  readonly voting: string
  readonly threadPlace: string | null
  readonly threadId: string | null
  readonly openingPlace: string | null
  readonly openingId: string | null
  readonly refusal: string | null
}

export interface Watcher {
  /** As last seen, those that people can answer now. */
  open(): readonly SeenRound[]
  /** When it was last seen to take answers, by the history's clock; -1 where never. */
  lastOpen(round: string): number
  /** Of a closed round too. */
  look(): Promise<readonly SeenRound[]>
  stop(): void
}

const everyMilliseconds = 250

/** Looks at the rounds four times a second, past the proxy; while the database is down it knows what it knew. */
export function watchRounds({ admin }: Town, history: History): Watcher {
  const lastOpen = new Map<string, number>()
  let rounds: readonly SeenRound[] = []
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  void again()
  return {
    open: () => rounds.filter(({ closing, threadId, refusal }) => !closing && threadId !== null && refusal === null),
    lastOpen: (round) => lastOpen.get(round) ?? -1,
    look,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }

  async function again(): Promise<void> {
    await look().catch(() => {})
    if (!isStopped) timer = setTimeout(() => void again(), everyMilliseconds)
  }

  async function look(): Promise<readonly SeenRound[]> {
    const at = history.now()
    const milliseconds = (column: string) => admin.sql.unsafe(`(extract(epoch from ${column}) * 1000)::float8`)
    const rows = await admin.sql`
      select workspace, id, channel, question, occasion, schedule, voting, refusal,
        ${milliseconds('asked_at')} as "askedAt", ${milliseconds('answers_until')} as "answersUntil",
        ${milliseconds('closes_at')} as "closesAt", closing_at is not null as closing, closed_at is not null as closed,
        thread_place as "threadPlace", thread_id as "threadId",
        opening_place as "openingPlace", opening_id as "openingId"
      from rounds order by id`
    rounds = rows as unknown as SeenRound[]
    for (const { id, closing } of rounds) if (!closing) lastOpen.set(id, at)
    return rounds
  }
}
