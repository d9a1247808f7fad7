import { isJson } from './blocks.ts'
import { blockProblems, viewProblems } from './limits.ts'
import type { Slack, Team } from './state.ts'

/** Why Slack refuses what an app sends: undefined when it does not. */

export interface Refused {
  readonly error: string
  readonly problems: readonly string[]
}

const mostText = 40_000
const mostMetadata = 16_000

export function messageProblem(args: Readonly<Record<string, unknown>>): Refused | undefined {
  const text = typeof args.text === 'string' ? args.text : ''
  if (text.length > mostText) return { error: 'msg_too_long', problems: [`a text of ${text.length} characters`] }
  if (args.blocks !== undefined) {
    const problems = blockProblems(args.blocks, 'message')
    if (problems.length > 0) return { error: 'invalid_blocks', problems }
  }
  const nothing =
    text === '' && !(Array.isArray(args.blocks) && args.blocks.length > 0) && args.attachments === undefined
  if (nothing) return { error: 'no_text', problems: ['neither text nor blocks'] }
  return args.metadata === undefined ? undefined : metadataProblem(args.metadata)
}

function metadataProblem(metadata: unknown): Refused | undefined {
  const shaped = isJson(metadata) && typeof metadata.event_type === 'string' && isJson(metadata.event_payload)
  if (!shaped) return { error: 'invalid_metadata_format', problems: ['metadata wants event_type and event_payload'] }
  if (!/^[a-zA-Z0-9_.-]{1,255}$/.test(String(metadata.event_type))) {
    return { error: 'invalid_metadata_schema', problems: [`event_type “${String(metadata.event_type)}”`] }
  }
  const size = JSON.stringify(metadata).length
  if (size > mostMetadata) return { error: 'metadata_too_large', problems: [`metadata of ${size} bytes`] }
  return undefined
}

export function viewProblem(view: unknown): Refused | undefined {
  const problems = viewProblems(view)
  return problems.length === 0 ? undefined : { error: 'invalid_arguments', problems }
}

/** Pictures that blocks show must be files of the app's own, there in the same workspace, and ready. */
export function pictureProblem(slack: Slack, team: Team, blocks: unknown): Refused | undefined {
  const ids = filesIn(blocks)
  const missing = ids.filter((id) => {
    const upload = slack.uploads.get(id)
    return upload === undefined || upload.team !== team.id || !upload.shared
  })
  if (missing.length > 0) return { error: 'invalid_blocks', problems: missing.map((id) => `invalid slack file ${id}`) }
  if (ids.length === 0 || slack.filesRefused === 0) return undefined
  slack.filesRefused -= 1
  return { error: 'invalid_blocks', problems: [] }
}

function filesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(filesIn)
  if (!isJson(value)) return []
  const own = isJson(value.slack_file) && typeof value.slack_file.id === 'string' ? [value.slack_file.id] : []
  return [...own, ...filesIn(value.elements), ...filesIn(value.accessory)]
}
