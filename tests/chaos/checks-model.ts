import type { Checking } from './checker.ts'
import type { Change, History, SaidMessage, Vote } from './history.ts'
import type { SeenRound } from './watcher.ts'

/** Nothing lost: what people did while a round was open is in its results. */

export interface KeptAnswer {
  readonly workspace: string
  readonly round: string
  readonly member: string
  readonly text: string | null
  readonly messages: readonly string[]
  readonly voters: readonly string[]
}

/** What was undone this shortly before the last reading of a thread may still count: see readingDelaySeconds. */
const readingDelay = 6_500
/** From what someone does until a process has heard of it. */
const hearingDelay = 1_000

export async function checkAnswers(checking: Checking): Promise<void> {
  const { town, history, rounds, watcher, complain, looked } = checking
  const kept = (await town.admin.sql`
    select workspace, round, member, text, messages, voters from answers`) as unknown as KeptAnswer[]
  const closed = new Map(rounds.filter((round) => round.closed).map((round) => [round.id, round]))
  for (const message of history.messages) {
    const round = closed.get(message.round)
    if (round === undefined || isForgotten(history, message)) continue
    const answer = kept.find((one) => one.round === round.id && one.member === message.member)
    const closing = { round, lastOpen: watcher.lastOpen(round.id), history }
    if (isBefore(message, closing.lastOpen, round.answersUntil)) looked('answers')
    checkAnswer(checking, message, answer, closing)
  }
  for (const [key, same] of Map.groupBy(kept, ({ round, member }) => `${round} ${member}`)) {
    if (same.length > 1) complain(`two answers of one member: ${key}`, key)
  }
}

interface Closing {
  readonly round: SeenRound
  readonly lastOpen: number
  readonly history: History
}

function checkAnswer(
  { complain, excuse, looked }: Checking,
  message: SaidMessage,
  answer: KeptAnswer | undefined,
  closing: Closing,
): void {
  const isKept = answer?.messages.includes(message.id) === true
  const why =
    message.deletions.length > 0
      ? deletionProblem(message, isKept ? answer : undefined, closing)
      : answerProblem(message, isKept ? answer : undefined, closing)
  if (why === unheardDeletion) excuse(`${why}: ${about(message)}`)
  else if (why !== undefined)
    complain(`${why}: ${about(message)}, in the results: ${JSON.stringify(answer)}`, message.id)
  if (isKept) checkVotes(message, answer, { ...closing, complain, excuse, looked })
}

/** @param answer the one that the message is in */
function deletionProblem(
  { deletions, workspace }: SaidMessage,
  answer: KeptAnswer | undefined,
  { round, lastOpen, history }: Closing,
): string | undefined {
  if (answer === undefined) return undefined
  const inTime = deletions.some(
    (one) => one.acknowledged && isBefore(one, lastOpen, round.answersUntil) && isSettled(one.done, lastOpen, history),
  )
  if (inTime) return 'a deleted answer counts'
  const isShown = answer.text !== null && deletions.every(({ acknowledged }) => acknowledged)
  if (!isShown) return undefined
  return workspace.startsWith('slack/') ? 'a deleted answer is still shown' : unheardDeletion
}

function answerProblem(
  message: SaidMessage,
  answer: KeptAnswer | undefined,
  { round, lastOpen }: Closing,
): string | undefined {
  if (!isBefore(message, lastOpen, round.answersUntil)) return undefined
  if (answer === undefined) return isUnknowable(message, round) ? undefined : 'an answer is missing'
  const certain = message.edits.filter((edit) => isBefore(edit, lastOpen, round.answersUntil))
  const others = message.edits.filter((edit) => !certain.includes(edit))
  const allowed = [certain.at(-1)?.text ?? message.text, ...others.map(({ text }) => text)]
  return allowed.includes(answer.text ?? '')
    ? undefined
    : `an answer has the wrong text (not “${allowed.join('” or “')}”)`
}

/** Discord acknowledges nothing and tells nothing again, and a closed thread is not read any more. */
const unheardDeletion = 'deleted on Discord after the close, while nobody listened'

/** First heard of by a reading, after an edit that came later than the close: nobody can tell what it said in time. */
function isUnknowable({ edits, acknowledged }: SaidMessage, { answersUntil }: SeenRound): boolean {
  return !acknowledged && edits.some(({ platformAt }) => platformAt > answersUntil)
}

function checkVotes(
  message: SaidMessage,
  answer: KeptAnswer,
  { round, lastOpen, history, complain, excuse, looked }: Closing & Pick<Checking, 'complain' | 'excuse' | 'looked'>,
): void {
  const own = history.votes.filter((vote) => vote.message === message.id && !isForgotten(history, vote))
  for (const [voter, acts] of Map.groupBy(own, ({ member }) => member)) {
    const sureActs = acts.filter((act) => isBefore(act, lastOpen, round.closesAt))
    const last = sureActs.at(-1)
    const isCertain = last !== undefined && acts.length === sureActs.length
    if (!isCertain) continue
    looked('votes')
    const counts = answer.voters.includes(voter)
    if (last.isOn && !counts) {
      const say = sayOf(acts, history, { complain, excuse })
      say(`a vote of ${last.person} is missing: ${about(message)}`, message.id)
    }
    if (!last.isOn && counts && isSettled(last.done, lastOpen, history)) {
      complain(`a vote of ${last.person} that was taken back counts: ${about(message)}`, message.id)
    }
  }
}

function sayOf(
  acts: readonly Vote[],
  history: History,
  { complain, excuse }: Pick<Checking, 'complain' | 'excuse'>,
): Checking['complain'] {
  if (!acts.some((act) => isMistimed(act, history))) return complain
  return (what) => excuse(`heard while a clock was off: ${what}`)
}

/** Discord tells no time of a reaction: the process that hears of it takes its own. */
function isMistimed({ workspace, begun, done }: Vote, { skews }: History): boolean {
  const isDiscord = workspace.startsWith('discord/')
  return isDiscord && skews.some(({ from, to }) => begun < to + hearingDelay && (done ?? begun) > from)
}

/** Had it come to its end while the round took answers, and in time by the platform's clock? */
function isBefore({ done, platformAt }: Change, lastOpen: number, until: number): boolean {
  return done !== undefined && done < lastOpen && platformAt <= until
}

/** Undone long enough before the last reading to be taken as undone, by a clock that was right. */
function isSettled(done: number | undefined, lastOpen: number, { clocksMoved }: History): boolean {
  return done !== undefined && done < lastOpen - readingDelay && !clocksMoved
}

export async function checkChoices({
  town,
  history,
  rounds,
  watcher,
  complain,
  choiceOf,
  looked,
}: Checking): Promise<void> {
  const kept = await town.admin.sql`select round, member, values[1] as value from choices`
  const keptValues = new Map(kept.map(({ round, member, value }) => [`${round} ${member}`, value]))
  const closed = new Map(rounds.filter((round) => round.closed).map((round) => [round.id, round]))
  const byMember = Map.groupBy(history.choices, ({ round, member }) => `${round} ${member}`)
  for (const [key, made] of byMember) {
    const last = made.findLast(({ stands }) => stands)
    const round = closed.get(last?.round ?? '')
    if (last === undefined || round === undefined || isForgotten(history, last)) continue
    if (last.done === undefined || last.done > watcher.lastOpen(round.id)) continue
    looked('choices')
    const later = made.filter((one) => one.begun >= last.begun && !one.stands)
    const allowed = [last, ...later].map(({ label }) => choiceOf(round, label))
    const value = keptValues.get(key)
    if (allowed.includes(value)) continue
    complain(
      `a choice that stands is ${value === undefined ? 'missing' : `“${value}”`}: ${key} ${last.label}`,
      round.id,
    )
  }
}

/** A round for each question that was promised by command, and no more than were asked for. */
export function checkPosts({ history, rounds, complain }: Checking): void {
  const asked = rounds.filter(({ occasion }) => occasion.startsWith('asked:'))
  for (const [channel, commands] of Map.groupBy(history.posts, (one) => `${one.workspace} ${one.channel}`)) {
    const made = asked.filter((round) => `${round.workspace} ${round.channel}` === channel).length
    const promised = commands.filter(({ stands }) => stands).length
    const unknown = commands.filter(({ stands, acknowledged }) => !stands && !acknowledged).length
    // its commit may have come through, its reply not
    const inDoubt = commands.filter(
      ({ stands, acknowledged, isInDoubt }) => !stands && acknowledged && isInDoubt,
    ).length
    if (made < promised) complain(`${promised} questions were promised, ${made} came: ${channel}`, channel)
    if (made > promised + unknown + inDoubt)
      complain(`${made} questions came for ${promised} commands: ${channel}`, channel)
  }
}

/** Their data was deleted, or their workspace has removed the bot. */
export function isForgotten(history: History, { workspace, person }: { workspace: string; person: string }): boolean {
  return (
    history.uninstalled.has(workspace) ||
    history.erasures.some((one) => one.workspace === workspace && one.person === person)
  )
}

function about({ workspace, round, person, id, text }: SaidMessage): string {
  return `${workspace} ${person} in ${round}, message ${id} “${text}”`
}
