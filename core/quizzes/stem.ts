/** Endings and what stays of the word, tried one after the other: plurals first, then what makes nouns and verbs. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/(ss|x|ch|sh)es$/, '$1'],
  [/(..)ies$/, '$1y'],
  [/([^su])s$/, '$1'],
  [/i[sz](?:ation|ing|ed|e)$/, 'iz'],
  [/([aeiouy].*[^aeiouy])(?:ation|ating|ated|ator|ate)$/, '$1'],
  [/([aeiouy].+)(?:ion|ive)$/, '$1'],
  [/([aeiouy].+)(?:ing|ed)$/, '$1'],
  [/([aeiouy].+[^e])(?:ment|ness)$/, '$1'],
  [/([aeiouy].{2,}?)(?:al)?ly$/, '$1'],
  [/([bdfgmnprt])\1$/, '$1'],
  [/(..)e$/, '$1'],
  [/(..)i$/, '$1y'],
]

const fewestLetters = 3
/** No English word has more; the endings' patterns would take seconds on thousands. */
const mostLetters = 45

/** The stem of an English word in lower case: `batches`, `batched` and `batching` share theirs. Pure. */
export function stem(word: string): string {
  if (word.length < fewestLetters || word.length > mostLetters || !/^[a-z]+$/.test(word)) return word
  return endings.reduce((left, [ending, stays]) => left.replace(ending, stays), word)
}
