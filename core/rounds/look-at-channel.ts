import type { Place, WorkspaceId } from '../platform.ts'
import { platformOf, type Study } from '../study.ts'
import type { Refused } from './parking-words.ts'

/** A person is waiting: after so long it goes on without a look. */
const longestLookMilliseconds = 1_500

/**
 * Why nothing can be asked in a channel, as far as its platform tells at once; none where it can, and where the
 * platform is busy or out of order: then delivery will find out.
 */
export async function refusalAt(study: Study, workspace: WorkspaceId, channel: Place): Promise<Refused | undefined> {
  let timer: NodeJS.Timeout | undefined
  const tired = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), longestLookMilliseconds)
  })
  try {
    const seen = await Promise.race([platformOf(study, workspace).lookAt(workspace, channel), tired])
    return seen !== undefined && 'refused' in seen ? seen : undefined
  } catch (error) {
    study.log.warn({ workspace, channel, err: error }, 'a channel could not be looked at')
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
