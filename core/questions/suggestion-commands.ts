import { type Asked, type Capability, type FormValues, isRowId, textOf } from '../interactions.ts'
import type { Button, Message, Reply } from '../platform.ts'
import { privately } from '../reply.ts'
import { namesOf } from '../workspaces/workspaces.ts'
import { topicTitle } from './bank.ts'
import { editForm, kindTitles, refuseForm, suggestForm } from './suggestion-forms.ts'
import { formKindOf, mostIn, readSuggestion, type SuggestedKind, suggestedKinds, typedOf } from './suggestion-rule.ts'
import {
  approvedWords,
  decidedBefore,
  notBroughtIn,
  refusedWords,
  suggestionMessage,
  suggestionWords,
} from './suggestion-words.ts'
import {
  approveSuggestion,
  changeSuggestion,
  lockSuggestion,
  maySuggest,
  oldestWaiting,
  refuseSuggestion,
  type Suggestion,
  takeSuggestion,
} from './suggestions.ts'

/** Members suggest questions, admins decide. */
export const suggesting: Capability = {
  commands: [
    {
      words: 'question suggest',
      about: 'Suggest a question of your own; an admin decides',
      gives: 'form',
      options: [
        {
          name: 'kind',
          about: 'How it is answered',
          choices: suggestedKinds.map((value) => ({ value, about: kindTitles[value].toLowerCase() })),
        },
      ],
      run: (asked, { kind }) =>
        openSuggest(
          asked,
          suggestedKinds.find((one) => one === kind),
        ),
    },
    {
      words: 'question suggestions',
      about: 'What members have suggested, to approve, edit or refuse',
      gives: 'private',
      forAdmins: true,
      run: async (asked) => alone(await nextToDecide(asked)),
    },
  ],
  buttons: {
    suggest: { gives: 'form', run: (asked, kind) => openSuggest(asked, kindNamed(kind)) },
    'suggestion-approve': { gives: 'update', forAdmins: true, run: (asked, id) => decideOn(asked, id, approve) },
    'suggestion-edit': { gives: 'form', forAdmins: true, run: (asked, id) => decideOn(asked, id, openEdit) },
    'suggestion-refuse': { gives: 'form', forAdmins: true, run: (asked, id) => decideOn(asked, id, openRefuse) },
  },
  forms: {
    suggest: { run: (asked, kind, values) => suggest(asked, kindNamed(kind), values) },
    'suggestion-edit': {
      forAdmins: true,
      run: (asked, id, values) => decideOn(asked, id, (suggestion) => edit(asked, suggestion, values)),
    },
    'suggestion-refuse': {
      forAdmins: true,
      run: (asked, id, values) => decideOn(asked, id, (suggestion) => refuse(asked, suggestion, values)),
    },
  },
}

function kindNamed(name: string): SuggestedKind {
  return suggestedKinds.find((kind) => kind === name) ?? 'open'
}

async function openSuggest(asked: Asked, kind: SuggestedKind | undefined): Promise<Reply> {
  const hindered = await hindrance(asked)
  if (hindered !== undefined) return privately(hindered)
  if (kind !== undefined) return { kind: 'form', form: suggestForm(kind, {}) }
  const buttons = suggestedKinds.map((one): Button => ({ id: `suggest:${one}`, label: kindTitles[one] }))
  return privately(suggestionWords.which, buttons)
}

async function hindrance({ tx, workspace, member }: Asked): Promise<string | undefined> {
  const may = await maySuggest(tx, workspace, member.id)
  switch (may) {
    case 'may':
      return undefined
    case 'excluded':
      return suggestionWords.excluded
    case 'three-waiting':
      return suggestionWords.threeWaiting
    default:
      throw may satisfies never
  }
}

async function suggest(asked: Asked, kind: SuggestedKind, values: FormValues): Promise<Reply> {
  const hindered = await hindrance(asked)
  if (hindered !== undefined) {
    return { kind: 'form', form: suggestForm(kind, values), complaints: [{ field: 'question', says: hindered }] }
  }
  const id = asked.study.newId()
  const read = readSuggestion({ kind, values, topics: topicsKnown(asked), row: id })
  if ('complaints' in read) return { kind: 'form', form: suggestForm(kind, values), complaints: read.complaints }
  await takeSuggestion(asked, { id, body: read.question })
  return privately(suggestionWords.taken)
}

/** Also those that only the workspace's own questions have. */
function topicsKnown({ study: { bank } }: Asked): ReadonlyMap<string, string> {
  return new Map([...bank.questions.values()].map(({ topic }) => [topic, topicTitle(bank, topic)]))
}

/** Of two who press at once, one decides; the other reads who did. */
async function decideOn(
  asked: Asked,
  id: string,
  act: (suggestion: Suggestion, asked: Asked) => Promise<Reply>,
): Promise<Reply> {
  const suggestion = isRowId(id) ? await lockSuggestion(asked.tx, asked.workspace, id) : undefined
  if (suggestion === undefined) return privately(suggestionWords.gone)
  if (suggestion.decidedAt === null) return act(suggestion, asked)
  const { body, decidedBy, approvedAs } = suggestion
  const by = await nameOf(asked, decidedBy)
  return inPlace(asked, await nextToDecide(asked, decidedBefore(body.tests, by, approvedAs !== null)))
}

async function approve(suggestion: Suggestion, asked: Asked): Promise<Reply> {
  const outcome = await approveSuggestion(asked, suggestion)
  if ('refused' in outcome) return privately(notBroughtIn(outcome.refused))
  return inPlace(asked, await nextToDecide(asked, approvedWords(suggestion.body.tests, outcome.approvedAs)))
}

async function openEdit({ id, body }: Suggestion, asked: Asked): Promise<Reply> {
  return { kind: 'form', form: editForm(id, formKindOf(body), typedOf(body, topicsKnown(asked))) }
}

async function edit(asked: Asked, suggestion: Suggestion, values: FormValues): Promise<Reply> {
  const { id, body } = suggestion
  const kind = formKindOf(body)
  const read = readSuggestion({ kind, values, topics: topicsKnown(asked), row: id })
  if ('complaints' in read) return { kind: 'form', form: editForm(id, kind, values), complaints: read.complaints }
  await changeSuggestion(asked.tx, suggestion, read.question)
  return inPlace(asked, await nextToDecide(asked, suggestionWords.edited))
}

async function openRefuse({ id }: Suggestion): Promise<Reply> {
  return { kind: 'form', form: refuseForm(id, {}) }
}

async function refuse(asked: Asked, suggestion: Suggestion, values: FormValues): Promise<Reply> {
  const reason = textOf(values, 'reason')
  const says = reason === '' ? suggestionWords.nothingTyped : suggestionWords.reasonTooLong
  if (reason === '' || reason.length > mostIn.reason) {
    return { kind: 'form', form: refuseForm(suggestion.id, values), complaints: [{ field: 'reason', says }] }
  }
  await refuseSuggestion(asked, suggestion, reason)
  const { body, member: author } = suggestion
  return inPlace(
    asked,
    await nextToDecide(asked, refusedWords(body.tests, author !== null && author !== asked.member.id)),
  )
}

/** @param before what became of the one that stood there */
async function nextToDecide(asked: Asked, before?: string): Promise<Message> {
  const { study, tx, workspace } = asked
  const oldest = await oldestWaiting(tx, workspace)
  if (oldest === undefined) return suggestionMessage(undefined, before)
  const { suggestion, waiting } = oldest
  const { id, body, member, suggestedAt } = suggestion
  const author = await nameOf(asked, member)
  const topic = topicTitle(study.bank, body.topic)
  return suggestionMessage({ id, question: body, topic, author, at: suggestedAt, more: waiting - 1 }, before)
}

async function nameOf({ tx, workspace }: Asked, member: string | null): Promise<string | undefined> {
  return member === null ? undefined : (await namesOf(tx, workspace, [member])).get(member)
}

function alone(message: Message): Reply {
  return { kind: 'message', seen: 'private', message }
}

/** In the message whose button was pressed; on the bot's own page there is none. */
function inPlace(asked: Asked, message: Message): Reply {
  return asked.message === undefined ? alone(message) : { kind: 'update', message }
}
