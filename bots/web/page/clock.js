import { html } from '/page/html.js'
import { dayOf, timeOf, wordsOf } from '/page/prose.js'

/** The room's time, and the ways to the next event. */
export function Clock({ clock, act }) {
  if (clock === undefined) return null
  const now = new Date(clock.now)
  const moved = now.getTime() - Date.now() > 60_000
  const steps = ['close', 'ask'].flatMap((what) => clock.upcoming.find((event) => event.what === what) ?? [])
  return html`
    <div class="clock">
      <span class=${moved ? 'moved' : 'faint'}>${moved ? 'The clock stands at ' : ''}${wordsOf(now)}</span>
      ${steps.map(({ what, at }) => {
        const words = what === 'close' ? 'the close' : 'the next question'
        return html`<button type="button" key=${what} onClick=${() => act('clock', { to: at })}>To ${words} <span class="faint">${soonWords(new Date(at), now)}</span></button>`
      })}
    </div>`
}

/** The time alone says enough for what comes today. */
function soonWords(at, now) {
  if (dayOf(at) === dayOf(now)) return timeOf(at)
  return `${at.toLocaleDateString([], { weekday: 'short' })} ${timeOf(at)}`
}
