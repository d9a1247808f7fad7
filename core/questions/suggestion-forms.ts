import type { FormValues } from '../interactions.ts'
import type { Field, Form } from '../platform.ts'
import { mostIn, type SuggestedKind } from './suggestion-rule.ts'

/** The forms of suggestions, filled with what stands or what was typed: at most five fields each. Pure. */

export const kindTitles: Readonly<Record<SuggestedKind, string>> = {
  open: 'Answered in the thread',
  single: 'With options',
  'true-false': 'True or false',
  short: 'With a short answer',
}

/** A member suggests a question. */
export function suggestForm(kind: SuggestedKind, typed: FormValues): Form {
  return {
    id: `suggest:${kind}`,
    title: 'Suggest a question',
    note: 'Those who manage this workspace read it, with your name, and decide.',
    submit: 'Suggest',
    fields: fieldsOf(kind, typed),
  }
}

/** An admin mends a suggestion before it is decided. */
export function editForm(id: string, kind: SuggestedKind, typed: FormValues): Form {
  return { id: `suggestion-edit:${id}`, title: 'Edit the suggestion', submit: 'Save', fields: fieldsOf(kind, typed) }
}

export function refuseForm(id: string, typed: FormValues): Form {
  const reason = paragraph(typed, 'reason', 'Why it is not taken', { required: true, most: mostIn.reason })
  return {
    id: `suggestion-refuse:${id}`,
    title: 'Refuse the suggestion',
    note: 'Whoever suggested it reads this in their daily message.',
    submit: 'Refuse',
    fields: [reason],
  }
}

function fieldsOf(kind: SuggestedKind, typed: FormValues): Field[] {
  return [
    paragraph(typed, 'question', 'The question', { required: true, most: mostIn.question }),
    ...answerFields(kind, typed),
    { ...line(typed, 'topic', 'Topic', mostIn.topic * 2), hint: 'Like Caching, or a new one', required: true },
    { ...line(typed, 'source', 'Source', mostIn.source), hint: 'Where one can read it: https://…' },
  ]
}

function answerFields(kind: SuggestedKind, typed: FormValues): Field[] {
  switch (kind) {
    case 'open':
      return [paragraph(typed, 'reference', 'A good answer', { most: mostIn.reference })]
    case 'single': {
      const hint = 'One on each line, with * before the right one'
      return [paragraph(typed, 'options', 'Options', { hint, required: true, most: 2_000 }), explanation(typed)]
    }
    case 'true-false':
      return [
        {
          kind: 'choice',
          name: 'answer',
          label: 'It is',
          required: true,
          choices: [
            { value: 'true', label: 'true' },
            { value: 'false', label: 'false' },
          ],
          value: typed.answer ?? [],
        },
        explanation(typed),
      ]
    case 'short': {
      const hint = 'One on each line; the first one is shown'
      return [paragraph(typed, 'accepted', 'Right answers', { hint, required: true, most: 2_000 }), explanation(typed)]
    }
    default:
      throw kind satisfies never
  }
}

function explanation(typed: FormValues): Field {
  return paragraph(typed, 'explanation', 'Why it is right', { most: mostIn.explanation })
}

function paragraph(
  typed: FormValues,
  name: string,
  label: string,
  rest: { readonly hint?: string; readonly required?: boolean; readonly most: number },
): Field {
  return { kind: 'paragraph', name, label, value: typed[name]?.[0] ?? '', ...rest }
}

function line(typed: FormValues, name: string, label: string, most: number): Field {
  return { kind: 'text', name, label, value: typed[name]?.[0] ?? '', most }
}
