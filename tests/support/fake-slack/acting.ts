import type { Deliveries } from './deliveries.ts'
import { seenView, visibleEverywhere } from './sees.ts'
import type { Member, Slack, Team } from './state.ts'
import type { Delivery, Outcome } from './types.ts'
import { modalsOf } from './views.ts'

/** What a person needs to act. */
export interface Actor {
  readonly slack: Slack
  readonly team: Team
  readonly member: Member
  readonly deliver: Deliveries['deliver']
}

/** Does it, waits for the acknowledgement, and gathers what the person sees since. */
export async function outcomeOf(actor: Actor, act: () => Promise<Delivery | undefined>): Promise<Outcome> {
  const { slack, team, member } = actor
  const before = new Set(visibleEverywhere(team, member.id).map((one) => `${one.channel}/${one.ts}`))
  const delivery = await act()
  const top = modalsOf(team, member.id).at(-1)
  return {
    delivery: delivery ?? unheard(slack, team),
    acknowledged: delivery?.state === 'acknowledged',
    shown: visibleEverywhere(team, member.id).filter((one) => !before.has(`${one.channel}/${one.ts}`)),
    modal: top === undefined ? undefined : seenView(top),
  }
}

/** The app cannot hear this, so nothing was sent. */
function unheard(slack: Slack, team: Team): Delivery {
  return {
    id: slack.nextId('Dl'),
    kind: 'event',
    name: 'unheard',
    team: team.id,
    body: {},
    attempts: [],
    state: 'missed',
  }
}
