import { useEffect, useRef, useState } from 'preact/hooks'
import { html } from '/page/html.js'
import { Menu } from '/page/menu.js'
import { Moment, Prose } from '/page/prose.js'

const votes = ['👍', '⭐', '❤️']
const collectedMark = '✅'

/** One message with its reactions and buttons, and what its reader may do with it. */
export function Message({ message, people, viewer, actions, played, replies, onOpen, inThread = false, act }) {
  const [editing, setEditing] = useState(false)
  const fromBot = message.author === null
  const author = fromBot ? 'Studyhall' : (people.get(message.author)?.name ?? message.author)
  const look = ['message', fromBot && 'from-bot', message.onlyFor && 'private'].filter(Boolean).join(' ')
  const press = (button, values) =>
    act('press', { message: message.id, button, ...(values && { values }), ...(inThread && { inThread }) })
  const save = (text) => act('edit', { message: message.id, text })
  return html`
    <article class=${look} aria-label=${`Message from ${author}`} data-message=${message.id}>
      <div class="avatar" data-tone=${toneOf(author)} aria-hidden="true">${author[0]}</div>
      <div class="body">
        <${Heading} message=${message} author=${author} isPlayed=${played.includes(message.author)} />
        ${editing ? html`<${Editor} text=${message.text} done=${() => setEditing(false)} save=${save} />` : html`<${Prose} nodes=${message.nodes} people=${people} />`}
        <${Pictures} message=${message} viewer=${viewer} />
        <${Files} message=${message} viewer=${viewer} />
        ${message.menus.map((menu) => html`<${Menu} key=${menuKey(menu)} menu=${menu} press=${press} />`)}
        <${Buttons} message=${message} press=${press} />
        <div class="under">
          <${Reactions} message=${message} people=${people} viewer=${viewer} act=${act} />
          ${onOpen && message.title !== null && html`<button type="button" class="replies" onClick=${onOpen}>${replyWords(replies)}</button>`}
          ${
            !editing &&
            isEverybodys(message) &&
            html`
              <${Actions} message=${message} viewer=${viewer} offered=${actionsOn(message, actions, people.get(viewer))}
                press=${press} act=${act} edit=${() => setEditing(true)} />`
          }
        </div>
      </div>
    </article>`
}

function Heading({ message, author, isPlayed }) {
  const fromBot = message.author === null
  return html`
    <header>
      <strong>${author}</strong>
      ${fromBot && html`<span class="tag">bot</span>`}
      ${isPlayed && html`<span class="tag">demo</span>`}
      <${Moment} at=${message.saidAt} short=${true} />
      ${message.editedAt !== null && !fromBot && html`<span class="faint">edited</span>`}
      ${message.onlyFor && html`<span class="tag">only you see this</span>`}
    </header>`
}

/** An edited picture has another address: what a browser has kept of the old one is not shown. */
function Pictures({ message, viewer }) {
  const { id, editedAt, pictures } = message
  const addressOf = (place) =>
    `/api/picture?${new URLSearchParams({ as: viewer, message: id, place, edited: editedAt ?? '' })}`
  return pictures.map(
    ({ alt, width, height }, place) => html`
      <img class="picture" key=${place} src=${addressOf(place)} alt=${alt} width=${width} height=${height} />`,
  )
}

/** One that is shown with another choice is another one. */
function menuKey({ id, chosen = [] }) {
  return [id, ...chosen].join(' ')
}

/** To be saved, not opened: a file is shown as the text it is by whatever the reader opens it with. */
function Files({ message, viewer }) {
  const files = [...message.files, ...message.uploads]
  if (files.length === 0) return null
  const addressOf = (name) => `/api/file?${new URLSearchParams({ as: viewer, message: message.id, name })}`
  return html`
    <ul class="files">
      ${files.map(({ name, bytes }) => html`<li key=${name}><a href=${addressOf(name)} download=${name}>${name}</a> <span class="faint">${sizeWords(bytes)}</span></li>`)}
    </ul>`
}

function sizeWords(bytes) {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function Buttons({ message, press }) {
  if (message.buttons.length === 0) return null
  return html`
    <div class="buttons">
      ${message.buttons.map(
        ({ id, label, tone = '', aside }) => html`
          <button type="button" key=${id} class=${aside ? 'quiet' : tone} onClick=${() => press(id)}>${label}</button>`,
      )}
    </div>`
}

function replyWords(count) {
  if (count === 0) return 'Answer in the thread'
  return count === 1 ? '1 reply' : `${count} replies`
}

function Reactions({ message, people, viewer, act }) {
  const byEmoji = Map.groupBy(message.reactions, ({ emoji }) => emoji)
  return [...byEmoji].map(([emoji, by]) => {
    const names = by.map(({ person }) => people.get(person)?.name ?? 'Studyhall').join(', ')
    if (emoji === collectedMark)
      return html`<span class="mark" key=${emoji} title="Studyhall has recorded this as an answer" role="img" aria-label="Recorded as an answer">✓</span>`
    const mine = by.some(({ person }) => person === viewer)
    return html`
      <button type="button" class="reaction" key=${emoji} aria-pressed=${mine} aria-label=${`${emoji} ${by.length}, by ${names}`} title=${names}
        onClick=${() => act('react', { message: message.id, emoji, on: !mine })}>${emoji} ${by.length}</button>`
  })
}

/** What may be done with a message: seen under a pointer or with the focus, always on a touch screen. */
function Actions({ message, viewer, offered, press, act, edit }) {
  const emojis = votes.filter((vote) => !message.reactions.some(({ emoji }) => emoji === vote))
  const react = (emoji) => act('react', { message: message.id, emoji, on: true })
  return html`
    <span class="actions">
      ${emojis.map(
        (emoji) => html`
          <button type="button" class="reaction" key=${emoji} aria-label=${`React with ${emoji}`} onClick=${() => react(emoji)}>${emoji}</button>`,
      )}
      ${
        message.author === viewer &&
        html`
          <button type="button" class="quiet" onClick=${edit}>Edit</button>
          <button type="button" class="quiet" onClick=${() => act('remove', { message: message.id })}>Delete</button>`
      }
      ${offered.map(({ id, label }) => html`<button type="button" class="quiet" key=${id} onClick=${() => press(id)}>${label}</button>`)}
    </span>`
}

/** What a person wrote, and what the bot shows in a thread, such as an answer that came by a form. */
function isEverybodys({ author, thread, onlyFor }) {
  return author !== null || (thread !== null && onlyFor === null)
}

/** Here a vote is a reaction beside it, so the action for it is not shown. */
const voteAction = 'vote'

/**
 * In a thread: on what one wrote oneself; for admins, what is theirs on everything. What is of use on files only stands
 * on these, also in a channel.
 */
function actionsOn({ thread, author, uploads }, actions, viewer) {
  if (viewer === undefined) return []
  return actions
    .filter(({ id, onFiles }) => id !== voteAction && (onFiles ? uploads.length > 0 : thread !== null))
    .filter(({ forAdmins }) => (forAdmins ? viewer.admin : author === viewer.id))
}

function Editor({ text, save, done }) {
  const [draft, setDraft] = useState(text)
  const box = useRef(null)
  useEffect(() => box.current.focus(), [])
  async function submit(event) {
    event.preventDefault()
    if (await save(draft)) done()
  }
  return html`
    <form class="editor" onSubmit=${submit}>
      <textarea ref=${box} aria-label="Edit your message" value=${draft} onInput=${(event) => setDraft(event.target.value)}
        onKeyDown=${(event) => event.key === 'Escape' && done()}></textarea>
      <div class="buttons">
        <button type="submit" class="primary">Save</button>
        <button type="button" onClick=${done}>Cancel</button>
      </div>
    </form>`
}

function toneOf(name) {
  return [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6
}
