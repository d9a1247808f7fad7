import type { IncomingMessage } from 'node:http'
import type { UploadedFile } from './rest/request.ts'
import { isJson, type Json, jsonList } from './state.ts'

/** A request's body: JSON, or a multipart form with `payload_json` and files. */
export interface Body {
  readonly raw: unknown
  readonly fields: Json
  readonly list: readonly Json[]
  readonly files: readonly UploadedFile[]
}

export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) return readForm(bytes, type)
  return bodyOf(bytes.length === 0 ? {} : JSON.parse(bytes.toString()), [])
}

function bodyOf(raw: unknown, files: readonly UploadedFile[]): Body {
  return { raw, fields: isJson(raw) ? raw : {}, list: Array.isArray(raw) ? jsonList(raw) : [], files }
}

async function readForm(bytes: Buffer, type: string): Promise<Body> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
  const payload = form.get('payload_json')
  const files = await Promise.all(
    [...form].flatMap(([key, value]) => (typeof value === 'string' ? [] : [uploaded(key, value)])),
  )
  return bodyOf(typeof payload === 'string' ? JSON.parse(payload) : {}, files)
}

async function uploaded(key: string, file: File): Promise<UploadedFile> {
  const number = /^files\[(\d+)\]$/.exec(key)?.[1] ?? ''
  const kind = file.type === '' ? 'application/octet-stream' : file.type
  const bytes = Buffer.from(await file.arrayBuffer())
  return { number, name: file.name, type: kind, text: bytes.toString(), bytes, size: file.size }
}
