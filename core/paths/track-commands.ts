import type { Asked, Capability } from '../interactions.ts'
import { containing, nearest, plainLetters } from '../near.ts'
import type { Message, Reply } from '../platform.ts'
import type { Bank } from '../questions/bank.ts'
import type { Track } from '../questions/track.ts'
import { quizButtonsFor } from '../quizzes/quiz-commands.ts'
import { privately } from '../reply.ts'
import { itemsOf } from './following.ts'
import { standingsOf } from './standing.ts'
import {
  isTrackPart,
  type TrackPart,
  trackChoices,
  trackMessage,
  tracksWords,
  trackWords,
  unknownTrack,
} from './track-words.ts'

/** Companies' tracks: reading one part by part, with one's own standing, and a quiz of its questions. */
export const tracks: Capability = {
  commands: [
    {
      words: 'study track',
      about: "A company's interviews: how they go, what they ask, where you stand",
      gives: 'private',
      options: [{ name: 'company', about: 'Which one' }],
      suggestions: { company: ({ study }, typed) => trackChoices(tracksLike(study.bank, typed)) },
      run: async (asked, { company }) => show(asked, company),
    },
  ],
  buttons: {
    'track-show': { gives: 'update', run: (asked, _subject, [id = '']) => update(asked, id, 'overview', 1) },
    'track-open': {
      gives: 'update',
      run: (asked, id, [part = '']) => (isTrackPart(part) ? update(asked, id, part, 1) : gone()),
    },
    'track-page': {
      gives: 'update',
      run: (asked, subject) => {
        const [id = '', part = '', page = ''] = subject.split('/')
        return isTrackPart(part) ? update(asked, id, part, Number.parseInt(page, 10) || 1) : gone()
      },
    },
    ...quizButtonsFor('track-quiz', ({ study: { bank } }, id) => {
      const track = bank.tracks.get(id)
      return track && itemsOf(track)
    }),
  },
}

async function show(asked: Asked, typed: string | undefined): Promise<Reply> {
  const { bank } = asked.study
  const all = [...bank.tracks.values()]
  const [only, ...others] = all
  if (only === undefined) return privately(trackWords.none)
  if (typed === undefined)
    return alone(others.length === 0 ? await partOf(asked, only, 'overview', 1) : tracksWords(all))
  const found = trackTyped(bank, typed)
  return found === undefined
    ? privately(unknownTrack(typed, companiesNear(bank, typed)))
    : alone(await partOf(asked, found, 'overview', 1))
}

/** By the company's name or the track's id. */
function trackTyped({ tracks: all }: Bank, typed: string): Track | undefined {
  const name = plainLetters(typed)
  return [...all.values()].find(({ track, company }) => [plainLetters(track), plainLetters(company)].includes(name))
}

function tracksLike({ tracks: all }: Bank, typed: string): Track[] {
  return containing(typed, all.values(), ({ company, track }) => `${company} ${track}`)
}

function companiesNear({ tracks: all }: Bank, typed: string): string[] {
  return nearest(
    typed,
    [...all.values()].map(({ company }) => company),
  )
}

async function update(asked: Asked, id: string, part: TrackPart, page: number): Promise<Reply> {
  const track = asked.study.bank.tracks.get(id)
  return track === undefined ? gone() : { kind: 'update', message: await partOf(asked, track, part, page) }
}

async function partOf(asked: Asked, track: Track, part: TrackPart, page: number): Promise<Message> {
  const { bank } = asked.study
  const standings = await standingsOf(asked, [...itemsOf(track), ...track.practise])
  return trackMessage({ track, bank, standings }, part, page)
}

async function gone(): Promise<Reply> {
  return privately(trackWords.gone)
}

function alone(message: Message): Reply {
  return { kind: 'message', seen: 'private', message }
}
