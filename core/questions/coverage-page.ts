import { counted } from '../text.ts'
import type { Bank } from './bank.ts'
import { type Coverage, type Covered, coveredBy } from './coverage.ts'

/** docs/coverage.md: each heading of the documents, and what covers it. Pure. */
export function coveragePage({ documents }: Coverage, bank: Bank): string {
  const sections = documents.map(({ title, headings }) => {
    const rows = headings.map((row) => rowText(row, bank))
    return [`## ${title}`, '', '| heading | items | steps | tracks |', '|---|---|---|---|', ...rows].join('\n')
  })
  const headings = documents.reduce((sum, document) => sum + document.headings.length, 0)
  const intro = `What covers each of the ${counted(headings, 'heading')} of ${counted(documents.length, 'document')}. Made by \`npm run studyhall -- content coverage\` from
\`content/coverage.yaml\`: change it there.`
  return `# Coverage\n\n${intro}\n\n${sections.join('\n\n')}\n`
}

function rowText({ heading, covers, nothing }: Coverage['documents'][number]['headings'][number], bank: Bank): string {
  const all = covers.map((id) => ({ id, covered: coveredBy(bank, id) }))
  const cell = (kinds: readonly Covered['kind'][]) =>
    all
      .filter(({ covered }) => kinds.includes(covered.kind))
      .map(({ id, covered }) => `${cellText(covered.title)} (\`${id}\`)`)
      .join('<br>')
  const items = nothing === undefined ? cell(['item', 'unknown']) : `nothing: ${cellText(nothing)}`
  return `| ${cellText(heading)} | ${items} | ${cell(['step'])} | ${cell(['track'])} |`
}

function cellText(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
