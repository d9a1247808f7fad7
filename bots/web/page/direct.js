import { useEffect } from 'preact/hooks'

/** The place of the messages that the bot writes to one person alone. */
export const direct = 'direct'

/** How many of them the viewer has not read, as this browser remembers it; who looks at them has read them. */
export function useUnread(viewer, messages, isLooking) {
  const toViewer = [...messages.values()].filter(({ channel }) => channel === direct)
  const last = toViewer.at(-1)
  useEffect(() => {
    if (isLooking && last !== undefined) localStorage.setItem(keptAs(viewer), markOf(last))
  }, [isLooking, viewer, last?.id])
  if (isLooking) return 0
  const read = localStorage.getItem(keptAs(viewer))
  return toViewer.length - 1 - toViewer.findLastIndex((message) => markOf(message) === read)
}

function keptAs(viewer) {
  return `read by ${viewer}`
}

/** In a room that was made anew, an old id says nothing. */
function markOf({ id, saidAt }) {
  return `${id} ${saidAt}`
}
