import { and, desc, eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { rounds } from '../db/schema.ts'
import { type Asked, type Capability, isRowId, type Typing } from '../interactions.ts'
import type { Choice, Message, Place, Reply, WorkspaceId } from '../platform.ts'
import { type Bank, topicTitle } from '../questions/bank.ts'
import { suggestTopics } from '../quizzes/quiz-commands.ts'
import { topicsLike, topicWanted } from '../quizzes/wanted.ts'
import { privately, staleButton } from '../reply.ts'
import { roundById } from '../rounds/open-round.ts'
import { channelOf } from '../rounds/status.ts'
import { type BoardAsked, type BoardOf, boardFor, boardPageFor, dayOf } from './board.ts'
import { type BoardNamed, boardButton, boardNamed } from './board-buttons.ts'
import { type BoardToDraw, boardPictures } from './board-picture.ts'
import type { Standing } from './ranks.ts'
import { streaksShown } from './streaks.ts'
import { teamBoardFor, teamBoardPage } from './team-board.ts'
import { membersOfTeam, type StudyTeam, teamOf } from './teams.ts'
import { type BoardWindow, boardWindows, periodOf } from './windows.ts'
import {
  type BoardScope,
  type BoardTitle,
  boardSays,
  boardScopes,
  boardWords,
  fullBoardLabel,
  fullBoardWords,
  fullTeamBoardWords,
  pictureLabel,
  pictureSubtitle,
  plainTitle,
  scopeChoices,
  teamBoardWords,
  unknownTopicWords,
  windowChoices,
} from './words.ts'

export const standings: Capability = {
  commands: [
    {
      words: 'leaderboard',
      about: 'Who leads here, and where you stand',
      gives: 'private',
      options: [
        {
          name: 'window',
          about: 'From when points count',
          choices: boardWindows.map((value) => ({ value, about: windowChoices[value] })),
        },
        {
          name: 'of',
          about: 'Who is compared',
          choices: boardScopes.map((value) => ({ value, about: scopeChoices[value] })),
        },
        { name: 'topic', about: 'Only points for questions about this topic' },
      ],
      suggestions: { topic: suggestBoardTopics },
      run: leaderboard,
    },
  ],
  buttons: {
    board: { gives: 'private', run: showBoardOfRound },
    'full-board': { gives: 'update', run: turnFullBoard },
    'board-picture': { gives: 'private', run: drawBoard },
  },
}

/** Topics only: points are given for a question's topic, not for its tags. */
function suggestBoardTopics(typing: Typing, typed: string): Choice[] {
  return suggestTopics(typing, typed).filter(({ value }) => isTopic(typing.study.bank, value))
}

async function leaderboard(asked: Asked, given: Readonly<Record<string, string>>): Promise<Reply> {
  const { window = 'week', of = 'channel', topic: typed } = given
  const { bank } = asked.study
  const topic = typed === undefined ? undefined : topicWanted(bank, typed)?.id
  if (typed !== undefined && (topic === undefined || !isTopic(bank, topic)))
    return privately(unknownTopicWords(typed, topicsLike(bank, typed)))
  const { channel } = await channelOf(asked.tx, asked.workspace, asked.place)
  const round = of === 'channel' ? await latestRound(asked.tx, asked.workspace, channel) : undefined
  return showBoard(asked, channel, { scope: of as BoardScope, window: window as BoardWindow, round, topic, page: 1 })
}

async function showBoardOfRound(asked: Asked, id: string): Promise<Reply> {
  const round = isRowId(id) ? await roundById(asked.tx, asked.workspace, id) : undefined
  if (round === undefined) return staleButton()
  return showBoard(asked, round.channel, { scope: 'channel', window: 'week', round: round.id, page: 1 })
}

async function showBoard(asked: Asked, channel: Place, named: BoardNamed): Promise<Reply> {
  const found = await boardMeant(asked, channel, named)
  return 'refused' in found ? found.refused : inPrivate(await excerptWords(asked, found, named))
}

async function excerptWords(asked: Asked, found: BoardMeant, named: BoardNamed): Promise<Message> {
  const { title, own } = found
  const whole = boardButton('full-board', fullBoardLabel, { ...named, page: 1 })
  const picture = boardButton('board-picture', pictureLabel, { ...named, page: 1 })
  if (named.scope !== 'teams') {
    const board = await boardFor(asked.tx, found.asked, found.of)
    const streaks = await streaksOn(
      asked,
      board.lines.filter(({ named: isNamed }) => isNamed),
    )
    return boardWords(board, title, asked.member.id, streaks, { whole, picture })
  }
  const board = await teamBoardFor(asked.tx, found.asked, found.of, own?.team)
  return board === undefined ? { text: boardSays.noTeams } : teamBoardWords(board, title, own?.team, { whole, picture })
}

async function turnFullBoard(asked: Asked, subject: string): Promise<Reply> {
  const named = await boardPressed(asked, subject)
  if (named === undefined) return staleButton()
  const found = await boardMeant(asked, named.channel, named)
  if ('refused' in found) return found.refused
  const { tx, member } = asked
  const button = (page: number, label: string) => boardButton('full-board', label, { ...named, page })
  if (named.scope !== 'teams') {
    const page = await boardPageFor(tx, found.asked, found.of, named.page)
    const streaks = await streaksOn(asked, page.standings)
    return { kind: 'update', message: fullBoardWords(page, found.title, member.id, streaks, button) }
  }
  const page = await teamBoardPage(tx, found.asked, found.of, named.page)
  return { kind: 'update', message: fullTeamBoardWords(page, found.title, found.own?.team, button) }
}

function streaksOn({ tx, workspace, now }: Asked, lines: readonly Standing[]): Promise<ReadonlyMap<string, number>> {
  const shown = lines.map(({ member }) => member)
  return streaksShown(tx, workspace, shown, now)
}

async function drawBoard(asked: Asked, subject: string): Promise<Reply> {
  const named = await boardPressed(asked, subject)
  if (named === undefined) return staleButton()
  const found = await boardMeant(asked, named.channel, named)
  if ('refused' in found) return found.refused
  const words = await excerptWords(asked, found, named)
  const drawn = await boardDrawn(asked, found, named)
  if (drawn === undefined || drawn.lines.length === 0) return inPrivate(words)
  const pictures = await boardPictures(asked.study, asked.workspace, drawn)
  // what cannot be drawn, or is not shown by the platform, can still be read
  return inPrivate(pictures.length === 0 ? words : { text: words.text, pictures })
}

async function boardDrawn(asked: Asked, found: BoardMeant, { scope }: BoardNamed): Promise<BoardToDraw | undefined> {
  const period = periodOf(found.asked.window, dayOf(found.asked))
  const about = { title: plainTitle(found.title), subtitle: pictureSubtitle(found.asked.window, period) }
  if (scope !== 'teams') {
    const board = await boardFor(asked.tx, found.asked, found.of)
    return { ...about, ...board, asker: asked.member.id }
  }
  const board = await teamBoardFor(asked.tx, found.asked, found.of, found.own?.team)
  if (board === undefined) return undefined
  const { lines, moved, teams: people } = board
  return { ...about, lines, moved, people, ...(found.own === undefined ? {} : { asker: found.own.team }) }
}

/** The board that a button names, with the channel that its round stands for. */
async function boardPressed(asked: Asked, subject: string) {
  const named = boardNamed(subject)
  if (named === undefined || (named.topic !== undefined && !isTopic(asked.study.bank, named.topic))) return undefined
  if (named.round === undefined) return { ...named, channel: asked.place }
  const round = await roundById(asked.tx, asked.workspace, named.round)
  return round && { ...named, channel: round.channel }
}

interface BoardMeant {
  readonly asked: BoardAsked
  readonly of: BoardOf
  readonly title: BoardTitle
  /** The asker's team, where teams matter. */
  readonly own: StudyTeam | undefined
}

async function boardMeant(
  asked: Asked,
  place: Place,
  { scope, window, topic }: BoardNamed,
): Promise<BoardMeant | { readonly refused: Reply }> {
  const { study, tx, workspace, member, now } = asked
  const isOfTeams = scope === 'my-team' || scope === 'teams'
  const own = isOfTeams ? await teamOf(tx, workspace, member.id, now) : undefined
  if (scope === 'my-team' && own === undefined) return { refused: privately(boardSays.noTeam) }
  const { channel, zone } = await channelOf(tx, workspace, place)
  const members = scope === 'my-team' && own ? await membersOfTeam(tx, workspace, own.team, now) : undefined
  const isHere = scope === 'channel'
  return {
    asked: { workspace, zone: (isHere ? zone : undefined) ?? asked.zone, window, now, viewer: member.id },
    of: { channel: isHere ? channel : undefined, topic, members },
    title: { window, scope, topic: topic && topicTitle(study.bank, topic), team: own?.name },
    own,
  }
}

function isTopic({ questions }: Bank, topic: string): boolean {
  return questions.values().some((question) => question.topic === topic)
}

/** A row that stands for the channel on its board's buttons. */
async function latestRound(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<string | undefined> {
  const [round] = await tx
    .select({ id: rounds.id })
    .from(rounds)
    .where(and(eq(rounds.workspace, workspace), eq(rounds.channel, channel)))
    .orderBy(desc(rounds.askedAt))
    .limit(1)
  return round?.id
}

function inPrivate(message: Message): Reply {
  return { kind: 'message', seen: 'private', message }
}
