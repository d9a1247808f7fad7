import type { ViewResponseAction } from '@slack/bolt'
import type { ModalView, View } from '@slack/types'
import type { ChatEvent, Complaint, Form, Message, Reply } from '../../core/platform.ts'
import type { Access } from './access.ts'
import { slackError } from './calls.ts'
import type { FormOptions } from './forms.ts'
import { type Origin, originText } from './interactions.ts'
import type { SlackLog } from './log.ts'
import type { Rendered } from './render.ts'
import type { Responder } from './respond.ts'
import { brokenView, textView, viewIdOf, withTyped } from './windows.ts'
import { slackWords } from './words.ts'

/** What the engine replied, as calls to Slack and as the payload of the acknowledgement. */

/** Who did something and where, and what opens a window there: good once, for three seconds. */
export interface Asker {
  readonly access: Access
  readonly user: string
  readonly origin: Origin
  readonly trigger: string | undefined
}

export interface Answered {
  readonly payload?: object
  readonly after?: () => Promise<void>
}

export interface Submitted {
  readonly payload?: ViewResponseAction
  /** The form as it is shown again, where it was refused. */
  readonly again?: ModalView
  readonly after?: () => Promise<void>
}

export interface Replies {
  toEvent(access: Access, event: ChatEvent, reply: Reply): Promise<void>
  /** Gives what the acknowledgement says, and what is to be done after it. */
  toCommand(asker: Asker, reply: Reply): Promise<Answered>
  /** What the acknowledgement should have said, too late for it. */
  sayLate(asker: Asker, answered: Answered): Promise<void>
  toPress(asker: Asker, reply: Reply, window: string | undefined): Promise<void>
  /** Gives what the acknowledgement says, and what is to be done after it. */
  toSubmission(asker: Asker, reply: Reply): Promise<Submitted>
  /** Shows in the window what came of a submission that took longer than Slack waits; `sent` is the view as it was sent. */
  submitLate(asker: Asker, sent: unknown, submission: Promise<Submitted>): Promise<void>
}

export interface RepliesParts {
  readonly responder: Responder
  readonly log: SlackLog
  readonly draw: (access: Access, message: Message) => Promise<Rendered>
  /** The bot's own page for a member, shown anew. */
  readonly showHome: (access: Access, user: string) => Promise<void>
  readonly drawForm: (access: Access, form: Form, options: FormOptions) => Promise<DrawnForm>
}

export interface DrawnForm {
  readonly view: ModalView
  /** Beside the fields that are shown. */
  readonly errors: Readonly<Record<string, string>>
}

const mark = 'white_check_mark'

export function openReplies({ responder, log, draw, drawForm, showHome }: RepliesParts): Replies {
  return { toEvent, toCommand, sayLate, toPress, toSubmission, submitLate }

  async function toEvent(access: Access, event: ChatEvent, reply: Reply): Promise<void> {
    if (!('place' in event) || !('message' in event) || event.message === undefined) return
    const { place, message } = event
    if (reply.kind === 'mark') return markMessage(access, place, message, reply.shown)
    if (reply.kind !== 'message' || !('member' in event)) return
    const thread = 'thread' in event ? event.thread : undefined
    await responder.privately(access, event.member.id, { from: 'channel', place, thread }, reply.message)
  }

  async function toCommand(asker: Asker, reply: Reply): Promise<Answered> {
    switch (reply.kind) {
      case 'message':
        return commandAnswer(asker, reply)
      case 'form':
        return (await opened(asker, reply.form, reply.complaints, 'open'))
          ? {}
          : { payload: await commandPayload(asker.access, { text: slackWords.tookTooLong }, false) }
      default:
        return {}
    }
  }

  /** Sending pictures takes longer than an acknowledgement may. */
  async function commandAnswer(
    { access, user, origin }: Asker,
    { message, seen }: Extract<Reply, { kind: 'message' }>,
  ): Promise<Answered> {
    const { files = [], pictures = [] } = message
    const isPublic = seen === 'public'
    if (pictures.length > 0) {
      return { after: () => responder[isPublic ? 'publicly' : 'privately'](access, user, origin, message) }
    }
    if (files.length > 0) await responder.giveFiles(access, user, files)
    return { payload: await commandPayload(access, message, isPublic) }
  }

  async function sayLate({ access, origin }: Asker, { payload, after }: Answered): Promise<void> {
    await after?.()
    if (payload === undefined || (await responder.byUrl(origin, payload))) return
    log.warn({ workspace: access.workspace }, 'a late reply found no way')
  }

  async function commandPayload(access: Access, message: Message, isPublic: boolean) {
    const text = message.files?.length ? `${message.text}\n\n${slackWords.fileFollows}` : message.text
    const shown = await draw(access, { ...message, text })
    return { response_type: isPublic ? 'in_channel' : 'ephemeral', ...shown }
  }

  async function toPress(asker: Asker, reply: Reply, window: string | undefined): Promise<void> {
    if (reply.kind === 'form') return toFormPress(asker, reply.form)
    return asker.origin.from === 'channel' ? inChannel(asker, reply) : elsewhere(asker, reply, window)
  }

  async function toFormPress(asker: Asker, form: Form): Promise<void> {
    const { access, user, origin } = asker
    const isOpen = await opened(asker, form, undefined, origin.from === 'form' ? 'push' : 'open')
    if (isOpen || origin.from !== 'channel') return
    await responder.privately(access, user, origin, { text: slackWords.tookTooLong })
  }

  async function inChannel({ access, user, origin }: Asker, reply: Reply): Promise<void> {
    if (reply.kind === 'update') return responder.update(access, user, origin, reply.message)
    if (reply.kind === 'mark' && origin.message !== undefined)
      return markMessage(access, origin.place, origin.message, reply.shown)
    if (reply.kind !== 'message') return
    await responder[reply.seen === 'public' ? 'publicly' : 'privately'](access, user, origin, reply.message)
  }

  /** In the bot's own page, or in a window that was opened there. */
  async function elsewhere(asker: Asker, reply: Reply, window: string | undefined): Promise<void> {
    const { access, user, origin } = asker
    const isHome = origin.from === 'home'
    if (reply.kind !== 'message' && reply.kind !== 'update') return
    if (reply.kind === 'message' || !isHome) await showInWindow(asker, reply.message, window)
    if (reply.message.files) await responder.giveFiles(access, user, reply.message.files)
    await showHome(access, user)
  }

  async function toSubmission(asker: Asker, reply: Reply): Promise<Submitted> {
    const { access, user, origin } = asker
    if (reply.kind === 'form') return formAgain(asker, reply.form, reply.complaints)
    if (reply.kind !== 'message' && reply.kind !== 'update') return {}
    const { message } = reply
    if (origin.from === 'channel') {
      const isUpdate = reply.kind === 'update'
      const after = () =>
        isUpdate ? responder.update(access, user, origin, message) : responder.privately(access, user, origin, message)
      return { after }
    }
    const view = await windowWith(access, message, origin)
    return { payload: { response_action: 'update', view }, after: () => showHome(access, user) }
  }

  async function formAgain(
    { access, origin }: Asker,
    form: Form,
    complaints?: readonly Complaint[],
  ): Promise<Submitted> {
    const options = { metadata: originText(origin), ...(complaints ? { complaints } : {}) }
    const { view, errors } = await drawForm(access, form, options)
    return Object.keys(errors).length === 0
      ? { payload: { response_action: 'update', view } }
      : { payload: { response_action: 'errors', errors: { ...errors } }, again: view }
  }

  async function submitLate({ access }: Asker, sent: unknown, submission: Promise<Submitted>): Promise<void> {
    try {
      const { payload, again, after } = await submission
      await showLate(access, sent, again ? withTyped(again, sent) : viewIn(payload))
      await after?.()
    } catch (error) {
      log.error({ workspace: access.workspace, err: error }, 'a form was not taken up')
      await showLate(access, sent, brokenView(sent))
    }
  }

  async function showLate({ client, workspace }: Access, sent: unknown, view: View): Promise<void> {
    try {
      await client.views.update({ view_id: viewIdOf(sent), view })
    } catch (error) {
      log.info({ workspace, err: error }, 'a window was closed before it could say what came of it')
    }
  }

  /** @returns whether the window opened: a trigger is good for three seconds */
  async function opened(
    { access, trigger, origin }: Asker,
    form: Form,
    complaints: readonly Complaint[] | undefined,
    how: 'open' | 'push',
  ): Promise<boolean> {
    if (trigger === undefined) return false
    const options = { metadata: originText(origin), ...(complaints ? { complaints } : {}) }
    const { view } = await drawForm(access, form, options)
    return open(access, trigger, view, how)
  }

  async function showInWindow({ access, trigger, origin }: Asker, message: Message, window: string | undefined) {
    const view = await windowWith(access, message, origin)
    if (window !== undefined && origin.from === 'form') {
      await access.client.views.update({ view_id: window, view })
    } else if (trigger !== undefined) await open(access, trigger, view, 'open')
  }

  async function open(access: Access, trigger: string, view: View, how: 'open' | 'push'): Promise<boolean> {
    try {
      await access.client.views[how]({ trigger_id: trigger, view })
      return true
    } catch (error) {
      log.warn({ workspace: access.workspace, err: error }, 'a window did not open')
      return false
    }
  }

  /** Where nothing can be said, a window says it. */
  async function windowWith(access: Access, message: Message, origin: Origin): Promise<View> {
    const { blocks } = await draw(access, message)
    return {
      type: 'modal',
      title: { type: 'plain_text', text: slackWords.windowTitle },
      close: { type: 'plain_text', text: slackWords.close },
      private_metadata: originText({ ...origin, from: 'form' }),
      blocks: [...blocks],
    }
  }

  async function markMessage({ client, workspace }: Access, channel: string, timestamp: string, shown: boolean) {
    try {
      await client.reactions[shown ? 'add' : 'remove']({ channel, timestamp, name: mark })
    } catch (error) {
      const said = slackError(error)
      if (said !== 'already_reacted' && said !== 'no_reaction')
        log.info({ workspace, err: error }, 'a mark was not made')
    }
  }
}

/** What an acknowledgement would have shown; a window cannot be closed later. */
function viewIn(payload: ViewResponseAction | undefined): View {
  return payload !== undefined && 'view' in payload ? payload.view : textView(slackWords.recorded)
}
