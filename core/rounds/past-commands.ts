import { type Asked, type Capability, isRowId, type Typing, textOf } from '../interactions.ts'
import { containing } from '../near.ts'
import type { Choice, Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { type FlagOutcome, flagQuestion } from './flags.ts'
import { type Round, roundById } from './open-round.ts'
import { ownAnswerButtons, ownAnswerForms } from './own-answer.ts'
import { latestRound, type PageWanted, pastPage, pastTopics } from './past-questions.ts'
import { flagForm, flagTooLong, pageWords, pastWords, topicLabel, unknownTopic } from './past-words.ts'
import { practiceButtons, practiceForms } from './practise.ts'
import { channelOf } from './status.ts'
import { wholeAnswerButtons } from './whole-answer.ts'

/** A channel's earlier questions: to read, to practise alone, and to flag. */
export const past: Capability = {
  commands: [
    {
      words: 'question browse',
      about: 'Earlier questions of this channel with their best answers',
      gives: 'private',
      options: [{ name: 'topic', about: 'Only this topic' }],
      suggestions: { topic: topicsLike },
      run: browse,
    },
    { words: 'question flag', about: 'Say what is wrong with the latest question here', gives: 'form', run: openFlag },
  ],
  buttons: {
    ...ownAnswerButtons,
    flag: { gives: 'form', run: flagThis },
    older: { gives: 'update', run: (asked, subject) => turnPage(asked, subject, 'older') },
    newer: { gives: 'update', run: (asked, subject) => turnPage(asked, subject, 'newer') },
    ...practiceButtons,
    ...wholeAnswerButtons,
  },
  forms: {
    flag: {
      run: (asked, id, values) =>
        takeFlag(asked, id, { reason: textOf(values, 'reason'), text: textOf(values, 'text') }),
    },
    ...ownAnswerForms,
    ...practiceForms,
  },
}

async function browse(asked: Asked, { topic: typed = '' }: Readonly<Record<string, string>>): Promise<Reply> {
  const { study, tx, workspace, place } = asked
  const { channel } = await channelOf(tx, workspace, place)
  const topics = await pastTopics(study.bank, tx, workspace, channel)
  if (topics.length === 0) return privately(pastWords.noneYet)
  const topic = topics.find(({ id, title }) => [id, title.toLowerCase()].includes(typed.trim().toLowerCase()))
  if (typed !== '' && topic === undefined) {
    return privately(
      unknownTopic(
        typed,
        topics.map(({ title }) => title),
      ),
    )
  }
  const page = await pastPage(study.bank, tx, workspace, { channel, topic: topic?.id ?? '' })
  if (page === undefined) return privately(pastWords.noneYet)
  return { kind: 'message', seen: 'private', message: pageWords(page) }
}

async function topicsLike({ study, tx, workspace, place }: Typing, typed: string): Promise<Choice[]> {
  const { channel } = await channelOf(tx, workspace, place)
  const topics = await pastTopics(study.bank, tx, workspace, channel)
  const found = containing(typed, topics, ({ id, title }) => `${title} ${id}`)
  return found.map(({ id, title, questions }) => ({ value: id, label: topicLabel(title, questions) }))
}

/** `subject`: the round at the edge of the page that is shown, and the topic where one was asked for. */
async function turnPage(asked: Asked, subject: string, towards: 'older' | 'newer'): Promise<Reply> {
  const { study, tx, workspace } = asked
  const [id = '', topic = ''] = subject.split(':')
  const round = await roundNamed(asked, id)
  if (round === undefined) return staleButton()
  const wanted: PageWanted = { channel: round.channel, topic, from: { round, towards } }
  const page = await pastPage(study.bank, tx, workspace, wanted)
  if (page !== undefined) return { kind: 'update', message: pageWords(page) }
  return { kind: 'update', message: { text: towards === 'older' ? pastWords.noneBefore : pastWords.noneAfter } }
}

async function openFlag({ study, tx, workspace, place }: Asked): Promise<Reply> {
  const { channel } = await channelOf(tx, workspace, place)
  const round = await latestRound(tx, workspace, channel)
  const question = round && study.bank.questions.get(round.question)
  if (round === undefined || question === undefined) return privately(pastWords.noQuestionToFlag)
  return { kind: 'form', form: flagForm(round.id, question, { reason: '', text: '' }) }
}

async function flagThis(asked: Asked, id: string): Promise<Reply> {
  const round = await roundNamed(asked, id)
  const question = round && asked.study.bank.questions.get(round.question)
  if (round === undefined || question === undefined) return staleButton()
  return { kind: 'form', form: flagForm(round.id, question, { reason: '', text: '' }) }
}

async function takeFlag(asked: Asked, id: string, given: { reason: string; text: string }): Promise<Reply> {
  const round = await roundNamed(asked, id)
  const question = round && asked.study.bank.questions.get(round.question)
  if (round === undefined || question === undefined) return staleButton()
  const outcome = await flagQuestion(asked, question.id, given)
  if (outcome === 'flagged') return privately(pastWords.flagged)
  return { kind: 'form', form: flagForm(id, question, given), complaints: [notFlagged(outcome, given.text)] }
}

/** What is wrong with a flag that was not taken. */
export function notFlagged(outcome: Exclude<FlagOutcome, 'flagged'>, text: string) {
  switch (outcome) {
    case 'no-reason':
      return { field: 'reason', says: pastWords.reasonWrong }
    case 'text-missing':
      return { field: 'text', says: pastWords.otherNeedsText }
    case 'too-long':
      return { field: 'text', says: flagTooLong([...text].length) }
    default:
      throw outcome satisfies never
  }
}

async function roundNamed({ tx, workspace }: Asked, id: string): Promise<Round | undefined> {
  return isRowId(id) ? roundById(tx, workspace, id) : undefined
}
