import { App, type Receiver } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import { z } from 'zod'
import type { ChatEvent, CommandEvent, Engine, PressedEvent, Reply, SubmittedEvent } from '../../core/platform.ts'
import { type Access, type AccessTo, workspaceOf } from './access.ts'
import { inTime } from './deadline.ts'
import { handedFiles } from './files.ts'
import { submittedValues } from './forms.ts'
import { heardMessage, heardReaction } from './incoming.ts'
import {
  commandPayload,
  type Origin,
  originIn,
  pressPayload,
  shortcutPayload,
  submissionPayload,
  timeOfPress,
} from './interactions.ts'
import { libraryLog, type SlackLog } from './log.ts'
import type { People } from './people.ts'
import { commandText } from './plain-text.ts'
import { pressOf } from './render.ts'
import type { Answered, Asker, Replies, Submitted } from './replies.ts'
import { Malformed, shaped } from './shape.ts'
import { instantOfSeconds } from './times.ts'
import { waitingView } from './windows.ts'
import { slackWords } from './words.ts'

/** All that comes in from Slack, by Bolt: each becomes one event for the engine, and its reply a few calls. */

export interface ListenParts {
  readonly engine: Engine
  readonly receiver: Receiver
  readonly accessTo: AccessTo
  readonly people: People
  readonly replies: Replies
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  readonly log: SlackLog
  readonly clientOptions: WebClientOptions
  /** Something to finish after the acknowledgement. */
  readonly afterwards: (work: Promise<unknown>) => void
  readonly showHome: (access: Access, user: string) => Promise<void>
  /** The app was removed from a workspace, or its tokens were taken back. */
  readonly left: (home: string, at: Temporal.Instant) => Promise<void>
}

/** An event for a workspace that has not installed the app, or no longer: acknowledged and dropped. */
class NotInstalled extends Error {
  override name = 'NotInstalled'
}

export function listen(parts: ListenParts): App {
  const { receiver, accessTo, log, clientOptions } = parts
  const app = new App({
    receiver,
    clientOptions,
    logger: libraryLog(log),
    authorize: async ({ teamId, enterpriseId, isEnterpriseInstall }) => {
      const home = (isEnterpriseInstall ? enterpriseId : teamId) ?? ''
      const access = await accessTo(workspaceOf(home))
      if (access === undefined) throw new NotInstalled(`the app is not installed in ${home}`)
      const { client, botUser, botId } = access
      return { access, botToken: client.token ?? '', botUserId: botUser, ...(botId ? { botId } : {}) }
    },
  })
  app.error(async (error) => {
    if (isLasting(error)) return log.warn({ err: error }, 'an event is dropped: it would fail again')
    throw error
  })
  hearEvents(app, parts)
  hearPeople(app, parts)
  return app
}

/** What a redelivery would not mend. */
function isLasting(error: Error): boolean {
  // Bolt wraps what a listener throws
  const original = 'original' in error ? error.original : error
  return original instanceof Malformed || original instanceof NotInstalled
}

function accessIn(context: Record<string, unknown>): Access {
  return context.access as Access
}

function hearEvents(app: App, { engine, people, replies, afterwards, showHome, left, clock }: ListenParts): void {
  app.event('message', async ({ event, context }) => {
    const access = accessIn(context)
    await bring(access, await heardMessage({ access, people }, event))
  })
  for (const kind of ['reaction_added', 'reaction_removed'] as const) {
    app.event(kind, async ({ event, context }) => {
      const access = accessIn(context)
      await bring(access, await heardReaction({ access, people }, event))
    })
  }
  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab === 'home') afterwards(showHome(accessIn(context), event.user))
  })
  app.event('app_uninstalled', ({ body, context }) => leave(body, context))
  app.event('tokens_revoked', async ({ event, body, context }) => {
    if ((event.tokens.bot ?? []).length > 0) await leave(body, context)
  })

  async function bring(access: Access, event: ChatEvent | undefined): Promise<void> {
    const reply = event && (await engine.handle(event))
    if (event && reply) afterwards(replies.toEvent(access, event, reply))
  }

  async function leave(
    body: object,
    context: { teamId?: string; enterpriseId?: string; isEnterpriseInstall: boolean },
  ) {
    const { event_time: seconds } = shaped(z.object({ event_time: z.number().optional() }), body)
    const home = context.isEnterpriseInstall ? context.enterpriseId : context.teamId
    if (home !== undefined) await left(home, seconds === undefined ? clock() : instantOfSeconds(seconds))
  }
}

function hearPeople(app: App, parts: ListenParts): void {
  const { engine, people, replies, clock, newId, log, afterwards } = parts

  app.command(/.*/, async ({ payload, ack, context }) => {
    const sent = shaped(commandPayload, payload)
    const { trigger_id: id, channel_id: place } = sent
    const origin: Origin = { from: 'channel', place, respondTo: sent.response_url }
    const asker: Asker = { access: accessIn(context), user: sent.user_id, origin, trigger: id }
    const words = `${sent.command.slice(1)} ${commandText(sent.text)}`.trim()
    const replied = answered(asker, { kind: 'command', id, words })
      .catch(apology)
      .then((reply): Answered | Promise<Answered> => (reply === undefined ? {} : replies.toCommand(asker, reply)))
    const soon = await inTime(replied)
    if (soon === 'late') {
      await ack()
      return afterwards(replied.then((late) => replies.sayLate(asker, late)))
    }
    await ack(soon.done.payload as Parameters<typeof ack>[0])
    if (soon.done.after) afterwards(soon.done.after())
  })

  app.action(/.*/, async ({ body, ack, context }) => {
    const sent = shaped(pressPayload, body)
    const { trigger_id: id, user, view } = sent
    const origin = originOfPress(sent)
    const asker: Asker = { access: accessIn(context), user: user.id, origin, trigger: id }
    for (const action of sent.actions) {
      const chosen = pressOf(action)
      if (chosen === undefined) continue
      const pressed = { kind: 'pressed' as const, id, message: origin.message ?? '', ...chosen, ...timeOfPress(action) }
      await press(asker, pressed, view?.id)
    }
    await ack()
  })

  app.shortcut(/.*/, async ({ body, ack, context }) => {
    const sent = shaped(shortcutPayload, body)
    const { trigger_id: id, message_ts: message, callback_id: button } = sent
    const thread = sent.message?.thread_ts
    const origin: Origin = {
      from: 'channel',
      place: sent.channel.id,
      message,
      respondTo: sent.response_url,
      ...(thread === undefined || thread === message ? {} : { thread }),
    }
    const asker: Asker = { access: accessIn(context), user: sent.user.id, origin, trigger: id }
    await press(asker, { kind: 'pressed', id, message, button, ...handedFiles(sent.message?.files) })
    await ack()
  })

  app.view(/.*/, async ({ body, ack, context }) => {
    if (body.type !== 'view_submission') return ack()
    const { view, user, trigger_id: trigger } = shaped(submissionPayload, body)
    const origin = originIn(view.private_metadata)
    const asker: Asker = { access: accessIn(context), user: user.id, origin, trigger }
    const submission = answered(asker, {
      kind: 'submitted',
      id: trigger ?? `${view.id} ${newId()}`,
      ...(origin.message === undefined ? {} : { message: origin.message }),
      form: view.callback_id,
      values: submittedValues(body.view),
    }).then((reply): Submitted | Promise<Submitted> => (reply === undefined ? {} : replies.toSubmission(asker, reply)))
    const soon = await inTime(submission)
    if (soon === 'late') {
      await ack({ response_action: 'update', view: waitingView(view.private_metadata) })
      return afterwards(replies.submitLate(asker, body.view, submission))
    }
    await ack(soon.done.payload)
    if (soon.done.after) afterwards(soon.done.after())
  })

  /** Waits for it as long as Slack does; after that it goes on by itself. */
  async function press(asker: Asker, pressed: Own<PressedEvent>, window?: string): Promise<void> {
    const work = answered(asker, pressed)
      .catch(apology)
      .then((reply) => reply && replies.toPress(asker, reply, window))
    if ((await inTime(work)) === 'late') afterwards(work)
  }

  /** Slack did not say who it was, or the engine is not there: nothing was recorded. */
  function apology(error: unknown): Reply {
    log.error({ err: error }, 'a command or a press was not taken up')
    return { kind: 'message', seen: 'private', message: { text: slackWords.broke } }
  }

  async function answered({ access, user, origin }: Asker, done: Own<PersonEvent>): Promise<Reply | undefined> {
    const at = clock()
    const member = await people[done.kind === 'pressed' ? 'actorInCrowd' : 'actor'](access, user)
    return engine.handle({ ...done, workspace: access.workspace, place: origin.place, member, at })
  }
}

type PersonEvent = CommandEvent | PressedEvent | SubmittedEvent

/** What someone did, without who and where. */
type Own<Event> = Event extends PersonEvent ? Omit<Event, 'workspace' | 'place' | 'member' | 'at'> : never

function originOfPress(sent: z.infer<typeof pressPayload>): Origin {
  const { container, message, channel, view, response_url: respondTo } = sent
  if (view !== undefined) return view.type === 'home' ? { from: 'home', place: '' } : inWindow(view.private_metadata)
  const id = container.message_ts ?? message?.ts
  const thread = container.thread_ts ?? message?.thread_ts
  return {
    from: 'channel',
    place: channel?.id ?? container.channel_id ?? '',
    message: id,
    ...(thread === undefined || thread === id ? {} : { thread }),
    respondTo,
  }
}

function inWindow(metadata: string): Origin {
  return { ...originIn(metadata), from: 'form' }
}
