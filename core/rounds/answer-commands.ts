import { type Asked, type ButtonAction, type Capability, type FormValues, isRowId, textOf } from '../interactions.ts'
import type { Button, Form, Reply } from '../platform.ts'
import { typedOf, valuesTyped } from '../questions/grade.ts'
import type { ClosedQuestion, Question } from '../questions/question.ts'
import { hasOptions, isClosedKind, type Letter, letters, shownOptions } from '../questions/show.ts'
import { privately, staleButton } from '../reply.ts'
import {
  type AtClose,
  answerForm,
  answerKept,
  answerStands,
  answerWords,
  blindAnswerForm,
  onlyWithdrawWords,
  tooLateWords,
  tooLongWords,
} from './answer-words.ts'
import { type ChoiceRefused, choiceOf, choose, isTooLate } from './closed-questions.ts'
import {
  choiceStands,
  chosenText,
  closedQuestionWords,
  typedForm,
  ungradedComplaint,
  ungradedWords,
} from './closed-questions-words.ts'
import { formAnswerOf } from './form-answer-rows.ts'
import { type SendOutcome, sendAnswer, showAnswer, withdrawAnswer } from './form-answers.ts'
import { markAnswer, showMarks } from './mark-answer.ts'
import { type Round, roundById } from './open-round.ts'
import { isPastReveal, reveal, showRevealed } from './reveal.ts'
import { answerSoFar } from './thread-facts.ts'
import { tellUncounted } from './who-counts.ts'
import { moment } from './words.ts'

/** Answering: with a button or a menu, in a form, or by marking one's own message in the thread. */
export const answering: Capability = {
  deliveries: { 'show-answer': showAnswer, reveal, 'show-revealed': showRevealed },
  buttons: {
    ...Object.fromEntries(letters.map((letter) => [`choose-${letter.toLowerCase()}`, chooseLetter(letter)])),
    choose: {
      gives: 'private',
      run: (asked, id, values) =>
        withClosed(asked, id, async (found) =>
          // what is typed is read by the form alone: indexes of an order in a forged press would name the right one
          hasOptions(found.question) ? pick(asked, found, values) : staleButton(),
        ),
    },
    answer: { gives: 'form', run: openForm },
    withdraw: { gives: 'private', run: withdraw },
    mine: { gives: 'private', run: markAsAnswer },
  },
  forms: { answer: { run: takeForm } },
  messageActions: [{ id: 'mine', label: 'This is my answer' }],
  commands: [
    {
      words: 'study marks',
      about: 'Whether collected answers get a ✓',
      gives: 'private',
      forAdmins: true,
      options: [
        {
          name: 'shown',
          about: 'Show the ✓ or not',
          required: true,
          choices: [
            { value: 'on', about: 'a ✓ on what is collected' },
            { value: 'off', about: 'no ✓' },
          ],
        },
      ],
      run: async (asked, { shown }) => {
        await showMarks(asked, shown === 'on')
        return privately(shown === 'on' ? answerWords.marksOn : answerWords.marksOff)
      },
    },
  ],
}

interface Found<Kind extends Question = Question> {
  readonly round: Round
  readonly question: Kind
}

function chooseLetter(letter: Letter): ButtonAction {
  return {
    gives: 'private',
    run: (asked, id) =>
      withClosed(asked, id, async (found) => {
        const option = shownOptions(found.question, found.round.id).find((one) => one.letter === letter)
        return option === undefined ? staleButton() : pick(asked, found, [option.index])
      }),
  }
}

async function pick(asked: Asked, found: Found<ClosedQuestion>, values: readonly string[]): Promise<Reply> {
  const outcome = await choose(asked, found.round, found.question, values)
  return typeof outcome === 'object' ? chosen(asked, found, outcome.stands) : privately(notChosen(found, outcome))
}

async function chosen(
  { tx, workspace, member, now }: Asked,
  { round, question }: Found<ClosedQuestion>,
  values: readonly string[],
) {
  const uncounted = await tellUncounted(tx, { workspace, round: round.id, member: member.id, now })
  const text = chosenText(question, round.id, values)
  return uncounted ?? privately(choiceStands(text, moment(round.answersUntil)))
}

function notChosen({ round, question }: Found<ClosedQuestion>, outcome: ChoiceRefused): string {
  return outcome === 'too-late' ? tooLateWords(moment(round.answersUntil)) : ungradedWords(question, outcome)
}

async function openForm(asked: Asked, id: string): Promise<Reply> {
  const found = await foundFor(asked, id)
  if (found === undefined) return staleButton()
  const { round, question } = found
  if (isTooLate(round, asked.now) || isPastReveal(round)) return tooLateFor(asked, round)
  const { tx, workspace, member } = asked
  if (isClosedKind(question)) {
    const typed = typedOf(question, round.id, (await choiceOf(tx, workspace, round.id, member.id)) ?? [])
    return { kind: 'form', form: typedForm(`answer:${round.id}`, question, typed, closedQuestionWords.onlyYou) }
  }
  const sent = await formAnswerOf(tx, workspace, round.id, member.id)
  return { kind: 'form', form: formFor(round, sent?.text ?? '', sent?.namelessAt ? 'nameless' : 'named') }
}

function formFor({ id, voting }: Round, text: string, atClose: AtClose): Form {
  return voting === 'blind' ? blindAnswerForm(id, text, atClose) : answerForm(id, text)
}

/** Whose answer to a blind round is being rated can still withdraw it. */
async function tooLateFor({ tx, workspace, member }: Asked, round: Round): Promise<Reply> {
  const until = moment(round.answersUntil)
  const sent = isPastReveal(round) ? await formAnswerOf(tx, workspace, round.id, member.id) : undefined
  if (sent === undefined || sent.number === null || sent.deletedAt !== null) return privately(tooLateWords(until))
  return privately(onlyWithdrawWords(until), [withdrawButton(round)])
}

function withdrawButton({ id }: Round): Button {
  return { id: `withdraw:${id}`, label: 'Withdraw' }
}

async function takeForm(asked: Asked, id: string, values: FormValues): Promise<Reply> {
  const found = await foundFor(asked, id)
  if (found === undefined) return staleButton()
  const { round, question } = found
  return isClosedKind(question)
    ? takeTyped(asked, { round, question }, textOf(values, 'answer'))
    : takeAnswer(asked, round, values)
}

async function takeTyped(asked: Asked, found: Found<ClosedQuestion>, typed: string): Promise<Reply> {
  const { round, question } = found
  const values = valuesTyped(question, round.id, typed)
  const outcome = await choose(asked, round, question, values)
  if (typeof outcome === 'object') return chosen(asked, found, outcome.stands)
  const complaint =
    outcome === 'too-late'
      ? { field: 'answer', says: tooLateWords(moment(round.answersUntil)) }
      : ungradedComplaint(question, outcome)
  const form = typedForm(`answer:${round.id}`, question, typed, closedQuestionWords.onlyYou)
  return { kind: 'form', form, complaints: [complaint] }
}

async function takeAnswer(asked: Asked, round: Round, values: FormValues): Promise<Reply> {
  const text = textOf(values, 'answer')
  const atClose = textOf(values, 'atClose') === 'nameless' ? 'nameless' : 'named'
  const outcome = await sendAnswer(asked, round, { text, nameless: round.voting === 'blind' && atClose === 'nameless' })
  if (outcome !== 'stands') {
    const complaints = [{ field: 'answer', says: notSent(round, outcome, text) }]
    return { kind: 'form', form: formFor(round, text, atClose), complaints }
  }
  const { tx, workspace, member, now } = asked
  const uncounted = await tellUncounted(tx, { workspace, round: round.id, member: member.id, now })
  const until = moment(round.answersUntil)
  const stands = round.voting === 'blind' ? answerKept(until, atClose) : answerStands(until)
  return uncounted ?? privately(stands, [withdrawButton(round)])
}

function notSent(round: Round, outcome: Exclude<SendOutcome, 'stands'>, text: string): string {
  switch (outcome) {
    case 'too-late':
      return tooLateWords(moment(round.answersUntil))
    case 'not-yet':
      return answerWords.notYet
    case 'empty':
      return answerWords.empty
    case 'talk':
      return answerWords.talk
    case 'too-long':
      return tooLongWords([...text].length)
    default:
      throw outcome satisfies never
  }
}

async function withdraw(asked: Asked, id: string): Promise<Reply> {
  const found = await foundFor(asked, id)
  if (found === undefined) return staleButton()
  const outcome = await withdrawAnswer(asked, id)
  if (outcome === 'nothing-there') return privately(answerWords.nothingToWithdraw)
  if (outcome === 'withdrawn-unseen') return privately(answerWords.withdrawnUnseen)
  if (found.round.closedAt !== null) return privately(answerWords.withdrawnAfterClose)
  if (found.round.voting === 'blind') return privately(answerWords.withdrawnBlind)
  const earlier = await answerSoFar(asked.tx, asked.workspace, id, asked.member.id)
  return privately(earlier === undefined ? answerWords.withdrawn : answerWords.withdrawnEarlierStands)
}

async function markAsAnswer(asked: Asked): Promise<Reply> {
  const outcome = await markAnswer(asked)
  if (typeof outcome === 'object') return privately(tooLateWords(moment(outcome.tooLate)))
  switch (outcome) {
    case 'marked':
      return privately(answerWords.marked)
    case 'not-yours':
      return privately(answerWords.markNotYours)
    case 'blind':
      return privately(answerWords.blindMark)
    case 'no-answer-here':
      return privately(answerWords.markWhere)
    default:
      throw outcome satisfies never
  }
}

async function withClosed(
  asked: Asked,
  id: string,
  work: (found: Found<ClosedQuestion>) => Promise<Reply>,
): Promise<Reply> {
  const found = await foundFor(asked, id)
  if (found === undefined || !isClosedKind(found.question)) return staleButton()
  return work({ round: found.round, question: found.question })
}

/** The round that a button or a form names, with its question. */
async function foundFor({ study, tx, workspace }: Asked, id: string): Promise<Found | undefined> {
  const round = isRowId(id) ? await roundById(tx, workspace, id) : undefined
  const question = round && study.bank.questions.get(round.question)
  return round === undefined || question === undefined ? undefined : { round, question }
}
