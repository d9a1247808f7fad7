import type { REST } from 'discord.js'
import type {
  CommandEvent,
  CommandWord,
  Engine,
  Form,
  Gives,
  PressedEvent,
  Reply,
  SubmittedEvent,
} from '../../core/platform.ts'
import { withChannelsOf } from './direct-forms.ts'
import { type Drafts, openDrafts } from './drafts.ts'
import { refusedForm, renderForm, submittedValues } from './forms.ts'
import { handedFiles } from './handed-files.ts'
import { actorOf, type Interaction, interactionShape } from './interactions.ts'
import type { DiscordLog } from './log.ts'
import { managesGuild } from './permissions.ts'
import { actionOf, wordsOf } from './registration.ts'
import { pressOf } from './render.ts'
import { type Responder, responder, type Seen } from './respond.ts'
import { instantOf, workspaceOf } from './snowflakes.ts'
import { spelling } from './spelling.ts'
import { discordWords } from './words.ts'

/** Interactions: each becomes one event for the engine, and its reply the response, within Discord's three seconds. */

export interface AnsweringParts {
  readonly rest: REST
  readonly engine: Engine
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  readonly log: DiscordLog
  /** Hears how many seconds an interaction waited for its first response. */
  readonly acknowledged?: ((seconds: number) => void) | undefined
}

/** Here a slow answer is put off; what cannot be put off has until the second. */
const putOffMilliseconds = 900
const lastMilliseconds = 2_400
const again = 'again'
const broke: Reply & { kind: 'message' } = { kind: 'message', seen: 'private', message: { text: discordWords.broke } }

type PersonEvent = CommandEvent | PressedEvent | SubmittedEvent

export function openAnswering({ rest, engine, clock, newId, log, acknowledged }: AnsweringParts) {
  const drafts: Drafts = openDrafts(newId)
  const cameAt = new WeakMap<Interaction, number>()
  const respond: Responder = responder({
    rest,
    custom: customId,
    spelled: spelling(engine.commands),
    log,
    responded: (to) => acknowledged?.((performance.now() - (cameAt.get(to) ?? performance.now())) / 1000),
  })
  const visibility = new Map(engine.commands.flatMap((word) => visibilities(word)))

  return async function answer(data: unknown): Promise<void> {
    const to = interactionShape.parse(data)
    cameAt.set(to, performance.now())
    try {
      await handle(to)
    } catch (error) {
      log.error({ interaction: to.id, err: error }, 'an interaction was not answered')
      await sayItBroke(to).catch(() => {})
    }
  }

  function sayItBroke(to: Interaction): Promise<void> {
    return to.type === 4 ? respond.choices(to, []) : respond.message(to, broke.message, 'private')
  }

  async function handle(to: Interaction): Promise<void> {
    switch (to.type) {
      case 2:
        return to.data.type === 1 ? command(to) : messageAction(to)
      case 3:
        return press(to)
      case 4:
        return suggest(to)
      case 5:
        return submit(to)
      default:
        return undefined
    }
  }

  async function command(to: Interaction): Promise<void> {
    const { words, options } = wordsOf(to.data)
    const event: CommandEvent = { kind: 'command', ...(await by(to)), words, options }
    await reply(to, event, visibility.get(words) ?? 'private')
  }

  async function messageAction(to: Interaction): Promise<void> {
    const button = actionOf(to.data.name ?? '', engine.messageActions)
    if (button === undefined) return
    const { target_id: message = '', resolved } = to.data
    const files = handedFiles(resolved?.messages?.[message]?.attachments ?? [])
    const event: PressedEvent = { kind: 'pressed', ...(await by(to)), message, button, ...files }
    await reply(to, event, engine.gives(button))
  }

  async function press(to: Interaction): Promise<void> {
    const { id } = ownId(to)
    if (id.startsWith(`${again}:`)) return openAgain(to, id.slice(again.length + 1))
    const pressed = pressOf(id, to.data.values)
    const spot = { message: to.message?.id ?? '', pressedAt: instantOf(to.id) }
    const event: PressedEvent = { kind: 'pressed', ...(await by(to)), ...spot, ...pressed }
    await reply(to, event, engine.gives(pressed.button))
  }

  async function submit(to: Interaction): Promise<void> {
    const { id: form } = ownId(to)
    const message = to.message === undefined ? {} : { message: to.message.id }
    const event: SubmittedEvent = {
      kind: 'submitted',
      ...(await by(to)),
      ...message,
      form,
      pressedAt: instantOf(to.id),
      values: submittedValues(to.data),
    }
    // put off as a change of the message whose button opened it, which an answer may want to change
    await reply(to, event, to.message === undefined ? 'private' : 'update')
  }

  async function suggest(to: Interaction): Promise<void> {
    const { words, options, focused } = wordsOf(to.data)
    if (focused === undefined) return respond.choices(to, [])
    const { [focused]: typed = '', ...others } = options
    const { id: _id, ...asked } = await by(to)
    const suggested = await engine.handle({ kind: 'typing', ...asked, words, option: focused, typed, options: others })
    const choices = suggested?.kind === 'choices' ? suggested.choices : []
    await respond.choices(
      to,
      choices.map(({ label, value }) => ({ name: label.slice(0, 100), value })),
    )
  }

  async function by(to: Interaction) {
    const { guild } = ownId(to)
    const member = actorOf(to)
    // in a direct message Discord says nothing of the server
    const admin = to.member === undefined ? await managesGuild(rest, guild, member.id).catch(() => false) : member.admin
    const place = to.guild_id === undefined ? '' : (to.channel_id ?? '')
    return {
      id: to.id,
      workspace: workspaceOf(guild),
      place,
      at: clock(),
      member: { ...member, ...(admin === undefined ? {} : { admin }) },
    }
  }

  async function openAgain(to: Interaction, draft: string): Promise<void> {
    const form = drafts.take(draft)
    if (form === undefined) return respond.message(to, { text: discordWords.formTooOld }, 'private')
    await respond.form(to, await modalOf(form, to))
  }

  async function reply(to: Interaction, event: PersonEvent, gives: Gives): Promise<void> {
    const handled = engine.handle(event)
    const soon = await within(handled, gives === 'form' ? lastMilliseconds : putOffMilliseconds)
    if (soon !== 'late') return now(to, soon.done)
    const how = gives === 'form' ? 'private' : gives
    await respond.putOff(to, how)
    const reply = await handled.catch((error: unknown) => {
      log.error({ interaction: to.id, err: error }, 'an interaction was put off, and broke')
      return broke
    })
    await late(to, how, reply)
  }

  async function now(to: Interaction, reply: Reply | undefined): Promise<void> {
    switch (reply?.kind) {
      case 'message':
        return respond.message(to, reply.message, reply.seen)
      case 'update':
        return to.message === undefined
          ? respond.message(to, reply.message, 'private')
          : respond.update(to, reply.message)
      case 'form':
        if (reply.complaints !== undefined || to.type === 5) return respond.message(to, askAgain(reply), 'private')
        return respond.form(to, await modalOf(reply.form, to))
      default:
        return to.message === undefined ? undefined : respond.nothing(to)
    }
  }

  async function late(to: Interaction, how: Seen | 'update', reply: Reply | undefined): Promise<void> {
    if (reply?.kind === 'update' || (reply?.kind === 'message' && how !== 'update')) {
      return respond.putOffMessage(to, reply.message)
    }
    if (reply?.kind === 'message') return respond.also(to, reply.message)
    if (reply?.kind !== 'form') return
    const message = reply.complaints === undefined ? { text: discordWords.tookTooLong } : askAgain(reply)
    await (how === 'update' ? respond.also(to, message) : respond.putOffMessage(to, message))
  }

  /** What is wrong with a form, with a button that opens it again as it was typed. */
  function askAgain({ form, complaints }: Extract<Reply, { kind: 'form' }>) {
    const draft = drafts.keep(form)
    const label = complaints === undefined ? discordWords.next : discordWords.tryAgain
    const said = complaints === undefined ? { text: discordWords.oneStepMore } : refusedForm(complaints, form)
    return { ...said, buttons: [{ id: `${again}:${draft}`, label, tone: 'primary' as const }] }
  }

  async function modalOf(form: Form, to: Interaction) {
    const shown = to.guild_id === undefined ? await withChannelsOf(rest, ownId(to).guild, form) : form
    return renderForm({ ...shown, id: customId(form.id, to) })
  }
}

/** In a direct message an id also names its server. */
export function directId(guild: string, id: string): string {
  return `@${guild} ${id}`
}

function customId(id: string, to: Interaction): string {
  const { guild } = ownId(to)
  return to.guild_id === undefined ? directId(guild, id) : id
}

function ownId(to: Interaction): { guild: string; id: string } {
  const custom = to.data.custom_id ?? ''
  const [, named, id] = /^@(\d+) ([\s\S]*)$/.exec(custom) ?? []
  return { guild: to.guild_id ?? named ?? '', id: id ?? custom }
}

function visibilities({ word, gives = 'private', subwords = [] }: CommandWord): [string, Gives][] {
  if (subwords.length === 0) return [[word, gives]]
  return subwords.map((sub) => [`${word} ${sub.word}`, sub.gives ?? 'private'])
}

async function within<T>(work: Promise<T>, milliseconds: number): Promise<{ readonly done: T } | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds)
  })
  try {
    return await Promise.race([work.then((done) => ({ done })), over])
  } finally {
    clearTimeout(timer)
  }
}
