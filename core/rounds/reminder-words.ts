/** Every sentence about being told before a round closes. */
export const reminderWords = {
  willTell: (at: Temporal.Instant) =>
    `You get a private message ${moment(at)}, unless you have answered by then. Press again to take it back.`,
  willNotTell: 'Taken back: you are not told before this question closes.',
  toldAlready: (until: Temporal.Instant) => `It is nearly time: answers count until ${moment(until)}.`,
  closed: 'This question is closed. Press the button under the next one.',
} as const

/** @param tests what the question is about, as CommonMark */
export function reminderText(tests: string, until: Temporal.Instant): string {
  return `You asked to be told: the question about *${tests}* takes answers until ${moment(until)}.`
}

function moment(at: Temporal.Instant): string {
  return `<time:${at.toString({ smallestUnit: 'second' })}>`
}
