import { onTestFinished } from 'vitest'
import { type FrontDoor, openFrontDoor } from '../../bots/front-door.ts'
import { openInsightsPage } from '../../bots/web/insights-page.ts'
import { type Database, inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { insightsPage } from '../../core/insights/insights-page.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { openStoryRoom, type StoryOptions, type StoryRoom } from './story-room.ts'
import { ownBank } from './world.ts'

/** A story room whose insights can be opened as a page. */
export interface InsightsRoom {
  readonly room: StoryRoom
  readonly door: FrontDoor
  /** Ada asks for insights: what she reads, and the link in it. */
  asked(command?: string): Promise<{ readonly text: string; readonly link: string }>
}

export async function openInsightsRoom(options: StoryOptions = {}): Promise<InsightsRoom> {
  const failures: Error[] = []
  const door = await openFrontDoor({ host: '127.0.0.1', port: 0, failed: (error) => void failures.push(error) })
  onTestFinished(async () => {
    await door.close()
    if (failures.length > 0) throw new AggregateError(failures, 'requests of the page broke')
  })
  const room = await openStoryRoom({ bank: ownBank, pagesAt: () => door.url, ...options })
  door.add(await openInsightsPage((query) => insightsPage(room.studyhall().study, query)))
  return { room, door, asked }

  async function asked(command = '/study insights') {
    const text = (await room.as('ada').run(command)) ?? ''
    return { text, link: /\]\((http[^)]+)\)/.exec(text)?.[1] ?? '' }
  }
}

/** Two questions of different topics which have one right answer of several. */
export function twoQuestions(bank: Bank = ownBank): readonly [string, string] {
  const single = [...bank.questions.values()].filter(({ kind }) => kind === 'single')
  const [first] = single
  const other = single.find(({ topic }) => topic !== first?.topic)
  if (first === undefined || other === undefined) throw new Error('the bank has too few questions')
  return [first.id, other.id]
}

export interface Left {
  readonly workspace: string
  readonly at: Temporal.Instant
  readonly question: string
  readonly people: number
  /** How many of them were right. */
  readonly right: number
}

/** So many people, p1 and on, have answered a question in a quiz. */
export async function leaveAnswers(
  database: Database,
  { workspace, at, question, people, right }: Left,
): Promise<void> {
  await inWorkspace(database, workspace, async (tx) => {
    await sqlOf(tx)`
      insert into attempts (workspace, occasion, member, question, at, values, score, is_first)
      select ${workspace}, ${`quiz:${question}:${at}`}, 'p' || p, ${question}, ${at.toString()}::timestamptz, '{}',
        case when p <= ${right} then 1 else 0 end, true from generate_series(1, ${people}::int) p`
    await sqlOf(tx)`
      insert into difficulties (workspace, question, value, answers)
      values (${workspace}, ${question}, ${1 - (2 * right) / people}, ${people}) on conflict do nothing`
  })
}
