import { buttons, commandSentences, commandWords, understand } from './commands.ts'
import { inWorkspace, sqlOf, type Transaction } from './db/connect.ts'
import type { Carried, Delivery } from './delivery/deliveries.ts'
import type { ChatEvent, CommandEvent, Engine, PressedEvent, Reply, WorkspaceId } from './platform.ts'
import { privately } from './reply.ts'
import { catchUpWorkspace } from './rounds/catch-up.ts'
import { closeRound } from './rounds/close-round.ts'
import { runDue } from './rounds/due.ts'
import { hearDeletion, hearEdit, hearMessage } from './rounds/hear-messages.ts'
import { hearReaction } from './rounds/hear-votes.ts'
import { askRound } from './rounds/open-round.ts'
import type { Study } from './study.ts'
import { rememberMember, welcomeWorkspace, workspaceOf } from './workspaces/workspaces.ts'

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
    commands: commandWords(),
    handle: (event) => handle(study, event),
    tick: () => runDue(study),
  }
}

async function carry(study: Study, { kind, workspace, round }: Delivery): Promise<Carried> {
  switch (kind) {
    case 'ask-round':
      return askRound(study, workspace, round)
    case 'close-round':
      return closeRound(study, workspace, round)
    default:
      throw kind satisfies never
  }
}

/** One event, one transaction. */
async function handle(study: Study, event: ChatEvent): Promise<Reply | undefined> {
  const { workspace } = event
  switch (event.kind) {
    case 'said':
      return inWorkspace(study.database, workspace, (tx) => hearMessage(tx, event))
    case 'changed':
      return inWorkspace(study.database, workspace, (tx) => hearEdit(tx, event))
    case 'deleted':
      return inWorkspace(study.database, workspace, (tx) => hearDeletion(tx, event))
    case 'reacted':
    case 'unreacted':
      return inWorkspace(study.database, workspace, (tx) => hearReaction(tx, event))
    case 'command':
    case 'pressed':
      return answerPerson(study, event)
    case 'joined':
      return void (await welcomeWorkspace(study.database, { ...event, id: workspace, joinedAt: event.at }))
    case 'reconnected':
      return void (await catchUpWorkspace(study, workspace))
    default:
      throw event satisfies never
  }
}

type PersonEvent = CommandEvent | PressedEvent

/** The one catch for members: whatever breaks, they get a sentence, and the log gets the reason under its reference. */
async function answerPerson(study: Study, event: PersonEvent): Promise<Reply> {
  try {
    return await inWorkspace(study.database, event.workspace, (tx) =>
      oncePerInteraction(tx, event, () => act(study, tx, event)),
    )
  } catch (error) {
    const reference = study.newId().slice(-4)
    const { kind, workspace, id } = event
    study.log.error({ ref: reference, kind, workspace, interaction: id, err: error }, 'a command or press broke')
    return privately(commandSentences.brokeOnOurSide(reference))
  }
}

/** A redelivered interaction gets the first one's reply and changes nothing. */
async function oncePerInteraction(tx: Transaction, event: PersonEvent, work: () => Promise<Reply>): Promise<Reply> {
  const { workspace, id, at } = event
  const run = sqlOf(tx)
  const [first] = await run`
    insert into interactions (workspace, id, at) values (${workspace}, ${id}, ${at.toString()})
    on conflict do nothing returning id`
  if (first === undefined) {
    const [earlier] = await run`select reply from interactions where workspace = ${workspace} and id = ${id}`
    return earlier?.reply as Reply
  }
  const reply = await work()
  await run`update interactions set reply = ${JSON.stringify(reply)}::jsonb where workspace = ${workspace} and id = ${id}`
  return reply
}

async function act(study: Study, tx: Transaction, event: PersonEvent): Promise<Reply> {
  const { workspace, place, member, at, id } = event
  await rememberMember(tx, workspace, member, at)
  const zone = await zoneOf(tx, workspace)
  const asked = { study, tx, workspace, zone, place, member, now: at, id }
  if (event.kind === 'pressed') {
    const [action = '', subject = ''] = event.button.split(':')
    return (await buttons.get(action)?.run(asked, subject)) ?? privately(commandSentences.staleButton)
  }
  const understood = understand(event.words, event.options)
  if ('complaint' in understood) return privately(understood.complaint)
  const { command, value } = understood
  if (command.forAdmins === true && member.admin !== true) return privately(commandSentences.onlyAdmins)
  return command.run(asked, value)
}

async function zoneOf(tx: Transaction, workspace: WorkspaceId): Promise<string> {
  return (await workspaceOf(tx, workspace))?.zone ?? 'UTC'
}
