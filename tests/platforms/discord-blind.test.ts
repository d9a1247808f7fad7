import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderMessage } from '../../bots/discord/render.ts'
import { topicTitle } from '../../core/questions/bank.ts'
import { mostInAnswer } from '../../core/rounds/answer-words.ts'
import { revealedWords } from '../../core/rounds/reveal-words.ts'
import { readingOf } from '../support/discord-reading.ts'
import { type DiscordWorld, type DiscordWorldOptions, openDiscordWorld, threadOf } from '../support/discord-world.ts'
import type { Call, Fault, GuildSettings, Person, SeenMessage } from '../support/fake-discord/types.ts'
import { openBank, recordingLog } from '../support/world.ts'

/** Names that no question, answer or id has in it: what they are found in tells who it is. Ada owns the server. */
const authors = ['bertrand', 'celestine', 'dorothea', 'evangeline', 'fitzgerald'] as const
type Author = (typeof authors)[number]
const nameless: Author = 'evangeline'

const answers: Record<Author, string> = {
  bertrand: 'Give every retry the same key, and let the database refuse the second one.',
  celestine: 'Put the event into an outbox table and publish it from there.',
  dorothea: 'A lease with a **fencing** token keeps the old holder out.',
  evangeline: 'Read the row under a lock before you write to it again.',
  fitzgerald: 'Ask the other side first whether it has seen the request.',
}
const merit: Record<Author, number> = { bertrand: 5, celestine: 3, dorothea: 2, evangeline: 3, fitzgerald: 1 }

const anchored = ['1 wrong or misleading', '2 thin', '3 would pass', '4 strong', '5 I would steal this']
const messages = 'POST /channels/{channel_id}/messages'

const guild: GuildSettings = {
  name: 'Study group',
  people: [
    { name: 'ada' },
    { name: 'bertrand', roles: ['backend'] },
    { name: 'celestine', roles: ['backend'] },
    { name: 'dorothea', roles: ['backend'] },
    { name: 'evangeline' },
    { name: 'fitzgerald' },
  ],
  channels: [{ name: 'general' }, { name: 'questions', kind: 'forum' }],
  roles: [{ name: 'backend', mentionable: true }],
}

describe('a blind round', () => {
  test('is chosen at the set-up, answered by form, shown without names, rated in private, and told with names', async () => {
    const log = recordingLog()
    const { world, question } = await blindRound({ log })
    const thread = threadOf(question)
    expect(question.words).toContain('Nobody here sees an answer before')
    expect(question.buttons).toContain('Answer')
    for (const who of authors) await send(world, question, who)
    expect(world.fake.guild().messages(thread)).toEqual([])
    await changesTheirMind(world, question)
    expectNobodyTold(world, log)

    await reveal(world)
    const shown = revealed(world, thread)
    expect(shown.map(({ words }) => words.split('\n')[0])).toEqual([1, 2, 3, 4, 5].map((one) => `**Answer ${one}**`))
    expect(shown.map(authorOf).sort()).toEqual([...authors])
    expect(shown.flatMap(({ buttons }) => buttons)).toEqual([])
    const invited = world.fake.guild().messages(thread).at(-1) as SeenMessage
    expect(invited.buttons).toEqual(['Rate answers'])
    expect(invited.words).toMatch(/5 answers here, in an order of chance.*until <t:1772474400:f>/s)
    expect(world.fake.guild().thread(thread).members).toEqual([world.fake.bot])

    for (const who of authors) await rateAll(world, invited, who)
    await rateAll(world, invited, 'ada')
    expectNobodyTold(world, log)

    await world.close()
    const { words } = world.results(question)
    expect(words).toContain('5 answers, 24 ratings.')
    expect(words).toContain(`**Top answer**: Answer ${numberOf(shown, 'bertrand')} by bertrand.`)
    expect(words).toMatch(/\*\*1\. bertrand\*\* · answer \d · \d\.\d ± \d\.\d \(\d ratings\)\n\n> Give every retry/)
    expect(words).toMatch(/\*\*\d\. Without a name\*\* · answer \d · \d\.\d ± \d\.\d/)
    expect(words).toMatch(/5\\\. fitzgerald · answer \d · \d\.\d ± \d\.\d/)
    expect(words).toContain('Reference answer')
    expect(beforeBoard(words)).not.toContain(nameless)
  })

  test('is over: what an old screen still shows is answered kindly, and changes nothing', async () => {
    const { world, question, invited } = await revealedRound()
    const [bertrand, ada] = [world.person('bertrand'), world.person('ada')]
    const ballot = (await bertrand.press('Rate answers', invited)).shown[0] as SeenMessage
    await rateAll(world, invited, 'ada')
    const full = ada.ephemerals().find(({ words }) => words.includes('You have rated all')) as SeenMessage
    await world.close()
    const results = world.results(question).words
    for (const [person, label, on] of [
      [bertrand, '5 I would steal this', ballot],
      [ada, full.buttons[0] ?? '', full],
      [bertrand, 'Rate answers', invited],
    ] as const) {
      const { shown } = await person.press(label, on)
      expect(shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('This round is closed') }])
    }
    await world.settle()
    expect(world.results(question).words).toBe(results)
    expect(await weighed(world)).toBe(4)
  })

  test('is talked about in its thread: that is no answer, and whoever writes one is told so alone', async () => {
    const { world, question } = await blindRound()
    const thread = threadOf(question)
    const [bertrand, celestine] = [world.person('bertrand'), world.person('celestine')]
    const talk = await bertrand.say(thread, answers.bertrand)
    await world.settle()
    expect(bertrand.dm().map(({ words }) => words)).toEqual([expect.stringContaining('is talk')])
    const marked = await bertrand.messageCommand('This is my answer', talk)
    expect(marked.shown.at(-1)?.words).toContain('A message cannot become one')
    await celestine.react(talk, '👍')
    await world.settle()
    expect(bertrand.message(talk)?.reactions.map(({ emoji }) => emoji)).toEqual(['👍'])
    await world.close()
    expect(world.results(question).words).toContain('Closed without an answer')
  })

  test('goes on in a forum, and after the bot was started anew', async () => {
    const { world, question } = await blindRound({}, 'questions')
    for (const who of authors) await send(world, question, who)
    await world.stage.restart()
    await reveal(world)
    const thread = threadOf(question)
    expect(revealed(world, thread).map(authorOf).sort()).toEqual([...authors])
    const invited = world.fake.guild().messages(thread).at(-1) as SeenMessage
    const ballot = (await world.person('ada').press('Rate answers', invited)).shown[0] as SeenMessage
    await world.stage.restart()
    expect((await pressed(world.person('ada'), '4 strong', ballot)).words).toContain('2 of 4')
    await world.close()
    expect(world.results(question).words).toContain('5 answers, 1 rating.')
  })

  test('shows a long answer to its end, and pings nobody whom it names', async () => {
    const { world, question } = await blindRound()
    const role = world.fake.guild().role('backend')
    const line = `The lock_id of <@&${role}> is kept until @everyone who waits for it * has had a turn. `
    const text = `${line.repeat(50).slice(0, 3_980)} That is all.`
    await send(world, question, 'bertrand', text)
    await reveal(world)
    const [shown] = revealed(world, threadOf(question))
    expect(plain(shown)).toContain('That is all.')
    expect(plain(shown).match(/lock_id of/g)).toHaveLength(text.match(/lock_id of/g)?.length ?? 0)
    expect(shown?.pinged).toEqual([])
  })
})

test('an answer of the greatest length is shown to its end, however it is divided', () => {
  const paragraph = fc
    .integer({ min: 1, max: 3_000 })
    .map((length) => 'a lock_id that is [held], '.repeat(120).slice(0, length))
  fc.assert(
    fc.property(fc.array(paragraph, { minLength: 1, maxLength: 9 }), (paragraphs) => {
      const text = `${paragraphs.join('\n\n').slice(0, mostInAnswer - 9)} The end.`
      const { embeds } = renderMessage(revealedWords(1, { text }), { marker: 'm' }).body
      const shown = embeds.map(({ description }) => description).join('\n')
      expect(shown.endsWith('The end.')).toBe(true)
      expect(shown.match(/lock/g)?.length ?? 0).toBeGreaterThan((text.match(/lock/g)?.length ?? 0) - 2)
    }),
  )
})

describe('a revealed answer', () => {
  test('is removed by a moderator, who does not learn whose it is; its author alone is told', async () => {
    const log = recordingLog()
    const { world, question, invited } = await revealedRound({ log })
    const thread = threadOf(question)
    const [ada, bertrand, celestine] = [world.person('ada'), world.person('bertrand'), world.person('celestine')]
    const shown = revealed(world, thread)
    const abusive = shown.find((one) => authorOf(one) === 'bertrand') as SeenMessage
    await expect(celestine.messageCommand('Remove this answer', abusive)).rejects.toThrow('may not use')
    const removed = await ada.messageCommand('Remove this answer', abusive)
    expect(removed.shown.at(-1)).toMatchObject({ ephemeral: true })
    expect(removed.shown.at(-1)?.words).toMatch(
      /^Answer \d is taken out: .* Whose it was stays unknown, to you as well\.$/,
    )
    await world.settle()
    expect(ada.message(abusive)?.words).toBe(`**Answer ${numberOf(shown, 'bertrand')}**\n\n(removed)`)
    const again = await ada.messageCommand('Remove this answer', abusive)
    expect(again.shown.at(-1)?.words).toContain('removed already')
    const mistaken = await ada.messageCommand('Remove this answer', invited)
    expect(mistaken.shown.at(-1)?.words).toContain('not an answer that could be removed')
    expectNobodyTold(world, log)
    const ballot = await celestine.press('Rate answers', invited)
    expect(ballot.shown[0]?.words).toContain('of the round** · 1 of 3')
    await world.close()
    expect(JSON.stringify(world.results(question))).not.toContain('Give every retry')
    await world.pass({ hours: 24 })
    expect(bertrand.dm().map(({ words }) => words)).toEqual([expect.stringContaining('An admin removed your answer')])
    expect(ada.dm()).toEqual([])
  })

  test('is withdrawn by its author, and its message says so', async () => {
    const { world, question } = await revealedRound()
    const bertrand = world.person('bertrand')
    const opened = await bertrand.press('Answer', question)
    expect(opened.shown.at(-1)?.words).toContain('It can no longer be changed, only withdrawn.')
    const withdrawn = await bertrand.press('Withdraw')
    expect(withdrawn.shown.at(-1)).toMatchObject({ ephemeral: true, words: expect.stringContaining('is withdrawn') })
    await world.settle()
    const words = revealed(world, threadOf(question)).map((one) => one.words)
    expect(words.filter((one) => one.endsWith('(withdrawn by its author)'))).toHaveLength(1)
    expect(words.join()).not.toContain('Give every retry')
  })
})

describe('a reveal that is interrupted shows each answer once, and how they are rated once', () => {
  const saying =
    (words: string) =>
    ({ body }: Call) =>
      JSON.stringify(body).includes(words)
  const both = ['**Answer 2**', 'Answers have ended']

  test.each<[string, readonly string[], Fault]>([
    ['responses are lost', both, { kind: 'lose-response' }],
    ['Discord is unavailable', both, { kind: 'unavailable', status: 503 }],
    ['Discord says: too many', both, { kind: 'rate-limited', seconds: 1 }],
    ['Discord says for long: too many', both.slice(0, 1), { kind: 'rate-limited', seconds: 7 }],
  ])('when %s', async (_, interrupted, fault) => {
    const { world, question } = await answeredRound()
    const met = interrupted.map((words) => world.fake.faults.next({ route: messages, when: saying(words) }, fault))
    await reveal(world)
    expect(met.map((one) => one.met())).toEqual(interrupted.map(() => 1))
    expectRevealedOnce(world, threadOf(question))
  })

  test('when the thread was put away meanwhile', async () => {
    const { world, question } = await answeredRound()
    await world.fake.guild().archiveThread(threadOf(question))
    await reveal(world)
    expectRevealedOnce(world, threadOf(question))
  })
})

describe('boards', () => {
  test('of the channel and the workspace are shown in private, as words and as a picture with the same facts', async () => {
    const { world } = await ratedRound()
    const [ada, bertrand] = [world.person('ada'), world.person('bertrand')]
    for (const [of, title] of [
      ['channel', 'This week in this channel'],
      ['workspace', 'This week in the whole workspace'],
    ] as const) {
      const { shown } = await bertrand.command('leaderboard', 'general', { of })
      expect(shown).toMatchObject([{ ephemeral: true, pictures: [] }])
      const [line = '', points] = /1\. bertrand · (\d\d points) \(you\)/.exec(plain(shown[0])) ?? []
      expect(plain(shown[0])).toContain(`${title}\n\n${line}\n2. `)
      expect(shown[0]?.words).toContain('6 people on the board.')
      expect(shown[0]?.buttons).toEqual(['Full board', 'As a picture'])
      const drawn = await bertrand.press('As a picture', shown[0])
      expect(drawn).toMatchObject({
        answer: 'message',
        shown: [{ ephemeral: true, pictures: [{ name: 'board.png' }] }],
      })
      const [picture] = drawn.shown[0]?.pictures ?? []
      expect(picture?.bytes.subarray(1, 4).toString()).toBe('PNG')
      expect(picture?.alt.replace(/[\u2068\u2069]/g, '')).toContain(`1. bertrand (you): ${points}\n2. `)
      expect(picture?.alt.split('\n')[0]).toBe(`${title}. 2026-03-02 to 2026-03-08`)
      expect(picture?.alt).toContain('6 people on the board')
      const full = await pressed(bertrand, 'Full board', shown[0] as SeenMessage)
      expect(plain(full)).toContain('6. ada · 4 points')
      expect(full.buttons).toEqual([])
    }
    expect(world.fake.guild().messages('general')).toHaveLength(1)
    expect(ada.ephemerals().filter(({ words }) => words.includes('on the board'))).toEqual([])
  })

  test('of one topic count what was given for its questions, and the topic is suggested', async () => {
    const { world } = await ratedRound()
    const bertrand = world.person('bertrand')
    const [asked] = await world.stage.studyhall().study.database.sql`select question from rounds`
    const topic = openBank.questions.get(asked?.question)?.topic ?? ''
    const title = topicTitle(openBank, topic)
    const suggested = await bertrand.suggest('leaderboard', 'general', 'topic', title.slice(0, 5))
    expect(suggested).toContainEqual({ name: expect.stringContaining(title), value: topic })
    const here = await bertrand.command('leaderboard', 'general', { topic })
    expect(plain(here.shown[0])).toContain(`This week in this channel · ${title}`)
    expect(plain(here.shown[0])).toMatch(/1\. bertrand · \d\d points \(you\)/)
    const drawn = await bertrand.press('As a picture', here.shown[0])
    expect(drawn.shown[0]?.pictures[0]?.alt).toContain(title)
    const other = [...openBank.topics.keys()].find((one) => one !== topic && hasQuestions(one)) ?? ''
    const elsewhere = await bertrand.command('leaderboard', 'general', { topic: other, of: 'workspace' })
    expect(elsewhere.shown[0]?.words).toContain('Nobody has points yet.')
    const unknown = await bertrand.command('leaderboard', 'general', { topic: 'basket weaving' })
    expect(unknown.shown[0]?.words).toContain('No question is about “basket weaving”')
  })

  test('show who wants no name to nobody but themselves', async () => {
    const { world } = await ratedRound()
    const bertrand = world.person('bertrand')
    await world.stage.studyhall().study.database.sql`update members set unlisted_at = now() where id = ${bertrand.id}`
    const seen = await world.person('ada').command('leaderboard', 'general')
    const drawn = await world.person('ada').press('As a picture', seen.shown[0])
    const full = await world.person('ada').press('Full board', seen.shown[0])
    expect(plain(full.shown[0])).toContain('1. anonymous')
    expect(seen.shown[0]?.words).toContain('anonymous')
    expect([seen.shown[0]?.words, drawn.shown[0]?.pictures[0]?.alt].join()).not.toContain('bertrand')
    const own = await bertrand.command('leaderboard', 'general')
    expect(plain(own.shown[0])).toMatch(/1\. bertrand · \d\d points \(you\)/)
  })
})

describe('teams', () => {
  test('are made, joined, listed and left by commands', async () => {
    const world = await openDiscordWorld({ guilds: [guild] })
    const [ada, evangeline, fitzgerald] = [world.person('ada'), world.person('evangeline'), world.person('fitzgerald')]
    const said = async (person: Person, words: string, options = {}) =>
      (await person.command(words, 'general', options)).shown.at(-1)
    expect(await said(evangeline, 'team list')).toMatchObject({ ephemeral: true })
    expect((await said(evangeline, 'team list'))?.words).toContain('There are no teams yet')
    expect(plain(await said(evangeline, 'team create', { name: 'Red *Pandas*' }))).toContain(
      'Red *Pandas* is a team now, and you are in it.',
    )
    expect(await fitzgerald.suggest('team join', 'general', 'name', 'pan')).toEqual([
      { name: 'Red *Pandas* · 1 member', value: 'Red *Pandas*' },
    ])
    expect((await said(fitzgerald, 'team join', { name: 'Red *Pandas*' }))?.words).toContain('You are in')
    expect((await said(fitzgerald, 'team list'))?.words).toContain('2 members · 0 points (yours)')
    await expect(fitzgerald.command('team-admin assign', 'general', { member: 'ada', team: 'x' })).rejects.toThrow()
    await said(fitzgerald, 'team create', { name: 'Otters' })
    const assigned = await said(ada, 'team-admin assign', { member: 'fitzgerald', team: 'Red *Pandas*' })
    expect(assigned?.words).toContain('no longer in **Otters**')
    expect((await said(fitzgerald, 'team leave'))?.words).toContain('You have left')
    await world.pass({ hours: 24 })
    expect(fitzgerald.dm().map(({ words }) => words)).toEqual([expect.stringContaining('has put you into the team')])
    expect(world.fake.guild().messages('general')).toEqual([])
  })

  test('may be a role: whoever has it is in it, and the teams’ board has its place', async () => {
    const { world } = await ratedRound()
    const [ada, bertrand, evangeline] = [world.person('ada'), world.person('bertrand'), world.person('evangeline')]
    const role = `<@&${world.fake.guild().role('backend')}>`
    const refused = await bertrand.command('team create', 'general', { name: 'Servers', group: role })
    expect(refused.shown[0]?.words).toContain('Only people who manage this')
    const made = await ada.command('team create', 'general', { name: 'Servers', group: role })
    expect(made.shown[0]?.words).toContain(`**Servers** is a team now: whoever is in ${role} is in it.`)
    expect(made.shown[0]?.pinged).toEqual([])
    const own = await bertrand.command('leaderboard', 'general', { of: 'my-team' })
    expect(own.shown[0]?.words).toContain('This week in Servers')
    expect(own.shown[0]?.words).toContain('3 people on the board.')
    const teams = await bertrand.command('leaderboard', 'general', { of: 'teams' })
    expect(plain(teams.shown[0])).toMatch(/1\. Servers · \d+\.\d \(3 active\) \(yours\)/)
    const drawn = await bertrand.press('As a picture', teams.shown[0])
    expect(drawn.shown[0]?.pictures[0]?.alt).toMatch(/This week by team.*Servers/s)
    await world.fake.guild().giveRole('evangeline', 'backend')
    await world.fake.guild().takeRole('bertrand', 'backend')
    const lists = await Promise.all([evangeline, bertrand].map((one) => one.command('team list', 'general')))
    expect(lists.map(({ shown }) => shown[0]?.words.includes('(yours)'))).toEqual([true, false])
    expect((await ada.command('team list', 'general')).shown[0]?.words).toContain(`3 members`)
    const leaving = await evangeline.command('team leave', 'general')
    expect(leaving.shown[0]?.words).toContain(`because you are in ${role}`)
    expect(
      world.fake
        .guild()
        .messages('general')
        .flatMap(({ pinged }) => pinged),
    ).toEqual([])
  })
})

/** Until the reveal an answer is its author's to read, to change and to withdraw. */
async function changesTheirMind(world: DiscordWorld, question: SeenMessage): Promise<void> {
  const person = world.person('fitzgerald')
  const opened = await person.press('Answer', question)
  expect(opened.modal?.fields.map(({ value }) => value)).toEqual([answers.fitzgerald, ['named']])
  const refused = await person.submit({ Answer: 'Why not?', 'Your name at the close': 'nameless' })
  expect(refused.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('That is very short') }])
  const again = await person.press('Try again')
  expect(again.modal?.fields.map(({ value }) => value)).toEqual(['Why not?', ['nameless']])
  person.closeModal()
  await person.press('Answer', question)
  await person.submit({ Answer: `${answers.fitzgerald} Twice.`, 'Your name at the close': 'nameless' })
  const withdrawn = await person.press('Withdraw')
  expect(withdrawn.shown.at(-1)).toMatchObject({
    ephemeral: true,
    words: expect.stringContaining('Nobody here has seen'),
  })
  await send(world, question, 'fitzgerald')
}

interface BlindRound {
  readonly world: DiscordWorld
  readonly question: SeenMessage
}

/** A schedule made blind by the set-up form, and its first question. */
async function blindRound(options: DiscordWorldOptions = {}, channel = 'general'): Promise<BlindRound> {
  const world = await openDiscordWorld({ guilds: [guild], ...options })
  const ada = world.person('ada')
  const opened = await ada.command('study-admin schedule', channel)
  const voting = opened.modal?.fields.find(({ label }) => label === 'Answers and votes')
  expect(voting).toMatchObject({ required: true, value: ['open'] })
  const made = await ada.submit({ Time: '09:00', City: 'Berlin', 'Answers and votes': 'blind' })
  expect(made.shown.at(-1)?.words).toContain('blind: answers by form, shown without names')
  await world.settle()
  return { world, question: await world.nextQuestion(channel) }
}

/** A round in which five have answered. */
async function answeredRound(options: DiscordWorldOptions = {}): Promise<BlindRound> {
  const round = await blindRound(options)
  for (const who of authors) await send(round.world, round.question, who)
  return round
}

/** A round whose answers can be rated by a button. */
async function revealedRound(
  options: DiscordWorldOptions = {},
): Promise<BlindRound & { readonly invited: SeenMessage }> {
  const { world, question } = await answeredRound(options)
  await reveal(world)
  return { world, question, invited: world.fake.guild().messages(threadOf(question)).at(-1) as SeenMessage }
}

/** A closed round whose best answer is bertrand's, with six people on the board. */
async function ratedRound(): Promise<BlindRound> {
  const { world, question, invited } = await revealedRound()
  for (const who of [...authors, 'ada'] as const) await rateAll(world, invited, who)
  await world.close()
  return { world, question }
}

/** As it is read, without marks. */
function plain(message: SeenMessage | undefined): string {
  return readingOf(message?.words ?? '').text
}

function hasQuestions(topic: string): boolean {
  return openBank.questions.values().some((question) => question.topic === topic)
}

async function send(world: DiscordWorld, question: SeenMessage, who: Author, text = answers[who]): Promise<void> {
  const person = world.person(who)
  const opened = await person.press('Answer', question)
  expect(opened.modal?.words).toContain('Until the close your answer stands without your name')
  expect(opened.modal?.fields.map(({ label }) => label)).toEqual(['Answer', 'Your name at the close'])
  const atClose = who === nameless ? 'Stay without a name' : 'Show my name beside my answer'
  const sent = await person.submit({ Answer: text, 'Your name at the close': atClose })
  expect(sent.shown).toMatchObject([{ ephemeral: true, buttons: ['Withdraw'] }])
  expect(sent.shown[0]?.words).toContain('Your answer is kept')
  await world.settle()
}

/** Lets time pass until the answers have ended. */
async function reveal(world: DiscordWorld): Promise<void> {
  await world.settle()
  const [row] = await world.stage.studyhall().study.database
    .sql`select reveal_at from rounds where reveal_at is not null`
  await world.stage.moveTo(Temporal.Instant.from(new Date(row?.reveal_at).toISOString()))
  await world.settle()
}

function revealed(world: DiscordWorld, thread: string): SeenMessage[] {
  return world.fake
    .guild()
    .messages(thread)
    .filter(({ fromBot, words }) => fromBot && words.startsWith('**Answer '))
}

/** Whose answer it is, as only its text can tell. */
function authorOf({ words }: SeenMessage): Author | undefined {
  return authors.find((who) => words.includes(answers[who]))
}

function numberOf(shown: readonly SeenMessage[], who: Author): number {
  return shown.findIndex((one) => authorOf(one) === who) + 1
}

/** Rates all that stands on someone's ballot, which stays one private message; changes one of the ratings in the end. */
async function rateAll(world: DiscordWorld, invited: SeenMessage, who: Author | 'ada'): Promise<void> {
  const person = world.person(who)
  const opened = await person.press('Rate answers', invited)
  expect(opened).toMatchObject({ answer: 'message', shown: [{ ephemeral: true, buttons: anchored }] })
  const [first] = opened.shown as [SeenMessage]
  const rated = new Set<Author | undefined>()
  for (let shown = first, place = 1; shown.words.includes('How good is it?'); place += 1) {
    expect(shown.words).toContain(`of the round** · ${place} of 4`)
    const author = authorOf(shown)
    rated.add(author)
    shown = await pressed(person, anchored[merit[author ?? 'dorothea'] - 1] ?? '', first)
  }
  expect(rated.size).toBe(4)
  expect([...rated]).not.toContain(who)
  await changesOne(person, first)
  expect(person.ephemerals(first.channel).filter(({ words }) => words.includes('on your ballot'))).toHaveLength(1)
}

async function changesOne(person: Person, ballot: SeenMessage): Promise<void> {
  const full = person.message(ballot)
  expect(full?.words).toContain('You have rated all answers on your ballot')
  expect(full?.buttons).toHaveLength(4)
  const [change = ''] = full?.buttons ?? []
  const given = /You gave it (\d .*)\. What/.exec((await pressed(person, change, ballot)).words)?.[1] ?? ''
  const other = anchored.find((one) => one !== given) ?? ''
  expect((await pressed(person, other, ballot)).words).toContain(other)
  await pressed(person, change, ballot)
  expect((await pressed(person, given, ballot)).words).toBe(full?.words)
}

/** Presses a button of a private message, which says something else then. */
async function pressed(person: Person, label: string, on: SeenMessage): Promise<SeenMessage> {
  const { answer, shown } = await person.press(label, on)
  expect([answer, shown.map(({ id }) => id)]).toEqual(['update', [on.id]])
  return shown[0] as SeenMessage
}

/** In whatever the bot has posted, to whomever, and in what an operator reads: no author's id or name. */
function expectNobodyTold(world: DiscordWorld, log: { readonly lines: unknown }): void {
  const people = authors.map((name) => world.person(name))
  const telling = new RegExp(people.flatMap(({ id, name }) => [id, name]).join('|'), 'i')
  const posted = world.fake.calls.filter(({ route }) => !route.startsWith('GET'))
  expect(
    posted.map(({ path, body, files }) => JSON.stringify([path, body, files])).filter((one) => telling.test(one)),
  ).toEqual([])
  const standing = [
    'general',
    ...world.fake
      .guild()
      .threads()
      .map(({ id }) => id),
  ].flatMap((where) => [...world.fake.guild().messages(where)])
  expect(standing.map((one) => JSON.stringify(one)).filter((one) => telling.test(one))).toEqual([])
  expect(JSON.stringify(log.lines)).not.toMatch(telling)
}

function expectRevealedOnce(world: DiscordWorld, thread: string): void {
  const said = world.fake
    .guild()
    .messages(thread)
    .map(({ words }) => words.split('\n')[0])
  const numbered = [1, 2, 3, 4, 5].map((number) => `**Answer ${number}**`)
  expect(said).toEqual([...numbered, expect.stringContaining('Answers have ended')])
  expect(revealed(world, thread).map(authorOf).sort()).toEqual([...authors])
}

/** How many ratings the scores were made from. */
async function weighed(world: DiscordWorld): Promise<number> {
  const { sql } = world.stage.studyhall().study.database
  return (await sql`select from ballots where weight is not null`).length
}

/** The week's board is for everyone to see, also the points of who stays without a name here. */
function beforeBoard(words: string): string {
  return words.slice(0, words.indexOf('**This week here**'))
}
