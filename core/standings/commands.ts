import { type Asked, type Capability, isRowId } from '../interactions.ts'
import type { Place, Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { roundById } from '../rounds/open-round.ts'
import { channelOf } from '../rounds/status.ts'
import { channelBoard } from './board.ts'
import { type BoardWindow, boardWindows } from './windows.ts'
import { boardWords, windowChoices } from './words.ts'

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
      run: (asked, { window = 'week' }) => showBoard(asked, asked.place, window as BoardWindow),
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
  },
}

async function showBoard(asked: Asked, place: Place, window: BoardWindow): Promise<Reply> {
  const { tx, workspace, member, now } = asked
  const { channel, zone } = await channelOf(tx, workspace, place)
  const board = await channelBoard(tx, { workspace, channel, zone: zone ?? asked.zone, window, now })
  return privately(boardWords(board, window, member.id))
}
