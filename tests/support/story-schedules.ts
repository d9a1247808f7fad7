import { inWorkspace } from '../../core/db/connect.ts'
import { schedules } from '../../core/db/schema.ts'
import type { Form } from '../../core/platform.ts'
import { buttonOf, filledIn, messageOf } from './replies.ts'
import type { StoryRoom } from './story-room.ts'

export async function schedulesOf(room: StoryRoom) {
  return inWorkspace(room.studyhall().study.database, room.workspace, (tx) =>
    tx.select().from(schedules).orderBy(schedules.id),
  )
}

/** Runs `/study schedule`, which shows the channel's one schedule; with the message and its buttons. */
export async function show(room: StoryRoom) {
  const message = messageOf(await room.as('ada').runReply('/study schedule'))
  const shown = (await room.messages('ada')).at(-1)?.id ?? 0
  return {
    message,
    press: (label: string) => room.as('ada').pressReply(shown, buttonOf(message, label)),
    submit: (form: Form, values: Record<string, string | string[]>) =>
      room.as('ada').submit(form.id, { ...(filledIn(form) as Record<string, string>), ...values }, shown),
    now: async () => (await room.messages('ada')).find(({ id }) => id === shown),
  }
}

/** Removes the schedule that the room comes with. */
export async function removeFirst(room: StoryRoom): Promise<void> {
  const { press } = await show(room)
  const asked = messageOf(await press('Remove'))
  const shown = (await room.messages('ada')).at(-1)?.id ?? 0
  await room.as('ada').pressReply(shown, buttonOf(asked, 'Yes, remove it'))
}

export async function setUp(room: StoryRoom, values: Record<string, string>) {
  return room.as('ada').submit('schedule-add', { channel: 'backend-prep', time: '09:00', city: 'Berlin', ...values })
}
