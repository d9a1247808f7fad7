import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { expect, test } from 'vitest'
import { counted, literal, quoted, shortened } from '../../core/text.ts'

test('a name shows exactly as it is written, whatever characters it has', () => {
  const tricky = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[*_`[\]()<>#+\-.!|~&\\ a1@:/]{0,30}$/))
  fc.assert(
    fc.property(tricky, (name) => {
      const tree = fromMarkdown(`**Ada** ${literal(name)} end`)
      const [paragraph] = tree.children
      const inline = paragraph && 'children' in paragraph ? paragraph.children : []
      expect(tree.children).toHaveLength(1)
      expect(inline.slice(1).every(({ type }) => type === 'text')).toBe(true)
      const shown = inline
        .slice(1)
        .map((node) => ('value' in node ? node.value : ''))
        .join('')
      expect(shown.trim()).toBe(`${name.replace(/\s+/g, ' ').trim()} end`.trim())
    }),
  )
})

test('what a member wrote stays inside its quote, and cannot mention anyone', () => {
  const pieces = [
    '```',
    '# big',
    '<role:1>',
    '<member:2>',
    '<channel:3>',
    '<time:2026-01-01T00:00:00Z>',
    '<until:2026-01-01T00:00:00Z>',
    '> deeper',
    '- item',
    '---',
    '<b>',
    '\n',
    '\r\n',
    'words ',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 }), (parts) => {
      const text = parts.join('')
      const tree = fromMarkdown(`before\n\n${quoted(text)}\n\n**after**`)
      expect(tree.children.map(({ type }) => type)).toEqual(['paragraph', 'blockquote', 'paragraph'])
      expect(JSON.stringify(tree)).not.toMatch(/"url":"(role|member|time|until|channel):/)
    }),
  )
})

test('a long text is cut at a word, within its limit', () => {
  expect(shortened('one two three', 20)).toBe('one two three')
  expect(shortened('one two three four', 12)).toBe('one two…')
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 2, max: 50 }),
      (text, limit) => [...shortened(text, limit)].length <= limit,
    ),
  )
})

test('numbers take the right word', () => {
  expect([0, 1, 2].map((count) => counted(count, 'vote'))).toEqual(['0 votes', '1 vote', '2 votes'])
  expect(counted(2, 'person', 'people')).toBe('2 people')
})
