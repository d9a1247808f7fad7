import { type App, type Receiver, verifySlackRequest } from '@slack/bolt'
import type { REST } from 'discord.js'
import fc from 'fast-check'
import { ZodError } from 'zod'
import { openAnswering } from '../../../bots/discord/answering.ts'
import { heard } from '../../../bots/discord/incoming.ts'
import type { Access } from '../../../bots/slack/access.ts'
import { listen } from '../../../bots/slack/listen.ts'
import type { People } from '../../../bots/slack/people.ts'
import type { Replies } from '../../../bots/slack/replies.ts'
import { actionNames, readAction, readSending } from '../../../bots/web/actions.ts'
import { givesOf, offeredCommands, offeredMessageActions } from '../../../core/commands.ts'
import type { Actor, ChatEvent, Engine } from '../../../core/platform.ts'
import { privately } from '../../../core/reply.ts'
import { silentLog } from '../../support/world.ts'
import { discordDispatches, discordInteractions, roomActions, slackBodies } from './samples.ts'
import { must, refusedWith, type Target } from './target.ts'
import { slipped, wildJson, wildText } from './wild.ts'

/** What platforms send, with slips in it, through the adapters' own doors to an engine that looks at each event. */

const now = Temporal.Instant.from('2026-03-02T08:00:00Z')
const home = 'slack/T1'

function engineThat(looks: (event: ChatEvent) => void): Engine {
  return {
    commands: offeredCommands(),
    messageActions: offeredMessageActions(),
    gives: givesOf,
    handle: async (event) => {
      looks(event)
      return event.kind === 'typing' ? { kind: 'choices', choices: [] } : privately('Done.')
    },
  }
}

/** The events' shape is what core trusts: texts are texts, and a workspace is its adapter's. */
function lookAt(event: ChatEvent, isHome: (workspace: string) => boolean): void {
  must(isHome(event.workspace), `an event for ${event.workspace}`)
  must(event.at instanceof Temporal.Instant, 'a moment')
  for (const name of ['place', 'message', 'thread', 'text', 'words', 'button', 'form', 'emoji', 'id'] as const) {
    const value = (event as unknown as Record<string, unknown>)[name]
    must(value === undefined || typeof value === 'string', `${event.kind}.${name} is ${typeof value}`)
  }
  if ('member' in event && typeof event.member !== 'string') lookAtActor(event.member)
  if ('values' in event && event.values !== undefined)
    must(
      Object.values(event.values)
        .flat()
        .every((one) => typeof one === 'string'),
      'values that are no texts',
    )
  if (event.kind === 'command')
    must(
      Object.values(event.options ?? {}).every((one) => typeof one === 'string'),
      'options that are no texts',
    )
}

function lookAtActor({ id, name, admin, groups = [] }: Actor): void {
  must(typeof id === 'string' && typeof name === 'string', 'somebody without an id')
  must(admin === undefined || typeof admin === 'boolean', 'an admin by another name')
  must(
    groups.every((group) => typeof group === 'string'),
    'groups that are no texts',
  )
}

const bo: Actor = { id: 'U1', name: 'Bo', admin: false, groups: [] }
const access = { workspace: home, home: 'T1', client: { token: 'xoxb' }, botUser: 'UBOT', botId: 'BBOT' }

async function slackApp(looks: (event: ChatEvent) => void): Promise<App> {
  const receiver: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} }
  const nothing = async () => {}
  const someone = async (_access: Access, user: string) => ({ ...bo, id: user })
  const people = {
    actor: someone,
    actorInCrowd: someone,
    actorIfKnown: someone,
    nameOf: () => undefined,
    meetThoseIn: nothing,
    forget: () => {},
  } as unknown as People
  const replies = {
    toEvent: nothing,
    toPress: nothing,
    sayLate: nothing,
    submitLate: nothing,
    toCommand: () => ({}),
    toSubmission: () => ({}),
  } as unknown as Replies
  return listen({
    engine: engineThat(looks),
    receiver,
    people,
    replies,
    clock: () => now,
    newId: () => 'id',
    log: silentLog,
    accessTo: async (workspace) => (workspace === home ? (access as unknown as Access) : undefined),
    clientOptions: {},
    afterwards: (work) => void work.catch(() => {}),
    showHome: async (_access, user) => must(typeof user === 'string', 'somebody without an id'),
    left: async (team) => must(typeof team === 'string', 'a team that is no text'),
  })
}

/** What the engine was told, and what of it had another shape than core trusts. */
interface Taken {
  readonly kinds: string[]
  readonly holes: string[]
}

function noting(taken: Taken, isHome: (workspace: string) => boolean) {
  return (event: ChatEvent): void => {
    taken.kinds.push(event.kind)
    try {
      lookAt(event, isHome)
    } catch (error) {
      taken.holes.push((error as Error).message)
    }
  }
}

function emptied(taken: Taken): void {
  taken.kinds.length = 0
  taken.holes.length = 0
}

const bySlack: Taken = { kinds: [], holes: [] }
let slack: Promise<App> | undefined

/** The events that a body of Slack's becomes. What Bolt or the adapter throws is told to Slack, and recorded nowhere. */
export async function takenFromSlack(body: unknown): Promise<Taken> {
  slack ??= slackApp(noting(bySlack, (workspace) => workspace === home))
  const app = await slack
  emptied(bySlack)
  await app.processEvent({ body: body as Record<string, never>, ack: async () => {} }).catch(() => {})
  return bySlack
}

const slackPayloads: Target = {
  name: 'Slack’s events and interactions',
  weight: 4,
  property: fc.asyncProperty(fc.oneof(slipped(slackBodies), wildJson), async (body) => {
    const { holes } = await takenFromSlack(body)
    must(holes.length === 0, holes.join('; '))
  }),
}

const signatures: Target = {
  name: 'Slack’s signatures',
  weight: 3,
  property: fc.property(wildText, wildText, fc.integer(), (body, signature, seconds) => {
    const headers = { 'x-slack-request-timestamp': seconds, 'x-slack-signature': signature }
    const checked = { signingSecret: 'secret', body, headers, nowMilliseconds: seconds * 1000 }
    must(refusedWith(['Error', 'RangeError'], () => verifySlackRequest(checked)) !== undefined, 'a forged signature')
  }),
}

const isGuild = (workspace: string) => workspace.startsWith('discord/')

/** The events that a dispatch becomes. What throws is logged by the adapter, and dropped. */
export function takenFromDispatch(packet: unknown): Taken {
  const taken: Taken = { kinds: [], holes: [] }
  const note = noting(taken, isGuild)
  const { t, d } = (packet ?? {}) as { t?: unknown; d?: unknown }
  const parts = { self: '1', readsMessages: true, clock: () => now, isNoThread: () => false }
  try {
    for (const event of heard(parts, String(t), d)) note(event)
  } catch (error) {
    must(error instanceof Error, 'something else than an error')
  }
  return taken
}

const dispatches: Target = {
  name: 'Discord’s dispatches',
  weight: 8,
  property: fc.property(
    fc.oneof(
      slipped(discordDispatches),
      fc.tuple(wildText, wildJson).map(([t, d]) => ({ t, d })),
    ),
    (packet) => {
      const { holes } = takenFromDispatch(packet)
      must(holes.length === 0, holes.join('; '))
    },
  ),
}

const byDiscord: Taken = { kinds: [], holes: [] }
const rest = new Proxy({}, { get: () => async () => ({}) }) as unknown as REST
const answer = openAnswering({
  rest,
  clock: () => now,
  newId: () => 'id',
  log: silentLog,
  engine: engineThat(noting(byDiscord, isGuild)),
})

/** The events that an interaction becomes. */
export async function takenFromInteraction(data: unknown): Promise<Taken> {
  emptied(byDiscord)
  try {
    await answer(data)
  } catch (error) {
    must(error instanceof ZodError, `an interaction broke: ${error}`)
  }
  return byDiscord
}

const interactions: Target = {
  name: 'Discord’s interactions',
  weight: 5,
  property: fc.asyncProperty(fc.oneof(slipped(discordInteractions), wildJson), async (data) => {
    const { holes } = await takenFromInteraction(data)
    must(holes.length === 0, holes.join('; '))
  }),
}

const actions: Target = {
  name: 'what the room’s page sends',
  weight: 6,
  property: fc.property(
    fc.constantFrom(...actionNames),
    fc.oneof(
      slipped(roomActions).map((one) => JSON.stringify(one)),
      wildText,
    ),
    fc.dictionary(fc.constantFrom('as', 'channel', 'name', 'thread'), wildText),
    (name, body, query) => {
      const read = readAction(name, body ?? '')
      must('says' in read || read.name === name, 'another action than was named')
      readSending(query)
    },
  ),
}

export const payloadTargets: readonly Target[] = [slackPayloads, signatures, dispatches, interactions, actions]
