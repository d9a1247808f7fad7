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

const stepsTo = {
  Slack: [
    html`At <code>api.slack.com/apps</code>, make an app from the manifest <code>bots/slack/manifest.yaml</code> and install it.`,
    html`Put its two tokens into <code>.env</code> as <code>SLACK_APP_TOKEN</code> and <code>SLACK_BOT_TOKEN</code>, and start again.`,
    html`In your channel: <code>/invite @Studyhall</code>, then <code>/study schedule</code>.`,
  ],
  Discord: [
    html`At <code>discord.com/developers/applications</code>, make an application and copy its bot's token.`,
    html`Put it into <code>.env</code> as <code>DISCORD_TOKEN</code>, start again, and open the invite link that is printed.`,
    html`In your channel: <code>/study-admin schedule</code>.`,
  ],
}

/** What stands between this room and one's own team. */
function SetUp({ platform }) {
  const dialog = useRef(null)
  return html`
    <button type="button" onClick=${() => dialog.current.showModal()}>Set up ${platform}</button>
    <dialog ref=${dialog} class="set-up" aria-label=${`Set up ${platform}`}>
      <h2>${platform}</h2>
      <p>What you try here is what your team gets there. It takes a few minutes:</p>
      <ol>${stepsTo[platform].map((step) => html`<li>${step}</li>`)}</ol>
      <p><code>docs/${platform.toLowerCase()}.md</code> has each step, with what to do when something is wrong.</p>
      <form method="dialog"><button type="submit" class="primary">Close</button></form>
    </dialog>`
}
