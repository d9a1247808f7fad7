import { describe, expect, test } from 'vitest'
import type { MessageRef, Person, SeenMessage, TeamSettings } from '../support/fake-slack/types.ts'
import { openSlackWorld, type SlackWorld, type SlackWorldOptions } from '../support/slack-world.ts'
import { closedBank } from '../support/world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const other = 'It is a promise that holds for some time and then no more.'

describe('what is an answer', () => {
  test('text with files, and a picture alone', async () => {
    const { world, question, bo, cy } = await asked()
    await bo.say('general', good, { thread: question, files: [{ name: 'notes.pdf', type: 'application/pdf' }] })
    const picture = await cy.say('general', '', {
      thread: question,
      files: [{ name: 'board.png', type: 'image/png' }],
    })
    await world.settle()
    expect(marksOn(cy, picture)).toEqual(['white_check_mark'])
    const results = await resultsByEvents(world, question)
    expect(results.words).toContain('2 answers')
    expect(results.words).toContain('(file: notes.pdf)')
    expect(results.words).toContain('(picture: board.png)')
  })

  test('a reply that is shown in the channel too, and one by /me', async () => {
    const { world, question, bo, cy } = await asked()
    await bo.say('general', good, { thread: question, broadcast: true })
    await sent(world, { subtype: 'me_message', user: cy.id, text: other, thread_ts: question.ts })
    expect((await resultsByEvents(world, question)).words).toContain('2 answers')
  })

  test('what a bot says is none, and neither is what stands outside of the thread', async () => {
    const { world, question, bo } = await asked({ people: [{ name: 'robo', bot: true }] })
    await world.person('robo').say('general', good, { thread: question })
    await sent(world, { subtype: 'bot_message', bot_id: 'B0OTHER', text: good, thread_ts: question.ts })
    await bo.say('general', good)
    const elsewhere = await bo.say('general', 'Is anybody here who likes to read about leases today?')
    await bo.say('general', good, { thread: elsewhere })
    expect((await resultsByEvents(world, question)).words).toContain('without an answer')
    expect(world.fake.callsOf('reactions.add')).toEqual([])
  })

  test('someone of another workspace answers and votes like anybody, and manages nothing here', async () => {
    const { world, question, bo } = await asked({
      people: [{ name: 'zed', from: 'T0FAR', admin: true, owner: true }],
    })
    const zed = world.person('zed')
    const answer = await zed.say('general', good, { thread: question })
    await bo.react(answer, '+1')
    await zed.react(await bo.say('general', other, { thread: question }), '+1')
    const refused = await zed.command('/study', 'close', 'general')
    expect(refused.shown.map(({ text }) => text)).toEqual(['Only people who manage this workspace can do that.'])
    const results = await resultsByEvents(world, question)
    expect(results.words).toContain('2 answers, 2 votes')
    expect(results.words).toContain('zed +')
  })

  test('in a private channel as well', async () => {
    const { world, question, bo, cy } = await asked({ channels: [{ name: 'cellar', kind: 'private' }] }, 'cellar')
    const answer = await bo.say('cellar', good, { thread: question })
    await cy.react(answer, '+1')
    expect((await resultsByEvents(world, question)).words).toContain('1 answer, 1 vote')
  })
})

describe('what becomes of an answer', () => {
  test('its last edit counts, and a preview of Slack’s changes nothing', async () => {
    const { world, question, bo } = await asked()
    const answer = await bo.say('general', other, { thread: question })
    await bo.edit(answer, `${other} Or less.`)
    await bo.edit(answer, good)
    await world.fake.team().unfurl(answer)
    await world.settle()
    expect(marksOn(bo, answer)).toEqual(['white_check_mark'])
    const { words } = await resultsByEvents(world, question)
    expect(words).toContain('A lease is a lock')
    expect(words).not.toContain('Or less')
  })

  test('edited down to a word, it loses its ✓; edited back, it has it again', async () => {
    const { world, question, bo } = await asked()
    const answer = await bo.say('general', good, { thread: question })
    await bo.edit(answer, 'Hm')
    await world.settle()
    expect(marksOn(bo, answer)).toEqual([])
    await bo.edit(answer, good)
    await world.settle()
    expect(marksOn(bo, answer)).toEqual(['white_check_mark'])
  })

  test('deleted, it is gone; so it is where Slack leaves a gravestone', async () => {
    const { world, question, bo, cy } = await asked()
    await bo.remove(await bo.say('general', good, { thread: question }))
    const answer = await cy.say('general', other, { thread: question })
    await world.settle()
    const before = { type: 'message', user: cy.id, text: other, ts: answer.ts, thread_ts: question.ts }
    await sent(world, {
      subtype: 'message_changed',
      message: { ...before, subtype: 'tombstone', text: 'This message was deleted.', hidden: true },
      previous_message: before,
    })
    expect((await resultsByEvents(world, question)).words).toContain('without an answer')
  })
})

describe('what members write pings nobody', () => {
  test('mentions, channels, emoji and Slack’s own codes are plain text in the results', async () => {
    const { world, question, bo, cy } = await asked({ people: [{ name: 'zoë <!here>', zone: 'Europe/Berlin' }] })
    const general = world.fake.team().channel('general').id
    const ping = `<!channel> <!here|here> <@${cy.id}> @cy <#${general}|general> and &lt;!everyone&gt; *know* :tada: a lease`
    await bo.say('general', ping, { thread: question })
    await cy.say('general', `\`<!channel>\` and \`\`\`\n<@${bo.id}>\n\`\`\` are a lease too, @here`, {
      thread: question,
    })
    await world.person('zoë <!here>').say('general', good, { thread: question })
    const results = await resultsByEvents(world, question)
    expect(results.words).toContain('3 answers')
    expect(results.words).toContain('@cy')
    expect(results.words).toContain('#general')
    expect(results.words).toContain('🎉')
    expect(results.words).toContain('&lt;!everyone&gt;')
    for (const message of saidByBot(world)) {
      expect(JSON.stringify([message.text, message.blocks])).not.toMatch(/<(!(?!date)|@|#(?!C))/)
    }
  })

  test('an answer of 40,000 characters is cut, and the results say so', async () => {
    const { world, question, bo } = await asked()
    await bo.say('general', `${good} ${'Leases end. '.repeat(3_300)}`, { thread: question })
    const { words } = await resultsByEvents(world, question)
    expect(words).toContain('1 answer')
    expect(words).toMatch(/Leases( end\.)?…/)
    expect(words).toContain('Reference answer')
  })
})

describe('on a message: its menu', () => {
  test('“This is my answer” makes it the answer, on one’s own message only', async () => {
    const { world, question, bo, cy } = await asked()
    await bo.say('general', good, { thread: question })
    const later = await bo.say('general', 'No: this.', { thread: question })
    const marked = await bo.shortcut('mine', later)
    expect(marked.shown.map(({ ephemeral, text }) => [ephemeral, text])).toEqual([
      [true, 'This message is your answer now. What else you wrote is talk.'],
    ])
    expect((await cy.shortcut('mine', later)).shown.at(-1)).toMatchObject({
      ephemeral: true,
      text: 'That is not your message: you can only mark one of your own as your answer.',
    })
    expect((await cy.shortcut('mine', question)).shown.at(-1)?.text).toContain('This works on your own message')
    const { words } = await resultsByEvents(world, question)
    expect(words).toContain('No: this.')
    expect(words).not.toContain('A lease is a lock')
  })

  test('“Vote for this answer” votes, and takes it back', async () => {
    const { world, question, ada, bo, cy } = await asked()
    const answer = await bo.say('general', good, { thread: question })
    expect((await cy.shortcut('vote', answer)).shown.at(-1)?.text).toBe('Your vote counts.')
    expect((await ada.shortcut('vote', answer)).shown.at(-1)?.text).toBe('Your vote counts.')
    expect((await ada.shortcut('vote', answer)).shown.at(-1)?.text).toBe('Your vote is taken back.')
    expect((await bo.shortcut('vote', answer)).shown.at(-1)?.text).toBe("You can't vote for your own answer.")
    expect((await cy.shortcut('vote', question)).shown.at(-1)?.text).toContain('not an answer')
    expect((await resultsByEvents(world, question)).words).toContain('1 answer, 1 vote')
  })
})

describe('votes by emoji', () => {
  test('in any skin tone, once a member; taken back, they are gone', async () => {
    const { world, question, ada, bo, cy } = await asked()
    const answer = await bo.say('general', good, { thread: question })
    await cy.react(answer, '+1::skin-tone-5')
    await cy.react(answer, 'thumbsup::skin-tone-2')
    await cy.react(answer, 'tada')
    await ada.react(answer, 'heart')
    await ada.unreact(answer, 'heart')
    expect((await resultsByEvents(world, question)).words).toContain('1 answer, 1 vote.')
  })

  test('those that an admin has chosen, also the workspace’s own', async () => {
    const { world, ada, bo, cy } = await opened()
    const saved = await ada.command('/study', 'votes :partyparrot: :thumbsup:', 'general')
    expect(saved.shown.at(-1)?.text).toContain(':partyparrot:')
    await world.schedule()
    const question = await world.nextQuestion()
    expect(question.words).toContain('Vote for good answers with :partyparrot:')
    const answer = await bo.say('general', good, { thread: question })
    await cy.react(answer, 'partyparrot')
    await ada.react(answer, 'heart')
    expect((await resultsByEvents(world, question)).words).toContain('1 answer, 1 vote.')
  })

  test('before the bot has heard of the answer', async () => {
    const { world, question, bo, cy } = await asked()
    world.fake.events.hold()
    const answer = await bo.say('general', good, { thread: question })
    await cy.react(answer, '+1')
    await world.fake.events.release((held) => held.toReversed())
    expect((await resultsByEvents(world, question)).words).toContain('1 answer, 1 vote')
  })
})

describe('in a form', () => {
  test('an answer, with what is wrong beside the field and the text kept', async () => {
    const { world, question, bo } = await asked()
    const form = await bo.press('Answer', question)
    expect(form.modal?.title).toBe('Your answer')
    expect(form.modal?.words).toContain('Everyone in the thread will see this, with your name.')
    const refused = await bo.submit({ Answer: 'Why not?' })
    expect(refused).toMatchObject({ outcome: 'errors', modal: { fields: [{ value: 'Why not?' }] } })
    expect(Object.values(refused.errors)).toEqual([expect.stringContaining('That is very short')])
    const taken = await bo.submit({ Answer: good })
    expect(taken.outcome).toBe('closed')
    await world.settle()
    expect(bo.ephemerals().at(-1)?.text).toContain('Your answer stands in the thread')
    expect(bo.thread(question).map(({ words }) => words)).toEqual([expect.stringContaining('A lease is a lock')])
    await bo.press('Answer', question)
    expect(bo.modal()?.fields[0]?.value).toBe(good)
    await bo.submit({ Answer: other })
    await world.settle()
    expect(bo.thread(question).map(({ words }) => words)).toEqual([expect.stringContaining(other)])
  })

  test('a number', async () => {
    const { world, question, bo, cy } = await asked({}, 'general', closedBank('numeric'))
    await bo.press('Answer', question)
    const refused = await bo.submit({ 'A number in min': 'about twenty' })
    expect(refused).toMatchObject({ outcome: 'errors', modal: { fields: [{ value: 'about twenty' }] } })
    expect(Object.values(refused.errors)).toEqual([expect.stringContaining('That is not a number')])
    expect((await bo.submit({ 'A number in min': '21.6' })).outcome).toBe('closed')
    await cy.press('Answer', question)
    await cy.submit({ 'A number in min': '43' })
    await world.settle()
    expect(bo.ephemerals().at(-1)?.text).toContain('Your answer: 21')
    expect((await resultsByEvents(world, question)).words).toContain('2 answers, 1 right')
  })

  test('a few words', async () => {
    const { world, question, bo } = await asked({}, 'general', closedBank('short'))
    await bo.press('Answer', question)
    expect((await bo.submit({ 'A word or a few': 'create index concurrently' })).outcome).toBe('closed')
    expect((await resultsByEvents(world, question)).words).toContain('1 answer, 1 right')
  })

  test('what is wrong with a question', async () => {
    const { world, question, ada, bo } = await asked()
    await bo.press('Something is wrong with this question', question)
    expect(bo.modal()?.title).toBe('Flag a question')
    const long = await bo.submit({ 'What is wrong?': 'other', 'In a few words': '' })
    expect(long.outcome).toBe('errors')
    const sentIn = await bo.submit({ 'In a few words': 'It names <!channel> twice.' })
    expect(sentIn.outcome).toBe('closed')
    await world.settle()
    expect(bo.ephemerals().at(-1)?.text).toMatch(/[Tt]hank/)
    const [flag] = await world.stage.studyhall().study.database.sql`select member, reason from flags`
    expect(flag).toMatchObject({ member: bo.id, reason: expect.stringContaining('twice') })
    expect(ada.modal()).toBeUndefined()
  })
})

describe('by buttons', () => {
  test('presses are ordered by Slack’s clock, also where this process’s own is off', async () => {
    const ahead = 5_000
    let own = () => Temporal.Instant.from('2026-03-02T07:00:00Z')
    const now = () => own().epochMilliseconds + ahead
    const world = await openSlackWorld({ bank: closedBank('single'), fakeOptions: { now } })
    own = world.stage.now
    await world.schedule()
    const question = await world.nextQuestion()
    const pressed = world.stage.now().epochMilliseconds + ahead
    await world.person('bo').press(question.buttons[0] ?? '', question)
    const [row] = await world.stage.studyhall().study.database.sql`select chosen_at from choices`
    expect(Math.abs(new Date(row?.chosen_at).getTime() - pressed)).toBeLessThan(1_000)
  })

  test('one of several: chosen in private, changed, and split in the results', async () => {
    const { world, question, bo, cy } = await asked({}, 'general', closedBank('single'))
    const [first = '', second = ''] = question.buttons
    expect((await bo.press(first, question)).shown.at(-1)).toMatchObject({
      ephemeral: true,
      text: expect.stringContaining(`Your answer: ${first}`),
    })
    expect((await bo.press(second, question)).shown.at(-1)?.text).toContain(`Your answer: ${second}`)
    await cy.press(first, question)
    expect(bo.message(question)?.words).toBe(question.words)
    expect((await resultsByEvents(world, question)).words).toContain('2 answers')
  })

  test('all that apply, in a menu', async () => {
    const { world, question, bo } = await asked({}, 'general', closedBank('multi'))
    const chosen = await bo.choose('Choose all that apply', ['0', '1', '4'], question)
    expect(chosen.shown.at(-1)?.text).toContain('Your answer:')
    expect((await resultsByEvents(world, question)).words).toContain('1 answer, 1 right')
  })

  test('true or false', async () => {
    const { world, question, bo, cy } = await asked({}, 'general', closedBank('true-false'))
    await bo.press('True', question)
    await cy.press('False', question)
    expect((await resultsByEvents(world, question)).words).toContain('2 answers, 1 right')
  })

  test('“Tell me before it closes” brings a private message, unless one has answered', async () => {
    const { world, question, bo, cy } = await asked()
    expect((await bo.press('Tell me before it closes', question)).shown.at(-1)?.text).toContain('You get a private')
    await cy.press('Tell me before it closes', question)
    await cy.say('general', good, { thread: question })
    await world.close()
    expect(bo.dm().map(({ text }) => text)).toEqual([expect.stringContaining('You asked to be told')])
    expect(cy.dm()).toEqual([])
  })

  test('after the close, what an old screen still shows is answered kindly', async () => {
    const { world, question, bo, cy } = await asked()
    await cy.say('general', other, { thread: question })
    await bo.press('Answer', question)
    await world.close()
    const tooLate = await bo.submit({ Answer: good })
    expect(Object.values(tooLate.errors)).toEqual([expect.stringContaining('this no longer counts')])
    await bo.closeModal()
    const results = bo.thread(question).at(-1) as SeenMessage
    expect((await bo.press('My answer beside it', results)).shown.at(-1)?.text).toContain('You have no answer')
    const late = await bo.say('general', good, { thread: question })
    await world.settle()
    expect(bo.ephemerals().at(-1)?.text).toContain('This round is closed')
    expect(marksOn(bo, late)).toEqual([])
  })
})

async function opened(more: Partial<TeamSettings> = {}, bank?: SlackWorldOptions['bank']) {
  const { people = [], channels = [] } = more
  const world = await openSlackWorld({
    ...(bank ? { bank } : {}),
    teams: [
      {
        id: 'T0STUDY',
        people: [
          { name: 'ada', zone: 'Europe/Berlin', admin: true },
          { name: 'bo', zone: 'Europe/Berlin' },
          { name: 'cy', zone: 'America/New_York' },
          ...people,
        ],
        channels: [{ name: 'general' }, ...channels],
      },
    ],
  })
  return { world, ada: world.person('ada'), bo: world.person('bo'), cy: world.person('cy') }
}

async function asked(more: Partial<TeamSettings> = {}, channel = 'general', bank?: SlackWorldOptions['bank']) {
  const there = await opened(more, bank)
  await there.world.schedule(channel)
  return { ...there, question: await there.world.nextQuestion(channel) }
}

/** Closes by what was heard alone: the last reading of the thread, which would mend it, is refused. */
async function resultsByEvents(world: SlackWorld, question: MessageRef): Promise<SeenMessage> {
  await world.settle()
  world.fake.faults.next({ method: 'conversations.replies', times: 99 }, { kind: 'error', error: 'missing_scope' })
  await world.close()
  const said = world.person('ada').thread(question).at(-1)
  if (said === undefined) throw new Error('no results were said')
  return said
}

function saidByBot({ fake }: SlackWorld): SeenMessage[] {
  return fake
    .team()
    .messages('general')
    .filter(({ user }) => user === fake.team().botUser)
}

function marksOn(person: Person, message: MessageRef) {
  return person.message(message)?.reactions.map(({ name }) => name)
}

let count = 0

/** A message event as the test writes it. */
async function sent({ fake, stage }: SlackWorld, event: Record<string, unknown>): Promise<void> {
  count += 1
  const ts = `${Math.floor(stage.now().epochMilliseconds / 1_000)}.9${String(count).padStart(5, '0')}`
  const channel = fake.team().channel('general').id
  await fake.events.send('T0STUDY', { type: 'message', channel, channel_type: 'channel', ts, event_ts: ts, ...event })
}
