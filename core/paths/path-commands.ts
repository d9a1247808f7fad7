import type { Asked, Capability } from '../interactions.ts'
import { containing, nearest, plainLetters } from '../near.ts'
import type { Choice, Message, Reply } from '../platform.ts'
import type { Bank } from '../questions/bank.ts'
import type { Path } from '../questions/path.ts'
import { quizButtonsFor } from '../quizzes/quiz-commands.ts'
import { privately } from '../reply.ts'
import { itemsIn, pathMessage, pathsWords, pathWords, stepMessage, unknownPath } from './path-words.ts'
import { standingsOf } from './standing.ts'

/** Guides: where one stands in each, step by step, and a quiz of a step. */
export const paths: Capability = {
  commands: [
    {
      words: 'study path',
      about: 'Guides to follow step by step, and where you stand in them',
      gives: 'private',
      options: [{ name: 'guide', about: 'Which one; else all of them' }],
      suggestions: { guide: ({ study }, typed) => pathsLike(study.bank, typed) },
      run: (asked, { guide }) => show(asked, guide),
    },
  ],
  buttons: {
    'path-show': { gives: 'update', run: (asked, _subject, [id = '']) => updatePath(asked, id) },
    'path-all': { gives: 'update', run: (asked, id) => updatePath(asked, id) },
    'path-open': { gives: 'update', run: (asked, id, [step = '']) => updateStep(asked, `${id}/${step}/1`) },
    'path-step': { gives: 'update', run: updateStep },
    ...quizButtonsFor('path-quiz', ({ study: { bank } }, subject) => stepOf(bank, subject)?.step.items),
  },
}

async function show(asked: Asked, typed: string | undefined): Promise<Reply> {
  const { bank } = asked.study
  const all = [...bank.paths.values()]
  if (all.length === 0) return privately(pathWords.none)
  if (typed === undefined) return alone(pathsWords(all, await standingsOf(asked, all.flatMap(itemsIn))))
  const found = pathTyped(bank, typed)
  if (found !== undefined) return alone(await whole(asked, found))
  return privately(
    unknownPath(
      typed,
      nearest(
        typed,
        all.map(({ title }) => title),
      ),
    ),
  )
}

/** By its title or its id. */
function pathTyped({ paths: all }: Bank, typed: string): Path | undefined {
  const name = plainLetters(typed)
  return [...all.values()].find(({ path, title }) => [plainLetters(path), plainLetters(title)].includes(name))
}

function pathsLike({ paths: all }: Bank, typed: string): Choice[] {
  const found = containing(typed, all.values(), ({ title, path }) => `${title} ${path}`)
  return found.map(({ path, title }) => ({ value: path, label: title }))
}

async function whole(asked: Asked, path: Path): Promise<Message> {
  return pathMessage(path, await standingsOf(asked, itemsIn(path)))
}

async function updatePath(asked: Asked, id: string): Promise<Reply> {
  const path = asked.study.bank.paths.get(id)
  return path === undefined ? privately(pathWords.gone) : { kind: 'update', message: await whole(asked, path) }
}

async function updateStep(asked: Asked, subject: string): Promise<Reply> {
  const { bank } = asked.study
  const found = stepOf(bank, subject)
  if (found === undefined) return privately(pathWords.gone)
  const { path, step, page } = found
  const standings = await standingsOf(asked, step.items)
  return { kind: 'update', message: stepMessage({ path, step, bank, standings }, page) }
}

/** `PATH/STEP/PAGE`, the page from 1. */
function stepOf({ paths: all }: Bank, subject: string) {
  const [id = '', stepId = '', page = ''] = subject.split('/')
  const path = all.get(id)
  const step = path?.steps.find((one) => one.id === stepId)
  return path && step && { path, step, page: Number.parseInt(page, 10) || 1 }
}

function alone(message: Message): Reply {
  return { kind: 'message', seen: 'private', message }
}
