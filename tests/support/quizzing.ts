import type { RoomMessage } from '../../core/db/room-rows.ts'
import type { Reply } from '../../core/platform.ts'
import type { Question } from '../../core/questions/question.ts'
import { hasOptions, shownOptions } from '../../core/questions/show.ts'
import type { StoryRoom } from './story-room.ts'
import { ownBank } from './world.ts'

/** A person in the story room at their own quiz: reads the latest private message, presses what it offers. */
export interface Quizzing {
  /** The private message as it stands. */
  message(): Promise<RoomMessage>
  text(): Promise<string>
  /** What its buttons are called. */
  offered(): Promise<string[]>
  run(command: string): Promise<string>
  /** Presses the button with this label, or whose id begins so. */
  press(button: string, values?: readonly string[]): Promise<Reply | undefined>
  /** Presses Answer and sends this text. */
  type(text: string): Promise<Reply | undefined>
  /** Sends a form that a button has opened. */
  submit(form: string, values: Record<string, string | readonly string[]>): Promise<Reply | undefined>
  /** Answers the question that is asked, whatever its kind. */
  answer(as: 'right' | 'wrong'): Promise<void>
  /** Which question is asked. */
  question(): Promise<Question>
}

export function quizzing(room: StoryRoom, person: string): Quizzing {
  return { message, text, offered, run, press, type, submit, answer, question }

  async function message(): Promise<RoomMessage> {
    const found = (await room.messages(person)).findLast(({ onlyFor, author }) => onlyFor === person && author === null)
    if (found === undefined) throw new Error(`${person} was told nothing`)
    return found
  }

  async function text(): Promise<string> {
    return (await message()).text
  }

  async function offered(): Promise<string[]> {
    return (await message()).buttons.map(({ label }) => label)
  }

  async function run(command: string): Promise<string> {
    return (await room.as(person).run(command)) ?? ''
  }

  async function press(button: string, values?: readonly string[]): Promise<Reply | undefined> {
    const { id, buttons, menus } = await message()
    const found = [...buttons, ...menus].find((one) => one.label === button || one.id.startsWith(`${button}:`))
    if (found === undefined) throw new Error(`${button} is not offered, but ${await offered()}`)
    return room.as(person).pressReply(id, found.id, values)
  }

  async function type(typed: string): Promise<Reply | undefined> {
    const opened = await press('quiz-form')
    if (opened?.kind !== 'form') throw new Error('no form was opened')
    return submit(opened.form.id, { answer: typed })
  }

  async function submit(form: string, values: Record<string, string | readonly string[]>): Promise<Reply | undefined> {
    const { id } = await message()
    return room.as(person).submit(form, values, id)
  }

  async function question(): Promise<Question> {
    const shown = await text()
    const found = [...ownBank.questions.values()].find((one) => shown.includes(one.question.trim()))
    if (found === undefined) throw new Error(`no question of ours in: ${shown}`)
    return found
  }

  async function answer(as: 'right' | 'wrong'): Promise<void> {
    const asked = await question()
    const { buttons, menus } = await message()
    const subject = [...buttons, ...menus][0]?.id.split(':')[1] ?? ''
    if (!hasOptions(asked)) return void (await type(typedFor(asked, await text(), as)))
    const options = shownOptions(asked, subject).filter(({ right }) => right === (as === 'right'))
    if (asked.kind !== 'multi') return void (await press(`quiz-${options[0]?.letter.toLowerCase()}`))
    const chosen = options.map(({ index }) => index)
    await press('quiz-pick', chosen)
    await press('Submit')
  }
}

/** What to type for a right or a wrong answer. */
function typedFor(question: Question, text: string, as: 'right' | 'wrong'): string {
  const isRight = as === 'right'
  switch (question.kind) {
    case 'numeric':
      return String(isRight ? question.answer : question.answer + 10 * (question.tolerance + 1))
    case 'short':
      return isRight ? (question.accepted[0] ?? '') : 'something else entirely'
    case 'ordering':
      return lettersFor(shown(text), question.items, as)
    case 'open':
      return isRight ? question.reference : 'I would have to look that up before I say a word.'
    default:
      throw new Error(`a ${question.kind} question is not typed`)
  }
}

/** The lines of a message that begin with a letter. */
function shown(text: string): { letter: string; text: string }[] {
  return [...text.matchAll(/^- \*\*([A-E])\*\* (.*)$/gm)].map(([, letter = '', item = '']) => ({ letter, text: item }))
}

function lettersFor(lines: readonly { letter: string; text: string }[], items: readonly string[], as: string): string {
  const order = items.map((item) => lines.find(({ text }) => text === item)?.letter ?? '')
  return (as === 'right' ? order : order.toReversed()).join(' ')
}
