import type { questionKinds } from './question.ts'

/** The part that each kind has of its own, as an author begins it. */
const ownPart: Record<(typeof questionKinds)[number], string> = {
  open: `    key_points:                       # 3 to 7; the weights sum to 1
      - point: 
        weight: 0.4
        phrases: [[one wording, another wording]]
      - point: 
        weight: 0.3
        phrases: [[one wording, another wording]]
      - point: 
        weight: 0.3
        phrases: [[one wording, another wording]]
    reference: |                      # 80 to 250 words that make every key point
      
    follow_ups:
      - 
      - `,
  single: `    options:                          # 3 to 5, shuffled when shown; exactly one is right
      - text: 
        right: true
      - text: 
        why: 
      - text: 
        why: 
    explanation: |
      `,
  multi: `    options:                          # 3 to 5, shuffled when shown; two or more are right
      - text: 
        right: true
      - text: 
        right: true
      - text: 
        why: 
    explanation: |
      `,
  'true-false': `    answer: true
    explanation: |
      `,
  numeric: `    answer: 
    tolerance: 0
    unit: ms
    explanation: |
      `,
  short: `    accepted: []                      # all wordings that are right; the first one is shown
    explanation: |
      `,
  ordering: `    items:                            # 3 to 5, in the right order; shuffled when shown
      - 
      - 
      - 
    explanation: |
      `,
}

const stepOfScenario = `  - title: 
    asks: 
    points:                       # 2 to 5: what a strong answer has
      - 
      - 
    good: |                       # as a strong candidate would put it
      `

const head = (indent: string) => `id:                               # lower-case words with hyphens, for ever
${indent}level: medium                     # easy, medium, hard
${indent}tags: []
${indent}title:                            # the one thing, unique in the bank`

/** What is practised beside the questions, as an author begins it. */
const practice = {
  scenario: `# content/scenarios/ID.yaml
${head('')}
situation: |                      # who wants what, with the numbers that decide
  
steps:                            # four
${Array.from({ length: 4 }, () => stepOfScenario).join('\n')}
follow_ups:                       # 2 to 4
  - 
  - 
sources:
  - { title: "", url: "https://" }`,
  prompt: `  # below the others in content/behavioural.yaml
  - ${head('    ')}
    question: |
      
    star:
      situation: 
      task: 
      action: 
      result: 
    weighs: |                         # what the interviewer weighs
      
    red_flags:                        # 2 to 4
      - 
      - 
    follow_ups:
      - 
      - `,
  project: `  # below the others in content/projects.yaml
  - ${head('    ')}
    brief: |
      
    checklist:                        # 5 to 12
      - 
      - 
      - 
      - 
      - 
    good: |                           # what a good solution shows
      
    follow_ups:                       # 2 to 4
      - 
      - 
    sources:
      - { title: "", url: "https://" }`,
} as const

/** A scenario, prompt or project, to be filled in. Pure. */
export function newPractice(kind: keyof typeof practice): string {
  return practice[kind]
}

/** An item of a pack, to be filled in: everything that the check asks for stands there. Pure. */
export function newQuestion(kind: keyof typeof ownPart, topic: string): string {
  return `  - id:                               # lower-case words with hyphens, for ever
    topic: ${topic}
    level: medium                     # easy, medium, hard
    tags: []
    kind: ${kind}
    tests:                            # the one thing, unique in the bank
    question: |
      
${ownPart[kind]}
    sources:                          # primary ones
      - { title: "", url: "https://" }`
}
