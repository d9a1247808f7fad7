/** What the page says to the room and hears from it. */

/** Sends an action; a refusal comes back as an Error whose message is meant for the reader. */
export async function send(name, given) {
  let response
  try {
    response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(given),
    })
  } catch {
    throw new Error('The room does not answer. Is it still running? Nothing was sent.')
  }
  if (response.ok) return
  const { says } = await response.json().catch(() => ({ says: 'The room could not do that.' }))
  throw new Error(says)
}

/**
 * Listens as one person. The browser reconnects by itself and names the last change it saw, so nothing is missed.
 *
 * @returns a function that stops listening
 */
export function listen(viewer, { room, changes, connected }) {
  const stream = new EventSource(`/api/stream?as=${encodeURIComponent(viewer)}`)
  stream.addEventListener('room', (event) => {
    connected(true)
    room(JSON.parse(event.data))
  })
  stream.addEventListener('changes', (event) => changes(JSON.parse(event.data)))
  stream.addEventListener('error', () => connected(false))
  return () => stream.close()
}
