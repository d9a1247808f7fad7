import type { Server } from 'node:http'
import { patienceMilliseconds } from '../patience.ts'
import { createDeliveries } from './deliveries.ts'
import { createDoor } from './door.ts'
import { createFaults } from './faults.ts'
import { addTeam, createState } from './making.ts'
import { serve } from './server.ts'
import { createSockets, type Sockets } from './sockets.ts'
import { type Slack, type Team, teamOf } from './state.ts'
import { personNamed, teamHandle } from './teams.ts'
import type { FakeSlack, FakeSlackOptions, OAuthControl } from './types.ts'

/**
 * Slack on loopback, for the unmodified clients: Web API, Socket Mode, signed HTTP, OAuth, and the people in it.
 * `violations` tells what no correct app would do. Close it when the test is over.
 */
export async function openFakeSlack(options: FakeSlackOptions): Promise<FakeSlack> {
  const slack = createState(options)
  const signedAt = () => Number((options.signedAt ?? options.now)())
  const sockets = createSockets(slack)
  const deliveries = createDeliveries(slack, sockets, signedAt)
  const server = await serve(slack, sockets)
  const handle = (team: Team) => teamHandle(slack, team, deliveries.deliver)
  const team = (id?: string) => (id === undefined ? firstTeam(slack) : teamOf(slack, id))
  return {
    url: slack.url,
    apiUrl: `${slack.url}/api/`,
    authorizeUrl: `${slack.url}/oauth/v2/authorize`,
    app: slack.app,
    violations: slack.violations,
    takeViolations: () => slack.violations.splice(0),
    missed: slack.missed,
    calls: slack.calls,
    deliveries: slack.deliveries,
    callsOf: (method, at) =>
      slack.calls.filter((one) => one.method === method && (at === undefined || one.team === at)),
    team: (id) => handle(team(id)),
    addTeam: (settings) => handle(addTeam(slack, settings)),
    person: (name, at) => personNamed(slack, team(at), deliveries.deliver, name),
    useRequestUrl(url) {
      slack.app.requestUrl = url
    },
    faults: createFaults(slack),
    sockets: sockets.control,
    events: deliveries.control,
    door: createDoor(slack, signedAt),
    oauth: createOAuth(slack),
    quiet: deliveries.quiet,
    until: (condition, what) => until(slack, condition, what),
    close: () => close(server, sockets),
  }
}

function firstTeam(slack: Slack): Team {
  const [team] = slack.teams.values()
  if (team === undefined) throw new Error('the fake Slack has no workspace')
  return team
}

function createOAuth(slack: Slack): OAuthControl {
  return { authorize, deny }

  function authorize(url: string, team?: string): string {
    const asked = new URL(url).searchParams
    checkAuthorize(slack, asked)
    const redirect = asked.get('redirect_uri')
    const code = `${slack.secret()}.${slack.secret()}`
    const at = team === undefined ? firstTeam(slack) : teamOf(slack, team)
    at.scopes = (asked.get('scope') ?? '').split(',').filter(Boolean)
    slack.codes.set(code, { team: at.id, redirect, used: false })
    return back(slack, asked, { code })
  }

  function deny(url: string): string {
    return back(slack, new URL(url).searchParams, { error: 'access_denied' })
  }
}

function checkAuthorize(slack: Slack, asked: URLSearchParams): void {
  if (asked.get('client_id') !== slack.app.clientId) slack.violation('the authorize URL has a wrong client_id')
  if (!asked.get('state')) slack.violation('the authorize URL has no state')
  if (!asked.get('scope')) slack.violation('the authorize URL asks for no scope')
}

function back(slack: Slack, asked: URLSearchParams, result: Readonly<Record<string, string>>): string {
  const target = asked.get('redirect_uri') ?? slack.app.redirectUrl
  if (!target) throw new Error('neither the authorize URL nor the app says where to redirect to')
  const url = new URL(target)
  for (const [name, value] of Object.entries({ ...result, state: asked.get('state') ?? '' })) {
    url.searchParams.set(name, value)
  }
  return url.href
}

function until(slack: Slack, condition: () => boolean, what = 'what was waited for'): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      reject(new Error(`${what} did not happen: ${stateOf(slack)}`))
    }, patienceMilliseconds)
    const stop = slack.onChange(check)
    check()

    function check(): void {
      if (!condition()) return
      clearTimeout(timer)
      stop()
      resolve()
    }
  })
}

function stateOf(slack: Slack): string {
  const calls = slack.calls.slice(-10).map(({ method, outcome }) => `${method} ${outcome}`)
  const sent = slack.deliveries.slice(-10).map(({ name, state }) => `${name} ${state}`)
  return `calls: ${calls.join(', ')}; deliveries: ${sent.join(', ')}; violations: ${slack.violations.join(', ')}`
}

async function close(server: Server, sockets: Sockets): Promise<void> {
  sockets.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
