import { inWorkspace } from '../db/connect.ts'
import type { Carried } from '../delivery/deliveries.ts'
import { platformOf, type Study } from '../study.ts'
import { boardPictures } from './board-picture.ts'
import { boardOfSeason } from './digest-board.ts'
import type { Digest } from './digest-rows.ts'
import type { ToldWeek } from './digest-rule.ts'
import { seasonPicture, seasonTitle, seasonWords } from './digest-words.ts'
import type { DateSpan } from './windows.ts'

export interface LastWeek extends ToldWeek {
  readonly season: DateSpan
}

/** Says who has won a season, once, with the digest of its last week; nothing where nobody had points in it. */
export async function saySeason(study: Study, digest: Digest, week: LastWeek): Promise<Carried> {
  const { workspace, channel } = digest
  const { season } = week
  const standings = await inWorkspace(study.database, workspace, (tx) => boardOfSeason(tx, digest, season))
  if (standings.length === 0) return 'done'
  const pictures = await boardPictures(study, workspace, seasonPicture(standings, season))
  const words = seasonWords(standings, week, pictures)
  const key = `season:${channel}:${season.first}`
  const said = await platformOf(study, workspace).openThread(workspace, channel, seasonTitle(season), words, key)
  if ('later' in said) return said
  // the week's digest, if there was one, was carried: what is wrong will be seen at the next one
  if ('refused' in said) study.log.warn({ workspace, channel, ...said }, 'the platform refused the end of a season')
  return 'done'
}
