import type { Asked, Capability, Typing } from '../interactions.ts'
import { containing } from '../near.ts'
import { drawPng } from '../pictures/draw.ts'
import { insightsCard } from '../pictures/insights-card.ts'
import type { Choice, Picture, Reply } from '../platform.ts'
import { topicsLike, topicsOffered } from '../quizzes/wanted.ts'
import { privately } from '../reply.ts'
import { topicLabel } from '../rounds/past-words.ts'
import { type InsightsShown, insightsIn, spanNamed, spans } from './insights.ts'
import { insightsFile } from './insights-csv.ts'
import { viewOf } from './insights-page.ts'
import { insightsAlt, insightsCardOf, insightsMessage, insightsWords, spanWords } from './insights-words.ts'

/** How questions do here, for those who manage them: nobody is named. */
export const insights: Capability = {
  commands: [
    {
      words: 'study insights',
      about: insightsWords.about,
      gives: 'private',
      forAdmins: true,
      options: [
        { name: 'topic', about: insightsWords.topicOption },
        {
          name: 'weeks',
          about: insightsWords.spanOption,
          choices: spans.map((value) => ({ value, about: spanWords(value) })),
        },
      ],
      suggestions: { topic: suggestTopics },
      run: showInsights,
    },
  ],
}

function suggestTopics({ study: { bank } }: Typing, typed: string): Choice[] {
  const found = containing(typed, topicsOffered(bank), ({ id, title }) => `${title} ${id}`)
  return found.map(({ id, title, questions }) => ({ value: id, label: topicLabel(title, questions) }))
}

async function showInsights(asked: Asked, { topic, weeks }: Readonly<Record<string, string>>): Promise<Reply> {
  const { study, tx, workspace, now } = asked
  const shown = await insightsIn(tx, { workspace, bank: study.bank, now }, { topic, span: spanNamed(weeks) })
  if (shown === undefined) {
    return privately(insightsWords.unknownTopic(topic ?? '', topicsLike(study.bank, topic ?? '')))
  }
  const files = [insightsFile(shown.insights)]
  const message = insightsMessage(shown, { files, pictures: await drawn(asked, shown), link: linkTo(asked, shown) })
  return { kind: 'message', seen: 'private', message }
}

function linkTo({ study, workspace }: Asked, { span, topic }: InsightsShown): string | undefined {
  const link = study.links?.to('insights', workspace)
  for (const [name, value] of Object.entries(viewOf(span, topic?.id))) link?.searchParams.set(name, value)
  return link?.href
}

/** A picture that cannot be drawn is missed by nobody: the text has the same facts. */
async function drawn({ study, workspace }: Asked, shown: InsightsShown): Promise<Picture[]> {
  if (shown.insights.topics.length === 0) return []
  try {
    const png = await drawPng(insightsCard(insightsCardOf(shown)))
    return [{ name: 'insights.png', alt: insightsAlt(shown), png }]
  } catch (error) {
    study.log.warn({ workspace, err: error }, insightsWords.pictureFailed)
    return []
  }
}
