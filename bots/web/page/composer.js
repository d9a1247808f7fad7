import { useRef, useState } from 'preact/hooks'
import { html } from '/page/html.js'

/**
 * The box to write in. Enter sends, Shift+Enter makes a line, a slash offers the commands. What could not be
 * sent comes back into the box. Files are sent as they are chosen, dropped or pasted, each in a message of its own.
 */
export function Composer({ label, hint, commands, onSend, onFile }) {
  const [text, setText] = useState('')
  /** The offer that the arrows went to; Tab takes the first one without them, Enter none. */
  const [chosen, setChosen] = useState(undefined)
  const [trouble, setTrouble] = useState('')
  const [sendingFile, setSendingFile] = useState('')
  const sending = useRef(Promise.resolve())
  const box = useRef(null)
  const picker = useRef(null)
  const offers = offersFor(text, commands)
  const listId = `offers-${label.replace(/\W+/g, '-')}`

  /** What a key does here; gives whether it did anything, and was not meant for the text. */
  const keys = {
    ArrowDown: () => choose((chosen ?? -1) + 1),
    ArrowUp: () => choose((chosen ?? offers.length) - 1),
    Tab: () => take(offers[chosen ?? 0]),
    Enter: () => take(offers[chosen]) || submit(),
  }

  function onKeyDown(event) {
    if (event.isComposing || event.shiftKey) return
    if (keys[event.key]?.()) event.preventDefault()
  }

  function choose(index) {
    if (offers.length > 0) setChosen((index + offers.length) % offers.length)
    return offers.length > 0
  }

  function take(offer) {
    if (offer === undefined) return false
    setText(offer.complete)
    setChosen(undefined)
    box.current?.focus()
    return true
  }

  /** One after the other, in the order they were written. */
  function submit() {
    if (text.trim() !== '') {
      setText('')
      setTrouble('')
      sending.current = sending.current.then(() => deliver(text))
    }
    box.current?.focus()
    return true
  }

  async function deliver(written) {
    try {
      await onSend(written)
    } catch (error) {
      setTrouble(error.message)
      setText((since) => (since === '' ? written : `${written}\n${since}`))
    }
  }

  function handOver(files) {
    setTrouble('')
    for (const file of files) sending.current = sending.current.then(() => deliverFile(file))
  }

  async function deliverFile(file) {
    setSendingFile(`Sending ${file.name} …`)
    try {
      await onFile(file)
    } catch (error) {
      setTrouble(error.message)
    }
    setSendingFile('')
  }

  /** What was dropped or pasted, if files were. */
  function takeFiles(event, { files = [] } = {}) {
    if (files.length === 0) return
    event.preventDefault()
    handOver([...files])
  }

  return html`
    <form class="composer" onDragOver=${(event) => event.preventDefault()} onDrop=${(event) => takeFiles(event, event.dataTransfer)} onSubmit=${(
      event,
    ) => {
      event.preventDefault()
      submit()
    }}>
      ${
        offers.length > 0 &&
        html`<ul class="offers" id=${listId} role="listbox" aria-label="Commands">
          ${offers.map(
            (offer, index) => html`
              <li role="option" aria-selected=${index === (chosen ?? 0)} id=${`${listId}-${index}`} key=${offer.complete} onMouseDown=${(
                event,
              ) => {
                event.preventDefault()
                take(offer)
              }}>
                <code>${offer.shown}</code> <span>${offer.about}</span>
              </li>`,
          )}
        </ul>`
      }
      ${trouble !== '' && html`<p class="trouble" role="alert">${trouble}</p>`}
      <p class="faint sending" role="status">${sendingFile}</p>
      <div class="box">
        <input type="file" hidden ref=${picker} aria-label=${`File for: ${label}`} onChange=${({ target }) => {
          handOver([...target.files])
          target.value = ''
        }} />
        <button type="button" class="attach" aria-label="Send a file" title="Send a file" onClick=${() => picker.current.click()}>
          <span aria-hidden="true">📎</span>
        </button>
        <textarea ref=${box} rows="1" aria-label=${label} placeholder=${hint} value=${text}
          aria-haspopup="listbox" aria-autocomplete="list" aria-controls=${offers.length > 0 ? listId : undefined}
          aria-activedescendant=${chosen === undefined ? undefined : `${listId}-${chosen}`}
          onInput=${(event) => {
            setText(event.target.value)
            setChosen(undefined)
          }}
          onKeyDown=${onKeyDown} onPaste=${(event) => takeFiles(event, event.clipboardData)}></textarea>
        <button type="submit" class="send" disabled=${text.trim() === ''}>Send</button>
      </div>
    </form>`
}

/** The commands, and the choices of their option, that begin as the text does. */
function offersFor(text, commands) {
  if (!text.startsWith('/') || text.includes('\n')) return []
  const all = commands.flatMap((command) =>
    command.subwords === undefined
      ? lines(`/${command.word}`, command)
      : command.subwords.flatMap((subword) => lines(`/${command.word} ${subword.word}`, subword)),
  )
  const typed = text.toLowerCase()
  return all.filter(({ complete }) => complete.startsWith(typed) && complete !== typed).slice(0, 8)
}

function lines(words, { about, options = [], forAdmins }) {
  const [option] = options
  const choices = option?.choices ?? []
  const hint = choices.length > 0 ? ` [${option.name}]` : ''
  const who = forAdmins ? ' (admins)' : ''
  return [
    { complete: words, shown: words + hint, about: about + who },
    ...choices.map(({ value, about: means }) => ({
      complete: `${words} ${value}`,
      shown: `${words} ${value}`,
      about: means,
    })),
  ]
}
