import { channel, type StoryRoom } from './story-room.ts'

/** Files of questions, as people hand them over in the story room. */

/** A pack of short questions, one a topic word. */
export function packFile(...names: readonly string[]): string {
  return [
    'pack: our-outages',
    'title: Our outages',
    'licence: CC0-1.0',
    'questions:',
    ...names.map((name) => shortQuestion(name)),
  ].join('\n')
}

function shortQuestion(name: string): string {
  return [
    `  - id: ${name}`,
    '    topic: operations',
    '    level: medium',
    '    kind: short',
    `    tests: what ${name} means here`,
    `    question: What do we call ${name}?`,
    '    accepted: [outage]',
  ].join('\n')
}

/** Puts a file into the room's channel; gives the message's id. */
export async function share(
  room: StoryRoom,
  person: string,
  name: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<number> {
  const who = await room.studyhall().room.as(room.workspace, person)
  const message = await who.share(channel, { name, content: chunked(content) })
  await room.stage.settle()
  return message
}

async function* chunked(content: string | Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  if (typeof content === 'string') yield Buffer.from(content)
  else if (content instanceof Uint8Array) yield content
  else yield* content
}

/** Presses “Import questions” on a message; gives what is said to that person alone, and the message that follows. */
export async function handOver(room: StoryRoom, person: string, message: number) {
  const says = await room.as(person).press(message, 'import')
  return { says, table: await latestTold(room, person) }
}

export async function latestTold(room: StoryRoom, person: string) {
  return (await room.messages(person)).findLast((one) => one.channel === 'direct')
}

/** The id of a button of a message, by its label. */
export function buttonOf(
  message: { readonly buttons: readonly { id: string; label: string }[] } | undefined,
  label: RegExp,
) {
  const found = message?.buttons.find((button) => label.test(button.label))
  if (found === undefined) throw new Error(`no button ${label} in ${JSON.stringify(message?.buttons)}`)
  return found.id
}
