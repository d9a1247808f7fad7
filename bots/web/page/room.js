import { render } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Clock } from '/page/clock.js'
import { Composer } from '/page/composer.js'
import { RoomAhead } from '/page/countdown.js'
import { Demo, isAnswered, playedIn, useOpenQuestion } from '/page/demo.js'
import { direct, useUnread } from '/page/direct.js'
import { FormDialog } from '/page/form.js'
import { html } from '/page/html.js'
import { Message } from '/page/message.js'
import { Channels } from '/page/prose.js'
import { Side } from '/page/side.js'
import { Timeline } from '/page/timeline.js'
import { listen, send, sendFile } from '/page/wire.js'

const emptyRoom = { name: 'Studyhall', commands: [], messageActions: [], people: [], channels: [], played: [] }
/** So many forms were opened; each is a new one, also when it is the same again. */
let openings = 0

function Room() {
  const [viewer, setViewer] = useState(new URLSearchParams(location.search).get('as') ?? 'you')
  const [room, setRoom] = useState(emptyRoom)
  const [messages, setMessages] = useState(new Map())
  const [clock, setClock] = useState(undefined)
  const [connected, setConnected] = useState(true)
  const [channel, setChannel] = useState(undefined)
  const [thread, setThread] = useState(undefined)
  const [trouble, setTrouble] = useState('')
  const [opened, setOpened] = useState(undefined)
  const [demo, setDemo] = useState(undefined)

  useEffect(() => {
    setMessages(new Map())
    return listen(viewer, {
      connected: setConnected,
      room: (described) => {
        // another room has taken this one's place: nothing that is shown belongs to it
        setRoom((known) => (isAnother(known, described) ? location.reload() : described) ?? known)
        setChannel((current) => current ?? described.channels[0]?.id)
      },
      changes: (changes) => {
        setClock({ ...changes.clock, ahead: new Date(changes.clock.now).getTime() - Date.now() })
        setDemo(changes.demo)
        setMessages((before) => merged(before, changes.messages))
      },
    })
  }, [viewer])

  async function act(name, given) {
    try {
      await told(name, given)
      setTrouble('')
      return true
    } catch (error) {
      setTrouble(error.message)
      return false
    }
  }

  /** Sends what the viewer does, and opens the form that it asks for. */
  async function told(name, given) {
    const { opens } = await send(name, { as: viewer, ...given })
    if (opens === undefined) return
    const { message, inThread } = given
    const about = { channel: given.channel ?? messages.get(message)?.channel, message, inThread }
    openings += 1
    setOpened({ opening: openings, form: opens, complaints: opens.complaints, about })
  }

  /** @returns whether the form is done; if not, it says why */
  async function submit({ opening, form, about }, values) {
    const stays = (changed) =>
      setOpened((current) => (current?.opening === opening ? { ...current, trouble: '', ...changed } : current))
    stays({ complaints: [] })
    try {
      const { opens } = await send('submit', { as: viewer, ...about, form: form.id, values })
      if (opens !== undefined) stays({ form: opens, complaints: opens.complaints })
      return opens === undefined
    } catch (error) {
      stays({ trouble: error.message })
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

  useOpenQuestion(demo, messages, thread, setThread)

  const people = new Map(room.people.map((person) => [person.id, person]))
  const here = [...messages.values()].filter((message) => message.channel === channel)
  const repliesTo = (id) => here.filter((message) => message.thread === id)
  const root = messages.get(thread)
  const isDirect = channel === direct
  const unread = useUnread(viewer, messages, isDirect)
  const name = room.channels.find(({ id }) => id === channel)?.name ?? ''
  const channelName = isDirect ? 'Direct messages' : `#${name}`
  const seen = { people, viewer, actions: room.messageActions, played: playedIn(demo, room), act }
  const hasAnswered = isAnswered(here, viewer)
  const speak = (inside) => (text) =>
    text.startsWith('/') && inside === undefined
      ? told('command', { channel, words: text.slice(1) })
      : send('say', { as: viewer, channel, text, ...(inside === undefined ? {} : { thread: inside }) })
  const hand = (inside) => (file) =>
    sendFile(file, { as: viewer, channel, ...(inside === undefined ? {} : { thread: inside }) })

  const notices = html`
    ${!connected && html`<p class="trouble" role="status">The room does not answer. Trying again…</p>`}
    ${trouble !== '' && html`<p class="trouble" role="alert">${trouble} <button type="button" class="quiet" onClick=${() => setTrouble('')}>Dismiss</button></p>`}`
  if (channel === undefined) return notices

  return html`
    <${Channels.Provider} value=${room.channels}>
    <${RoomAhead.Provider} value=${clock?.ahead}>
    ${notices}
    <div class=${root ? 'frame with-thread' : 'frame'}>
      <${Side} room=${room} channel=${channel} unread=${unread} viewer=${viewer} enter=${enter} become=${become} />
      <main>
        <header class="bar">
          <h2>${isDirect ? channelName : `# ${name}`}</h2>
          <${Clock} clock=${clock} act=${act} />
        </header>
        <${Demo} state=${demo} viewer=${viewer} hasAnswered=${hasAnswered} act=${act} />
        <${Timeline} key=${channel} label=${`Messages in ${channelName}`} messages=${here.filter((message) => message.thread === null)}
          draw=${(message) => html`
            <${Message} key=${message.id} message=${message} ...${seen} onOpen=${() => setThread(message.id)}
              replies=${repliesTo(message.id).filter(({ onlyFor }) => onlyFor === null).length} />`} />
        ${isDirect && html`<p class="faint told">Studyhall writes to you alone here. Commands work in a channel.</p>`}
        <div hidden=${isDirect}>
          <${Composer} label=${`Message ${channelName}, or / for commands`} hint="Message, or / for commands" commands=${room.commands} onSend=${speak(undefined)} onFile=${hand(undefined)} />
        </div>
      </main>
      ${
        root &&
        html`<${Thread} key=${root.id} title=${root.title ?? 'Thread'} messages=${[root, ...repliesTo(root.id)]} seen=${seen}
          channelName=${channelName} leave=${leaveThread} onSend=${speak(root.id)} onFile=${hand(root.id)} />`
      }
    </div>
    ${
      opened &&
      html`<${FormDialog} key=${opened.opening} opened=${opened} people=${people} onSubmit=${(values) => submit(opened, values)} onClose=${() => setOpened(undefined)} />`
    }
    <//>
    <//>`
}

function Thread({ title, messages, seen, channelName, leave, onSend, onFile }) {
  const place = useRef(null)
  useEffect(() => {
    const canType = matchMedia('(hover: hover)').matches
    place.current.querySelector(canType ? 'textarea' : '.leave').focus()
  }, [])
  return html`
    <aside aria-label="Thread" ref=${place}>
      <header class="bar">
        <h2>${title}</h2>
        <button type="button" class="quiet leave" onClick=${leave}><span class="back">← ${channelName}</span><span class="close">Close</span></button>
      </header>
      <${Timeline} label="Messages in the thread" messages=${messages}
        draw=${(message) => html`<${Message} key=${message.id} message=${message} ...${seen} inThread=${true} />`} />
      <${Composer} label="Reply in the thread" hint="Reply in the thread" commands=${[]} onSend=${onSend} onFile=${onFile} />
    </aside>`
}

function isAnother(known, described) {
  return known.epoch !== undefined && known.epoch !== described.epoch
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
