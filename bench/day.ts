import { type Bench, median, rounded } from './bench.ts'
import { answerEvent, type BenchStage, command, openBenchStage, voteEvent } from './stage.ts'

const votesAnAnswer = 4
const inFlight = 16
const repeats = 3

/** A whole round through the engine, from the first answer to the last word of the results, per event. */
export const day: Bench = {
  name: 'day',
  async run(tools) {
    const stage = await openBenchStage(tools)
    const small: number[] = []
    const large: number[] = []
    await live(stage, 'room/warm-up', 50)
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      // ten small days beside one large one, so that both measure as many events
      const smalls: number[] = []
      for (let turn = 0; turn < 10; turn += 1) smalls.push(await live(stage, `room/small-${repeat}-${turn}`, 50))
      small.push(median(smalls))
      large.push(await live(stage, `room/large-${repeat}`, 500))
      tools.note(`day: ${small.at(-1)?.toFixed(3)} ms an event of 50 answers, ${large.at(-1)?.toFixed(3)} of 500`)
    }
    await stage.studyhall.stop()
    const growth = median(large.map((value, index) => value / (small[index] ?? value)))
    const unit = 'ms/event'
    return [
      { bench: 'day', name: 'day@50', value: rounded(median(small)), unit },
      {
        bench: 'day',
        name: 'day',
        value: rounded(median(large)),
        unit,
        floor: rounded(median(small)),
        ratio: rounded(growth),
      },
    ]
  },
}

/** Milliseconds an event of a day with so many answers and four times as many votes, its close included. */
async function live(stage: BenchStage, workspace: string, answers: number): Promise<number> {
  const { studyhall, entries, now, openRound } = stage
  await openRound(workspace)
  entries.length = 0
  const began = performance.now()
  await eachBeside(answers, async (index) => {
    const said = answerEvent(workspace, index, now)
    entries.push({ message: said.message, member: said.member, text: said.text, at: now, reactions: [] })
    await studyhall.engine.handle(said)
  })
  await eachBeside(answers * votesAnAnswer, (vote) => {
    return studyhall.engine.handle(voteEvent(workspace, vote % answers, Math.floor(vote / answers), now))
  })
  await studyhall.engine.handle(command(workspace, 'study close', now))
  await studyhall.study.deliveries.settled()
  return (performance.now() - began) / (answers * (1 + votesAnAnswer))
}

async function eachBeside(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < count) await work(next++)
    }),
  )
}
