import { and, desc, eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { rounds } from '../db/schema.ts'
import { type Asked, type Capability, isRowId } from '../interactions.ts'
import type { Button, Place, Reply, WorkspaceId } from '../platform.ts'
import { staleButton } from '../reply.ts'
import { roundById } from '../rounds/open-round.ts'
import { channelOf } from '../rounds/status.ts'
import { channelBoard } from './board.ts'
import { boardPage, type Standing } from './ranks.ts'
import { type BoardWindow, boardWindows, isBoardWindow } from './windows.ts'
import { boardWords, fullBoardLabel, fullBoardWords, windowChoices } from './words.ts'

export const standings: Capability = {
  commands: [
    {
      words: 'leaderboard',
      about: 'Who leads in this channel, and where you stand',
      gives: 'private',
      options: [
        {
          name: 'window',
          about: 'From when points count',
          choices: boardWindows.map((value) => ({ value, about: windowChoices[value] })),
        },
      ],
      run: async (asked, { window = 'week' }) => {
        const { channel } = await channelOf(asked.tx, asked.workspace, asked.place)
        return showBoard(asked, channel, window as BoardWindow)
      },
    },
  ],
  buttons: {
    board: {
      gives: 'private',
      run: async (asked, id) => {
        const round = isRowId(id) ? await roundById(asked.tx, asked.workspace, id) : undefined
        return round === undefined ? staleButton() : showBoard(asked, round.channel, 'week')
      },
    },
    'full-board': { gives: 'update', run: turnFullBoard },
  },
}

async function showBoard(asked: Asked, channel: Place, window: BoardWindow): Promise<Reply> {
  const board = await boardFor(asked, channel, window)
  const round = await latestRound(asked.tx, asked.workspace, channel)
  const button = round === undefined ? undefined : pageButton(round, window)(1, fullBoardLabel)
  return { kind: 'message', seen: 'private', message: boardWords(board, window, asked.member.id, button) }
}

/** `subject`: a round of the channel, the window and the page, as `pageButton` puts them. */
async function turnFullBoard(asked: Asked, subject: string): Promise<Reply> {
  const [id = '', window = '', page = ''] = subject.split('/')
  const round = isRowId(id) ? await roundById(asked.tx, asked.workspace, id) : undefined
  if (round === undefined || !isBoardWindow(window) || !/^\d{1,4}$/.test(page)) return staleButton()
  const board = await boardFor(asked, round.channel, window)
  const message = fullBoardWords(boardPage(board, Number(page)), window, asked.member.id, pageButton(id, window))
  return { kind: 'update', message }
}

function pageButton(round: string, window: BoardWindow): (page: number, label: string) => Button {
  return (page, label) => ({ id: `full-board:${round}/${window}/${page}`, label })
}

async function boardFor(asked: Asked, place: Place, window: BoardWindow): Promise<Standing[]> {
  const { tx, workspace, member, now } = asked
  const { channel, zone } = await channelOf(tx, workspace, place)
  return channelBoard(tx, { workspace, channel, zone: zone ?? asked.zone, window, now, viewer: member.id })
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
