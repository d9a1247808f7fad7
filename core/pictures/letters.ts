/** Text as it can be drawn on one line. Pure. */

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const selector = '\uFE0F'
/** How many marks may stand on one letter: more would run into the lines above and below. */
const mostMarks = 3
/** Accents for any letter that our fonts do not have: a letter without one reads better than a box. */
const accentsWithout = /[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20E2\u20E4-\u20F0]/
const accentsWith = /[\u0300\u0301\u0303\u0304\u0308\u0309\u0323\u0329]/

/**
 * One line, without what has no place in a picture: control characters, marks that order others to run the other way,
 * piles of accents. The font of emoji joins what stands together only when it is written as the emoji are named: the
 * selector is part of joined ones and of keycaps, and would be a box after all others.
 */
export function drawable(text: string): string {
  const line = text
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u200B\u200E\u200F\u061C\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
    .trim()
  return graphemesOf(line).map(asDrawn).join('')
}

function asDrawn(grapheme: string): string {
  const [, key] = /^([0-9#*])\uFE0F?\u20E3$/.exec(grapheme) ?? []
  if (key !== undefined) return `${key}${selector}\u20E3`
  if (/\p{Extended_Pictographic}.*\u200D/u.test(grapheme)) return grapheme
  return withFewMarks(grapheme.replaceAll(selector, ''))
}

function withFewMarks(grapheme: string): string {
  let marks = 0
  return [...grapheme].filter((one) => isNoMark(one) || (hasAccent(one) && ++marks <= mostMarks)).join('')
}

function isNoMark(character: string): boolean {
  return !/\p{sc=Zinh}/u.test(character) || /\u200C|\u200D|\u20E3/.test(character)
}

function hasAccent(mark: string): boolean {
  return !accentsWithout.test(mark) || accentsWith.test(mark)
}

export function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
}

/** Whether it is read from right to left: its first letter tells, as in the Unicode algorithm. */
export function isRightToLeft(text: string): boolean {
  return /^[^\p{L}]*[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}]/u.test(text)
}

/** The text, or as much of its beginning as fits with an ellipsis; never a part of a grapheme. */
export function fitting(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text
  const letters = graphemesOf(text)
  const cut = (count: number) => `${letters.slice(0, count).join('').trimEnd()}…`
  let [enough, tooMany] = [0, letters.length]
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2)
    if (fits(cut(middle))) enough = middle
    else tooMany = middle
  }
  return cut(enough)
}
