import { direct } from '/page/direct.js'
import { html } from '/page/html.js'

/** The room's channels, what the bot told the reader alone, and who the reader is. */
export function Side({ room, channel, unread, viewer, enter, become }) {
  return html`
    <nav class="side" aria-label="Room">
      <h1>${room.name}</h1>
      <h2>Channels</h2>
      <ul>
        ${room.channels.map(
          ({ id, name }) => html`
            <li key=${id}><button type="button" aria-current=${id === channel ? 'page' : undefined} onClick=${() => enter(id)}># ${name}</button></li>`,
        )}
        <li>
          <button type="button" class="direct" aria-current=${channel === direct ? 'page' : undefined} onClick=${() => enter(direct)}>
            <span>Direct<span class="more"> messages</span></span>
            ${unread > 0 && html`<span class="count">${unread}<span class="unseen"> unread</span></span>`}
          </button>
        </li>
      </ul>
      <label><span class="more">You are</span>
        <select value=${viewer} onChange=${(event) => become(event.target.value)}>
          ${room.people.map(({ id, name, admin }) => html`<option key=${id} value=${id}>${name}${admin ? ' (admin)' : ''}</option>`)}
        </select>
      </label>
    </nav>`
}
