import type { Capability } from '../interactions.ts'
import { questionNamed, questionsLike } from '../questions/named-question.ts'
import { unknownQuestion } from '../questions/upcoming-commands.ts'
import { faultsIn } from '../quizzes/faulty-questions.ts'
import { privately } from '../reply.ts'
import { notesOf } from '../study.ts'
import { filteredOf } from './ballot-past.ts'
import { filteredWords } from './ballot-words.ts'
import { channelRefused } from './channel-words.ts'
import { closeNow, closeRound } from './close-round.ts'
import { latestFlags } from './flags.ts'
import { refusalAt } from './look-at-channel.ts'
import { askRound, postNow } from './open-round.ts'
import { faultsWords, flagsWords } from './past-words.ts'
import { revealNow } from './reveal.ts'
import { revealingWords } from './reveal-words.ts'
import { channelOf, channelStatus } from './status.ts'
import { threadEndCommand } from './thread-end.ts'
import { moment, postedWords, roundWords, statusWords } from './words.ts'

export const rounds: Capability = {
  deliveries: { 'ask-round': askRound, 'close-round': closeRound },
  commands: [
    {
      words: 'study post',
      about: 'Ask a question here now',
      gives: 'private',
      forAdmins: true,
      options: [{ name: 'question', about: 'Which one: what it is about, or its id; else the one whose turn it is' }],
      suggestions: { question: ({ study }, typed) => questionsLike(study.bank, typed) },
      run: async ({ study, tx, workspace, zone, place, now, id }, { question: typed }) => {
        const question = typed === undefined ? undefined : questionNamed(study.bank, typed)
        if (typed !== undefined && question === undefined) return privately(unknownQuestion(study.bank, typed))
        const { channel } = await channelOf(tx, workspace, place)
        const refused = await refusalAt(study, workspace, channel)
        if (refused !== undefined) return privately(channelRefused(channel, refused, notesOf(study, workspace)))
        const occasion = `asked:${id}`
        const outcome = await postNow(
          study,
          tx,
          { workspace, channel, workspaceZone: zone, occasion, now },
          question === undefined ? {} : { question },
        )
        return privately(postedWords(outcome))
      },
    },
    {
      words: 'study close',
      about: 'Close the open question here and show the results',
      gives: 'private',
      forAdmins: true,
      run: async ({ study, tx, workspace, place, now }) => {
        const { channel } = await channelOf(tx, workspace, place)
        const early = await revealNow(study, tx, { workspace, channel, now })
        if (early !== undefined) return privately(revealingWords(early.answers, moment(early.until)))
        const outcome = await closeNow(study, tx, { workspace, channel, now })
        return privately(outcome === 'closing' ? roundWords.closing : roundWords.noneOpen)
      },
    },
    {
      words: 'study status',
      about: 'What is open here, and when the next question comes',
      gives: 'private',
      run: async ({ study, tx, workspace, zone, place, member, now }) => {
        const { channel } = await channelOf(tx, workspace, place)
        const { formsOnly } = notesOf(study, workspace)
        const today = now.toZonedDateTimeISO(zone).toPlainDate()
        const [status, { count, latest }, faults, filtered] = await Promise.all([
          channelStatus(study, tx, workspace, channel),
          latestFlags(study.bank, tx, workspace),
          member.admin ? faultsIn(study.bank, tx, workspace) : [],
          member.admin ? filteredOf(tx, workspace, today) : [],
        ])
        const parts = [
          statusWords(status),
          ...(formsOnly === undefined ? [] : [member.admin ? formsOnly : roundWords.byForm]),
          ...(member.admin && count > 0 ? [flagsWords(count, latest)] : []),
          ...(faults.length > 0 ? [faultsWords(faults)] : []),
          ...(filtered.length > 0 ? [filteredWords(filtered)] : []),
        ]
        return privately(parts.join('\n\n'))
      },
    },
    threadEndCommand,
  ],
}
