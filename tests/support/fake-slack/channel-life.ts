import { channelType } from './payload-messages.ts'
import type { Channel, Json, Slack, Team } from './state.ts'
import type { Delivery } from './types.ts'

/** Who is in a channel, and whether it still is. */

/**
 * Of others' coming and going an app hears twice: the event, and a message of the channel. That it was itself removed
 * it hears as `channel_left`, never as `member_left_channel` (slackapi/bolt-js#1847).
 */
export async function moveMember(
  slack: Slack,
  team: Team,
  channel: Channel,
  user: string,
  joins: boolean,
  by?: string,
): Promise<Delivery | undefined> {
  setMember(channel, user, joins)
  slack.changed()
  if (user === team.botUser && !joins) return slack.event(team, botLeft(slack, team, channel))
  if (!channel.members.has(team.botUser)) return undefined
  const inviter = joins && by !== undefined ? { inviter: by } : {}
  await slack.event(team, systemMessage(slack, team, channel, user, joins, inviter))
  return slack.event(team, {
    type: joins ? 'member_joined_channel' : 'member_left_channel',
    user,
    channel: channel.id,
    channel_type: channel.kind === 'private' ? 'G' : 'C',
    team: team.people.get(user)?.from ?? team.id,
    ...inviter,
    event_ts: slack.nextTs(),
  })
}

function setMember(channel: Channel, user: string, joins: boolean): void {
  const already = channel.members.has(user) === joins
  if (already) throw new Error(`${user} already ${joins ? 'is in' : 'left'} #${channel.name}`)
  if (joins) channel.members.add(user)
  else channel.members.delete(user)
}

function botLeft(slack: Slack, team: Team, channel: Channel): Json {
  const type = channel.kind === 'private' ? 'group_left' : 'channel_left'
  return { type, channel: channel.id, actor_id: anybody(team), event_ts: slack.nextTs() }
}

function systemMessage(slack: Slack, team: Team, channel: Channel, user: string, joins: boolean, inviter: Json): Json {
  const ts = slack.nextTs()
  return {
    type: 'message',
    subtype: joins ? 'channel_join' : 'channel_leave',
    team: team.id,
    user,
    ...inviter,
    text: `<@${user}> has ${joins ? 'joined' : 'left'} the channel`,
    ts,
    channel: channel.id,
    event_ts: ts,
    channel_type: channelType(channel),
  }
}

export async function archiveChannel(slack: Slack, team: Team, channel: Channel, archived: boolean): Promise<void> {
  channel.archived = archived
  slack.changed()
  if (archived) return tellOfChannel(slack, team, channel, 'archive', { user: anybody(team), is_moved: 0 })
  const who = channel.kind === 'private' ? { actor_id: anybody(team) } : { user: anybody(team) }
  return tellOfChannel(slack, team, channel, 'unarchive', who)
}

/** Of a public channel Slack tells nothing but that it is gone. */
export async function deleteChannel(slack: Slack, team: Team, channel: Channel): Promise<void> {
  team.channels.delete(channel.id)
  slack.changed()
  const deleted = { date_deleted: Math.floor(slack.now() / 1_000), actor_id: anybody(team), event_ts: slack.nextTs() }
  if (channel.kind === 'private') return tellOfChannel(slack, team, channel, 'deleted', deleted)
  await slack.event(team, { type: 'channel_deleted', channel: channel.id })
}

async function tellOfChannel(slack: Slack, team: Team, channel: Channel, happened: string, more: Json): Promise<void> {
  if (channel.kind === 'private' && !channel.members.has(team.botUser)) return
  const prefix = channel.kind === 'private' ? 'group' : 'channel'
  await slack.event(team, { type: `${prefix}_${happened}`, channel: channel.id, event_ts: slack.nextTs(), ...more })
}

function anybody(team: Team): string {
  return [...team.people.values()].find((one) => one.admin || !one.bot)?.id ?? team.botUser
}
