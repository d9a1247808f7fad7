import { type Asked, type ButtonAction, type Capability, type FormValues, isRowId, textOf } from '../interactions.ts'
import type { Reply } from '../platform.ts'
import { type Letter, letters, shownOptions } from '../questions/show.ts'
import { privately, staleButton } from '../reply.ts'
import { channelRefused } from '../rounds/channel-words.ts'
import { ungradedWords } from '../rounds/closed-questions-words.ts'
import { notesOf } from '../study.ts'
import { moderationWords } from '../workspaces/moderation-words.ts'
import {
  answerLive,
  beginNow,
  chooseLiveHosts,
  type HostOutcome,
  type JoinOutcome,
  joinLive,
  liveHostsOf,
  type PressOutcome,
  type StartOutcome,
  startLive,
  stopLive,
} from './live.ts'
import { askLive } from './live-asking.ts'
import { type AskedShown, answerKept, ownPlaceWords } from './live-game-words.ts'
import { openLive, showLobby } from './live-lobby.ts'
import { ownPlaceIn } from './live-own-place.ts'
import { showEnd, showResult } from './live-results.ts'
import { readSubject } from './live-rows.ts'
import { hostsAre, liveHostsForm, liveWords, onlyHosts, underWay } from './live-words.ts'
import { levelOption, suggestTopics, topicOption } from './quiz-commands.ts'
import { unknownTopic } from './quiz-words.ts'
import { topicsLike } from './wanted.ts'

const counts = ['3', '5', '10', '15'] as const
const usualCount = '5'

/** A quiz that a channel plays together. */
export const live: Capability = {
  deliveries: {
    'live-open': openLive,
    'live-lobby': showLobby,
    'live-ask': askLive,
    'live-result': showResult,
    'live-end': showEnd,
  },
  commands: [
    {
      words: 'quiz live',
      about: 'Play a quiz together in this channel',
      gives: 'private',
      options: [
        topicOption,
        levelOption,
        {
          name: 'count',
          about: 'How many questions',
          choices: counts.map((value) => ({ value, about: value === usualCount ? `${value} (the usual)` : value })),
        },
      ],
      suggestions: { topic: suggestTopics },
      run: async (asked, { topic, level, count = usualCount }) => {
        const outcome = await startLive(asked, { topic, level, count: Number(count) })
        return privately(startWords(asked, outcome, topic ?? ''))
      },
    },
    {
      words: 'quiz hosts',
      about: 'Who may start a live quiz',
      gives: 'form',
      forAdmins: true,
      run: async (asked) => ({ kind: 'form', form: liveHostsForm(await liveHostsOf(asked)) }),
    },
  ],
  buttons: {
    ...Object.fromEntries(letters.map((letter) => [`live-${letter.toLowerCase()}`, pressLetter(letter)])),
    'live-choose': { gives: 'private', run: (asked, subject, values) => answer(asked, subject, () => values) },
    'live-join': { gives: 'private', run: join },
    'live-start': { gives: 'private', run: (asked, id) => asHost(asked, id, beginNow, liveWords.begins) },
    'live-stop': { gives: 'private', run: (asked, id) => asHost(asked, id, stopLive, liveWords.stopped) },
    'live-mine': { gives: 'private', run: showOwnPlace },
  },
  forms: { 'live-hosts': { forAdmins: true, run: saveHosts } },
}

function startWords({ study, workspace }: Asked, outcome: StartOutcome, topic: string): string {
  if (typeof outcome === 'object') {
    if ('underWay' in outcome) return underWay(outcome.underWay)
    if ('onlyHosts' in outcome) return onlyHosts(outcome.onlyHosts)
    return channelRefused(outcome.channel, outcome.refused, notesOf(study, workspace))
  }
  switch (outcome) {
    case 'opens':
      return liveWords.opens
    case 'no-such-topic':
      return unknownTopic(topic, topicsLike(study.bank, topic))
    case 'no-questions':
      return liveWords.noQuestions
    default:
      throw outcome satisfies never
  }
}

async function saveHosts(asked: Asked, _subject: string, values: FormValues): Promise<Reply> {
  const group = textOf(values, 'group')
  await chooseLiveHosts(asked, group === '' ? null : group)
  return privately(group === '' ? liveWords.hostsSaved : hostsAre(group))
}

const joinReplies: Record<JoinOutcome, string> = {
  'in-lobby': liveWords.youAreIn,
  'in-game': liveWords.youAreInNow,
  over: liveWords.over,
  excluded: moderationWords.youAreExcluded,
}

async function join(asked: Asked, id: string): Promise<Reply> {
  const outcome = isRowId(id) ? await joinLive(asked, id) : undefined
  return outcome === undefined ? staleButton() : privately(joinReplies[outcome])
}

async function asHost(
  asked: Asked,
  id: string,
  does: (asked: Asked, id: string) => Promise<HostOutcome | undefined>,
  done: string,
): Promise<Reply> {
  const outcome = isRowId(id) ? await does(asked, id) : undefined
  if (outcome === undefined) return staleButton()
  const words: Record<HostOutcome, string> = {
    done,
    'not-yours': liveWords.notYours,
    over: liveWords.over,
    begun: liveWords.begun,
    'nobody-yet': liveWords.nobodyYet,
  }
  return privately(words[outcome])
}

function pressLetter(letter: Letter): ButtonAction {
  return {
    gives: 'private',
    run: (asked, subject) =>
      answer(asked, subject, ({ question, subject: seed }) =>
        shownOptions(question, seed).flatMap((option) => (option.letter === letter ? [option.index] : [])),
      ),
  }
}

async function answer(asked: Asked, subject: string, choose: (shown: AskedShown) => readonly string[]): Promise<Reply> {
  const named = readSubject(subject)
  const outcome = named && (await answerLive(asked, named, choose))
  return outcome === undefined ? staleButton() : privately(answerWords(outcome))
}

function answerWords(outcome: PressOutcome): string {
  if (outcome === 'over') return liveWords.over
  if (outcome === 'too-late') return liveWords.tooLate
  if ('uncounted' in outcome) return outcome.uncounted
  if ('ungraded' in outcome) return ungradedWords(outcome.asked.question, outcome.ungraded)
  return answerKept(outcome.kept, outcome.values)
}

async function showOwnPlace({ tx, workspace, member }: Asked, id: string): Promise<Reply> {
  if (!isRowId(id)) return staleButton()
  const own = await ownPlaceIn(tx, workspace, id, member.id)
  return privately(own === undefined ? liveWords.didNotPlay : ownPlaceWords(own))
}
