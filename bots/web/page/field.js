import { useContext } from 'preact/hooks'
import { html } from '/page/html.js'
import { Channels, Prose } from '/page/prose.js'

/** So much of a text's room is used before its reader is told how much is left. */
const nearlyFull = 0.9

/** What stands in a field before anybody types: one text, or the values that are chosen. */
export function startingValues({ kind, value, choices }) {
  if (kind === 'choice') return choices.some((choice) => choice.value === value?.[0]) ? [value[0]] : []
  if (kind === 'choices') return value ?? []
  return [value ?? '']
}

export function isEmpty(values) {
  return values.every((value) => value.trim() === '')
}

/** One field of a form, with what is wrong in it. */
export function Field({ field, isMissing, complaint, people, ...rest }) {
  const id = `field-${field.name}`
  const isWrong = isMissing || complaint !== undefined
  const describedBy = [field.hint && `${id}-hint`, isWrong && `${id}-complaint`].filter(Boolean).join(' ') || undefined
  const parts = { field, id, isWrong, describedBy, people, ...rest }
  const control = field.kind === 'choices' ? Choices : Single
  return html`
    <${control} ...${parts}>
      ${field.hint && html`<p class="hint" id=${`${id}-hint`}>${field.hint}</p>`}
      ${
        isWrong &&
        html`
          <div class="complaint" id=${`${id}-complaint`} role="alert">
            ${isMissing ? missingWords(field) : html`<${Prose} nodes=${complaint.nodes} people=${people} />`}
          </div>`
      }
    <//>`
}

function missingWords({ kind }) {
  return kind !== 'text' && kind !== 'paragraph' ? 'Please choose.' : 'Please fill this in.'
}

function Single({ field, id, isWrong, describedBy, people, values, change, children }) {
  const [value = ''] = values
  const shared = {
    id,
    value,
    required: field.required,
    'aria-invalid': isWrong,
    'aria-describedby': describedBy,
  }
  const onInput = (event) => change([event.target.value])
  const groups = field.kind === 'group' ? groupsOf(people) : []
  const isTyped = field.kind === 'text' || (field.kind === 'group' && groups.length === 0)
  return html`
    <div class="field">
      <label for=${id}>${field.label}${field.required && html`<span class="needed" aria-hidden="true"> required</span>`}</label>
      ${isTyped && html`<input type="text" autocomplete="off" ...${shared} maxlength=${field.most} onInput=${onInput} />`}
      ${field.kind === 'paragraph' && html`<textarea rows="5" ...${shared} maxlength=${field.most} onInput=${onInput}></textarea>`}
      ${field.kind === 'channel' && html`<${ChannelSelect} field=${field} shared=${shared} change=${change} />`}
      ${groups.length > 0 && html`<${GroupSelect} field=${field} groups=${groups} shared=${shared} change=${change} />`}
      ${field.kind === 'choice' && html`<${Select} field=${field} shared=${shared} change=${change} />`}
      ${field.most && value.length > field.most * nearlyFull && html`<p class="hint" role="status">${value.length} of ${field.most} characters</p>`}
      ${children}
    </div>`
}

function Select({ field, shared, change }) {
  const mayBeNone = !field.required || shared.value === ''
  return html`
    <select ...${shared} onChange=${({ target }) => change(target.value === '' ? [] : [target.value])}>
      ${mayBeNone && html`<option value="">${field.required ? 'Choose…' : 'None'}</option>`}
      ${field.choices.map(({ value, label }) => html`<option key=${value} value=${value}>${label}</option>`)}
    </select>`
}

function ChannelSelect({ field, shared, change }) {
  const choices = useContext(Channels).map(({ id, name }) => ({ value: id, label: `#${name}` }))
  return html`<${Select} field=${{ ...field, choices }} shared=${shared} change=${change} />`
}

/** What stands in the field can be kept, also where nobody is in that group. */
function GroupSelect({ field, groups, shared, change }) {
  const known = field.value === undefined || groups.includes(field.value) ? groups : [...groups, field.value]
  const choices = known.map((group) => ({ value: group, label: `@${group}` }))
  return html`<${Select} field=${{ ...field, choices }} shared=${shared} change=${change} />`
}

/** The groups that anybody in the room is in. */
function groupsOf(people) {
  return [...new Set([...people.values()].flatMap((person) => person.groups))].sort()
}

function Choices({ field, id, isWrong, describedBy, values, change, children }) {
  return html`
    <fieldset class="field" aria-describedby=${describedBy}>
      <legend>${field.label}${field.required && html`<span class="needed"> required</span>`}</legend>
      <${Checkboxes} name=${id} choices=${field.choices} chosen=${values} change=${change} isWrong=${isWrong} />
      ${children}
    </fieldset>`
}

/** Several of some choices; in the order of the choices, whatever the order of choosing. */
export function Checkboxes({ choices, chosen, change, most = choices.length, isWrong = false }) {
  const toggled = (value, on) =>
    choices.map((choice) => choice.value).filter((one) => (one === value ? on : chosen.includes(one)))
  return html`
    <div class="choices">
      ${choices.map(({ value, label }) => {
        const checked = chosen.includes(value)
        return html`
          <label key=${value}>
            <input type="checkbox" checked=${checked} disabled=${!checked && chosen.length >= most}
              aria-invalid=${isWrong}
              onChange=${(event) => change(toggled(value, event.target.checked))} />
            <span>${label}</span>
          </label>`
      })}
    </div>`
}
