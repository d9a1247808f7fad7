import { archiveChannel, deleteChannel, moveMember } from './channel-life.ts'
import type { Deliveries } from './deliveries.ts'
import { leave, revoke } from './leaving.ts'
import { addChannel, addMember } from './making.ts'
import { changeMessage } from './messages.ts'
import { personOf } from './people.ts'
import { findMessage, seenMessage } from './sees.ts'
import { channelOf, type Member, type Slack, type Team } from './state.ts'
import type { FakeTeam, Person } from './types.ts'

/** A workspace, as a test handles it. */
export function teamHandle(slack: Slack, team: Team, deliver: Deliveries['deliver']): FakeTeam {
  const at = (name: string) => channelOf(team, name)
  return {
    id: team.id,
    botUser: team.botUser,
    botId: team.botId,
    get botToken() {
      return team.botToken
    },
    get refreshToken() {
      return team.refreshToken
    },
    channel(name) {
      const { id, name: called, archived, members } = at(name)
      return { id, name: called, archived, botIn: members.has(team.botUser) }
    },
    messages: (name) => at(name).messages.map((message) => seenMessage(at(name), message)),
    addPerson: (settings) => personOf({ slack, team, deliver, member: newcomer(slack, team, settings) }),
    addChannel: (settings) => addChannel(slack, team, settings).id,
    inviteBot: async (name, by) => {
      await moveMember(slack, team, at(name), team.botUser, true, by ?? firstPerson(team).id)
    },
    kickBot: async (name) => {
      await moveMember(slack, team, at(name), team.botUser, false)
    },
    archive: (name) => archiveChannel(slack, team, at(name), true),
    unarchive: (name) => archiveChannel(slack, team, at(name), false),
    deleteChannel: (name) => deleteChannel(slack, team, at(name)),
    rename(person, name) {
      memberNamed(team, person).name = name
    },
    grant(scopes) {
      team.scopes = scopes
    },
    uninstall: (order = 'uninstalled-first') => leave(slack, team, order),
    revokeToken: (silently = false) => (silently ? killToken(slack, team) : revoke(slack, team)),
    expireToken() {
      const record = slack.tokens.get(team.botToken)
      if (record !== undefined) record.expires = slack.now()
    },
    async unfurl(ref) {
      const { channel, message } = findMessage(team, ref)
      await changeMessage(slack, team, channel, message, () => {
        message.attachments = [{ id: 1, fallback: 'A preview', from_url: 'https://example.com/', title: 'A preview' }]
      }).told
    },
  }
}

function newcomer(slack: Slack, team: Team, settings: Parameters<FakeTeam['addPerson']>[0]): Member {
  const member = addMember(slack, team, settings)
  for (const channel of team.channels.values()) if (channel.kind === 'public') channel.members.add(member.id)
  return member
}

async function killToken(slack: Slack, team: Team): Promise<void> {
  const record = slack.tokens.get(team.botToken)
  if (record !== undefined) record.dead = 'token_revoked'
}

function firstPerson(team: Team): Member {
  const found = [...team.people.values()].find((one) => !one.bot)
  if (found === undefined) throw new Error(`${team.id} has no people`)
  return found
}

/** By name or id. */
export function memberNamed(team: Team, name: string): Member {
  const found = team.people.get(name) ?? [...team.people.values()].find((one) => one.name === name)
  if (found === undefined) throw new Error(`${team.id} has nobody called ${name}`)
  return found
}

export function personNamed(slack: Slack, team: Team, deliver: Deliveries['deliver'], name: string): Person {
  return personOf({ slack, team, deliver, member: memberNamed(team, name) })
}
