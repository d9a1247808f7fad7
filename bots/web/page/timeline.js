import { useLayoutEffect, useRef } from 'preact/hooks'
import { html } from '/page/html.js'
import { dayOf } from '/page/prose.js'

/** So near to its end, in pixels, a timeline follows what is said. */
const near = 60

/** Messages, oldest first, with a line where a day begins; stays at the end while the reader is there. */
export function Timeline({ label, messages, draw }) {
  const list = useRef(null)
  const atEnd = useRef(true)
  const top = useRef(0)
  const follow = () => {
    if (atEnd.current) list.current.scrollTop = list.current.scrollHeight
  }
  useLayoutEffect(follow)
  useLayoutEffect(() => {
    const resized = new ResizeObserver(follow)
    resized.observe(list.current)
    return () => resized.disconnect()
  }, [])
  /** Only who scrolls up leaves the end: what grows below it moves nobody away. */
  const onScroll = ({ target }) => {
    const left = target.scrollHeight - target.scrollTop - target.clientHeight
    if (left < near) atEnd.current = true
    else if (target.scrollTop < top.current) atEnd.current = false
    top.current = target.scrollTop
  }
  return html`
    <div class="timeline" role="log" aria-label=${label} tabindex="0" ref=${list} onScroll=${onScroll}>
      ${messages.flatMap((message, index) => [newDay(message, messages[index - 1]), draw(message)])}
      ${messages.length === 0 && html`<p class="faint empty">Nothing has been said here yet. <code>/study post</code> asks a question now, <code>/study schedule</code> shows when the next one comes.</p>`}
    </div>`
}

function newDay(message, before) {
  const day = dayOf(new Date(message.saidAt))
  if (before !== undefined && dayOf(new Date(before.saidAt)) === day) return null
  return html`<p class="day" key=${`day-${message.id}`}><span>${day}</span></p>`
}
