/** Numbers as people type them, with units. Pure. */

export type NumberGrade = 'right' | 'wrong' | 'no-number' | 'other-unit'

export interface NumberAsked {
  readonly answer: number
  /** In the same unit. */
  readonly tolerance: number
  readonly unit?: string | undefined
}

/** A number without a unit is taken in the question's; one with another unit of the same measure is converted. */
export function gradeNumber({ answer, tolerance, unit = '' }: NumberAsked, typed: string): NumberGrade {
  const { number, unit: typedUnit } = parted(typed)
  const value = readNumber(number)
  if (value === undefined) return 'no-number'
  const factor = typedUnit === '' ? 1 : conversion(typedUnit, unit)
  if (factor === undefined) return 'other-unit'
  const rounding = 1e-9 * Math.max(1, Math.abs(answer), tolerance)
  return Math.abs(value * factor - answer) <= tolerance + rounding ? 'right' : 'wrong'
}

/** `≈ 1,000 ms` is the number `1,000` and the unit `ms`. */
function parted(typed: string): { readonly number: string; readonly unit: string } {
  // a power or an index would be read as further digits
  if (raisedOrLowered.test(typed)) return { number: '', unit: '' }
  const plain = plainCharacters(typed)
    .replace(/[\u2212\u2013]/g, '-')
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',')
    .replaceAll('\u066a', '%')
    .trim()
    .replace(/^[~≈=]\s*/, '')
    .replace(/\s*\.$/, '')
  const [, number = '', unit = ''] = /^([-+]?[\d.,_'’\s]*\d(?:\.(?!\S))?(?:e[-+]?\d+)?)\s*(\D*)$/i.exec(plain) ?? []
  return { number, unit: unit.trim() }
}

const raisedOrLowered = /[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]/

/** The noughts of digits that keyboards write: Arabic, Persian, Devanagari, Bengali, Thai. Full-width ones are NFKC's. */
const noughts = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50]

/** Compatible characters made one (`１ｓ` is `1s`), every digit one of ours, and what cannot be seen left out. */
export function plainCharacters(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g, (digit) => {
      const code = digit.charCodeAt(0)
      return String(code - (noughts.findLast((nought) => nought <= code) ?? code))
    })
}

/**
 * Commas, blanks, `_` and `'` between groups of three are left out; a comma elsewhere is a decimal one
 * (`1,5`), and so is the only one after a nought (`0,125`). The last of several different marks is the decimal one.
 */
export function readNumber(text: string): number | undefined {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const digits = mantissa.replace(/(?<=\d)[\s_'’](?=\d{3}(?!\d))/g, '')
  const plain = inEnglish(digits)
  if (!/^[-+]?(\d+(\.\d*)?|\.\d+)$/.test(plain)) return undefined
  const value = Number(`${plain}e${exponent}`)
  return Number.isFinite(value) ? value : undefined
}

function inEnglish(digits: string): string {
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(digits)) return digits.replaceAll(',', '')
  if (/^[-+]?[1-9]\d{0,2}(\.\d{3})+,\d+$/.test(digits)) return digits.replaceAll('.', '').replace(',', '.')
  if (/^[-+]?[1-9]\d{0,2}(\.\d{3}){2,}$/.test(digits)) return digits.replaceAll('.', '')
  return /^[-+]?\d*,\d+$/.test(digits) ? digits.replace(',', '.') : digits
}

/** What a number in one unit is multiplied with to be in another; none where they measure different things. */
function conversion(from: string, to: string): number | undefined {
  const [source, target] = [measureOf(from), measureOf(to)]
  return source.measures === target.measures ? source.factor / target.factor : undefined
}

interface Measure {
  readonly measures: string
  readonly factor: number
}

/** A unit we convert, a rate of one (`MB/s`), or a word of the question's own (`nodes`). */
function measureOf(unit: string): Measure {
  const [counted = '', per] = unit
    .normalize('NFKC')
    .replace(/\s*(\/|\bper\b)\s*/i, '/')
    .split('/')
  const above = known(counted)
  if (per === undefined) return above
  const below = known(per)
  return { measures: `${above.measures}/${below.measures}`, factor: above.factor / below.factor }
}

function known(unit: string): Measure {
  const name = unit.trim().toLowerCase()
  for (const [measures, names] of Object.entries(units)) {
    const factor = names.get(name) ?? names.get(name.replace(/s$/, ''))
    if (factor !== undefined) return { measures, factor }
  }
  return { measures: name.replace(/(?<=\p{L}{2})s$/u, ''), factor: 1 }
}

const byteSteps = ['', 'k', 'm', 'g', 't', 'p']
const byteWords = ['', 'kilo', 'mega', 'giga', 'tera', 'peta']

const units: Readonly<Record<string, ReadonlyMap<string, number>>> = {
  time: new Map([
    ...each(1e-9, 'ns', 'nanosecond'),
    // NFKC and lower case make one of the two signs for micro
    ...each(1e-6, 'us', 'μs', 'microsecond'),
    ...each(1e-3, 'ms', 'msec', 'millisecond'),
    ...each(1, 's', 'sec', 'second'),
    ...each(60, 'm', 'min', 'minute'),
    ...each(3_600, 'h', 'hr', 'hour'),
    ...each(86_400, 'd', 'day'),
  ]),
  bytes: new Map([
    ...byteSteps.flatMap((step, power) => each(1000 ** power, `${step}b`, `${byteWords[power]}byte`)),
    ...byteSteps.slice(1).flatMap((step, index) => each(1024 ** (index + 1), `${step}ib`)),
    ...byteSteps.flatMap((step, power) => each(1000 ** power / 8, `${step}bit`)),
  ]),
}

function each(factor: number, ...names: readonly string[]): [string, number][] {
  return names.map((name) => [name, factor])
}
