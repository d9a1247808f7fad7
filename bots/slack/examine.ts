import type { WebClient } from '@slack/web-api'
import { clientFor, clientOptions, slackError } from './calls.ts'
import { scopes } from './scopes.ts'
import type { SlackConnection } from './slack.ts'

/** What was looked at, and what to do where it is not right. */
export interface Finding {
  readonly what: string
  readonly isRight: boolean
  readonly advice?: string
}

const mostSecondsApart = 60
/** What the library would log is told in a finding. */
const noLog = { info: () => {}, warn: () => {}, error: () => {} }

/** Looks whether Slack takes what the settings say: its tokens, their scopes, and this machine's clock. */
export async function examineSlack(
  connection: SlackConnection,
  { apiUrl, clock }: { readonly apiUrl: string; readonly clock: () => Temporal.Instant },
): Promise<Finding[]> {
  const reached = await reach(apiUrl, clock)
  if (!reached.every(({ isRight }) => isRight) && reached.length === 1) return reached
  const findings = [...reached]
  if (connection.kind !== 'oauth') findings.push(...(await examineBotToken(client(connection.botToken))))
  if (connection.kind === 'socket') findings.push(await examineAppToken(client(connection.appToken)))
  if (connection.kind !== 'socket') findings.push(examineSecret(connection.signingSecret))
  if (connection.kind === 'oauth') findings.push(examineClientId(connection.clientId))
  return findings

  function client(token: string): WebClient {
    return clientFor(token, clientOptions(apiUrl, noLog))
  }
}

async function reach(apiUrl: string, clock: () => Temporal.Instant): Promise<Finding[]> {
  try {
    const answer = await fetch(new URL('api.test', apiUrl), { method: 'POST', signal: AbortSignal.timeout(8_000) })
    const reached = { what: `Slack answers at ${apiUrl}`, isRight: answer.ok, advice: `It answered ${answer.status}.` }
    const theirs = Date.parse(answer.headers.get('date') ?? '')
    return Number.isNaN(theirs) ? [reached] : [reached, clockFinding(clock().epochMilliseconds - theirs)]
  } catch (error) {
    const advice = `Nothing answered (${reasonOf(error as Error)}). Check the connection, and SLACK_API_URL if it is set.`
    return [{ what: `Slack answers at ${apiUrl}`, isRight: false, advice }]
  }
}

function clockFinding(apart: number): Finding {
  const seconds = Math.round(apart / 1000)
  return {
    what: `This machine's clock agrees with Slack's (${seconds} s apart)`,
    isRight: Math.abs(seconds) <= mostSecondsApart,
    advice: 'Set the clock (chronyd or systemd-timesyncd): requests more than five minutes apart are refused.',
  }
}

async function examineBotToken(client: WebClient): Promise<Finding[]> {
  const what = 'SLACK_BOT_TOKEN is taken'
  try {
    const who = await client.auth.test()
    const granted = who.response_metadata?.scopes ?? []
    const missing = scopes.filter((scope) => !granted.includes(scope))
    return [
      { what: `${what}: ${who.user} in ${who.team}`, isRight: true },
      {
        what: missing.length === 0 ? 'It has every scope it needs' : `It lacks ${missing.join(', ')}`,
        isRight: missing.length === 0,
        advice:
          'Add them under “OAuth & Permissions” (bots/slack/manifest.yaml has them all), then install the app again.',
      },
    ]
  } catch (error) {
    const advice = `Slack says ${saidBy(error)}. Copy the “Bot User OAuth Token” again from “OAuth & Permissions”.`
    return [{ what, isRight: false, advice }]
  }
}

async function examineAppToken(client: WebClient): Promise<Finding> {
  const what = 'SLACK_APP_TOKEN opens a socket'
  try {
    await client.apps.connections.open()
    return { what, isRight: true }
  } catch (error) {
    const advice = `Slack says ${saidBy(error)}. Make an app-level token with connections:write under “Basic Information”, and switch Socket Mode on.`
    return { what, isRight: false, advice }
  }
}

function examineSecret(secret: string): Finding {
  return {
    what: 'SLACK_SIGNING_SECRET looks like one',
    isRight: /^[0-9a-f]{32}$/i.test(secret),
    advice: 'It has 32 hexadecimal digits; copy it again from “Basic Information”.',
  }
}

function examineClientId(id: string): Finding {
  return {
    what: 'SLACK_CLIENT_ID looks like one',
    isRight: /^\d+\.\d+$/.test(id),
    advice: 'It is two numbers with a dot between them, under “Basic Information”.',
  }
}

function saidBy(error: unknown): string {
  return slackError(error) ?? (error as Error).message
}

/** What lies beneath fetch's own “fetch failed”. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && cause.message !== '' ? cause.message : message
}
