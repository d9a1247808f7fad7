import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emojiOf, nameOf, unicodeOf } from '../../bots/slack/emoji.ts'
import { errorsOf, renderForm, submittedValues } from '../../bots/slack/forms.ts'
import { mrkdwn, mrkdwnParts } from '../../bots/slack/mrkdwn.ts'
import { commandText, plainText } from '../../bots/slack/plain-text.ts'
import { illustrated, pressOf, renderHome, renderMessage } from '../../bots/slack/render.ts'
import { spelling } from '../../bots/slack/spelling.ts'
import type { Field, Form, Message } from '../../core/platform.ts'
import { literal, quoted } from '../../core/text.ts'
import { blockProblems, viewProblems } from '../support/fake-slack/limits.ts'
import { pngOf } from '../support/png.ts'

const nobody = () => undefined
const plainMark = /<!date\^00000000\^\{_\}\|([*_~`]+)>/g

/** What people read of mrkdwn, formatting aside; characters that nobody sees are left out. */
function reading(slackText: string): string {
  return visible(
    plainText(slackText.replace(plainMark, '$1').replace(/<(?:https?|mailto):[^|<>]*\|([^<>]*)>/g, '$1'), nobody),
  )
}

function visible(text: string): string {
  return text.replace(/[\u200b\u00ad]/g, '')
}

function withoutSpaces(text: string): string {
  return visible(text).replace(/\s+/g, '')
}

const tricky = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.stringMatching(/^[*_`~[\]()<>#+\-.!|&\\ a1@:/]{0,30}$/),
  fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '<!here|x>',
        '<@U1>',
        '<#C1>',
        '&lt;!channel&gt;',
        'https://a.b/_c_?d=1&e=2',
        '*b*',
        '> ',
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(' ')),
)

const markdownPieces = [
  '```',
  '```sql\n',
  '# big ',
  '<!channel>',
  '<@U1>',
  '<#C1|x>',
  '<role:S1>',
  '<member:U2>',
  '<time:2026-01-01T00:00:00Z>',
  '<until:2026-01-01T00:00:00Z>',
  '[<!here>](https://x.y/<!here>)',
  '[a|b](<https://x.y/a|b>c>)',
  '[x](javascript:alert)',
  '![<@U1>](https://x.y)',
  '> deeper',
  '- item',
  '1. item',
  '---',
  '<b>',
  '&lt;!channel&gt;',
  '`<!channel>`',
  '**bold**',
  '_it_',
  '\n',
  '\n\n',
  'words ',
]
const wildMarkdown = fc
  .array(fc.oneof(fc.constantFrom(...markdownPieces), fc.string({ unit: 'grapheme', maxLength: 12 })), {
    maxLength: 25,
  })
  .map((parts) => parts.join(''))

test('a name shows on Slack exactly as it is written, and mentions nobody', () => {
  fc.assert(
    fc.property(tricky, (name) => {
      const slackText = mrkdwn(`**Ada** ${literal(name)} end`)
      const rest = slackText.replace(plainMark, '').replace(/<https?:[^<>]*>/g, '')
      expect(rest).not.toMatch(/[<>`]/)
      expect(reading(slackText)).toBe(visible(`*Ada* ${name.replace(/\s+/g, ' ').trim()} end`))
    }),
  )
})

test('a thousand quotes in one another are shown as they were typed', () => {
  expect(mrkdwn('> - '.repeat(1000))).toContain('- &gt; - &gt;')
})

test('what a member wrote can mention nobody, wherever it stands', () => {
  fc.assert(
    fc.property(wildMarkdown, (text) => {
      const slackText = mrkdwn(`**Ada**\n\n${quoted(text)}`).replace(plainMark, '')
      expect(slackText).not.toMatch(/<(?:!|@|#)(?!C1>)/)
      expect(slackText.replace(/<(?:https?|mailto):[^<>]*>|^> ?/gm, '')).not.toMatch(/[<>]/)
    }),
  )
})

test('stars, underscores and backticks that mean themselves stay themselves', () => {
  const star = '<!date^00000000^{_}|*>'
  expect(mrkdwn('\\*a\\*')).toBe(`${star}a${star}`)
  expect(mrkdwn('snake_case_name, 2 * 3, 2\\*3\\*4')).toBe('snake_case_name, 2 * 3, 2*3*4')
  expect(mrkdwn('10:100:20')).toBe('10:\u200b100:20')
  expect(mrkdwn(':partyparrot:')).toBe(':partyparrot:')
  expect(mrkdwn('\\`a\\`')).toContain('<!date^00000000^{_}|`>a')
  expect(mrkdwn('``a`b``')).toBe('a<!date^00000000^{_}|`>b')
  expect(mrkdwn('\\> no quote')).toBe('\u00ad&gt; no quote')
})

test('each kind of markdown becomes what Slack has for it', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['**bold** _it_ `x < 1`', '*bold* _it_ `x &lt; 1`'],
    ['foo**bar**baz', 'foo\u200b*bar*\u200bbaz'],
    ['***both***', '*_both_*'],
    ['# Big *words*', '*Big _words_*'],
    ['one\ntwo\\\nthree', 'one\ntwo\nthree'],
    ['- a\n  - b\n- c', '• a\n    ◦ b\n• c'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['> a\n>\n> **b**', '> a\n>\n> *b*'],
    ['```js\nif (a < b) {}\n```', '```\nif (a &lt; b) {}\n```'],
    ['> see\n>\n> ```\n> x\n> ```', '> see\n>\n```\nx\n```'],
    ['[docs & more](https://a.b/?x=1&y=2)', '<https://a.b/?x=1&amp;y=2|docs &amp; more>'],
    ['see https://a.b/c_d.', 'see <https://a.b/c_d>.'],
    ['[x](javascript:alert)', 'x (javascript:alert)'],
    ['a <b>c</b>', 'a &lt;b&gt;c&lt;/b&gt;'],
    ['a\n\n---\n\nb', 'a\n\n———\n\nb'],
    ['<time:2026-11-20T17:00:30Z>', '<!date^1795194030^{date_short_pretty} {time}|2026-11-20 17:00 UTC>'],
    ['Closes <until:2026-11-20T17:00:30Z>.', 'Closes <!date^1795194030^{ago}|2026-11-20 17:00 UTC>.'],
    ['<until:soon>', 'until:soon'],
    ['<channel:C1> <role:S1>', '<#C1> <!subteam^S1>'],
    ['<member:U1> and <member:U2>', 'Ada &lt;@U9&gt; and U2'],
    ['<time:soon>', 'time:soon'],
  ]
  for (const [commonMark, slackText] of cases) {
    expect(mrkdwn(commonMark, (id) => (id === 'U1' ? 'Ada <@U9>' : undefined))).toBe(slackText)
  }
})

test('a long text is cut between words, and no piece of code is left open', () => {
  fc.assert(
    fc.property(fc.array(wildMarkdown, { maxLength: 6 }), (texts) => {
      const text = texts.join('\n\n')
      const parts = mrkdwnParts(text, 300)
      expect(parts.filter((part) => part.length > 300 && !/^\S*$/.test(part))).toEqual([])
      for (const part of parts) expect((part.match(/^```$/gm) ?? []).length % 2).toBe(0)
    }),
  )
})

test('a long answer loses nothing where it is broken into sections', () => {
  const code = Array.from({ length: 120 }, (_, line) => `const value${line} = call(${line}) // and more`).join('\n')
  const words = Array.from({ length: 900 }, (_, word) => `word${word}`).join(' ')
  const text = `${words}\n\n> ${words}\n\n\`\`\`ts\n${code}\n\`\`\`\n\n**${words}**`
  const parts = mrkdwnParts(text, 3000)
  expect(parts.every((part) => part.length <= 3000)).toBe(true)
  expect(parts.length).toBeGreaterThan(6)
  const shown = (slackText: string) => withoutSpaces(slackText.replace(/```|[>*]/g, ''))
  expect(shown(parts.join('\n'))).toBe(shown(mrkdwn(text)))
  for (const part of parts) expect((part.match(/```/g) ?? []).length % 2).toBe(0)
  expect(parts.filter((part) => part.includes('```')).length).toBeGreaterThan(1)
  const quoteLines = parts.flatMap((part) => part.split('\n')).filter((line) => line.startsWith('> '))
  expect(quoteLines.length).toBeGreaterThan(1)
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
  },
  { requiredKeys: ['text'] },
)

test('Slack takes any message, and its notification', () => {
  fc.assert(
    fc.property(message, (one) => {
      const { text: fallback, blocks } = renderMessage(one)
      expect(blockProblems(blocks, 'message')).toEqual([])
      expect(blocks.length).toBeGreaterThan(0)
      expect(fallback.trim()).not.toBe('')
      expect(fallback.length).toBeLessThan(4000)
    }),
  )
})

test('Slack takes any home page', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (parts) => {
      expect(viewProblems(renderHome(parts))).toEqual([])
    }),
    { numRuns: 30 },
  )
  const many = Array.from({ length: 60 }, (_, index): Message => ({ text: `part ${index}` }))
  expect(viewProblems(renderHome(many))).toEqual([])
  expect(JSON.stringify(renderHome(many).blocks.at(-1))).toContain('cut: too long')
})

const common = { name: id, label: text, hint: text, required: fc.boolean() }
const value = fc.array(id, { maxLength: 3 })
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record(
    {
      ...common,
      kind: fc.constantFrom('text', 'paragraph'),
      value: longMarkdown,
      most: fc.integer({ min: 1, max: 4000 }),
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
    { ...common, kind: fc.constant('channel'), value: fc.constant('C1') },
    { requiredKeys: ['name', 'label', 'kind'] },
  ),
  fc.record(
    { ...common, kind: fc.constant('group'), value: fc.constantFrom('S1', 'S2') },
    { requiredKeys: ['name', 'label', 'kind'] },
  ),
)
const groups = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('S1', 'S2', 'S3'),
    name: text,
    handle: text,
    members: fc.constant(new Set<string>()),
  }),
  { selector: ({ id }) => id },
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

test('Slack takes any form', () => {
  fc.assert(
    fc.property(
      form,
      groups,
      fc.array(fc.record({ field: id, says: text }), { maxLength: 3 }),
      (one, all, complaints) => {
        expect(viewProblems(renderForm(one, { metadata: '{}', complaints, groups: all }))).toEqual([])
        const names = one.fields.map(({ name }) => name)
        expect(names).toEqual(expect.arrayContaining(Object.keys(errorsOf(complaints, one, all))))
      },
    ),
  )
})

test('our commands are written as Slack knows them, and nothing else is touched', () => {
  const spell = spelling([
    { word: 'study', about: '' },
    { word: 'leaderboard', about: '' },
    { word: 'question', about: '' },
  ])
  const shown = (said: string) => renderMessage({ text: said }, { spell }).text.replaceAll('\u200b', '')
  expect(shown('Try `/leaderboard`, `/question browse` or `/leaderboard [week]`.')).toBe(
    'Try `/study leaderboard`, `/study question browse` or `/study leaderboard [week]`.',
  )
  const untouched = 'Not `/study leaderboard`, `/invite @Studyhall`, `/etc/passwd`, /leaderboard or `a /question`.'
  expect(shown(untouched)).toBe(untouched)
  const note = renderForm(
    { id: 'f', title: 'F', submit: 'S', note: 'See `/leaderboard`', fields: [] },
    { metadata: '', spell },
  )
  expect(note.blocks).toMatchObject([{ text: { text: 'See `/study leaderboard`' } }])
})

test('a press says which button it was, also when two have the same id', () => {
  const { blocks } = renderMessage({
    text: 'Vote',
    buttons: [
      { id: 'vote:1', label: 'Up' },
      { id: 'vote:1', label: 'Up again' },
      { id: '2~vote', label: 'Odd', tone: 'danger' },
      { id: 'flag:1', label: 'Report', aside: true },
    ],
    menus: [
      { id: 'vote:1', label: 'One', choices: [{ value: 'a', label: 'A' }] },
      { id: '2~vote', label: 'Several', choices: [{ value: 'a', label: 'A' }], most: 2 },
    ],
  })
  const accessories = blocks.flatMap((block) => ('accessory' in block && block.accessory ? [block.accessory] : []))
  const elements = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))
  const option = { value: 'a', text: { type: 'plain_text', text: 'A' } }
  const presses = [...accessories, ...elements].map((element) =>
    pressOf({
      ...element,
      selected_option: 'options' in element ? element.options?.[0] : undefined,
      selected_options: [option],
    }),
  )
  expect(presses).toEqual([
    { button: 'vote:1', values: ['a'] },
    { button: '2~vote', values: ['a'] },
    { button: 'vote:1' },
    { button: 'vote:1' },
    { button: '2~vote' },
    { button: 'flag:1' },
  ])
  expect(pressOf({ type: 'static_select', action_id: 'x', selected_option: null })).toEqual({ button: 'x', values: [] })
  expect(pressOf({ type: 'datepicker', action_id: 'x' })).toBeUndefined()
  expect(pressOf(undefined)).toBeUndefined()
})

test('a text that is far too long is cut with a note, and its buttons stay', () => {
  const { blocks, text: fallback } = renderMessage({
    heading: 'Question',
    text: 'many words '.repeat(5000),
    buttons: [{ id: 'answer:1', label: 'Answer', tone: 'primary' }],
  })
  expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'section', 'section', 'actions'])
  expect(JSON.stringify(blocks)).toContain('… (cut: too long for Slack)')
  expect(fallback.startsWith('Question\nmany words')).toBe(true)
})

test('pictures stand below the text, before what can be chosen and pressed', () => {
  const choices = [{ value: 'a', label: 'A' }]
  const { blocks } = renderMessage({
    heading: 'Progress',
    text: 'Your skill',
    menus: [{ id: 'm', label: 'M', choices }],
    buttons: [{ id: 'b', label: 'B' }],
  })
  const image = { type: 'image', slack_file: { id: 'F0000001A' }, alt_text: 'Bars' } as const
  const shown = illustrated(blocks, [image])
  expect(shown.map(({ type }) => type)).toEqual(['header', 'section', 'image', 'section', 'actions'])
  expect(blockProblems(shown, 'message')).toEqual([])
  expect(illustrated(renderMessage({ text: 'x' }).blocks, [image]).map(({ type }) => type)).toEqual([
    'section',
    'image',
  ])
})

test('what is no PNG, or larger than 8 MB, is a fault and is not sent', () => {
  const shown = (wrong: string) => () =>
    renderMessage({ text: '', pictures: [{ name: 'bars.png', alt: 'Bars', png: wrong }] })
  expect(shown(Buffer.from('GIF89a').toString('base64'))).toThrow('the picture bars.png is no PNG')
  const large = Buffer.concat([Buffer.from(pngOf(4, 3), 'base64'), Buffer.alloc(8_000_000)])
  expect(shown(large.toString('base64'))).toThrow(/bars\.png has 8\d+ bytes, more than 8 MB/)
})

test('what is chosen in a menu is chosen as it is shown, as far as it is a choice and as many as it takes', () => {
  const three = ['a', 'b', 'c'].map((one) => ({ value: one, label: one.toUpperCase() }))
  const shown = (chosen: string[], most?: number) => {
    const menu = { id: 'm', label: 'M', choices: three, chosen, ...(most === undefined ? {} : { most }) }
    const { blocks } = renderMessage({ text: 'x', menus: [menu] })
    expect(blockProblems(blocks, 'message')).toEqual([])
    const element = blocks.flatMap((block) => ('accessory' in block && block.accessory ? [block.accessory] : []))[0]
    return element as { initial_option?: unknown; initial_options?: unknown }
  }
  const option = (one: string) => ({ text: { type: 'plain_text', text: one.toUpperCase() }, value: one })
  expect(shown(['c', 'b']).initial_option).toEqual(option('c'))
  expect(shown(['z', 'c', 'c', 'a', 'b'], 2).initial_options).toEqual([option('a'), option('c')])
  for (const most of [1, 2]) {
    expect(shown(['z'], most)).not.toHaveProperty('initial_option')
    expect(shown(['z'], most)).not.toHaveProperty('initial_options')
  }
})

test('what Slack sends of a submitted form is read by the fields’ names', () => {
  const values = {
    answer: { value: { type: 'plain_text_input', value: 'because' } },
    empty: { value: { type: 'plain_text_input', value: null } },
    kind: { value: { type: 'radio_buttons', selected_option: { value: 'open', text: {} } } },
    none: { value: { type: 'static_select', selected_option: null } },
    days: { value: { type: 'checkboxes', selected_options: [{ value: 'mon' }, { value: 'tue' }] } },
    nothing: { value: { type: 'multi_static_select', selected_options: [] } },
    channel: { value: { type: 'conversations_select', selected_conversation: 'C1' } },
    unset: { value: { type: 'conversations_select', selected_conversation: null } },
  }
  expect(submittedValues({ state: { values } })).toEqual({
    answer: ['because'],
    empty: [],
    kind: ['open'],
    none: [],
    days: ['mon', 'tue'],
    nothing: [],
    channel: ['C1'],
    unset: [],
  })
  expect(() => submittedValues({})).toThrow()
})

test('a complaint about no field stands beside the first', () => {
  const one: Form = {
    id: 'f',
    title: 'F',
    submit: 'Send',
    fields: [
      { kind: 'text', name: 'a', label: 'A' },
      { kind: 'text', name: 'b', label: 'B', most: 4000, value: 'x'.repeat(3500) },
    ],
  }
  const says = errorsOf(
    [
      { field: 'b', says: 'B?' },
      { field: 'z', says: 'Z?' },
      { field: 'a', says: 'A?' },
    ],
    one,
  )
  expect(says).toEqual({ b: 'B?', a: 'Z? A?' })
  const none: Form = { ...one, fields: [{ kind: 'group', name: 'g', label: 'G' }] }
  expect(errorsOf([{ field: 'g', says: 'G?' }], none)).toEqual({})
  expect(renderForm(one, { metadata: '' }).blocks[1]).toMatchObject({
    element: { max_length: 3000, initial_value: 'x'.repeat(3000) },
  })
})

test('what a person typed is read without Slack’s codes', () => {
  const names = (member: string) => (member === 'U1' ? 'Ada' : undefined)
  const cases: readonly (readonly [string, string])[] = [
    ['hi <@U1>, <@U2|bo>, <@U3>', 'hi @Ada, @bo, @U3'],
    ['<#C1|general> <#C2> <!here> <!subteam^S1|@team> <!subteam^S2>', '#general #C2 @here @team @S2'],
    ['<!date^1^{date}|20 Nov>', '20 Nov'],
    ['<https://a.b|docs> <http://a.b|a.b> <https://a.b?x=1&amp;y=2>', 'docs (https://a.b) a.b https://a.b?x=1&y=2'],
    ['<mailto:a@b.c|a@b.c>', 'a@b.c'],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt;', '1 < 2 && 3 > 2, &lt;'],
    [':+1: :wave::skin-tone-3: done:tada: :nope:', '👍 👋🏼 done🎉 :nope:'],
    ['`:+1: &lt;` ```:+1: <https://a.b>``` at 10:100:20', '`:+1: <` ```:+1: https://a.b``` at 10:100:20'],
  ]
  for (const [slackText, plain] of cases) expect(plainText(slackText, names)).toBe(plain)
})

test('a command keeps Slack’s names of members and channels, and nothing else of its codes', () => {
  expect(commandText('top <@U1|ada> in <#C1|general> a &amp; b :tada:')).toBe('top <@U1|ada> in <#C1|general> a & b 🎉')
})

test('emoji go by Slack’s names both ways', () => {
  expect(unicodeOf('thumbsup')).toBe('👍')
  expect(unicodeOf('+1::skin-tone-3')).toBe('👍🏼')
  expect(unicodeOf('heart')).toBe('❤️')
  expect(unicodeOf('constructor')).toBeUndefined()
  expect(unicodeOf('+1::skin-tone-9')).toBeUndefined()
  expect(emojiOf('partyparrot')).toBe(':partyparrot:')
  expect(nameOf('❤')).toBe('heart')
  expect(nameOf('👍🏼')).toBe('+1::skin-tone-3')
  expect(nameOf('no emoji')).toBeUndefined()
})

test('the fake refuses what Slack refuses', () => {
  const button = { type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'A' } }
  const problems = (block: object) => blockProblems([block], 'message')
  expect(problems({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } })).toHaveLength(1)
  expect(problems({ type: 'section', text: { type: 'mrkdwn', text: ' ' } })).toHaveLength(1)
  expect(problems({ type: 'header', text: { type: 'mrkdwn', text: 'x' } })).toHaveLength(1)
  expect(problems({ type: 'actions', elements: [button, button] })).toHaveLength(1)
  expect(problems({ type: 'actions', elements: [{ ...button, value: 'x'.repeat(2001), style: 'red' }] })).toHaveLength(
    2,
  )
  expect(problems({ type: 'actions', elements: [] })).toHaveLength(1)
  expect(problems({ type: 'carousel' })).toHaveLength(1)
  expect(
    blockProblems(
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'message',
    ),
  ).toHaveLength(1)
  const input = {
    type: 'input',
    label: { type: 'plain_text', text: 'L' },
    element: { type: 'plain_text_input', action_id: 'a', max_length: 4000 },
  }
  expect(
    viewProblems({ type: 'modal', title: { type: 'plain_text', text: 'T'.repeat(25) }, blocks: [input] }),
  ).toHaveLength(3)
  expect(blockProblems('none', 'message')).toHaveLength(1)
})
