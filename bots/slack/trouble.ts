import { slackError } from './calls.ts'
import { slackWords } from './words.ts'

/** What an operator must mend before Slack lets the bot in, in a plain sentence. */
export class SlackTrouble extends Error {
  override name = 'SlackTrouble'
}

/** Why a first call failed: Slack refused what the setting says, or did not answer. */
export function troubleOf(error: unknown, setting: string, apiUrl: string): SlackTrouble {
  const said = slackError(error)
  return new SlackTrouble(
    said === undefined
      ? slackWords.unreachable(apiUrl, (error as Error).message)
      : slackWords.refusedToken(setting, said),
    { cause: error },
  )
}
