import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PageNode, pageNodes } from '../../bots/web/markdown.ts'

function textIn({ type, value = '', children = [] }: PageNode): string {
  return type === 'text' ? value : children.map(textIn).join('')
}

test('coloured code is the code, piece by piece, whatever it says', () => {
  const code = fc.stringMatching(/^[ -~\n]{0,80}$/).filter((text) => !text.includes('```') && !text.includes('~~~'))
  fc.assert(
    fc.property(code, fc.constantFrom('sql', 'js', 'python', 'yaml', 'bash', 'go'), (text, language) => {
      const [node] = pageNodes(`\`\`\`${language}\n${text}\n\`\`\``, 'member')
      expect(node?.type).toBe('code')
      expect((node?.children ?? []).map(textIn).join('')).toBe(text)
    }),
  )
})

test('code of no known language is shown as it is', () => {
  expect(pageNodes('```klingon\nqapla\n```', 'bot')).toEqual([{ type: 'code', value: 'qapla' }])
  expect(pageNodes('```\nselect 1\n```', 'bot')).toEqual([{ type: 'code', value: 'select 1' }])
})

test('what a person writes never becomes a moment, a name, or a link that leads somewhere else than the web', () => {
  const written =
    '<time:2026-01-01T00:00:00Z> <until:2026-01-01T00:00:00Z> <role:1> <channel:1> [x](javascript:alert(1)) <b>bold</b> ![pixel](https://example.org/p.png)'
  const drawn = JSON.stringify(pageNodes(written, 'member'))
  expect(drawn).not.toMatch(/"moment"|"countdown"|"role"|"channel"|javascript:|"image"|example\.org/)
  expect(drawn).toContain('<b>')
  expect(JSON.stringify(pageNodes('<time:2026-01-01T00:00:00Z>', 'bot'))).toContain('"moment"')
  expect(pageNodes('<until:2026-01-01T00:00:00Z>', 'bot')).toEqual([
    { type: 'paragraph', children: [{ type: 'countdown', value: '2026-01-01T00:00:00Z' }] },
  ])
})

test.each([150, 1_000, 5_000])('%i quotes in one another are shown as they were typed', (count) => {
  const text = `${'> '.repeat(count)}deep`
  expect(pageNodes(text, 'member')).toEqual([{ type: 'paragraph', children: [{ type: 'text', value: text }] }])
})

test('lists and quotes a few deep are drawn', () => {
  expect(pageNodes(`${'> - '.repeat(10)}deep`, 'member')).toMatchObject([{ type: 'blockquote' }])
})
