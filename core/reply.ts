import type { Button, Reply } from './platform.ts'

/** To the one who asked, alone. */
export function privately(text: string, buttons: readonly Button[] = []): Reply {
  return { kind: 'message', seen: 'private', message: buttons.length > 0 ? { text, buttons } : { text } }
}
