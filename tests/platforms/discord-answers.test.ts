import { describe, expect, test } from 'vitest'
import { type DiscordWorldOptions, openDiscordWorld, threadOf } from '../support/discord-world.ts'
import type { MessageRef, Person, SeenMessage } from '../support/fake-discord/types.ts'
import { closedBank, recordingLog } from '../support/world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const other = 'It is a promise that holds for some time and then no more.'

describe('what is an answer', () => {
  test('text with files, and a picture alone', async () => {
    const { world, question, thread, bo, cy } = await asked()
    await bo.say(thread, good, { files: [{ name: 'notes.pdf', type: 'application/pdf' }] })
    const picture = await cy.say(thread, '', { files: [{ name: 'board.png', type: 'image/png' }] })
    await world.closeByEvents()
    expect(marksOn(cy, picture)).toEqual(['✅'])
    const { words } = world.results(question)
    expect(words).toContain('2 answers')
    expect(words).toContain('file: notes.pdf')
    expect(words).toContain('picture: board.png')
  })

  test('a reply to somebody', async () => {
    const { world, question, thread, bo, cy } = await asked()
    const first = await bo.say(thread, good)
    await cy.say(thread, other, { reply: first })
    await world.closeByEvents()
    expect(world.results(question).words).toContain('2 answers')
  })

  test('in a post of a forum', async () => {
    const { world, question, thread, bo, cy } = await asked({}, 'questions')
    await cy.react(await bo.say(thread, good), '👍')
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer, 1 vote')
    expect(bo.message(question)?.words).toContain('Closed')
    expect(bo.message(question)?.buttons).toEqual([])
  })

  test('not what bots and webhooks say, not a notice of Discord’s, not what stands elsewhere', async () => {
    const { world, question, thread, bo } = await asked()
    const guild = world.fake.guild()
    await guild.addPerson({ name: 'robo', bot: true }).say(thread, good)
    await guild.webhookSays(thread, 'Feed', good)
    await bo.say('general', good)
    const theirs = await guild.startThread('general', 'Something else')
    await bo.say(theirs, good)
    world.fake.events.send('MESSAGE_CREATE', systemMessage(world.fake.guild().id, thread, bo), guild.id)
    await world.closeByEvents()
    expect(world.results(question).words).toContain('without an answer')
  })

  test('and none of those when the thread is read again', async () => {
    const { world, question, thread, bo } = await asked()
    const guild = world.fake.guild()
    await guild.addPerson({ name: 'robo', bot: true }).say(thread, good)
    await guild.webhookSays(thread, 'Feed', good)
    await bo.say(thread, good)
    await world.close()
    expect(world.results(question).words).toContain('1 answer')
  })
})

describe('what becomes of an answer', () => {
  test('its last edit counts; edited down to a word, it loses its ✓, and has it again afterwards', async () => {
    const { world, question, thread, bo } = await asked()
    const answer = await bo.say(thread, other)
    await world.settle()
    await world.pass({ seconds: 1 })
    await bo.edit(answer, 'Hm')
    await world.settle()
    expect(marksOn(bo, answer)).toEqual([])
    await world.pass({ seconds: 1 })
    await bo.edit(answer, good)
    await world.settle()
    expect(marksOn(bo, answer)).toEqual(['✅'])
    await world.closeByEvents()
    expect(world.results(question).words).toContain('A lease is a lock')
  })

  test('a preview of Discord’s changes nothing', async () => {
    const log = recordingLog()
    const { world, question, thread, bo } = await asked({ log })
    const { id, channel } = await bo.say(thread, good)
    await world.settle()
    const guild = world.fake.guild().id
    const told = { id, channel_id: channel, guild_id: guild, embeds: [{ url: 'https://example.org' }] }
    world.fake.events.send('MESSAGE_UPDATE', told, guild)
    await world.settle()
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
    await world.closeByEvents()
    expect(world.results(question).words).toContain('A lease is a lock')
  })

  test('deleted by its author, or with others by a moderator, it is gone', async () => {
    const { world, question, thread, ada, bo, cy } = await asked()
    const [first, second, third] = [
      await bo.say(thread, good),
      await cy.say(thread, other),
      await ada.say(thread, `${other} Or so.`),
    ]
    await bo.remove(first)
    await world.fake.guild().deleteMessages([second, third])
    await world.closeByEvents()
    expect(world.results(question).words).toContain('without an answer')
  })
})

describe('what members write pings nobody', () => {
  test('mentions, channels, emoji, commands, links and spoilers are plain words in the results', async () => {
    const { world, question, thread, ada, bo, cy } = await asked()
    const guild = world.fake.guild()
    const role = await guild.addRole({ name: 'learners', mentionable: true })
    const general = guild.channel('general').id
    const codes = [
      `<@${cy.id}>`,
      '@everyone',
      '@here',
      `<@&${role}>`,
      `<#${general}>`,
      guild.emoji('parrot'),
      '</study:1>',
    ]
    await bo.say(thread, `A lease, says ${codes.join(' ')} [here](https://evil.example) ||hidden|| # Big\n> -# small`)
    await cy.say(thread, `\`<@${bo.id}>\` \`\`\`\n@everyone\n\`\`\` is a lease as well`)
    await world.closeByEvents()
    const { words } = world.results(question)
    expect(words).toContain('2 answers')
    expect(words).toContain('@cy')
    expect(words).toContain(':parrot:')
    expect(unquoted(words)).not.toMatch(
      /(?<!\\)<@|(?<!\\)<#|(?<!\\)<a?:|(?<!\\)<\/|(?<!\\)\|\||(?<!\\)\]\(https:\/\/evil/,
    )
    const said = [...ada.sees('general'), ...ada.sees(thread)].filter(({ fromBot }) => fromBot)
    expect(said.flatMap(({ pinged }) => pinged)).toEqual([])
    const bodies = world.fake.calls.map(({ body }) => body).filter(({ embeds }) => embeds !== undefined)
    for (const { allowed_mentions: allowed } of bodies) expect(allowed).toEqual({ parse: [], roles: [] })
  })

  test('three answers of 2,000 characters fit into the results', async () => {
    const { world, question, thread, ada, bo, cy } = await asked()
    for (const one of [ada, bo, cy])
      await one.say(thread, `${one.name} says: ${'*_leases_* end. '.repeat(125)}`.slice(0, 2_000))
    await world.closeByEvents()
    const { words } = world.results(question)
    expect(words).toContain('3 answers')
    for (const name of ['ada', 'bo', 'cy']) expect(words).toContain(`${name} says`)
    expect(words).toContain('Reference answer')
  })

  test('names with markup stay names', async () => {
    const { world, question, thread } = await asked()
    const zoe = world.fake.guild().addPerson({ name: '**zoë** @everyone <@1> `x`' })
    await zoe.say(thread, good)
    await zoe.press('Answer', question)
    await zoe.submit({ Answer: other })
    await world.close()
    const said = zoe.sees(thread).filter(({ fromBot }) => fromBot)
    expect(said.map(({ words }) => words).join('\n')).toContain('zoë')
    for (const { words, pinged } of said) {
      expect(words).not.toMatch(/(?<!\\)\*\*zoë|(?<!\\)<@1>/)
      expect(pinged).toEqual([])
    }
  })
})

describe('in a message’s menu', () => {
  test('“This is my answer” makes it the answer, on one’s own message only', async () => {
    const { world, question, thread, bo, cy } = await asked()
    await bo.say(thread, good)
    const later = await bo.say(thread, 'No: this.')
    await world.settle()
    const marked = await bo.messageCommand('This is my answer', later)
    expect(marked.shown).toMatchObject([
      { ephemeral: true, words: expect.stringContaining('This message is your answer now') },
    ])
    expect((await cy.messageCommand('This is my answer', later)).shown.at(-1)?.words).toContain(
      'That is not your message',
    )
    expect((await cy.messageCommand('This is my answer', question)).shown.at(-1)?.words).toContain('your own message')
    await world.closeByEvents()
    const { words } = world.results(question)
    expect(words).toContain('No: this.')
    expect(words).not.toContain('A lease is a lock')
  })

  test('“Vote for this answer” votes, and takes it back', async () => {
    const { world, question, thread, ada, bo, cy } = await asked()
    const answer = await bo.say(thread, good)
    await world.settle()
    const vote = async (one: Person, message: MessageRef) =>
      (await one.messageCommand('Vote for this answer', message)).shown.at(-1)?.words
    expect(await vote(cy, answer)).toBe('Your vote counts.')
    expect(await vote(ada, answer)).toBe('Your vote counts.')
    expect(await vote(ada, answer)).toBe('Your vote is taken back.')
    expect(await vote(bo, answer)).toBe("You can't vote for your own answer.")
    expect(await vote(cy, question)).toContain('not an answer')
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer, 1 vote')
  })
})

describe('votes by emoji', () => {
  test('in any skin tone, once a member; taken back, they are gone', async () => {
    const { world, question, thread, ada, bo, cy } = await asked()
    const answer = await bo.say(thread, good)
    await cy.react(answer, '👍🏽')
    await cy.react(answer, '👍')
    await cy.react(answer, '🎉')
    await ada.react(answer, '❤️')
    await world.settle()
    await ada.unreact(answer, '❤️')
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer, 1 vote.')
  })

  test('the server’s own, as an admin has chosen', async () => {
    const world = await openDiscordWorld()
    const [ada, bo, cy] = ['ada', 'bo', 'cy'].map((name) => world.person(name)) as [Person, Person, Person]
    const parrot = world.fake.guild().emoji('parrot')
    const saved = await ada.command('study-admin votes', 'general', { emoji: `${parrot} 👍` })
    expect(saved.shown.at(-1)?.words).toContain('parrot')
    const question = await world.asked()
    expect(question.words).toContain('parrot')
    const answer = await bo.say(threadOf(question), good)
    await cy.react(answer, 'parrot')
    await ada.react(answer, '❤️')
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer, 1 vote.')
  })

  test.each([
    ['all of them', undefined, '0 votes'],
    ['those of one emoji', '👍', '1 vote.'],
  ])('a moderator clears %s', async (_, emoji, says) => {
    const { world, question, thread, ada, bo, cy } = await asked()
    const answer = await bo.say(thread, good)
    await cy.react(answer, '👍')
    await ada.react(answer, '⭐')
    await world.settle()
    await world.pass({ seconds: 30 })
    await world.fake.guild().clearReactions(answer, emoji)
    await world.closeByEvents()
    expect(world.results(question).words).toContain(says)
  })

  test('for oneself: a word in private, where private messages are open', async () => {
    const { world, question, thread, bo, cy } = await asked()
    cy.closeDms()
    const answers = [await bo.say(thread, good), await cy.say(thread, other)] as const
    await world.settle()
    await bo.react(answers[0], '👍')
    await cy.react(answers[1], '👍')
    await world.settle()
    expect(bo.dm().map(({ words }) => words)).toEqual(["You can't vote for your own answer."])
    await world.closeByEvents()
    expect(world.results(question).words).toContain('2 answers, 0 votes')
  })
})

describe('in a form', () => {
  test('an answer: what is wrong is said, and what was typed stays', async () => {
    const { world, question, thread, bo } = await asked()
    expect(question.buttons).toContain('Answer')
    const form = await bo.press('Answer', question)
    expect(form.modal?.title).toBe('Your answer')
    expect(form.modal?.words).toContain('Everyone in the thread will see this, with your name.')
    const refused = await bo.submit({ Answer: 'Why not?' })
    expect(refused.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('That is very short') }])
    expect((await bo.press('Try again')).modal?.fields[0]?.value).toBe('Why not?')
    const taken = await bo.submit({ Answer: good })
    expect(taken.shown.at(-1)?.words).toContain('Your answer stands in the thread')
    await world.settle()
    expect(bo.sees(thread).map(({ words }) => words)).toEqual([expect.stringContaining('A lease is a lock')])
    expect((await bo.press('Answer', question)).modal?.fields[0]?.value).toBe(good)
    await bo.submit({ Answer: other })
    await world.settle()
    expect(bo.sees(thread).map(({ words }) => words)).toEqual([expect.stringContaining(other)])
  })
})

describe('private messages', () => {
  test('“Tell me before it closes” brings one, unless one has answered', async () => {
    const { world, question, thread, bo, cy } = await asked()
    expect((await bo.press('Tell me before it closes', question)).shown.at(-1)).toMatchObject({
      ephemeral: true,
      words: expect.stringContaining('You get a private message'),
    })
    await cy.press('Tell me before it closes', question)
    await cy.say(thread, good)
    await world.close()
    expect(bo.dm().map(({ words }) => words)).toEqual([expect.stringContaining('You asked to be told')])
    expect(cy.dm()).toEqual([])
  })

  test('closed ones are normal: it waits behind a button at the next command', async () => {
    const { world, question, bo } = await asked()
    await bo.press('Tell me before it closes', question)
    bo.closeDms()
    await world.close()
    expect(bo.dm()).toEqual([])
    const next = await bo.command('leaderboard', 'general')
    expect(next.shown.at(-1)?.buttons).toContain('1 message for you')
    const read = await bo.press('1 message for you')
    expect(read.shown.at(-1)).toMatchObject({ ephemeral: true, words: expect.stringContaining('You asked to be told') })
  })
})

describe('questions with their own controls', () => {
  test('presses are ordered by Discord’s clock, also where this process’s own is off', async () => {
    const ahead = 5_000
    let own = () => Temporal.Instant.from('2026-03-02T07:00:00Z')
    const now = () => own().epochMilliseconds + ahead
    const world = await openDiscordWorld({ bank: closedBank('single'), fakeOptions: { now } })
    own = world.stage.now
    const question = await world.asked()
    const pressed = world.stage.now().epochMilliseconds + ahead
    await world.person('bo').press(question.buttons[0] ?? '', question)
    const [row] = await world.stage.studyhall().study.database.sql`select chosen_at from choices`
    expect(Math.abs(new Date(row?.chosen_at).getTime() - pressed)).toBeLessThan(1_000)
  })

  test('one of several: chosen in private, changed, and split in the results', async () => {
    const { world, question, bo, cy } = await asked({ bank: closedBank('single') })
    const [first = '', second = ''] = question.buttons
    const chosen = await bo.press(first, question)
    expect(chosen.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining(`Your answer: ${first}`) }])
    expect((await bo.press(second, question)).shown.at(-1)?.words).toContain(`Your answer: ${second}`)
    await cy.press(first, question)
    expect(bo.message(question)?.words).toBe(question.words)
    await world.close()
    expect(world.results(question).words).toContain('2 answers')
  })

  test('all that apply, in a menu', async () => {
    const { world, question, bo } = await asked({ bank: closedBank('multi') })
    expect((await bo.choose('Choose all that apply', ['0', '1', '4'], question)).shown.at(-1)?.words).toContain(
      'Your answer:',
    )
    await world.close()
    expect(world.results(question).words).toContain('1 answer, 1 right')
  })

  test('true or false', async () => {
    const { world, question, bo, cy } = await asked({ bank: closedBank('true-false') })
    await bo.press('True', question)
    await cy.press('False', question)
    await world.close()
    expect(world.results(question).words).toContain('2 answers, 1 right')
  })

  test('a number: refused, opened again as it was typed, taken', async () => {
    const { world, question, bo } = await asked({ bank: closedBank('numeric') })
    await bo.press('Answer', question)
    const refused = await bo.submit({ 'A number in min': 'about twenty' })
    expect(refused.shown.at(-1)?.words).toContain('That is not a number')
    expect((await bo.press('Try again')).modal?.fields[0]?.value).toBe('about twenty')
    expect((await bo.submit({ 'A number in min': '21.6' })).shown.at(-1)?.words).toContain('Your answer: 21')
    await world.close()
    expect(world.results(question).words).toContain('1 answer, 1 right')
  })

  test('a few words', async () => {
    const { world, question, bo } = await asked({ bank: closedBank('short') })
    await bo.press('Answer', question)
    await bo.submit({ 'A word or a few': 'create index concurrently' })
    await world.close()
    expect(world.results(question).words).toContain('1 answer, 1 right')
  })

  test('what is wrong with a question', async () => {
    const { world, question, bo } = await asked()
    await bo.press('Something is wrong with this question', question)
    expect(bo.modal()?.title).toBe('Flag a question')
    await bo.submit({ 'What is wrong?': 'other', 'In a few words': '' })
    await bo.press('Try again')
    await bo.submit({ 'In a few words': 'It names @everyone twice.' })
    expect(bo.ephemerals().at(-1)?.words).toMatch(/[Tt]hank/)
    const [flag] = await world.stage.studyhall().study.database.sql`select member, reason from flags`
    expect(flag).toMatchObject({ member: bo.id, reason: expect.stringContaining('twice') })
  })
})

test('after the close, what an old screen still shows is answered kindly', async () => {
  const { world, question, thread, bo, cy } = await asked()
  await cy.say(thread, other)
  await bo.press('Answer', question)
  await world.close()
  const tooLate = await bo.submit({ Answer: good })
  expect(tooLate.shown.at(-1)?.words).toContain('this no longer counts')
  expect((await bo.press('My answer beside it', world.results(question))).shown.at(-1)?.words).toContain(
    'You have no answer',
  )
  const late = await bo.say(thread, good)
  await world.settle()
  expect(bo.dm().at(-1)?.words).toContain('This round is closed')
  expect(marksOn(bo, late)).toEqual([])
})

describe('without the right to read messages', () => {
  const blind: DiscordWorldOptions = { app: { privilegedIntents: [] } }

  test('the question invites to its button, and everything works by it', async () => {
    const { world, question, thread, bo, cy } = await asked(blind)
    expect(question.words).toContain('Answer with the button below')
    await bo.say(thread, other)
    await bo.press('Answer', question)
    await bo.submit({ Answer: good })
    await world.settle()
    const shown = cy.sees(thread).find(({ words }) => words.includes('A lease is a lock')) as SeenMessage
    expect((await cy.press('👍 Vote', shown)).shown.at(-1)?.words).toBe('Your vote counts.')
    await world.close()
    expect(world.results(question).words).toContain('1 answer, 1 vote')
    expect(world.results(question).words).not.toContain('It is a promise')
  })

  test('/study status says so, and tells admins how to change it', async () => {
    const { ada, bo } = await asked(blind)
    const shown = async (one: Person) => (await one.command('study status', 'general')).shown.at(-1)?.words
    expect(await shown(bo)).toContain('messages in their threads do not count')
    expect(await shown(ada)).toContain('Message Content Intent')
  })
})

async function asked(options: DiscordWorldOptions = {}, channel = 'general') {
  const world = await openDiscordWorld(options)
  const question = await world.asked(channel)
  const [ada, bo, cy] = ['ada', 'bo', 'cy'].map((name) => world.person(name)) as [Person, Person, Person]
  return { world, question, thread: threadOf(question), ada, bo, cy }
}

function marksOn(person: Person, message: MessageRef) {
  return person.message(message)?.reactions.map(({ emoji }) => emoji)
}

/** Without what stands in code, which Discord shows as it is. */
function unquoted(words: string): string {
  return words.replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
}

/** Someone joined the thread: Discord says so in a message of another type. */
function systemMessage(guild: string, thread: string, { id, name }: Person) {
  const author = { id, username: name, discriminator: '0', avatar: null }
  const about = { id: String(BigInt(thread) + 1_000n), type: 7, channel_id: thread, guild_id: guild, content: good }
  return { ...about, author, embeds: [], attachments: [], mentions: [], mention_roles: [], pinned: false, tts: false }
}
