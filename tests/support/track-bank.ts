import type { Bank } from '../../core/questions/bank.ts'
import { asProject, asPrompt, asScenario, practiceTopics, type Scenario } from '../../core/questions/practice.ts'
import type { OpenQuestion, Question } from '../../core/questions/question.ts'
import { smallContent } from './small-content.ts'

/** A bank with the track of a company, a guide, a scenario, a prompt and a project; and questions of other topics. */
export function trackBank(...more: readonly Question[]): Bank {
  const { questions, scenario, prompts, projects, track, path } = smallContent()
  const practice = [asScenario(scenario), ...prompts.map(asPrompt), ...projects.map(asProject)]
  const others = ['first', 'second', 'third'].map((name) => plainOpen(`other-${name}`))
  const all = [...questions, ...practice, ...others, ...more]
  return {
    questions: new Map(all.map((question) => [question.id, question])),
    topics: new Map([['ground', 'Ground'], ['elsewhere', 'Elsewhere'], ...Object.entries(practiceTopics)]),
    tracks: new Map([[track.track, { ...track, topics: ['ground', 'system-design'] }]]),
    paths: new Map([[path.path, path]]),
    retired: new Set(),
  }
}

/** An open question that has nothing but its text, as an imported one may be. */
export function plainOpen(id: string): OpenQuestion {
  const bare = { key_points: [], reference: '', follow_ups: [], sources: [], tags: [] }
  return { ...bare, id, kind: 'open', topic: 'elsewhere', level: 'easy', tests: `About ${id}`, question: `Why ${id}?` }
}

const sentence = (about: string, index: number) => `The answer about ${about} has its sentence number ${index} here.`

/** Prose of at most so many characters, to its last sentence. */
export function prose(about: string, most: number): string {
  const sentences: string[] = []
  while ([...sentences, sentence(about, sentences.length)].join(' ').length <= most)
    sentences.push(sentence(about, sentences.length))
  return sentences.join(' ')
}

/** The longest scenario that the schema takes. */
export function longScenario(): Scenario {
  const { scenario } = smallContent()
  const line = (most: number) => prose('it', most)
  return {
    ...scenario,
    id: 'a-long-scenario',
    situation: prose('the situation', 1_500),
    steps: ['Ask', 'Sketch', 'Dig', 'Weigh'].map((title) => ({
      title,
      asks: line(400),
      points: Array.from({ length: 5 }, () => line(300)),
      good: prose(title, 1_400),
    })),
    follow_ups: Array.from({ length: 4 }, () => line(300)),
  }
}
