import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Question } from '../questions/question.ts'
import { type Estimate, newSkill, type Skill, seededDifficulty } from './skill.ts'

/** What is known so far, as rules that choose questions want it. Nothing is locked. */

/** The skills of these members, by member and topic; a member without answers has that of a newcomer. */
export async function skillsOf(
  tx: Transaction,
  workspace: WorkspaceId,
  members: readonly string[],
): Promise<(member: string, topic: string) => Skill> {
  const rows = await sqlOf(tx)`
    select member, topic, value, answers from skills
    where workspace = ${workspace} and member = any (${[...members]}::text[])`
  const known = new Map(rows.map(({ member, topic, value, answers }) => [keyOf(member, topic), { value, answers }]))
  return (member, topic) => ({
    overall: known.get(keyOf(member, overAll)) ?? newSkill.overall,
    inTopic: known.get(keyOf(member, topic)) ?? newSkill.inTopic,
  })
}

/** The difficulties of the workspace's questions: its author's label where nobody has answered one. */
export async function difficultiesOf(
  tx: Transaction,
  workspace: WorkspaceId,
): Promise<(question: Question) => Estimate> {
  const rows = await sqlOf(tx)`select question, value, answers from difficulties where workspace = ${workspace}`
  const known = new Map<string, Estimate>(rows.map(({ question, value, answers }) => [question, { value, answers }]))
  return ({ id, level }) => known.get(id) ?? seededDifficulty(level)
}

/** The topic of a member's skill over all of them. */
const overAll = ''

function keyOf(member: string, topic: string): string {
  return `${topic} ${member}`
}
