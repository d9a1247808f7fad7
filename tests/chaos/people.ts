import type { Bank } from '../../core/questions/bank.ts'
import type { Replied, Tenant } from './chat.ts'
import type { Change, Choice, History, SaidMessage, Vote } from './history.ts'
import type { Plan, PlannedAct } from './plan.ts'
import type { Town } from './town.ts'
import type { SeenRound, Watcher } from './watcher.ts'

/** People who answer, edit, delete, vote, choose and command, as the plan says, and write down what they were told. */

export interface People {
  /** Resolves when all acts are done. */
  run(plan: Plan): Promise<void>
  /** Has what Slack was not acknowledged for delivered again, as Slack does. */
  redeliver(): Promise<void>
  /** A member's data goes, with their answers. */
  erase(tenant: Tenant, person: string): Promise<void>
  /** Admins close what is open. */
  closeAll(): Promise<void>
}

interface Told {
  readonly acknowledged: boolean
}

type Does = (tenant: Tenant, person: string, dice: readonly number[]) => Promise<unknown> | undefined

const slowest = 12_000

export function peopleOf(town: Town, history: History, watcher: Watcher, bank: Bank): People {
  const busy = new Map<string, Promise<void>>()
  let words = 0
  const does: Record<PlannedAct['kind'], Does> = {
    answer,
    edit,
    delete: remove,
    vote: cast,
    unvote: takeBack,
    choose,
    post,
    board,
    help,
  }
  return { run, redeliver, erase, closeAll }

  async function run(plan: Plan): Promise<void> {
    const began = performance.now()
    for (const act of plan.acts) {
      const wait = act.at - (performance.now() - began)
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      begin(act)
    }
    await Promise.all(busy.values())
  }

  /** One person does one thing at a time; what comes meanwhile is left. */
  function begin({ kind, dice }: PlannedAct): void {
    const tenant = at(town.tenants, dice[0])
    const person = tenant && at(alive(tenant), dice[1])
    if (tenant === undefined || person === undefined || history.uninstalled.has(tenant.workspace)) return
    const name = `${tenant.workspace} ${person}`
    if (busy.has(name)) return
    const act = patiently(does[kind](tenant, person, dice.slice(2)), `${name} ${kind}`)
    busy.set(
      name,
      act.finally(() => busy.delete(name)),
    )
  }

  async function patiently(act: Promise<unknown> | undefined, what: string): Promise<void> {
    const timer = Promise.withResolvers<void>()
    const timeout = setTimeout(timer.resolve, slowest)
    await Promise.race([
      timer.promise,
      Promise.resolve(act).catch((error: Error) => history.note(`${what} failed: ${error.message.slice(0, 200)}`)),
    ])
    clearTimeout(timeout)
  }

  function alive({ workspace, people }: Tenant): string[] {
    return people.filter((one) => !history.erasures.some((gone) => gone.workspace === workspace && gone.person === one))
  }

  function answer(tenant: Tenant, person: string, dice: readonly number[]) {
    const round = at(openIn(tenant, false), dice[0])
    if (round === undefined || ownMessages(tenant, person, round.id).length > 0) return undefined
    words += 1
    const text = `Said ${words} by ${person} of ${tag(tenant)} token-${tag(tenant)}-${person}-${words}: a lease ends by itself.`
    return say(tenant, person, round, text)
  }

  async function say(tenant: Tenant, person: string, round: SeenRound, text: string): Promise<void> {
    const begun = history.now()
    const thread = { place: round.threadPlace ?? '', id: round.threadId ?? '' }
    const written = await tenant.chat.answer(person, thread, text)
    const { place, id, at: platformAt, acknowledged } = written
    const { workspace } = tenant
    history.messages.push({
      ...{ workspace, round: round.id, person, member: tenant.chat.idOf(person), place, id, text },
      ...{ begun, done: history.now(), platformAt, acknowledged, edits: [], deletions: [] },
    })
    history.note(`${workspace} ${person} answered ${round.id} (${acknowledged}): ${text}`)
  }

  function edit(tenant: Tenant, person: string, dice: readonly number[]) {
    const message = at(ownMessages(tenant, person), dice[0])
    if (message === undefined) return undefined
    words += 1
    const change = { ...started(), text: `${message.text} Edited ${words}.` }
    message.edits.push(change)
    return settle(change, `${person} edited ${message.id}: ${words}`, () =>
      tenant.chat.edit(person, message, change.text),
    )
  }

  function remove(tenant: Tenant, person: string, dice: readonly number[]) {
    const message = at(ownMessages(tenant, person), dice[0])
    if (message === undefined) return undefined
    const change = started()
    message.deletions.push(change)
    return settle(change, `${person} deleted ${message.id}`, () => tenant.chat.remove(person, message))
  }

  function cast(tenant: Tenant, person: string, dice: readonly number[]) {
    const all = standing(tenant).filter((message) => message.person !== person && !hasVote(message, person))
    const message = at(all, dice[0])
    if (message === undefined) return undefined
    const vote = voteOn(tenant, person, message, true)
    return settle(vote, `${person} voted for ${message.id}`, () => tenant.chat.vote(person, message))
  }

  function takeBack(tenant: Tenant, person: string, dice: readonly number[]) {
    const message = at(
      standing(tenant).filter((one) => hasVote(one, person)),
      dice[0],
    )
    if (message === undefined) return undefined
    const vote = voteOn(tenant, person, message, false)
    return settle(vote, `${person} took back a vote for ${message.id}`, () => tenant.chat.unvote(person, message))
  }

  function choose(tenant: Tenant, person: string, dice: readonly number[]) {
    const round = at(openIn(tenant, true), dice[0])
    if (round === undefined) return undefined
    const message = { place: round.openingPlace ?? '', id: round.openingId ?? '' }
    const label = at(
      tenant.chat.buttons(message).filter((button) => /^([A-J]|True|False)$/.test(button)),
      dice[1],
    )
    if (label === undefined) return undefined
    const { workspace } = tenant
    const choice: Choice = {
      ...{ ...started(), workspace, round: round.id, person, member: tenant.chat.idOf(person), label, stands: false },
    }
    history.choices.push(choice)
    return settle(choice, `${workspace} ${person} chose ${label} in ${round.id}`, async () => {
      const reply = await tenant.chat.press(person, label, message)
      choice.stands = reply.acknowledged && reply.words.includes(`Your answer: ${label}`)
      if (!choice.stands) history.note(`${person} was told: ${reply.words.slice(0, 160)}`)
      return told(reply)
    })
  }

  function post(tenant: Tenant, _person: string, dice: readonly number[]) {
    const [admin = ''] = tenant.people
    const isClose = (dice[0] ?? 0) < 0.4
    if (isClose) return settle(started(), `${tenant.workspace} closed`, () => close(tenant, tenant.posts))
    const { workspace } = tenant
    const channel = tenant.chat.channelId(tenant.posts)
    const command = { ...started(), workspace, channel, stands: false, isInDoubt: false }
    history.posts.push(command)
    return settle(command, `${workspace} /study post`, async () => {
      const reply = await tenant.chat.command(admin, 'post', tenant.posts)
      command.stands = reply.words.includes('Here comes a question')
      command.isInDoubt = reply.words.trim() === '' || reply.words.includes('broke')
      return told(reply)
    })
  }

  async function close(tenant: Tenant, channel: string): Promise<boolean> {
    const [admin = ''] = tenant.people
    return (await tenant.chat.command(admin, 'close', channel)).acknowledged
  }

  function board(tenant: Tenant, person: string) {
    return tenant.chat.command(person, 'leaderboard', tenant.posts)
  }

  function help(tenant: Tenant, person: string) {
    return tenant.chat.command(person, 'help', tenant.posts)
  }

  async function closeAll(): Promise<void> {
    for (const round of watcher.open()) {
      const tenant = town.tenants.find(({ workspace }) => workspace === round.workspace)
      if (tenant === undefined || history.uninstalled.has(tenant.workspace)) continue
      const standing = history.doomed.has(tenant.workspace) ? [] : [tenant.doomed]
      const channel = [...tenant.channels, tenant.posts, ...standing].find(
        (name) => tenant.chat.channelId(name) === round.channel,
      )
      if (channel !== undefined) await close(tenant, channel).catch((error: Error) => history.note(error.message))
    }
  }

  async function erase(tenant: Tenant, person: string): Promise<void> {
    const { workspace } = tenant
    const record = { workspace, person, member: tenant.chat.idOf(person), begun: history.now(), stands: false }
    const erasure = { ...record, done: undefined as number | undefined }
    history.erasures.push(erasure)
    await busy.get(`${workspace} ${person}`)
    for (let attempt = 0; attempt < 10 && !erasure.stands; attempt += 1) {
      const reply = await tenant.chat.erase(person, tenant.posts).catch((error: Error) => {
        history.note(`erasing ${person} of ${workspace} failed: ${error.message.slice(0, 200)}`)
        return { acknowledged: false, words: '' }
      })
      erasure.stands = reply.words.includes('Your data is deleted')
      if (!erasure.stands) await new Promise((resolve) => setTimeout(resolve, 1000))
    }
    erasure.done = history.now()
    history.note(`${person} of ${workspace} had their data deleted: ${erasure.stands}`)
  }

  /** Slack tries again for an hour; here until it is heard. */
  async function redeliver(): Promise<void> {
    if (town.slack.app.requestUrl === undefined) return
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const failed = town.slack.deliveries.filter(
        ({ kind, state, team }) => kind === 'event' && state === 'failed' && !history.uninstalled.has(`slack/${team}`),
      )
      if (failed.length === 0) return
      for (const delivery of failed) await town.slack.events.redeliver(delivery)
    }
  }

  async function settle(change: Change, what: string, act: () => Promise<boolean>): Promise<void> {
    change.acknowledged = await act()
    change.done = history.now()
    history.note(`${what} (${change.acknowledged})`)
  }

  function started(): Change {
    return { begun: history.now(), done: undefined, platformAt: town.now(), acknowledged: false }
  }

  function voteOn(tenant: Tenant, person: string, message: SaidMessage, isOn: boolean): Vote {
    const { workspace, chat } = tenant
    const vote: Vote = {
      ...{ ...started(), workspace, round: message.round, message: message.id, person, isOn },
      member: chat.idOf(person),
    }
    history.votes.push(vote)
    return vote
  }

  function hasVote(message: SaidMessage, person: string): boolean {
    const last = history.votes.findLast((vote) => vote.message === message.id && vote.person === person)
    return last?.isOn === true
  }

  function ownMessages(tenant: Tenant, person: string, round?: string): SaidMessage[] {
    return standing(tenant).filter((one) => one.person === person && (round === undefined || one.round === round))
  }

  function standing({ workspace }: Tenant): SaidMessage[] {
    return history.messages.filter((one) => one.workspace === workspace && one.deletions.length === 0)
  }

  function openIn({ workspace }: Tenant, isClosedKind: boolean): SeenRound[] {
    return watcher
      .open()
      .filter((round) => round.workspace === workspace && isChosen(bank, round.question) === isClosedKind)
  }
}

/** Answered with buttons. */
function isChosen(bank: Bank, question: string): boolean | undefined {
  const kind = bank.questions.get(question)?.kind
  if (kind === 'single' || kind === 'true-false') return true
  return kind === 'open' ? false : undefined
}

/** A word for a tenant that no other tenant's text has. */
export function tag({ workspace }: Pick<Tenant, 'workspace'>): string {
  return workspace.replace('/', '-')
}

function told({ acknowledged }: Replied & Told): boolean {
  return acknowledged
}

function at<T>(list: readonly T[], thrown: number | undefined): T | undefined {
  return list[Math.floor((thrown ?? 0) * list.length)]
}
