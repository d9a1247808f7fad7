import { html } from '/page/html.js'

/** A message's text, drawn from the tree that the room sends. No markup is ever made from text. */
export function Prose({ nodes }) {
  return html`<div class="prose">${nodes.map(draw)}</div>`
}

const kinds = {
  paragraph: (node) => html`<p>${inside(node)}</p>`,
  heading: (node) => html`<p class="heading">${inside(node)}</p>`,
  text: (node) => node.value,
  emphasis: (node) => html`<em>${inside(node)}</em>`,
  strong: (node) => html`<strong>${inside(node)}</strong>`,
  inlineCode: (node) => html`<code>${node.value}</code>`,
  code: (node) => html`<pre tabindex="0"><code>${node.value}</code></pre>`,
  break: () => html`<br />`,
  thematicBreak: () => html`<hr />`,
  blockquote: (node) => html`<blockquote>${inside(node)}</blockquote>`,
  listItem: (node) => html`<li>${inside(node)}</li>`,
  list: (node) => (node.ordered ? html`<ol start=${node.start}>${inside(node)}</ol>` : html`<ul>${inside(node)}</ul>`),
  link: (node) => linkTo(node.url, inside(node)),
}

function draw(node) {
  return kinds[node.type]?.(node) ?? inside(node)
}

function inside(node) {
  return (node.children ?? []).map(draw)
}

/** An address that leads nowhere is shown as the words it stands under. */
function linkTo(url, words) {
  if (url.startsWith('time:')) return html`<${Moment} at=${url.slice('time:'.length)} />`
  if (url === '#') return words
  return html`<a href=${url} target="_blank" rel="noreferrer noopener">${words}</a>`
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
