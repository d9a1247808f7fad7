import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from '../db/connect.ts'
import { imports, ownPacks, ownQuestions, suggestions } from '../db/question-tables.ts'
import {
  answers,
  attempts,
  ballots,
  choices,
  digests,
  flags,
  liveAnswers,
  livePlayers,
  liveQuizzes,
  members,
  memories,
  namedAdmins,
  notices,
  quizItems,
  quizzes,
  reminders,
  schedules,
  scoreEntries,
  skills,
  studyDays,
  teamMembers,
  teams,
  threadMessages,
  votes,
} from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'

/** All rows that are about a member, as JSON: to read, and to take elsewhere. */
export async function exportOf(tx: Transaction, workspace: WorkspaceId, member: string): Promise<string> {
  const own = (table: { readonly workspace: PgColumn }, who: PgColumn) =>
    and(eq(table.workspace, workspace), eq(who, member))
  const theirQuizzes = tx.select({ id: quizzes.id }).from(quizzes).where(own(quizzes, quizzes.member))
  const all = {
    settings: await rowsOf(tx, members, own(members, members.id)),
    messages: await rowsOf(tx, threadMessages, own(threadMessages, threadMessages.member)),
    answers: await rowsOf(tx, answers, own(answers, answers.member)),
    choices: await rowsOf(tx, choices, own(choices, choices.member)),
    votes: await rowsOf(tx, votes, own(votes, votes.voter)),
    ballots: await rowsOf(tx, ballots, own(ballots, ballots.voter)),
    points: await rowsOf(tx, scoreEntries, own(scoreEntries, scoreEntries.member)),
    reminders: await rowsOf(tx, reminders, own(reminders, reminders.member)),
    notices: await rowsOf(tx, notices, own(notices, notices.member)),
    flags: await rowsOf(tx, flags, own(flags, flags.member)),
    namedAdmin: await rowsOf(tx, namedAdmins, and(own(namedAdmins, namedAdmins.id), eq(namedAdmins.kind, 'member'))),
    schedules: await rowsOf(tx, schedules, own(schedules, schedules.madeBy)),
    teams: await rowsOf(tx, teamMembers, own(teamMembers, teamMembers.member)),
    teamsMade: await rowsOf(tx, teams, own(teams, teams.madeBy)),
    weeksWon: await rowsOf(tx, digests, and(eq(digests.workspace, workspace), wonBy(member))),
    studyDays: await rowsOf(tx, studyDays, own(studyDays, studyDays.member)),
    skills: await rowsOf(tx, skills, own(skills, skills.member)),
    memories: await rowsOf(tx, memories, own(memories, memories.member)),
    attempts: await rowsOf(tx, attempts, own(attempts, attempts.member)),
    quizzes: await rowsOf(tx, quizzes, own(quizzes, quizzes.member)),
    quizItems: await rowsOf(
      tx,
      quizItems,
      and(eq(quizItems.workspace, workspace), inArray(quizItems.quiz, theirQuizzes)),
    ),
    liveQuizzes: await rowsOf(tx, liveQuizzes, own(liveQuizzes, liveQuizzes.host)),
    livePlayers: await rowsOf(tx, livePlayers, own(livePlayers, livePlayers.member)),
    liveAnswers: await rowsOf(tx, liveAnswers, own(liveAnswers, liveAnswers.member)),
    suggestions: await rowsOf(tx, suggestions, own(suggestions, suggestions.member)),
    suggestionsDecided: await tx
      .select({ id: suggestions.id, decidedAt: suggestions.decidedAt, approvedAs: suggestions.approvedAs })
      .from(suggestions)
      .where(own(suggestions, suggestions.decidedBy)),
    questionsSuggested: await rowsOf(tx, ownQuestions, own(ownQuestions, ownQuestions.suggestedBy)),
    adminsNamed: await tx
      .select({ kind: namedAdmins.kind, namedAt: namedAdmins.namedAt })
      .from(namedAdmins)
      .where(own(namedAdmins, namedAdmins.namedBy)),
    packs: await rowsOf(tx, ownPacks, own(ownPacks, ownPacks.addedBy)),
    imports: await rowsOf(tx, imports, own(imports, imports.member)),
  }
  return JSON.stringify(all, null, 2)
}

/** Several may have won a week. */
function wonBy(member: string): SQL {
  return sql`${member} = any (string_to_array(${digests.winner}, ' '))`
}

/** Who else voted for an answer, won a week, or decided about a suggestion, is about them; and whose answer was rated is not told. */
async function rowsOf(tx: Transaction, table: PgTable, which: SQL | undefined): Promise<object[]> {
  const rows = await tx.select().from(table).where(which)
  return rows.map(({ voters, author: _, decidedBy: __, winner: ___, ...row }) =>
    voters === undefined ? row : { ...row, votes: (voters as unknown[]).length },
  )
}
