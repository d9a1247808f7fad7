import type { Claim, PostingStore } from '../core/db/posting-store.ts'
import type { Place, Posted, Said, WorkspaceId } from '../core/platform.ts'

/**
 * Posting once under a key, for adapters of platforms that cannot promise it themselves: the key is written down before
 * the post, and where an earlier try is in doubt, the platform is looked at before the next one.
 */

/** What was posted under a key; the store that an adapter is handed. */
export type Postings = Pick<PostingStore, 'claim' | 'renew' | 'settle' | 'release' | 'doubt'>

/** An earlier try may have posted it, between `since` and `until`. */
export type EarlierTry = Extract<Claim, { kind: 'again' }>

export interface Poster<Wanted extends { readonly key: string; readonly channel: Place }> {
  readonly postings: Postings
  readonly clock: () => Temporal.Instant
  /** The message with this key, by its id, if it stands. In doubt it waits for the limit of looking. */
  look(workspace: WorkspaceId, wanted: Wanted, earlier: EarlierTry): Promise<Said<string | undefined>>
  /** Waits for the platform's own pace, where it has one; the seconds to come back in where that is far off. */
  turn?(workspace: WorkspaceId, wanted: Wanted): Promise<number | undefined>
  /** Posts it; gives the message's id. Throws where it may have been posted all the same. */
  create(workspace: WorkspaceId, wanted: Wanted): Promise<Said<string>>
}

type Claimed = Extract<Claim, { kind: 'first' | 'again' }>

/** A look begins so much before an earlier try and ends so much after it: one machine's clock may be an hour off. */
export const clocksDifferSeconds = 65 * 60
/** Longer than one call can take: until then no other process takes it over. Held on from before the post. */
const holdSeconds = 30
/** Seconds after which to ask again where another process has taken it over. */
const heldByOther = 5

export function postingOnce<Wanted extends { readonly key: string; readonly channel: Place }>({
  postings,
  clock,
  look,
  turn,
  create,
}: Poster<Wanted>) {
  const underWay = new Map<string, Promise<Said<Posted>>>()

  return async function post(workspace: WorkspaceId, wanted: Wanted): Promise<Said<Posted>> {
    const name = `${workspace} ${wanted.key}`
    const running = underWay.get(name) ?? attempt(workspace, wanted).finally(() => underWay.delete(name))
    underWay.set(name, running)
    return running
  }

  async function attempt(workspace: WorkspaceId, wanted: Wanted): Promise<Said<Posted>> {
    const { key, channel: place } = wanted
    const wait = await turn?.(workspace, wanted)
    if (wait !== undefined) return { later: wait }
    const claim = await postings.claim(workspace, { key, place, now: clock(), holdSeconds })
    switch (claim.kind) {
      case 'done':
        return { done: { place: claim.place, id: claim.message } }
      case 'held':
        return { later: claim.seconds }
      case 'first':
        return send(workspace, wanted, claim)
      case 'again':
        return lookThenSend(workspace, wanted, claim)
      default:
        throw claim satisfies never
    }
  }

  async function lookThenSend(workspace: WorkspaceId, wanted: Wanted, claim: EarlierTry): Promise<Said<Posted>> {
    const found = await look(workspace, wanted, claim)
    if (!('done' in found)) {
      await giveBack(workspace, wanted, claim.kind)
      return found
    }
    return found.done === undefined ? send(workspace, wanted, claim) : stands(workspace, wanted, found.done)
  }

  async function send(workspace: WorkspaceId, wanted: Wanted, { kind, held }: Claimed): Promise<Said<Posted>> {
    const isMine = await postings.renew(workspace, { key: wanted.key, held, now: clock(), holdSeconds })
    if (!isMine) return { later: heldByOther }
    try {
      const made = await create(workspace, wanted)
      if ('done' in made) return await stands(workspace, wanted, made.done)
      await giveBack(workspace, wanted, kind)
      return made
    } catch (error) {
      await giveBack(workspace, wanted, 'again')
      throw error
    }
  }

  async function stands(workspace: WorkspaceId, { key, channel }: Wanted, id: string): Promise<Said<Posted>> {
    await postings.settle(workspace, key, id)
    return { done: { place: channel, id } }
  }

  /** It was not posted now; whether an earlier try was, remains open. */
  async function giveBack(workspace: WorkspaceId, { key }: Wanted, claimed: Claimed['kind']): Promise<void> {
    await (claimed === 'first' ? postings.release(workspace, key) : postings.doubt(workspace, key, clock()))
  }
}
