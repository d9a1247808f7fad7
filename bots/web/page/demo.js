import { useEffect, useRef, useState } from 'preact/hooks'
import { html } from '/page/html.js'

/** What a newcomer is led by: from the open question to its results, and on from there. */
export function Demo({ state, viewer, hasAnswered, act }) {
  const [busy, setBusy] = useState('')
  if (state === undefined || state === 'none') return null
  const run = (what) => async () => {
    setBusy(what)
    await act('demo', { as: viewer, do: what })
    setBusy('')
  }
  return html`
    <section class="demo" aria-label="Demo">
      <p role="status">${wordsOf(state, hasAnswered, busy)}</p>
      <div class="buttons">
        ${
          state === 'open'
            ? html`<button type="button" class=${hasAnswered ? 'primary' : ''} disabled=${busy !== ''} onClick=${run('skip')}>Skip to the results</button>`
            : html`
              <button type="button" class="primary" disabled=${busy !== ''} onClick=${run('next')}>Ask the next one</button>
              <${SetUp} platform="Slack" />
              <${SetUp} platform="Discord" />`
        }
        <${Emptying} label="Begin the demo again" isBusy=${busy !== ''} onSure=${run('reset')} />
        <${Emptying} label="Leave it for an empty room" isBusy=${busy !== ''} onSure=${run('leave')} />
      </div>
    </section>`
}

/** What erases the room asks once more. */
function Emptying({ label, isBusy, onSure }) {
  const [isAsking, setAsking] = useState(false)
  if (!isAsking)
    return html`<button type="button" class="quiet" disabled=${isBusy} onClick=${() => setAsking(true)}>${label}</button>`
  const sure = () => {
    setAsking(false)
    return onSure()
  }
  return html`
    <span>Everything said here will be gone.</span>
    <button type="button" class="danger" onClick=${sure}>Yes, empty the room</button>
    <button type="button" onClick=${() => setAsking(false)}>Keep it</button>`
}

/** A newcomer finds the open question's thread open, and the cursor in its box. */
export function useOpenQuestion(state, messages, thread, open) {
  useEffect(() => {
    const question = latestQuestion([...messages.values()])
    if (state === 'open' && thread === undefined && question !== undefined) open(question.id)
  }, [state])
}

/** Whether something that the viewer said in the latest question's thread has been taken as an answer. */
export function isAnswered(messages, viewer) {
  const question = latestQuestion(messages)
  return messages.some(
    ({ author, thread, reactions }) =>
      author === viewer && thread === question?.id && reactions.some(({ person }) => person === ''),
  )
}

/** Whose messages are marked as the demo's. */
export function playedIn(state, room) {
  return state === undefined || state === 'none' ? [] : room.played
}

function latestQuestion(messages) {
  return messages.findLast(({ title }) => title !== null)
}

function wordsOf(state, hasAnswered, busy) {
  if (busy === 'skip') return 'The others answer and vote…'
  if (busy !== '') return 'One moment…'
  if (state === 'results') return 'The round is closed: the results are in its thread, and the board has moved.'
  if (hasAnswered) return 'Your answer is in. The others are a script: skip to the results to see how you did.'
  return 'This is a demo: Ada, Bo and Cy are a script. Answer in the thread, in a sentence or two.'
}

/** What stands between this room and one's own team. */
function SetUp({ platform }) {
  const dialog = useRef(null)
  return html`
    <button type="button" onClick=${() => dialog.current.showModal()}>Set up ${platform}</button>
    <dialog ref=${dialog} class="set-up" aria-label=${`Set up ${platform}`}>
      <h2>${platform}</h2>
      <p>Studyhall runs in this web room today. The ${platform} connection is being built on the same engine; what you try here is what your team will get there.</p>
      <p>Until then this room is yours: leave the demo for an empty room, and set up a schedule with <code>/study schedule</code>.</p>
      <form method="dialog"><button type="submit" class="primary">Close</button></form>
    </dialog>`
}
