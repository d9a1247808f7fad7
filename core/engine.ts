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
import type { CarriedOut, Delivery } from './delivery/deliveries.ts'
import { notingRefusals } from './delivery/noting-refusals.ts'
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
import { forgetOldImports } from './questions/imports.ts'
import { privately, sentences, staleButton } from './reply.ts'
import { catchUpWorkspace } from './rounds/catch-up.ts'
import { hearChannelGone } from './rounds/channel-gone.ts'
import { runDue } from './rounds/due.ts'
import { hearDeletion, hearEdit, hearMessage } from './rounds/hear-messages.ts'
import { hearReaction } from './rounds/hear-votes.ts'
import { foldWhatIsNew } from './standings/sums.ts'
import { lacks, type Study, studyAt, studyIn } from './study.ts'
import { suggest } from './suggesting.ts'
import { wellFormed } from './well-formed.ts'
import { standingOf } from './workspaces/admins.ts'
import { ErasedSince, unlessErased } from './workspaces/erased-door.ts'
import { erasedWords } from './workspaces/erased-words.ts'
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

/**
 * Starts carrying out deliveries. Platforms are started with the engine afterwards, by the caller.
 *
 * @param delivers false in a process that leaves deliveries to others
 */
export async function createEngine(study: Study, { delivers = true } = {}): Promise<StudyEngine> {
  if (delivers) await study.deliveries.work((delivery) => carry(study, delivery), study.platforms.keys())
  return {
    commands: offeredCommands(),
    messageActions: offeredMessageActions(),
    gives: givesOf,
    handle: (event) => unlessTooOld(handle(study, wellFormed(event))),
    tick: async () => {
      await study.deliveries.sweep()
      await study.ownBanks.refresh()
      await forgetOldImports(study)
      await foldWhatIsNew(study)
      return runDue(study)
    },
  }
}

async function carry(study: Study, { kind, workspace, subject }: Delivery): Promise<CarriedOut> {
  const carryOut = deliveryOf(kind)
  if (carryOut === undefined) throw new Error(`nobody carries out deliveries of the kind ${kind}`)
  const noting = notingRefusals(study.platforms)
  const carried = await carryOut(
    { ...(await studyIn(study, workspace)), platforms: noting.platforms },
    workspace,
    subject,
  )
  return carried === 'done' && noting.isRefused() ? 'refused' : carried
}

/** What someone did before they had their data deleted is nothing any more. */
async function unlessTooOld<T>(handled: Promise<T>): Promise<T | undefined> {
  return handled.catch((error: unknown) => {
    if (error instanceof ErasedSince) return undefined
    throw error
  })
}

/** One event, one transaction. */
async function handle(study: Study, event: ChatEvent): Promise<Reply | undefined> {
  const { workspace } = event
  switch (event.kind) {
    case 'said':
      return withBankOf(study, event, (own, tx) => hearMessage(own, tx, event))
    case 'changed':
      return withBankOf(study, event, (own, tx) => hearEdit(own, tx, event))
    case 'deleted':
      return withBankOf(study, event, (own, tx) => hearDeletion(own, tx, event))
    case 'reacted':
    case 'unreacted':
      return inWorkspace(study.database, workspace, (tx) => unlessErased(tx, event, () => hearReaction(tx, event)))
    case 'command':
    case 'pressed':
    case 'submitted':
      return answerPerson(study, event)
    case 'joined':
      return joinWorkspace(study, event)
    case 'left':
      return void (await leaveWorkspace(study, event))
    case 'home-opened':
      return inWorkspace(study.database, workspace, (tx) => unlessErased(tx, event, () => openHome(study, tx, event)))
    case 'typing':
      return suggest(study, event)
    case 'banned':
      return inWorkspace(study.database, workspace, (tx) => hearBan(tx, event))
    case 'channel-gone':
      return inWorkspace(study.database, workspace, (tx) => hearChannelGone(study, tx, event))
    case 'reconnected':
      return void (await catchUpWorkspace(await studyIn(study, workspace), workspace))
    default:
      throw event satisfies never
  }
}

/** A transaction in the event's workspace, with its bank. */
async function withBankOf<T>(
  study: Study,
  event: ChatEvent,
  work: (study: Study, tx: Transaction) => Promise<T>,
): Promise<T> {
  const own = await studyIn(study, event.workspace)
  return inWorkspace(study.database, event.workspace, (tx) => unlessErased(tx, event, () => work(own, tx)))
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
      const reply = wellFormed(await unlessErased(tx, event, () => act(study, tx, event)))
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
    const isTooOld = error instanceof ErasedSince
    const earlier = isTooOld || isTaken(error) ? await earlierReply(study, event) : undefined
    if (earlier !== undefined) return earlier
    if (isTooOld) return privately(erasedWords.before)
    throw error
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

async function act(shared: Study, tx: Transaction, event: PersonEvent): Promise<Reply> {
  const { workspace, place, at, id } = event
  const { zone, member, waiting, bankVersion } = await meet(tx, event)
  const study = await studyAt(shared, tx, workspace, bankVersion)
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

function messageOf(event: PersonEvent): Pick<Asked, 'message' | 'files' | 'pressedAt'> {
  const files = 'files' in event && event.files ? { files: event.files } : {}
  const pressed = 'pressedAt' in event && event.pressedAt ? { pressedAt: event.pressedAt } : {}
  // on the bot's own page a button stands on no message
  return 'message' in event && event.message
    ? { message: event.message, ...files, ...pressed }
    : { ...files, ...pressed }
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

async function openHome(shared: Study, tx: Transaction, event: HomeOpenedEvent): Promise<Reply> {
  const { workspace, at } = event
  const { zone, member, bankVersion } = await meet(tx, event)
  const study = await studyAt(shared, tx, workspace, bankVersion)
  return { kind: 'home', parts: await homeParts({ study, tx, workspace, zone, member, now: at }) }
}
