import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Button, Menu, MessageFile, Picture, Reply, ThreadEnd } from '../platform.ts'
import { instant, ownRowsOnly, plainDate } from './columns.ts'

/**
 * Every tenant table is keyed by workspace first, and the app's role sees its rows only inside
 * `inWorkspace`. No column fills in its own time: time is an argument. A state is a timestamp.
 */

export const workspaces = pgTable(
  'workspaces',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    zone: text().notNull(),
    /** The ✓ on collected answers is left out. */
    hidesMarksAt: instant('hides_marks_at'),
    /** How far the room's page has moved this workspace's clock ahead. Never set for a real one. */
    clockAheadMs: bigint('clock_ahead_ms', { mode: 'number' }).notNull().default(0),
    joinedAt: instant('joined_at').notNull(),
    /** The bot was removed from it: its schedules wait until it joins again. */
    leftAt: instant('left_at'),
    /** The emoji that are votes, the first as the one to name; none for the usual ones. */
    voteEmoji: text('vote_emoji').array(),
    /** What becomes of a thread after its results. */
    threadEnd: text('thread_end').$type<ThreadEnd>().notNull().default('open'),
    /** Who is banned counts no more, as if an admin had excluded them. */
    excludesBannedAt: instant('excludes_banned_at'),
    /** The group one must be in to start a live quiz; none where everyone may. */
    liveHosts: text('live_hosts'),
  },
  (table) => [index('workspaces_clock_moved').on(table.id).where(sql`${table.clockAheadMs} > 0`), ownRowsOnly('id')],
)

export const members = pgTable(
  'members',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    zone: text(),
    /** The platform's groups that they were in when last heard of. */
    groups: text().array(),
    seenAt: instant('seen_at').notNull(),
    /** The zone that they chose themselves; it wins over the platform's. */
    ownZone: text('own_zone'),
    /** The local hour, 0 to 23, at which the one private message of the day comes. */
    tellHour: integer('tell_hour'),
    /** Counts on boards without a name. */
    unlistedAt: instant('unlisted_at'),
    /** ISO days of the week on which a streak rests; Saturday and Sunday where none were chosen. */
    restDays: integer('rest_days').array(),
    /** No reminders, and no broken streak, up to and including this date. */
    awayUntil: plainDate('away_until'),
    /** Their streak stands beside their name on boards. */
    streakShownAt: instant('streak_shown_at'),
    /** They want to be told, in the one private message of the day, what is due for review. */
    reviewsWantedAt: instant('reviews_wanted_at'),
    /** When that is looked at next; none where it is not wanted. */
    reviewsTellAt: instant('reviews_tell_at'),
    /** An admin has excluded them: nothing of theirs counts. */
    excludedAt: instant('excluded_at'),
    /** They had their data deleted. */
    erasedAt: instant('erased_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('members_reviews_to_tell').on(table.reviewsTellAt).where(sql`${table.reviewsTellAt} is not null`),
    ownRowsOnly(),
  ],
)

export const schedules = pgTable(
  'schedules',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    channel: text().notNull(),
    /** ISO days of the week, 1 Monday to 7 Sunday. */
    days: integer().array().notNull(),
    /** Local time, `09:00`. */
    localTime: text('local_time').notNull(),
    zone: text().notNull(),
    answerMinutes: integer('answer_minutes').notNull(),
    /** How long after the answers votes are taken; 0 when both end together. */
    voteMinutes: integer('vote_minutes').notNull().default(0),
    skippedDates: plainDate('skipped_dates').array().notNull().default([]),
    /** A country whose public holidays are skipped: `DE`, or `DE-BY` with its region. */
    holidays: text(),
    /** What may be asked; all where a list is empty. */
    topics: text().array().notNull().default([]),
    levels: text().array().notNull().default([]),
    tags: text().array().notNull().default([]),
    /** The company track that it follows; none for the whole bank. */
    track: text(),
    /** The role that is pinged with each question, because someone set it so. */
    pingRole: text('ping_role'),
    /** The group one must be in for an answer or a vote to count. */
    neededGroup: text('needed_group'),
    /** Who made it; they are told when it stops. */
    madeBy: text('made_by'),
    pausedAt: instant('paused_at'),
    /** Why: an admin's wish, two rounds without an answer, what the platform refused, or the bot's removal. */
    pauseReason: text('pause_reason').$type<'wish' | 'no-answers' | 'refused' | 'left'>(),
    /** Answers in the thread with votes by everyone, or by form, without names until the close, with ballots. */
    voting: text().$type<'open' | 'blind'>().notNull().default('open'),
    /** The results are shown in the channel too, not only in the thread. */
    resultsInChannel: boolean('results_in_channel').notNull().default(false),
    /** The next instant at which a question is asked. */
    nextAt: instant('next_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('schedules_channel').on(table.workspace, table.channel),
    index('schedules_due').on(table.nextAt).where(sql`${table.pausedAt} is null`),
    ownRowsOnly(),
  ],
)

export const rounds = pgTable(
  'rounds',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    /** What it was asked for, once: `schedule:ID:2026-03-02` or `asked:INTERACTION`. */
    occasion: text().notNull(),
    channel: text().notNull(),
    zone: text().notNull(),
    question: text().notNull(),
    /** The schedule that asked; none when someone did. */
    schedule: uuid(),
    neededGroup: text('needed_group'),
    /** The emoji that are votes in it, as the workspace had them when it was asked; none for the usual ones. */
    voteEmoji: text('vote_emoji').array(),
    /** As the schedule had it when it asked. */
    voting: text().$type<'open' | 'blind'>().notNull().default('open'),
    askedAt: instant('asked_at').notNull(),
    /** Until when answers count; votes count until the close. */
    answersUntil: instant('answers_until').notNull(),
    /** When the answers of a blind round are shown; none once that is under way, and in open rounds. */
    revealAt: instant('reveal_at'),
    /** All of them stand in the thread: from here on ballots are taken. */
    revealedAt: instant('revealed_at'),
    /** Of the rule that scored its ballots. */
    scoreVersion: integer('score_version'),
    /** When those who asked for it are reminded; none once that is done. */
    remindAt: instant('remind_at'),
    closesAt: instant('closes_at').notNull(),
    /** The thread, once the platform has it. */
    threadPlace: text('thread_place'),
    threadId: text('thread_id'),
    openingPlace: text('opening_place'),
    openingId: text('opening_id'),
    /** Someone or the clock has asked for the close; the thread is being read a last time. */
    closingAt: instant('closing_at'),
    closedAt: instant('closed_at'),
    /** The platform refused to carry it, and why. */
    refusal: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    unique('rounds_occasion').on(table.workspace, table.occasion),
    index('rounds_channel').on(table.workspace, table.channel, table.askedAt),
    uniqueIndex('rounds_thread').on(table.workspace, table.threadPlace, table.threadId),
    index('rounds_open').on(table.workspace, table.threadPlace).where(sql`${table.closedAt} is null`),
    index('rounds_to_remind').on(table.remindAt).where(sql`${table.closingAt} is null`),
    index('rounds_to_reveal').on(table.revealAt).where(sql`${table.revealAt} is not null`),
    index('rounds_to_close').on(table.closesAt).where(sql`${table.closingAt} is null`),
    ownRowsOnly(),
  ],
)

/** A member's message in a round's thread, as last heard of; it may be heard of out of order. */
export const threadMessages = pgTable(
  'thread_messages',
  {
    workspace: text().notNull(),
    place: text().notNull(),
    id: text().notNull(),
    round: uuid().notNull(),
    /** Unknown while only its deletion has been heard of. */
    member: text(),
    text: text(),
    saidAt: instant('said_at'),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
    /** Its author said: this is my answer. The latest one is. */
    markedAt: instant('marked_at'),
    /** An admin took it out of the round. */
    removedAt: instant('removed_at'),
    /** Written in the form and shown in the thread by the bot; `id` is that message, once it stands there. */
    byForm: boolean('by_form').notNull().default(false),
    /** In a blind round: its author wants no name at the close either. */
    namelessAt: instant('nameless_at'),
    /** In a blind round: under which number it is shown, from 1, in an order of chance. */
    number: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.place, table.id] }),
    index('thread_messages_round').on(table.workspace, table.round),
    foreignKey({ columns: [table.workspace, table.round], foreignColumns: [rounds.workspace, rounds.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** One voting reaction of one member on one message; whether that message is an answer is joined later. */
export const votes = pgTable(
  'votes',
  {
    workspace: text().notNull(),
    place: text().notNull(),
    message: text().notNull(),
    voter: text().notNull(),
    emoji: text().notNull(),
    addedAt: instant('added_at'),
    removedAt: instant('removed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.place, table.message, table.voter, table.emoji] }),
    ownRowsOnly(),
  ],
)

/** A member's one answer, as it stood at the close with the votes that counted: what the results say. */
export const answers = pgTable(
  'answers',
  {
    workspace: text().notNull(),
    round: uuid().notNull(),
    member: text().notNull(),
    /** None once its author has deleted it. */
    text: text(),
    /** An admin took it out of the results. */
    removedAt: instant('removed_at'),
    /** The ids of the messages that formed it. */
    messages: text().array().notNull(),
    voters: text().array().notNull(),
    /** Its place by votes: 1, 2, 2, 4. */
    place: integer().notNull(),
    /** Its line in the results. */
    line: integer().notNull(),
    /** Shown without a name. */
    namelessAt: instant('nameless_at'),
    /** Of a blind round: how good it is by its ballots, on their scale, the standard error of that, and how many there are. */
    score: doublePrecision(),
    scoreError: doublePrecision('score_error'),
    ratings: integer(),
    /** The chance that it is the best one. */
    best: doublePrecision(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.round, table.member] }),
    foreignKey({ columns: [table.workspace, table.round], foreignColumns: [rounds.workspace, rounds.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** One rating of a voter's ballot in a blind round: raw, as it was shown and given. */
export const ballots = pgTable(
  'ballots',
  {
    workspace: text().notNull(),
    round: uuid().notNull(),
    voter: text().notNull(),
    /** Whose answer it is about. */
    author: text().notNull(),
    /** Where it stood on the ballot, from 1. */
    position: integer().notNull(),
    shownAt: instant('shown_at').notNull(),
    /** From 1 to 5; none while it was only shown. */
    rating: integer(),
    submittedAt: instant('submitted_at'),
    /** Set at the close, with the local date of it: what it weighed, and how far it lay from what was to be expected. */
    localDate: plainDate('local_date'),
    weight: doublePrecision(),
    residual: doublePrecision(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.round, table.voter, table.author] }),
    index('ballots_voter').on(table.workspace, table.voter, table.localDate),
    foreignKey({ columns: [table.workspace, table.round], foreignColumns: [rounds.workspace, rounds.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** What a member chose or typed in a question with buttons or a form; hidden from others, changeable until the close. */
export const choices = pgTable(
  'choices',
  {
    workspace: text().notNull(),
    round: uuid().notNull(),
    member: text().notNull(),
    /** The indexes of the options, or of the items in the order given, as they stand in the pack; or what was typed. */
    values: text().array().notNull(),
    chosenAt: instant('chosen_at').notNull(),
    /** Set at the close. */
    right: boolean(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.round, table.member] }),
    foreignKey({ columns: [table.workspace, table.round], foreignColumns: [rounds.workspace, rounds.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** Who wants to be told before a round's answers close. */
export const reminders = pgTable(
  'reminders',
  {
    workspace: text().notNull(),
    round: uuid().notNull(),
    member: text().notNull(),
    at: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.round, table.member] }),
    foreignKey({ columns: [table.workspace, table.round], foreignColumns: [rounds.workspace, rounds.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** What a member is to be told unasked: gathered into at most one private message a day, at their hour. */
export const notices = pgTable(
  'notices',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    member: text().notNull(),
    /** CommonMark. */
    text: text().notNull(),
    at: instant().notNull(),
    /** When it is to be told. */
    dueAt: instant('due_at').notNull(),
    /** Handed to delivery under this key; the notices of one message share it. */
    batch: text(),
    toldAt: instant('told_at'),
    /** Private messages are closed: it waits behind a button until they press it. */
    waitsAt: instant('waits_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('notices_due').on(table.dueAt).where(sql`${table.batch} is null`),
    index('notices_member').on(table.workspace, table.member),
    ownRowsOnly(),
  ],
)

/** An admin's choice: this question on this date of a schedule. */
export const pins = pgTable(
  'pins',
  {
    workspace: text().notNull(),
    schedule: uuid().notNull(),
    date: plainDate().notNull(),
    question: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.schedule, table.date] }),
    foreignKey({
      columns: [table.workspace, table.schedule],
      foreignColumns: [schedules.workspace, schedules.id],
    }).onDelete('cascade'),
    ownRowsOnly(),
  ],
)

/** Whom the admins have named to manage the bot beside them: a member, or everyone in one of the platform's groups. */
export const namedAdmins = pgTable(
  'named_admins',
  {
    workspace: text().notNull(),
    kind: text().$type<'member' | 'group'>().notNull(),
    id: text().notNull(),
    namedBy: text('named_by').notNull(),
    namedAt: instant('named_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.kind, table.id] }), ownRowsOnly()],
)

/** Someone says that a question is faulty. */
export const flags = pgTable(
  'flags',
  {
    workspace: text().notNull(),
    question: text().notNull(),
    member: text().notNull(),
    reason: text().notNull(),
    at: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.question, table.member] }), ownRowsOnly()],
)

/** The points ledger: appended to, never changed. */
export const scoreEntries = pgTable(
  'score_entries',
  {
    workspace: text().notNull(),
    /** What it was given for, once: `round:ID:answer`. */
    occasion: text().notNull(),
    member: text().notNull(),
    /** The channel whose board it counts on; none for what is earned in private. */
    channel: text(),
    points: integer().notNull(),
    at: instant().notNull(),
    /** The local date on which it was earned, in the zone of its channel. */
    localDate: plainDate('local_date').notNull(),
    /** What the question was about; none for what has no question. */
    topic: text(),
    /** When it was added to the sums. */
    summedAt: instant('summed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.occasion, table.member] }),
    index('score_entries_to_sum').on(table.workspace).where(sql`${table.summedAt} is null`),
    index('score_entries_board').on(table.workspace, table.channel, table.localDate),
    index('score_entries_member').on(table.workspace, table.member, table.localDate),
    ownRowsOnly(),
  ],
)

/** A member's sum of points on a board in a period: kept beside the ledger, which a rebuild reproduces exactly. */
export const standingSums = pgTable(
  'standing_sums',
  {
    workspace: text().notNull(),
    /** `channel:ID` or `workspace`. */
    board: text().notNull(),
    /** `day:2026-03-02`, `week:2026-03-02` by its Monday, `season:2026-01-05`, or `all`. */
    period: text().notNull(),
    member: text().notNull(),
    points: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.board, table.period, table.member] }),
    index('standing_sums_points').on(table.workspace, table.board, table.period, table.points.desc(), table.member),
    ownRowsOnly(),
  ],
)

/** How many members have so many points: a place is a sum over these, not a count over members. */
export const standingCounts = pgTable(
  'standing_counts',
  {
    workspace: text().notNull(),
    board: text().notNull(),
    period: text().notNull(),
    points: integer().notNull(),
    members: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.board, table.period, table.points] }), ownRowsOnly()],
)

export const teams = pgTable(
  'teams',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    /** One of the platform's groups: whoever is in it is in the team. */
    group: text('platform_group'),
    /** The first date of the season for which it was drawn by chance; it ends with that. */
    season: plainDate(),
    madeBy: text('made_by'),
    madeAt: instant('made_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    uniqueIndex('teams_name').on(table.workspace, sql`lower(${table.name})`).where(sql`${table.endedAt} is null`),
    ownRowsOnly(),
  ],
)

/** A member is in one team at most. */
export const teamMembers = pgTable(
  'team_members',
  {
    workspace: text().notNull(),
    member: text().notNull(),
    team: uuid().notNull(),
    joinedAt: instant('joined_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.member] }),
    index('team_members_team').on(table.workspace, table.team),
    foreignKey({ columns: [table.workspace, table.team], foreignColumns: [teams.workspace, teams.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** A channel that wants its board told once a week. */
export const digests = pgTable(
  'digests',
  {
    workspace: text().notNull(),
    channel: text().notNull(),
    /** ISO day of the week. */
    day: integer().notNull(),
    /** `17:00`. */
    localTime: text('local_time').notNull(),
    zone: text().notNull(),
    /** The role that the week's winner has until the next one, where the platform has roles. */
    winnerRole: text('winner_role'),
    /** Who has it. */
    winner: text(),
    nextAt: instant('next_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.channel] }),
    index('digests_due').on(table.nextAt),
    ownRowsOnly(),
  ],
)

/** A local date on which a member studied, by their zone at that time: what a streak is made of. */
export const studyDays = pgTable(
  'study_days',
  {
    workspace: text().notNull(),
    member: text().notNull(),
    date: plainDate().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.member, table.date] }), ownRowsOnly()],
)

/** Commands and presses that have been carried out, with what was replied: a redelivery gets the same. */
export const interactions = pgTable(
  'interactions',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    at: instant().notNull(),
    reply: jsonb().$type<Reply>(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    index('interactions_at').on(table.at),
    ownRowsOnly(),
  ],
)

/** A member's skill in a topic, in logits; the empty topic is their skill over all of them. */
export const skills = pgTable(
  'skills',
  {
    workspace: text().notNull(),
    member: text().notNull(),
    topic: text().notNull(),
    value: doublePrecision().notNull(),
    answers: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.member, table.topic] }), ownRowsOnly()],
)

/** What a workspace's answers say about a question's difficulty, in logits. */
export const difficulties = pgTable(
  'difficulties',
  {
    workspace: text().notNull(),
    question: text().notNull(),
    value: doublePrecision().notNull(),
    answers: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.question] }), ownRowsOnly()],
)

/** When a question comes back to a member: their memory of it, by FSRS. */
export const memories = pgTable(
  'memories',
  {
    workspace: text().notNull(),
    member: text().notNull(),
    question: text().notNull(),
    due: instant().notNull(),
    stability: doublePrecision().notNull(),
    difficulty: doublePrecision().notNull(),
    reps: integer().notNull(),
    lapses: integer().notNull(),
    state: text().$type<'New' | 'Learning' | 'Review' | 'Relearning'>().notNull(),
    lastReview: instant('last_review').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.member, table.question] }),
    index('memories_due').on(table.workspace, table.member, table.due),
    ownRowsOnly(),
  ],
)

/** Each answer that was graded, or that its author judged: what skills, difficulties and memories come from. */
export const attempts = pgTable(
  'attempts',
  {
    workspace: text().notNull(),
    /** Where it was given, once: `quiz:ID:3`, `live:ID:3`, `round:ID`. */
    occasion: text().notNull(),
    member: text().notNull(),
    question: text().notNull(),
    at: instant().notNull(),
    /** What was chosen or typed; none where that is kept elsewhere, as an open answer is. */
    values: text().array().notNull(),
    /** From 0 to 1; none where the author judged it. */
    score: doublePrecision(),
    /** The member's first one at this question. */
    isFirst: boolean('is_first').notNull(),
    /** The chance of a right answer, as it was before this one. */
    expected: doublePrecision(),
    /** The review that it was for the memory; none where it left that alone. */
    grade: text().$type<'again' | 'hard' | 'good' | 'easy'>(),
    daysSince: integer('days_since'),
    daysUntil: integer('days_until'),
    recall: doublePrecision(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.occasion, table.member] }),
    index('attempts_member').on(table.workspace, table.member, table.question),
    index('attempts_first').on(table.workspace, table.at).where(sql`${table.isFirst}`),
    ownRowsOnly(),
  ],
)

/** A run of questions for one member, who has one at a time. */
export const quizzes = pgTable(
  'quizzes',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    member: text().notNull(),
    /** What it is for: what one asked for, what is due, or what was wrong in another one. */
    purpose: text().$type<'practice' | 'review' | 'retry'>().notNull(),
    /** What may be asked: a topic or a tag, a level, a kind; all where it is none. */
    topic: text(),
    level: text(),
    kind: text(),
    /** The questions to choose from, where they are fixed: those that were wrong. */
    fixed: text().array(),
    /** How many questions it has. */
    count: integer().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    uniqueIndex('quizzes_one_a_member').on(table.workspace, table.member).where(sql`${table.endedAt} is null`),
    index('quizzes_member').on(table.workspace, table.member, table.startedAt),
    ownRowsOnly(),
  ],
)

/** A question of a member's quiz, once it was shown. */
export const quizItems = pgTable(
  'quiz_items',
  {
    workspace: text().notNull(),
    quiz: uuid().notNull(),
    /** From 1. */
    place: integer().notNull(),
    question: text().notNull(),
    shownAt: instant('shown_at').notNull(),
    /** What is chosen so far, where several are. */
    draft: text().array().notNull().default([]),
    /** What was sent. */
    values: text().array(),
    answeredAt: instant('answered_at'),
    /** From 0 to 1; none for an open answer. */
    score: doublePrecision(),
    /** How its author judged an open answer. */
    judged: text().$type<'again' | 'hard' | 'good' | 'easy'>(),
    points: integer(),
    /** The chance of a right answer to a question of the topic of middling difficulty, before and after it. */
    chanceBefore: doublePrecision('chance_before'),
    chanceAfter: doublePrecision('chance_after'),
    /** When it comes back. */
    comesBack: instant('comes_back'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.quiz, table.place] }),
    foreignKey({ columns: [table.workspace, table.quiz], foreignColumns: [quizzes.workspace, quizzes.id] }).onDelete(
      'cascade',
    ),
    ownRowsOnly(),
  ],
)

/** A quiz that a channel plays together: lobby → question → board → … → ended. */
export const liveQuizzes = pgTable(
  'live_quizzes',
  {
    workspace: text().notNull(),
    id: uuid().notNull(),
    channel: text().notNull(),
    host: text().notNull(),
    topic: text(),
    level: text(),
    /** How many questions it has. */
    count: integer().notNull(),
    /** The zone of the local dates on which its points are earned. */
    zone: text().notNull(),
    startedAt: instant('started_at').notNull(),
    /** When the next step is due; none while one is being carried out, and after the end. */
    nextAt: instant('next_at'),
    /** The question that is asked or was asked last, from 1; 0 in the lobby. */
    place: integer().notNull().default(0),
    /** The players have changed since the lobby was last shown. */
    lobbyChangedAt: instant('lobby_changed_at'),
    threadPlace: text('thread_place'),
    threadId: text('thread_id'),
    openingPlace: text('opening_place'),
    openingId: text('opening_id'),
    endedAt: instant('ended_at'),
    /** Why: all questions were asked, the host called it off, nobody was there, or the platform refused. */
    ending: text().$type<'finished' | 'called-off' | 'nobody' | 'refused'>(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    uniqueIndex('live_quizzes_one_a_channel').on(table.workspace, table.channel).where(sql`${table.endedAt} is null`),
    index('live_quizzes_due').on(table.nextAt).where(sql`${table.nextAt} is not null`),
    ownRowsOnly(),
  ],
)

export const livePlayers = pgTable(
  'live_players',
  {
    workspace: text().notNull(),
    quiz: uuid().notNull(),
    member: text().notNull(),
    joinedAt: instant('joined_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.quiz, table.member] }),
    foreignKey({
      columns: [table.workspace, table.quiz],
      foreignColumns: [liveQuizzes.workspace, liveQuizzes.id],
    }).onDelete('cascade'),
    ownRowsOnly(),
  ],
)

/** A question of a live quiz. */
export const liveItems = pgTable(
  'live_items',
  {
    workspace: text().notNull(),
    quiz: uuid().notNull(),
    /** From 1. */
    place: integer().notNull(),
    question: text().notNull(),
    /** From when to when answers count: set when it is posted. */
    opensAt: instant('opens_at'),
    closesAt: instant('closes_at'),
    closedAt: instant('closed_at'),
    /** The message with it. */
    messagePlace: text('message_place'),
    messageId: text('message_id'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.quiz, table.place] }),
    foreignKey({
      columns: [table.workspace, table.quiz],
      foreignColumns: [liveQuizzes.workspace, liveQuizzes.id],
    }).onDelete('cascade'),
    ownRowsOnly(),
  ],
)

/** What a player chose; the last choice in time counts. */
export const liveAnswers = pgTable(
  'live_answers',
  {
    workspace: text().notNull(),
    quiz: uuid().notNull(),
    place: integer().notNull(),
    member: text().notNull(),
    values: text().array().notNull(),
    at: instant().notNull(),
    /** Set when the time is up. */
    right: boolean(),
    /** Of the game, by right and speed; set when the time is up. */
    points: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.quiz, table.place, table.member] }),
    foreignKey({
      columns: [table.workspace, table.quiz, table.place],
      foreignColumns: [liveItems.workspace, liveItems.quiz, liveItems.place],
    }).onDelete('cascade'),
    ownRowsOnly(),
  ],
)

/** The web room: what its page shows. `revision` grows with every change, in the order of commits. */
export const rooms = pgTable(
  'rooms',
  {
    workspace: text().primaryKey(),
    revision: bigint({ mode: 'number' }).notNull(),
    /** Since when it is the demo that a newcomer finds; none for a room of one's own. */
    demoSince: instant('demo_since'),
  },
  () => [ownRowsOnly()],
)

export const roomChannels = pgTable(
  'room_channels',
  { workspace: text().notNull(), id: text().notNull(), name: text().notNull() },
  (table) => [primaryKey({ columns: [table.workspace, table.id] }), ownRowsOnly()],
)

export const roomPeople = pgTable(
  'room_people',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    admin: boolean().notNull(),
    /** The groups that they are in, as a platform's roles. */
    groups: text().array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.id] }), ownRowsOnly()],
)

export const roomMessages = pgTable(
  'room_messages',
  {
    workspace: text().notNull(),
    /** The revision at which it was said: message ids grow. */
    id: bigint({ mode: 'number' }).notNull(),
    channel: text().notNull(),
    /** The message whose thread this belongs to. */
    thread: bigint({ mode: 'number' }),
    /** None when the bot said it. */
    author: text(),
    /** Who alone sees it. */
    onlyFor: text('only_for'),
    text: text().notNull(),
    buttons: jsonb().$type<readonly Button[]>().notNull(),
    menus: jsonb().$type<readonly Menu[]>().notNull(),
    files: jsonb().$type<readonly MessageFile[]>().notNull(),
    pictures: jsonb().$type<readonly Picture[]>().notNull().default([]),
    /** The title of the thread under it, where the bot opened one. */
    title: text(),
    /** The key of the verb that said it: the same key never says twice. */
    key: text(),
    saidAt: instant('said_at').notNull(),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
    revision: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    unique('room_messages_key').on(table.workspace, table.key),
    index('room_messages_revision').on(table.workspace, table.revision),
    index('room_messages_thread').on(table.workspace, table.channel, table.thread),
    ownRowsOnly(),
  ],
)

export const roomReactions = pgTable(
  'room_reactions',
  {
    workspace: text().notNull(),
    message: bigint({ mode: 'number' }).notNull(),
    /** Empty for the bot. */
    person: text().notNull(),
    emoji: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.message, table.person, table.emoji] }), ownRowsOnly()],
)

/** What an adapter keeps of a workspace that has installed the bot: its tokens, sealed. Deleted when they are revoked. */
export const installations = pgTable(
  'installations',
  {
    workspace: text().primaryKey(),
    sealed: text().notNull(),
    installedAt: instant('installed_at').notNull(),
  },
  () => [ownRowsOnly()],
)

/** Installations that were begun: each state is used once. They belong to no workspace yet, so the app's role sees none. */
export const installStates = pgTable('install_states', {
  state: text().primaryKey(),
  madeAt: instant('made_at').notNull(),
}).enableRLS()

/** What an adapter has posted under a key, where the platform itself cannot tell: written before the post. */
export const postings = pgTable(
  'postings',
  {
    workspace: text().notNull(),
    key: text().notNull(),
    place: text().notNull(),
    startedAt: instant('started_at').notNull(),
    /** Until then its process alone may post it. */
    heldUntil: instant('held_until').notNull(),
    /** Where it stands; none while it is in doubt. */
    message: text(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.key] }), ownRowsOnly()],
)
