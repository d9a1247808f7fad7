import fc from 'fast-check'

/** What nobody should send: texts, JSON and payloads with slips in them. */

const evilTexts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\u202eabc',
  '\ufeff',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '$where',
  "'; drop table members; --",
  '%00',
  '../../etc/passwd',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '<!channel>',
  '<!here|here>',
  '<@U1|a>',
  '<@&1>',
  '<@!1>',
  '<#C1>',
  '<!subteam^S1>',
  '@everyone',
  '<role:1>',
  '<member:1>',
  '<time:2026-01-01T00:00:00Z>',
  '<time:never>',
  '<t:99999999999999:R>',
  '<t:-9999999999999>',
  '</study:1>',
  '```',
  '=1+1',
  '+1',
  '@SUM(A1)',
  '-1e999',
  '1e309',
  'NaN',
  'Infinity',
  '9007199254740993',
  '00000000-0000-0000-0000-000000000000',
  '2026-02-30',
  '-271821-04-20',
  '+275760-09-13',
  '99:99',
  '24:00',
  'Europe/Berlin',
  'ETC/../UTC',
  '👩‍👩‍👧‍👦',
  'ＦＵＬＬ',
  'İ',
  'ß',
  'ﬃ',
  'a'.repeat(300),
  '👍'.repeat(130),
  '> '.repeat(200),
  '*'.repeat(200),
  '['.repeat(200),
  '('.repeat(200),
  '`'.repeat(101),
  '"'.repeat(101),
  ':'.repeat(100),
  ' '.repeat(200),
  '\n'.repeat(100),
]

export const wildText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...evilTexts) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...evilTexts), { maxLength: 4 }).map((parts) => parts.join('')),
  },
  // what a careless cut leaves: an emoji at any place near a limit
  { weight: 1, arbitrary: fc.nat(130).map((before) => `${'x'.repeat(before)}😀 end`) },
)

export const wildJson: fc.Arbitrary<unknown> = fc.oneof(
  wildText,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, [], {}, -1, 0, 1e21, Number.MAX_SAFE_INTEGER + 2),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
)

/** A sample with up to four slips: a part replaced, taken out, doubled, wrapped or renamed. */
export function slipped<T>(samples: readonly T[]): fc.Arbitrary<unknown> {
  const slip = fc.tuple(fc.nat(), fc.constantFrom('put', 'out', 'twice', 'wrap', 'rename', 'text'), wildJson, wildText)
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(slip, { maxLength: 4 }))
    .map(([sample, slips]) => slips.reduce<unknown>((body, one) => withSlip(body, one), structuredClone(sample)))
}

type Slip = readonly [number, 'put' | 'out' | 'twice' | 'wrap' | 'rename' | 'text', unknown, string]

function withSlip(body: unknown, [place, how, value, text]: Slip): unknown {
  const spots = [...spotsIn(body)]
  const spot = spots[place % Math.max(1, spots.length)]
  if (spot === undefined) return value
  const [holder, key] = spot
  switch (how) {
    case 'put':
      holder[key] = structuredClone(value)
      break
    case 'text':
      holder[key] = text
      break
    case 'out':
      delete holder[key]
      break
    case 'twice':
      holder[key] = [holder[key], structuredClone(holder[key])]
      break
    case 'wrap':
      holder[key] = { [text || 'in']: holder[key] }
      break
    case 'rename':
      Object.defineProperty(holder, text, { value: holder[key], enumerable: true, configurable: true, writable: true })
      break
    default:
      throw how satisfies never
  }
  return body
}

type Holder = Record<string, unknown>

function* spotsIn(value: unknown): Generator<readonly [Holder, string]> {
  if (typeof value !== 'object' || value === null) return
  const holder = value as Holder
  for (const key of Object.keys(holder)) {
    yield [holder, key]
    yield* spotsIn(holder[key])
  }
}
