import {
  buttonOf,
  deliveryOf,
  formOf,
  givesOf,
  offeredCommands,
  offeredMessageActions,
  understood,
} from './commands.ts'
import { inWorkspace, sqlOf, type Transaction } from './db/connect.ts'
import type { Carried, Delivery } from './delivery/deliveries.ts'
import type { Asked, Command } from './interactions.ts'
import type {
  ChatEvent,
  CommandEvent,
  Engine,
  HomeOpenedEvent,
  PressedEvent,
  Reply,
  SubmittedEvent,
} from './platform.ts'
import { privately, sentences, staleButton } from './reply.ts'
import { catchUpWorkspace } from './rounds/catch-up.ts'
import { hearChannelGone } from './rounds/channel-gone.ts'
import { runDue } from './rounds/due.ts'
import { hearDeletion, hearEdit, hearMessage } from './rounds/hear-messages.ts'
import { hearReaction } from './rounds/hear-votes.ts'
import { foldWhatIsNew } from './standings/sums.ts'
import { lacks, type Study } from './study.ts'
import { suggest } from './suggesting.ts'
import { standingOf } from './workspaces/admins.ts'
import { homeParts } from './workspaces/home.ts'
import { joinWorkspace, leaveWorkspace } from './workspaces/joining.ts'
import { hearBan } from './workspaces/moderation.ts'
import { withWaitingNotices } from './workspaces/notice-commands.ts'
import { rememberMember } from './workspaces/workspaces.ts'

/** The engine's two doors: what happened comes in by `handle`, what is due by `tick`. */
export interface StudyEngine extends Engine {
  /**
   * Asks and closes all that is due now. Never throws for a single workspace; what failed is due again.
   *
   * @returns the next instant at which something is due, by the real clock
   */
  tick(): Promise<Temporal.Instant | undefined>
}

/** Starts carrying out deliveries. Platforms are started with the engine afterwards, by the caller. */
export async function createEngine(study: Study): Promise<StudyEngine> {
  await study.deliveries.work((delivery) => carry(study, delivery))
  return {
    commands: offeredCommands(),
    messageActions: offeredMessageActions(),
    gives: givesOf,
    handle: (event) => handle(study, event),
    tick: async () => {
      await study.deliveries.sweep()
      await foldWhatIsNew(study)
      return runDue(study)
    },
  }
}

async function carry(study: Study, { kind, workspace, subject }: Delivery): Promise<Carried> {
  const carryOut = deliveryOf(kind)
  if (carryOut === undefined) throw new Error(`nobody carries out deliveries of the kind ${kind}`)
  return carryOut(study, workspace, subject)
}

/** One event, one transaction. */
async function handle(study: Study, event: ChatEvent): Promise<Reply | undefined> {
  const { workspace } = event
  switch (event.kind) {
    case 'said':
      return inWorkspace(study.database, workspace, (tx) => hearMessage(study, tx, event))
    case 'changed':
      return inWorkspace(study.database, workspace, (tx) => hearEdit(study, tx, event))
    case 'deleted':
      return inWorkspace(study.database, workspace, (tx) => hearDeletion(study, tx, event))
    case 'reacted':
    case 'unreacted':
      return inWorkspace(study.database, workspace, (tx) => hearReaction(tx, event))
    case 'command':
    case 'pressed':
    case 'submitted':
      return answerPerson(study, event)
    case 'joined':
      return joinWorkspace(study, event)
    case 'left':
      return void (await leaveWorkspace(study, event))
    case 'home-opened':
      return inWorkspace(study.database, workspace, (tx) => openHome(study, tx, event))
    case 'typing':
      return suggest(study, event)
    case 'banned':
      return inWorkspace(study.database, workspace, (tx) => hearBan(tx, event))
    case 'channel-gone':
      return inWorkspace(study.database, workspace, (tx) => hearChannelGone(study, tx, event))
    case 'reconnected':
      return void (await catchUpWorkspace(study, workspace))
    default:
      throw event satisfies never
  }
}

type PersonEvent = CommandEvent | PressedEvent | SubmittedEvent

/** The one catch for members: whatever breaks, they get a sentence, and the log gets the reason under its reference. */
async function answerPerson(study: Study, event: PersonEvent): Promise<Reply> {
  try {
    return await oncePerInteraction(study, event)
  } catch (error) {
    const reference = study.newId().slice(-4)
    const { kind, workspace, id } = event
    study.log.error({ ref: reference, kind, workspace, interaction: id, err: error }, 'a command, press or form broke')
    return privately(sentences.brokeOnOurSide(reference))
  }
}

/** A redelivered interaction gets the first one's reply and changes nothing: its key is taken, which undoes the rest. */
async function oncePerInteraction(study: Study, event: PersonEvent): Promise<Reply> {
  const { workspace, id, at } = event
  let recorded: Promise<unknown> = Promise.resolve()
  try {
    const reply = await inWorkspace(study.database, workspace, async (tx) => {
      const reply = await act(study, tx, event)
      // not awaited here: it goes to the database together with the commit, which fails with it
      recorded = sqlOf(tx)`
        insert into interactions (workspace, id, at, reply)
        values (${workspace}, ${id}, ${at.toString()}, ${JSON.stringify(withoutPictures(reply))}::jsonb)`.execute()
      recorded.catch(() => {})
      return reply
    })
    await recorded
    return reply
  } catch (error) {
    const earlier = isTaken(error) ? await earlierReply(study, event) : undefined
    if (earlier === undefined) throw error
    return earlier
  }
}

/** As it is kept: a redelivery gets the same words, which hold all that a picture shows. */
function withoutPictures(reply: Reply): Reply {
  if (reply.kind !== 'message' && reply.kind !== 'update') return reply
  const { pictures: _pictures, ...message } = reply.message
  return { ...reply, message }
}

function isTaken(error: unknown): boolean {
  const { code, constraint_name: constraint } = error as { code?: string; constraint_name?: string }
  return code === '23505' && constraint === 'interactions_workspace_id_pk'
}

async function earlierReply({ database }: Study, { workspace, id }: PersonEvent): Promise<Reply | undefined> {
  const [row] = await inWorkspace(
    database,
    workspace,
    (tx) => sqlOf(tx)`select reply from interactions where workspace = ${workspace} and id = ${id}`,
  )
  return row?.reply as Reply | undefined
}

async function act(study: Study, tx: Transaction, event: PersonEvent): Promise<Reply> {
  const { workspace, place, at, id } = event
  const { zone, member, waiting } = await meet(tx, event)
  const asked: Asked = { study, tx, workspace, zone, place, member, now: at, id, ...messageOf(event) }
  switch (event.kind) {
    case 'command': {
      const what = understood(event.words, event.options)
      if ('complaint' in what) return privately(what.complaint)
      const reply = await permitted(what.command, asked, () => runCommand(what.command, asked, what.given))
      return withWaitingNotices(waiting, reply)
    }
    case 'pressed': {
      const { action, subject } = buttonOf(event.button)
      return action === undefined
        ? staleButton()
        : permitted(action, asked, () => action.run(asked, subject, event.values ?? []))
    }
    case 'submitted': {
      const { action, subject } = formOf(event.form)
      return action === undefined
        ? staleButton()
        : permitted(action, asked, () => action.run(asked, subject, event.values))
    }
    default:
      throw event satisfies never
  }
}

/** Remembers who it is, and tells what they may do here; both in one round trip. */
async function meet(tx: Transaction, { workspace, member, at }: PersonEvent | HomeOpenedEvent) {
  const remembered = rememberMember(tx, workspace, member, at)
  const [standing] = await Promise.all([standingOf(tx, workspace, member), remembered])
  return standing
}

function messageOf(event: PersonEvent): { message?: string } {
  // on the bot's own page a button stands on no message
  return 'message' in event && event.message ? { message: event.message } : {}
}

async function permitted(
  { forAdmins }: { forAdmins?: true },
  { member }: Asked,
  run: () => Promise<Reply>,
): Promise<Reply> {
  return forAdmins === true && member.admin !== true ? privately(sentences.onlyAdmins) : run()
}

async function runCommand(command: Command, asked: Asked, given: Readonly<Record<string, string>>): Promise<Reply> {
  const { needs } = command
  const isPossible = needs === undefined || !lacks(asked.study, asked.workspace, needs)
  return isPossible ? command.run(asked, given) : privately(sentences.lacking[needs])
}

async function openHome(study: Study, tx: Transaction, event: HomeOpenedEvent): Promise<Reply> {
  const { workspace, at } = event
  const { zone, member } = await meet(tx, event)
  return { kind: 'home', parts: await homeParts({ study, tx, workspace, zone, member, now: at }) }
}
