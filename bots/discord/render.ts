import {
  type APIActionRowComponent,
  type APIAllowedMentions,
  type APIButtonComponentWithCustomId,
  type APIComponentInMessageActionRow,
  type APIEmbed,
  type APIStringSelectComponent,
  ButtonStyle,
  ComponentType,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord.js'
import type { Button, Menu, Message } from '../../core/platform.ts'
import { chosenIn } from '../chosen.ts'
import { optionsOf } from './choices.ts'
import { type DescribedFile, described, drawnPictures, illustrated, type NamedFile, textFiles } from './files.ts'
import { edge, literalLine } from './literal.ts'
import { discordParts, fullParts, rolesIn } from './markdown.ts'
import { plainLine, within } from './plain-line.ts'
import { renderWords } from './render-words.ts'

export interface RenderOptions {
  /** Nobody sees it, and it is found again in the message as `markerOf` reads it. */
  readonly marker?: string
  /** What stands as `custom_id` for a button's id; undone before `pressOf`. */
  readonly custom?: (id: string) => string
  /** Whether `<role:ID>` pings; it does unless this is false. */
  readonly pings?: boolean
}

export type MessageBody = RESTPostAPIChannelMessageJSONBody

/** As discord.js's REST takes it: `rest.post(route, rendered)`. */
export interface Rendered {
  /** Whole, also for an edit: what a message no longer has is empty here. */
  readonly body: MessageBody & {
    content: string
    embeds: APIEmbed[]
    components: Row[]
    allowed_mentions: APIAllowedMentions
    attachments: DescribedFile[]
  }
  readonly files: NamedFile[]
}

type Row = APIActionRowComponent<APIComponentInMessageActionRow>

const most = {
  title: 256,
  /** One embed's text, and what two may have together with a title and a note: all of a message may have 6000. */
  text: 4096,
  half: 2800,
  parts: 2,
  /** Of a text, before it is drawn: more than could be shown of it. */
  read: 20_000,
  label: 80,
  placeholder: 150,
  customId: 100,
  choices: 25,
  rows: 5,
  aRow: 5,
  /** With two embeds of text, ten in all. */
  pictures: 9,
} as const

const markerSite = 'https://studyhall.invalid/'

/**
 * A message as Discord shows it: heading, text and pictures in embeds, menus, then buttons, those aside last. A text that is
 * too long is cut, with a note that it was. Of more than five rows of menus and buttons the last are left out, a menu
 * before the first row of buttons.
 *
 * @throws TypeError for a picture that is no PNG, or larger than 8 MB
 */
export function renderMessage(message: Message, { marker, custom, pings }: RenderOptions = {}): Rendered {
  const text = within(message.text, most.read)
  const pictures = drawnPictures((message.pictures ?? []).slice(0, most.pictures))
  const texts = textFiles(message.files ?? [], pictures.length)
  const roles = pings === false ? [] : rolesIn(text).slice(0, 50)
  return {
    body: {
      content: roles.map((role) => `<@&${role}>`).join(' '),
      embeds: illustrated(embedsOf(message.heading, text, marker), pictures),
      components: rowsOf(message, uniqueIds(custom)),
      allowed_mentions: { parse: [], roles },
      attachments: described(texts, pictures),
    },
    files: [...texts, ...pictures.map(({ file }) => file)],
  }
}

/** The marker in a message as Discord gives it back, by its embeds. */
export function markerOf(embeds: readonly { readonly url?: string | null }[]): string | undefined {
  const url = embeds.find((embed) => embed.url?.startsWith(markerSite))?.url
  try {
    return url == null ? undefined : decodeURIComponent(url.slice(markerSite.length))
  } catch {
    return undefined
  }
}

export interface Press {
  readonly button: string
  readonly values?: readonly string[]
}

/** What was pressed, by its `custom_id`, or chosen, with a menu's values. */
export function pressOf(customId: string, values?: readonly string[]): Press {
  const button = customId.replace(/^\d+~/, '')
  return values === undefined ? { button } : { button, values }
}

/** An address is shown only as a title's, so an embed with a marker has its heading in the text. */
function embedsOf(heading: string | undefined, text: string, marker: string | undefined): APIEmbed[] {
  const title = heading === undefined || heading.trim() === '' ? '' : literalLine(heading, most.title)
  if (marker === undefined) {
    const [first, ...more] = shortEnough(text, 0)
    if (first === undefined) return [title === '' ? { description: '…' } : { title }]
    return [{ ...(title === '' ? {} : { title }), description: first }, ...more.map((description) => ({ description }))]
  }
  // A `#` at its end would be taken for the heading's own.
  const head = title === '' ? '' : `## ${title.replace(/#$/, `#${edge}`)}\n`
  const [first = '', ...more] = shortEnough(text, head.length)
  const whole = `${head}${first}`.trimEnd()
  const url = `${markerSite}${encodeURIComponent(marker)}`
  return [{ url, description: whole === '' ? '…' : whole }, ...more.map((description) => ({ description }))]
}

function shortEnough(text: string, taken: number): string[] {
  const [whole, ...none] = discordParts(text, most.text - taken)
  if (whole === undefined) return []
  if (none.length === 0) return [whole]
  const parts = discordParts(text, most.half)
  if (parts.length <= most.parts) return parts
  const full = fullParts(text, most.half)
  if (full.length <= most.parts) return full
  const shown = full.slice(0, most.parts)
  return shown.with(-1, `${shown.at(-1)}\n${renderWords.tooLong}`)
}

function rowsOf({ menus = [], buttons = [] }: Message, unique: (id: string) => string): Row[] {
  const open = menus.filter(({ choices }) => choices.length > 0)
  const inOrder = [...buttons.filter(({ aside }) => !aside), ...buttons.filter(({ aside }) => aside)]
  const menuRows = open
    .slice(0, inOrder.length === 0 ? most.rows : most.rows - 1)
    .map((menu) => rowWith([menuSelect(menu, unique)]))
  const room = (most.rows - menuRows.length) * most.aRow
  const shown = inOrder.slice(0, room).map((button) => buttonOf(button, unique))
  return [...menuRows, ...inRows(shown, most.aRow).map(rowWith)]
}

function rowWith(components: APIComponentInMessageActionRow[]): Row {
  return { type: ComponentType.ActionRow, components }
}

function menuSelect(menu: Menu, unique: (id: string) => string): APIStringSelectComponent {
  const { id, label, choices, most: asked = 1 } = menu
  const chosen = chosenIn(menu)
  const options = optionsOf(choices, most.choices).map((option) =>
    chosen.has(option.value) ? { ...option, default: true } : option,
  )
  return {
    type: ComponentType.StringSelect,
    custom_id: unique(id),
    placeholder: plainLine(label, most.placeholder),
    options,
    min_values: 1,
    max_values: Math.max(1, Math.min(asked, options.length)),
  }
}

const styles = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger } as const

function buttonOf({ id, label, tone, aside }: Button, unique: (id: string) => string): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: tone === undefined || aside === true ? ButtonStyle.Secondary : styles[tone],
    label: plainLine(label, most.label),
    custom_id: unique(id),
  }
}

/** Custom ids are a component's own in its message: the second `vote` is `2~vote`. */
function uniqueIds(custom = (id: string) => id): (id: string) => string {
  const seen = new Map<string, number>()
  return (id) => {
    const count = (seen.get(id) ?? 0) + 1
    seen.set(id, count)
    const customId = custom(count > 1 || /^\d+~/.test(id) ? `${count}~${id}` : id)
    if (customId === '' || customId.length > most.customId)
      throw new RangeError(`Discord takes custom ids of 1 to 100 characters: ${customId}`)
    return customId
  }
}

function inRows<T>(items: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, row) =>
    items.slice(row * length, (row + 1) * length),
  )
}
