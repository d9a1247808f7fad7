import { type InsightsCard, mostInsightLines } from '../pictures/insights-card.ts'
import type { Message, MessageFile, Picture } from '../platform.ts'
import { percent } from '../quizzes/progress-rule.ts'
import { counted, literal, shortened } from '../text.ts'
import type { InsightsShown, Span } from './insights.ts'
import { type Difficulty, fewest, type ItemInsight, type TopicInsight } from './insights-rule.ts'
import { linkHours } from './signed-link.ts'

/** Every sentence of the insights in chat. */

export const insightsWords = {
  about: 'How questions do here: asked, right, flagged, difficulty; nobody is named',
  topicOption: 'A topic or a tag; all unless you say so',
  spanOption: 'How many weeks back, 12 unless you say so',
  unknownTopic: (typed: string, like: readonly string[]) =>
    `There are no questions about ${literal(shortened(typed, 60))}.${like.length > 0 ? ` Did you mean ${like.map((one) => `*${literal(one)}*`).join(', ')}?` : ''}`,
  pictureFailed: 'a picture of insights could not be drawn, so its text went alone',
  smallSample: `“Too few” is below ${fewest.answers} graded answers or ${fewest.people} people: a share of those would be chance, or one person’s own result.`,
} as const

export function spanWords(span: Span): string {
  if (span === 'all') return 'all time'
  return span === '1' ? 'the last week' : `the last ${span} weeks`
}

export function titleOf({ span, topic }: Pick<InsightsShown, 'span' | 'topic'>): string {
  return `Insights: ${topic === undefined ? '' : `${topic.title}, `}${spanWords(span)}`
}

export interface InsightsWith {
  readonly pictures: readonly Picture[]
  readonly files: readonly MessageFile[]
  /** Where the same is a page. */
  readonly link: string | undefined
}

const mostTopics = 8

/** `/study insights`, with what goes with it. */
export function insightsMessage(shown: InsightsShown, { pictures, files, link }: InsightsWith): Message {
  const { insights } = shown
  const heading = shortened(titleOf(shown), 100)
  if (insights.items.length === 0) return { heading, text: nothingYet(shown.span) }
  const topics = insights.topics.slice(0, mostTopics).map((topic) => topicLine(topic, insights.people))
  const more = insights.topics.length - topics.length
  const text = [
    totalWords(shown),
    [...topics, ...(more > 0 ? [`- and ${counted(more, 'more topic')}`] : [])].join('\n'),
    ...standingOutWords(shown),
    `*${insightsWords.smallSample} Difficulty: 0 is the middle, + is harder, ± its standard error.*`,
    ...(link === undefined ? [] : [linkWords(link)]),
  ].join('\n\n')
  return { heading, text, files, ...(pictures.length > 0 ? { pictures } : {}) }
}

function nothingYet(span: Span): string {
  const when = span === 'all' ? 'yet' : `in ${spanWords(span)}`
  return `Nothing was asked or answered ${when}.${span === 'all' ? '' : ' `/study insights all` looks further back.'}`
}

export function totalWords({ insights: { asked, answers, people } }: InsightsShown): string {
  return `Asked in ${counted(asked, 'round')}; ${counted(answers, 'answer')} by ${counted(people, 'person', 'people')}, quizzes counted in.`
}

function topicLine(topic: TopicInsight, allPeople: number): string {
  const { title, asked, answers, people, flags } = topic
  const parts = [
    `asked ${asked}×`,
    `${counted(answers, 'answer')} by ${people} of ${counted(allPeople, 'person', 'people')}`,
    `right: **${shareWords(topic)}**`,
    ...(topic.difficulty === undefined ? [] : [`difficulty ${difficultyWords(topic.difficulty)}`]),
    ...(flags > 0 ? [counted(flags, 'flag')] : []),
  ]
  return `- **${literal(title)}** ${parts.join(' · ')}`
}

/** Of the graded answers, how many were right. */
export function shareWords({ share, graded }: Pick<ItemInsight, 'share' | 'graded'>): string {
  if (share !== undefined) return `${percent(share)} %`
  return graded === 0 ? 'none graded' : 'too few'
}

/** `+0.4 ± 0.3`, with a word where it is still the author's opinion. */
export function difficultyWords({ value, error, isProvisional }: Difficulty): string {
  return `${signed(value)} ± ${error.toFixed(1)}${isProvisional ? ' (provisional)' : ''}`
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(1)
  if (Number(text) === 0) return '0.0'
  return `${value < 0 ? '−' : '+'}${text}`
}

export const faultShort = {
  'wrong-key': 'probably a wrong key',
  review: 'those who know more do no better',
} as const satisfies Record<NonNullable<ItemInsight['fault']>, string>

function standingOutWords({ insights: { standingOut } }: InsightsShown): string[] {
  const { hardest, easiest, flagged, faulty } = standingOut
  const difficulty = (item: ItemInsight) =>
    `${item.difficulty === undefined ? '' : difficultyWords(item.difficulty)}, ${rightWords(item)}`
  return [
    ...listed('Hardest', hardest, difficulty),
    ...listed('Easiest', easiest, difficulty),
    ...listed('Most flagged', flagged, ({ flags }) => counted(flags, 'flag')),
    ...listed('Look faulty', faulty, ({ fault }) => (fault === undefined ? '' : faultShort[fault])),
  ]
}

function rightWords(item: ItemInsight): string {
  const share = shareWords(item)
  return item.share === undefined ? `right: ${share}` : `${share} right of ${item.graded}`
}

const longestItem = 80

function listed(title: string, items: readonly ItemInsight[], detail: (item: ItemInsight) => string): string[] {
  if (items.length === 0) return []
  const lines = items.map(
    (item) => `- *${literal(shortened(item.tests, longestItem))}* (\`${item.id}\`): ${detail(item)}`,
  )
  return [`**${title}**\n${lines.join('\n')}`]
}

function linkWords(link: string): string {
  return `[The same as a page, with every question](${link}): it opens for ${linkHours} hours, for everyone who has the link.`
}

/** What the picture shows. */
export function insightsCardOf(shown: InsightsShown): InsightsCard {
  return {
    title: titleOf(shown),
    about: 'Right, of the graded answers',
    ends: { easier: 'easier', harder: 'harder' },
    lines: shown.insights.topics.slice(0, mostInsightLines).map((topic) => ({
      label: topic.title,
      detail: `asked ${topic.asked}× · ${counted(topic.answers, 'answer')}`,
      share: topic.share,
      value: topic.graded === 0 ? '–' : shareWords(topic),
      difficulty: topic.difficulty,
    })),
    note: 'Points: difficulty, with its standard error; the line in the middle is a medium question.',
  }
}

const longestAlt = 1_000
const longestInAlt = 40

/** The picture's facts, a line a topic. Plain text, at most 1,000 characters. */
export function insightsAlt(shown: InsightsShown): string {
  const lines = shown.insights.topics.slice(0, mostInsightLines).map((topic) => {
    const difficulty = topic.difficulty === undefined ? '' : `, ${difficultyWords(topic.difficulty)}`
    return `${shortened(topic.title, longestInAlt)}: ${shareWords(topic)}${difficulty}, asked ${topic.asked}×`
  })
  const head = `${shortened(titleOf(shown), 100)}. Right answers and difficulty by topic:`
  return shortened([head, ...lines].join('\n'), longestAlt)
}
