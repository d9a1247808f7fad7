import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { type Complaint, type Parsed, parsePack, parseYaml } from './pack.ts'
import { type Path, pathSchema } from './path.ts'
import {
  asProject,
  asPrompt,
  asScenario,
  type Project,
  type Prompt,
  practiceTopics,
  projectsSchema,
  promptsSchema,
  type Scenario,
  scenarioSchema,
} from './practice.ts'
import { type OpenQuestion, type Pack, packSchema, type Question } from './question.ts'
import { type Track, trackSchema } from './track.ts'

/** What a content folder holds, file by file. */

/** A file that fits its schema. */
export interface FileOf<T> {
  readonly file: string
  readonly text: string
  readonly value: T
}

export interface Content {
  /** Topic id → its title, those of the practice files among them. */
  readonly topics: ReadonlyMap<string, string>
  readonly packs: readonly FileOf<Pack>[]
  readonly scenarios: readonly FileOf<Scenario>[]
  readonly prompts: readonly FileOf<{ readonly prompts: readonly Prompt[] }>[]
  readonly projects: readonly FileOf<{ readonly projects: readonly Project[] }>[]
  readonly tracks: readonly FileOf<Track>[]
  readonly paths: readonly FileOf<Path>[]
}

export type ContentReading = { readonly content: Content } | { readonly complaints: readonly Complaint[] }

const topicsSchema = z.record(z.string(), z.string())

/**
 * Reads the files that questions are made of. `topics.yaml` and `packs/` must be there, all others may be.
 *
 * @throws what the file system says of a file that must be there
 */
export async function readContent(folder: string): Promise<ContentReading> {
  const topics = await readFileOf(join(folder, 'topics.yaml'), topicsSchema)
  const packs = await readFolderOf(join(folder, 'packs'), packSchema)
  const scenarios = await readFolderOf(join(folder, 'scenarios'), scenarioSchema).catch(ifAbsent(nothingRead))
  const prompts = await readOptional(join(folder, 'behavioural.yaml'), promptsSchema)
  const projects = await readOptional(join(folder, 'projects.yaml'), projectsSchema)
  const tracks = await readFolderOf(join(folder, 'tracks'), trackSchema).catch(ifAbsent(nothingRead))
  const paths = await readFolderOf(join(folder, 'paths'), pathSchema).catch(ifAbsent(nothingRead))
  const complaints = [topics, packs, scenarios, prompts, projects, tracks, paths].flatMap((read) => read.complaints)
  if (complaints.length > 0) return { complaints }
  const content = {
    topics: new Map(topics.files.flatMap(({ value }) => Object.entries(value))),
    packs: packs.files,
    scenarios: scenarios.files,
    prompts: prompts.files,
    projects: projects.files,
    tracks: tracks.files,
    paths: paths.files,
  }
  return { content: withPracticeTopics(content) }
}

/** The scenarios, prompts and projects as they are asked. Pure. */
export function practiceQuestions({ scenarios, prompts, projects }: Content): OpenQuestion[] {
  return [
    ...scenarios.map(({ value }) => asScenario(value)),
    ...prompts.flatMap(({ value }) => value.prompts.map(asPrompt)),
    ...projects.flatMap(({ value }) => value.projects.map(asProject)),
  ]
}

/** The questions of one file, which its folder and name tell apart: as they are asked. Pure. */
export function parseQuestions(file: string, text: string): Parsed<readonly Question[]> {
  const name = basename(file)
  if (basename(dirname(resolve(file))) === 'scenarios') {
    return mapped(parseYaml(file, text, scenarioSchema), (one) => [asScenario(one)])
  }
  if (name === 'behavioural.yaml')
    return mapped(parseYaml(file, text, promptsSchema), (all) => all.prompts.map(asPrompt))
  if (name === 'projects.yaml') {
    return mapped(parseYaml(file, text, projectsSchema), (all) => all.projects.map(asProject))
  }
  return mapped(parsePack(file, text), ({ questions }) => questions)
}

function mapped<A, B>(parsed: Parsed<A>, change: (value: A) => B): Parsed<B> {
  return 'value' in parsed ? { value: change(parsed.value) } : parsed
}

/** Of the topics of practice those that have something. */
function withPracticeTopics(content: Content): Content {
  const used = new Set(practiceQuestions(content).map(({ topic }) => topic))
  const titles = Object.entries(practiceTopics).filter(([topic]) => used.has(topic))
  return { ...content, topics: new Map([...content.topics, ...titles]) }
}

/** What was read of one file or many: those that fit, and what is wrong with the others. */
export interface Read<T> {
  readonly files: readonly FileOf<T>[]
  readonly complaints: readonly Complaint[]
}

export const nothingRead: Read<never> = { files: [], complaints: [] }

/** All `.yaml` files of a folder, in the order of their names. */
export async function readFolderOf<T>(folder: string, schema: z.ZodType<T>): Promise<Read<T>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const all = await Promise.all(names.map((name) => readFileOf(join(folder, name), schema)))
  return { files: all.flatMap(({ files }) => files), complaints: all.flatMap(({ complaints }) => complaints) }
}

/** A file that may be absent: then nothing was read. */
export function readOptional<T>(file: string, schema: z.ZodType<T>): Promise<Read<T>> {
  return readFileOf(file, schema).catch(ifAbsent(nothingRead))
}

async function readFileOf<T>(file: string, schema: z.ZodType<T>): Promise<Read<T>> {
  const text = await readFile(file, 'utf8')
  const parsed = parseYaml(file, text, schema)
  if ('complaints' in parsed) return { files: [], complaints: parsed.complaints }
  return { files: [{ file, text, value: parsed.value }], complaints: [] }
}

/** For `catch`: this instead of a file or folder that is not there. */
export function ifAbsent<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
}
