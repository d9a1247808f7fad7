import type { Log } from '../../core/log.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { openStage, type Stage } from '../replay/stage.ts'
import { type Furnishing, furnish } from '../studyhall.ts'
import type { DemoPerson, DemoScript } from './demo-script.ts'

export interface LivingIn {
  readonly address: string
  readonly bank: Bank
  readonly script: DemoScript
  /** The room; its schedule is set so that today's question came a while ago. */
  readonly furnishing: Omit<Furnishing, 'schedule'>
  readonly now: Temporal.Instant
  readonly newId: () => string
  readonly log: Log
}

/** How long ago today's question came. */
const askedMinutesAgo = 40
const answerMinutes = 8 * 60

/** Lives through yesterday and this morning in an empty room, so that a newcomer finds it lived in. */
export async function liveIn(living: LivingIn): Promise<void> {
  const { script, furnishing, now } = living
  const today = now.subtract({ minutes: askedMinutesAgo }).round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const local = today.toZonedDateTimeISO(furnishing.zone)
  const yesterday = local.subtract({ days: 1 }).toInstant()
  const schedule = {
    days: [1, 2, 3, 4, 5, 6, 7],
    localTime: local.toPlainTime().toString({ smallestUnit: 'minute' }),
    answerMinutes,
  }
  const onStage = async (question: string, starts: Temporal.Instant, live: (stage: Stage) => Promise<void>) => {
    const questions = new Map([...living.bank.questions].filter(([id]) => id === question))
    const stage = await openStage({ ...living, bank: { ...living.bank, questions }, starts, connections: 4 })
    try {
      await furnish(stage.studyhall(), { ...furnishing, schedule })
      await live(stage)
    } finally {
      await stage.stop()
    }
  }
  await onStage(script.yesterday.question, yesterday.subtract({ seconds: 1 }), async (stage) => {
    await stage.moveTo(yesterday)
    const said = await answerAll(stage, furnishing, yesterday, script.yesterday.answers)
    for (const { who, on } of script.yesterday.votes) await react(stage, furnishing, who, said.get(on))
    await stage.moveTo(yesterday.add({ minutes: answerMinutes }))
  })
  await onStage(script.today.question, today.subtract({ seconds: 1 }), async (stage) => {
    await stage.moveTo(today)
    await answerAll(stage, furnishing, today, script.today.answers)
    await stage.studyhall().memory.beginDemo(furnishing.workspace, now)
  })
}

type Where = Pick<Furnishing, 'workspace' | 'channel'>

async function answerAll(
  stage: Stage,
  { workspace, channel }: Where,
  asked: Temporal.Instant,
  answers: readonly { readonly after: number; readonly who: DemoPerson; readonly says: string }[],
): Promise<Map<DemoPerson, number>> {
  const said = new Map<DemoPerson, number>()
  const { memory, room } = stage.studyhall()
  const question = (await memory.messagesSince(workspace, undefined, 0)).findLast(({ title }) => title !== null)
  for (const { after, who, says } of answers) {
    await stage.moveTo(asked.add({ minutes: after }))
    said.set(who, await (await room.as(workspace, who)).say(channel.id, says, question?.id))
  }
  return said
}

async function react(stage: Stage, { workspace }: Where, who: DemoPerson, message: number | undefined): Promise<void> {
  if (message === undefined) return
  await (await stage.studyhall().room.as(workspace, who)).react(message, '👍', true)
}
