import { useId, useState } from 'preact/hooks'
import { Checkboxes } from '/page/field.js'
import { html } from '/page/html.js'

/**
 * A list under a message; what is chosen in it goes with the button beside it, or at once where the message shows what
 * is chosen so far.
 */
export function Menu({ menu, press }) {
  const [chosen, setChosen] = useState(() => chosenIn(menu))
  const id = useId()
  const { label, choices, most = 1 } = menu
  const choose = (event) => {
    event.preventDefault()
    return press(menu.id, chosen)
  }
  if (most > 1) {
    const change = (values) => {
      setChosen(values)
      if (menu.chosen !== undefined) press(menu.id, values)
    }
    return html`
      <form class="menu several" onSubmit=${choose}>
        <fieldset>
          <legend>${label}${most < choices.length && html`<span class="faint"> (at most ${most})</span>`}</legend>
          <${Checkboxes} choices=${choices} chosen=${chosen} change=${change} most=${most} />
        </fieldset>
        ${menu.chosen === undefined && html`<button type="submit">Choose</button>`}
      </form>`
  }
  return html`
    <form class="menu" onSubmit=${choose}>
      <label for=${id}>${label}</label>
      <select id=${id} required value=${chosen[0] ?? ''} onChange=${({ target }) => setChosen([target.value])}>
        <option value="" disabled>Choose one…</option>
        ${choices.map((choice) => html`<option key=${choice.value} value=${choice.value}>${choice.label}</option>`)}
      </select>
      <button type="submit">Choose</button>
    </form>`
}

/** The values that stand chosen as it is shown. */
function chosenIn({ chosen = [], choices, most = 1 }) {
  return [...new Set(chosen)].filter((value) => choices.some((choice) => choice.value === value)).slice(0, most)
}
