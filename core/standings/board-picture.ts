import { type BoardLine, type BoardShown, boardCard } from '../pictures/board-card.ts'
import { boardAlt } from '../pictures/board-card-words.ts'
import { drawPng } from '../pictures/draw.ts'
import type { Picture, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { pictureWords } from './board-picture-words.ts'
import type { ShownStanding } from './ranks.ts'

/** A board as it is shown to someone, or to a channel. */
export interface BoardToDraw {
  readonly title: string
  /** What it counts: dates, a channel's name. Plain text. */
  readonly subtitle: string
  readonly lines: readonly Pick<ShownStanding, 'member' | 'name' | 'points' | 'place' | 'gap' | 'named'>[]
  /** By member, how many places they have climbed since the last time; those who have not moved may be left out. */
  readonly moved?: ReadonlyMap<string, number | 'new'>
  readonly asker?: string
  /** How many stand on the whole board. */
  readonly people: number
}

/** @throws where the machine has no binary of the canvas */
export async function boardPicture(board: BoardToDraw): Promise<Picture> {
  const shown = shownOf(board)
  return { name: 'board.png', alt: boardAlt(shown), png: await drawPng(boardCard(shown)) }
}

/** None where it cannot be drawn: the text beside it has the same facts. */
export async function boardPictures(study: Study, workspace: WorkspaceId, board: BoardToDraw): Promise<Picture[]> {
  try {
    return [await boardPicture(board)]
  } catch (error) {
    study.log.warn({ workspace, err: error }, pictureWords.failed)
    return []
  }
}

function shownOf({ title, subtitle, lines, moved, asker, people }: BoardToDraw): BoardShown {
  return { title, subtitle, people, lines: lines.map((line) => lineOf(line, moved?.get(line.member), asker)) }
}

function lineOf(
  { member, name, points, place, gap, named }: BoardToDraw['lines'][number],
  moved: number | 'new' | undefined,
  asker: string | undefined,
): BoardLine {
  const line = { place, name: named ? name : pictureWords.someone, points, isAsker: member === asker, gap }
  return moved === undefined ? line : { ...line, moved }
}
