import { Command } from 'commander'
import { PlainError } from '../../core/db/plain-error.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { newPractice, newQuestion } from '../../core/questions/new-question.ts'
import { isOnlyByChoice } from '../../core/questions/practice.ts'
import { questionKinds } from '../../core/questions/question.ts'
import { type BankStats, statsOf } from '../../core/questions/stats.ts'
import { counted } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { check } from './content-check.ts'
import { coverage } from './content-coverage.ts'
import { contentFolder } from './content-folder.ts'
import { lock } from './content-lock.ts'
import { blind, record, restamp } from './content-readings.ts'
import { preview } from './preview.ts'

const practiceKinds = ['scenario', 'prompt', 'project'] as const

export function contentCommand(machine: () => Machine): Command {
  const command = new Command('content').description('work on the questions')
  command
    .command('check')
    .description('check all questions, tracks and paths: each complaint with file, line and what to do')
    .argument('[folder]', 'a folder with topics.yaml and packs/', contentFolder)
    .action((folder: string) => check(folder, machine()))
  command
    .command('stats')
    .description('how many questions there are: by topic and level, by kind')
    .argument('[folder]', 'a folder with topics.yaml and packs/', contentFolder)
    .option('--json', 'as one line of JSON')
    .action((folder: string, { json = false }: { json?: boolean }) => stats(folder, json, machine()))
  command
    .command('new')
    .description('begin a question: prints it, ready to be filled in')
    .argument('<kind>', [...questionKinds, ...practiceKinds].join(', '))
    .argument('[topic]', 'one of topics.yaml; not for a scenario, prompt or project')
    .action((kind: string, topic: string | undefined) => begin(kind, topic, machine()))
  command
    .command('preview')
    .description('show a file of questions in the web room, again whenever it is saved')
    .argument('<file>', 'such as content/packs/security.yaml')
    .action((file: string) => preview(file, machine()))
  addReadings(command, machine)
  addMade(command, machine)
  return command
}

function addReadings(command: Command, machine: () => Machine): void {
  command
    .command('blind')
    .description('print the questions of a topic without their keys, for an independent reader')
    .argument('<topic>', 'such as security')
    .option('--unread', 'only those without a reading of their text')
    .option('--in <folder>', 'a content folder', contentFolder)
    .action((topic: string, { unread = false, in: folder }: { unread?: boolean; in: string }) =>
      blind(folder, topic, { unread }, machine()),
    )
  command
    .command('record')
    .description("write a reader's answers into readings/, and print those that differ from the key")
    .argument('<topic>', 'such as security')
    .argument('<answers>', 'a file of JSON or YAML, as `content blind` asks for it')
    .option('--reader <name>', 'who read', 'independent reading 1')
    .option('--in <folder>', 'a content folder', contentFolder)
    .action((topic: string, answers: string, { reader, in: folder }: { reader: string; in: string }) =>
      record(folder, topic, { answers, reader }, machine()),
    )
  command
    .command('restamp')
    .description('let readings hold for the text as it stands: after a typo, or when a difference was settled')
    .argument('<items...>', 'ids of items')
    .option('--in <folder>', 'a content folder', contentFolder)
    .action((items: string[], { in: folder }: { in: string }) => restamp(folder, items, machine()))
}

/** The files that commands make. */
function addMade(command: Command, machine: () => Machine): void {
  command
    .command('lock')
    .description('write the keys of new items into lock.yaml')
    .argument('[folder]', 'a content folder', contentFolder)
    .option('--typo <ids...>', 'items whose key changed by a typo only: write them anew')
    .action((folder: string, { typo = [] }: { typo?: string[] }) => lock(folder, typo, machine()))
  command
    .command('coverage')
    .description('write docs/coverage.md from coverage.yaml')
    .argument('[folder]', 'a content folder', contentFolder)
    .action((folder: string) => coverage(folder, machine()))
}

async function stats(folder: string, json: boolean, { print }: Machine): Promise<void> {
  const counts = statsOf(await loadBank(folder))
  if (json) return print(JSON.stringify(counts))
  const width = Math.max(...Object.keys(counts.byTopic).map((topic) => topic.length))
  for (const [topic, { items, easy, medium, hard }] of Object.entries(counts.byTopic)) {
    print(`${topic.padEnd(width)}  ${items} (${easy} easy, ${medium} medium, ${hard} hard)`)
  }
  print(
    Object.entries(counts.byKind)
      .map(([kind, items]) => `${items} ${kind}`)
      .join(', '),
  )
  print(`${counted(counts.items, 'question')} in all`)
  print(besidesWords(counts))
}

function besidesWords({ scenarios, behavioural, projects, tracks, paths }: BankStats): string {
  return [
    counted(scenarios, 'scenario'),
    counted(behavioural, 'behavioural prompt'),
    counted(projects, 'project'),
    counted(tracks, 'track'),
    counted(paths, 'path'),
  ].join(', ')
}

async function begin(kind: string, topic: string | undefined, { print }: Machine): Promise<void> {
  const practice = practiceKinds.find((one) => one === kind)
  if (practice !== undefined) return print(newPractice(practice))
  const known = questionKinds.find((one) => one === kind)
  if (known === undefined) {
    const kinds = [...questionKinds, ...practiceKinds].join(', ')
    throw new PlainError(`There is no kind ${kind}. Choose one of: ${kinds}.`)
  }
  const topics = [...(await loadBank(contentFolder)).topics.keys()].filter((one) => !isOnlyByChoice(one))
  if (topic === undefined) throw new PlainError(`Name a topic. Choose one of: ${topics.join(', ')}.`)
  if (!topics.includes(topic)) throw new PlainError(`There is no topic ${topic}. Choose one of: ${topics.join(', ')}.`)
  print(newQuestion(known, topic))
}
