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
  link: (node) =>
    node.url.startsWith('time:')
      ? html`<${Moment} at=${node.url.slice('time:'.length)} />`
      : html`<a href=${node.url} target="_blank" rel="noreferrer noopener">${inside(node)}</a>`,
}

function draw(node) {
  return kinds[node.type]?.(node) ?? inside(node)
}

function inside(node) {
  return (node.children ?? []).map(draw)
}

/** A moment in the reader's own zone. */
export function Moment({ at, short = false }) {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return html`<time datetime=${date.toISOString()} title=${date.toString()}>${wordsOf(date, short)}</time>`
}

export function wordsOf(date, short = false) {
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  if (short) return time
  return `${date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' })}, ${time}`
}
