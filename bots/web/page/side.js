import { html } from '/page/html.js'

/** The room's channels, and who the reader is. */
export function Side({ room, channel, viewer, enter, become }) {
  return html`
    <nav class="side" aria-label="Room">
      <h1>${room.name}</h1>
      <h2>Channels</h2>
      <ul>
        ${room.channels.map(
          ({ id, name }) => html`
            <li key=${id}><button type="button" aria-current=${id === channel ? 'page' : undefined} onClick=${() => enter(id)}># ${name}</button></li>`,
        )}
      </ul>
      <label>You are
        <select value=${viewer} onChange=${(event) => become(event.target.value)}>
          ${room.people.map(({ id, name, admin }) => html`<option key=${id} value=${id}>${name}${admin ? ' (admin)' : ''}</option>`)}
        </select>
      </label>
    </nav>`
}
