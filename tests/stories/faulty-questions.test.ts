import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { closedBank } from '../support/world.ts'

const bank = closedBank('single', 'true-false')
const single = 'latest-events-of-one-tenant'

/** The indexes of the right option, and of a wrong one. */
function optionsOf(): { readonly right: string; readonly wrong: string } {
  const question = bank.questions.get(single)
  if (question?.kind !== 'single') throw new Error('the question is not in the bank')
  const right = question.options.findIndex((option) => option.right)
  return { right: String(right), wrong: String(right === 0 ? 1 : 0) }
}

/** Sixty people have answered: a third of them know all else, and choose another option than the key here. */
async function leaveAnswers(room: StoryRoom, isFirst = true): Promise<void> {
  const { right, wrong } = optionsOf()
  const at = room.stage.now().toString()
  await inWorkspace(room.studyhall().study.database, room.workspace, async (tx) => {
    await sqlOf(tx)`
      insert into attempts (workspace, occasion, member, question, at, values, score, is_first)
      select ${room.workspace}, 'quiz:' || question, 'm' || m, question, ${at}::timestamptz,
        array[case when (question in (${single}, 'gone-d')) = (m <= 20) then ${wrong} else ${right} end],
        case when (question in (${single}, 'gone-d')) = (m <= 20) then 0 else 1 end, ${isFirst}::boolean
      from generate_series(1, 60) m, unnest(array[${single}, 'gone-a', 'gone-b', 'gone-c', 'gone-d']) question`
  })
}

test('as an admin I see which key is probably wrong, in plain words and with what to do, and nobody else does', async () => {
  const room = await openStoryRoom({ bank })
  expect(await room.as('ada').run('/study status')).not.toContain('answers suggest')
  await leaveAnswers(room)
  const status = (await room.as('ada').run('/study status')) ?? ''
  expect(status).toContain('The answers suggest that something is wrong here:')
  const tests = bank.questions.get(single)?.tests.slice(0, 20) ?? ''
  expect(status).toMatch(
    new RegExp(`- \\*${tests}[^\n]*\\(\`${single}\`\\): its key is probably wrong[^\n]*\\(60 answers\\)`),
  )
  expect(status).toContain('Read each with its sources.')
  expect(status.match(/^- /gm)).toHaveLength(1)
  expect(await room.as('bo').run('/study status')).not.toContain('answers suggest')
})

test('what people flagged comes first', async () => {
  const room = await openStoryRoom({ bank })
  await room.nextQuestion()
  await leaveAnswers(room)
  const flag = (await room.messages()).findLast(({ title }) => title !== null)?.buttons.at(-1)?.id ?? ''
  await room.as('bo').submit(flag, { reason: 'wrong', text: '' })
  expect(await room.as('ada').run('/study status')).toMatch(/1 flag on questions[\s\S]*The answers suggest/)
})

test('repeats, and the answers of those who are excluded, say nothing about a question', async () => {
  const repeated = await openStoryRoom({ bank })
  await leaveAnswers(repeated, false)
  expect(await repeated.as('ada').run('/study status')).not.toContain('answers suggest')
  const room = await openStoryRoom({ bank })
  await leaveAnswers(room)
  await inWorkspace(room.studyhall().study.database, room.workspace, async (tx) => {
    const at = room.stage.now().toString()
    await sqlOf(tx)`
      insert into members (workspace, id, name, seen_at, excluded_at)
      select ${room.workspace}, 'm' || m, 'M', ${at}, ${at} from generate_series(1, 40) m`
  })
  expect(await room.as('ada').run('/study status')).not.toContain('answers suggest')
})
