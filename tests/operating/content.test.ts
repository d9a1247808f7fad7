import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check } from '../../bots/cli/content-check.ts'
import { coverage } from '../../bots/cli/content-coverage.ts'
import { lock } from '../../bots/cli/content-lock.ts'
import { blind, record, restamp } from '../../bots/cli/content-readings.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { parseQuestions } from '../../core/questions/content-files.ts'
import { newPractice } from '../../core/questions/new-question.ts'
import { shownItems } from '../../core/questions/ordering.ts'
import { shownOptions } from '../../core/questions/show.ts'
import { statsOf } from '../../core/questions/stats.ts'
import {
  readIn,
  rewriteContent,
  type SmallContent,
  smallContent,
  writeContent,
  writeIn,
} from '../support/small-content.ts'

/** What a command prints, with the sentence that it ends with where it complains. */
async function printed(run: (printer: { print(line: string): void }) => Promise<void>): Promise<string[]> {
  const lines: string[] = []
  await run({ print: (line) => void lines.push(line) }).catch((error: Error) => lines.push(error.message))
  return lines
}

const checked = (folder: string) => printed((printer) => check(folder, printer))

/** The content with one of its questions changed. */
function changed(content: SmallContent, id: string, change: object): SmallContent {
  const questions = content.questions.map((one) => (one.id === id ? { ...one, ...change } : one))
  return { ...content, questions: questions as SmallContent['questions'] }
}

const coverageText = `documents:
  - title: A guide
    headings:
      - heading: Caching | well
        covers: [a-single, path:basics/start, "track:acme"]
      - heading: Buy now
        nothing: an advertisement
`

/** The letter that a reader saw before a text. */
async function letterOf(folder: string, id: string, text: string): Promise<string> {
  const question = (await loadBank(folder)).questions.get(id)
  if (question === undefined) throw new Error(`no ${id}`)
  const shown = question.kind === 'ordering' ? shownItems(question, id) : shownOptions(question, id)
  return shown.find((one) => one.text === text)?.letter ?? ''
}

/** Right answers to all but one question, as a reader gives them. */
async function answersFor(folder: string): Promise<Record<string, string | number | boolean>> {
  const letters = (id: string, texts: string[]) => Promise.all(texts.map((text) => letterOf(folder, id, text)))
  return {
    'a-single': (await letters('a-single', ['The right one'])).join().toLowerCase(),
    'a-multi': (await letters('a-multi', ['This is so, too', 'This is right'])).join(', '),
    'a-true-false': false,
    'a-numeric': 42,
    'a-short': 'concurrently',
    'an-ordering': (await letters('an-ordering', ['Ask', 'Wait', 'Think', 'Try', 'Answer'])).join(','),
    'short-b': 'b',
    'short-c': 'c',
    'short-d': 'x',
    'an-open': 'Copies near readers, versions in keys, removal of what is stale.',
  }
}

async function readThrough(folder: string): Promise<string[]> {
  await writeIn(folder, '../answers.json', JSON.stringify(await answersFor(folder)))
  return printed((printer) =>
    record(folder, 'ground', { answers: join(folder, '../answers.json'), reader: 'independent reading 1' }, printer),
  )
}

/** A folder that is held to everything, and passes. */
async function vouchedFor(content = smallContent()): Promise<string> {
  const folder = await writeContent(content)
  await printed((printer) => lock(folder, [], printer))
  await readThrough(folder)
  const readings = await readIn(folder, 'readings/ground.yaml')
  const settled = 'verdict: settled\n    settled: The reader erred.\n    source: https://www.rfc-editor.org/rfc/rfc9110'
  await writeIn(folder, 'readings/ground.yaml', readings.replaceAll('verdict: differs', settled))
  await writeIn(folder, 'coverage.yaml', coverageText)
  await printed((printer) => coverage(folder, printer))
  return folder
}

test('a folder with packs alone needs no lock, no readings and no coverage', async () => {
  const folder = await writeContent(smallContent())
  expect(await checked(folder)).toEqual(['10 questions and 3 practice items, no complaints.'])
  for (const name of ['scenarios', 'behavioural.yaml', 'projects.yaml', 'tracks', 'paths'])
    await rm(join(folder, name), { recursive: true })
  expect(await checked(folder)).toEqual(['10 questions, no complaints.'])
})

test('a bank holds packs, practice, tracks and paths, and the counts tell them apart', async () => {
  const bank = await loadBank(await writeContent(smallContent()))
  expect([...bank.topics]).toEqual([
    ['ground', 'Ground'],
    ['system-design', 'System design'],
    ['behavioural', 'Behavioural questions'],
    ['projects', 'Practice projects'],
  ])
  expect([...bank.tracks.keys(), ...bank.paths.keys()]).toEqual(['acme', 'basics'])
  expect(bank.questions.get('a-scenario')).toMatchObject({ kind: 'open', topic: 'system-design' })
  expect(statsOf(bank)).toEqual({
    items: 10,
    byTopic: { ground: { items: 10, easy: 10, medium: 0, hard: 0 } },
    byKind: { open: 1, single: 1, multi: 1, 'true-false': 1, numeric: 1, short: 4, ordering: 1 },
    scenarios: 1,
    behavioural: 1,
    projects: 1,
    tracks: 1,
    paths: 1,
  })
})

test('a mistake in any file is named with its file and line', async () => {
  const folder = await writeContent(smallContent())
  for (const name of [
    'scenarios/a-scenario.yaml',
    'behavioural.yaml',
    'projects.yaml',
    'tracks/acme.yaml',
    'paths/basics.yaml',
  ]) {
    const text = await readIn(folder, name)
    await writeIn(folder, name, `${text}colour: red\n`)
    const [complaint] = await checked(folder)
    expect(complaint).toMatch(/^\/.+:\d+: .*colour/)
    expect(complaint).toContain(name)
    await writeIn(folder, name, text)
  }
})

test('what the lints see stands with its line', async () => {
  const content = smallContent()
  const folder = await writeContent(changed(content, 'a-numeric', { tests: 'testing a SHORT' }))
  const text = await readIn(folder, 'packs/ground.yaml')
  const line = text.split('\n').findIndex((one) => one.includes('id: a-short')) + 1
  expect(await checked(folder)).toEqual([
    `${join(folder, 'packs/ground.yaml')}:${line}: two questions test the same thing: Testing a-short`,
    '1 complaint.',
  ])
})

test('tracks and paths name what is there, once', async () => {
  const content = smallContent()
  const [first, ...others] = content.track.questions
  if (first === undefined) throw new Error('a track asks something')
  const folder = await writeContent({
    ...content,
    track: {
      ...content.track,
      questions: [{ ...first, item: 'gone' }, ...others.slice(0, 8), { ...first, item: 'a-multi' }],
      topics: ['ground', 'heaven'],
      practise: ['a-scenario', 'a-single'],
    },
    path: { ...content.path, steps: content.path.steps.map((step) => ({ ...step, id: 'start', items: ['lost'] })) },
  })
  const says = (await checked(folder)).map((line) => line.replace(/^.*\/content\//, ''))
  expect(says).toEqual([
    'tracks/acme.yaml:1: track acme: there is no item gone',
    'tracks/acme.yaml:1: track acme: it asks a-multi twice',
    'tracks/acme.yaml:1: track acme: the topic heaven is not in topics.yaml',
    'tracks/acme.yaml:1: track acme: a-single is no scenario, prompt or project',
    'paths/basics.yaml:1: path basics: two steps have the id start',
    'paths/basics.yaml:1: path basics: step start: there is no item lost',
    'paths/basics.yaml:1: path basics: step start: there is no item lost',
    '7 complaints.',
  ])
})

test('scenarios, prompts and projects share the ids and the titles, and ask something of their own', async () => {
  const content = smallContent()
  const prompt = content.prompts[0]
  if (prompt === undefined) throw new Error('there is a prompt')
  const again = { ...prompt, id: 'a-single', title: 'Testing a-short' }
  const says = await checked(await writeContent({ ...content, prompts: [prompt, again] }))
  expect(says).toContainEqual(expect.stringContaining('two questions have the id a-single'))
  expect(says).toContainEqual(expect.stringContaining('two questions test the same thing: Testing a-short'))
  expect(says).toContainEqual(expect.stringContaining('a-prompt and a-single ask nearly the same'))
})

test('a folder with a lock is held to all, and passes with all of it', async () => {
  const folder = await vouchedFor()
  expect(await checked(folder)).toEqual(['10 questions and 3 practice items, no complaints.'])
  await rm(join(folder, 'coverage.yaml'))
  await rm(join(folder, 'readings'), { recursive: true })
  const says = await checked(folder)
  expect(says).toContainEqual(expect.stringContaining('coverage.yaml is missing'))
  expect(says.filter((line) => line.includes('nobody has read it'))).toHaveLength(10)
})

test('a changed key needs a new id, or the word that it was a typo', async () => {
  const content = smallContent()
  const folder = await vouchedFor(content)
  await rewriteContent(folder, changed(content, 'short-b', { accepted: ['bee'] }))
  const complaint = expect.stringMatching(/ground\.yaml:\d+: question short-b: its key or rubric changed/)
  expect(await checked(folder)).toContainEqual(complaint)
  await printed((printer) => lock(folder, [], printer))
  expect(await checked(folder)).toContainEqual(complaint)
  expect(await printed((printer) => lock(folder, ['short-b'], printer))).toEqual([expect.stringContaining('1 line of')])
  expect(await checked(folder)).not.toContainEqual(complaint)
  expect(await printed((printer) => lock(folder, ['unheard-of'], printer))).toEqual(['There is no item unheard-of.'])
})

test('an id that is gone has a successor that names it, and never comes back', async () => {
  const content = smallContent()
  const folder = await vouchedFor(content)
  const track = {
    ...content.track,
    questions: content.track.questions.map((one) => (one.item === 'short-b' ? { ...one, item: 'short-e' } : one)),
  }
  const renamed = (change: object) => ({ ...changed(content, 'short-b', { id: 'short-e', ...change }), track })
  await rewriteContent(folder, renamed({}))
  const says = await checked(folder)
  expect(says).toContainEqual(expect.stringMatching(/lock\.yaml:\d+: short-b is gone/))
  expect(says).toContainEqual(expect.stringContaining('question short-e: it is not in lock.yaml'))
  await rewriteContent(folder, renamed({ supersedes: 'short-b' }))
  await printed((printer) => lock(folder, [], printer))
  expect(await readIn(folder, 'lock.yaml')).toContain('short-b: "superseded by short-e"')
  expect((await checked(folder)).filter((line) => !line.includes('read'))).toEqual(['2 complaints.'])
  await rewriteContent(folder, content)
  expect(await checked(folder)).toContainEqual(expect.stringContaining('superseded by short-e and never comes back'))
})

test('the lock is a sorted line each', async () => {
  const folder = await vouchedFor()
  const [, ...lines] = (await readIn(folder, 'lock.yaml')).trimEnd().split('\n')
  expect(lines).toHaveLength(13)
  expect(lines).toEqual(lines.toSorted())
  for (const line of lines) expect(line).toMatch(/^[a-z-]+: "[0-9a-f]{16}"$/)
})

test('a reader sees no key, and answers by letters that mean the same to the record', async () => {
  const folder = await writeContent(smallContent())
  const [text = ''] = await printed((printer) => blind(folder, 'ground', { unread: false }, printer))
  const shown = text.slice(text.indexOf('====='))
  for (const kept of ['It is wrong', 'first chapter', 'concurrently', 'version', '42', 'stale'])
    expect(shown.toLowerCase()).not.toContain(kept.toLowerCase())
  for (const word of ['The right one', 'a number in min', 'Testing an-open', 'Think']) expect(shown).toContain(word)
  const says = await readThrough(folder)
  expect(says).toEqual([
    'an-open\n  read: Copies near readers, versions in keys, removal of what is stale.\n  key:  \n    - Caches keep copies close to their readers\n    - Keys carry a version number\n    - Writers remove stale entries at once',
    'short-d\n  read: x\n  key:  d',
    expect.stringMatching(/^10 answers recorded in .*; 2 to compare\.$/),
  ])
  expect(await printed((printer) => blind(folder, 'ground', { unread: true }, printer))).toEqual([
    expect.stringContaining('Ground: 0 to answer'),
  ])
})

test('recording again keeps what was settled, unless the answer is another one', async () => {
  const folder = await vouchedFor()
  const before = await readIn(folder, 'readings/ground.yaml')
  await readThrough(folder)
  expect(await readIn(folder, 'readings/ground.yaml')).toBe(before)
  await writeIn(folder, '../answers.json', '{"short-d": "y"}')
  const answers = join(folder, '../answers.json')
  await printed((printer) => record(folder, 'ground', { answers, reader: 'independent reading 2' }, printer))
  expect(await checked(folder)).toEqual([
    expect.stringMatching(/readings\/ground\.yaml:\d+: the reading of short-d: it differs from the key/),
    '1 complaint.',
  ])
})

test('an answer that is none is refused with all others, and nothing is written', async () => {
  const folder = await writeContent(smallContent())
  await writeIn(
    folder,
    '../answers.json',
    '{"a-single": "A,B", "a-true-false": "perhaps", "an-ordering": "A,B", "a-numeric": "4 kg", "gone": "A", "a-multi": "A,Z"}',
  )
  const answers = join(folder, '../answers.json')
  const [says = ''] = await printed((printer) => record(folder, 'ground', { answers, reader: 'r' }, printer))
  expect(says.split('\n').map((line) => line.split(':')[0])).toEqual([
    'a-single',
    'a-true-false',
    'an-ordering',
    'a-numeric',
    'gone',
    'a-multi',
    'Nothing was recorded.',
  ])
  await expect(readFile(join(folder, 'readings/ground.yaml'))).rejects.toThrow('ENOENT')
})

test('a reading holds for the text that was read, and after a typo for the mended one', async () => {
  const content = smallContent()
  const folder = await vouchedFor(content)
  const mended = changed(content, 'a-single', { question: `${content.questions[0]?.question}?` })
  await rewriteContent(folder, mended)
  expect(await checked(folder)).toEqual([
    expect.stringMatching(/readings\/ground\.yaml:\d+: the reading of a-single: the text has changed since/),
    '1 complaint.',
  ])
  expect(await printed((printer) => restamp(folder, ['a-single'], printer))).toEqual(['1 reading restamped.'])
  expect(await checked(folder)).toEqual(['10 questions and 3 practice items, no complaints.'])
  await rewriteContent(folder, changed(content, 'a-single', { tags: ['another-tag'] }))
  await printed((printer) => restamp(folder, ['a-single'], printer))
  expect(await checked(folder)).toEqual(['10 questions and 3 practice items, no complaints.'])
  expect(await printed((printer) => restamp(folder, ['a-prompt'], printer))).toEqual([
    expect.stringContaining('a-prompt has no reading yet'),
  ])
})

test('a reading that says too much or too little is refused', async () => {
  const folder = await vouchedFor()
  const readings = await readIn(folder, 'readings/ground.yaml')
  const says = async (text: string) => {
    await writeIn(folder, 'readings/ground.yaml', text)
    return (await checked(folder)).slice(0, -1).map((line) => line.replace(/^.*the reading of /, ''))
  }
  expect(await says(readings.replace('answer: The right one', 'answer: Another one'))).toEqual([
    'a-single: it says `agrees`, but its answer is graded wrong',
  ])
  expect(await says(readings.replace('answer: The right one', 'answer: The proper one'))).toEqual([
    'a-single: it says `agrees`, but its answer names no option or item as it stands now',
  ])
  expect(await says(readings.replace(/ +settled: The reader erred\.\n +source: .*\n/, ''))).toEqual([
    'an-open: write in `settled` what differed and what was decided',
    'an-open: name the `source` that settled it',
  ])
  expect(await says(readings.replaceAll('a-single', 'gone'))).toContainEqual('gone: there is no such item')
  expect(await says(`${readings}\n${readings.slice('readings:\n'.length)}`)).toHaveLength(10)
})

test('every heading is covered by what there is, and the page is as the command makes it', async () => {
  const folder = await vouchedFor()
  expect(await readIn(folder, '../docs/coverage.md')).toContain(
    '| Caching \\| well | Testing a-single (`a-single`) | Basics: The start (`path:basics/start`) | Acme (`track:acme`) |\n| Buy now | nothing: an advertisement |  |  |',
  )
  await writeIn(
    folder,
    'coverage.yaml',
    coverageText.replace('a-single, path:basics/start, "track:acme"', 'path:basics/gone, lost'),
  )
  expect((await checked(folder)).map((line) => line.replace(/^.*?(content|docs)\//, ''))).toEqual([
    'coverage.yaml:4: A guide, “Caching | well”: there is no path:basics/gone',
    'coverage.yaml:4: A guide, “Caching | well”: there is no lost',
    expect.stringContaining('coverage.md is not what'),
    '3 complaints.',
  ])
  await writeIn(folder, 'coverage.yaml', coverageText.replace(/ +nothing: .*\n/, ''))
  await printed((printer) => coverage(folder, printer))
  expect(await checked(folder)).toEqual([expect.stringContaining('“Buy now”: nothing covers it'), '1 complaint.'])
})

test('a practice file is read on its own as it is asked, for the preview', async () => {
  const folder = await writeContent(smallContent())
  for (const [name, id] of [
    ['scenarios/a-scenario.yaml', 'a-scenario'],
    ['behavioural.yaml', 'a-prompt'],
    ['projects.yaml', 'a-project'],
    ['packs/ground.yaml', 'a-single'],
  ] as const) {
    const parsed = parseQuestions(join(folder, name), await readIn(folder, name))
    expect('value' in parsed ? parsed.value[0]?.id : parsed.complaints).toBe(id)
  }
})

test('what is begun has the fields that are asked for, and no other', () => {
  const complaints = (file: string, text: string) => {
    const parsed = parseQuestions(file, text)
    return 'complaints' in parsed ? parsed.complaints.map(({ says }) => says).join('\n') : ''
  }
  const licence = 'licence: CC-BY-4.0\n'
  const begun = [
    complaints('scenarios/x.yaml', newPractice('scenario')),
    complaints('behavioural.yaml', `${licence}prompts:\n${newPractice('prompt')}`),
    complaints('projects.yaml', `${licence}projects:\n${newPractice('project')}`),
  ]
  for (const says of begun) {
    expect(says).toContain('id')
    expect(says).not.toMatch(
      /unrecognized|undefined|(points|checklist|red_flags|follow_ups): |give four|not valid YAML/i,
    )
  }
})
