import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refusedForm, renderForm, submittedValues } from '../../bots/discord/forms.ts'
import { discordMarkdown, discordParts, plainWords, rolesIn } from '../../bots/discord/markdown.ts'
import { plainText } from '../../bots/discord/plain-text.ts'
import { actionOf, registeredCommands, sameCommands, wordsOf } from '../../bots/discord/registration.ts'
import { markerOf, pressOf, renderMessage } from '../../bots/discord/render.ts'
import { offeredCommands, offeredMessageActions } from '../../core/commands.ts'
import type { CommandWord, Field, Form, Message } from '../../core/platform.ts'
import { literal, quoted } from '../../core/text.ts'
import { readingOf, visible } from '../support/discord-reading.ts'
import { commandsProblems } from '../support/fake-discord/command-limits.ts'
import { attachmentProblems, messageProblems, modalProblems } from '../support/fake-discord/limits.ts'
import { schemaProblems } from '../support/fake-discord/rest/schemas.ts'
import { pngOf } from '../support/png.ts'

type Json = Record<string, unknown>
const png = pngOf(4, 3)
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value))

function refusedMessage(body: unknown): string[] {
  const sent = asJson(body)
  return [
    ...messageProblems(sent),
    ...schemaProblems('POST /channels/{channel_id}/messages', sent, false),
    ...emptyTexts(sent, 'body'),
  ]
}

function refusedModal(data: unknown): string[] {
  const sent = asJson(data)
  const route = 'POST /interactions/{interaction_id}/{interaction_token}/callback'
  return [
    ...modalProblems(sent),
    ...schemaProblems(route, { type: 9, data: sent }, false),
    ...emptyTexts(sent, 'modal'),
  ]
}

/** Discord trims, and then takes no empty text where one is shown. */
function emptyTexts(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const isShown = ['title', 'description', 'label', 'placeholder', 'name'].includes(key)
    return isShown && typeof inner === 'string' && inner.trim() === ''
      ? [`${at}.${key}: empty`]
      : emptyTexts(inner, `${at}.${key}`)
  })
}

function refusedCommands(commands: readonly unknown[]): string[] {
  const sent = commands.map(asJson)
  const route = 'PUT /applications/{application_id}/commands'
  return [...commandsProblems(sent), ...schemaProblems(route, sent, false), ...emptyTexts(sent, 'commands')]
}

const tricky = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.stringMatching(/^[*_`~[\]()<>#+\-.!|&\\ a1@:/]{0,30}$/),
  fc
    .array(
      fc.constantFrom(
        '@everyone',
        '@here',
        '<@1>',
        '<@!1>',
        '<@&1>',
        '<#1>',
        '<:emoji:1>',
        '<a:emoji:1>',
        ':smile:',
        '<t:1:R>',
        '</cmd:1>',
        '<id:browse>',
        '||spoiler||',
        '~~no~~',
        '__u__',
        '**b**',
        '-# small',
        '# big',
        '> ',
        '>>> ',
        '1. one',
        '[x](https://x.y)',
        '[https://a.b](<https://x.y>)',
        'https://a.b/_c_?d=1&e=2',
        'http://[x]',
        '¯\\_(ツ)_/¯',
      ),
      { maxLength: 5 },
    )
    .chain((parts) => fc.constantFrom('', ' ', '\n').map((between) => parts.join(between))),
)

const markdownPieces = [
  '```',
  '```sql\n',
  '``',
  '`a`',
  '`*`',
  '`<@1>`',
  '# big ',
  '@everyone',
  '<@1>',
  '<#1>',
  '<@&1>',
  '<t:1>',
  '<:e:1>',
  ':smile:',
  '</c:1>',
  '||s||',
  '~~s~~',
  '<role:5>',
  '<member:6>',
  '<channel:7>',
  '<time:2026-01-01T00:00:00Z>',
  '<until:2026-01-01T00:00:00Z>',
  '[<@1>](https://x.y/<@1>)',
  '[a|b](<https://x.y/a|b>c>)',
  '[a[b]](https://x.y/*)',
  '[https://good.com](https://evil.com)',
  '[x](javascript:alert)',
  '![<@1>](https://x.y)',
  'https://x.y/a_b_*c*',
  '> deeper',
  '>>> all',
  '-# small',
  '- item',
  '1. item',
  '---',
  '<b>',
  '&lt;@1&gt;',
  '**bold**',
  '**',
  '*',
  '_it_',
  '***both***',
  '\\',
  '\n',
  '\n\n',
  'words ',
]
const wildMarkdown = fc
  .array(fc.oneof(fc.constantFrom(...markdownPieces), fc.string({ unit: 'grapheme', maxLength: 12 })), {
    maxLength: 25,
  })
  .map((parts) => parts.join(''))

const mention = /^(mention|member|role|channel|emoji|time|command|page|spoiler|strike|underline|heading|small|bare)/

test('a name shows on Discord exactly as it is written, and mentions nobody', () => {
  fc.assert(
    fc.property(tricky, (name) => {
      const { text, found } = readingOf(discordMarkdown(`**Ada** ${literal(name)} end`))
      expect(text).toBe(visible(`Ada ${name.replace(/\s+/g, ' ').trim()} end`))
      expect(found.filter((one) => one !== 'bold' && !one.startsWith('link http'))).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

test('a name at the start of a line begins no heading, list or quote', () => {
  fc.assert(
    fc.property(tricky, (name) => {
      const { text, found } = readingOf(discordMarkdown(literal(name)))
      expect(text).toBe(visible(name.replace(/\s+/g, ' ').trim()))
      expect(found.filter((one) => !one.startsWith('link http'))).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

test('a heading shows exactly as it is written, as a title and beside a marker', () => {
  fc.assert(
    fc.property(tricky, (heading) => {
      const shown = visible(heading.replace(/\s+/g, ' ').trim())
      fc.pre(shown !== '')
      const title = renderMessage({ heading, text: '' }).body.embeds[0]?.title ?? ''
      expect(readingOf(`.${title}`)).toEqual({ text: `.${shown}`, found: [] })
      const line = renderMessage({ heading, text: '' }, { marker: 'm' }).body.embeds[0]?.description ?? ''
      expect(readingOf(`.${line.slice(3)}`)).toEqual({ text: `.${shown}`, found: [] })
      expect(line.startsWith('## ')).toBe(true)
      expect(line.endsWith('#')).toBe(false)
    }),
  )
})

test('what a member wrote can mention nobody, wherever it stands', () => {
  fc.assert(
    fc.property(wildMarkdown, (text) => {
      const written = `**Ada**\n\n${quoted(text)}`
      const discordText = discordMarkdown(written)
      expect(readingOf(discordText).found.filter((one) => mention.test(one))).toEqual([])
      expect(rolesIn(written)).toEqual([])
      const { body } = renderMessage({ text: written })
      expect(body).toMatchObject({ content: '', allowed_mentions: { parse: [], roles: [] } })
    }),
    { numRuns: 500 },
  )
})

test('what a member wrote leads nowhere under another name', () => {
  expect(discordMarkdown(quoted('[the docs](https://evil.example)'))).toBe('> the docs <https://evil.example>')
  expect(discordMarkdown('[https://good.example](https://evil.example)')).toBe(
    '<https://good.example> <https://evil.example>',
  )
})

test('a thousand quotes in one another are shown as they were typed', () => {
  expect(discordMarkdown('> - '.repeat(1000))).toContain('- \\> - \\>')
})

test('each kind of markdown becomes what Discord has for it', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['**bold** _it_ `x < 1`', '**bold** *it* `x < 1`'],
    ['foo**bar**baz', 'foo**bar**baz'],
    ['***both***', '**\u200b*both*\u200b**'],
    ['**a**`*`**b**', '**a**`*`**b**'],
    ['**use `x` now**', '**use** `x` **now**'],
    ['# Big *words*', '**Big *words*\u200b**'],
    ['one\ntwo\\\nthree', 'one\ntwo\nthree'],
    ['- a\n  - b\n- c', '- a\n  - b\n- c'],
    ['3. a\n4. b\n   - c', '3. a\n4. b\n   - c'],
    ['> a\n>\n> **b**', '> a\n> \u200b\n> **b**'],
    ['> a\n>> b', '> a\n> \u200b\n> b'],
    ['```js\nif (a < b) {}\n```', '```js\nif (a < b) {}\n```'],
    ['```\nplain\n```', '```\nplain\n```'],
    ['```c sharp!\nx\n```', '```c\nx\n```'],
    ['```\n```', '```\n\u200b\n```'],
    ['````\n```\nout\n````', '```\n`\u200b`\u200b`\nout\n```'],
    ['> see\n>\n> ```\n> x\n> ```', '> see\n> \u200b\n```\nx\n```'],
    ['[docs & more](https://a.b/?x=1&y=(2))', '[docs & more](<https://a.b/?x=1&y=%282%29>)'],
    ['see https://a.b/c_d.', 'see <https://a.b/c_d>.'],
    ['[x](javascript:alert)', 'x (javascript\\:alert)'],
    ['<ada@example.org>', 'ada@example.org'],
    ['a <b>c</b>', 'a \\<b\\>c\\</b\\>'],
    ['a\n\n---\n\nb', 'a\n\n———\n\nb'],
    ['<time:2026-11-20T17:00:30Z>', '<t:1795194030:f>'],
    ['Closes <until:2026-11-20T17:00:30Z>.', 'Closes <t:1795194030:R>.'],
    ['<until:soon>', 'until\\:soon'],
    ['<channel:71> <role:72> <member:73>', '<#71> <@&72> <@73>'],
    ['<member:unknown>', 'unknown'],
    ['see:https://a.b and this: **x:**', 'see\\:<https://a.b> and this: **x\\:**'],
    ['<time:soon>', 'time\\:soon'],
    ['<role:everyone>', 'role\\:everyone'],
    ['``a`b`` `` `c` ``', '``a`b`` ``\u200b`c`\u200b``'],
    ['2\\*3, snake_case, 10:100:20', '2\\*3, snake\\_case, 10\\:100\\:20'],
    ['\\# no heading', '\\# no heading'],
    ['\\-# no small print', '\\-# no small print'],
    ['1\\. no list', '1\\. no list'],
    ['@everyone and @here', '@\u200beveryone and @\u200bhere'],
  ]
  for (const [commonMark, discordText] of cases) expect(discordMarkdown(commonMark)).toBe(discordText)
})

const styledWord = fc
  .tuple(fc.stringMatching(/^[a-z*_`~|<>@:#-]{1,12}$/), fc.constantFrom('', '*', '**', '***', 'both'))
  .map(([word, style]) =>
    style === 'both'
      ? { text: `**a *${literal(word)}***`, shown: `a ${word}` }
      : { text: `${style}${literal(word)}${style}`, shown: word },
  )

test('bold and italic hold what they hold, and show all of it', () => {
  fc.assert(
    fc.property(fc.array(styledWord, { minLength: 1, maxLength: 6 }), (words) => {
      const { text: read, found } = readingOf(discordMarkdown(words.map(({ text }) => text).join(' ')))
      expect(read).toBe(words.map(({ shown }) => shown).join(' '))
      expect(found.filter((one) => one !== 'bold' && one !== 'italic')).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

test('code shows what it is, and nothing in it leaves it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[`*<@1>\\ a\n:]{1,20}$/), (code) => {
      fc.pre(code.trim() !== '')
      const block = readingOf(discordMarkdown(`${'`'.repeat(30)}\n${code}\n${'`'.repeat(30)}`))
      expect(block.found).toEqual(['block'])
      expect(block.text.trim()).toBe(code.trim())
      const line = code.replaceAll('\n', ' ')
      const span = readingOf(discordMarkdown(`a ${'`'.repeat(30)} ${line} ${'`'.repeat(30)} b`))
      expect(span).toEqual({ text: `a ${line} b`, found: ['code'] })
    }),
    { numRuns: 500 },
  )
})

test('roles are told back, for the caller to ping', () => {
  const { body } = renderMessage({ text: '<role:5> and <role:6>, <role:5>: `<role:7>` <member:8>' })
  expect(body.content).toBe('<@&5> <@&6>')
  expect(body.allowed_mentions).toEqual({ parse: [], roles: ['5', '6'] })
  const quiet = renderMessage({ text: '<role:5>' }, { pings: false }).body
  expect(quiet).toMatchObject({ content: '', allowed_mentions: { parse: [], roles: [] } })
  expect(quiet.embeds[0]?.description).toBe('<@&5>')
})

test('a long text is cut between words, and no piece of code is left open', () => {
  fc.assert(
    fc.property(fc.array(wildMarkdown, { maxLength: 6 }), (texts) => {
      const parts = discordParts(texts.join('\n\n'), 700)
      expect(parts.filter((part) => part.length > 700)).toEqual([])
      for (const part of parts) expect((part.match(/^```/gm) ?? []).length % 2).toBe(0)
    }),
  )
})

test('a long answer loses nothing where it is broken up', () => {
  const code = Array.from({ length: 120 }, (_, line) => `const value${line} = call(${line}) // and more`).join('\n')
  const words = Array.from({ length: 900 }, (_, word) => `word${word}`).join(' ')
  const text = `${words}\n\n> ${words}\n\n\`\`\`ts\n${code}\n\`\`\`\n\n**${words}**`
  const parts = discordParts(text, 2800)
  expect(parts.every((part) => part.length <= 2800)).toBe(true)
  expect(parts.length).toBeGreaterThan(6)
  const shown = (discordText: string) => readingOf(discordText).text.replace(/\s+/g, '')
  expect(parts.map(shown).join('')).toBe(shown(discordMarkdown(text)))
  for (const part of parts) expect((part.match(/```/g) ?? []).length % 2).toBe(0)
  expect(parts.filter((part) => part.startsWith('```ts\n')).length).toBeGreaterThan(1)
  expect(parts.flatMap((part) => part.split('\n')).filter((line) => line.startsWith('> ')).length).toBeGreaterThan(1)
})

const id = fc.stringMatching(/^[a-z][a-z0-9~:-]{0,90}$/)
const text = fc.oneof(
  tricky,
  fc.tuple(tricky, fc.integer({ min: 1, max: 200 })).map(([piece, times]) => `${piece} `.repeat(times)),
)
const longMarkdown = fc
  .tuple(wildMarkdown, fc.integer({ min: 1, max: 100 }), fc.constantFrom('', ' ', '\n'))
  .map(([piece, times, between]) => `${piece}${between}`.repeat(times))
const choices = fc.array(fc.record({ value: id, label: text }), { minLength: 1, maxLength: 25, size: 'xsmall' })
const message: fc.Arbitrary<Message> = fc.record(
  {
    text: longMarkdown,
    heading: text,
    buttons: fc.array(
      fc.record(
        { id, label: text, tone: fc.constantFrom('primary', 'danger'), aside: fc.constant(true) },
        { requiredKeys: ['id', 'label'] },
      ),
      { maxLength: 40 },
    ),
    menus: fc.array(
      fc.record(
        { id, label: text, choices, most: fc.integer({ min: 1, max: 25 }), chosen: fc.array(id, { maxLength: 4 }) },
        { requiredKeys: ['id', 'label', 'choices'] },
      ),
      { maxLength: 7 },
    ),
    pictures: fc.array(fc.record({ name: text, alt: longMarkdown, png: fc.constant(png) }), { maxLength: 12 }),
    files: fc.array(fc.record({ name: id, type: fc.constant('text/plain' as const), text }), { maxLength: 12 }),
  },
  { requiredKeys: ['text'] },
)

test('Discord takes any message', () => {
  fc.assert(
    fc.property(message, fc.option(id, { nil: undefined }), (one, marker) => {
      const { body, files } = renderMessage(one, marker === undefined ? {} : { marker })
      expect(refusedMessage(body)).toEqual([])
      const uploaded = files.map(({ name }, number) => ({ number: String(number), name }))
      expect(attachmentProblems(asJson(body), { uploaded, standing: [], embeds: [] })).toEqual([])
      const [first] = body.embeds
      expect(first?.title ?? first?.description).toBeTruthy()
      expect(markerOf(body.embeds)).toBe(marker)
      if (marker !== undefined) expect(body.embeds.every((embed) => embed.title === undefined)).toBe(true)
    }),
  )
})

test('an empty message is still one', () => {
  expect(renderMessage({ text: ' ' }).body).toEqual({
    content: '',
    embeds: [{ description: '…' }],
    components: [],
    allowed_mentions: { parse: [], roles: [] },
    attachments: [],
  })
  expect(renderMessage({ text: '' }, { marker: 'k/1' }).body.embeds).toEqual([
    { url: 'https://studyhall.invalid/k%2F1', description: '…' },
  ])
})

test('a text that is far too long is cut with a note, and its buttons stay', () => {
  const long: Message = {
    heading: 'Question',
    text: 'many words '.repeat(5000),
    buttons: [{ id: 'answer:1', label: 'Answer', tone: 'primary' }],
  }
  for (const options of [{}, { marker: 'm' }]) {
    const { body } = renderMessage(long, options)
    expect(refusedMessage(body)).toEqual([])
    expect(body.embeds).toHaveLength(2)
    expect(body.embeds.at(-1)?.description?.endsWith('\n… (cut: too long for Discord)')).toBe(true)
    expect(body.components).toHaveLength(1)
  }
})

test('a text that fits one embed is not broken up', () => {
  const words = 'word '.repeat(800).trim()
  expect(renderMessage({ heading: 'Q', text: words }).body.embeds).toEqual([{ title: 'Q', description: words }])
})

test('menus come first, then buttons five a row, those aside last', () => {
  const { body } = renderMessage({
    text: 'Vote',
    buttons: [
      { id: 'flag:1', label: 'Report', aside: true, tone: 'danger' },
      ...[1, 2, 3, 4, 5].map((n) => ({ id: `vote:${n}`, label: `Up ${n}`, tone: 'primary' as const })),
      { id: 'drop:1', label: 'Drop', tone: 'danger' },
      { id: 'skip:1', label: 'Skip' },
    ],
    menus: [
      { id: 'one', label: 'One', choices: [{ value: 'a', label: 'A' }] },
      { id: 'none', label: 'None', choices: [] },
      {
        id: 'some',
        label: 'Some',
        most: 9,
        choices: [
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ],
      },
    ],
  })
  const rows = body.components.map((row) => ('components' in row ? asJson(row).components : [])) as Json[][]
  expect(rows.map((row) => row.map(({ custom_id, style, max_values }) => [custom_id, style ?? max_values]))).toEqual([
    [['one', 1]],
    [['some', 2]],
    [1, 2, 3, 4, 5].map((n) => [`vote:${n}`, 1]),
    [
      ['drop:1', 4],
      ['skip:1', 2],
      ['flag:1', 2],
    ],
  ])
})

test('a press says which button it was, also when two have the same id', () => {
  const { body } = renderMessage(
    {
      text: 'Vote',
      buttons: [
        { id: 'vote:1', label: 'Up' },
        { id: 'vote:1', label: 'Up again' },
        { id: '2~vote', label: 'Odd' },
      ],
      menus: [{ id: 'vote:1', label: 'One', choices: [{ value: 'a', label: 'A' }] }],
    },
    { custom: (one) => `s.${one}` },
  )
  const ids = body.components
    .flatMap((row) => asJson(row).components as Json[])
    .map(({ custom_id }) => String(custom_id))
  expect(new Set(ids).size).toBe(4)
  expect(ids.every((one) => one.startsWith('s.'))).toBe(true)
  expect(ids.map((one) => pressOf(one.slice(2)).button)).toEqual(['vote:1', 'vote:1', 'vote:1', '2~vote'])
  expect(pressOf('vote:1', ['a'])).toEqual({ button: 'vote:1', values: ['a'] })
  expect(pressOf('vote:1')).toEqual({ button: 'vote:1' })
  expect(() => renderMessage({ text: '', buttons: [{ id: 'x'.repeat(101), label: 'X' }] })).toThrow(RangeError)
})

test('of more than 25 choices the first are offered, each value once', () => {
  const many = Array.from({ length: 30 }, (_, n) => ({ value: `v${n}`, label: `${n}` }))
  const again = [...many.slice(0, 2), ...many]
  const { body } = renderMessage({ text: 'x', menus: [{ id: 'm', label: 'M', choices: again, most: 30 }] })
  expect(refusedMessage(body)).toEqual([])
  const [row] = asJson(body).components as { components: { options: Json[] }[] }[]
  expect(row?.components[0]?.options.map(({ value: one }) => one)).toEqual(
    many.slice(0, 25).map(({ value: one }) => one),
  )
})

test('files go beside the body', () => {
  const files = [{ name: 'me.json', type: 'application/json' as const, text: '{}' }]
  expect(renderMessage({ text: 'Yours', files }).files).toEqual([
    { name: 'me.json', contentType: 'application/json', data: '{}' },
  ])
})

test('pictures stand below the text, and are described for those who do not see them', () => {
  const pictures = [
    { name: 'skill bars.png', alt: ' SQL 70 %, Git 40 % ', png },
    { name: 'week.png', alt: 'words '.repeat(500), png },
  ]
  const files = [{ name: 'me.json', type: 'application/json' as const, text: '{}' }]
  const { body, files: sent } = renderMessage({ text: 'Your skill', pictures, files }, { marker: 'm' })
  expect(body.embeds).toEqual([
    {
      url: 'https://studyhall.invalid/m',
      description: 'Your skill',
      image: { url: 'attachment://skill_bars.png' },
    },
    { image: { url: 'attachment://2-week.png' } },
  ])
  const [own, first, second] = body.attachments
  expect([own, first]).toEqual([
    { id: '0', filename: 'me.json' },
    { id: '1', filename: 'skill_bars.png', description: 'SQL 70 %, Git 40 %' },
  ])
  expect(second?.description?.length).toBeLessThanOrEqual(1024)
  expect(second?.description).toMatch(/words…$/)
  expect(sent.map(({ name }) => name)).toEqual(['me.json', 'skill_bars.png', '2-week.png'])
  expect(sent[1]).toMatchObject({ contentType: 'image/png', data: Buffer.from(png, 'base64') })
})

test('what is no PNG, or larger than 8 MB, is a fault and is not sent', () => {
  const shown = (wrong: string) => () =>
    renderMessage({ text: '', pictures: [{ name: 'bars.png', alt: 'Bars', png: wrong }] })
  expect(shown(Buffer.from('GIF89a').toString('base64'))).toThrow('the picture bars.png is no PNG')
  const large = Buffer.concat([Buffer.from(png, 'base64'), Buffer.alloc(8_000_000)])
  expect(shown(large.toString('base64'))).toThrow(/bars\.png has 8\d+ bytes, more than 8 MB/)
})

test('what is chosen in a menu is chosen as it is shown, as far as it is a choice and as many as it takes', () => {
  const three = ['a', 'b', 'c'].map((one) => ({ value: one, label: one.toUpperCase() }))
  const shown = (chosen: string[], most?: number) => {
    const menu = { id: 'm', label: 'M', choices: three, chosen, ...(most === undefined ? {} : { most }) }
    const { body } = renderMessage({ text: 'x', menus: [menu] })
    expect(refusedMessage(body)).toEqual([])
    const [row] = asJson(body).components as { components: { options: Json[] }[] }[]
    return row?.components[0]?.options.filter((one) => one.default === true).map(({ value: one }) => one)
  }
  expect(shown(['c', 'b'])).toEqual(['c'])
  expect(shown(['z', 'c', 'c', 'a', 'b'], 2)).toEqual(['a', 'c'])
  expect(shown(['z'])).toEqual([])
  expect(shown([])).toEqual([])
})

test('where nothing can be marked up, a moment and a countdown are read in UTC', () => {
  expect(plainWords('It ends <until:2026-11-20T17:00:30Z>, <time:2026-11-20T17:00:30Z>.')).toBe(
    'It ends 2026-11-20 17:00 UTC, 2026-11-20 17:00 UTC.',
  )
})

const common = { name: id, label: text, hint: text, required: fc.boolean() }
const value = fc.array(id, { maxLength: 3 })
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record(
    {
      ...common,
      kind: fc.constantFrom('text', 'paragraph'),
      value: longMarkdown,
      most: fc.integer({ min: 1, max: 9000 }),
    },
    { requiredKeys: ['name', 'label', 'kind'] },
  ),
  choices.chain((all) =>
    fc.record({
      ...common,
      kind: fc.constantFrom('choice' as const, 'choices' as const),
      choices: fc.constant(all),
      value: fc.oneof(value, fc.subarray(all.map((choice) => choice.value))),
    }),
  ),
  fc.record(
    { ...common, kind: fc.constant('channel'), value: fc.constantFrom('81384788765712384', 'gone') },
    { requiredKeys: ['name', 'label', 'kind'] },
  ),
)
const form: fc.Arbitrary<Form> = fc.record(
  {
    id,
    title: text,
    note: longMarkdown,
    submit: text,
    fields: fc.uniqueArray(field, { selector: ({ name }) => name, minLength: 1, maxLength: 5 }),
  },
  { requiredKeys: ['id', 'title', 'submit', 'fields'] },
)

test('Discord takes any form, and what is said of one that was refused', () => {
  fc.assert(
    fc.property(form, fc.array(fc.record({ field: id, says: text }), { maxLength: 3 }), (one, complaints) => {
      expect(refusedModal(renderForm(one))).toEqual([])
      expect(refusedMessage(renderMessage(refusedForm(complaints, one)).body)).toEqual([])
    }),
  )
})

const simple: Form = {
  id: 'schedule:1',
  title: 'Schedule',
  note: 'Seen by **admins** only.',
  submit: 'Send',
  fields: [
    {
      kind: 'paragraph',
      name: 'why',
      label: 'Why',
      hint: 'In short',
      required: true,
      most: 5000,
      value: 'x'.repeat(4500),
    },
    {
      kind: 'choice',
      name: 'day',
      label: 'Day',
      choices: [
        { value: 'mon', label: 'Monday' },
        { value: 'tue', label: 'Tuesday' },
      ],
      value: ['tue'],
    },
    { kind: 'channel', name: 'where', label: 'Where', required: true, value: '81384788765712384' },
  ],
}

test('a form is a modal with labels, its note above', () => {
  const [note, why, day, where] = asJson(renderForm(simple)).components as Json[]
  expect(note).toEqual({ type: 10, content: 'Seen by **admins** only.' })
  expect(why).toEqual({
    type: 18,
    label: 'Why',
    description: 'In short',
    component: { type: 4, custom_id: 'why', style: 2, required: true, max_length: 4000, value: 'x'.repeat(4000) },
  })
  expect(day).toEqual({
    type: 18,
    label: 'Day',
    component: {
      type: 3,
      custom_id: 'day',
      required: false,
      min_values: 0,
      max_values: 1,
      options: [
        { label: 'Monday', value: 'mon' },
        { label: 'Tuesday', value: 'tue', default: true },
      ],
    },
  })
  expect(where).toMatchObject({
    component: {
      type: 8,
      min_values: 1,
      channel_types: [0, 5, 15],
      default_values: [{ id: '81384788765712384', type: 'channel' }],
    },
  })
})

test('beside five fields the note stands before the first hint, and a long label is said whole', () => {
  const label = 'Which of the questions of this week was the hardest one'
  const fields = ['a', 'b', 'c', 'd', 'e'].map(
    (name): Field => ({ kind: 'text', name, label, hint: name === 'a' ? 'H' : '' }),
  )
  const { components } = asJson(renderForm({ ...simple, fields }))
  expect(components).toHaveLength(5)
  expect(components).toMatchObject([
    { label: 'Which of the questions of this week was the…', description: 'Seen by admins only. H' },
    ...Array.from({ length: 4 }, () => ({ description: label })),
  ])
})

test('what Discord sends of a submitted modal is read by the fields’ names', () => {
  const data = {
    custom_id: 'f',
    components: [
      { type: 10, id: 1 },
      { type: 18, id: 2, component: { type: 4, id: 3, custom_id: 'answer', value: 'because' } },
      { type: 18, id: 4, component: { type: 4, id: 5, custom_id: 'empty', value: '' } },
      { type: 18, id: 6, component: { type: 3, id: 7, custom_id: 'days', values: ['mon', 'tue'] } },
      { type: 18, id: 8, component: { type: 8, id: 9, custom_id: 'channel', values: ['71'] } },
      { type: 18, id: 10, component: { type: 3, id: 11, custom_id: 'none', values: [] } },
      { type: 18, id: 12, component: { type: 21, id: 13, custom_id: 'radio', value: null } },
      { type: 1, id: 14, components: [{ type: 4, id: 15, custom_id: 'old', value: 'row' }] },
    ],
  }
  expect(submittedValues(data)).toEqual({
    answer: ['because'],
    empty: [],
    days: ['mon', 'tue'],
    channel: ['71'],
    none: [],
    radio: [],
    old: ['row'],
  })
  expect(() => submittedValues({})).toThrow()
})

test('a refused form says what is wrong by the fields’ labels', () => {
  const { text: said } = refusedForm(
    [
      { field: 'why', says: 'Too *short* @everyone.' },
      { field: 'other', says: 'Something.' },
    ],
    simple,
  )
  const { text: read, found } = readingOf(discordMarkdown(said))
  expect(read).toContain('Why: Too *short* @everyone.\nSomething.')
  expect(found).toEqual(['item', 'bold', 'item'])
})

test('the real commands register', () => {
  const wanted = registeredCommands(offeredCommands(), offeredMessageActions())
  expect(refusedCommands(wanted)).toEqual([])
  const open = wanted.filter((one) => one.default_member_permissions === undefined).map(({ name }) => name)
  expect(open).toEqual(expect.arrayContaining(['leaderboard', 'study', 'question', 'Vote for this answer']))
  const closed = wanted.filter((one) => one.default_member_permissions === '32').map(({ name }) => name)
  expect(closed).toEqual(expect.arrayContaining(['study-admin', 'question-admin', 'Remove this answer']))
  for (const action of offeredMessageActions()) {
    const names = wanted.filter(({ type }) => type === 3).map(({ name }) => name)
    expect(names.map((name) => actionOf(name, offeredMessageActions()))).toContain(action.id)
  }
})

const commandName = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/).filter((name) => !name.endsWith('-admin'))
const option = fc.record(
  {
    name: commandName,
    about: text,
    required: fc.boolean(),
    kind: fc.constantFrom('text', 'member'),
    choices: fc.uniqueArray(fc.record({ value: id, about: tricky }), {
      selector: ({ value: one }) => one,
      maxLength: 25,
      size: 'xsmall',
    }),
    suggests: fc.constant(true),
  },
  { requiredKeys: ['name', 'about'] },
)
const options = fc.uniqueArray(option, { selector: ({ name }) => name, maxLength: 4 })
const lastWord = fc.record(
  { word: commandName, about: text, forAdmins: fc.boolean(), options },
  { requiredKeys: ['word', 'about'] },
)
const named = { selector: ({ word }: { readonly word: string }) => word, minLength: 1, maxLength: 5 } as const
const commandWord = fc.oneof(
  lastWord,
  fc.record(
    { word: commandName, about: text, forAdmins: fc.boolean(), subwords: fc.uniqueArray(lastWord, named) },
    { requiredKeys: ['word', 'about', 'subwords'] },
  ),
)
const commandTable = fc.uniqueArray(commandWord, named)

/** As Discord gives commands back: with ids and defaults, and without what is empty. */
function returned(command: unknown): Json {
  const { options: own, ...rest } = asJson(command)
  const lean = (one: Json): Json => {
    const { options: inner, required, autocomplete, ...others } = one
    return {
      ...others,
      name_localizations: null,
      description_localizations: null,
      ...(required === true ? { required } : {}),
      ...(autocomplete === true ? { autocomplete } : {}),
      ...(Array.isArray(inner) && inner.length > 0 ? { options: inner.map(lean) } : {}),
    }
  }
  return {
    id: '1',
    application_id: '2',
    version: '3',
    default_member_permissions: null,
    description: '',
    nsfw: false,
    dm_permission: false,
    name_localizations: null,
    ...rest,
    ...(Array.isArray(own) && own.length > 0 ? { options: own.map(lean) } : {}),
  }
}

test('Discord takes any commands, and they are the same when it gives them back', () => {
  fc.assert(
    fc.property(commandTable, (table) => {
      const wanted = registeredCommands(table, [{ id: 'a', label: 'Do' }])
      const small = wanted.filter((command) => JSON.stringify(command).length < 8000)
      expect(refusedCommands(small)).toEqual([])
      const back = wanted.map(returned)
      expect(sameCommands(back.toReversed(), wanted)).toBe(true)
      expect(sameCommands(back.slice(1), wanted)).toBe(false)
    }),
  )
})

test('a changed command is registered again', () => {
  const wanted = registeredCommands(offeredCommands(), offeredMessageActions())
  const back = wanted.map(returned)
  expect(sameCommands(back, wanted)).toBe(true)
  const changed = (change: Json) => back.map((one, index) => (index === 0 ? { ...one, ...change } : one))
  expect(sameCommands(changed({ description: 'Other' }), wanted)).toBe(false)
  expect(sameCommands(changed({ default_member_permissions: '32' }), wanted)).toBe(false)
  expect(sameCommands(changed({ contexts: null }), wanted)).toBe(false)
  expect(sameCommands(changed({ guild_id: '9', contexts: null }), wanted)).toBe(true)
  expect(sameCommands(changed({ options: [] }), wanted)).toBe(false)
  expect(sameCommands({ message: '401' }, wanted)).toBe(false)
})

test('an interaction is read as the words that were typed', () => {
  expect(wordsOf({ name: 'leaderboard', type: 1, options: [{ name: 'window', type: 3, value: 'week' }] })).toEqual({
    words: 'leaderboard',
    options: { window: 'week' },
  })
  expect(
    wordsOf({
      name: 'study-admin',
      options: [{ name: 'exclude', type: 1, options: [{ name: 'member', type: 6, value: '71' }] }],
    }),
  ).toEqual({ words: 'study exclude', options: { member: '71' } })
  expect(
    wordsOf({
      name: 'a',
      options: [
        {
          name: 'b',
          type: 2,
          options: [
            {
              name: 'c',
              type: 1,
              options: [{ name: 'topic', type: 3, value: 'sq', focused: true }],
            },
          ],
        },
      ],
    }),
  ).toEqual({ words: 'a b c', options: { topic: 'sq' }, focused: 'topic' })
  expect(wordsOf({ name: 'study', options: [{ name: 'help', type: 1 }] })).toEqual({ words: 'study help', options: {} })
  expect(() => wordsOf({})).toThrow()
})

test('a word whose sub-words are some for admins is two commands', () => {
  const table: CommandWord[] = [
    {
      word: 'w',
      about: 'All',
      subwords: [
        { word: 'x', about: 'X', forAdmins: true },
        {
          word: 'y',
          about: 'Y',
          options: [
            { name: 'o', about: 'O' },
            { name: 'r', about: 'R', required: true },
          ],
        },
      ],
    },
    { word: 'v', about: 'V', subwords: [{ word: 'x', about: 'X', forAdmins: true }] },
  ]
  expect(asJson({ all: registeredCommands(table, []) })).toMatchObject({
    all: [
      { name: 'w', options: [{ type: 1, name: 'y', options: [{ name: 'r' }, { name: 'o' }] }], contexts: [0] },
      { name: 'w-admin', default_member_permissions: '32', options: [{ name: 'x' }], integration_types: [0] },
      { name: 'v', default_member_permissions: '32', options: [{ name: 'x' }] },
    ],
  })
  expect(() => registeredCommands([{ word: 'w-admin', about: 'W' }], [])).toThrow(RangeError)
})

test('what a person typed is read without Discord’s codes', () => {
  const names = {
    member: (one: string) => (one === '1' ? 'Ada' : undefined),
    channel: (one: string) => (one === '2' ? 'general' : undefined),
    role: (one: string) => (one === '3' ? 'team' : undefined),
  }
  const cases: readonly (readonly [string, string])[] = [
    ['hi <@1>, <@!1>, <@9>', 'hi @Ada, @Ada, @9'],
    ['<#2> <#9> <@&3> <@&9> @here', '#general #9 @team @9 @here'],
    ['<:parrot:1> <a:dance_1:2> 👍', ':parrot: :dance_1: 👍'],
    [
      '<t:1795194030> <t:1795194030:R> <t:9999999999999>',
      '2026-11-20 17:00 UTC 2026-11-20 17:00 UTC <t:9999999999999>',
    ],
    ['</study status:5> a<b>c <x> 1 < 2 > 3', '/study status a<b>c <x> 1 < 2 > 3'],
    ['`<@1>` ```\n<#2>``` ``<@1>` `` <@1>', '`<@1>` ```\n<#2>``` ``<@1>` `` @Ada'],
  ]
  for (const [content, plain] of cases) expect(plainText(content, names)).toBe(plain)
  expect(plainText('<@1>')).toBe('@1')
})
