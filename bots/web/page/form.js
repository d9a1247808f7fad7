import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Field, isEmpty, startingValues } from '/page/field.js'
import { html } from '/page/html.js'
import { Prose } from '/page/prose.js'

/**
 * A form of the bot's in front of the page. Refused, it stays with what was typed, and says beside the fields
 * what is wrong.
 */
export function FormDialog({ opened, people, onSubmit, onClose }) {
  const { form, complaints, trouble } = opened
  const [typed, setTyped] = useState({})
  const [missing, setMissing] = useState([])
  const [sending, setSending] = useState(false)
  const dialog = useRef(null)
  const valuesOf = (field) => typed[field.name] ?? startingValues(field)
  const nameless = complaints.filter(({ field }) => !form.fields.some(({ name }) => name === field))

  useLayoutEffect(() => dialog.current.showModal(), [])
  useLayoutEffect(() => dialog.current.querySelector('[aria-invalid=true]')?.focus(), [complaints, missing])

  async function submit(event) {
    event.preventDefault()
    if (sending) return
    const empty = form.fields.filter((field) => field.required && isEmpty(valuesOf(field)))
    setMissing(empty.map(({ name }) => name))
    if (empty.length > 0) return
    setSending(true)
    const done = await onSubmit(Object.fromEntries(form.fields.map((field) => [field.name, valuesOf(field)])))
    setSending(false)
    // closing gives the focus back to where it was
    if (done) dialog.current?.close()
  }

  return html`
    <dialog ref=${dialog} aria-labelledby="form-title" onCancel=${(event) => sending && event.preventDefault()} onClose=${onClose}>
      <form noValidate onSubmit=${submit}>
        <h2 id="form-title">${form.title}</h2>
        ${form.note && html`<p class="faint">${form.note}</p>`}
        ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
        ${nameless.map(({ field, nodes }) => html`<div class="trouble" role="alert" key=${field}><${Prose} nodes=${nodes} people=${people} /></div>`)}
        ${form.fields.map(
          (field) => html`
            <${Field} key=${field.name} field=${field} values=${valuesOf(field)} people=${people}
              isMissing=${missing.includes(field.name)}
              complaint=${complaints.find((one) => one.field === field.name)}
              change=${(values) => setTyped((before) => ({ ...before, [field.name]: values }))} />`,
        )}
        <div class="buttons">
          <button type="submit" class="primary" aria-disabled=${sending}>${form.submit}</button>
          <button type="button" disabled=${sending} onClick=${() => dialog.current.close()}>Cancel</button>
        </div>
      </form>
    </dialog>`
}
