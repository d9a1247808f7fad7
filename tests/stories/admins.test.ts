import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import { namedAdmins } from '../../core/db/schema.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'

const onlyAdmins = 'Only people who manage this workspace can do that.'

test('a member who is named can do what admins can, until that is taken back', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/study status')
  expect(await room.as('bo').run('/study close')).toBe(onlyAdmins)
  expect(await room.as('ada').run('/study admins add @Bo')).toMatch(/^<member:bo> can now do all/)
  expect(await room.as('ada').run('/study admins add bo')).toMatch(/can manage me already/)
  expect(await room.as('bo').run('/study close')).toContain('No question is open here.')
  expect(await room.as('bo').run('/study help')).toContain('/study admins')
  expect(await room.as('cy').run('/study close')).toBe(onlyAdmins)
  expect(await room.as('bo').run('/study admins remove bo')).toMatch(/can no longer manage me/)
  expect(await room.as('bo').run('/study admins')).toBe(onlyAdmins)
  expect(await room.as('ada').run('/study admins remove bo')).toContain('has not been named')
})

test('everyone in a group that is named can, also who comes into it later', async () => {
  const people = ['Ada', { name: 'Bo', groups: ['mentors'] }, 'Cy']
  const room = await openStoryRoom({ people })
  await room.as('bo').run('/study status')
  expect(await room.as('ada').run('/study admins add mentors')).toMatch(/^Everyone in <role:mentors> can now/)
  expect(await room.as('bo').run('/study close')).toContain('No question is open here.')
  expect(await room.as('cy').run('/study close')).toBe(onlyAdmins)
  expect(await commandBy(room, { id: 'cy', name: 'Cy', groups: ['mentors'] })).toContain('No question is open here.')
  // where the platform does not tell the groups, those that were last heard of count
  expect(await commandBy(room, { id: 'cy', name: 'Cy' })).toContain('No question is open here.')
  expect(await commandBy(room, { id: 'cy', name: 'Cy', groups: [] })).toBe(onlyAdmins)
  await room.as('ada').run('/study admins remove @mentors')
  expect(await room.as('bo').run('/study close')).toBe(onlyAdmins)
})

test('who can manage me is listed, with the owners and admins who always can', async () => {
  const room = await openStoryRoom()
  expect(await room.as('ada').run('/study admins')).toMatch(
    /owners and admins of this workspace, always\n\nNobody else/,
  )
  await room.as('ada').run('/study admins add <@U123|Dee Lovelace>')
  await room.as('ada').run('/study admins add <!subteam^S123|@mentors>')
  await room.as('ada').run('/study admins add <@&812>')
  expect(await room.as('ada').run('/study admins list')).toContain(
    '- <member:U123>\n- everyone in <role:812>\n- everyone in <role:S123>',
  )
})

test('whom to name must be somebody, or a group', async () => {
  const room = await openStoryRoom()
  expect(await room.as('ada').run('/study admins add nobody')).toContain('“nobody” is neither somebody')
  expect(await room.as('ada').run('/study admins add')).toContain('Say whom')
  expect(await room.as('ada').run('/study admins promote bo')).toContain('Choose one of: list, add, remove.')
})

test('an admin cannot exclude themselves', async () => {
  const room = await openStoryRoom()
  for (const me of ['me', '@Ada', '<@ada|Ada>']) {
    expect(await room.as('ada').run(`/study exclude ${me}`)).toContain('You cannot exclude yourself.')
  }
})

test('a mention with a name in it is understood', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/study status')
  expect(await room.as('ada').run('/study exclude <@bo|Bo Two Names>')).toContain('of **Bo** no longer count')
})

test('who has their data deleted is no longer named, and no trace of their naming leads to them', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/study me')
  await room.as('ada').run('/study admins add bo')
  await room.as('bo').run('/study admins add <@U123>')
  const exported = await dataOf(room, 'bo')
  expect(exported.namedAdmin).toMatchObject([{ id: 'bo', namedBy: 'ada' }])
  await room.as('bo').run('/study me')
  const shown = (await room.messages('bo')).at(-1)?.id ?? 0
  await room.as('bo').press(shown, 'delete-data')
  await room.as('bo').press((await room.messages('bo')).at(-1)?.id ?? 0, 'delete-everything')
  const rows = await inWorkspace(room.studyhall().study.database, room.workspace, (tx) => tx.select().from(namedAdmins))
  expect(rows).toMatchObject([{ id: 'U123', namedBy: expect.stringMatching(/^gone:/) }])
  expect(await room.as('bo').run('/study close')).toBe(onlyAdmins)
})

async function commandBy(room: StoryRoom, member: { id: string; name: string; groups?: string[] }) {
  const { engine, study } = room.studyhall()
  const at = room.stage.now()
  const reply = await engine.handle({
    kind: 'command',
    id: study.newId(),
    workspace: room.workspace,
    place: 'backend-prep',
    member,
    words: 'study close',
    at,
  })
  return reply?.kind === 'message' ? reply.message.text : undefined
}

async function dataOf(room: StoryRoom, person: string): Promise<Record<string, unknown>> {
  await room.as(person).run('/study me')
  await room.as(person).press((await room.messages(person)).at(-1)?.id ?? 0, 'export-data')
  const [file] = (await room.messages(person)).at(-1)?.files ?? []
  return JSON.parse(file?.text ?? '{}')
}

test('where naming is not enough, the platform says what else to do', async () => {
  const namedAdmins = 'Let them use the commands in the server settings, too.'
  const room = await openStoryRoom({ wrap: (platform) => ({ ...platform, notes: { namedAdmins } }) })
  await room.as('bo').run('/study status')
  expect(await room.as('ada').run('/study admins add bo')).toContain(namedAdmins)
  expect(await room.as('ada').run('/study admins remove bo')).not.toContain(namedAdmins)
})
