/** A page of tables as HTML, which needs no script: what sorts a table is a link. Pure. */

export interface Report {
  readonly title: string
  readonly lead: readonly string[]
  readonly spans: readonly { readonly label: string; readonly value: string; readonly isShown: boolean }[]
  readonly tables: readonly ReportTable[]
  readonly notes: readonly string[]
}

export interface ReportTable {
  readonly id: string
  readonly title: string
  readonly columns: readonly { readonly id: string; readonly label: string; readonly isNumber: boolean }[]
  readonly rows: readonly (readonly ReportCell[])[]
}

interface ReportCell {
  readonly text: string
  readonly detail?: string
  readonly by: string | number | undefined
}

const words = {
  spans: 'Time',
  download: 'Download the questions as a CSV file',
  sortBy: (column: string) => `Sort by ${column}`,
}

/** @param query of the page's own address: links on it keep what they do not change @param download the path of the file */
export function reportHtml(report: Report, { query, download, style }: ReportAddress): string {
  const { title, lead, spans, tables, notes } = report
  const links = spans.map(({ label, value, isShown }) =>
    isShown
      ? `<strong aria-current="page">${escaped(label)}</strong>`
      : linkTo(withParts(query, { weeks: value }), label),
  )
  return document(
    title,
    style,
    `<h1>${escaped(title)}</h1>
${lead.map((text) => `<p>${escaped(text)}</p>`).join('\n')}
<nav aria-label="${escaped(words.spans)}">${links.join(' ')}</nav>
${tables.map((table) => tableHtml(sorted(table, query.get(table.id)), query)).join('\n')}
<p>${linkTo(`${download}?${query}`, words.download)}</p>
${notes.map((text) => `<p class="note">${escaped(text)}</p>`).join('\n')}`,
  )
}

interface ReportAddress {
  readonly query: URLSearchParams
  readonly download: string
  readonly style: string
}

/** A page that says one thing. */
export function plainHtml(title: string, says: string, style: string): string {
  return document(title, style, `<h1>${escaped(title)}</h1>\n<p>${escaped(says)}</p>`)
}

function document(title: string, style: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`
}

/** A table as it is wanted, and how that is. */
interface SortedTable extends ReportTable {
  readonly by: string | undefined
  readonly isDescending: boolean
}

/** @param wanted a column's id, with `-` before it for the largest first; anything else leaves the order alone */
function sorted(table: ReportTable, wanted: string | null): SortedTable {
  const isDescending = wanted?.startsWith('-') === true
  const by = isDescending ? wanted?.slice(1) : (wanted ?? undefined)
  const column = table.columns.findIndex(({ id }) => id === by)
  if (by === undefined || column < 0) return { ...table, by: undefined, isDescending: false }
  const rows = [...table.rows].sort((a, b) => order(a[column]?.by, b[column]?.by, isDescending))
  return { ...table, rows, by, isDescending }
}

/** What has nothing comes last, either way. */
function order(one: ReportCell['by'], other: ReportCell['by'], isDescending: boolean): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined)
  const ascending = one < other ? -1 : Number(one > other)
  return isDescending ? -ascending : ascending
}

function tableHtml(table: SortedTable, query: URLSearchParams): string {
  const { id, title, columns, rows } = table
  return `<section aria-labelledby="${escaped(id)}-title">
<h2 id="${escaped(id)}-title">${escaped(title)}</h2>
<div class="wide" role="group" tabindex="0" aria-labelledby="${escaped(id)}-title">
<table id="${escaped(id)}">
<thead><tr>${columns.map((column) => headHtml(table, column, query)).join('')}</tr></thead>
<tbody>
${rows.map((row) => rowHtml(row, columns)).join('\n')}
</tbody>
</table>
</div>
</section>`
}

function headHtml(table: SortedTable, column: ReportTable['columns'][number], query: URLSearchParams): string {
  const { id, label, isNumber } = column
  const isBy = table.by === id
  // numbers are wanted from the largest, texts from the first letter; a second time the other way round
  const isNextDescending = isBy ? !table.isDescending : isNumber
  const address = `${withParts(query, { [table.id]: `${isNextDescending ? '-' : ''}${id}` })}#${table.id}-title`
  const state = isBy ? ` aria-sort="${table.isDescending ? 'descending' : 'ascending'}"` : ''
  const mark = isBy ? `<span aria-hidden="true"> ${table.isDescending ? '▼' : '▲'}</span>` : ''
  const link = `<a href="${escaped(address)}" title="${escaped(words.sortBy(label))}">${escaped(label)}</a>`
  return `<th scope="col"${classOf(isNumber)}${state}>${link}${mark}</th>`
}

function rowHtml(row: readonly ReportCell[], columns: ReportTable['columns']): string {
  const cells = row.map(({ text, detail }, index) => {
    const inside = `${escaped(text)}${detail === undefined ? '' : ` <small>${escaped(detail)}</small>`}`
    return index === 0
      ? `<th scope="row">${inside}</th>`
      : `<td${classOf(columns[index]?.isNumber === true)}>${inside}</td>`
  })
  return `<tr>${cells.join('')}</tr>`
}

function classOf(isNumber: boolean): string {
  return isNumber ? ' class="number"' : ''
}

function withParts(query: URLSearchParams, parts: Readonly<Record<string, string>>): string {
  const changed = new URLSearchParams(query)
  for (const [name, value] of Object.entries(parts)) changed.set(name, value)
  return `?${changed}`
}

function linkTo(address: string, label: string): string {
  return `<a href="${escaped(address)}">${escaped(label)}</a>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For texts and for values in quotes. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => entities[one] ?? one)
}
