import { z } from 'zod'
import { mayReadMessages } from './gateway.ts'
import { discordWords } from './words.ts'

/** What was looked at, and what to do where it is not right. */
export interface Finding {
  readonly what: string
  readonly isRight: boolean
  readonly advice?: string
}

interface ExamineParts {
  readonly token: string
  /** Without a version: `https://discord.com/api`. */
  readonly apiUrl: string
  readonly clock: () => Temporal.Instant
}

const mostSecondsApart = 60
const waitMilliseconds = 8_000
const refusesToken = 401
const applicationShape = z.object({
  name: z.string(),
  flags: z.number().default(0),
  approximate_guild_count: z.number().optional(),
})
const gatewayShape = z.object({ session_start_limit: z.object({ total: z.number(), remaining: z.number() }) })

/** Looks whether Discord takes what the settings say: the token, what it may do, and this machine's clock. */
export async function examineDiscord(parts: ExamineParts): Promise<Finding[]> {
  const what = `Discord answers at ${parts.apiUrl}`
  try {
    const answer = await ask('applications/@me', parts)
    const isDiscord = answer.ok || answer.status === refusesToken
    if (!isDiscord) return [{ what, isRight: false, advice: `It answered ${answer.status}.` }]
    const reached = [{ what, isRight: true }, ...clockFindings(answer, parts)]
    if (!answer.ok) return [...reached, tokenRefused]
    const application = applicationShape.parse(await answer.json())
    const starts = await startsFinding(await ask('gateway/bot', parts))
    return [...reached, ...applicationFindings(application), starts]
  } catch (error) {
    const advice = discordWords.doesNotAnswer(reasonOf(error as Error))
    return [{ what, isRight: false, advice }]
  }
}

function ask(path: string, { token, apiUrl }: ExamineParts): Promise<Response> {
  return fetch(`${apiUrl}/v10/${path}`, {
    headers: { authorization: `Bot ${token}` },
    signal: AbortSignal.timeout(waitMilliseconds),
  })
}

const tokenRefused: Finding = { what: 'DISCORD_TOKEN is taken', isRight: false, advice: discordWords.refusedToken }

function clockFindings(answer: Response, { clock }: ExamineParts): Finding[] {
  const theirs = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(theirs)) return []
  const seconds = Math.round((clock().epochMilliseconds - theirs) / 1000)
  return [
    {
      what: `This machine's clock agrees with Discord's (${seconds} s apart)`,
      isRight: Math.abs(seconds) <= mostSecondsApart,
      advice: 'Set the clock (chronyd or systemd-timesyncd): questions are asked and closed by it.',
    },
  ]
}

function applicationFindings(application: z.infer<typeof applicationShape>): Finding[] {
  const { name, flags, approximate_guild_count: servers } = application
  return [
    { what: `DISCORD_TOKEN is taken: ${name}`, isRight: true },
    { what: mayReadMessages(flags) ? discordWords.contentOn : discordWords.contentOff, isRight: true },
    ...(servers === undefined ? [] : [{ what: discordWords.servers(servers), isRight: true }]),
  ]
}

async function startsFinding(answer: Response): Promise<Finding> {
  if (!answer.ok) {
    return { what: 'Discord says where to connect to', isRight: false, advice: `It answered ${answer.status}.` }
  }
  const { total, remaining } = gatewayShape.parse(await answer.json()).session_start_limit
  return {
    what: `It has ${remaining} of ${total} connections left today`,
    isRight: remaining > 0,
    advice: discordWords.identifiesSpent,
  }
}

/** What lies beneath fetch's own “fetch failed”; what stands in another server's page is none of ours. */
function reasonOf(error: Error): string {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'what answers is not Discord'
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
