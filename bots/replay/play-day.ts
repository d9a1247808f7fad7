import { inWorkspace } from '../../core/db/connect.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import type { RoomMessage } from '../../core/db/room-rows.ts'
import type { Log } from '../../core/log.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { channelBoard } from '../../core/standings/board.ts'
import { furnish } from '../studyhall.ts'
import type { RoomPresence } from '../web/room.ts'
import { type Day, isoDays, type Step } from './day-file.ts'
import { openStage, type Stage } from './stage.ts'
import { transcript } from './transcript.ts'

export interface DayPlayed {
  /** What the channel showed, a line each, as it happened. */
  readonly transcript: readonly string[]
  /** Expectations that do not hold, each a sentence. */
  readonly failures: readonly string[]
}

export interface DayStage {
  readonly address: string
  readonly bank: Bank
  readonly newId: () => string
  readonly log: Log
}

const workspace = 'room/replay'
const channel = 'channel'

/** Lives a day through the same engine, delivery and room that serve real ones. */
export async function playDay(day: Day, on: DayStage): Promise<DayPlayed> {
  const starts = localInstant(day, day.starts)
  const stage = await openStage({ ...on, bank: onlyAsked(on.bank, day), starts, connections: 4 })
  const failures: string[] = []
  try {
    await furnish(stage.studyhall(), furnishing(day))
    const lines = transcript(day.zone, new Map(day.people.map((name) => [idOf(name), name])))
    const named = new Map<string, number>()
    await stage.settle()
    for (const [index, step] of day.steps.entries()) {
      if (step.at !== undefined) await stage.moveTo(localInstant(day, step.at, stage.now()))
      lines.take(await messages(stage))
      const heard = await play(day, stage, step, named)
      await stage.settle()
      lines.take(await messages(stage))
      const complaint = heardComplaint(step, heard)
      if (complaint !== undefined) failures.push(`step ${index + 1}: ${complaint}`)
    }
    failures.push(...(await unmet(day, stage, lines.botTexts())))
    return { transcript: lines.all(), failures }
  } finally {
    await stage.stop()
  }
}

/** @throws PlainError when the file names a question that there is not */
function onlyAsked(bank: Bank, { questions: wanted }: Day): Bank {
  const unknown = wanted?.find((id) => !bank.questions.has(id))
  if (unknown !== undefined) throw new PlainError(`There is no question ${unknown} in the bank.`)
  const kept = [...bank.questions].filter(([id]) => wanted === undefined || wanted.includes(id))
  return { ...bank, questions: new Map(kept) }
}

function furnishing({ day, zone, people, admins, schedule }: Day) {
  const { at: localTime, days, 'answer-hours': hours } = schedule
  return {
    workspace,
    name: day,
    zone,
    channel: { id: channel, name: channel },
    people: people.map((name) => ({ id: idOf(name), name, admin: admins.includes(name) })),
    schedule: { localTime, days: isoDays(days), answerMinutes: hours * 60 },
  }
}

/** One step, by the person it names; gives what the bot replied to them alone. */
async function play(day: Day, stage: Stage, step: Step, named: Map<string, number>): Promise<string | undefined> {
  if ('restart' in step) return void (await restart(stage, day))
  if (!('who' in step)) return undefined
  const before = await messages(stage)
  const who = await stage.studyhall().room.as(workspace, idOf(step.who))
  await act(who, step, before, named)
  const after = await messages(stage)
  const known = new Set(before.map(({ id }) => id))
  return after.find(({ id, onlyFor }) => !known.has(id) && onlyFor === idOf(step.who))?.text
}

async function restart(stage: Stage, { day, zone }: Day): Promise<void> {
  await stage.restart()
  await stage.studyhall().room.open(workspace, { name: day, zone })
}

type PersonStep = Extract<Step, { who: string }>

async function act(
  who: RoomPresence,
  step: PersonStep,
  before: RoomMessage[],
  named: Map<string, number>,
): Promise<void> {
  const message = (name: string) => {
    const id = name === 'question' ? latestQuestion(before)?.id : named.get(name)
    if (id === undefined) throw new PlainError(`No message is called ${name}.`)
    return id
  }
  if ('says' in step) {
    const thread = step.in === 'thread' ? message('question') : undefined
    const id = await who.say(channel, step.says, thread)
    if (step.as !== undefined) named.set(step.as, id)
  } else if ('edits' in step) await who.edit(message(step.edits), step.to)
  else if ('deletes' in step) await who.remove(message(step.deletes))
  else if ('reacts' in step) await who.react(message(step.on), step.reacts, true)
  else if ('unreacts' in step) await who.react(message(step.on), step.unreacts, false)
  else if ('runs' in step) await who.command(channel, step.runs.slice(1))
  else await pressLatest(who, step.presses, before)
}

async function pressLatest(who: RoomPresence, label: string, before: readonly RoomMessage[]): Promise<void> {
  const holder = before.findLast(({ buttons }) => buttons.some((button) => button.label === label))
  const button = holder?.buttons.find((one) => one.label === label)
  if (holder === undefined || button === undefined) throw new PlainError(`No message has a button ${label}.`)
  await who.press(holder.id, button.id)
}

function latestQuestion(among: readonly RoomMessage[]): RoomMessage | undefined {
  return among.findLast(({ title }) => title !== null)
}

function heardComplaint(step: Step, heard: string | undefined): string | undefined {
  if (!('hears' in step) || step.hears === undefined || heard?.includes(step.hears)) return undefined
  return `${step.who} should hear “${step.hears}”, and hears ${heard === undefined ? 'nothing' : `“${heard}”`}`
}

async function unmet({ expect, zone, people }: Day, stage: Stage, texts: readonly string[]): Promise<string[]> {
  const said = (part: string) => texts.some((text) => text.includes(part))
  const questions = (await messages(stage)).filter(({ title }) => title !== null).length
  return [
    ...(expect.points === undefined ? [] : await wrongPoints(expect.points, people, zone, stage)),
    ...expect.said.filter((part) => !said(part)).map((part) => `the bot should have said “${part}”`),
    ...expect['never-said'].filter(said).map((part) => `the bot should never have said “${part}”`),
    ...((expect.questions ?? questions) === questions
      ? []
      : [`${expect.questions} questions should be asked, and ${questions} are`]),
  ]
}

async function wrongPoints(
  expected: Record<string, number>,
  people: readonly string[],
  zone: string,
  stage: Stage,
): Promise<string[]> {
  const standings = await inWorkspace(stage.studyhall().study.database, workspace, (tx) =>
    channelBoard(tx, { workspace, channel, zone, window: 'all', now: stage.now() }),
  )
  const points = new Map(standings.map(({ member, points: sum }) => [member, sum]))
  return people.flatMap((name) => {
    const [has, should] = [points.get(idOf(name)) ?? 0, expected[name] ?? 0]
    return has === should ? [] : [`${name} should have ${should} points, and has ${has}`]
  })
}

async function messages(stage: Stage): Promise<RoomMessage[]> {
  return stage.studyhall().memory.messagesSince(workspace, undefined, 0)
}

function idOf(name: string): string {
  return name.toLowerCase()
}

/** `09:05` on the day that it is, or with its date. */
function localInstant({ zone }: Day, text: string, now?: Temporal.Instant): Temporal.Instant {
  const dated = text.includes(' ') ? text : `${now?.toZonedDateTimeISO(zone).toPlainDate().toString()} ${text}`
  return Temporal.PlainDateTime.from(dated.replace(' ', 'T')).toZonedDateTime(zone).toInstant()
}
