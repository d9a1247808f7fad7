import { render } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Composer } from '/page/composer.js'
import { html } from '/page/html.js'
import { Message } from '/page/message.js'
import { wordsOf } from '/page/prose.js'
import { listen, send } from '/page/wire.js'

const emptyRoom = { name: 'Studyhall', commands: [], people: [], channels: [] }

function Room() {
  const [viewer, setViewer] = useState(new URLSearchParams(location.search).get('as') ?? 'you')
  const [room, setRoom] = useState(emptyRoom)
  const [messages, setMessages] = useState(new Map())
  const [clock, setClock] = useState(undefined)
  const [connected, setConnected] = useState(true)
  const [channel, setChannel] = useState(undefined)
  const [thread, setThread] = useState(undefined)
  const [trouble, setTrouble] = useState('')

  useEffect(() => {
    setMessages(new Map())
    return listen(viewer, {
      connected: setConnected,
      room: (described) => {
        setRoom(described)
        setChannel((current) => current ?? described.channels[0]?.id)
      },
      changes: (changes) => {
        setClock(changes.clock)
        setMessages((before) => merged(before, changes.messages))
      },
    })
  }, [viewer])

  async function act(name, given) {
    try {
      await send(name, { as: viewer, ...given })
      setTrouble('')
      return true
    } catch (error) {
      setTrouble(error.message)
      return false
    }
  }

  const people = new Map(room.people.map((person) => [person.id, person]))
  const here = [...messages.values()].filter((message) => message.channel === channel)
  const roots = here.filter((message) => message.thread === null)
  const inThread = here.filter((message) => message.thread === thread)
  const root = messages.get(thread)
  const replyCount = (id) => here.filter((message) => message.thread === id && message.author !== null).length
  const channelName = room.channels.find(({ id }) => id === channel)?.name ?? ''
  const speak = (inside) => (text) =>
    text.startsWith('/') && inside === undefined
      ? send('command', { as: viewer, channel, words: text.slice(1) })
      : send('say', { as: viewer, channel, text, ...(inside === undefined ? {} : { thread: inside }) })

  return html`
    <div class=${root ? 'frame with-thread' : 'frame'}>
      <nav class="side" aria-label="Room">
        <h1>${room.name}</h1>
        <h2>Channels</h2>
        <ul>
          ${room.channels.map(
            ({ id, name }) => html`
              <li key=${id}><button type="button" aria-current=${id === channel ? 'page' : undefined} onClick=${() => setChannel(id)}># ${name}</button></li>`,
          )}
        </ul>
        <label>You are
          <select value=${viewer} onChange=${(event) => setViewer(event.target.value)}>
            ${room.people.map(({ id, name, admin }) => html`<option key=${id} value=${id}>${name}${admin ? ' (admin)' : ''}</option>`)}
          </select>
        </label>
      </nav>
      <main>
        <header class="bar">
          <h2># ${channelName}</h2>
          <${Clock} clock=${clock} act=${act} />
        </header>
        ${!connected && html`<p class="trouble" role="status">The room does not answer. Trying again…</p>`}
        ${trouble !== '' && html`<p class="trouble" role="alert">${trouble} <button type="button" class="quiet" onClick=${() => setTrouble('')}>Dismiss</button></p>`}
        <${Timeline} label=${`Messages in ${channelName}`} count=${roots.length}>
          ${roots.map(
            (message) => html`
              <${Message} key=${message.id} message=${message} people=${people} viewer=${viewer} act=${act}
                replies=${replyCount(message.id)} onOpen=${() => setThread(message.id)} />`,
          )}
          ${roots.length === 0 && html`<p class="faint empty">Nothing has been said here yet.</p>`}
        <//>
        <${Composer} label=${`Message #${channelName}, or / for commands`} commands=${room.commands} onSend=${speak(undefined)} />
      </main>
      ${
        root &&
        html`<aside aria-label="Thread">
          <header class="bar">
            <h2>${root.title ?? 'Thread'}</h2>
            <button type="button" class="quiet" onClick=${() => setThread(undefined)} aria-label="Close the thread">Close</button>
          </header>
          <${Timeline} label="Messages in the thread" count=${inThread.length}>
            <${Message} message=${root} people=${people} viewer=${viewer} act=${act} />
            ${inThread.map((message) => html`<${Message} key=${message.id} message=${message} people=${people} viewer=${viewer} act=${act} />`)}
          <//>
          <${Composer} label="Reply in the thread" commands=${[]} onSend=${speak(root.id)} />
        </aside>`
      }
    </div>`
}

function merged(before, changed) {
  const after = new Map(before)
  for (const message of changed) {
    if (message.deletedAt === null) after.set(message.id, message)
    else after.delete(message.id)
  }
  return new Map([...after].sort(([a], [b]) => a - b))
}

/** The room's time, and the ways to the next event. */
function Clock({ clock, act }) {
  if (clock === undefined) return null
  const now = new Date(clock.now)
  const moved = now.getTime() - Date.now() > 60_000
  const steps = ['close', 'ask'].flatMap((what) => clock.upcoming.find((event) => event.what === what) ?? [])
  return html`
    <div class="clock">
      <span class=${moved ? 'moved' : 'faint'}>${moved ? 'The clock stands at ' : ''}${wordsOf(now)}</span>
      ${steps.map(({ what, at }) => {
        const words = what === 'close' ? 'the close' : 'the next question'
        return html`<button type="button" key=${what} onClick=${() => act('clock', { to: at })}>To ${words} <span class="faint">${wordsOf(new Date(at), true)}</span></button>`
      })}
    </div>`
}

/** Messages, oldest first; stays at the end while the reader is there. */
function Timeline({ label, count, children }) {
  const list = useRef(null)
  const atEnd = useRef(true)
  useEffect(() => {
    if (atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight
  }, [count])
  const onScroll = ({ target }) => {
    const near = 60
    atEnd.current = target.scrollHeight - target.scrollTop - target.clientHeight < near
  }
  return html`<div class="timeline" role="log" aria-label=${label} tabindex="0" ref=${list} onScroll=${onScroll}>${children}</div>`
}

render(html`<${Room} />`, document.getElementById('room'))
