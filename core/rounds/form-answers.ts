import { inWorkspace } from '../db/connect.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Asked } from '../interactions.ts'
import type { Posted, WorkspaceId } from '../platform.ts'
import { noteStudyDay } from '../standings/study-days.ts'
import { platformOf, type Study } from '../study.ts'
import { dataWords } from '../workspaces/settings-words.ts'
import { namesOf } from '../workspaces/workspaces.ts'
import { couldAnswer } from './answer-rule.ts'
import { mostInAnswer, shownAnswer } from './answer-words.ts'
import { threadOf } from './catch-up.ts'
import { freshRound, isTooLate } from './closed-questions.ts'
import {
  type FormAnswer,
  formAnswerOf,
  holdFormAnswer,
  isShown,
  keepFormAnswer,
  keepWhereShown,
} from './form-answer-rows.ts'
import { type Round, roundById } from './open-round.ts'
import { isPastReveal, showRevealed } from './reveal.ts'
import { recordDeletion } from './thread-facts.ts'

export type SendOutcome = 'stands' | 'too-late' | 'not-yet' | 'empty' | 'talk' | 'too-long'

/** Takes a form's text as the member's answer; sent again, it replaces the one before. A blind round shows it later. */
export async function sendAnswer(
  asked: Asked,
  { id }: Round,
  { text, nameless }: { readonly text: string; readonly nameless: boolean },
): Promise<SendOutcome> {
  const { study, tx, workspace, member, now } = asked
  const round = await freshRound(tx, workspace, id)
  if (round === undefined || isTooLate(round, now) || isPastReveal(round)) return 'too-late'
  if (text === '') return 'empty'
  if ([...text].length > mostInAnswer) return 'too-long'
  if (!couldAnswer(text)) return 'talk'
  if (round.threadPlace === null) return 'not-yet'
  const { threadPlace: place, voting } = round
  const noted = noteStudyDay(tx, workspace, member.id, now)
  await keepFormAnswer(tx, { workspace, round: id, place, member: member.id, text, nameless, at: now })
  await noted
  if (voting === 'open')
    await study.deliveries.send(tx, { workspace, kind: 'show-answer', subject: subjectOf(id, member.id), line: id })
  return 'stands'
}

export type WithdrawOutcome = 'withdrawn' | 'withdrawn-unseen' | 'nothing-there'

/** Takes a form's answer back, also after the close: its text is forgotten. */
export async function withdrawAnswer(
  { study, tx, workspace, member, now }: Asked,
  id: string,
): Promise<WithdrawOutcome> {
  const round = await freshRound(tx, workspace, id)
  await holdFormAnswer(tx, workspace, id, member.id)
  const answer = await formAnswerOf(tx, workspace, id, member.id)
  if (round === undefined || answer === undefined || answer.deletedAt !== null) return 'nothing-there'
  const fact = { place: answer.place, id: answer.id, round: id, at: now }
  const { inResults } = await recordDeletion(tx, workspace, fact)
  if (inResults) await study.deliveries.send(tx, { workspace, kind: 'results-again', subject: id, line: id })
  if (round.voting === 'blind' && answer.number === null) return 'withdrawn-unseen'
  await study.deliveries.send(tx, { workspace, ...showing(round, answer), line: id })
  return 'withdrawn'
}

/** What was revealed goes by its number: nothing on the way to the platform names its author. */
function showing({ id, voting }: Round, { number, member }: FormAnswer) {
  return voting === 'blind'
    ? { kind: 'show-revealed', subject: `${id}:${number}` }
    : { kind: 'show-answer', subject: subjectOf(id, member ?? '') }
}

/** Delivery: shows a form's answer in the thread as it stands now: said once, then edited. */
export async function showAnswer(study: Study, workspace: WorkspaceId, subject: string): Promise<Carried> {
  const [id = '', ...rest] = subject.split(':')
  const member = rest.join(':')
  const { round, answer, name } = await inWorkspace(study.database, workspace, async (tx) => ({
    round: await roundById(tx, workspace, id),
    answer: await formAnswerOf(tx, workspace, id, member),
    name: (await namesOf(tx, workspace, [member])).get(member) ?? member,
  }))
  const thread = round && threadOf(round)
  if (thread === undefined || answer === undefined) return 'done'
  if (round?.voting === 'blind')
    return answer.number === null ? 'done' : showRevealed(study, workspace, `${id}:${answer.number}`)
  const platform = platformOf(study, workspace)
  const words = shownAnswer(name, answer.deletedAt === null ? answer.text : null, subject)
  const said = isShown(answer)
    ? await platform.edit(workspace, { place: answer.place, id: answer.id }, words)
    : await platform.say(workspace, thread, words, `answer:${subject}`)
  if ('later' in said) return said
  if ('refused' in said) {
    study.log.warn({ workspace, round: id, ...said }, 'the platform refused to show an answer')
    return 'done'
  }
  return isShown(answer) ? 'done' : keepShown(study, { workspace, round: id, member }, said.done)
}

/** Where its author's data was deleted just now, what stands of it is shown anew, without their name. */
async function keepShown(
  study: Study,
  shown: { readonly workspace: WorkspaceId; readonly round: string; readonly member: string },
  posted: Posted,
): Promise<Carried> {
  const isTheirs = await inWorkspace(study.database, shown.workspace, (tx) => keepWhereShown(tx, shown, posted))
  if (isTheirs) return 'done'
  const words = shownAnswer(dataWords.whoLeft, null, shown.round)
  const edited = await platformOf(study, shown.workspace).edit(shown.workspace, posted, words)
  return 'later' in edited ? edited : 'done'
}

function subjectOf(round: string, member: string): string {
  return `${round}:${member}`
}
