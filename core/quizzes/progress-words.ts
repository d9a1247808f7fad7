import type { BarChart } from '../pictures/bar-chart.ts'
import type { Button, Message, Picture } from '../platform.ts'
import { streakWords } from '../standings/streak-words.ts'
import type { OwnStreak } from '../standings/streaks.ts'
import { counted, literal, shortened } from '../text.ts'
import { latelyDays, type Progress } from './progress.ts'
import { percent, type TopicProgress, topicsShown } from './progress-rule.ts'
import { reviewsToldButton } from './review-notices-words.ts'

/** Every sentence about how a member is doing. */

const title = 'Your progress'
const about = 'The share of medium questions that you would likely get right'
const onlyYou = 'Only you see this: nobody else can look it up, admins included.'

export const progressWords = {
  nothingYet: `You have not answered anything that is graded yet. \`/quiz\` asks you five questions, and then there is something to see here.\n\n*${onlyYou}*`,
  pictureFailed: 'a picture could not be drawn, so its text went alone',
} as const

/** `/progress`, with its picture where there is one, and with their streak. */
export function progressMessage(
  progress: Progress,
  isTold: boolean,
  pictures: readonly Picture[],
  streak?: OwnStreak,
): Message {
  if (progress.answered === 0) {
    const start: Button = { id: 'quiz-any', label: 'Start a quiz', tone: 'primary' }
    const text = [...streakLines(streak), progressWords.nothingYet].join('\n\n')
    return { text, buttons: [start, reviewsToldButton(isTold)] }
  }
  const facts = [countWords(progress), dueWords(progress), ...streakLines(streak)]
  const text = [...skillWords(progress), ...facts, `*${onlyYou}*`].join('\n\n')
  const buttons = [...reviewButton(progress), reviewsToldButton(isTold)]
  return { heading: title, text, buttons, ...(pictures.length > 0 ? { pictures } : {}) }
}

/** The picture's facts, one line a topic, for those who do not see it. Plain text, at most 1,000 characters. */
export function progressAlt({ topics }: Progress): string {
  const { shown, more } = topicsShown(topics)
  const lines = shown.map((topic) => {
    const { chance, low, high } = topic.knowledge
    const range = `${percent(low)} to ${percent(high)}`
    return `${shortened(topic.title, longestInAlt)}: ${percent(chance)} % (${range}), ${counted(topic.answers, 'answer')}`
  })
  return [`${about}:`, ...lines, ...moreWords(more)].join('\n')
}

const longestInAlt = 36

/** What the picture shows. */
export function progressChart({ topics }: Progress): BarChart {
  const { shown } = topicsShown(topics)
  return {
    title,
    about,
    details: 'answers',
    bars: shown.map(({ title: label, answers, knowledge: { chance, low, high } }) => ({
      label,
      detail: String(answers),
      length: chance,
      range: { from: low, to: high },
      value: `${percent(chance)} %`,
    })),
    ticks: [0, 0.5, 1].map((at) => ({ at, label: `${percent(at)} %` })),
    note: 'The dark lines show how far off it may be: less with every answer.',
  }
}

function skillWords({ topics }: Progress): string[] {
  const { shown, more } = topicsShown(topics)
  if (shown.length === 0) return []
  const lines = [...shown.map(topicLine), ...moreWords(more)].map((line) => `- ${line}`)
  return [`${about}, and how far off that may be:`, lines.join('\n')]
}

function topicLine({ title: topic, answers, knowledge }: TopicProgress): string {
  const { chance, low, high, isGuess } = knowledge
  const about = `**${percent(chance)} %** (${percent(low)}–${percent(high)})`
  return `${scaleOf(chance)} ${literal(topic)} ${about} · ${counted(answers, 'answer')}${isGuess ? ', a first guess' : ''}`
}

const steps = 6

function scaleOf(chance: number): string {
  const full = Math.round(chance * steps)
  return '▰'.repeat(full) + '▱'.repeat(steps - full)
}

function moreWords(more: number): string[] {
  return more > 0 ? [`and ${more} more`] : []
}

function countWords({ answered, answeredLately, first, firstRight }: Progress): string {
  const right = first > 0 ? ` Right at first try: ${firstRight} of ${first}.` : ''
  return `**${counted(answered, 'question')} answered**, ${answeredLately} in the last ${latelyDays} days.${right}`
}

function dueWords({ dueToday, dueTomorrow }: Progress): string {
  const ask = dueToday > 0 ? ' `/review` asks what is due.' : ''
  return `**Due for review**: ${dueToday} today, ${dueTomorrow} tomorrow.${ask}`
}

function streakLines(streak: OwnStreak | undefined): string[] {
  return streak === undefined || streak.longest === 0 ? [] : [`**Streak**: ${streakWords(streak)}`]
}

function reviewButton({ dueToday }: Progress): Button[] {
  return dueToday > 0 ? [{ id: 'quiz-review', label: 'Review now', tone: 'primary' }] : []
}
