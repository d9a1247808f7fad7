import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlainError } from '../../core/db/plain-error.ts'
import { CannotOpen, openSeal } from '../../core/db/sealed.ts'

const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const [oneKey, twoKey] = [one.toString('base64'), two.toString('base64')]
const about = 'slack/T1 installations.sealed'
const anyText = fc.string({ unit: 'binary', maxLength: 200 })

test('what is sealed opens again, and no two sealings are alike', () => {
  const { seal, open } = openSeal(oneKey)
  fc.assert(
    fc.property(anyText, anyText, (text, what) => {
      const [first, second] = [seal(text, what), seal(text, what)]
      expect(first).not.toBe(second)
      expect([open(first, what), open(second, what)]).toEqual([text, text])
    }),
  )
})

test('a sealed text with any one bit changed does not open', () => {
  const { seal, open } = openSeal(`current:${oneKey},old:${twoKey}`)
  fc.assert(
    fc.property(anyText, fc.nat(), (text, place) => {
      const sealed = Buffer.from(seal(text, about))
      const bit = place % (sealed.length * 8)
      sealed[bit >> 3] = (sealed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => open(sealed.toString('latin1'), about)).toThrow(CannotOpen)
    }),
    { numRuns: 2000 },
  )
})

test('the end of a sealed text has one spelling only', () => {
  const { seal, open } = openSeal(oneKey)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for (const text of ['', 'a', 'ab']) {
    const sealed = seal(text, about)
    const others = [...alphabet, '', '=', ' '].map((end) => sealed.slice(0, -1) + end).filter((it) => it !== sealed)
    for (const other of [...others, `${sealed}=`, `${sealed} `, `${sealed}.`]) {
      expect(() => open(other, about), other).toThrow(CannotOpen)
    }
  }
})

test('what was sealed for one workspace does not open for another', () => {
  const { seal, open } = openSeal(oneKey)
  fc.assert(
    fc.property(anyText, anyText, anyText, (text, what, other) => {
      fc.pre(what !== other)
      expect(() => open(seal(text, what), other)).toThrow(CannotOpen)
    }),
  )
})

test('a new key in front seals, the old one still opens, and what it sealed is told apart', () => {
  const old = openSeal(oneKey).seal('secret', about)
  const { seal, open, isCurrent } = openSeal(`${twoKey},${oneKey}`)
  const fresh = seal('secret', about)
  expect([open(old, about), open(fresh, about)]).toEqual(['secret', 'secret'])
  expect([isCurrent(old), isCurrent(fresh), isCurrent('v2.x.y'), isCurrent('')]).toEqual([false, true, false, false])
  expect(() => openSeal(oneKey).open(fresh, about)).toThrow(CannotOpen)
})

test('a key with a name seals under it, and opens what it sealed before it had one', () => {
  const before = openSeal(oneKey).seal('secret', about)
  const { seal, open, isCurrent } = openSeal(`spring:${one.toString('hex')} , ${twoKey}`)
  expect(seal('secret', about)).toMatch(/^v1\.spring\.[\w-]+$/)
  expect([open(before, about), isCurrent(before)]).toEqual(['secret', true])
})

test('another key under the same name does not open', () => {
  const sealed = openSeal(`key:${oneKey}`).seal('secret', about)
  expect(() => openSeal(`key:${twoKey}`).open(sealed, about)).toThrow(CannotOpen)
})

test('what is not a sealed text does not open', () => {
  const { open } = openSeal(oneKey)
  const id = openSeal(oneKey).seal('', about).split('.')[1]
  const short = Buffer.alloc(27).toString('base64url')
  for (const text of [
    '',
    'v1',
    'v1..',
    '{"token":"xoxb"}',
    `v1.${id}.`,
    `v1.${id}.${short}`,
    `v1.${id}.${short}AAAA`,
  ]) {
    expect(() => open(text, about), text).toThrow(CannotOpen)
  }
})

test('a malformed setting is named, with the way out, and never repeated', () => {
  const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0'
  const malformed = [
    '',
    ' ',
    secret,
    `${secret}${secret}`,
    `${oneKey},`,
    `,${oneKey}`,
    `${oneKey},${secret}`,
    `${oneKey}:${secret}`,
    `a name:${oneKey}`,
    `a:b:${oneKey}`,
    `a.b:${oneKey}`,
    one.toString('hex').slice(1),
    `${oneKey.slice(0, -2)}!=`,
    `${oneKey},${oneKey}`,
    `same:${oneKey},same:${twoKey}`,
  ]
  for (const setting of malformed) {
    const complaint = complaintAbout(setting)
    expect(complaint, setting).toContain('ENCRYPTION_KEY')
    expect(complaint, setting).toContain('openssl rand -base64 32')
    for (const part of [secret, oneKey, twoKey]) expect(complaint).not.toContain(part)
  }
})

function complaintAbout(setting: string): string {
  try {
    openSeal(setting)
  } catch (error) {
    if (error instanceof PlainError) return error.message
    throw error
  }
  return `“${setting}” was accepted`
}
