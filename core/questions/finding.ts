import type { Complaint } from './pack.ts'

/** What a check found, and where it stands in the files. Pure. */

export interface Finding {
  /** What it is about, as `placesIn` names it. */
  readonly about?: string
  /** What is wrong, and what to do. */
  readonly says: string
}

/** `file:line`, by what stands there. */
export type Places = ReadonlyMap<string, string>

/** What the check of some files brings, or why they cannot be read. */
export type Checked =
  | { readonly findings: readonly Finding[]; readonly places: Places }
  | { readonly complaints: readonly Complaint[] }

/**
 * The lines of files that a pattern finds, by what the pattern's first group holds; the first line where there are two.
 *
 * @param nameOf what is found there is called
 */
export function placesIn(
  files: readonly { readonly file: string; readonly text: string }[],
  pattern: RegExp,
  nameOf: (found: string) => string = (found) => found,
): Places {
  const places = new Map<string, string>()
  for (const { file, text } of files) {
    for (const [index, line] of text.split('\n').entries()) {
      const found = pattern.exec(line)?.[1]
      if (found !== undefined && !places.has(nameOf(found))) places.set(nameOf(found), `${file}:${index + 1}`)
    }
  }
  return places
}

/** A line each: where, and what is wrong. */
export function findingLines(findings: readonly Finding[], places: Places): string[] {
  return findings.map(({ about, says }) => {
    const place = about === undefined ? undefined : places.get(about)
    return place === undefined ? says : `${place}: ${says}`
  })
}
