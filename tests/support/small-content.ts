import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import type { Path } from '../../core/questions/path.ts'
import type { Project, Prompt, Scenario } from '../../core/questions/practice.ts'
import type { Question } from '../../core/questions/question.ts'
import type { Track } from '../../core/questions/track.ts'

/** A content folder that has something of everything and no complaint, to be spoilt by tests. */
export interface SmallContent {
  readonly questions: Question[]
  readonly scenario: Scenario
  readonly prompts: Prompt[]
  readonly projects: Project[]
  readonly track: Track
  readonly path: Path
}

/** Sentences that no other question has. */
const stem = (id: string) => Array.from({ length: 9 }, (_, word) => `word${id}${word}`).join(' ')
const long = (start: string) => `${start} ${'It says what is meant, at some length. '.repeat(8)}`.trim()
const sources = [{ title: 'RFC 9110', url: 'https://www.rfc-editor.org/rfc/rfc9110' }]
const explanation = 'That is so because the manual says it in its first chapter.'

function common(id: string) {
  return {
    id,
    topic: 'ground',
    level: 'easy' as const,
    tags: ['a-tag'],
    tests: `Testing ${id}`,
    sources,
    question: stem(id),
  }
}

const reference = `Caches keep copies close to their readers. ${'Readers measure before they change a thing. '.repeat(8)}
Keys carry a version number. Writers remove stale entries at once. ${'Operators watch the share of hits. '.repeat(4)}`

export function smallContent(): SmallContent {
  const closed: Question[] = [
    {
      ...common('a-single'),
      kind: 'single',
      explanation,
      options: [
        { text: 'The right one', right: true },
        { text: 'A wrong one that is longer', right: false, why: 'It is wrong.' },
        { text: 'Another one', right: false, why: 'It is wrong, too.' },
      ],
    },
    {
      ...common('a-multi'),
      kind: 'multi',
      explanation,
      options: [
        { text: 'This is right', right: true },
        { text: 'This is so, too', right: true },
        { text: 'This is not', right: false, why: 'It is wrong.' },
      ],
    },
    { ...common('a-true-false'), kind: 'true-false', explanation, answer: false },
    { ...common('a-numeric'), kind: 'numeric', explanation, answer: 42, tolerance: 1, unit: 'min' },
    { ...common('a-short'), kind: 'short', explanation, accepted: ['CONCURRENTLY'] },
    { ...common('an-ordering'), kind: 'ordering', explanation, items: ['Ask', 'Wait', 'Think', 'Try', 'Answer'] },
    ...['b', 'c', 'd'].map(
      (name): Question => ({ ...common(`short-${name}`), kind: 'short', explanation, accepted: [name] }),
    ),
  ]
  const open: Question = {
    ...common('an-open'),
    kind: 'open',
    reference,
    follow_ups: ['And then?', 'What else?'],
    key_points: [
      { point: 'Caches keep copies close to their readers', weight: 0.4, phrases: [['copies', 'copy']] },
      { point: 'Keys carry a version number', weight: 0.3, phrases: [['version']] },
      { point: 'Writers remove stale entries at once', weight: 0.3, phrases: [['stale']] },
    ],
  }
  const questions = [...closed, open]
  const beside = (id: string) => ({ id, level: 'hard' as const, tags: ['a-tag'], title: `Title of ${id}` })
  const two = ['One?', 'Two?']
  return {
    questions,
    scenario: {
      ...beside('a-scenario'),
      situation: long(stem('a-scenario')),
      steps: ['one', 'two', 'three', 'four'].map((step) => ({
        title: `Step ${step}`,
        asks: stem(step),
        points: two,
        good: long(step),
      })),
      follow_ups: two,
      sources,
    },
    prompts: [
      {
        ...beside('a-prompt'),
        question: stem('a-prompt'),
        star: { situation: 'When.', task: 'What.', action: 'How.', result: 'And so.' },
        weighs: long('The interviewer weighs it.'),
        red_flags: two,
        follow_ups: two,
      },
    ],
    projects: [
      {
        ...beside('a-project'),
        brief: long(stem('a-project')),
        checklist: ['a', 'b', 'c', 'd', 'e'],
        good: long('Good.'),
        follow_ups: two,
        sources,
      },
    ],
    track: {
      track: 'acme',
      company: 'Acme',
      about: 'It sells things.',
      process: ['x', 'y', 'z'].map((title) => ({ title, says: 'So.', reported: true })),
      weighed: ['x', 'y', 'z'].map((title) => ({ title, says: 'So.', reported: true })),
      questions: questions.map(({ id }) => ({ asks: 'How?', item: id, emphasis: 'This.', follow_ups: ['Why?'] })),
      topics: ['ground', 'system-design'],
      practise: ['a-scenario', 'a-prompt'],
      tips: ['a', 'b', 'c', 'd'],
      ask_them: ['a', 'b', 'c', 'd'],
      timeline: ['4 weeks', '2 weeks', '1 week', 'the day before'].map((when) => ({ when, do: ['a', 'b'] })),
      sources,
    },
    path: {
      path: 'basics',
      title: 'Basics',
      about: long('About.'),
      steps: ['start', 'end'].map((id) => ({
        id,
        title: `The ${id}`,
        says: long('Says.'),
        checklist: [],
        items: ['a-single', 'an-open'],
      })),
      sources,
    },
  }
}

/** The content in a folder that is there as long as the test. @returns the folder, which `docs` stands beside */
export async function writeContent(content: SmallContent): Promise<string> {
  const above = await mkdtemp(join(tmpdir(), 'studyhall-content-'))
  onTestFinished(() => rm(above, { recursive: true, force: true }))
  await mkdir(join(above, 'docs'))
  const folder = join(above, 'content')
  await rewriteContent(folder, content)
  return folder
}

export async function rewriteContent(folder: string, content: SmallContent): Promise<void> {
  const { questions, scenario, prompts, projects, track, path } = content
  const licence = 'CC-BY-4.0'
  const files = {
    'topics.yaml': { ground: 'Ground' },
    'packs/ground.yaml': { pack: 'ground', title: 'Ground', licence, questions },
    'scenarios/a-scenario.yaml': scenario,
    'behavioural.yaml': { licence, prompts },
    'projects.yaml': { licence, projects },
    'tracks/acme.yaml': track,
    'paths/basics.yaml': path,
  }
  for (const [name, value] of Object.entries(files)) await writeIn(folder, name, stringify(value))
}

export async function writeIn(folder: string, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), text)
}

export function readIn(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8')
}
