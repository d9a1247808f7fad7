import fc from 'fast-check'
import { plainText as discordPlain } from '../../../bots/discord/plain-text.ts'
import { renderMessage as renderDiscord } from '../../../bots/discord/render.ts'
import { readSettings } from '../../../bots/settings.ts'
import { mrkdwn, mrkdwnParts } from '../../../bots/slack/mrkdwn.ts'
import { commandText, plainText as slackPlain } from '../../../bots/slack/plain-text.ts'
import { renderMessage as renderSlack } from '../../../bots/slack/render.ts'
import { pageNodes } from '../../../bots/web/markdown.ts'
import { buttonOf, formOf, givesOf, understood } from '../../../core/commands.ts'
import { openSeal } from '../../../core/db/sealed.ts'
import { readLink } from '../../../core/insights/signed-link.ts'
import { containing, nearest, plainLetters } from '../../../core/near.ts'
import { gradeAnswer } from '../../../core/questions/grade.ts'
import { idTyped } from '../../../core/questions/named-question.ts'
import { type Question, questionSchema } from '../../../core/questions/question.ts'
import { feedbackOn } from '../../../core/quizzes/feedback.ts'
import * as reading from '../../../core/rounds/schedule-reading.ts'
import { readVoteEmoji } from '../../../core/rounds/vote-emoji.ts'
import { literal, quoted, shortened, shortenedMarkdown } from '../../../core/text.ts'
import { mentionIn } from '../../../core/workspaces/mentions.ts'
import { must, refusedWith, soon, type Target } from './target.ts'
import { wildText } from './wild.ts'

/** The doors at which a text comes in. */

const gives = new Set(['private', 'public', 'update', 'form'])

const buttonIds: Target = {
  name: 'button and form ids',
  weight: 12,
  property: fc.property(wildText, wildText, (name, subject) => {
    for (const id of [name, `${name}:${subject}`]) {
      must(gives.has(givesOf(id)), `what ${id} gives`)
      for (const { action } of [buttonOf(id), formOf(id)])
        must(action === undefined || typeof action.run === 'function', `${id} is no action`)
    }
  }),
}

const firstWords = fc.constantFrom('study', 'quiz', 'question', 'team', 'leaderboard', 'review', 'streak', 'suggest')
const secondWords = fc.constantFrom(
  ...['help', 'post', 'close', 'schedule', 'me', 'pin', 'next', 'start', 'live', 'exclude', 'assign', 'import', 'x'],
)
const commandWords = fc.oneof(
  wildText,
  fc.tuple(firstWords, secondWords, fc.array(wildText, { maxLength: 4 })).map(([a, b, c]) => [a, b, ...c].join(' ')),
)

const commands: Target = {
  name: 'command words',
  weight: 10,
  property: fc.property(commandWords, fc.dictionary(wildText, wildText, { maxKeys: 3 }), (words, options) => {
    const what = soon('a command', () => understood(words, options))
    if ('complaint' in what) {
      must(what.complaint.length < 1_000, 'a complaint as long as what was typed')
      must(!/<[@!#&]|@everyone|@here/.test(what.complaint), `a complaint that mentions: ${what.complaint}`)
      return
    }
    const known = new Set(what.command.options?.map(({ name }) => name))
    must(
      Object.entries(what.given).every(([name, value]) => known.has(name) && typeof value === 'string'),
      'an option that nobody offers',
    )
  }),
}

const settingNames = fc.constantFrom(
  ...['PORT', 'HOST', 'PUBLIC_URL', 'ROOM_TOKEN', 'DATABASE_URL', 'WEB_ROOM', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
  ...['SLACK_API_URL', 'DISCORD_TOKEN', 'DISCORD_API_URL', 'DISCORD_SHARDS', 'DISCORD_DEV_GUILD', 'LOG_LEVEL'],
)
const settings: Target = {
  name: 'settings',
  weight: 2,
  property: fc.property(fc.dictionary(settingNames, wildText, { maxKeys: 4 }), (given) => {
    const error = refusedWith(['PlainError'], () => readSettings(given))
    const isSecret = (name: string) => /TOKEN|SECRET|KEY|DATABASE_URL/.test(name)
    for (const [name, value] of Object.entries(given)) {
      const isSaidElsewhere = Object.entries(given).some(([other, same]) => !isSecret(other) && same.includes(value))
      if (!isSecret(name) || value.length < 12 || isSaidElsewhere) continue
      must(error?.message.includes(value) !== true, `${name} is repeated`)
    }
  }),
}

const keys = openSeal(`now:${Buffer.alloc(32, 1).toString('base64')},${Buffer.alloc(32, 2).toString('hex')}`)
const sealed: Target = {
  name: 'sealed texts and keys',
  weight: 5,
  property: fc.property(wildText, wildText, fc.nat(), (text, about, place) => {
    must(refusedWith(['CannotOpen'], () => keys.open(text, about)) !== undefined, 'a text that nobody sealed opened')
    refusedWith(['PlainError'], () => openSeal(text))
    const good = keys.seal(text, about)
    must(keys.open(good, about) === text.toWellFormed(), 'what was sealed did not open')
    const cut = good.slice(0, place % good.length)
    must(refusedWith(['CannotOpen'], () => keys.open(cut, about)) !== undefined, 'a cut text opened')
  }),
}

const now = Temporal.Instant.from('2026-03-02T08:00:00Z')
const links: Target = {
  name: 'signed links',
  weight: 6,
  property: fc.property(wildText, wildText, wildText, (workspace, until, signature) => {
    const read = readLink('insights', { workspace, until, signature }, ['one', 'two'], now)
    must('refused' in read && read.refused === 'forged', 'a link that nobody signed opened')
  }),
}

const small: Target = {
  name: 'what is typed into fields',
  weight: 10,
  property: fc.property(wildText, fc.array(wildText, { maxLength: 3 }), (typed, several) => {
    soon('a field', () => {
      mentionIn(typed)
      nearest(typed, ['sql', 'kafka', ...several])
      containing(typed, several, (one) => one)
      plainLetters(typed)
      idTyped(typed)
      reading.readLocalTime(typed)
      reading.readZone(typed)
      reading.readDays(several)
      reading.readMinutes(typed, 1)
      reading.readDates(typed)
      reading.dateOf(typed)
      reading.readTags(typed, new Set(['sql']))
      reading.readTopics(several, ['sql'])
      reading.readGroup(typed)
      reading.readChannel(typed)
      readVoteEmoji(typed)
    })
  }),
}

const shared = { topic: 'sql', level: 'easy', tests: 'x' } as const
const asked: readonly Question[] = [
  { ...shared, id: 'a', kind: 'numeric', question: 'How many?', answer: 3, tolerance: 0.1, unit: 'ms' },
  { ...shared, id: 'b', kind: 'short', question: 'Which word?', accepted: ['idempotent', 'ＳＱＬ'] },
  { ...shared, id: 'c', kind: 'single', question: 'Which?', options: [{ text: 'a', right: true }, { text: 'b' }] },
  { ...shared, id: 'd', kind: 'ordering', question: 'Which order?', items: ['one', 'two', 'three'] },
  {
    ...shared,
    id: 'e',
    kind: 'open',
    question: 'Why retry with a key?',
    reference: 'The effect happens once.',
    key_points: [{ point: 'Once only', weight: 1, phrases: [['once', 'one time'], ['key']] }],
  },
].map((question) => questionSchema.parse(question))

const answers: Target = {
  name: 'answers',
  weight: 4,
  property: fc.property(wildText, fc.array(wildText, { maxLength: 3 }), (typed, several) => {
    soon('an answer', () => {
      for (const question of asked) {
        if (question.kind === 'open') feedbackOn(question, [typed, ...several].join(' '), () => 1)
        else gradeAnswer(question, [typed, ...several])
      }
    })
  }),
}

/** Everything in Slack's own brackets except what our own marks become. */
const slackMention = /<(?:!(?!date\^)|@|#)/

const rendered: Target = {
  name: 'what members wrote, as all platforms show it',
  weight: 2,
  property: fc.property(wildText, wildText, (name, text) => {
    const said = `**${literal(name)}**\n\n${quoted(text)}`
    for (const shown of [said, shortenedMarkdown(said, 80)]) {
      soon('Slack', () => {
        must(!slackMention.test(mrkdwn(shown)), `a mention on Slack: ${mrkdwn(shown)}`)
        must(!slackMention.test(JSON.stringify(renderSlack({ text: shown }).blocks)), 'a mention in blocks')
        mrkdwnParts(shown, 100)
      })
      const { body } = soon('Discord', () => renderDiscord({ heading: name, text: shown }))
      const { parse, roles = [], users = [] } = body.allowed_mentions
      must(parse?.length === 0 && roles.length === 0 && users.length === 0, 'a mention on Discord')
      for (const from of ['bot', 'member'] as const) soon('the room', () => pageNodes(shown, from))
    }
    must([...shortened(text, 50)].length <= 50, 'longer than it may be')
  }),
}

const codes: Target = {
  name: 'platforms’ codes in texts',
  weight: 8,
  property: fc.property(wildText, wildText, (one, other) => {
    const text = `${one}<${other}> :tada: ${one}`
    soon('codes', () => {
      slackPlain(text, () => undefined)
      commandText(text)
      discordPlain(text)
    })
  }),
}

export const textTargets: readonly Target[] = [
  buttonIds,
  commands,
  settings,
  sealed,
  links,
  small,
  answers,
  rendered,
  codes,
]
