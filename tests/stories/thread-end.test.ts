import { expect, test } from 'vitest'
import type { ChatPlatform, Said, Thread } from '../../core/platform.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { closedBank, recordingLog } from '../support/world.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

/** A platform whose threads can be closed; `outcomes` are what it says first, in their order. */
function ending(...outcomes: Said<Thread>[]) {
  const calls: string[] = []
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    lacks: [],
    say: async (...said) => noting('say', platform.say(...said)),
    edit: async (...said) => noting('edit', platform.edit(...said)),
    endThread: async (workspace, thread, end) => {
      calls.push(end)
      return outcomes.shift() ?? platform.endThread(workspace, thread, end)
    },
  })
  function noting<T>(call: string, done: T): T {
    calls.push(call)
    return done
  }
  return { calls, wrap }
}

test('threads stay open where nobody has chosen otherwise', async () => {
  const { calls, wrap } = ending()
  const room = await openStoryRoom({ wrap })
  expect(await room.as('ada').run('/study threads')).toContain('stay open')
  await room.as('bo').reply(await room.nextQuestion(), answer)
  await room.close()
  expect(calls).toEqual(['say', 'edit'])
})

test.each(['archived', 'locked'])('a thread is %s last of all, after its results', async (end) => {
  const { calls, wrap } = ending()
  const room = await openStoryRoom({ wrap })
  expect(await room.as('ada').run(`/study threads ${end}`)).toContain(end)
  expect(await room.as('bo').run('/study threads open')).toBe('Only people who manage this workspace can do that.')
  await room.as('bo').reply(await room.nextQuestion(), answer)
  await room.close()
  await room.pass({ hours: 1 })
  expect(calls).toEqual(['say', 'edit', end])
  expect(await room.as('ada').run('/study threads open')).toContain('stay open')
})

test('so is one of a question that nobody answered, or that has buttons', async () => {
  const { calls, wrap } = ending()
  const room = await openStoryRoom({ wrap, bank: closedBank('single') })
  await room.as('ada').run('/study threads locked')
  await room.nextQuestion()
  await room.close()
  expect(calls).toEqual(['say', 'edit', 'locked'])
})

test('a platform that refuses to end a thread is left alone; one that is busy is asked again', async () => {
  const log = recordingLog()
  const { calls, wrap } = ending({ later: 1 }, { refused: 'no-permission', detail: 'missing: Manage Threads' })
  const room = await openStoryRoom({ wrap, log })
  await room.as('ada').run('/study threads archived')
  await room.as('bo').reply(await room.nextQuestion(), answer)
  await room.close()
  await room.stage.settle()
  expect(calls.filter((call) => call === 'archived')).toHaveLength(2)
  expect(calls.at(-1)).toBe('archived')
  expect((await room.said()).filter((text) => text.includes('1 answer, 0 votes'))).toHaveLength(1)
  expect(log.lines.map(({ says }) => says)).toContain('the platform refused to end a thread')
})

test('an answer that is removed later still changes the results', async () => {
  const { wrap } = ending()
  const room = await openStoryRoom({ wrap })
  await room.as('ada').run('/study threads locked')
  const message = await room.as('bo').reply(await room.nextQuestion(), answer)
  await room.close()
  await room.as('ada').press(message, 'remove-answer')
  expect((await room.said()).at(-1)).toContain('(removed)')
})
