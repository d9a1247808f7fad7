import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { mostQuestions } from '../../core/questions/formats/found.ts'
import { readQuestions, readQuestionsInBatches } from '../../core/questions/formats/read.ts'
import { words } from '../../core/questions/formats/words.ts'

/** Files as people have them: what comes in, and how each refused line is told. */

const folder = new URL('../fixtures/formats/', import.meta.url)

async function readFixture(name: string) {
  const reading = readQuestions(name, await readFile(new URL(name, folder)))
  if ('complaint' in reading) throw new Error(reading.complaint)
  return { ...reading, questions: reading.questions.map(({ question, line }) => ({ ...question, line })) }
}

function readText(name: string, text: string, hints = {}) {
  return readQuestions(name, new TextEncoder().encode(text), hints)
}

test('a list in the style of javascript-questions', async () => {
  const { questions, refused, format } = await readFixture('javascript-questions.md')
  expect(format).toBe('javascript-questions')
  expect(questions).toMatchObject([
    {
      id: 'whats-the-output-1',
      line: 7,
      kind: 'single',
      question: expect.stringMatching(/^What's the output\?\n\n```javascript\nconst queue/),
      options: [{ text: '`3`', right: false }, { text: '`4`', right: true }, { text: '`undefined`' }],
      explanation: '`sort` changes the array *itself* and gives it back: `queue` and `sorted` are one array.',
    },
    {
      id: 'whats-the-output-2',
      question: expect.stringContaining('### 9. Not a heading'),
      explanation: expect.stringMatching(
        /```python\ndef add[\s\S]*\n\n\[picture\]\(<https:\/\/example.com\/list.png>\)$/,
      ),
    },
    { question: 'A `HEAD` response has no body.', explanation: expect.stringContaining('`<p>` in code stays') },
    {
      options: [
        {},
        { text: '`Promise.all`, which fails with the first that fails', right: true },
        {},
        { text: '`setTimeout`' },
      ],
    },
  ])
  expect(refused).toEqual([
    { line: 107, what: '5. Which one has no answer?', says: 'it has no line such as “#### Answer: A”' },
    { line: 114, what: '6. Which answer is missing?', says: 'the answer D is none of its options' },
  ])
})

test('a table as Excel saves it', async () => {
  const { questions, refused } = await readFixture('excel.csv')
  expect(questions).toMatchObject([
    {
      id: 'safe-verbs',
      line: 2,
      topic: 'http',
      level: 'easy',
      question: 'Which verb is safe?\nSay why.',
      options: [{ text: 'GET', right: true }, { text: 'POST', why: 'It changes things' }, { text: 'PUT' }],
      explanation: '"Safe" means: nothing is changed; see RFC 9110.',
    },
    {
      id: 'half-life',
      line: 4,
      topic: 'excel',
      level: 'medium',
      kind: 'numeric',
      answer: 2.5,
      tolerance: 0.5,
      unit: 's',
    },
    { id: 'is-udp-reliable', line: 5, kind: 'true-false', answer: false, tests: 'Is UDP reliable?' },
    { id: 'apostrophe', question: '=SUM adds in which program?', accepted: ['Excel'] },
  ])
  expect(refused).toEqual([
    { line: 8, what: 'broken', says: 'right: “C” names no option; write letters or numbers, such as B or 2' },
  ])
})

test('notes from Anki with HTML', async () => {
  const { questions, refused } = await readFixture('anki-html.txt')
  expect(questions).toMatchObject([
    {
      line: 6,
      topic: 'indexes',
      tags: ['sql', 'indexes'],
      question: 'Which index suits **ranges**?',
      kind: 'short',
      accepted: ['B-tree'],
    },
    {
      kind: 'open',
      topic: 'databases',
      question: 'What does `EXPLAIN ANALYZE` do?',
      reference: 'It *runs* the query and shows:\n\n- the plan\n\n- the "actual" times',
    },
    {
      topic: 'http',
      level: 'easy',
      tags: ['http'],
      accepted: ['429'],
      question: expect.stringContaining('"too many requests" & asks'),
    },
  ])
  expect(refused).toMatchObject([
    { line: 8, says: expect.stringContaining('a cloze note') },
    { line: 9, says: expect.stringContaining('a picture') },
    { line: 10, says: 'its back is empty' },
  ])
})

test('notes from Anki as plain text, with or without its own lines', async () => {
  const plain = await readFixture('anki-plain.txt')
  expect(plain).toMatchObject({
    format: 'anki',
    pack: { id: 'queues', title: 'Queues' },
    questions: [
      {
        kind: 'open',
        reference: 'A queue for messages that\nnobody could process.',
        tags: ['messaging'],
        topic: 'queues',
      },
      { kind: 'short', question: 'Which semicolon; is quoted?', accepted: ['This one'] },
    ],
  })
  const tabs = await readFixture('anki-tabs.txt')
  expect(tabs.questions).toMatchObject([{ kind: 'open' }, { kind: 'short', accepted: ['6379'] }])
})

test('a pack of a community: one broken question does not take the others with it', async () => {
  const { pack, questions, refused } = await readFixture('pack.yaml')
  expect(pack).toEqual({ id: 'our-team', title: "Our team's questions", licence: 'CC0-1.0' })
  expect(questions).toMatchObject([
    { id: 'runbook-first', line: 7, question: expect.stringContaining('- id: this is text') },
    { id: 'what-is-the-name-of-our-queue', line: 19, topic: 'our-team', level: 'medium' },
    { id: 'after', line: 30 },
  ])
  expect(refused).toMatchObject([
    { line: 22, what: 'runbook-first', says: 'the id runbook-first is used already on line 7' },
    { line: 25, what: 'no-kind', says: expect.stringContaining('kind: use one of open, single') },
    { line: 27, what: 'broken', says: expect.stringMatching(/^it is not valid YAML, line \d+: /) },
  ])
})

test('JSON is YAML too', async () => {
  const { questions, refused } = await readFixture('pack.json')
  expect(questions).toMatchObject([{ id: 'one', line: 6 }])
  expect(refused).toEqual([{ line: 7, what: 'two', says: 'answer: this should be a number' }])
})

test('the pack and the topic that one names win over those of the file', () => {
  const text = 'pack: theirs\ntitle: Theirs\nquestions:\n- {id: a, kind: open, topic: http, question: Why?}\n'
  expect(readText('x.yaml', text, { pack: 'Ours', topic: 'caching' })).toMatchObject({
    pack: { id: 'ours' },
    questions: [{ question: { topic: 'caching' } }],
  })
})

test('an id that the file gives is taken by no other question', () => {
  const text = 'question,id\nWhat is a lock?,\nAnother one,what-is-a-lock\nWhat is a lock?,\n'
  expect(readText('locks.csv', text)).toMatchObject({
    questions: [
      { question: { id: 'what-is-a-lock-2' } },
      { question: { id: 'what-is-a-lock' } },
      { question: { id: 'what-is-a-lock-3' } },
    ],
  })
})

describe('what is wrong with a line is said in plain words', () => {
  const header = 'id,kind,question,option_1,option_2,right,key_points,phrases,sources,level,tests\n'
  test.each([
    ['a,single,Which?,x,x,A,,,,,', 'options: two options say the same: each needs a text of its own'],
    ['a,single,,x,y,A,,,,,', 'question: this is missing'],
    ['A b,open,What?,,,,,,,,', 'id: use lower-case words with hyphens, such as rate-limiting'],
    ['a,open,What?,,,,,,,tough,', 'level: use one of easy, medium, hard'],
    ['a,open,What?,x,y,A,,,,,', '`options` does not belong to a question of this kind'],
    ['a,open,What?,,,,Names it,,,,', 'key_points: begin each line with its weight, such as “0.5 Names it”'],
    ['a,open,What?,,,,0.4 Names it,,,,', 'key_points: the weights of the key points must sum to 1'],
    ['a,open,What?,,,,,,RFC 9110,,', 'sources: write “title <https://…>” instead of “RFC 9110”'],
    ['a,open,What?,,,,,,RFC <http://example.com>,,', 'source 1, url: this is no https:// address'],
    [`a,open,What?,,,,,,,,${'t'.repeat(161)}`, 'tests: at most 160 characters'],
    [
      'a,open,What?,,,,,,,,x,y',
      'it has 12 cells, the first line names 11: a cell with the separator in it belongs in quotes',
    ],
  ])('%s', (row, says) => {
    expect(readText('x.csv', `${header}${row}\n`)).toMatchObject({ questions: [], refused: [{ line: 2, says }] })
  })
})

test('what belongs nowhere is named with where it stands', () => {
  const source = '{ title: RFC 9110, url: "https://example.org", year: 2022 }'
  const item = `{ id: a, kind: open, question: Why?, colour: red, size: 1, sources: [${source}] }`
  expect(readText('x.yaml', `pack: x\nquestions:\n- ${item}\n`)).toMatchObject({
    refused: [
      {
        says: 'source 1: `year` does not belong here; `colour`, `size` do not belong to a question of this kind',
      },
    ],
  })
})

describe('a file that is not what it says gets one clear sentence', () => {
  const bytes = (...start: number[]) => new Uint8Array([...start, ...new Array(20).fill(1)])
  const zip = bytes(0x50, 0x4b, 3, 4)
  const oldOffice = bytes(0xd0, 0xcf, 0x11, 0xe0)
  test.each([
    ['deck.apkg', zip, 'This is a packed Anki deck'],
    ['table.xlsx', zip, 'This is a spreadsheet'],
    ['table.csv', zip, 'This is a zip archive'],
    ['old.csv', oldOffice, 'This is a spreadsheet'],
    ['old.xls', oldOffice, 'This is a spreadsheet'],
    ['a.yaml', bytes(0x25, 0x50, 0x44, 0x46), 'This is a PDF'],
    ['a.yaml', bytes(0x89, 0x50, 0x4e, 0x47), 'This is a picture'],
    ['a.csv', new Uint8Array([0xff, 0xfe, 0x61, 0]), 'This file is in UTF-16'],
    ['a.csv', new Uint8Array([0x61, 0, 0x62, 0]), 'This file holds NUL bytes'],
    ['a.csv', new Uint8Array([0x61, 0xe9, 0x62]), 'This file is not in UTF-8'],
    ['a.csv', new Uint8Array(), 'This file is empty'],
    ['a.csv', new Uint8Array(50 * 2 ** 20 + 1), 'This file is larger than 50 MB'],
  ])('%s: %#', (name, content, start) => {
    expect(readQuestions(name, content)).toEqual({ complaint: expect.stringMatching(new RegExp(`^${start}`)) })
  })

  test.each(['doc', 'DOT', 'ppt', 'pot', 'msg'])('an Office document by its name: old.%s', (extension) => {
    expect(readQuestions(`old.${extension}`, oldOffice)).toEqual({ complaint: words.notText('old-office') })
  })

  test.each([
    ['a.docx', 'hello', "I can't tell from the name"],
    ['questions', 'hello', "I can't tell from the name"],
    ['a.csv', '<!DOCTYPE html><html></html>', 'This is a web page'],
    ['a.csv', 'pack: x\n', 'The first line must name the columns'],
    ['a.csv', 'question,colour\nWhy?,red\n', "I don't know the column"],
    ['a.csv', 'question,question\n', 'The column “question” is there twice'],
    ['a.yaml', 'just text', 'This YAML is no pack'],
    ['a.yaml', 'a: [1', 'This is not valid YAML, from line 1'],
    ['a.yaml', 'pack: x\nauthor: y\nquestions:\n- id: a\n', "The head of this pack: I don't know `author`"],
    ['a.json', '{"questions":[{"id":"a","id":"b"}]}', 'This pack cannot be read: it says `id` twice.'],
    ['a.md', '# Notes\n', 'I found no question in this Markdown'],
    ['a.txt', '#separator:dots\na.b\n', "I don't know the separator “dots”"],
    ['a.gift', '// nothing\n', 'I found no question in this file'],
  ])('%s: %s', (name, text, start) => {
    expect(readText(name, text)).toEqual({ complaint: expect.stringContaining(start) })
  })
})

test('aliases that would never end are refused, and those that lead out of a question', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  for (const [one, next] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'].map((pair) => [...pair])) {
    bomb.push(`${next}: &${next} [${new Array(9).fill(`*${one}`).join(',')}]`)
  }
  const head = `${bomb.join('\n')}\nquestions:\n- {id: a, kind: open, question: Why?}\n`
  expect(readText('bomb.yaml', head)).toEqual({ complaint: expect.stringContaining('repeats itself by aliases') })
  const inItem = `pack: x\nquestions:\n- id: a\n  ${bomb.join('\n  ')}\n- {id: b, kind: open, question: Why?}\n`
  expect(readText('bomb.yaml', inItem)).toMatchObject({
    questions: [{ question: { id: 'b' } }],
    refused: [{ line: 3, what: 'a', says: expect.stringContaining('repeats itself by aliases') }],
  })
  const far =
    'pack: x\nquestions:\n- {id: &name a, kind: open, question: Why?}\n- {id: b, kind: open, question: *name }\n'
  expect(readText('far.yaml', far)).toMatchObject({
    refused: [{ line: 4, says: expect.stringContaining('the alias *name') }],
  })
})

test('a file with too many questions is refused whole', async () => {
  const row = (index: number) => `Question ${index}\n`
  const text = (count: number) => `question\n${Array.from({ length: count }, (_, index) => row(index)).join('')}`
  const most = await readQuestionsInBatches('most.csv', new TextEncoder().encode(text(mostQuestions)))
  expect(most).toMatchObject({ questions: { length: mostQuestions } })
  expect(readText('many.csv', text(mostQuestions + 1))).toEqual({
    complaint: 'This file has more than 5,000 questions. Split it into smaller ones.',
  })
})

test('a large file shows how far it is and lets others go on', async () => {
  const rows = Array.from(
    { length: 2000 },
    (_, index) => `"Question ${index}, which is a long one ${'é'.repeat(400)}"\n`,
  )
  const bytes = new TextEncoder().encode(`question\n${rows.join('')}`)
  const progress: number[] = []
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 0)
  const reading = await readQuestionsInBatches('large.csv', bytes, {}, { onProgress: (done) => progress.push(done) })
  clearInterval(timer)
  expect(reading).toMatchObject({ questions: { length: 2000 } })
  expect(reading).toEqual(readQuestions('large.csv', bytes))
  expect(progress.length).toBeGreaterThan(20)
  expect(progress).toEqual([...progress].sort((a, b) => a - b))
  expect(progress.at(-1)).toBe(bytes.length)
  expect(turns).toBeGreaterThan(5)
})
