import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSettings } from '../../bots/settings.ts'
import { plainHtml, reportHtml } from '../../bots/web/insights-html.ts'
import { insightsFile } from '../../core/insights/insights-csv.ts'
import { insightsReport } from '../../core/insights/insights-page-words.ts'
import { type AnswerCounts, type Counted, insightsFrom } from '../../core/insights/insights-rule.ts'
import { insightsAlt, insightsCardOf, insightsMessage } from '../../core/insights/insights-words.ts'
import { type LinkParts, readLink, signLink } from '../../core/insights/signed-link.ts'
import { drawPng } from '../../core/pictures/draw.ts'
import type { Shape } from '../../core/pictures/drawing.ts'
import { insightsCard } from '../../core/pictures/insights-card.ts'
import type { Question } from '../../core/questions/question.ts'

const noCounts: AnswerCounts = { answers: 0, people: 0, graded: 0, right: 0, gradedPeople: 0 }

function question(id: string, more: { readonly topic?: string; readonly tests?: string } = {}): Question {
  const { topic = 'caching', tests = `What ${id} is` } = more
  const text = { question: `Is ${id} so?`, explanation: 'Because.' }
  return { id, topic, tests, level: 'medium', tags: [], sources: [], kind: 'true-false', answer: true, ...text }
}

function counts(graded: number, right: number, people: number): AnswerCounts {
  return { answers: graded, graded, right, people, gradedPeople: people }
}

function insightsOf(questions: readonly Question[], counted: Partial<Counted>) {
  const none: Counted = {
    byQuestion: new Map(),
    byTopic: new Map(),
    all: noCounts,
    asked: new Map(),
    flags: new Map(),
    difficulties: new Map(),
    faults: [],
  }
  return insightsFrom(questions, (topic) => topic, { ...none, ...counted })
}

describe('what is said of answers', () => {
  test('a share is shown from five graded answers of three people on, and below that nothing of it', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), fc.nat(12), (graded, hits, people) => {
        const right = Math.min(hits, graded)
        const byQuestion = new Map([['a', counts(graded, right, people)]])
        const { items } = insightsOf([question('a')], { byQuestion, flags: new Map([['a', 1]]) })
        const isEnough = graded >= 5 && people >= 3
        expect(items[0]?.share).toBe(isEnough ? right / graded : undefined)
      }),
    )
  })

  test('a difficulty is shown from five first answers on, and is provisional below twenty', () => {
    const ids = [4, 5, 19, 20].map(String)
    const difficulties = new Map(ids.map((id) => [id, { value: 1, answers: Number(id) }]))
    const asked = new Map(ids.map((id) => [id, 1]))
    const { items } = insightsOf(
      ids.map((id) => question(id)),
      { difficulties, asked },
    )
    const shown = Object.fromEntries(items.map(({ id, difficulty }) => [id, difficulty?.isProvisional]))
    expect(shown).toEqual({ 4: undefined, 5: true, 19: true, 20: false })
    expect(items.find(({ id }) => id === '20')?.difficulty?.error).toBeCloseTo(1 / Math.sqrt(1 / 0.84 + 2), 10)
  })

  test('the mean difficulty of a topic is surer than any of its questions, as independent estimates are', () => {
    const difficulties = new Map(['a', 'b', 'c', 'd'].map((id, index) => [id, { value: index, answers: 20 }]))
    const asked = new Map(['a', 'b', 'c', 'd'].map((id) => [id, 2]))
    const { topics, items } = insightsOf(
      ['a', 'b', 'c', 'd'].map((id) => question(id)),
      { difficulties, asked },
    )
    expect(topics[0]).toMatchObject({ asked: 8, difficulty: { value: 1.5, isProvisional: false } })
    expect(topics[0]?.difficulty?.error).toBeCloseTo((items[0]?.difficulty?.error ?? 0) / 2, 10)
  })

  test('hard and easy questions stand out when they lie further from the middle than they may be off', () => {
    const difficulties = new Map([
      ['hard', { value: 1.2, answers: 40 }],
      ['harder', { value: 2, answers: 40 }],
      ['hardly-known', { value: 0.6, answers: 5 }],
      ['easy', { value: -1.2, answers: 40 }],
      ['middle', { value: 0.1, answers: 40 }],
    ])
    const asked = new Map([...difficulties.keys()].map((id) => [id, 1]))
    const questions = [...difficulties.keys()].map((id) => question(id))
    const { standingOut } = insightsOf(questions, { difficulties, asked })
    expect(standingOut.hardest.map(({ id }) => id)).toEqual(['harder', 'hard'])
    expect(standingOut.easiest.map(({ id }) => id)).toEqual(['easy'])
  })

  test('what stands out is said with its share, or that those of this time were too few', () => {
    const difficulties = new Map(['a', 'b'].map((id) => [id, { value: 2, answers: 40 }]))
    const byQuestion = new Map([
      ['a', counts(8, 2, 8)],
      ['b', counts(3, 1, 3)],
    ])
    const insights = insightsOf([question('a'), question('b')], { difficulties, byQuestion })
    const without = { pictures: [], files: [], link: undefined }
    const { text } = insightsMessage({ span: '4', topic: undefined, insights }, without)
    expect(text).toMatch(/\(`a`\): \+2\.0 ± 0\.4, 25 % right of 8\n/)
    expect(text).toMatch(/\(`b`\): \+2\.0 ± 0\.4, right: too few\n/)
  })

  test('flags and faults stand out, also of questions that nobody answered in that time', () => {
    const { standingOut, items } = insightsOf([question('a'), question('b'), question('c')], {
      flags: new Map([['b', 2]]),
      faults: [{ question: 'c', fault: 'wrong-key', answers: 40 }],
    })
    expect(items.map(({ id }) => id)).toEqual(['b', 'c'])
    expect(standingOut.flagged.map(({ id }) => id)).toEqual(['b'])
    expect(standingOut.faulty.map(({ id }) => id)).toEqual(['c'])
  })
})

const anyId = fc.stringMatching(/^[a-z]{1,12}$/)
const anyCounted = fc
  .uniqueArray(
    fc.record({
      id: anyId,
      topic: fc.oneof(anyId, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 })),
      tests: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
      answers: fc.nat(1e6),
      right: fc.double({ min: 0, max: 1, noNaN: true }),
      people: fc.nat(1e5),
      asked: fc.nat(1e4),
      flags: fc.nat(1e4),
      value: fc.double({ min: -6, max: 6, noNaN: true }),
      first: fc.nat(1e5),
    }),
    { maxLength: 30, selector: ({ id }) => id },
  )
  .map((all) => {
    const of = <T>(pick: (one: (typeof all)[number]) => T) => new Map(all.map((one) => [one.id, pick(one)] as const))
    const countsOf = ({ answers, right, people }: (typeof all)[number]) =>
      counts(answers, Math.floor(answers * right), people)
    const insights = insightsOf(
      all.map(({ id, topic, tests }) => question(id, { topic, tests })),
      {
        byQuestion: of(countsOf),
        byTopic: new Map(all.map((one) => [one.topic, countsOf(one)])),
        asked: of(({ asked }) => asked),
        flags: of(({ flags }) => flags),
        difficulties: of(({ value, first }) => ({ value, answers: first })),
      },
    )
    return { span: '12', topic: undefined, insights } as const
  })

function endsOf(shape: Shape): readonly [number, number] {
  if (shape.kind === 'box') return [shape.x, shape.x + shape.width]
  return shape.align === 'right' ? [shape.x - shape.most, shape.x] : [shape.x, shape.x + shape.most]
}

describe('the picture', () => {
  test('nothing stands outside its card, whatever was counted', () => {
    fc.assert(
      fc.property(anyCounted, (shown) => {
        const { width, height, shapes } = insightsCard(insightsCardOf(shown))
        for (const shape of shapes) {
          const [left, right] = endsOf(shape)
          expect(left).toBeGreaterThanOrEqual(0)
          expect(right).toBeGreaterThanOrEqual(left)
          expect(right).toBeLessThanOrEqual(width)
          expect(shape.kind === 'box' ? shape.y + shape.height : shape.y).toBeLessThanOrEqual(height)
        }
      }),
    )
  })

  test('those who do not see it get its facts, in at most a thousand characters', () => {
    fc.assert(
      fc.property(anyCounted, (shown) => {
        const alt = insightsAlt(shown)
        expect([...alt].length).toBeLessThanOrEqual(1000)
        expect(alt).toContain('Right answers and difficulty by topic:')
      }),
    )
  })

  test('it can be drawn', async () => {
    const byTopic = new Map([['caching', counts(40, 30, 9)]])
    const insights = insightsOf([question('a')], { byTopic, asked: new Map([['a', 3]]) })
    const png = await drawPng(insightsCard(insightsCardOf({ span: '4', topic: undefined, insights })))
    expect(Buffer.from(png, 'base64').subarray(1, 4).toString()).toBe('PNG')
  })
})

describe('the table as a file', () => {
  test('what an author wrote is a text in a spreadsheet, never a formula, and numbers stay numbers', () => {
    const evil = fc.constantFrom(
      '=1+1',
      ' =1',
      '＝cmd',
      '@SUM(A1)',
      '+1',
      '-1',
      '\t=1',
      "'=1",
      '=HYPERLINK("http://x")',
    )
    fc.assert(
      fc.property(evil, (tests) => {
        const difficulties = new Map([['a', { value: -1.25, answers: 30 }]])
        const insights = insightsOf([question('a', { tests })], { difficulties, asked: new Map([['a', 1]]) })
        const [row] = parse(insightsFile(insights).text, { bom: true, columns: true }) as Record<string, string>[]
        expect(row?.tests).toBe(`'${tests}`)
        expect(row).toMatchObject({
          question: 'a',
          asked: '1',
          difficulty: '-1.25',
          provisional: 'no',
          right_share: '',
        })
      }),
    )
  })

  test('it has a line for each question', () => {
    fc.assert(
      fc.property(anyCounted, ({ insights }) => {
        const rows = parse(insightsFile(insights).text, { bom: true, columns: true }) as Record<string, string>[]
        expect(rows.map((row) => row.question)).toEqual(insights.items.map(({ id }) => id))
      }),
    )
  })
})

describe('a signed link', () => {
  const now = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const [secret, older] = ['a'.repeat(43), 'b'.repeat(43)]
  const workspace = 'slack/T024BE7LD'
  const link = signLink('insights', workspace, secret, now)

  test('opens for a day, also when another key has come since, and says then that its time is up', () => {
    const at = (hours: number, secrets = [secret]) =>
      readLink('insights', link, secrets, now.add({ minutes: hours * 60 }))
    expect(at(0)).toEqual({ workspace })
    expect(at(23.95, [older, secret])).toEqual({ workspace })
    expect(at(24)).toEqual({ refused: 'old' })
    expect(at(0, [older])).toEqual({ refused: 'forged' })
    expect(at(0, [])).toEqual({ refused: 'forged' })
  })

  test('with any part changed it does not open', () => {
    const part = fc.constantFrom<keyof LinkParts>('workspace', 'until', 'signature')
    const change = fc.record({
      at: fc.nat(60),
      by: fc.string({ unit: 'grapheme-ascii', maxLength: 3 }),
      cut: fc.nat(3),
    })
    fc.assert(
      fc.property(part, change, (name, { at, by, cut }) => {
        const text = link[name]
        const place = at % (text.length + 1)
        const changed = text.slice(0, place) + by + text.slice(place + cut)
        fc.pre(changed !== text)
        expect(readLink('insights', { ...link, [name]: changed }, [secret], now)).toEqual({ refused: 'forged' })
      }),
      { numRuns: 500 },
    )
  })

  test('a part cannot run into the next, and another workspace or time has another signature', () => {
    const anyLink = fc.tuple(fc.string(), fc.nat(1e6), fc.string(), fc.nat(1e6))
    fc.assert(
      fc.property(anyLink, ([one, early, other, late]) => {
        fc.pre(one !== other || early !== late)
        const made = (name: string, seconds: number) => signLink('insights', name, secret, now.add({ seconds }))
        expect(made(one, early).signature).not.toBe(made(other, late).signature)
      }),
    )
  })

  test('a digit of its time does not become one of its workspace', () => {
    const moved = { ...link, workspace: workspace + link.until.slice(0, 1), until: link.until.slice(1) }
    expect(readLink('insights', moved, [secret], now)).toEqual({ refused: 'forged' })
  })

  test('its last character is compared too, though some of its bits mean nothing', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const others = [...alphabet].filter((one) => one !== link.signature.at(-1))
    for (const last of others) {
      const signature = link.signature.slice(0, -1) + last
      expect(readLink('insights', { ...link, signature }, [secret], now)).toEqual({ refused: 'forged' })
    }
  })
})

describe('the page', () => {
  const address = { query: new URLSearchParams('w=x'), download: 'insights.csv', style: '' }

  test('whatever stands in it is text: no tag and no attribute comes of it', () => {
    const evil = fc.constantFrom(
      '<script>alert(1)</script>',
      '" onmouseover="x',
      "'><img src=x>",
      '&lt;b&gt;',
      '</title><b>',
    )
    fc.assert(
      fc.property(evil, (tests) => {
        const insights = insightsOf([question('a', { tests, topic: tests })], { asked: new Map([['a', 1]]) })
        const report = insightsReport(tests, { span: '4', topic: { id: tests, title: tests }, insights })
        const html = reportHtml(report, { ...address, query: new URLSearchParams({ w: tests, topics: tests }) })
        const allowed =
          /^<(?:!doctype html|\/?(?:html|head|meta|title|style|body|main|h1|h2|p|nav|a|strong|section|div|table|thead|tbody|tr|th|td|small|span))(?: (?!on)[a-z-]+="[^"<>]*")*>$/
        for (const [tag] of html.matchAll(/<[^>]*>?/g)) expect(tag).toMatch(allowed)
        expect(plainHtml(tests, tests, '')).not.toMatch(/<script|<img|<b>/)
      }),
    )
  })

  test('a table is sorted by what its address says, and what is not known comes last either way', () => {
    const byQuestion = new Map([
      ['a', counts(10, 5, 5)],
      ['b', counts(10, 9, 5)],
      ['c', { ...counts(2, 2, 2), answers: 99 }],
    ])
    const insights = insightsOf([question('a'), question('b'), question('c')], { byQuestion })
    const report = insightsReport('Story', { span: '4', topic: undefined, insights })
    const sorted = (by: string) => {
      const html = reportHtml(report, { ...address, query: new URLSearchParams({ questions: by }) })
      return [...html.matchAll(/<small>([abc])<\/small>/g)].map(([, id]) => id).join('')
    }
    expect([sorted('right'), sorted('-right'), sorted('no-such-column'), sorted('')]).toEqual([
      'abc',
      'bac',
      'cab',
      'cab',
    ])
    const html = reportHtml(report, { ...address, query: new URLSearchParams({ questions: '-right' }) })
    expect(html.match(/aria-sort="descending"/g)).toHaveLength(1)
  })
})

test('names and markdown that an author wrote stay what they are in chat', () => {
  const tests = '**bold** <member:ada> [x](http://y)'
  const insights = insightsOf([question('a', { tests })], { flags: new Map([['a', 1]]) })
  const { text } = insightsMessage(
    { span: 'all', topic: undefined, insights },
    { pictures: [], files: [], link: undefined },
  )
  expect(text).toContain('\\*\\*bold\\*\\* \\<member:ada\\> \\[x\\]')
})

test('the public address is one of https, or this machine', () => {
  const read = (url: string) => readSettings({ PUBLIC_URL: url }).PUBLIC_URL
  expect(read('https://study.example.org/')).toBe('https://study.example.org')
  expect(read('https://example.org/study/')).toBe('https://example.org/study')
  expect(read('http://127.0.0.1:3000')).toBe('http://127.0.0.1:3000')
  expect(read('http://[::1]:3000')).toBe('http://[::1]:3000')
  expect(read('')).toBeUndefined()
  const wrong = [
    'http://example.org',
    'http://127.evil.example',
    'ftp://x',
    'study',
    'https://u:p@x.org',
    'https://x.org?a=1',
  ]
  for (const url of wrong) expect(() => read(url), url).toThrow('PUBLIC_URL')
})
