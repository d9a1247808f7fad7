import { type Asked, type ButtonAction, type Capability, isRowId } from '../interactions.ts'
import type { Message, Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { ballotMessage, ballotWords, type RatingGiven, ratings } from './ballot-words.ts'
import { ballotOf, type NoBallot, noteShown, type RateOutcome, rate } from './ballots.ts'
import { tellUncounted } from './who-counts.ts'

/** Rating the answers of a blind round: a private message that is updated in place, one answer at a time. */
export const ballots: Capability = {
  buttons: {
    ballot: { gives: 'private', run: open },
    rerate: { gives: 'update', run: (asked, subject) => withAnswer(asked, subject, reopen) },
    ...Object.fromEntries(ratings.map((rating) => [`rate-${rating}`, giving(rating)])),
  },
}

interface AnswerNamed {
  readonly round: string
  readonly number: number
}

function giving(rating: RatingGiven): ButtonAction {
  return {
    gives: 'update',
    run: (asked, subject) => withAnswer(asked, subject, (_, answer) => give(asked, answer, rating)),
  }
}

async function open(asked: Asked, round: string): Promise<Reply> {
  if (!isRowId(round)) return staleButton()
  const found = await shown(asked, round)
  if ('missing' in found) return noBallot(asked, round, found.missing)
  return { kind: 'message', seen: 'private', message: found.message }
}

async function reopen(asked: Asked, { round, number }: AnswerNamed): Promise<Reply> {
  const found = await shown(asked, round, number)
  return 'missing' in found ? noBallot(asked, round, found.missing) : { kind: 'update', message: found.message }
}

async function give(asked: Asked, { round, number }: AnswerNamed, rating: RatingGiven): Promise<Reply> {
  const open = await ballotOf(asked, round)
  if (typeof open === 'string') return noBallot(asked, round, open)
  const outcome = await rate(asked, round, number, rating)
  const found = await shown(asked, round, undefined, notKept[outcome])
  return 'missing' in found ? noBallot(asked, round, found.missing) : { kind: 'update', message: found.message }
}

const notKept: Readonly<Record<RateOutcome, string | undefined>> = {
  kept: undefined,
  own: ballotWords.own,
  'not-on-it': ballotWords.notOnIt,
  gone: ballotWords.gone,
}

async function shown(
  asked: Asked,
  round: string,
  number?: number,
  before?: string,
): Promise<{ readonly message: Message } | { readonly missing: NoBallot }> {
  const ballot = await ballotOf(asked, round)
  if (typeof ballot === 'string') return { missing: ballot }
  const next = ballot.lines.find(({ rating }) => rating === undefined)
  if (next !== undefined && number === undefined) await noteShown(asked, round, next.number)
  return { message: ballotMessage(ballot, number, before) }
}

async function noBallot({ tx, workspace, member, now }: Asked, round: string, why: NoBallot): Promise<Reply> {
  switch (why) {
    case 'no-such-round':
      return staleButton()
    case 'not-yet':
      return privately(ballotWords.notYet)
    case 'too-late':
      return privately(ballotWords.tooLate)
    case 'uncounted':
      return (await tellUncounted(tx, { workspace, round, member: member.id, now })) ?? privately(ballotWords.uncounted)
    case 'nothing-to-rate':
      return privately(ballotWords.nothingToRate)
    default:
      throw why satisfies never
  }
}

/** `ROUND/3`: the number tells nothing of who wrote it. */
async function withAnswer(
  asked: Asked,
  subject: string,
  work: (asked: Asked, answer: AnswerNamed) => Promise<Reply>,
): Promise<Reply> {
  const [round = '', number = ''] = subject.split('/')
  if (!isRowId(round) || !/^[1-9][0-9]{0,5}$/.test(number)) return staleButton()
  return work(asked, { round, number: Number(number) })
}
