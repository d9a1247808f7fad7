import { inWorkspace, type Transaction } from '../db/connect.ts'
import type { MessageFile, WorkspaceId } from '../platform.ts'
import { type Study, studyIn } from '../study.ts'
import { nowIn, workspaceOf } from '../workspaces/workspaces.ts'
import { insightsIn, type Span, spanNamed } from './insights.ts'
import { insightsFile } from './insights-csv.ts'
import { insightsReport, pageWords, type Report } from './insights-page-words.ts'

/** The insights as a page behind a signed link, and as a file behind the same one. */

export type PageAnswer =
  | { readonly report: Report; readonly file: MessageFile }
  /** `forged`: that link was never ours. `over`: its time is up, or the workspace is gone. */
  | { readonly refused: 'forged' | 'over'; readonly says: string }

/** What a link shows. The signature is about whose page it is; what part of it is to be seen, anyone may choose who has it. */
export function viewOf(span: Span, topic: string | undefined): Record<string, string> {
  return topic === undefined ? { weeks: span } : { weeks: span, topic }
}

/** @param query of the address */
export async function insightsPage(study: Study, query: URLSearchParams): Promise<PageAnswer> {
  const read = await study.links?.read('insights', query)
  if (read === undefined || ('refused' in read && read.refused === 'forged')) {
    return { refused: 'forged', says: pageWords.forged }
  }
  if ('refused' in read) return { refused: 'over', says: pageWords.old }
  const { workspace } = read
  const own = await studyIn(study, workspace)
  return inWorkspace(study.database, workspace, (tx) => answerIn(own, tx, workspace, query))
}

async function answerIn(
  study: Study,
  tx: Transaction,
  workspace: WorkspaceId,
  query: URLSearchParams,
): Promise<PageAnswer> {
  const found = await workspaceOf(tx, workspace)
  if (found === undefined || found.leftAt !== null) return { refused: 'over', says: pageWords.left }
  const at = { workspace, bank: study.bank, now: await nowIn(study, tx, workspace) }
  const span = spanNamed(query.get('weeks'))
  const shown =
    (await insightsIn(tx, at, { span, topic: query.get('topic') ?? undefined })) ??
    (await insightsIn(tx, at, { span, topic: undefined }))
  if (shown === undefined) throw new Error('insights of all topics are always there')
  return { report: insightsReport(found.name, shown), file: insightsFile(shown.insights) }
}
