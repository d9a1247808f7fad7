import { commandOf } from './commands.ts'
import { inWorkspace } from './db/connect.ts'
import type { Choice, Reply, TypingEvent } from './platform.ts'
import { type Study, studyAt } from './study.ts'
import { shortened } from './text.ts'
import { standingOf } from './workspaces/admins.ts'
import { ErasedSince, unlessErased } from './workspaces/erased-door.ts'
import { rememberMember } from './workspaces/workspaces.ts'

const mostChoices = 25
const longestText = 100

/** What fits what someone has typed so far. When that breaks, nothing is suggested: they can type on. */
export async function suggest(study: Study, event: TypingEvent): Promise<Reply> {
  try {
    return { kind: 'choices', choices: (await choicesFor(study, event)).filter(isShort).slice(0, mostChoices).map(cut) }
  } catch (error) {
    const { workspace, words, option } = event
    if (!(error instanceof ErasedSince)) {
      study.log.warn({ workspace, command: words, option, err: error }, 'what someone types cannot be completed')
    }
    return { kind: 'choices', choices: [] }
  }
}

async function choicesFor(study: Study, event: TypingEvent): Promise<readonly Choice[]> {
  const { workspace, place, words, option, typed, options, at: now } = event
  const command = commandOf(words)
  const complete = command?.suggestions?.[option]
  if (command === undefined || complete === undefined) return []
  return inWorkspace(study.database, workspace, (tx) =>
    unlessErased(tx, event, async () => {
      await rememberMember(tx, workspace, event.member, now)
      const { zone, member, bankVersion } = await standingOf(tx, workspace, event.member)
      if (command.forAdmins === true && member.admin !== true) return []
      const own = await studyAt(study, tx, workspace, bankVersion)
      return complete({ study: own, tx, workspace, zone, place, member, now }, typed, options)
    }),
  )
}

/** A longer value would come back as another one. */
function isShort({ value }: Choice): boolean {
  return value.length <= longestText
}

function cut({ value, label }: Choice): Choice {
  return { value, label: shortened(label, longestText) }
}
