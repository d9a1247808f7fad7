import { percent } from '../quizzes/progress-rule.ts'
import { type InsightsShown, spans } from './insights.ts'
import type { Difficulty, ItemInsight, TopicInsight } from './insights-rule.ts'
import {
  difficultyWords,
  faultShort,
  insightsWords,
  shareWords,
  spanWords,
  titleOf,
  totalWords,
} from './insights-words.ts'
import { linkHours } from './signed-link.ts'

/** What the page of the insights says: plain text, which the page's own language is wrapped around elsewhere. Pure. */

const newLink =
  'In chat, “/study insights” (on Discord “/study-admin insights”) gives a new one to those who manage the workspace.'

export const pageWords = {
  forged: `This link is not one of ours, or a part of it is missing. ${newLink}`,
  old: `This link was good for ${linkHours} hours, and they are over. ${newLink}`,
  left: 'There is nothing here any more: Studyhall is no longer in that workspace.',
} as const

/** A page of tables. */
export interface Report {
  readonly title: string
  readonly lead: readonly string[]
  /** Other spans of time, by their query. */
  readonly spans: readonly { readonly label: string; readonly value: string; readonly isShown: boolean }[]
  readonly tables: readonly ReportTable[]
  readonly notes: readonly string[]
}

export interface ReportTable {
  /** In the query that sorts it. */
  readonly id: string
  readonly title: string
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly (readonly ReportCell[])[]
}

export interface ReportColumn {
  readonly id: string
  readonly label: string
  readonly isNumber: boolean
}

export interface ReportCell {
  readonly text: string
  /** Small, below it. */
  readonly detail?: string
  /** By what it is sorted; what has nothing comes last. */
  readonly by: string | number | undefined
}

export function insightsReport(workspace: string, shown: InsightsShown): Report {
  const { insights, span } = shown
  const { standingOut } = insights
  const titles = new Map(insights.topics.map(({ id, title }) => [id, title]))
  const titled = (id: string, title: string, items: readonly ItemInsight[]) => itemTable(id, title, items, titles)
  const lists = [
    titled('hardest', 'Hardest questions', standingOut.hardest),
    titled('easiest', 'Easiest questions', standingOut.easiest),
    titled('flagged', 'Most flagged', standingOut.flagged),
    titled('faulty', 'Questions that look faulty', standingOut.faulty),
  ]
  return {
    title: `${titleOf(shown)} · ${workspace}`,
    lead: [insights.items.length === 0 ? 'Nothing was asked or answered in this time.' : totalWords(shown)],
    spans: spans.map((value) => ({ value, label: capitalised(spanWords(value)), isShown: value === span })),
    tables: [
      topicTable(insights.topics),
      ...lists.filter(({ rows }) => rows.length > 0),
      titled('questions', 'All questions', insights.items),
    ].filter(({ rows }) => rows.length > 0),
    notes: [
      insightsWords.smallSample,
      'Difficulty is learnt from first answers, whatever the people knew: 0 is the middle, + is harder, ± its standard error. Below 20 answers it is provisional: it still rests mostly on its author’s label.',
      'A share of right answers is no measure of difficulty: quizzes choose questions that fit who answers.',
    ],
  }
}

const counts = [
  { id: 'asked', label: 'Asked in rounds', isNumber: true },
  { id: 'answers', label: 'Answers', isNumber: true },
  { id: 'people', label: 'People', isNumber: true },
  { id: 'right', label: 'Right', isNumber: true },
  { id: 'difficulty', label: 'Difficulty', isNumber: true },
  { id: 'flags', label: 'Flags', isNumber: true },
] as const satisfies ReportColumn[]

function topicTable(topics: readonly TopicInsight[]): ReportTable {
  return {
    id: 'topics',
    title: 'Topics',
    columns: [{ id: 'topic', label: 'Topic', isNumber: false }, ...counts],
    rows: topics.map((topic) => [named(topic.title), ...countCells(topic)]),
  }
}

function itemTable(
  id: string,
  title: string,
  items: readonly ItemInsight[],
  topics: ReadonlyMap<string, string>,
): ReportTable {
  return {
    id,
    title,
    columns: [
      { id: 'question', label: 'What it tests', isNumber: false },
      { id: 'topic', label: 'Topic', isNumber: false },
      { id: 'level', label: 'Label', isNumber: false },
      ...counts,
      { id: 'fault', label: 'Looks faulty', isNumber: false },
    ],
    rows: items.map((item) => [
      { text: item.tests, detail: item.id, by: item.tests.toLowerCase() },
      named(topics.get(item.topic) ?? item.topic),
      { text: item.level, by: levelOrder[item.level] },
      ...countCells(item),
      item.fault === undefined ? nothing : named(faultShort[item.fault]),
    ]),
  }
}

const levelOrder = { easy: 1, medium: 2, hard: 3 } as const satisfies Record<ItemInsight['level'], number>
const nothing: ReportCell = { text: '', by: undefined }

function countCells(counted: TopicInsight | ItemInsight): ReportCell[] {
  const { asked, answers, people, share, graded, difficulty, flags } = counted
  return [
    number(asked),
    number(answers),
    number(people),
    {
      text: shareWords(counted),
      ...(share === undefined ? {} : { detail: `of ${graded}` }),
      by: share && percent(share),
    },
    difficultyCell(difficulty),
    number(flags),
  ]
}

function difficultyCell(difficulty: Difficulty | undefined): ReportCell {
  return difficulty === undefined ? nothing : { text: difficultyWords(difficulty), by: difficulty.value }
}

function number(value: number): ReportCell {
  return { text: String(value), by: value }
}

function named(text: string): ReportCell {
  return { text, by: text.toLowerCase() }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
