import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { Countdown } from '/page/countdown.js'
import { html } from '/page/html.js'

/** The room's channels. */
export const Channels = createContext([])

/** A text of the room's, drawn from the tree that it sends. No markup is ever made from text. */
export function Prose({ nodes, people }) {
  return html`<div class="prose">${nodes.map((node) => draw(node, people))}</div>`
}

const kinds = {
  paragraph: (_, inside) => html`<p>${inside}</p>`,
  heading: (_, inside) => html`<h3 class="heading">${inside}</h3>`,
  text: ({ value }) => value,
  emphasis: (_, inside) => html`<em>${inside}</em>`,
  strong: (_, inside) => html`<strong>${inside}</strong>`,
  inlineCode: ({ value }) => html`<code>${value}</code>`,
  code: ({ value }, inside) => html`<pre tabindex="0"><code>${value ?? inside}</code></pre>`,
  piece: ({ value }, inside) => html`<span class=${`code-${value}`}>${inside}</span>`,
  break: () => html`<br />`,
  thematicBreak: () => html`<hr />`,
  blockquote: (_, inside) => html`<blockquote>${inside}</blockquote>`,
  listItem: (_, inside) => html`<li>${inside}</li>`,
  list: ({ ordered, start }, inside) => (ordered ? html`<ol start=${start}>${inside}</ol>` : html`<ul>${inside}</ul>`),
  /** An address that leads nowhere is shown as the words it stands under. */
  link: ({ url }, inside) =>
    url === '#' ? inside : html`<a href=${url} target="_blank" rel="noreferrer noopener">${inside}</a>`,
  moment: ({ value }) => html`<${Moment} at=${value} />`,
  countdown: ({ value }) => html`<${Countdown} at=${value} />`,
  member: ({ value }, _, people) => html`<span class="name">${people.get(value)?.name ?? value}</span>`,
  channel: ({ value }) => html`<${ChannelName} id=${value} />`,
  role: ({ value }) => html`<span class="name">@${value}</span>`,
}

function draw(node, people) {
  const inside = (node.children ?? []).map((child) => draw(child, people))
  return kinds[node.type]?.(node, inside, people) ?? inside
}

function ChannelName({ id }) {
  const channel = useContext(Channels).find((one) => one.id === id)
  return html`<span class="name">#${channel?.name ?? id}</span>`
}

/** A moment in the reader's own zone. */
export function Moment({ at, short = false }) {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return html`<time datetime=${date.toISOString()} title=${wordsOf(date)}>${short ? timeOf(date) : wordsOf(date)}</time>`
}

export function wordsOf(date) {
  return `${dayOf(date)}, ${timeOf(date)}`
}

export function dayOf(date) {
  return date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' })
}

export function timeOf(date) {
  return date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
