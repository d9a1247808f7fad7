import { mostOnPage, pagesOf } from '../pages.ts'
import type { Button, Choice, Menu, Message } from '../platform.ts'
import type { Bank } from '../questions/bank.ts'
import type { Track } from '../questions/track.ts'
import { sourceLinks } from '../rounds/reference-words.ts'
import { literal, shortened } from '../text.ts'
import type { ItemStanding } from './standing-rule.ts'
import { itemLine, standingWords } from './standing-words.ts'

/** Every sentence about companies' tracks. What is only reported is said to be. */

export const trackWords = {
  none: 'There is no company track here yet.',
  whichOne: '**Company tracks**\n\nHow interviews there are reported to go, and what they ask. Choose one:',
  gone: 'That track is no longer there.',
} as const

export function unknownTrack(typed: string, near: readonly string[]): string {
  return `There is no track “${literal(shortened(typed, 60))}”. There is ${near.map(literal).join(', ')}.`
}

/** Each stands in one message on every platform, or in pages that do. */
export const trackParts = {
  overview: 'Overview',
  process: 'The process',
  weighed: 'What is weighed',
  questions: 'The ten questions in full',
  practise: 'To practise besides',
  tips: 'Tips',
  'ask-them': 'Questions to ask them',
  timeline: 'Timeline',
} as const
export type TrackPart = keyof typeof trackParts

export function isTrackPart(text: string): text is TrackPart {
  return Object.hasOwn(trackParts, text)
}

export interface TrackShown {
  readonly track: Track
  readonly bank: Pick<Bank, 'questions'>
  readonly standings: ReadonlyMap<string, ItemStanding>
}

/** Several tracks, to choose one from. */
export function tracksWords(tracks: readonly Track[]): Message {
  return {
    text: trackWords.whichOne,
    menus: [{ id: 'track-show', label: 'Choose a company', choices: trackChoices(tracks) }],
  }
}

export function trackChoices(tracks: readonly Track[]): Choice[] {
  return tracks.slice(0, mostChoices).map(({ track, company }) => ({ value: track, label: company }))
}

const mostChoices = 25

/** One part of a track; pages are counted from 1. */
export function trackMessage(shown: TrackShown, part: TrackPart, page: number): Message {
  const { track, company } = shown.track
  const pages = pagesOf(contents[part](shown), mostOnPage)
  const at = Math.min(Math.max(1, page), pages.length)
  const pageButton = (to: number, label: string): Button => ({ id: `track-page:${track}/${part}/${to}`, label })
  return {
    text: [
      `**${literal(company)}** · ${trackParts[part]}${pages.length > 1 ? ` · page ${at} of ${pages.length}` : ''}`,
      pages[at - 1] ?? '',
    ].join('\n\n'),
    menus: [partsMenu(track, part)],
    buttons: [
      ...(at > 1 ? [pageButton(at - 1, 'Back')] : []),
      ...(at < pages.length ? [pageButton(at + 1, 'Next page')] : []),
      { id: `track-quiz:${track}`, label: 'Quiz me on these', tone: 'primary' },
    ],
  }
}

function partsMenu(track: string, shown: TrackPart): Menu {
  const others = Object.entries(trackParts).filter(([value]) => value !== shown)
  return {
    id: `track-open:${track}`,
    label: 'Open a part',
    choices: others.map(([value, label]) => ({ value, label })),
  }
}

/** The blocks of each part. */
const contents: Readonly<Record<TrackPart, (shown: TrackShown) => string[]>> = {
  overview: ({ track, standings }) => [
    track.about,
    `**The process**\n\n${track.process.map((one, index) => `${index + 1}. ${titleOf(one)}`).join('\n')}`,
    `**What is weighed**\n\n${track.weighed.map((one) => `- ${titleOf(one)}`).join('\n')}`,
    `**The ten questions**\n\n${track.questions
      .map(({ asks, item }, index) => `${index + 1}. ${shortAsk(asks)} · ${standingWords(standings.get(item))}`)
      .join('\n')}`,
  ],
  process: ({ track }) => [...track.process.map((one, index) => claimed(`${index + 1}\\. `, one)), ...sourcesOf(track)],
  weighed: ({ track }) => [...track.weighed.map((one) => claimed('', one)), ...sourcesOf(track)],
  questions: ({ track, bank, standings }) =>
    track.questions.map(({ asks, item, emphasis, follow_ups: asked }, index) =>
      [
        `**${index + 1}\\. ${onOneLine(asks)}**`,
        `Dwell on: ${onOneLine(emphasis)}`,
        [...asked.map((one) => `- They may go on: ${one}`), itemLine(bank, item, standings)].join('\n'),
      ].join('\n\n'),
    ),
  practise: ({ track, bank, standings }) => [
    'Scenarios, stories and projects worth the time. `/quiz start` asks them by topic; an admin can post one with `/study post`.',
    track.practise.map((id) => itemLine(bank, id, standings)).join('\n'),
  ],
  tips: ({ track }) => listed(track.tips),
  'ask-them': ({ track }) => listed(track.ask_them),
  timeline: ({ track }) =>
    track.timeline.map(({ when, do: todo }) => `**${when}**\n\n${todo.map((one) => `- ${one}`).join('\n')}`),
}

interface Claim {
  readonly title: string
  readonly says: string
  readonly reported: boolean
}

const shortAskMost = 150

function shortAsk(asks: string): string {
  return shortened(onOneLine(asks), shortAskMost)
}

function titleOf({ title, reported }: Pick<Claim, 'title' | 'reported'>): string {
  return reported ? `Reported: ${title}` : title
}

function claimed(before: string, { title, says, reported }: Claim): string {
  return `**${before}${title}**\n\n${reported ? 'Reported: ' : ''}${says.trim()}`
}

/** A line a block, so that a long list turns pages. */
function listed(lines: readonly string[]): string[] {
  return pagesOf(
    lines.map((line) => `- ${line}`),
    mostOnPage,
  ).map((page) => page.replaceAll('\n\n', '\n'))
}

function sourcesOf({ sources }: Track): string[] {
  return [`Sources: ${sourceLinks(sources)}`]
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
