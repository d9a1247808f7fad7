import type { Button, Message, Refusal } from '../platform.ts'
import { counted, literal, shortened, shortenedMarkdown, withoutAutolinks } from '../text.ts'
import type { Refused } from './formats/found.ts'
import type { KeptQuestion, KeptReading } from './import-rule.ts'

/** Every sentence about files that people hand over. */
export const importWords = {
  how: "Put a file with questions in a channel where I am (YAML, CSV, Moodle GIFT, Anki's “Notes in Plain Text”, or Markdown with “A: …” options; up to 50 MB), then choose **Import questions** in that message's menu: I show you what would come in before anything does.",
  noFile: 'There is no file on that message. Send the file with your questions, then choose “Import questions” on it.',
  severalFiles: (count: number) =>
    `There are ${count} files on that message; I read one at a time. Send each in a message of its own.`,
  elsewhere: (name: string) =>
    `${called(name)} is kept outside this chat, where I do not look. Download it, and send the file itself.`,
  tooLarge: (name: string) => `${called(name)} is larger than 50 MB. Split it into smaller files.`,
  reading: (name: string, bytes: number) =>
    `Reading ${called(name)} (${sizeOf(bytes)}) … What would come in follows in a private message; \`/question import\` shows it too.`,
  read: (name: string, percent: number) => `Reading ${called(name)} … Read ${percent} %.`,
  readAll: (name: string) => `I have read ${called(name)}.`,
  cannotRead: (name: string, says: string) => `I can't import ${called(name)}. ${says}`,
  stillReading: 'I am still reading that file.',
  gone: 'That file is no longer known here. Choose “Import questions” on the message once more.',
  notYours: 'Only the admin who handed this file over decides about it.',
  doneBefore: 'These questions have come in already. `/question packs` shows what is here.',
  leftBefore: 'This was left, or lay there for more than a day. Choose “Import questions” on the message once more.',
  left: (name: string) => `Left: nothing of ${called(name)} has come in.`,
  nothing: (name: string) => `Nothing of ${called(name)} can come in.`,
  noText: 'it holds characters that are no text (NUL, or half of an emoji)',
  lines: 'Every line of the file, and what becomes of it.',
  waiting: (name: string) => `I have read ${called(name)}: \`/question import\` shows what would come in.`,
} as const

const whyNot: Record<Refusal, string> = {
  gone: 'It is no longer there. Send it again.',
  'no-permission':
    'I am not allowed to read it. Whoever runs Studyhall here can see what is missing with `studyhall doctor`.',
  'not-in-channel': 'I am not in the channel where it is. Bring me there first, or send it where I am.',
  'no-threads': 'I cannot read it there.',
  unreachable: 'I cannot reach it.',
  revoked: 'I have been removed from this workspace.',
}

export function whyNotRead(refused: Refusal): string {
  return whyNot[refused]
}

const shown = { questions: 8, refused: 5, topics: 6, line: 90 } as const

/** What would come in, with the buttons that decide. */
export function importTable(
  id: string,
  fileName: string,
  kept: KeptReading,
  topicTitle: (topic: string) => string,
): Message {
  const { questions, refused, pack } = kept
  const heads =
    questions.length === 0
      ? [importWords.nothing(fileName)]
      : [
          `**${called(fileName)}** would become the pack **${literal(pack.title)}** (\`${pack.id}\`): ${counted(questions.length, 'question')}${alreadyHere(kept)}.`,
          listed([
            `Kinds: ${tally(questions.map(({ question }) => question.kind))}`,
            `Topics: ${tally(questions.map(({ question }) => topicTitle(question.topic)))}`,
          ]),
          listed(cutList(questions.map(questionLine), shown.questions)),
        ]
  const refusals =
    refused.length === 0
      ? []
      : [`**${counted(refused.length, 'item')} refused:**`, listed(cutList(refused.map(refusedLine), shown.refused))]
  return { text: [...heads, ...refusals].join('\n\n'), buttons: buttonsFor(id, kept) }
}

/** All lines, to read at leisure. Plain text. */
export function importLines(fileName: string, { pack, questions, refused }: KeptReading): string {
  const inOrder = [
    ...questions.map(({ line, question: { id, kind, topic, tests } }) => ({
      line,
      says: `comes in   ${kind.padEnd(10)} ${topic}  ${id}: ${tests}`,
    })),
    ...refused.map(({ line, what, says }) => ({ line, says: `refused    ${what}: ${says}` })),
  ].sort((a, b) => a.line - b.line)
  return [
    `${fileName} → pack ${pack.id} (${pack.title}): ${questions.length} would come in, ${refused.length} refused`,
    '',
    ...inOrder.map(({ line, says }) => `line ${String(line).padStart(6)}  ${says}`),
    '',
  ].join('\n')
}

export function importedWords(
  pack: KeptReading['pack'],
  outcome: {
    readonly brought: number
    readonly same: number
    readonly refused: readonly { id: string; says: string }[]
  },
): string {
  const { brought, same, refused } = outcome
  const parts = [
    brought === 0 ? 'Nothing new came in' : `${counted(brought, 'question')} came in`,
    ...(same === 0 ? [] : [updatedWords(same)]),
    ...(refused.length === 0 ? [] : [`${refused.length} ${refused.length === 1 ? 'was' : 'were'} refused`]),
  ]
  const reasons = refused.map(({ id, says }) => `\`${id}\`: ${plain(says)}`)
  return [
    `**${literal(pack.title)}**: ${parts.join(', ')}.`,
    ...(refused.length === 0 ? [] : [listed(cutList(reasons, shown.refused))]),
    ...(brought === 0 ? [] : [askedFromNow(brought)]),
  ].join('\n\n')
}

/** What became of those that were here already. */
export function updatedWords(same: number): string {
  return `${same} ${same === 1 ? 'was here already and has' : 'were here already and have'} the words of this file now`
}

function askedFromNow(brought: number): string {
  const [are, them] = brought === 1 ? ['It is', 'it'] : ['They are', 'them']
  return `${are} asked in this workspace from now on; \`/question packs\` takes ${them} out again.`
}

function buttonsFor(id: string, { questions, refused }: KeptReading): Button[] {
  const all: Button = { id: `import-lines:${id}`, label: 'See every line' }
  const isLong = questions.length > shown.questions || refused.length > shown.refused
  if (questions.length === 0) return isLong ? [all] : []
  return [
    { id: `import-now:${id}`, label: `Import ${counted(questions.length, 'question')}`, tone: 'primary' },
    { id: `import-leave:${id}`, label: 'Leave it' },
    ...(isLong ? [all] : []),
  ]
}

function alreadyHere({ same, questions }: KeptReading): string {
  if (same === 0) return ''
  if (same < questions.length) return `, ${same} of them here already`
  return same === 1 ? ', here already' : ', all of them here already'
}

function questionLine({ line, question: { kind, tests } }: KeptQuestion): string {
  return `line ${line} · ${kind} · ${literal(shortened(tests, shown.line))}`
}

function refusedLine({ line, what, says }: Refused): string {
  const about = what === '' ? '' : ` “${literal(shortened(what, shown.line))}”`
  return `line ${line}${about}: ${plain(says)}`
}

/** Our own sentence, in which words of the file may stand. */
function plain(says: string): string {
  return shortenedMarkdown(withoutAutolinks(says).replace(/\s+/g, ' '), 2 * shown.line)
}

function cutList(lines: readonly string[], most: number): string[] {
  const more = lines.length - most
  return [...lines.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])]
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

/** `20 single, 10 open`: most first. */
function tally(values: readonly string[]): string {
  const counts = [...Map.groupBy(values, (value) => value)].map(([value, all]) => ({ value, count: all.length }))
  const sorted = counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  const lines = sorted.map(({ value, count }) => `${count} ${literal(value)}`)
  return cutList(lines, shown.topics).join(', ')
}

function called(name: string): string {
  return literal(shortened(name, 60)) || 'The file'
}

/** `812 bytes`, `3 kB`, `1.2 MB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return counted(bytes, 'byte')
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
