import type { WebClient } from '@slack/web-api'
import { describe, expect, onTestFinished, test } from 'vitest'
import { accessByToken } from '../../bots/slack/access.ts'
import { clientFor, clientOptions } from '../../bots/slack/calls.ts'
import { openGroups } from '../../bots/slack/groups.ts'
import { openPeople } from '../../bots/slack/people.ts'
import { openFakeSlack } from '../support/fake-slack/fake-slack.ts'
import type { PersonSettings, TeamSettings } from '../support/fake-slack/types.ts'
import { openSlackWorld } from '../support/slack-world.ts'
import { recordingLog, silentLog } from '../support/world.ts'

describe('who someone is', () => {
  test('also where Slack’s profile has nulls', async () => {
    const nobody = {
      id: 'U1',
      team_id: null,
      name: null,
      real_name: null,
      tz: null,
      is_bot: null,
      is_admin: null,
      is_owner: null,
      is_stranger: null,
      enterprise_user: null,
      profile: { display_name: null, real_name: null },
    }
    expect(await actorOf(nobody)).toEqual({ id: 'U1', name: 'U1', admin: false })
    expect(await actorOf({ ...nobody, profile: null, real_name: 'Ada' })).toMatchObject({ name: 'Ada' })
  })

  test('a bot, as Slack tells of them', async () => {
    const { people, access, id } = await openWith([{ name: 'robot', bot: true }])
    expect(await people.actor(access, id('robot'))).toEqual({ id: id('robot'), name: 'robot', admin: false, bot: true })
  })

  test.each(['user_not_found', 'user_not_visible', 'users_not_found'])('%s: their id alone', async (error) => {
    const { fake, people, access } = await openWith([])
    fake.faults.next('users.info', { kind: 'error', error })
    expect(await people.actor(access, 'UHIDDEN')).toEqual({ id: 'UHIDDEN', name: 'UHIDDEN', admin: false })
  })

  test('while Slack cannot be asked: as they were known, else by their id', async () => {
    const { fake, people, access, id, pass } = await openWith([{ name: 'ada', admin: true }, { name: 'bo' }])
    await people.actor(access, id('ada'))
    pass(11)
    fake.faults.next({ method: 'users.info', times: 3 }, { kind: 'rate-limited', seconds: 30 })
    await expect(people.actor(access, id('ada'))).rejects.toThrow()
    expect(await people.actorIfKnown(access, id('ada'))).toMatchObject({ name: 'ada', admin: true })
    expect(await people.actorIfKnown(access, id('bo'))).toEqual({ id: id('bo'), name: id('bo'), admin: false })
  })

  test('in an organisation, whoever manages this workspace of it', async () => {
    const grid = { enterprise_id: 'E1', is_admin: false, teams: ['T2', 'T1'] }
    const user = { id: 'U1', team_id: 'T2', name: 'ada', is_admin: true, enterprise_user: grid }
    expect(await actorOf(user)).toMatchObject({ admin: true })
    expect(await actorOf({ ...user, enterprise_user: { ...grid, teams: ['T2'] } })).toMatchObject({ admin: false })
    expect(await actorOf({ ...user, is_stranger: true })).toMatchObject({ admin: false })
  })
})

describe('user groups', () => {
  const people: PersonSettings[] = [
    { name: 'ada', groups: ['S1', 'S2'] },
    { name: 'bo' },
    { name: 'guest', from: 'T0OTHER', groups: ['S1'] },
  ]

  test('everyone’s own, asked for once in ten minutes; of strangers none', async () => {
    const { fake, people: known, access, id, pass } = await openWith(people)
    expect(await known.actor(access, id('ada'))).toMatchObject({ groups: ['S1', 'S2'] })
    expect(await known.actor(access, id('bo'))).toMatchObject({ groups: [] })
    expect(await known.actor(access, id('guest'))).not.toHaveProperty('groups')
    expect(fake.callsOf('usergroups.list')).toHaveLength(1)
    pass(11)
    await known.actor(access, id('ada'))
    expect(fake.callsOf('usergroups.list')).toHaveLength(2)
  })

  test.each(['missing_scope', 'rate-limited'])('%s: nobody’s are known, which is logged once', async (why) => {
    const { fake, people: known, access, id, log, pass } = await openWith(people)
    const fault = why === 'rate-limited' ? { kind: why, seconds: 9 } : { kind: 'error' as const, error: why }
    fake.faults.next({ method: 'usergroups.list', times: 2 }, fault as never)
    expect(await known.actor(access, id('ada'))).not.toHaveProperty('groups')
    pass(11)
    expect(await known.actor(access, id('ada'))).not.toHaveProperty('groups')
    expect(log.lines.filter(({ says }) => says.includes('user group'))).toHaveLength(1)
    pass(11)
    expect(await known.actor(access, id('ada'))).toMatchObject({ groups: ['S1', 'S2'] })
  })

  test('come with what someone does', async () => {
    const world = await openSlackWorld({ teams: [{ ...team, people: [{ name: 'bo', groups: ['S7'] }] }] })
    await world.person('bo').command('/study', 'help', 'general')
    const { sql } = world.stage.studyhall().study.database
    expect(await sql`select groups from members where name = 'bo'`).toMatchObject([{ groups: ['S7'] }])
  })
})

const team: TeamSettings = { id: 'T0STUDY', name: 'Study group', channels: [{ name: 'general' }] }

/** What becomes of a profile in the workspace T1. */
async function actorOf(user: object) {
  const client = { users: { info: async () => ({ ok: true, user }) } } as unknown as WebClient
  const access = { workspace: 'slack/T1', home: 'T1', client, botUser: 'UBOT', botId: undefined }
  return openPeople().actor(access, 'U1')
}

async function openWith(people: readonly PersonSettings[]) {
  const fake = await openFakeSlack({ now: () => 0, teams: [{ ...team, people }] })
  onTestFinished(() => fake.close())
  const { name: _name, ...access } = await accessByToken(
    clientFor(fake.team().botToken, clientOptions(fake.apiUrl, silentLog)),
    fake.apiUrl,
  )
  let minutes = 0
  const now = () => minutes * 60_000
  const log = recordingLog()
  return {
    fake,
    access,
    log,
    people: openPeople(openGroups(log, now), now),
    id: (name: string) => fake.person(name).id,
    pass(more: number) {
      minutes += more
    },
  }
}
