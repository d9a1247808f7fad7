import { sqlOf } from '../db/connect.ts'
import { topicTitle } from '../questions/bank.ts'
import { withoutRetired } from '../questions/retired.ts'
import { skillsOf } from './estimates.ts'
import { endOfDay } from './learn.ts'
import { knowledgeOf, type TopicProgress } from './progress-rule.ts'
import { type Asker, dueForMember } from './quiz-choice.ts'

/** How a member is doing: read from their own rows alone, for their own eyes. */

export interface Progress {
  /** Questions, each time that they were answered. */
  readonly answered: number
  readonly answeredLately: number
  /** Questions that were graded when they were met first, and how many of them were right. */
  readonly first: number
  readonly firstRight: number
  readonly topics: readonly TopicProgress[]
  readonly dueToday: number
  readonly dueTomorrow: number
}

/** Local days, with today. */
export const latelyDays = 7

export async function progressOf(asker: Asker): Promise<Progress> {
  const [counts, topics, due, dueTomorrow] = await Promise.all([
    countsOf(asker),
    topicsOf(asker),
    dueForMember(asker),
    dueTomorrowOf(asker),
  ])
  return { ...counts, topics, dueToday: due.length, dueTomorrow }
}

async function countsOf({ tx, workspace, member, now, zone }: Asker) {
  const since = now
    .toZonedDateTimeISO(zone)
    .startOfDay()
    .subtract({ days: latelyDays - 1 })
    .toInstant()
    .toString()
  const [row] = await sqlOf(tx)`
    select count(*)::int as answered,
      count(*) filter (where at >= ${since})::int as lately,
      count(*) filter (where is_first and score is not null)::int as first,
      count(*) filter (where is_first and score = 1)::int as "firstRight"
    from attempts where workspace = ${workspace} and member = ${member}`
  const { answered = 0, lately = 0, first = 0, firstRight = 0 } = row ?? {}
  return { answered, answeredLately: lately, first, firstRight }
}

async function topicsOf({ tx, workspace, member, bank }: Asker): Promise<TopicProgress[]> {
  const rows = await sqlOf(tx)`
    select topic, answers from skills
    where workspace = ${workspace} and member = ${member} and topic <> '' and answers > 0`
  const skillIn = await skillsOf(tx, workspace, [member])
  return rows.map(({ topic, answers }) => ({
    title: topicTitle(bank, topic),
    answers,
    knowledge: knowledgeOf(skillIn(member, topic)),
  }))
}

async function dueTomorrowOf({ tx, workspace, member, bank, now, zone }: Asker): Promise<number> {
  const [from, to] = [endOfDay(now, zone), endOfDay(endOfDay(now, zone), zone)]
  const rows = await sqlOf(tx)`
    select question from memories
    where workspace = ${workspace} and member = ${member} and due > ${from.toString()} and due <= ${to.toString()}`
  const questions = withoutRetired(bank)
  return rows.filter(({ question }) => questions.has(question)).length
}
