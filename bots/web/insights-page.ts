import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { MessageFile } from '../../core/platform.ts'
import { plainHtml, type Report, reportHtml } from './insights-html.ts'

/** The page of a workspace's insights, behind signed links. It has no script and loads nothing. */

export type InsightsAnswer =
  | { readonly report: Report; readonly file: MessageFile }
  | { readonly refused: 'forged' | 'over'; readonly says: string }

/** What an address may see. */
export type ReadInsights = (query: URLSearchParams) => Promise<InsightsAnswer>

const page = '/insights'
const download = 'insights.csv'
const titles = { forged: 'This link does not open', over: 'This link opens no more' } as const
const statuses = { forged: 403, over: 410 } as const
const onlyReading = 'This page can only be read.'

/** Serves requests for the page and its file, and no others. */
export async function openInsightsPage(
  read: ReadInsights,
): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<boolean>> {
  const style = await readFile(new URL('./insights-page.css', import.meta.url), 'utf8')
  const headers = headersFor(style)
  return serve

  async function serve({ url = '', method }: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const [path = '', ...rest] = url.split('?')
    if (path !== page && path !== `/${download}`) return false
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { ...headers, allow: 'GET, HEAD', 'content-type': 'text/plain' }).end(onlyReading)
      return true
    }
    const query = new URLSearchParams(rest.join('?'))
    const answer = await read(query)
    if ('refused' in answer) {
      const html = plainHtml(titles[answer.refused], answer.says, style)
      response.writeHead(statuses[answer.refused], headers).end(html)
    } else if (path === page) {
      response.writeHead(200, headers).end(reportHtml(answer.report, { query, download, style }))
    } else {
      response.writeHead(200, { ...headers, ...asFile(answer.file) }).end(answer.file.text)
    }
    return true
  }
}

/** Nothing is kept of it, indexed, framed or told to others, and nothing in it runs. */
function headersFor(style: string): Record<string, string> {
  const hash = createHash('sha256').update(style).digest('base64')
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
  }
}

function asFile({ name, type }: MessageFile): Record<string, string> {
  return { 'content-type': `${type}; charset=utf-8`, 'content-disposition': `attachment; filename="${name}"` }
}
