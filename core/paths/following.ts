import type { Bank } from '../questions/bank.ts'
import type { Wanted } from '../questions/next-question.ts'
import type { Track } from '../questions/track.ts'

/** What it means that a schedule follows a company's track. Pure. */

interface Following {
  readonly topics: readonly string[]
  readonly levels: readonly string[]
  readonly tags: readonly string[]
  /** The track's id. */
  readonly track: string | null
}

/** What a schedule may ask. A track that is not there, or no longer, is none. */
export function wantedBy({ tracks }: Pick<Bank, 'tracks'>, { topics, levels, tags, track: id }: Following): Wanted {
  const track = tracks.get(id ?? '')
  if (track === undefined) return { topics, levels, tags }
  return { topics, levels, tags, track: { items: itemsOf(track), topics: track.topics } }
}

export interface Framing {
  readonly company: string
  /** The question in the company's words, on one line. */
  readonly asks: string
}

/** How a question of the bank is asked at the company whose track is followed. */
export function framingOf(
  { tracks }: Pick<Bank, 'tracks'>,
  track: string | null | undefined,
  question: string,
): Framing | undefined {
  const found = tracks.get(track ?? '')
  const asked = found?.questions.find(({ item }) => item === question)
  return found && asked && { company: found.company, asks: asked.asks.replace(/\s+/g, ' ') }
}

/** The ids of a track's ten questions, in their order. */
export function itemsOf({ questions }: Track): string[] {
  return questions.map(({ item }) => item)
}
