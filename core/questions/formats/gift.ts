import { levels } from '../question.ts'
import { slugOf, tagsOf } from './defaults.ts'
import { type Found, type FoundQuestions, longestItem } from './found.ts'
import { blocksOf, type GiftBlock } from './gift-blocks.ts'
import { draftOfGift } from './gift-kinds.ts'
import { parsedGift } from './gift-parse.ts'
import type { GiftItem, GiftQuestion } from './gift-schema.ts'
import { words } from './words.ts'

/**
 * Moodle's GIFT (https://docs.moodle.org/en/GIFT_format). A category's last part becomes the topic; a title is what the
 * question tests; `[id:…]` and `[tag:…]` in comments are its id and tags, `level:easy` among them its level. What becomes
 * of each type is in `gift-kinds.ts`; matching, descriptions, partial credit and wildcards are refused. Pure.
 */
export function* readGift(text: string): FoundQuestions {
  let topic: string | undefined
  for (const block of blocksOf(text)) {
    if (block.text === '') {
      yield { kind: 'nothing', at: block.at }
      continue
    }
    const parsed = parsedBlock(block)
    if ('kind' in parsed) yield parsed
    else if (parsed.item.type !== 'Category') yield foundIn(parsed.item, topic, block)
    else {
      topic = topicOf(parsed.item.title)
      yield { kind: 'nothing', at: block.at }
    }
  }
}

function parsedBlock({ text, line, at }: GiftBlock): Found | { readonly item: GiftItem } {
  const refused = (says: string): Found => ({ kind: 'refused', at, line, what: whatOf(text), says })
  if (text.length > longestItem) return refused(words.tooLong(longestItem))
  const item = parsedGift(text)
  return item === undefined ? refused(words.giftSyntax) : { item }
}

function whatOf(text: string): string {
  return text.replace(/^(?:\/\/.*\n)*/, '').slice(0, 200)
}

function foundIn(item: GiftQuestion, topic: string | undefined, { text, line, at }: GiftBlock): Found {
  const place = { at, line, what: item.title ?? whatOf(text) }
  const read = draftOfGift(item)
  if ('says' in read) return { kind: 'refused', ...place, says: read.says }
  const { title, tags, id } = item
  const level = levels.find((one) => tags?.includes(`level:${one}`))
  const ownId = slugOf(id ?? '', 60)
  const fields = {
    topic,
    level,
    id: ownId === '' ? undefined : ownId,
    tests: title?.trim() || undefined,
    tags: tagsOf((tags ?? []).filter((tag) => !tag.startsWith('level:'))),
    ...read.fields,
  }
  return { kind: 'draft', ...place, draft: { fields, name: title?.trim() || undefined } }
}

/** Of `$course$/top/Default for Unit 5/HTTP`, `http`. */
function topicOf(category: string): string | undefined {
  const last = category.split(/(?<!\/)\/(?!\/)/).at(-1) ?? ''
  const topic = slugOf(last.replaceAll('//', '/').replaceAll('$', ''), longestTopic)
  return topic === '' || topic === 'course' || topic === 'top' ? undefined : topic
}

const longestTopic = 40
