import type { Button, Menu, Message } from '../platform.ts'
import { counted, literal, shortened } from '../text.ts'

/** Every sentence about a workspace's own questions. */
export const ownWords = {
  otherKey:
    'a question with this id stands here with another right answer; a question of another meaning needs a new id and `supersedes`',
  longTopic: 'its topic has more than 40 letters; give it a shorter one',
  twice: 'another question in the file has this id',
  inOtherPack: (pack: string) => `the pack \`${pack}\` has a question with this id; give it another one`,
  full: 'a workspace has room for 5,000 questions of its own, and there is none left',
  noPacks:
    'This workspace has no questions of its own yet. `/question import` says how a file of them comes in. Members suggest some with `/question suggest`; `/question suggestions` shows what waits for you.',
  packGone: 'There is no such pack here.',
} as const

/** A pack as a list shows it. */
export interface PackLine {
  readonly id: string
  readonly title: string
  readonly licence: string | null
  /** Questions that are asked, and all that were ever brought in. */
  readonly asked: number
  readonly all: number
}

const mostShown = 20
const mostChoices = 25

/** The packs, with a menu to take one out, and one to bring one back. */
export function packsWords(packs: readonly PackLine[]): Message {
  if (packs.length === 0) return { text: ownWords.noPacks }
  const more = packs.length - mostShown
  return {
    text: [
      '**Your own questions**, asked in this workspace only',
      [...packs.slice(0, mostShown).map(packLine), ...(more > 0 ? [`- and ${counted(more, 'more pack')}`] : [])].join(
        '\n',
      ),
    ].join('\n\n'),
    menus: [
      ...menuOf(
        'pack-out',
        'Take a pack out',
        packs.filter(({ asked }) => asked > 0),
      ),
      ...menuOf(
        'pack-back',
        'Bring a pack back',
        packs.filter(({ asked }) => asked === 0),
      ),
    ],
  }
}

/** Asked once more before a pack is taken out. */
export function takeOutWords({ id, title, asked }: PackLine): Message {
  const buttons: Button[] = [
    { id: `pack-out-now:${id}`, label: 'Yes, take it out', tone: 'danger' },
    { id: 'pack-keep', label: 'Keep it' },
  ]
  return {
    text: `Take **${literal(title)}** out? Its ${counted(asked, 'question')} will no longer be asked. Rounds that asked ${asked === 1 ? 'it' : 'them'} stay as they are, and you can bring the pack back.`,
    buttons,
  }
}

function packLine({ id, title, licence, asked, all }: PackLine): string {
  const how = asked === 0 ? `taken out (${counted(all, 'question')})` : counted(asked, 'question')
  return `- **${literal(title)}** \`${id}\`: ${how}${licence === null ? '' : ` · ${literal(licence)}`}`
}

function menuOf(id: string, label: string, packs: readonly PackLine[]): Menu[] {
  if (packs.length === 0) return []
  const choices = packs.slice(0, mostChoices).map((pack) => ({ value: pack.id, label: shortened(pack.title, 75) }))
  return [{ id, label, choices }]
}
