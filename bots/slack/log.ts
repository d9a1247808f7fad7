import { type Logger, LogLevel } from '@slack/bolt'

/** The few words that the adapter says to the operator. */
export interface SlackLog {
  info(about: object, says: string): void
  warn(about: object, says: string): void
  error(about: object, says: string): void
}

/** The client libraries' own logger: warnings and errors go to our log, all else (payloads, tokens) nowhere. */
export function libraryLog(log: SlackLog): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...words) => log.warn({ said: words.map(String).join(' ') }, "Slack's library warns"),
    error: (...words) => log.warn({ said: words.map(String).join(' ') }, "Slack's library reports an error"),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  }
}
