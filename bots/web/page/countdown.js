import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { html } from '/page/html.js'

/** How far the room's clock is ahead of the reader's, in milliseconds, once it is known. */
export const RoomAhead = createContext(undefined)

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
/** Between two changes of what is shown, for readers who want little to move. */
const calm = 10 * second

/** How long until a moment by the room's clock, counting down. Read aloud when asked for, not each second. */
export function Countdown({ at }) {
  const ahead = useContext(RoomAhead) ?? 0
  const [now, setNow] = useState(Date.now())
  const date = new Date(at)
  const left = date.getTime() - now - ahead
  useEffect(() => {
    if (!(left > 0)) return undefined
    const timer = setTimeout(() => setNow(Date.now()), untilChange(left))
    return () => clearTimeout(timer)
  }, [left])
  if (Number.isNaN(left)) return at
  return html`<time role="timer" class="countdown" datetime=${date.toISOString()} title=${date.toLocaleString()}>${untilWords(left)}</time>`
}

/** Until what is shown changes next: at a whole second, or at a tenth one. */
function untilChange(left) {
  const step = matchMedia('(prefers-reduced-motion: reduce)').matches ? calm : second
  return left % step || step
}

function untilWords(left) {
  if (left <= 0) return 'now'
  const seconds = Math.ceil(left / second)
  if (seconds < 60) return `in ${seconds} s`
  if (left < hour) return `in ${Math.floor(seconds / 60)} min ${seconds % 60} s`
  if (left < day) return `in ${Math.floor(left / hour)} h ${Math.floor((left % hour) / minute)} min`
  const days = Math.floor(left / day)
  return days === 1 ? 'in 1 day' : `in ${days} days`
}
