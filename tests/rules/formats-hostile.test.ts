import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, test } from 'vitest'
import { freshIds } from '../../core/questions/formats/defaults.ts'
import { mostQuestions, mostRefused, type Reading } from '../../core/questions/formats/found.ts'
import { escapedMarkdown, htmlToMarkdown } from '../../core/questions/formats/html.ts'
import { readQuestions, readQuestionsInBatches } from '../../core/questions/formats/read.ts'
import { questionSchema } from '../../core/questions/question.ts'

/** Files that nobody should send: each is answered, soon, and nothing that is no question comes in. */

const folder = new URL('../fixtures/formats/', import.meta.url)
const fixtures = ['gift/', ''].flatMap((part) =>
  readdirSync(new URL(part, folder))
    .filter((name) => /\.(gift|md|csv|txt|yaml|json)$/.test(name))
    .map((name) => ({ name, bytes: readFileSync(new URL(part + name, folder)) })),
)
const names = fc.constantFrom('a.yaml', 'a.csv', 'a.tsv', 'a.gift', 'a.txt', 'a.md', 'a.json')

function expectSound(reading: Reading): void {
  if ('complaint' in reading) {
    expect(reading.complaint).toMatch(/^[A-Z][\s\S]{10,}/)
    return
  }
  expect(reading.questions.length).toBeLessThanOrEqual(mostQuestions)
  expect(reading.refused.length).toBeLessThanOrEqual(mostRefused)
  for (const { question, line } of reading.questions) {
    expect(questionSchema.safeParse(question).data).toEqual(question)
    expect(line).toBeGreaterThan(0)
  }
  const ids = reading.questions.map(({ question }) => question.id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { line, says } of reading.refused) expect([line > 0, says.length > 0]).toEqual([true, true])
}

test('random bytes never break a reader', () => {
  fc.assert(
    fc.property(names, fc.uint8Array({ maxLength: 300 }), (name, bytes) => expectSound(readQuestions(name, bytes))),
    { numRuns: 1000 },
  )
})

test('random text with the marks of all formats never breaks a reader', () => {
  const mark = fc.constantFrom(
    ...[
      '{',
      '}',
      '=',
      '~',
      '#',
      '####',
      '::',
      '->',
      '%50%',
      '\\',
      '\n',
      '\n\n',
      '\r\n',
      '"',
      '""',
      ',',
      ';',
      '\t',
      '|',
    ],
    ...[
      'question',
      'questions:\n',
      '- id: a\n',
      '  ',
      '- ',
      ': ',
      '&a',
      '*a',
      '[',
      ']',
      '!!binary ',
      '>\n',
      '|\n',
      '---\n',
    ],
    ...[
      '###### 1. What?\n',
      '- A: a\n',
      '#### Answer: A\n',
      '```\n',
      '<b>',
      '<pre>',
      '</',
      '<!--',
      '&lt;',
      '[sound:a]',
    ],
    ...[
      '#separator:tab\n',
      '#html:true\n',
      '{{c1::',
      '$CATEGORY: ',
      '// [id:a]\n',
      'sep=;\n',
      'kind',
      'TRUE',
      '1..2',
      '\u2028',
    ],
  )
  const text = fc.array(fc.oneof(mark, fc.string({ maxLength: 3 })), { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(names, text, (name, one) => expectSound(readQuestions(name, new TextEncoder().encode(one)))),
    { numRuns: 2000 },
  )
})

test('files with slips in them never break a reader', () => {
  const slip = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(12),
    put: fc.string({ maxLength: 6 }),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...fixtures),
      fc.array(slip, { minLength: 1, maxLength: 4 }),
      ({ name, bytes }, slips) => {
        let text = new TextDecoder().decode(bytes)
        for (const { at, cut, put } of slips) {
          const start = Math.floor(at * text.length)
          text = text.slice(0, start) + put + text.slice(start + cut)
        }
        expectSound(readQuestions(name, new TextEncoder().encode(text)))
      },
    ),
    { numRuns: 1000 },
  )
})

const many = 100_000

describe('large and tangled files are answered', () => {
  test.each<[string, string, string]>([
    ['100,000 broken rows', 'a.csv', `question,right\n${'What?,Z\n'.repeat(many)}`],
    ['100,000 empty rows', 'a.csv', `question,id\n${',\n'.repeat(many)}`],
    ['100,000 quotation marks', 'a.csv', `question\n${'"'.repeat(many)}`],
    ['100,000 rows that open a quotation mark', 'a.csv', `question\n${'"a\n'.repeat(many)}`],
    ['one row of 5 MB', 'a.csv', `question\n${'x'.repeat(5_000_000)}`],
    ['a header of 5 MB', 'a.csv', `question${',x'.repeat(2_500_000)}`],
    ['100,000 separators', 'a.txt', '\t'.repeat(many)],
    ['100,000 blocks of GIFT', 'a.gift', 'What?{T\n\n'.repeat(many)],
    ['100,000 open braces', 'a.gift', '{'.repeat(many)],
    ['a block of GIFT of 5 MB', 'a.gift', `What?{${'=a\n'.repeat(1_600_000)}}`],
    ['40,000 hash marks', 'a.gift', `q{=a${'#a'.repeat(20_000)}}`],
    ['40,000 colons', 'a.gift', `q${':a'.repeat(20_000)}{T}`],
    ['100,000 comments', 'a.gift', '// [id:a]\n'.repeat(many)],
    ['100,000 flow maps in one another', 'a.yaml', '{'.repeat(many)],
    ['the same in a question', 'a.yaml', `questions:\n- ${'{'.repeat(40_000)}\n`],
    ['100,000 lists in one another', 'a.yaml', '['.repeat(many)],
    ['100,000 dashes', 'a.yaml', `questions:\n${'- '.repeat(many)}`],
    ['100,000 explicit keys', 'a.yaml', '? '.repeat(many)],
    ['20,000 keys of a map', 'a.yaml', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['100,000 questions that are none', 'a.yaml', `questions:\n${'- 1\n'.repeat(many)}`],
    ['100,000 anchors', 'a.yaml', `questions:\n- ${'&a '.repeat(many)}`],
    ['100,000 headings', 'a.md', '###### 1. What?\n'.repeat(many)],
    ['100,000 fences', 'a.md', `###### 1. What?\n${'```\n'.repeat(many)}`],
    ['40,000 backticks', 'a.md', `###### 1. What?\n\n- A: a\n- B: b\n\n#### Answer: A\n\n${'`'.repeat(40_001)}`],
    ['10,000 tags in one another', 'a.txt', `#separator:tab\n#html:true\n${'<b><i>'.repeat(5_000)}\tback\n`],
    ['20,000 comments that stay open', 'a.txt', `#separator:tab\n#html:true\n${'<!--'.repeat(10_000)}\tback\n`],
    ['40,000 opening brackets', 'a.txt', `#separator:tab\n#html:true\n${'<a '.repeat(13_000)}\tback\n`],
    ['blank lines only', 'a.gift', '\n'.repeat(1_000_000)],
    ['white space before a link', 'a.txt', `#separator:tab\n#html:true\n<b>${' '.repeat(40_000)}x</b>\tback\n`],
    ['sounds that stay open', 'a.txt', `#separator:tab\n${`front\t${'[sound:'.repeat(7_000)}\n`.repeat(150)}`],
    ['40,000 blanks in an option', 'a.gift', `What?{=[plain]x${' '.repeat(40_000)}y ~b}`],
  ])('%s', { timeout: 30_000 }, async (_, name, text) => {
    expectSound(await readQuestionsInBatches(name, new TextEncoder().encode(text)))
  })
})

test('HTML with 150,000 blanks between tags is reduced', { timeout: 30_000 }, () => {
  expect(htmlToMarkdown(`a${'<x> '.repeat(150_000)}b`).markdown.length).toBe(150_002)
})

test('a name that 5,000 questions have gets its numbers without a look at all that went before', () => {
  const taken = new Set<string>(['what-is-printed-2'])
  let looks = 0
  const freshId = freshIds((id) => {
    looks += 1
    return taken.has(id)
  })
  const ids = Array.from({ length: mostQuestions }, () => {
    const id = freshId('What is printed?')
    taken.add(id)
    return id
  })
  expect([...ids.slice(0, 3), ids.at(-1)]).toEqual([
    ...['what-is-printed', 'what-is-printed-3', 'what-is-printed-4', 'what-is-printed-5001'],
  ])
  expect(looks).toBe(mostQuestions + 1)
})

describe('HTML leaves no HTML behind', () => {
  const piece = fc.constantFrom(
    ...[
      '<b>',
      '</b>',
      '<i>',
      '<script>',
      '</script>',
      '<pre>',
      '</pre>',
      '<code>',
      '</code>',
      '<br>',
      '<p>',
      '<li>',
      '<ul>',
    ],
    ...[
      '<a href="https://example.com">',
      '<a href="javascript:alert(1)">',
      '</a>',
      '<!--',
      '-->',
      '<',
      '>',
      '&lt;',
      '&#60;',
    ],
    ...[
      '&amp;lt;',
      '`',
      '``',
      '```',
      '\\',
      '*',
      '_',
      '[x](javascript:a)',
      '[x]: y',
      '](',
      '<img src=x onerror=y>',
      '\n',
      '    ',
    ],
    ...[
      '<time:2026-11-20T17:00:00Z>',
      '<http://x.y>',
      'a@b.c',
      '# ',
      '> ',
      '- ',
      '1. ',
      '===',
      '---',
      '&copy;',
      '<b',
      'x',
    ],
  )
  const html = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 25 }).map((parts) => parts.join(''))

  test('as CommonMark', () => {
    fc.assert(
      fc.property(html, (one) => {
        expect(kindsIn(htmlToMarkdown(one).markdown)).not.toContain('html')
        expect(linksIn(htmlToMarkdown(one).markdown).filter((url) => !url.startsWith('https://'))).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  test('and plain text shows as it is', () => {
    fc.assert(
      fc.property(html, (one) => {
        const line = one.replace(/\s+/g, ' ').trim()
        fc.pre(line !== '' && !/\0/.test(line))
        expect(textIn(escapedMarkdown(line))).toBe(line)
      }),
      { numRuns: 2000 },
    )
  })
})

interface Node {
  readonly type: string
  readonly value?: string
  readonly url?: string
  readonly children?: readonly Node[]
}

function nodesIn(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(nodesIn)]
}

function kindsIn(markdown: string): string[] {
  return nodesIn(fromMarkdown(markdown) as Node).map(({ type }) => type)
}

function linksIn(markdown: string): string[] {
  return nodesIn(fromMarkdown(markdown) as Node).flatMap(({ url }) => (url === undefined ? [] : [url]))
}

function textIn(markdown: string): string {
  return nodesIn(fromMarkdown(markdown) as Node)
    .map(({ value = '' }) => value)
    .join('')
}
