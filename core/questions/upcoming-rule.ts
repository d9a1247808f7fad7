import { type Audience, nextForChannel, rankForChannel } from '../quizzes/choosing.ts'
import { type Asking, type AskingTimes, askingsAfter } from '../rounds/calendar.ts'
import { nextQuestion, rankQuestions, type Wanted, type Wish } from './next-question.ts'
import type { Question } from './question.ts'

/** What a channel will be asked, and the choice itself: one rule for both, so that they agree. Pure. */

/** An admin's choice for a schedule's date. */
export interface Pin {
  readonly schedule: string
  readonly date: Temporal.PlainDate
  readonly question: string
}

export interface ChannelPast {
  /** Ids of the channel's questions, latest first. */
  readonly asked: readonly string[]
  readonly pins: readonly Pin[]
  /** Differs between channels. */
  readonly seed: string
  /** Whom the questions are for; none where nothing is known of them. */
  readonly audience?: Audience | undefined
}

/** What a question is chosen for: a schedule's date, or out of turn. */
export interface Occasion {
  readonly schedule: string | undefined
  readonly date: Temporal.PlainDate
  readonly wanted: Wanted | undefined
}

export type Questions = ReadonlyMap<string, Question>

export interface Chosen {
  readonly question: Question | undefined
  readonly pinned: boolean
}

/** The question for an occasion: the pinned one, else the best that is not pinned on a date still to come. */
export function chooseQuestion(questions: Questions, past: ChannelPast, occasion: Occasion): Chosen {
  const pinned = questions.get(past.pins.find((pin) => isFor(pin, occasion))?.question ?? '')
  if (pinned !== undefined) return { question: pinned, pinned: true }
  return { question: bestOf(questions, past, wishOf(past, occasion)), pinned: false }
}

/** The question to swap in for the one that stands: the next best after it; none when there is no other. */
export function nextBest(questions: Questions, past: ChannelPast, occasion: Occasion): Question | undefined {
  const wish = wishOf(past, occasion)
  const ranked = rankedFor(questions, past, wish).filter(({ id }) => !wish.reserved.has(id))
  const standing = chooseQuestion(questions, past, occasion).question
  const others = [...ranked, ...ranked].slice(ranked.findIndex(({ id }) => id === standing?.id) + 1)
  return others.find(({ id }) => id !== standing?.id)
}

function bestOf(questions: Questions, { asked, seed, audience }: ChannelPast, wish: Wish): Question | undefined {
  if (audience === undefined) return nextQuestion(questions, asked, seed, wish)
  return nextForChannel(questions, asked, seed, wish, audience)
}

function rankedFor(questions: Questions, { asked, seed, audience }: ChannelPast, wish: Wish): Question[] {
  if (audience === undefined) return rankQuestions(questions, asked, seed, wish)
  return rankForChannel(questions, asked, seed, wish, audience)
}

export interface ScheduleAhead {
  readonly id: string
  readonly times: AskingTimes
  /** Its askings after this instant are looked at. */
  readonly after: Temporal.Instant
  readonly wanted: Wanted
}

export interface Planned extends Asking, Chosen {
  readonly schedule: string
  /** The past as it will be then. */
  readonly past: ChannelPast
  readonly occasion: Occasion
}

/** What a channel's schedules will ask, in the order of time, without an end: as if each question were asked. */
export function* plannedQuestions(
  questions: Questions,
  past: ChannelPast,
  ahead: readonly ScheduleAhead[],
): Generator<Planned> {
  let then = past
  for (const { schedule, asking } of inOrder(ahead)) {
    const occasion = { schedule: schedule.id, date: asking.date, wanted: schedule.wanted }
    const chosen = chooseQuestion(questions, then, occasion)
    yield { ...asking, ...chosen, schedule: schedule.id, past: then, occasion }
    if (chosen.question !== undefined) then = { ...then, asked: [chosen.question.id, ...then.asked] }
  }
}

function* inOrder(ahead: readonly ScheduleAhead[]) {
  const waiting = ahead.flatMap((schedule) => {
    const askings = askingsAfter(schedule.times, schedule.after)
    const asking = askings.next().value
    return asking === undefined ? [] : [{ schedule, askings, asking }]
  })
  for (;;) {
    waiting.sort(
      (a, b) => Temporal.Instant.compare(a.asking.at, b.asking.at) || (a.schedule.id < b.schedule.id ? -1 : 1),
    )
    const [first] = waiting
    if (first === undefined) return
    yield { schedule: first.schedule, asking: first.asking }
    const asking = first.askings.next().value
    if (asking === undefined) waiting.shift()
    else first.asking = asking
  }
}

function isFor({ schedule, date }: Pin, occasion: Occasion): boolean {
  return schedule === occasion.schedule && date.equals(occasion.date)
}

function wishOf({ pins }: ChannelPast, occasion: Occasion) {
  const elsewhere = pins.filter(
    (pin) => Temporal.PlainDate.compare(pin.date, occasion.date) >= 0 && !isFor(pin, occasion),
  )
  return { wanted: occasion.wanted, reserved: new Set(elsewhere.map(({ question }) => question)) }
}
