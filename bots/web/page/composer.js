import { useRef, useState } from 'preact/hooks'
import { html } from '/page/html.js'

/**
 * The box to write in. Enter sends, Shift+Enter makes a line, a slash offers the commands. What could not be
 * sent stays in the box.
 */
export function Composer({ label, hint, commands, onSend }) {
  const [text, setText] = useState('')
  /** The offer that the arrows went to; Tab takes the first one without them, Enter none. */
  const [chosen, setChosen] = useState(undefined)
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)
  const box = useRef(null)
  const offers = offersFor(text, commands)
  const listId = `offers-${label.replace(/\W+/g, '-')}`

  async function submit(event) {
    event?.preventDefault()
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      await onSend(text)
      setText((typed) => (typed.startsWith(text) ? typed.slice(text.length) : typed))
      setTrouble('')
    } catch (error) {
      setTrouble(error.message)
    }
    setBusy(false)
    box.current?.focus()
  }

  function take(offer) {
    setText(offer.complete)
    setChosen(undefined)
    box.current?.focus()
  }

  function onKeyDown(event) {
    if (event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && offers.length > 0) {
      event.preventDefault()
      setChosen(((chosen ?? (step > 0 ? -1 : 0)) + step + offers.length) % offers.length)
    }
    if (event.key === 'Tab') completeWith(event, offers[chosen ?? 0])
    if (event.key === 'Enter') completeWith(event, offers[chosen])
    if (event.key === 'Enter' && !event.shiftKey && !event.defaultPrevented) void submit(event)
  }

  function completeWith(event, offer) {
    if (offer === undefined || event.shiftKey) return
    event.preventDefault()
    take(offer)
  }

  return html`
    <form class="composer" onSubmit=${submit}>
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
      <div class="box">
        <textarea ref=${box} rows="1" aria-label=${label} placeholder=${hint} value=${text}
          role="combobox" aria-expanded=${offers.length > 0} aria-controls=${listId} aria-autocomplete="list"
          aria-activedescendant=${chosen === undefined ? undefined : `${listId}-${chosen}`}
          onInput=${(event) => {
            setText(event.target.value)
            setChosen(undefined)
          }}
          onKeyDown=${onKeyDown}></textarea>
        <button type="submit" class="send" disabled=${busy || text.trim() === ''}>Send</button>
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
