/** What the page says to the room and hears from it. */

const retryMilliseconds = 1_000

/** What one decides with several presses comes to the room in the order of pressing. */
const inOrder = new Set(['press', 'submit'])
let before = Promise.resolve()

/**
 * Sends an action; a refusal comes back as an Error whose message is meant for the reader.
 *
 * @returns what this page alone is answered: `opens` is a form to open
 */
export function send(name, given) {
  if (!inOrder.has(name)) return sendNow(name, given)
  const sent = before.then(() => sendNow(name, given))
  before = sent.catch(() => {})
  return sent
}

async function sendNow(name, given) {
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
  if (response.ok) return response.json()
  const { says } = await response.json().catch(() => ({ says: 'The room could not do that.' }))
  throw new Error(says)
}

const mostFileBytes = 50 * 2 ** 20

/** Sends a file; what keeps it from being sent comes back as an Error whose message is meant for the reader. */
export async function sendFile(file, given) {
  if (file.size > mostFileBytes) throw new Error(`${file.name} is larger than 50 MB. Nothing was sent.`)
  let response
  try {
    response = await fetch(`/upload?${new URLSearchParams({ ...given, name: file.name || 'file' })}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: file,
    })
  } catch {
    throw new Error(`The room did not take ${file.name}. Is it still running, and the file still there?`)
  }
  if (response.ok) return
  const { says } = await response.json().catch(() => ({ says: 'The room could not do that.' }))
  throw new Error(says)
}

/**
 * Listens as one person. A stream that broke off goes on after the last change that was seen, so nothing is
 * missed and nothing comes twice.
 *
 * @returns a function that stops listening
 */
export function listen(viewer, { room, changes, connected }) {
  let stream
  let seen
  let again
  open()
  return () => {
    clearTimeout(again)
    stream.close()
  }

  function open() {
    const asked = new URLSearchParams({ as: viewer, ...(seen === undefined ? {} : { since: seen }) })
    stream = new EventSource(`/api/stream?${asked}`)
    stream.addEventListener('room', (event) => {
      connected(true)
      room(JSON.parse(event.data))
    })
    stream.addEventListener('changes', (event) => {
      seen = event.lastEventId
      changes(JSON.parse(event.data))
    })
    stream.addEventListener('error', () => {
      connected(false)
      // a browser comes back by itself after a broken connection, but never after a refusal: the room may be starting
      if (stream.readyState === EventSource.CLOSED) again = setTimeout(open, retryMilliseconds)
    })
  }
}
