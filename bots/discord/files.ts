import type { APIAttachment, APIEmbed } from 'discord.js'
import type { MessageFile, Picture } from '../../core/platform.ts'
import { pngBytes } from '../png.ts'
import { cut } from './plain-line.ts'

/** What goes with a message as files: texts to keep, and pictures, which an embed shows. */

export interface NamedFile {
  readonly name: string
  readonly contentType: string
  readonly data: string | Buffer
}

export interface DrawnPicture {
  readonly file: NamedFile
  readonly alt: string
}

/** What the body says of the files: those that a message has from now on, also when it is an edit. */
export type DescribedFile = Pick<APIAttachment, 'filename'> & { id: string; description?: string }

const most = { files: 10, description: 1024, name: 100 } as const

export function textFiles(files: readonly MessageFile[], pictures: number): NamedFile[] {
  return files.slice(0, most.files - pictures).map(({ name, type, text }) => ({ name, contentType: type, data: text }))
}

/** Under names that an embed can refer to, each once. @throws TypeError for what is no PNG or too large */
export function drawnPictures(pictures: readonly Picture[]): DrawnPicture[] {
  return pictures.map((picture, index) => ({
    file: { name: pictureName(picture.name, index), contentType: 'image/png', data: pngBytes(picture) },
    alt: cut(picture.alt.trim(), most.description),
  }))
}

/** Pictures stand below the text: the first in its last embed, the others in embeds of their own. */
export function illustrated(embeds: readonly APIEmbed[], pictures: readonly DrawnPicture[]): APIEmbed[] {
  const [first, ...more] = pictures.map(({ file }) => ({ image: { url: `attachment://${file.name}` } }))
  if (first === undefined) return [...embeds]
  return [...embeds.slice(0, -1), { ...embeds.at(-1), ...first }, ...more]
}

/** By the place that a file has among those that are sent. */
export function described(texts: readonly NamedFile[], pictures: readonly DrawnPicture[]): DescribedFile[] {
  const all = [...texts.map((file) => ({ file, alt: '' })), ...pictures]
  return all.map(({ file, alt }, place) => ({
    id: String(place),
    filename: file.name,
    ...(alt === '' ? {} : { description: alt }),
  }))
}

/** As discord.js's REST takes them. */
export function attached(files: readonly NamedFile[] = []): { files?: NamedFile[] } {
  return files.length === 0 ? {} : { files: [...files] }
}

function pictureName(name: string, index: number): string {
  const known = name.slice(-most.name).replace(/[^A-Za-z0-9_.-]/g, '_')
  return index === 0 && known !== '' ? known : `${index + 1}-${known}`
}
