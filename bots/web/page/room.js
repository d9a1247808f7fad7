import { render } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Clock } from '/page/clock.js'
import { Composer } from '/page/composer.js'
import { html } from '/page/html.js'
import { Message } from '/page/message.js'
import { Side } from '/page/side.js'
import { Timeline } from '/page/timeline.js'
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

  function enter(id) {
    setChannel(id)
    setThread(undefined)
  }

  function leaveThread() {
    setThread(undefined)
    requestAnimationFrame(() => document.querySelector(`[data-message="${thread}"] .replies`)?.focus())
  }

  function become(id) {
    const address = new URL(location.href)
    address.searchParams.set('as', id)
    history.replaceState(null, '', address)
    setViewer(id)
  }

  const people = new Map(room.people.map((person) => [person.id, person]))
  const here = [...messages.values()].filter((message) => message.channel === channel)
  const repliesTo = (id) => here.filter((message) => message.thread === id)
  const root = messages.get(thread)
  const channelName = room.channels.find(({ id }) => id === channel)?.name ?? ''
  const seen = { people, viewer, act }
  const speak = (inside) => (text) =>
    text.startsWith('/') && inside === undefined
      ? send('command', { as: viewer, channel, words: text.slice(1) })
      : send('say', { as: viewer, channel, text, ...(inside === undefined ? {} : { thread: inside }) })

  const notices = html`
    ${!connected && html`<p class="trouble" role="status">The room does not answer. Trying again…</p>`}
    ${trouble !== '' && html`<p class="trouble" role="alert">${trouble} <button type="button" class="quiet" onClick=${() => setTrouble('')}>Dismiss</button></p>`}`
  if (channel === undefined) return notices

  return html`
    ${notices}
    <div class=${root ? 'frame with-thread' : 'frame'}>
      <${Side} room=${room} channel=${channel} viewer=${viewer} enter=${enter} become=${become} />
      <main>
        <header class="bar">
          <h2># ${channelName}</h2>
          <${Clock} clock=${clock} act=${act} />
        </header>
        <${Timeline} key=${channel} label=${`Messages in ${channelName}`} messages=${here.filter((message) => message.thread === null)}
          draw=${(message) => html`
            <${Message} key=${message.id} message=${message} ...${seen} onOpen=${() => setThread(message.id)}
              replies=${repliesTo(message.id).filter(({ author }) => author !== null).length} />`} />
        <${Composer} label=${`Message #${channelName}, or / for commands`} hint="Message, or / for commands" commands=${room.commands} onSend=${speak(undefined)} />
      </main>
      ${
        root &&
        html`<${Thread} key=${root.id} title=${root.title ?? 'Thread'} messages=${[root, ...repliesTo(root.id)]} seen=${seen}
          channelName=${channelName} leave=${leaveThread} onSend=${speak(root.id)} />`
      }
    </div>`
}

function Thread({ title, messages, seen, channelName, leave, onSend }) {
  const place = useRef(null)
  useEffect(() => {
    const canType = matchMedia('(hover: hover)').matches
    place.current.querySelector(canType ? 'textarea' : '.leave').focus()
  }, [])
  return html`
    <aside aria-label="Thread" ref=${place}>
      <header class="bar">
        <h2>${title}</h2>
        <button type="button" class="quiet leave" onClick=${leave}><span class="back">← #${channelName}</span><span class="close">Close</span></button>
      </header>
      <${Timeline} label="Messages in the thread" messages=${messages}
        draw=${(message) => html`<${Message} key=${message.id} message=${message} ...${seen} />`} />
      <${Composer} label="Reply in the thread" hint="Reply in the thread" commands=${[]} onSend=${onSend} />
    </aside>`
}

function merged(before, changed) {
  const after = new Map(before)
  for (const message of changed) {
    if (message.deletedAt === null) after.set(message.id, message)
    else after.delete(message.id)
  }
  return new Map([...after].sort(([a], [b]) => a - b))
}

render(html`<${Room} />`, document.getElementById('room'))
