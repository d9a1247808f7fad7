import { describe, expect, test } from 'vitest'
import { topicTitle } from '../../core/questions/bank.ts'
import type { MessageRef, Person, SeenMessage, TeamSettings } from '../support/fake-slack/types.ts'
import { openSlackWorld, type SlackWorld, type SlackWorldOptions } from '../support/slack-world.ts'
import { closedBank, recordingLog } from '../support/world.ts'

/** Ada manages the workspace; what each answers ends with how good it is. */
const authors = ['adalind', 'bodhi', 'cyrus', 'dinah', 'edith'] as const
type Author = (typeof authors)[number]

const texts: Readonly<Record<Author, string>> = {
  adalind: 'Give every retry the same key, and let the database refuse the second one.',
  bodhi: 'Put the event into an outbox table and publish it from there.',
  cyrus: 'A lease with a fencing token keeps the old holder out.',
  dinah: 'I would look at the numbers first, and then again a day later.',
  edith: 'Somebody else should do that, as I have never seen it break.',
}
const merit: Readonly<Record<Author, number>> = { adalind: 3, bodhi: 5, cyrus: 4, dinah: 2, edith: 1 }
/** Wants no name at the close. */
const nameless = 'cyrus'

const anchors = ['1 wrong or misleading', '2 thin', '3 would pass', '4 strong', '5 I would steal this']

describe('a blind round', () => {
  test('of five people, from the set-up to the results, tells nobody too early who wrote what', async () => {
    const log = recordingLog()
    const { world, question, ada } = await blindQuestion({ log })
    expect(question.words).toMatch(/Answer with the button below until <!date\^\d+\^.*without names/s)
    const from = world.fake.calls.length

    for (const who of authors) await answer(world, question, who)
    await ada.press('Answer', question)
    expect(ada.modal()?.fields.map(({ value }) => value)).toEqual([texts.adalind, 'named'])
    await ada.closeModal()
    expect(ada.thread(question)).toEqual([])

    await reveal(world)
    const shown = revealed(world, question)
    expect(shown.map(({ words }) => words.split('\n')[0])).toEqual([1, 2, 3, 4, 5].map((one) => `*Answer ${one}*`))
    expect(shown.map(authorOf).toSorted()).toEqual(authors)
    expect(shown.flatMap(({ buttons, reactions }) => [...buttons, ...reactions])).toEqual([])
    const invitation = invitationIn(world, question)
    expect(invitation.words).toContain('5 answers here, in an order of chance')

    for (const who of authors) await rateAll(world, invitation, who)
    expect(revealed(world, question)).toEqual(shown)
    expect(invitationIn(world, question)).toEqual(invitation)
    expect(tellings(world, from)).toEqual([])
    expect(authors.flatMap((who) => othersNamedTo(world, who))).toEqual([])
    expect(JSON.stringify(log.lines)).not.toMatch(anyone(world))

    await world.close()
    const results = resultsIn(world, question)
    expect(results.words).toContain('5 answers, 20 ratings.')
    const number = shown.findIndex((one) => authorOf(one) === 'bodhi') + 1
    expect(results.words).toContain(`*Top answer*: Answer ${number} by bodhi.`)
    expect(results.words).toMatch(/\*1\. bodhi\* · answer \d · \d\.\d ± \d\.\d \(4 ratings\)/)
    expect(results.words).toMatch(/\*2\. Without a name\* · answer \d · \d\.\d ± \d\.\d \(4 ratings\)/)
    for (const who of ['adalind', 'dinah', 'edith']) expect(results.words).toMatch(new RegExp(`\\d\\. ${who}`))
    expect(results.words).toContain('Reference answer')
    const { id } = world.person(nameless)
    for (const message of saidByBot(world)) expect(JSON.stringify(message)).not.toContain(id)
    expect(results.words).not.toContain(nameless)
    expect(revealed(world, question)).toEqual(shown)
  })

  test('is answered by the form alone: a message in its thread is talk, and an answer is kept in private', async () => {
    const { world, question } = await blindQuestion()
    const [bodhi, dinah] = [world.person('bodhi'), world.person('dinah')]
    const form = await bodhi.press('Answer', question)
    expect(form.modal?.words).toContain('Until the close your answer stands without your name')
    expect(form.modal?.fields.map(({ label }) => label)).toEqual(['Answer', 'Your name at the close'])
    const refused = await bodhi.submit({ Answer: 'Use a lease.', atClose: 'nameless' })
    expect(Object.values(refused.errors)).toEqual([expect.stringContaining('five words or more')])
    expect(refused.modal?.fields.map(({ value }) => value)).toEqual(['Use a lease.', 'nameless'])
    expect((await bodhi.submit({ Answer: texts.bodhi })).outcome).toBe('closed')
    await world.settle()
    expect(bodhi.ephemerals()).toMatchObject([
      { words: expect.stringContaining('At the close it stays without one.'), buttons: ['Withdraw'] },
    ])
    const talk = await dinah.say('general', texts.dinah, { thread: question })
    await world.settle()
    expect(dinah.ephemerals().at(-1)?.words).toContain('What you write in the thread is talk')
    expect(dinah.message(talk)?.reactions).toEqual([])
    expect((await dinah.shortcut('mine', talk)).shown.at(-1)?.words).toContain('A message cannot become one')
    await bodhi.press('Withdraw')
    expect(bodhi.ephemerals().at(-1)?.words).toContain('Nobody here has seen it.')
    await reveal(world)
    expect(revealed(world, question)).toEqual([])
  })

  test('takes no answer after the reveal, and only withdraws what stands', async () => {
    const { world, question } = await blindQuestion()
    const [bodhi, edith] = [world.person('bodhi'), world.person('edith')]
    for (const who of ['bodhi', 'cyrus', 'dinah'] as const) await answer(world, question, who)
    await edith.press('Answer', question)
    await reveal(world)
    const late = await edith.submit({ Answer: texts.edith })
    expect(Object.values(late.errors)).toEqual([expect.stringContaining('so this no longer counts')])
    await edith.closeModal()
    const again = await bodhi.press('Answer', question)
    expect(again.modal).toBeUndefined()
    expect(again.shown).toMatchObject([
      { ephemeral: true, words: expect.stringContaining('only withdrawn'), buttons: ['Withdraw'] },
    ])
    const withdrawn = await bodhi.press('Withdraw', again.shown[0])
    expect(withdrawn.shown.at(-1)?.words).toContain('its text is gone from the thread')
    await world.settle()
    expect(revealed(world, question)).toHaveLength(3)
    expect(world.said().join('\n')).not.toContain(texts.bodhi)
    expect(world.said().join('\n')).toContain('(withdrawn by its author)')
  })

  test('asks questions with buttons as always', async () => {
    const { question } = await blindQuestion({ bank: closedBank('single') })
    expect(question.words).not.toContain('without names')
    expect(question.buttons.length).toBeGreaterThan(2)
  })
})

describe('the ballot', () => {
  test('is one private message, updated in place, without one’s own answer; what was given can be changed', async () => {
    const { world, invitation } = await revealedRound()
    const bodhi = world.person('bodhi')
    const { length } = bodhi.ephemerals()
    const opened = await bodhi.press('Rate answers', invitation)
    const [ballot] = opened.shown
    expect(opened.shown).toMatchObject([{ ephemeral: true, thread_ts: invitation.thread_ts, buttons: anchors }])
    for (const place of [1, 2, 3, 4]) {
      const { words } = seen(bodhi, ballot)
      expect(words).toMatch(new RegExp(`\\*Answer \\d of the round\\* · ${place} of 4`))
      expect(words).not.toContain(texts.bodhi)
      const { shown } = await bodhi.press(labelOf(ratedBy(words)), ballot)
      expect(shown).toEqual([])
    }
    const full = seen(bodhi, ballot)
    expect(full.words).toContain('You have rated all answers on your ballot')
    expect(
      full.words
        .match(/Answer \d: .*/g)
        ?.map((line) => line.slice('Answer 1: '.length))
        .toSorted(),
    ).toEqual(anchors.slice(0, 4))
    expect(full.buttons).toHaveLength(4)
    await bodhi.press(full.buttons[0] ?? '', ballot)
    expect(seen(bodhi, ballot)).toMatchObject({ words: expect.stringContaining('You gave it'), buttons: anchors })
    await bodhi.press(labelOf(5), ballot)
    expect(seen(bodhi, ballot).words).toMatch(/Answer \d: 5 I would steal this/)
    expect(bodhi.ephemerals()).toHaveLength(length + 1)
    const { sql } = world.stage.studyhall().study.database
    expect(await sql`select voter, author = voter as own from ballots where rating is not null`).toEqual(
      Array.from({ length: 4 }, () => ({ voter: bodhi.id, own: false })),
    )
  })

  test('of an old screen goes on where one is, and after the close is answered kindly', async () => {
    const { world, invitation } = await revealedRound()
    const [bodhi, edith] = [world.person('bodhi'), world.person('edith')]
    const older = (await bodhi.press('Rate answers', invitation)).shown[0]
    const newer = (await bodhi.press('Rate answers', invitation)).shown[0]
    expect(newer?.words).toBe(older?.words)
    await bodhi.press(labelOf(4), older)
    await bodhi.press(labelOf(2), newer)
    expect(seen(bodhi, newer).words).toContain('2 of 4')
    await pass(world, { minutes: 40 })
    const late = await bodhi.press(labelOf(3), newer)
    expect(late.shown).toEqual([])
    expect(seen(bodhi, newer)).toMatchObject({ words: expect.stringContaining('3 of 4'), buttons: anchors })
    const kept = (await edith.press('Rate answers', invitation)).shown[0]
    await world.close()
    const closed = await edith.press(labelOf(1), kept)
    const words = 'This round is closed, so ratings no longer change. The results are in its thread.'
    expect(closed).toMatchObject({ acknowledged: true, shown: [{ ephemeral: true, words }] })
    const invited = await edith.press('Rate answers', invitation)
    expect(invited).toMatchObject({ acknowledged: true, shown: [{ ephemeral: true, words }] })
    const { sql } = world.stage.studyhall().study.database
    expect(await sql`select from ballots where voter = ${edith.id} and rating is not null`).toHaveLength(0)
  })
})

describe('moderation of a blind round', () => {
  test.each(['vote', 'mine'])('the menu of a revealed answer tells nobody by “%s” whose it is', async (action) => {
    const { world, question, ada } = await revealedRound()
    const told = []
    for (const one of revealed(world, question)) told.push((await ada.shortcut(action, one)).shown.map(plainWords))
    expect(told).toEqual(Array.from({ length: 5 }, () => [expect.any(String)]))
    expect(new Set(told.flat()).size).toBe(1)
    await world.close()
    expect(resultsIn(world, question).words).toContain('5 answers, 0 ratings.')
  })

  test('an answer is removed from its message’s menu, and whose it was stays unknown', async () => {
    const { world, question, ada } = await revealedRound()
    const shown = revealed(world, question)
    const abusive = shown.find((one) => authorOf(one) === 'dinah') as SeenMessage
    const from = world.fake.calls.length
    const refused = await world.person('bodhi').shortcut('remove-answer', abusive)
    expect(refused.shown.at(-1)?.words).toBe('Only people who manage this workspace can do that.')
    const removed = await ada.shortcut('remove-answer', abusive)
    expect(removed.shown).toMatchObject([
      { ephemeral: true, words: expect.stringMatching(/^Answer \d is taken out: /) },
    ])
    expect(removed.shown[0]?.words).toContain('Whose it was stays unknown, to you as well.')
    await world.settle()
    expect(seen(ada, abusive).words).toMatch(/^\*Answer \d\*\n\n\(removed\)$/)
    expect(world.said().join('\n')).not.toContain(texts.dinah)
    expect((await ada.shortcut('remove-answer', abusive)).shown.at(-1)?.words).toContain('removed already')
    expect(tellings(world, from)).toEqual([])
    const onMenu = [...removed.shown, seen(ada, abusive)]
    expect(JSON.stringify(onMenu)).not.toMatch(anyone(world))
    expect(authors.flatMap((who) => othersNamedTo(world, who))).toEqual([])
    for (const who of authors) await rateAll(world, invitationIn(world, question), who)
    await world.close()
    const { words } = resultsIn(world, question)
    expect(words).toContain('4 answers')
    // who rates gets points for that, with an answer or without one
    expect(words.replace(/\*Points\*.*/s, '')).not.toContain('dinah')
    await pass(world, { hours: 24 })
    const notices = world.person('dinah').dm()
    expect(notices.map(({ words }) => words).join('\n')).toContain('An admin removed your answer')
    expect(ada.dm()).toEqual([])
  })
})

describe('a reveal that Slack interrupts', () => {
  test.each([
    ['by lost responses', { kind: 'lose-response' }, ['reveal:[^"]*:2"', 'rate:']],
    ['by “too many”', { kind: 'rate-limited', seconds: 1 }, ['reveal:[^"]*:1"', 'reveal:[^"]*:5"']],
  ] as const)('%s ends with each answer said once', async (_, fault, keys) => {
    const { world, question } = await blindQuestion()
    for (const who of authors) await answer(world, question, who)
    const from = world.fake.calls.length
    const met = keys.map((key) =>
      world.fake.faults.next({ method: 'chat.postMessage', when: (args) => keyed(args, key) }, fault),
    )
    await reveal(world)
    expect(met.map((one) => one.met())).toEqual([1, 1])
    expect(revealed(world, question).map(authorOf).toSorted()).toEqual(authors)
    const said = world.person('edith').thread(question)
    expect(said.map(({ words }) => /^\*(Answer \d)\*|^(Answers have ended)/.exec(words)?.[0])).toEqual([
      ...[1, 2, 3, 4, 5].map((number) => `*Answer ${number}*`),
      'Answers have ended',
    ])
    const looks = world.fake.calls.slice(from).filter(({ method }) => method === 'conversations.replies')
    expect(looks).toHaveLength(fault.kind === 'lose-response' ? 2 : 0)
    for (const who of authors) await rateAll(world, invitationIn(world, question), who)
    await world.close()
    expect(resultsIn(world, question).words).toContain('5 answers, 20 ratings.')
  })
})

describe('boards', () => {
  test.each([
    ['', 'This week in this channel'],
    ['week workspace', 'This week in the whole workspace'],
    ['season', 'This season in this channel'],
  ])('/study leaderboard %s comes in words, and as a picture that is described', async (words, title) => {
    const { world } = await closedRound()
    const bodhi = world.person('bodhi')
    const { shown } = await bodhi.command('/study', `leaderboard ${words}`, 'general')
    expect(shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining(`*${title}*`) }])
    expect(shown[0]?.words).toMatch(/\*1\. bodhi · \d+ points\* \(you\)/)
    expect(shown[0]?.buttons).toContain('As a picture')
    const drawn = await drawnBoard(world, bodhi, shown[0])
    const alt = expect.stringMatching(new RegExp(`^${title}.*bodhi.*\\d+ points`, 's'))
    expect(drawn).toMatchObject({ ephemeral: true, pictures: [{ alt }] })
    expect(drawn.words).toContain(title)
    const turned = await bodhi.press('Full board', shown[0])
    expect(turned.shown).toEqual([])
    expect(seen(bodhi, shown[0]).words.match(/^\*?\d\. .*points/gm)).toHaveLength(5)
    expect(world.person('edith').ephemerals().at(-1)?.words).not.toContain(title)
  })

  test('of a topic, and of one that there is not', async () => {
    const { world, topic } = await closedRound()
    const bodhi = world.person('bodhi')
    const { shown } = await bodhi.command('/study', `leaderboard topic:${topic.id}`, 'general')
    expect(shown[0]?.words).toContain(`This week in this channel · ${topic.title}`)
    const drawn = await drawnBoard(world, bodhi, shown[0])
    expect(drawn.pictures).toMatchObject([{ alt: expect.stringContaining(topic.title) }])
    const unknown = await bodhi.command('/study', 'leaderboard topic:basketry', 'general')
    expect(unknown.shown[0]?.words).toContain('No question is about “basketry”')
  })

  test('where Slack does not take the picture, it is said in words', async () => {
    const { world } = await closedRound()
    const bodhi = world.person('bodhi')
    const { shown } = await bodhi.command('/study', 'leaderboard', 'general')
    world.fake.faults.next('files.getUploadURLExternal', { kind: 'error', error: 'missing_scope' })
    const instead = await drawnBoard(world, bodhi, shown[0])
    expect(instead.pictures).toEqual([])
    expect(instead.words).toMatch(/bodhi · \d+ points/)
  })
})

describe('teams', () => {
  test('are made, joined and left by /study team', async () => {
    const { world } = await opened()
    const run = (who: string, words: string) => told(world, who, `team ${words}`)
    expect(await run('bodhi', 'list')).toContain('`/study team create` makes one')
    expect(await run('bodhi', 'create Red *Pandas* <!here>')).toContain('mentions nobody')
    expect(await run('bodhi', 'create Red Pandas')).toContain('*Red Pandas* is a team now, and you are in it')
    expect(await run('cyrus', 'join red pandas')).toBe('You are in *Red Pandas* now.')
    expect(await run('cyrus', 'list')).toMatch(/\*Red Pandas\* · 2 members · 0 points \(yours\)/)
    expect(await run('dinah', 'join Pandas')).toContain('There is no team “Pandas”')
    expect(await run('dinah', 'assign @edith Red Pandas')).toContain('Only people who manage this workspace')
    await world.person('edith').command('/study', 'status', 'general')
    expect(await run('adalind', 'assign @edith Red Pandas')).toContain('*edith* is in *Red Pandas* now')
    expect(await run('cyrus', 'leave')).toContain('You have left *Red Pandas*')
    expect(await told(world, 'bodhi', 'team')).toContain('2 members')
  })

  test('a user group is a team: whoever is in the group is in it', async () => {
    const { world } = await opened()
    const group = '<!subteam^S0BACKEND|@backend>'
    for (const who of authors) await told(world, who, 'status')
    expect(await told(world, 'bodhi', `team create Servers ${group}`)).toContain('Only people who manage')
    const made = await told(world, 'adalind', `team create Servers ${group}`)
    expect(made).toBe('*Servers* is a team now: whoever is in <!subteam^S0BACKEND> is in it.')
    const list = await told(world, 'bodhi', 'team list')
    expect(await told(world, 'adalind', `team create “Night Owls” <!subteam^S0NIGHT>`)).toContain(
      '*Night Owls* is a team',
    )
    expect(list).toMatch(/\*Servers\* · 2 members · 0 points · the group <!subteam\^S0BACKEND> \(yours\)/)
    expect(await told(world, 'dinah', 'team list')).toContain('You are in no team.')
    expect(await told(world, 'dinah', 'team join Servers')).toContain('whoever is in the group is in the team')
    expect(await told(world, 'bodhi', 'team leave')).toContain('because you are in <!subteam^S0BACKEND>')
    expect(world.person('bodhi').sees('general')).toEqual([])
  })

  test('have a board, also as a picture', async () => {
    const { world } = await closedRound()
    await told(world, 'bodhi', 'team create Pandas')
    for (const who of ['cyrus', 'dinah']) await told(world, who, 'team join Pandas')
    const bodhi = world.person('bodhi')
    const { shown } = await bodhi.command('/study', 'leaderboard week teams', 'general')
    expect(shown[0]?.words).toMatch(/\*1\. Pandas · \d+\.\d \(3 active\)\* \(yours\)/)
    const drawn = await drawnBoard(world, bodhi, shown[0])
    expect(drawn.pictures).toMatchObject([{ alt: expect.stringContaining('Pandas') }])
    expect(await told(world, 'bodhi', 'leaderboard week my-team')).toMatch(/This week in Pandas.*bodhi/s)
    expect(await told(world, 'edith', 'leaderboard week my-team')).toContain('`/study team list`')
  })
})

const study: TeamSettings = {
  id: 'T0STUDY',
  people: authors.map((name) => ({
    ...{ name, zone: 'Europe/Berlin', admin: name === 'adalind' },
    groups: name === 'bodhi' || name === 'cyrus' ? ['S0BACKEND'] : [],
  })),
  channels: [{ name: 'general' }],
}

async function opened(options: SlackWorldOptions = {}) {
  const world = await openSlackWorld({ teams: [study], ...options })
  return { world, ada: world.person('adalind') }
}

/** Set up by the form, as blind; with its first question: asked at 9:00, answers until 17:00, ratings until 19:00. */
async function blindQuestion(options: SlackWorldOptions = {}) {
  const there = await opened(options)
  const { world, ada } = there
  await ada.command('/study', 'schedule', 'general')
  expect(ada.modal()?.words).toContain('Blind: sent by form, shown without names, rated in private')
  expect((await ada.submit({ voting: 'blind' })).outcome).toBe('closed')
  await world.settle()
  expect(ada.ephemerals().at(-1)?.words).toContain('answers for 8h, ratings for 2h more')
  return { ...there, question: await world.nextQuestion() }
}

async function answer(world: SlackWorld, question: MessageRef, who: Author): Promise<void> {
  const person = world.person(who)
  await person.press('Answer', question)
  const sent = await person.submit({ Answer: texts[who], atClose: who === nameless ? 'nameless' : 'named' })
  expect(sent.outcome).toBe('closed')
  await world.settle()
  expect(person.ephemerals().at(-1)?.words).toContain('Your answer is kept')
}

async function revealedRound(options: SlackWorldOptions = {}) {
  const there = await blindQuestion(options)
  const { world, question } = there
  for (const who of authors) await answer(world, question, who)
  await reveal(world)
  return { ...there, invitation: invitationIn(world, question) }
}

async function closedRound() {
  const there = await revealedRound()
  const { world, invitation } = there
  for (const who of authors) await rateAll(world, invitation, who)
  await world.close()
  const { bank, database } = world.stage.studyhall().study
  const [row] = await database.sql`select question from rounds`
  const id = bank.questions.get(row?.question)?.topic ?? ''
  return { ...there, topic: { id, title: topicTitle(bank, id) } }
}

/** Lets time pass until the answers have ended. */
async function reveal(world: SlackWorld): Promise<void> {
  const [row] = await world.stage.studyhall().study.database.sql`select min(reveal_at) as at from rounds`
  await world.stage.moveTo(Temporal.Instant.from(new Date(row?.at).toISOString()))
  await world.fake.quiet()
}

async function pass({ stage, fake }: SlackWorld, time: Temporal.DurationLike): Promise<void> {
  await stage.moveTo(stage.now().toZonedDateTimeISO('UTC').add(time).toInstant())
  await fake.quiet()
}

/** Rates all that stands on someone's ballot by its merit. */
async function rateAll(world: SlackWorld, invitation: MessageRef, who: Author): Promise<void> {
  const person = world.person(who)
  const [ballot] = (await person.press('Rate answers', invitation)).shown
  for (let left = 4; left > 0 && seen(person, ballot).buttons.includes(labelOf(1)); left -= 1)
    await person.press(labelOf(ratedBy(seen(person, ballot).words)), ballot)
  expect(seen(person, ballot).words).toContain('You have rated all answers')
}

function labelOf(rating: number): string {
  return anchors[rating - 1] ?? ''
}

function ratedBy(words: string): number {
  const author = authors.find((one) => words.includes(texts[one]))
  if (author === undefined) throw new Error(`no answer of ours in: ${words}`)
  return merit[author]
}

function authorOf({ words }: SeenMessage): Author | undefined {
  return authors.find((one) => words.includes(texts[one]))
}

function seen(person: Person, message: MessageRef | undefined): SeenMessage {
  const found = message && person.message(message)
  if (found === undefined) throw new Error(`${person.name} does not see that message`)
  return found
}

function revealed({ person }: SlackWorld, question: MessageRef): SeenMessage[] {
  return person('edith')
    .thread(question)
    .filter(({ words }) => words.startsWith('*Answer '))
}

function invitationIn({ person }: SlackWorld, question: MessageRef): SeenMessage {
  const found = person('edith')
    .thread(question)
    .find(({ buttons }) => buttons.includes('Rate answers'))
  if (found === undefined) throw new Error('nobody is invited to rate')
  return found
}

function resultsIn({ person }: SlackWorld, question: MessageRef): SeenMessage {
  const found = person('edith')
    .thread(question)
    .find(({ words }) => words.startsWith('Results'))
  if (found === undefined) throw new Error('no results were said')
  return { ...found, words: found.words.replaceAll('\u200b', '') }
}

function plainWords({ words }: SeenMessage): string {
  return words
}

function saidByBot({ fake }: SlackWorld): SeenMessage[] {
  return fake
    .team()
    .messages('general')
    .filter(({ user, ephemeral }) => user === fake.team().botUser && !ephemeral)
}

/** The names and ids of all. */
function anyone({ person }: SlackWorld): RegExp {
  return new RegExp(`\\b(${authors.flatMap((name) => [name, person(name).id]).join('|')})\\b`, 'i')
}

const asksAbout: ReadonlySet<string> = new Set(['users.info', 'usergroups.list', 'conversations.open'])

/** Calls since then that tell anyone but a member themselves something with a member's name or id in it. */
function tellings(world: SlackWorld, from: number): unknown[] {
  const told = world.fake.calls.slice(from).filter(({ method }) => !asksAbout.has(method))
  return told
    .map(({ method, args: { user: _to, ...said } }) => ({ method, said: JSON.stringify(said) }))
    .filter(({ said }) => anyone(world).test(said))
}

/** What someone sees of the bot that has the name or the id of anyone else in it. */
function othersNamedTo(world: SlackWorld, who: Author): string[] {
  const { id, ephemerals, dm, home } = world.person(who)
  const seen = [...saidByBot(world), ...ephemerals(), ...dm(), home() ?? {}]
  const own = new RegExp(`\\b(${who}|${id})\\b`, 'gi')
  return seen.map((one) => JSON.stringify(one).replace(own, '')).filter((one) => anyone(world).test(one))
}

function keyed(args: Readonly<Record<string, unknown>>, key: string): boolean {
  return new RegExp(key).test(JSON.stringify(args.metadata ?? '').replaceAll('\\', ''))
}

/** Presses “As a picture”. */
async function drawnBoard({ fake }: SlackWorld, person: Person, board: SeenMessage | undefined): Promise<SeenMessage> {
  const { length } = person.ephemerals()
  await person.press('As a picture', board)
  await fake.until(() => person.ephemerals().length > length, 'the picture')
  return person.ephemerals().at(-1) as SeenMessage
}

/** What someone is told after a command. */
async function told(world: SlackWorld, who: string, words: string): Promise<string> {
  const { shown } = await world.person(who).command('/study', words, 'general')
  expect(shown.map(({ ephemeral }) => ephemeral)).toEqual([true])
  return shown[0]?.words ?? ''
}
