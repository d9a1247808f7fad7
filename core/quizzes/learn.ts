import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Question } from '../questions/question.ts'
import { gradeOf, isDue, type Memory, type RecallGrade, type Review, reviewed } from './memory.ts'
import { memoryOf, memoryRow } from './memory-rows.ts'
import { type Acquaintance, pointsForAnswer } from './quiz-points.ts'
import { chanceOfRight, type Estimate, guessingChance, learnFrom, type Skill, seededDifficulty } from './skill.ts'

/** What answers teach: skills and difficulties move, memories are reviewed, and each answer is written down. */

/** One member's answer to a question. */
export interface Given {
  readonly member: string
  /** Where it was given, once a member: `quiz:ID:3`, `live:ID:3`, `round:ID`. */
  readonly occasion: string
  readonly values: readonly string[]
  readonly at: Temporal.Instant
  /** The member's zone: a review is due for all of their local day. */
  readonly zone: string
  /** As it was graded, from 0 to 1; or as its author judged it, which moves no skill. */
  readonly result: { readonly score: number } | { readonly judged: RecallGrade }
}

/** What became of it. */
export interface Taught {
  /** The chance of a right answer, as it was before. */
  readonly expected: number
  /** By section “points” of the rules, before the most of a day; 0 for what its author judged. */
  readonly points: number
  readonly before: Skill
  readonly after: Skill
  /** When the question comes back. */
  readonly comesBack: Temporal.Instant
}

/**
 * Learns from the answers to one question, in the order given; one that was learnt from before is left out.
 * Rows are locked in one order (the difficulty, then member by member), so that answers never wait for each other in a ring.
 *
 * @returns by member
 */
export async function learn(
  tx: Transaction,
  workspace: WorkspaceId,
  question: Question,
  given: readonly Given[],
): Promise<Map<string, Taught>> {
  const taught = new Map<string, Taught>()
  if (given.length === 0) return taught
  const known = await lockKnown(tx, workspace, question, given)
  let { difficulty } = known
  const lines: Line[] = []
  for (const one of given) {
    if (known.learnt.has(keyOf(one)) || taught.has(one.member)) continue
    const before = known.skills.get(one.member) ?? untouched
    const line = lineOf(question, one, {
      before,
      difficulty,
      memory: known.memories.get(one.member),
      isFirst: !known.met.has(one.member),
    })
    difficulty = line.difficulty
    lines.push(line)
    taught.set(one.member, line.taught)
  }
  await keep(tx, workspace, question, difficulty, lines)
  return taught
}

interface Known {
  readonly difficulty: Estimate
  readonly skills: ReadonlyMap<string, Skill>
  readonly memories: ReadonlyMap<string, Memory>
  /** Who has answered the question before. */
  readonly met: ReadonlySet<string>
  /** Answers that have been learnt from. */
  readonly learnt: ReadonlySet<string>
}

const noAnswers: Estimate = { value: 0, answers: 0 }
const untouched: Skill = { overall: noAnswers, inTopic: noAnswers }

async function lockKnown(
  tx: Transaction,
  workspace: WorkspaceId,
  { id, topic, level }: Question,
  given: readonly Given[],
): Promise<Known> {
  const run = sqlOf(tx)
  const members = [...new Set(given.map(({ member }) => member))].sort()
  const seed = seededDifficulty(level)
  await run`
    insert into difficulties (workspace, question, value, answers) values (${workspace}, ${id}, ${seed.value}, 0)
    on conflict do nothing`
  const [row] = await run`
    select value, answers from difficulties where workspace = ${workspace} and question = ${id} for update`
  await run`
    insert into skills (workspace, member, topic, value, answers)
    select ${workspace}, member, topic, 0, 0 from unnest(${members}::text[]) member, unnest(${['', topic]}::text[]) topic
    order by member, topic on conflict do nothing`
  const skills = await run`
    select member, topic, value, answers from skills
    where workspace = ${workspace} and member = any (${members}::text[]) and topic in ('', ${topic})
    order by member, topic for update`
  const memories = await run`
    select * from memories where workspace = ${workspace} and question = ${id} and member = any (${members}::text[])`
  const attempts = await run`
    select occasion, member from attempts
    where workspace = ${workspace} and question = ${id} and member = any (${members}::text[])`
  const estimates = new Map(
    skills.map(({ member, topic: of, value, answers }) => [`${member} ${of}`, { value, answers }]),
  )
  return {
    difficulty: row === undefined ? seed : { value: row.value, answers: row.answers },
    skills: new Map(
      members.map((member) => [
        member,
        {
          overall: estimates.get(`${member} `) ?? noAnswers,
          inTopic: estimates.get(`${member} ${topic}`) ?? noAnswers,
        },
      ]),
    ),
    memories: new Map(memories.map((one) => [one.member, memoryOf(one)])),
    met: new Set(attempts.map(({ member }) => member)),
    learnt: new Set(attempts.map(({ occasion, member }) => keyOf({ occasion, member }))),
  }
}

function keyOf({ occasion, member }: { occasion: string; member: string }): string {
  return `${occasion} ${member}`
}

/** What one answer changes. */
interface Line {
  readonly given: Given
  readonly isFirst: boolean
  readonly taught: Taught
  readonly difficulty: Estimate
  readonly memory: Memory | undefined
  readonly review: Review | undefined
}

function lineOf(
  question: Question,
  given: Given,
  known: { before: Skill; difficulty: Estimate; memory: Memory | undefined; isFirst: boolean },
): Line {
  const { before, difficulty, memory, isFirst } = known
  const acquaintance = acquaintanceOf(given, memory, isFirst)
  const guess = guessingChance(question)
  const expected = chanceOfRight(before, difficulty, guess)
  const kept = remembered(given, memory)
  const { result } = given
  const points = 'score' in result ? pointsForAnswer({ score: result.score, expected, acquaintance }) : 0
  const learnt =
    'score' in result && acquaintance !== 'early'
      ? learnFrom(before, difficulty, { guess, score: result.score, firstAttempt: isFirst })
      : { skill: before, difficulty }
  return {
    given,
    isFirst,
    difficulty: learnt.difficulty,
    memory: kept.memory,
    review: kept.review,
    taught: { expected, points, before, after: learnt.skill, comesBack: kept.memory.due },
  }
}

/** A repeat that is not due says what was just read, not what is known: it moves no skill and gives no points. */
function acquaintanceOf({ at, zone }: Given, memory: Memory | undefined, isFirst: boolean): Acquaintance {
  if (memory === undefined) return isFirst ? 'new' : 'early'
  return isDue(memory, endOfDay(at, zone)) ? 'due' : 'early'
}

/** FSRS counts one review a day here (no short-term steps): later ones of the same local day leave the memory alone. */
function remembered(
  { result, at, zone }: Given,
  memory: Memory | undefined,
): { memory: Memory; review: Review | undefined } {
  if (memory !== undefined && !isLaterDay(memory.lastReview, at, zone)) return { memory, review: undefined }
  return reviewed(memory, 'judged' in result ? result.judged : gradeOf(result.score === 1), at)
}

function isLaterDay(before: Temporal.Instant, at: Temporal.Instant, zone: string): boolean {
  const [first, second] = [before, at].map((instant) => instant.toZonedDateTimeISO(zone).toPlainDate())
  return first !== undefined && second !== undefined && Temporal.PlainDate.compare(first, second) < 0
}

/** The first instant of the next local day: what is due before it is due today. */
export function endOfDay(at: Temporal.Instant, zone: string): Temporal.Instant {
  return at.toZonedDateTimeISO(zone).startOfDay().add({ days: 1 }).toInstant()
}

async function keep(
  tx: Transaction,
  workspace: WorkspaceId,
  { id, topic }: Question,
  difficulty: Estimate,
  lines: readonly Line[],
): Promise<void> {
  if (lines.length === 0) return
  const run = sqlOf(tx)
  const skills = lines.flatMap(({ given: { member }, taught: { after } }) => [
    { member, topic: '', ...after.overall },
    { member, topic, ...after.inTopic },
  ])
  const memories = lines.flatMap(({ given: { member }, memory, review }) =>
    memory === undefined || review === undefined ? [] : [{ workspace, member, question: id, ...memoryRow(memory) }],
  )
  const attempts = lines.map(({ given, isFirst, taught, review }) => ({
    workspace,
    occasion: given.occasion,
    member: given.member,
    question: id,
    at: given.at.toString(),
    values: given.values,
    score: 'score' in given.result ? given.result.score : null,
    is_first: isFirst,
    expected: taught.expected,
    grade: review?.grade ?? null,
    days_since: review?.daysSince ?? null,
    days_until: review?.daysUntil ?? null,
    recall: review?.recall ?? null,
  }))
  await run`
    update difficulties set value = ${difficulty.value}, answers = ${difficulty.answers}
    where workspace = ${workspace} and question = ${id}`
  await run`
    update skills s set value = n.value, answers = n.answers
    from jsonb_to_recordset(${JSON.stringify(skills)}::jsonb) n (member text, topic text, value float8, answers int)
    where s.workspace = ${workspace} and s.member = n.member and s.topic = n.topic`
  await run`
    insert into memories select * from jsonb_populate_recordset(null::memories, ${JSON.stringify(memories)}::jsonb)
    on conflict (workspace, member, question) do update
    set due = excluded.due, stability = excluded.stability, difficulty = excluded.difficulty, reps = excluded.reps,
      lapses = excluded.lapses, state = excluded.state, last_review = excluded.last_review`
  await run`
    insert into attempts select * from jsonb_populate_recordset(null::attempts, ${JSON.stringify(attempts)}::jsonb)
    on conflict do nothing`
}
