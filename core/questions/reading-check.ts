import type { Finding } from './finding.ts'
import type { Question } from './question.ts'
import { gradeReading, type Reading, textFingerprint } from './reading.ts'

/**
 * What is wrong with the readings of a bank. Pure.
 *
 * @param needed questions that must have been read
 * @param optional questions that may have been
 */
export function readingFindings(
  needed: readonly Question[],
  optional: readonly Question[],
  readings: readonly Reading[],
): Finding[] {
  const known = new Map([...needed, ...optional].map((question) => [question.id, question]))
  const read = Map.groupBy(readings, ({ item }) => item)
  return [
    ...needed.filter(({ id }) => !read.has(id)).map(unread),
    ...readings.flatMap((reading) => {
      const question = known.get(reading.item)
      const says = question === undefined ? ['there is no such item'] : wrongWith(question, reading)
      return says.map((what) => about(reading.item, what))
    }),
    ...[...read].flatMap(([item, all]) => (all.length > 1 ? [about(item, 'it has two readings: keep one')] : [])),
  ]
}

function unread({ id, topic }: Question): Finding {
  return { about: id, says: `question ${id}: nobody has read it: \`npm run studyhall -- content blind ${topic}\`` }
}

function about(item: string, says: string): Finding {
  return { about: `reading:${item}`, says: `the reading of ${item}: ${says}` }
}

function wrongWith(question: Question, reading: Reading): string[] {
  if (reading.text !== textFingerprint(question)) {
    const again = '`npm run studyhall -- content restamp'
    return [`the text has changed since: have it read again, or after a mere typo ${again} ${question.id}\``]
  }
  if (reading.verdict === 'differs') return ['it differs from the key: compare, and write `verdict`']
  return reading.verdict === 'settled' ? wrongWhenSettled(reading) : wrongWhenAgreed(question, reading)
}

function wrongWhenSettled({ settled, source }: Reading): string[] {
  return [
    ...(settled === undefined ? ['write in `settled` what differed and what was decided'] : []),
    ...(source === undefined ? ['name the `source` that settled it'] : []),
  ]
}

function wrongWhenAgreed(question: Question, { answer }: Reading): string[] {
  const grade = gradeReading(question, answer)
  if (grade === 'wrong') return ['it says `agrees`, but its answer is graded wrong']
  if (grade === 'unreadable') return ['it says `agrees`, but its answer names no option or item as it stands now']
  return []
}
