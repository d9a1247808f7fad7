import { shortened } from '../text.ts'

/** Files that were shared with a message: their names are kept with its text, a line each. Pure. */

interface Shared {
  readonly name: string
  readonly isPicture: boolean
}

const longestName = 80

/** A message's text as it is kept. */
export function withFiles(text: string, files: readonly Shared[] = []): string {
  if (files.length === 0) return text
  const lines = files.map(({ name, isPicture }) => `(${isPicture ? 'picture' : 'file'}: ${plainName(name)})`)
  return [...(text.trim() === '' ? [] : [text]), lines.join('\n')].join('\n\n')
}

/** Whether a text that was kept names a file. */
export function namesFile(text: string): boolean {
  return /^\((?:picture|file): [^()\n]+\)$/m.test(text)
}

/** On one line, and without what could be markup. */
function plainName(name: string): string {
  const plain = name
    .replace(/[\s\p{C}]+/gu, ' ')
    .replace(/[`*~<>[\]()|\\#!]/g, '')
    .trim()
  return plain === '' ? 'without a name' : shortened(plain, longestName)
}
