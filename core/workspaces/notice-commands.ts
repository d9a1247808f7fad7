import { type Asked, type Capability, isRowId } from '../interactions.ts'
import type { Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { roundById } from '../rounds/open-round.ts'
import { reminderWords } from '../rounds/reminder-words.ts'
import { askToBeTold, remindMembers } from '../rounds/reminders.ts'
import { tellMember } from './daily-message.ts'
import { gatheredWords, noticeWords, waitingButton } from './notice-words.ts'
import { readWaiting, waitingFor } from './waiting-notices.ts'

/** Being told: before a round closes, because one asked for it; and once a day, what one did not ask for. */
export const notices: Capability = {
  deliveries: { 'tell-member': tellMember, 'remind-round': remindMembers },
  buttons: {
    tell: { gives: 'private', run: tellMe },
    'read-notices': {
      gives: 'private',
      run: async ({ tx, workspace, member, now }) => {
        const texts = await readWaiting(tx, workspace, member.id, now)
        if (texts.length === 0) return privately(noticeWords.nothingWaits)
        const left = await waitingFor(tx, workspace, member.id)
        return privately(gatheredWords(texts), left > 0 ? [waitingButton(left)] : [])
      },
    },
  },
}

/** A private reply to a command carries what waits for the member, where their private messages are closed. */
export function withWaitingNotices(waiting: number, reply: Reply): Reply {
  if (reply.kind !== 'message' || reply.seen !== 'private' || waiting === 0) return reply
  const { message } = reply
  return { ...reply, message: { ...message, buttons: [...(message.buttons ?? []), waitingButton(waiting)] } }
}

async function tellMe({ tx, workspace, member, now }: Asked, subject: string): Promise<Reply> {
  const round = isRowId(subject) ? await roundById(tx, workspace, subject) : undefined
  if (round === undefined) return staleButton()
  const outcome = await askToBeTold(tx, round, member.id, now)
  switch (outcome) {
    case 'will-tell':
      return privately(reminderWords.willTell(round.remindAt ?? round.answersUntil))
    case 'will-not-tell':
      return privately(reminderWords.willNotTell)
    case 'told-already':
      return privately(reminderWords.toldAlready(round.answersUntil))
    case 'closed':
      return privately(reminderWords.closed)
    default:
      throw outcome satisfies never
  }
}
