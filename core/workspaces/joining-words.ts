import type { Message } from '../platform.ts'

/** To whoever invited the bot. */
export const welcomeWords: Message = {
  text: [
    'Thank you for inviting me. I ask a question in a channel of yours on the days that you choose; people answer it and vote for good answers, and at the close all of them see how they did.',
    'I say nothing there until you have set me up: choose a channel and a time, and the first question comes by itself. `/study help` shows what else there is.',
  ].join('\n\n'),
  buttons: [{ id: 'schedule-add', label: 'Set it up', tone: 'primary' }],
}
