import { literal } from '../text.ts'

/** Every sentence about what admins do to answers and members. */
export const moderationWords = {
  youAreExcluded:
    'An admin of this workspace has excluded you, so your answers and votes do not count for now. Ask them if you think that is a mistake.',
  notInGroup: (group: string) =>
    `Answers and votes to this question count for <role:${group}> only, and you are not in it. Ask an admin to add you.`,
  notAnAnswer:
    "That message is not an answer that could be removed. Use this on someone's message in the thread of a question.",
  removedInTime: (name: string) =>
    `${literal(name)}'s messages to this question no longer count, and they are told. They may answer again until it closes.`,
  removedFromResults: (name: string, points: number) =>
    `${literal(name)}'s answer is taken out of the results${points > 0 ? `, with the ${points} points that it gave` : ''}, and they are told.`,
  removedUnnamed: (number: number) =>
    `Answer ${number} is taken out: its text is gone from the thread, it no longer counts, and its author is told. Whose it was stays unknown, to you as well.`,
  removedAnswer: '(removed)',
  removedBefore: 'That answer has been removed already.',
  noticeInTime: (tests: string) =>
    `An admin removed your answer to the question about *${literal(tests)}* while it was open, so it did not count.`,
  noticeFromResults: (tests: string, points: number) =>
    `An admin removed your answer to the question about *${literal(tests)}* from its results${points > 0 ? ` and took back the ${points} points that it gave` : ''}.`,
  bannedKept:
    'Answers and votes of members who get banned stay and count. `/study banned exclude` changes that for those who are banned from then on.',
  bannedExcluded:
    'Answers and votes of members who get banned no longer count, as with `/study exclude`: in open questions and in those to come. Closed results stay, `/study readmit` lets somebody count again, and `/study banned keep` changes it for all.',
  notOneself: 'You cannot exclude yourself. Another admin can, or `/study me` keeps your name off the boards.',
  excluded: (name: string) =>
    `Answers and votes of **${literal(name)}** no longer count, until \`/study readmit\` lets them count again. They are told when they try.`,
  excludedBefore: (name: string) =>
    `Answers and votes of **${literal(name)}** already no longer count. \`/study readmit\` takes that back.`,
  readmitted: (name: string) => `Answers and votes of **${literal(name)}** count again.`,
  notExcluded: (name: string) => `Answers and votes of **${literal(name)}** count, so there is nothing to take back.`,
  noSuchMember: (typed: string) =>
    `Nobody called “${literal(typed)}” has answered, voted or used a command here yet. Type their name as it is shown, or pick them with @.`,
  severalMembers: (typed: string) =>
    `Several people are called “${literal(typed)}”. Pick the right one with @, so that it is clear who is meant.`,
} as const
