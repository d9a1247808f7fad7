import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { Audience } from './choosing.ts'
import { type Estimate, newSkill, type Skill, seededDifficulty } from './skill.ts'

/** How many of a channel's latest closed rounds say who is active there. */
const roundsLookedAt = 10
/** Of more active members than this, those who answered most of these rounds stand for all. */
const mostMembers = 40

/**
 * Whom a channel's next question is for: who answered its latest rounds, as far as skills are known. One statement,
 * and the same as long as nothing new is known: a preview and the asking agree.
 *
 * @returns none where nobody is active, or nothing is known of those who are
 */
export async function audienceOf(
  tx: Transaction,
  workspace: WorkspaceId,
  channel: Place,
): Promise<Audience | undefined> {
  const [found] = await sqlOf(tx)`
    with latest as (
      select id from rounds where workspace = ${workspace} and channel = ${channel} and closed_at is not null
      order by asked_at desc, id desc limit ${roundsLookedAt}
    ), active as (
      select g.member from (
        select member from answers where workspace = ${workspace} and round in (select id from latest)
        union all select member from choices where workspace = ${workspace} and round in (select id from latest)
      ) g
      join members m on m.workspace = ${workspace} and m.id = g.member and m.excluded_at is null and m.erased_at is null
      group by g.member order by count(*) desc, g.member collate "C" limit ${mostMembers}
    ), known as (
      select s.member, s.topic, s.value, s.answers from skills s
      where s.workspace = ${workspace} and s.member in (select member from active)
    )
    select (select jsonb_agg(member) from active) as active,
      (select jsonb_agg(to_jsonb(known)) from known) as skills,
      (
        select jsonb_agg(to_jsonb(d)) from (
          select question, value, answers from difficulties
          where workspace = ${workspace} and exists (select 1 from known)
        ) d
      ) as difficulties`
  if (found === undefined || found.skills === null) return undefined
  return audienceFrom(found.active, found.skills, found.difficulties ?? [])
}

interface SkillRow extends Estimate {
  readonly member: string
  /** Empty for the skill over all of them. */
  readonly topic: string
}

interface DifficultyRow extends Estimate {
  readonly question: string
}

/** A member of whom nothing is known yet is taken for a newcomer. */
function audienceFrom(
  members: readonly string[],
  skills: readonly SkillRow[],
  difficulties: readonly DifficultyRow[],
): Audience {
  const estimates = new Map(skills.map((row) => [`${row.topic} ${row.member}`, estimateOf(row)]))
  const known = new Map(difficulties.map((row) => [row.question, estimateOf(row)]))
  const inTopics = new Map<string, readonly Skill[]>()
  const skillsFor = (topic: string) =>
    members.map((member) => ({
      overall: estimates.get(` ${member}`) ?? newSkill.overall,
      inTopic: estimates.get(`${topic} ${member}`) ?? newSkill.inTopic,
    }))
  return {
    skillsIn: (topic) => {
      const found = inTopics.get(topic) ?? skillsFor(topic)
      inTopics.set(topic, found)
      return found
    },
    difficultyOf: ({ id, level }) => known.get(id) ?? seededDifficulty(level),
  }
}

function estimateOf({ value, answers }: Estimate): Estimate {
  return { value, answers }
}
