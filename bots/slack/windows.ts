import type { KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import { shaped } from './shape.ts'
import { slackWords } from './words.ts'

/** Windows that say how a form fares which takes longer than Slack waits. */

export function textView(text: string, metadata = ''): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: slackWords.windowTitle },
    close: { type: 'plain_text', text: slackWords.close },
    private_metadata: metadata,
    blocks: [{ type: 'section', text: { type: 'plain_text', text } }],
  }
}

/** Instead of the form, so that nobody sends it twice. */
export function waitingView(metadata: string): ModalView {
  return textView(slackWords.oneMoment, metadata)
}

const option = z.looseObject({ value: z.string() })
const typedValue = z.looseObject({
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_conversation: z.string().nullish(),
})
type TypedValue = z.infer<typeof typedValue>

const sentView = z.object({
  id: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  title: z.unknown(),
  submit: z.unknown(),
  close: z.unknown(),
  blocks: z.array(z.looseObject({ type: z.string() })),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), typedValue)) }),
})

export function viewIdOf(sent: unknown): string {
  return shaped(sentView.pick({ id: true }), sent).id
}

/** The form as it was sent, with a word that it broke. */
export function brokenView(sent: unknown): ModalView {
  const { id: _id, state: _state, blocks, ...kept } = shaped(sentView, sent)
  const broke = { type: 'section', text: { type: 'plain_text', text: slackWords.broke } }
  return withTyped({ type: 'modal', ...kept, blocks: [broke, ...blocks] } as unknown as ModalView, sent)
}

/** What stands in a form from the beginning is what was typed in the one that was sent, field by field. */
export function withTyped(view: ModalView, sent: unknown): ModalView {
  const { state } = shaped(sentView, sent)
  return { ...view, blocks: view.blocks.map((block) => filledIn(block as KnownBlock, state.values)) }
}

function filledIn(block: KnownBlock, values: z.infer<typeof sentView>['state']['values']): KnownBlock {
  if (block.type !== 'input' || block.block_id === undefined) return block
  const typed = Object.values(values[block.block_id] ?? {})[0]
  if (typed === undefined) return block
  const element: Record<string, unknown> = { ...block.element }
  for (const name of Object.keys(element)) if (name.startsWith('initial_')) delete element[name]
  return { ...block, element: { ...element, ...initialOf(element.options, typed) } } as unknown as KnownBlock
}

/** Only one of a field's own options may stand in it. */
function initialOf(own: unknown, typed: TypedValue): Record<string, unknown> {
  const options = z.array(option).catch([]).parse(own)
  const among = (value: string) => options.find((one) => one.value === value)
  if (typed.value) return { initial_value: typed.value }
  if (typed.selected_conversation) return { initial_conversation: typed.selected_conversation }
  const one = typed.selected_option && among(typed.selected_option.value)
  if (one) return { initial_option: one }
  const several = (typed.selected_options ?? []).flatMap(({ value }) => among(value) ?? [])
  return several.length === 0 ? {} : { initial_options: several }
}
