/** The few words that the adapter says to the operator. */
export interface DiscordLog {
  info(about: object, says: string): void
  warn(about: object, says: string): void
  error(about: object, says: string): void
}
