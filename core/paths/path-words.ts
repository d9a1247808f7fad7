import { blocksOf, mostOnPage, pagesOf } from '../pages.ts'
import type { Button, Message } from '../platform.ts'
import type { Bank } from '../questions/bank.ts'
import type { Path } from '../questions/path.ts'
import { sourceLinks } from '../rounds/reference-words.ts'
import { literal, shortened } from '../text.ts'
import { type ItemStanding, type Share, shareOf } from './standing-rule.ts'
import { itemLine, shareWords } from './standing-words.ts'

/** Every sentence about guides: which there are, where one stands in one, and what a step asks for. */

export const pathWords = {
  none: 'There is no guide here yet.',
  gone: 'That guide is no longer there.',
} as const

export function unknownPath(typed: string, near: readonly string[]): string {
  return `There is no guide “${literal(shortened(typed, 60))}”. There is ${near.map(literal).join(', ')}.`
}

type Step = Path['steps'][number]
export type Standings = ReadonlyMap<string, ItemStanding>

const mostChoices = 25
const mostOfLabel = 75
const mostOfAbout = 200

/** All guides with one's own progress, to open one. */
export function pathsWords(paths: readonly Path[], standings: Standings): Message {
  const shown = paths.slice(0, mostChoices)
  return {
    text: [
      '**Guides**, to be followed step by step',
      ...pagesOf(
        shown.map((path) => pathLine(path, standings)),
        mostOnPage,
      ).slice(0, 1),
    ].join('\n\n'),
    menus: [
      {
        id: 'path-show',
        label: 'Open a guide',
        choices: shown.map(({ path, title }) => ({ value: path, label: title })),
      },
    ],
  }
}

function pathLine(path: Path, standings: Standings): string {
  const about = shortened(path.about.replace(/\s+/g, ' '), mostOfAbout)
  return `**${path.title}** · ${shareWords(shareIn(path, standings))}\n${about}`
}

/** Each question once, also where two steps name it. */
export function itemsIn({ steps }: Pick<Path, 'steps'>): string[] {
  return [...new Set(steps.flatMap(({ items }) => items))]
}

function shareIn(path: Path, standings: Standings): Share {
  return shareOf(itemsIn(path), standings)
}

/** Where one stands in a guide, with a menu of its steps. */
export function pathMessage(path: Path, standings: Standings): Message {
  const shares = path.steps.map((step) => ({ step, share: shareOf(step.items, standings) }))
  const next = shares.find(({ share }) => share.mastered < share.of)
  return {
    text: [
      `**${path.title}** · ${shareWords(shareIn(path, standings))}`,
      path.about.trim(),
      shares.map(({ step, share }, index) => `${index + 1}. ${step.title}\\\n${shareWords(share)}`).join('\n'),
      `Sources: ${sourceLinks(path.sources)}`,
    ].join('\n\n'),
    menus: [
      {
        id: `path-open:${path.path}`,
        label: 'Open a step',
        choices: shares.map(({ step, share }, index) => ({
          value: step.id,
          label: shortened(`${index + 1}. ${step.title} (${share.mastered} of ${share.of})`, mostOfLabel),
        })),
      },
    ],
    buttons:
      next === undefined
        ? []
        : [{ ...stepButton(path, next.step, 1, shortened(`Go on: ${next.step.title}`, mostOfLabel)), tone: 'primary' }],
  }
}

function stepButton({ path }: Path, { id }: Step, page: number, label: string): Button {
  return { id: `path-step:${path}/${id}/${page}`, label }
}

export interface StepShown {
  readonly path: Path
  readonly step: Step
  readonly bank: Pick<Bank, 'questions'>
  readonly standings: Standings
}

/** A step: its text, its checklist, its questions with one's own standing; pages are counted from 1. */
export function stepMessage(shown: StepShown, page: number): Message {
  const { path, step, standings } = shown
  const place = path.steps.indexOf(step)
  const pages = pagesOf(stepBlocks(shown), mostOnPage)
  const at = Math.min(Math.max(1, page), pages.length)
  const next = path.steps[place + 1]
  return {
    text: [
      `**${place + 1}\\. ${step.title}** · ${shareWords(shareOf(step.items, standings))}${pages.length > 1 ? ` · page ${at} of ${pages.length}` : ''}`,
      pages[at - 1] ?? '',
    ].join('\n\n'),
    buttons: [
      ...(at > 1 ? [stepButton(path, step, at - 1, 'Back')] : []),
      ...(at < pages.length ? [stepButton(path, step, at + 1, 'Next page')] : []),
      { id: `path-quiz:${path.path}/${step.id}`, label: 'Quiz me on this step', tone: 'primary' },
      ...(next === undefined ? [] : [stepButton(path, next, 1, 'Next step')]),
      { id: `path-all:${path.path}`, label: 'All steps' },
    ],
  }
}

function stepBlocks({ step, bank, standings }: StepShown): string[] {
  const { says, checklist, items } = step
  return [
    ...blocksOf(says.trim()),
    ...(checklist.length === 0
      ? []
      : headed(
          '**Checklist**',
          checklist.map((line) => `- ${line}`),
        )),
    ...headed(
      '**To master**',
      items.map((id) => itemLine(bank, id, standings)),
    ),
  ]
}

/** A list under its heading, in as many blocks as pages need. */
function headed(heading: string, lines: readonly string[]): string[] {
  const [first = '', ...more] = chunked(lines)
  return [`${heading}\n\n${first}`, ...more]
}

const linesTogether = 8

function chunked(lines: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(lines.length / linesTogether) }, (_, index) =>
    lines.slice(index * linesTogether, (index + 1) * linesTogether).join('\n'),
  )
}
