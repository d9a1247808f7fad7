/** The part of pino that core uses. Ids and outcomes only: never an answer's text, never a token. */
export interface Log {
  info(about: object, says: string): void
  warn(about: object, says: string): void
  error(about: object, says: string): void
}
