import { z } from 'zod'
import { levels, line, type OpenQuestion, slug, source } from './question.ts'

/**
 * What is practised beside the questions: system-design scenarios in four steps, behavioural prompts and projects. They
 * are asked only where someone chose their topic, and then as open questions. Pure.
 */

/** The topics of their own, with titles. */
export const practiceTopics = {
  'system-design': 'System design',
  behavioural: 'Behavioural questions',
  projects: 'Practice projects',
} as const

/** Whether questions of a topic are asked only where that topic was chosen. */
export function isOnlyByChoice(topic: string): boolean {
  return Object.hasOwn(practiceTopics, topic)
}

const common = {
  id: slug.max(60),
  level: z.enum(levels),
  tags: z.array(slug).min(1).max(6),
  title: line(120),
  supersedes: slug.optional(),
}
const sources = z.array(source).min(1).max(6)
const lines = (fewest: number, most: number) => z.array(line(300)).min(fewest).max(most)
const stepsOfScenario = 4

/** A system to be designed: what to settle, step by step, and what a strong answer says in each. */
export const scenarioSchema = z.strictObject({
  ...common,
  /** CommonMark: who wants what, with the numbers that decide. */
  situation: z.string().trim().min(200).max(1500),
  steps: z
    .array(
      z.strictObject({
        title: line(60),
        asks: line(400),
        /** What a strong answer has: a line each. */
        points: lines(2, 5),
        /** CommonMark: how a strong candidate would put it. */
        good: z.string().trim().min(200).max(1400),
      }),
    )
    .length(stepsOfScenario, 'give four steps'),
  follow_ups: lines(2, 4),
  sources,
})
export type Scenario = z.infer<typeof scenarioSchema>

/** A question about what someone has done, answered with a story: situation, task, action, result. */
export const promptSchema = z.strictObject({
  ...common,
  question: z.string().trim().min(20).max(600),
  /** What a good answer contains, part by part. */
  star: z.strictObject({ situation: line(300), task: line(300), action: line(400), result: line(300) }),
  /** What the interviewer weighs. */
  weighs: z.string().trim().min(60).max(700),
  red_flags: lines(2, 4),
  follow_ups: lines(2, 2),
})
export type Prompt = z.infer<typeof promptSchema>

export const promptsSchema = z.strictObject({ licence: line(40), prompts: z.array(promptSchema).min(1) })

/** Something to build, with a checklist; posted in a thread for the votes of others. */
export const projectSchema = z.strictObject({
  ...common,
  brief: z.string().trim().min(100).max(1200),
  checklist: lines(5, 12),
  /** CommonMark: what a good solution shows, and what to look at in those of others. */
  good: z.string().trim().min(200).max(2000),
  follow_ups: lines(2, 4),
  sources,
})
export type Project = z.infer<typeof projectSchema>

export const projectsSchema = z.strictObject({ licence: line(40), projects: z.array(projectSchema).min(1) })

/** The scenario as it is asked in a thread. Its rubric is the points of its steps, a quarter each. */
export function asScenario(scenario: Scenario): OpenQuestion {
  const { situation, steps, sources } = scenario
  const asked = steps.map((step, index) => `${index + 1}. **${step.title}.** ${step.asks}`)
  return {
    ...commonOf(scenario),
    sources,
    topic: 'system-design',
    question: [situation.trim(), asked.join('\n')].join('\n\n'),
    key_points: steps.map((step) => point(`${step.title}: ${step.points.join('; ')}`, 1 / steps.length)),
    reference: steps.map((step) => `**${step.title}**\n\n${step.good.trim()}`).join('\n\n'),
  }
}

/** What counts most in a story is what its teller did and what came of it. */
const starWeights = { situation: 0.15, task: 0.15, action: 0.4, result: 0.3 }

/** The prompt as it is asked in a thread. */
export function asPrompt(prompt: Prompt): OpenQuestion {
  const { question, star, weighs, red_flags: redFlags } = prompt
  const { situation, task, action, result } = starWeights
  return {
    ...commonOf(prompt),
    question,
    sources: [],
    topic: 'behavioural',
    key_points: [
      point(`Situation: ${star.situation}`, situation),
      point(`Task: ${star.task}`, task),
      point(`Action: ${star.action}`, action),
      point(`Result: ${star.result}`, result),
    ],
    reference: [
      weighs.trim(),
      '**What speaks against an answer**',
      redFlags.map((flag) => `- ${flag}`).join('\n'),
    ].join('\n\n'),
  }
}

/** The project as it is asked in a thread: its rubric is its checklist, in equal parts. */
export function asProject(project: Project): OpenQuestion {
  const { brief, checklist, good, sources } = project
  return {
    ...commonOf(project),
    sources,
    topic: 'projects',
    question: [brief.trim(), checklist.map((item) => `- ${item}`).join('\n')].join('\n\n'),
    key_points: checklist.map((item) => point(item, 1 / checklist.length)),
    reference: good.trim(),
  }
}

function commonOf({ id, level, tags, title, follow_ups, supersedes }: Scenario | Prompt | Project) {
  return { id, level, tags, follow_ups, supersedes, kind: 'open', tests: title } as const
}

/** Without phrases: nobody gets a hint by wordings on a design or a story. */
function point(text: string, weight: number) {
  return { point: text, weight, phrases: [] }
}
