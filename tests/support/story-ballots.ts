import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { Message } from '../../core/platform.ts'
import { messageOf } from './replies.ts'
import { openStoryRoom, type StoryOptions, type StoryRoom } from './story-room.ts'

/** Blind rounds as a story sees them: who sends what, whose answer is rated how, and what is stored of it. */

export async function inRoom<T>(room: StoryRoom, work: (sql: ReturnType<typeof sqlOf>) => PromiseLike<T>): Promise<T> {
  return inWorkspace(room.studyhall().study.database, room.workspace, async (tx) => work(sqlOf(tx)))
}

/** A room whose schedule is blind: eight hours for answers, two for ratings. */
export async function openBlindRoom(options: StoryOptions): Promise<StoryRoom> {
  const room = await openStoryRoom(options)
  await inRoom(room, (sql) => sql`update schedules set voting = 'blind', vote_minutes = 120`)
  return room
}

/** The latest round's id. */
export async function latestRound(room: StoryRoom): Promise<string> {
  const [row] = await inRoom(room, (sql) => sql`select id from rounds order by asked_at desc limit 1`)
  return row?.id
}

export async function send(room: StoryRoom, who: string, answer: string, atClose = 'named'): Promise<string> {
  const reply = await room.as(who).submit(`answer:${await latestRound(room)}`, { answer, atClose })
  return messageOf(reply).text
}

/** Lets time pass until the answers stand in the thread. */
export async function reveal(room: StoryRoom): Promise<void> {
  const [row] = await inRoom(room, (sql) => sql`select reveal_at from rounds order by asked_at desc limit 1`)
  await room.stage.moveTo(Temporal.Instant.from(row?.reveal_at))
}

/** Under which number each answer of the latest round stands. */
export async function numbersOf(room: StoryRoom): Promise<Map<string, number>> {
  const rows = await inRoom(
    room,
    (sql) => sql`
      select member, number from thread_messages
      where number is not null and round = (select id from rounds order by asked_at desc limit 1)`,
  )
  return new Map(rows.map(({ member, number }) => [member, number]))
}

export interface OpenBallot {
  /** What it says now. */
  readonly message: Message
  /** Presses a button by how its label begins; gives what it says then. */
  press(label: string): Promise<Message>
}

/** Presses “Rate answers”; the private message is then pressed on. */
export async function openBallot(room: StoryRoom, who: string): Promise<OpenBallot> {
  const button = `ballot:${await latestRound(room)}`
  const invitation = (await room.messages()).findLast(({ buttons }) => buttons.some(({ id }) => id === button))
  let message = messageOf(await room.as(who).pressReply(invitation?.id ?? 0, button))
  const shown = (await room.messages(who)).at(-1)?.id ?? 0
  return {
    get message() {
      return message
    },
    press: async (label) => {
      const id = message.buttons?.find((one) => one.label.startsWith(label))?.id
      if (id === undefined) throw new Error(`no button ${label} on ${message.text}`)
      message = messageOf(await room.as(who).pressReply(shown, id))
      return message
    },
  }
}

/** Rates all that stands on someone's ballot; gives what they were asked to rate, by author, in the order shown. */
export async function rateBallot(
  room: StoryRoom,
  who: string,
  rating: (author: string) => number,
): Promise<readonly string[]> {
  const authors = new Map([...(await numbersOf(room))].map(([author, number]) => [number, author]))
  const ballot = await openBallot(room, who)
  const rated: string[] = []
  for (let left = 20; left > 0; left -= 1) {
    const number = /^\*\*Answer (\d+) of the round/.exec(ballot.message.text)?.[1]
    if (number === undefined) return rated
    const author = authors.get(Number(number)) ?? ''
    rated.push(author)
    await ballot.press(`${rating(author)} `)
  }
  throw new Error('a ballot that does not end')
}

export interface StoredScore {
  readonly member: string
  readonly place: number
  readonly line: number
  readonly score: number
  readonly error: number
  readonly ratings: number
  readonly best: number
}

/** What is stored of a round's answers, by member. */
export async function scoresOf(room: StoryRoom, round: string): Promise<StoredScore[]> {
  const rows = await inRoom(
    room,
    (sql) => sql`
      select member, place, line, score, score_error as error, ratings, best from answers
      where round = ${round} order by member collate "C"`,
  )
  return rows.map((row) => ({ ...row }) as unknown as StoredScore)
}

/** Someone has all their data deleted, their answers with it. */
export async function eraseAll(room: StoryRoom, who: string): Promise<void> {
  const { engine, study } = room.studyhall()
  await engine.handle({
    kind: 'pressed',
    id: study.newId(),
    workspace: room.workspace,
    place: 'backend-prep',
    message: '1',
    member: { id: who, name: who },
    at: room.stage.now(),
    button: 'delete-everything',
  })
  await room.stage.settle()
}
