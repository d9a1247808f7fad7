import type { Picture } from '../core/platform.ts'

/** What adapters must know of a picture before they send it. */

const signature = '89504e470d0a1a0a'
const headBytes = 24
/** Every platform takes that much. */
const mostBytes = 8_000_000

/** So many characters of a PNG in base64 hold its size. */
const headCharacters = (headBytes / 3) * 4

/** In pixels, read from the beginning of a PNG in base64; nothing where it is none. */
export function pngSize(png: string): { readonly width: number; readonly height: number } | undefined {
  const head = Buffer.from(png.slice(0, headCharacters), 'base64')
  if (head.length < headBytes || head.subarray(0, 8).toString('hex') !== signature) return undefined
  const [width, height] = [head.readUInt32BE(16), head.readUInt32BE(20)]
  return width === 0 || height === 0 ? undefined : { width, height }
}

/**
 * A picture's bytes.
 *
 * @throws TypeError where it is no PNG or larger than 8 MB: whoever drew it has a fault
 */
export function pngBytes({ name, png }: Picture): Buffer {
  if (pngSize(png) === undefined) throw new TypeError(`the picture ${name} is no PNG`)
  const bytes = Buffer.from(png, 'base64')
  if (bytes.length > mostBytes) throw new TypeError(`the picture ${name} has ${bytes.length} bytes, more than 8 MB`)
  return bytes
}
