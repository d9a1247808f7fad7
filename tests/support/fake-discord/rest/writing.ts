import { attachmentProblems, messageProblems } from '../limits.ts'
import { noMentions } from '../message-life.ts'
import { may } from '../permissions.ts'
import {
  type Attachment,
  type Channel,
  type Discord,
  type Json,
  jsonList,
  type Mentions,
  type Message,
} from '../state.ts'
import { fieldsOf, invalidForm, Refusal, type Request, textOf } from './request.ts'

/** A message's body: what the bot may put in it, and what becomes of it. */

export interface Written {
  readonly content: string
  readonly embeds: Json[]
  readonly components: Json[]
  readonly attachments: Attachment[]
  readonly flags: number
  readonly mentions: Mentions
}

/** What a new message says; refuses one that Discord would refuse. */
export function written(request: Request, channel: Channel, body: Json): Written {
  const { discord } = request
  refuseProblems(discord, [...messageProblems(body), ...fileProblems(request, body)])
  const content = textOf(body.content) ?? ''
  const made = {
    content,
    embeds: jsonList(body.embeds).map(richEmbed),
    components: jsonList(body.components),
    attachments: newAttachments(request, body),
    flags: Number(body.flags ?? 0),
    mentions: mentionsIn(discord, channel, content, body.allowed_mentions),
  }
  if (content.trim() === '' && made.embeds.length + made.components.length + made.attachments.length === 0) {
    throw new Refusal(400, 50006)
  }
  return made
}

/** Changes what the body names, and leaves the rest. */
export function rewrite(request: Request, channel: Channel, message: Message, body: Json): void {
  const { discord } = request
  const flags = Number(body.flags ?? 0) | message.flags
  refuseProblems(discord, [...messageProblems({ ...body, flags }), ...fileProblems(request, body, message)])
  if ('content' in body) {
    message.content = textOf(body.content) ?? ''
    message.mentions = mentionsIn(discord, channel, message.content, body.allowed_mentions)
  }
  if ('embeds' in body) message.embeds = jsonList(body.embeds).map(richEmbed)
  if ('components' in body) message.components = jsonList(body.components)
  const kept = 'attachments' in body ? keptAttachments(message, body) : message.attachments
  message.attachments = [...kept, ...newAttachments(request, body)]
  if (body.flags !== undefined) message.flags = (message.flags & ~4) | (Number(body.flags) & 4)
}

export function refuseProblems(discord: Discord, problems: readonly string[]): void {
  if (problems.length === 0) return
  for (const problem of problems) discord.violation(problem)
  throw invalidForm(problems)
}

function richEmbed(embed: Json): Json {
  return { type: 'rich', ...embed }
}

function fileProblems({ files }: Request, body: Json, message?: Message): string[] {
  const standing = message?.attachments ?? []
  return attachmentProblems(body, { uploaded: files, standing, embeds: message?.embeds ?? [] })
}

function newAttachments({ discord, files }: Request, body: Json): Attachment[] {
  const described = jsonList(body.attachments)
  return files.map(({ number, name, type, text, bytes, size }) => {
    const about = fieldsOf(described.find(({ id }) => String(id) === number))
    const alt = textOf(about.description)
    const file = { id: discord.nextId(), name: textOf(about.filename) ?? name, type, text, bytes, size }
    return alt === undefined ? file : { ...file, alt }
  })
}

function keptAttachments(message: Message, body: Json): Attachment[] {
  const kept = jsonList(body.attachments).map(({ id }) => String(id))
  return message.attachments.filter(({ id }) => kept.includes(id))
}

/** Whom a text of the bot pings: what is written in it, as far as `allowed_mentions` lets it. */
export function mentionsIn(discord: Discord, channel: Channel, content: string, allowed: unknown): Mentions {
  const guild = discord.guilds.get(channel.guild ?? '')
  const lets = allowedIn(allowed)
  const users = idsIn(content, /<@!?(\d+)>/g).filter((id) => discord.users.has(id) && lets('users', id))
  const mayPingAll = may(discord, channel, discord.bot.id, 'MENTION_EVERYONE')
  const roles = idsIn(content, /<@&(\d+)>/g).filter((id) => {
    const role = guild?.roles.get(id)
    return role !== undefined && (role.mentionable || mayPingAll) && lets('roles', id)
  })
  const everyone = /@(everyone|here)\b/.test(content) && mayPingAll && lets('everyone', '')
  return users.length + roles.length === 0 && !everyone ? noMentions : { users, roles, everyone }
}

function allowedIn(allowed: unknown): (kind: 'users' | 'roles' | 'everyone', id: string) => boolean {
  if (allowed === undefined || allowed === null) return () => true
  const fields = fieldsOf(allowed)
  const parse = Array.isArray(fields.parse) ? fields.parse : []
  return (kind, id) => {
    const named = fields[kind]
    return parse.includes(kind) || (Array.isArray(named) && named.includes(id))
  }
}

function idsIn(content: string, pattern: RegExp): string[] {
  return [...new Set([...content.matchAll(pattern)].map(([, id = '']) => id))]
}
