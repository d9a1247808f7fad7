import { expect, test } from 'vitest'
import { contentFolder } from '../../bots/cli/content-folder.ts'
import { scopes } from '../../bots/slack/scopes.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { nextQuestion } from '../../core/questions/next-question.ts'
import { freshAddress } from '../support/database.ts'
import { openCleanDiscord } from '../support/fake-discord/clean-discord.ts'
import type { FakeDiscord } from '../support/fake-discord/types.ts'
import { openCleanSlack } from '../support/fake-slack/clean-slack.ts'
import type { FakeSlack } from '../support/fake-slack/types.ts'
import { openFolder, startRole, type Worker } from '../support/starting.ts'

/** Three processes share one database, one for each role; each is killed, and another takes its place. */

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const other = 'It is a promise that holds for some time and then no more, whatever its holder does.'
const guild = String(280_000_000_000n << 22n)
const { questions } = await loadBank(contentFolder)

test('a gateway, an http process and a worker do a day on Slack and Discord, also when each is killed', {
  timeout: 400_000,
}, async () => {
  const folder = await openFolder()
  const [discord, slack] = [await openDiscord(), await openSlack()]
  const settings = { ...settingsFor(discord, slack), DATABASE_URL: await freshAddress() }
  const start = (role: string) => startRole(role, settings, folder)
  let [gateway, http, worker] = await Promise.all(['gateway', 'http', 'worker'].map(start) as Trio)
  slack.useRequestUrl(`${http.url}/slack/events`)
  for (const { url } of [gateway, http, worker]) expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(discord.gateway.shards).toHaveLength(1)

  slack.faults.next('chat.postMessage', { kind: 'rate-limited', seconds: 1 })
  await Promise.all([discord.person('ada').command('study-admin post', 'general'), post(slack)])
  const [thread, question] = [await discordThread(discord), await slackQuestion(slack)]
  await expectNumbers({ gateway, http, worker })

  // without a worker people answer, and close; what that means for the platform waits
  await worker.bot.kill('SIGKILL')
  await answerOnSlack(slack, question)
  await answerOnDiscord(discord, thread)
  expect((await slack.person('ada').command('/study', 'close', 'general')).acknowledged).toBe(true)
  expect((await discord.person('ada').command('study-admin close', 'general')).responded).toBe(true)
  worker = await start('worker')
  const [onSlack, onDiscord] = [slack.person('ada'), discord.person('ada')]
  const hasResults = ({ words }: { readonly words: string }) => words.includes('2 answers, 1 vote')
  await Promise.all([
    slack.until(() => onSlack.thread(question).some(hasResults), 'the results on Slack'),
    discord.until(() => onDiscord.sees(thread).some(hasResults), 'the results on Discord'),
  ])

  // without a gateway Slack goes on, and the next gateway hears Discord
  await gateway.bot.kill('SIGKILL')
  expect((await slack.person('cy').command('/study', 'leaderboard', 'general')).shown.at(-1)?.words).toMatch(/bo/)
  gateway = await start('gateway')
  expect((await discord.person('cy').command('leaderboard', 'general')).shown.at(-1)?.words).toMatch(/bo/)

  // without http Discord goes on
  await http.bot.kill('SIGKILL')
  expect((await discord.person('bo').command('leaderboard', 'general')).shown).toHaveLength(1)
  http = await start('http')
  slack.useRequestUrl(`${http.url}/slack/events`)
  expect((await slack.person('bo').command('/study', 'leaderboard', 'general')).shown).toHaveLength(1)

  expect([slackOpenings(slack).length, discordOpenings(discord).length]).toEqual([1, 1])
  const ends = await Promise.all([gateway, http, worker].map(({ bot }) => bot.kill('SIGTERM')))
  expect(ends).toEqual([0, 0, 0])
})

type SlackMessage = ReturnType<ReturnType<FakeSlack['team']>['messages']>[number]
type Trio = [Promise<Worker>, Promise<Worker>, Promise<Worker>]

/** Each process counts its own part, and names nobody. */
async function expectNumbers({ gateway, http, worker }: Record<'gateway' | 'http' | 'worker', Worker>): Promise<void> {
  const asked = 'studyhall_deliveries_total{kind="ask-round",outcome="done"}'
  await expect.poll(async () => (await worker.numbers()).get(asked)).toBe(2)
  const [ofGateway, ofHttp, ofWorker] = await Promise.all([gateway.numbers(), http.numbers(), worker.numbers()])
  expect(ofGateway.get('studyhall_acknowledgement_seconds_count{platform="discord"}')).toBe(1)
  expect(ofHttp.get('studyhall_acknowledgement_seconds_count{platform="slack"}')).toBeGreaterThan(0)
  expect(ofWorker.get('studyhall_platform_responses_total{platform="slack",status="429"}')).toBe(1)
  expect([ofGateway, ofHttp, ofWorker].map((one) => one.get('studyhall_discord_sender'))).toEqual([0, 0, 1])
  expect(ofHttp.get('studyhall_questions')).toBe(questions.size)
  expect(ofHttp.get('studyhall_delivery_queue{state="given-up"}')).toBe(0)
  const names = [ofGateway, ofHttp, ofWorker].flatMap((numbers) => [...numbers.keys()]).join('\n')
  expect(names).not.toMatch(/T0STUDY|C0GENERAL|room\/|discord\/|slack\//)
  expect(names).not.toContain(guild)
}

function openDiscord(): Promise<FakeDiscord> {
  const people = [{ name: 'ada' }, { name: 'bo' }, { name: 'cy' }]
  const channels = [{ id: openChannel(`discord/${guild}`, guild), name: 'general' }]
  return openCleanDiscord({ guilds: [{ id: guild, name: 'Study', people, channels }] })
}

function openSlack(): Promise<FakeSlack> {
  const people = [{ name: 'ada', admin: true }, { name: 'bo' }, { name: 'cy' }]
  const teams = [{ id: 'T0STUDY', people, channels: [{ id: 'C0GENERAL', name: 'general' }] }]
  return openCleanSlack({ app: { scopes }, teams })
}

/** A channel whose first question is answered in the thread. */
function openChannel(workspace: string, prefix: string): string {
  for (let number = 0; ; number += 1) {
    const id = `${prefix.slice(0, -3)}${100 + number}`
    if (nextQuestion(questions, [], `${workspace} ${id}`)?.kind === 'open') return id
  }
}

function settingsFor(discord: FakeDiscord, slack: FakeSlack) {
  return {
    DISCORD_TOKEN: discord.app.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.team().botToken,
    SLACK_SIGNING_SECRET: slack.app.signingSecret,
  }
}

async function post(slack: FakeSlack): Promise<void> {
  const posted = await slack.person('ada').command('/study', 'post rate-limiter-many-nodes', 'general')
  expect(posted.acknowledged).toBe(true)
}

async function slackQuestion(slack: FakeSlack): Promise<SlackMessage> {
  await slack.until(() => slackOpenings(slack).length > 0, 'a question')
  const [question] = slackOpenings(slack)
  if (question === undefined) throw new Error('no question was asked')
  return question
}

async function discordThread(discord: FakeDiscord): Promise<string> {
  await discord.until(() => discordOpenings(discord)[0]?.thread !== undefined, 'a question')
  return discordOpenings(discord)[0]?.thread ?? ''
}

async function answerOnSlack(slack: FakeSlack, question: SlackMessage): Promise<void> {
  const first = await slack.person('bo').say('general', good, { thread: question })
  await slack.person('cy').say('general', other, { thread: question })
  expect((await slack.person('cy').react(first, '+1')).acknowledged).toBe(true)
}

async function answerOnDiscord(discord: FakeDiscord, thread: string): Promise<void> {
  const first = await discord.person('bo').say(thread, good)
  await discord.person('cy').say(thread, other)
  await discord.person('cy').react(first, '👍')
  await discord.until(() => discord.person('bo').message(first)?.reactions.length === 2, 'a mark on the answer')
}

function slackOpenings(slack: FakeSlack): SlackMessage[] {
  const { botUser, messages } = slack.team()
  return messages('general').filter(
    ({ user, thread_ts: thread, ephemeral }) => user === botUser && thread === undefined && !ephemeral,
  )
}

function discordOpenings(discord: FakeDiscord) {
  const messages = discord.guild().messages('general')
  return messages.filter(({ fromBot, reference }) => fromBot && reference === undefined)
}
