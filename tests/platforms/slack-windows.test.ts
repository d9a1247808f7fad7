import { describe, expect, test } from 'vitest'
import type { ChatEvent, ChatPlatform, Engine, Form, Reply } from '../../core/platform.ts'
import { freshAddress } from '../support/database.ts'
import { openCleanSlack } from '../support/fake-slack/clean-slack.ts'
import type { PersonSettings } from '../support/fake-slack/types.ts'
import { slackProcess } from '../support/slack-process.ts'
import { openSlackWorld } from '../support/slack-world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const wait = 'One moment'

describe('a form that takes longer than Slack waits', () => {
  test('is taken once: the window says to wait, then that it is done', async () => {
    const { question, bo, gate, settled } = await openForm()
    const sent = await bo.submit({ Answer: good })
    expect(sent).toMatchObject({ outcome: 'replaced', modal: { fields: [], words: expect.stringContaining(wait) } })
    gate.resolve()
    await settled()
    expect(bo.modal()?.words).toContain('Done.')
    expect(bo.thread(question).map(({ words }) => words)).toEqual([expect.stringContaining('A lease is a lock')])
  })

  test('is shown again where it was refused, with what is wrong and what was typed', async () => {
    const { bo, gate, settled } = await openForm()
    expect((await bo.submit({ Answer: 'Why not?' })).outcome).toBe('replaced')
    gate.resolve()
    await settled()
    expect(bo.modal()).toMatchObject({ title: 'Your answer', fields: [{ value: 'Why not?' }] })
    expect(bo.modal()?.words).toContain('That is very short')
    expect((await bo.submit({ Answer: good })).outcome).toBe('closed')
  })

  test('that breaks is shown again, with a word that it broke and what was typed', async () => {
    const { bo, gate, settled } = await openForm()
    expect((await bo.submit({ Answer: good })).outcome).toBe('replaced')
    gate.reject(new Error('the database is away'))
    await settled()
    expect(bo.modal()).toMatchObject({ title: 'Your answer', fields: [{ value: good }] })
    expect(bo.modal()?.words).toContain('That broke on our side')
    expect((await bo.submit({})).outcome).toBe('closed')
  })

  test('whose window was closed meanwhile is taken all the same', async () => {
    const { question, bo, gate, settled } = await openForm()
    await bo.submit({ Answer: good })
    await bo.closeModal()
    gate.resolve()
    await settled()
    expect(bo.thread(question)).toHaveLength(1)
    await expect.poll(() => bo.ephemerals().at(-1)?.text).toContain('Your answer stands in the thread')
  })
})

describe('a form that asks for a user group', () => {
  const form: Form = {
    id: 'needed',
    title: 'Who counts',
    submit: 'Save',
    fields: [
      { kind: 'group', name: 'group', label: 'Group', value: 'S2' },
      { kind: 'text', name: 'why', label: 'Why' },
    ],
  }

  test('offers the workspace’s own, and gives its id', async () => {
    const { fake, submitted } = await openAsking(form, [{ name: 'ada', groups: ['S1', 'S2'] }])
    const ada = fake.person('ada')
    const { modal } = await ada.command('/study', 'who', 'general')
    expect(modal?.fields).toMatchObject([{ type: 'static_select', value: 'S2' }, { label: 'Why' }])
    await ada.submit({ Group: '@s1 · The S1' })
    expect(submitted()).toMatchObject([{ values: { group: ['S1'], why: [] } }])
  })

  test('says so where there is none', async () => {
    const { fake, submitted } = await openAsking(form, [{ name: 'ada' }])
    const { modal } = await fake.person('ada').command('/study', 'who', 'general')
    expect(modal?.fields).toMatchObject([{ label: 'Why' }])
    expect(modal?.words).toContain('no user groups')
    await fake.person('ada').submit({ Why: 'because' })
    expect(submitted()).toMatchObject([{ values: { why: ['because'] } }])
  })
})

/** A question is asked, and its form open; what is sent first waits at a gate. */
async function openForm() {
  const gate = Promise.withResolvers<void>()
  let first = true
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    start: (engine) => platform.start({ ...engine, handle: (event) => passed(engine, event) }),
  })
  async function passed(engine: Engine, event: ChatEvent): Promise<Reply | undefined> {
    if (event.kind !== 'submitted' || !event.form.startsWith('answer') || !first) return engine.handle(event)
    first = false
    await gate.promise
    return engine.handle(event)
  }
  const world = await openSlackWorld({ wrap })
  await world.schedule()
  const question = await world.nextQuestion()
  const bo = world.person('bo')
  await bo.press('Answer', question)
  /** The window says, or would have said, what came of it. */
  async function settled() {
    await world.fake.until(() => world.fake.callsOf('views.update').length === 1, 'an update of the window')
    await world.settle()
    await expect.poll(() => world.fake.callsOf('views.update')[0]?.outcome).not.toBe('under way')
  }
  return { question, bo, gate, settled }
}

/** An engine that answers every command with the form. */
async function openAsking(form: Form, people: readonly PersonSettings[]) {
  const address = await freshAddress()
  const fake = await openCleanSlack({ teams: [{ id: 'T0STUDY', people, channels: [{ name: 'general' }] }] })
  const events: ChatEvent[] = []
  await slackProcess(fake, address, {
    commands: [],
    messageActions: [],
    gives: () => 'form',
    handle: async (event) => {
      events.push(event)
      return event.kind === 'command' ? { kind: 'form', form } : undefined
    },
  })
  return { fake, submitted: () => events.filter(({ kind }) => kind === 'submitted') }
}
