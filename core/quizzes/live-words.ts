import type { Button, Form, Message } from '../platform.ts'
import { channelLink, counted, literal } from '../text.ts'

/** Every sentence about live quizzes, but those of the game itself. */

export const liveWords = {
  opens: 'The live quiz opens here in a moment.',
  noQuestions:
    'There is no question for that here: a live quiz needs questions with options. Ask for another topic or level, or leave them out.',
  youAreIn: 'You are in. The questions come in this thread.',
  youAreInNow: 'You are in: answer the question in this thread with its buttons.',
  over: 'This quiz is over. `/quiz live` starts another one.',
  begun: 'The quiz has begun: the questions are in its thread.',
  begins: 'Here comes the first question.',
  nobodyYet: 'Nobody has joined yet: wait for someone, or join yourself.',
  notYours: 'Only whoever started this quiz can do that, or someone who manages this workspace.',
  stopped: 'The quiz is called off.',
  tooLate: 'The time was up, so this does not count. The next question gives you another go.',
  hostsSaved: 'Everyone may start a live quiz now.',
  nobodyJoined: 'Nobody joined this time. `/quiz live` starts another one.',
  calledOff: 'This quiz was called off.',
  refused: 'I could not go on with this quiz here.',
  notCounted: 'The quiz was called off before the time was up, so this question does not count.',
  questionGone: 'This question is no longer in the bank, so it gives no points.',
  nobodyAnswered: 'Nobody answered.',
  noPoints: 'Nobody got a point this time.',
  nobodyTwice: 'Nobody answered two questions in a row, so the quiz ends here.',
  didNotPlay: 'You did not play in this one, so there is no place to show.',
  nothingComesBack: 'None of its questions comes back to you for review.',
} as const

/** @param place the thread where it is under way, as far as a link leads there */
export function underWay(place: string): string {
  return `A live quiz is under way here already: ${channelLink(place)}. One at a time; start the next one when it is over.`
}

export function onlyHosts(group: string): string {
  return `Only <role:${group}> may start a live quiz here, and you are not in it. Ask an admin to add you.`
}

export function hostsAre(group: string): string {
  return `Only <role:${group}> may start a live quiz now, and whoever manages this workspace.`
}

export function liveHostsForm(group: string | null): Form {
  return {
    id: 'live-hosts:',
    title: 'Who may start a live quiz',
    submit: 'Save',
    fields: [
      {
        kind: 'group',
        name: 'group',
        label: 'Group that may start a live quiz',
        hint: 'Empty for everybody',
        ...(group === null ? {} : { value: group }),
      },
    ],
  }
}

export interface LobbyShown {
  readonly id: string
  readonly host: string
  readonly topic: string | undefined
  readonly level: string | null
  readonly count: number
  readonly startsAt: Temporal.Instant
  /** Names of those who joined, first ones first; those who want none on boards are counted only. */
  readonly names: readonly string[]
  readonly players: number
}

export function threadTitle({ topic }: Pick<LobbyShown, 'topic'>): string {
  return topic === undefined ? 'Live quiz' : `Live quiz: ${topic}`
}

export function lobbyWords(lobby: LobbyShown): Message {
  const { id, startsAt } = lobby
  return {
    heading: 'Live quiz',
    text: [
      aboutWords(lobby),
      `Starts ${until(startsAt)}. Join here, and the questions come in this thread. Right answers give points, and quick ones give more.`,
      joinedWords(lobby),
    ].join('\n\n'),
    buttons: [
      { id: `live-join:${id}`, label: 'Join', tone: 'primary' },
      { id: `live-start:${id}`, label: 'Start now' },
      stopButton(id),
    ],
  }
}

/** The opening message from the first question on. */
export function begunWords(lobby: LobbyShown): Message {
  return {
    heading: 'Live quiz',
    text: [
      aboutWords(lobby),
      'It is under way in this thread. Whoever answers a question is in.',
      joinedWords(lobby),
    ].join('\n\n'),
    buttons: [stopButton(lobby.id)],
  }
}

export type Ending = 'finished' | 'called-off' | 'nobody' | 'refused'

/** The opening message at the end. @param asked how many questions it came to */
export function overWords(lobby: LobbyShown, ending: Ending, asked: number): Message {
  const how = {
    finished: 'This quiz is over. The podium is in the thread.',
    'called-off': liveWords.calledOff,
    nobody: asked === 0 ? liveWords.nobodyJoined : liveWords.nobodyTwice,
    refused: liveWords.refused,
  }[ending]
  return { heading: 'Live quiz', text: [aboutWords(lobby), how].join('\n\n') }
}

function aboutWords({ host, topic, level, count }: LobbyShown): string {
  const about = [...(topic === undefined ? [] : [literal(topic)]), ...(level === null ? [] : [level])]
  const what = [counted(count, 'question'), ...about].join(' · ')
  return `**${literal(host)}** asks everyone here to a live quiz: ${what}.`
}

function joinedWords({ names, players }: LobbyShown): string {
  if (players === 0) return 'Nobody has joined yet.'
  const more = players - names.length
  const rest = names.length === 0 ? counted(more, 'player') : `${more} more`
  const shown = [...names.map(literal), ...(more > 0 ? [rest] : [])]
  return `Joined: ${inWords(shown)}.`
}

function inWords(all: readonly string[]): string {
  const last = all.at(-1) ?? ''
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`
}

function stopButton(id: string): Button {
  return { id: `live-stop:${id}`, label: 'Call it off', tone: 'danger', aside: true }
}

/** How long until then, counting down where the platform can. */
export function until(at: Temporal.Instant): string {
  return `<until:${at.toString({ smallestUnit: 'second' })}>`
}
