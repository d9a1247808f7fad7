import type { Asked, Capability } from '../interactions.ts'
import type { Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { askedNow } from './asked-now.ts'
import { pastWords } from './past-words.ts'
import { wholeWords } from './reference-words.ts'

/** The whole of a reference answer, page by page, to one member alone. Not while its question is being asked. */
export const wholeAnswerButtons: Capability['buttons'] = {
  whole: { gives: 'private', run: (asked, subject) => show(asked, subject, 'message') },
  'whole-page': { gives: 'update', run: (asked, subject) => show(asked, subject, 'update') },
}

/** @param subject the question's id and the page */
async function show({ study, tx, workspace }: Asked, subject: string, as: 'message' | 'update'): Promise<Reply> {
  const [id = '', page = ''] = subject.split('/')
  const question = study.bank.questions.get(id)
  if (question?.kind !== 'open') return staleButton()
  if ((await askedNow(tx, workspace)).has(id)) return privately(pastWords.openNow)
  const message = wholeWords(question, Number.parseInt(page, 10) || 1)
  return as === 'update' ? { kind: 'update', message } : { kind: 'message', seen: 'private', message }
}
