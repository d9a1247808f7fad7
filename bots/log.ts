import { type DestinationStream, type Logger, pino } from 'pino'

export interface LogOptions {
  /** Values that are masked wherever they stand in a line. */
  readonly secrets?: readonly string[]
  /** Standard error, unless a test reads along. */
  readonly to?: DestinationStream
}

/** JSON lines on standard error: ids and outcomes, never an answer's text, never a token. */
export function openLog(
  level: string,
  { secrets = [], to = pino.destination({ fd: 2, sync: true }) }: LogOptions = {},
) {
  const mask = maskFor(secrets)
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: failureFields },
    redact: { paths: [...wordy, ...wordy.map((name) => `*.${name}`)], censor: masked },
    hooks: { streamWrite: mask },
  }
  return pino(options, to) as Logger
}

const masked = '…'
/** Fields that hold what people wrote, or what lets one in: no line of ours has them, and none will by mistake. */
const wordy = ['text', 'words', 'values', 'reply', 'message.text', 'token', 'headers', 'body', 'request', 'query']

/** Tokens of the platforms, and passwords in addresses, whoever said them. */
const tokenLike = new RegExp(
  [
    // Slack's tokens; its response and webhook addresses let one write
    '\\b(?:xox[a-z]|xapp|xoxe\\.xox[a-z])-[\\w.-]{8,}',
    'hooks\\.slack\\.com/[\\w/.-]+',
    // Discord's: a bot's, and those of interactions in addresses
    '\\b[\\w-]{24,28}\\.[\\w-]{6}\\.[\\w-]{27,40}\\b',
    '(?<=/(?:interactions|webhooks)/\\d{1,20}/)[\\w-]{20,400}',
    // a password in an address
    '(?<=://[^\\s:/@"]{1,64}:)[^\\s@/"]{1,256}(?=@)',
  ].join('|'),
  'g',
)

function maskFor(secrets: readonly string[]): (line: string) => string {
  // as they stand in JSON, the longest first: one may be part of another
  const spelled = secrets.map((secret) => JSON.stringify(secret).slice(1, -1)).toSorted((a, b) => b.length - a.length)
  return (line) => spelled.reduce((shown, secret) => shown.replaceAll(secret, masked), line.replace(tokenLike, masked))
}

/**
 * What a log line says of an error. Client libraries add the request (its body is what people wrote, its address may
 * hold a token), and drizzle a query's parameters; the database repeats a value that it could not read.
 */
export function failureFields(error: unknown): FailureFields {
  if (!(error instanceof Error)) return { message: withoutParameters(String(error)) }
  const { type, code, status } = pino.stdSerializers.err(error)
  const message = withoutParameters(
    chainOf(error)
      .map((one) => one.message)
      .join(': '),
  )
  return { type, code, status, message, stack: stackOf(error) }
}

interface FailureFields {
  readonly message: string
  readonly stack?: string
  readonly type?: unknown
  readonly code?: unknown
  readonly status?: unknown
}

function causeOf({ cause }: Error): Error | undefined {
  return cause instanceof Error ? cause : undefined
}

/** As pino's own, each message without what was given to a query. A chain that bites its tail ends. */
function chainOf(error: Error): Error[] {
  const chain: Error[] = []
  for (let one: Error | undefined = error; one !== undefined && !chain.includes(one); one = causeOf(one))
    chain.push(one)
  return chain
}

function stackOf(error: Error): string {
  return chainOf(error).map(stackOfOne).join('\ncaused by: ')
}

/** What stands before the frames repeats the message: as it was when the error was made. */
function stackOfOne({ name, message, stack = '' }: Error): string {
  const bare = withoutParameters(message)
  if (stack.includes(message)) return stack.replace(message, () => bare)
  const frames = stack.split('\n').filter((line) => /^ {4}at .*(?::\d+:\d+|<anonymous>)\)?$/.test(line))
  return [`${name}: ${bare}`, ...frames].join('\n')
}

function withoutParameters(message: string): string {
  return message
    .replace(/\nparams: [\s\S]*$/, '')
    .replace(/(invalid (?:input syntax|byte sequence|input value)[^":]*): "[\s\S]*"/, '$1')
}
