import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { type Pack, packSchema } from './question.ts'

/** What is wrong with a file, and where. Lines count from 1. */
export interface Complaint {
  readonly file: string
  readonly line: number
  readonly says: string
}

export type Parsed<T> = { readonly value: T } | { readonly complaints: readonly Complaint[] }

/** A pack from the text of its file. Pure; every complaint names the line and what to do. */
export function parsePack(file: string, text: string): Parsed<Pack> {
  return parseYaml(file, text, packSchema)
}

/** Any YAML file against a schema. Aliases are limited, so that a bomb is refused. */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>): Parsed<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors.map((error) => ({
    file,
    line: lines.linePos(error.pos[0]).line,
    says: `this is not valid YAML: ${error.message}`,
  }))
  if (broken.length > 0) return { complaints: broken }
  let plain: unknown
  try {
    plain = document.toJS({ maxAliasCount: 50 })
  } catch (error) {
    return { complaints: [{ file, line: 1, says: `this YAML cannot be read: ${(error as Error).message}` }] }
  }
  const checked = schema.safeParse(plain)
  if (checked.success) return { value: checked.data }
  return {
    complaints: checked.error.issues.map((issue) => ({
      file,
      line: lineOf(issue.path),
      says: `${wherein(plain, issue.path)}: ${issue.message}`,
    })),
  }

  /** The line of the deepest part of the path that the file has. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
}

/** `question rate-limiter, key_points.2.weight`: by id where the item has one. */
function wherein(plain: unknown, path: readonly PropertyKey[]): string {
  const [list, index, ...rest] = path
  const items = (plain as Record<string, unknown> | null)?.[String(list)]
  const item = Array.isArray(items) ? (items[Number(index)] as { id?: unknown } | undefined) : undefined
  if (typeof item?.id === 'string') return [`question ${item.id}`, rest.join('.')].filter(Boolean).join(', ')
  return path.length === 0 ? 'the file' : path.join('.')
}
