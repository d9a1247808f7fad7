/** Which licences may run in production. Pure. */

export interface Verdict {
  /** Why it may not; none where it may. */
  readonly refusal?: string
  /** Why it may, where that is not plain. */
  readonly reason?: string
}

/** They ask for their notice to be kept, and no more. */
const permissive: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PostgreSQL',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Of fonts: their changes stay under it, what is drawn with them does not fall under it. */
const ofFonts = 'OFL-1.1'

/** Weak copyleft is taken only for a package named here, with the reason why it does not reach our code. */
const exceptions: ReadonlyMap<string, string> = new Map()

const copyleft = /^(?:A?GPL|LGPL|MPL|EPL|CDDL|EUPL|OSL|CPAL|SSPL|CC-BY-(?:NC-)?SA)\b/i

/**
 * Whether a package may be used under a licence expression of SPDX: of several with OR one must do, with AND all.
 * AND binds before OR, parentheses before both.
 */
export function judge(name: string, expression: string): Verdict {
  const exception = exceptions.get(name)
  if (exception !== undefined) return { reason: exception }
  const tokens: string[] = expression.match(/\(|\)|[^\s()]+/g) ?? []
  const verdict = readChoice(tokens)
  // “see LICENSE.txt” and the like
  return tokens.length === 0 ? verdict : judgeOne(expression)
}

function readChoice(tokens: string[]): Verdict {
  const choices = [readAll(tokens)]
  while (isNext(tokens, 'OR')) choices.push(readAll(tokens))
  return choices.find(({ refusal }) => refusal === undefined) ?? choices[0] ?? judgeOne('')
}

function readAll(tokens: string[]): Verdict {
  const all = [readOne(tokens)]
  while (isNext(tokens, 'AND')) all.push(readOne(tokens))
  return all.find(({ refusal }) => refusal !== undefined) ?? all.find(({ reason }) => reason !== undefined) ?? {}
}

function readOne(tokens: string[]): Verdict {
  const token = tokens.shift() ?? ''
  if (token !== '(') return judgeOne(isNext(tokens, 'WITH') ? `${token} WITH ${tokens.shift()}` : token)
  const inside = readChoice(tokens)
  tokens.shift()
  return inside
}

function isNext(tokens: string[], word: string): boolean {
  if (tokens[0]?.toUpperCase() !== word) return false
  tokens.shift()
  return true
}

function judgeOne(license: string): Verdict {
  if (permissive.has(license)) return {}
  if (license === ofFonts) return { reason: 'a font; what is drawn with it is free of its terms' }
  if (copyleft.test(license)) return { refusal: 'it is copyleft' }
  return { refusal: 'it is not known to be permissive; read it, and name it in tools/license-rule.ts' }
}
