/** What an operator must mend before Discord lets the bot in, in a plain sentence. */
export class DiscordTrouble extends Error {
  override name = 'DiscordTrouble'
}
