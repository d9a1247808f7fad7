import { type Format, mostBytes } from './found.ts'
import { words } from './words.ts'

/** What kind of file bytes are, by their name and by what they are. Pure. */

export type Recognised = { readonly format: Format; readonly text: string } | { readonly complaint: string }

export function recognised(fileName: string, bytes: Uint8Array): Recognised {
  if (bytes.length > mostBytes) return { complaint: words.tooLarge }
  if (bytes.length === 0) return { complaint: words.empty }
  const extension = /\.([a-z0-9-]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  const packed = complaintOfMagic(bytes, extension)
  if (packed !== undefined) return { complaint: packed }
  const decoded = decodedText(bytes)
  if ('complaint' in decoded) return decoded
  const { text } = decoded
  if (text.trim() === '') return { complaint: words.empty }
  if (/^\s*<(?:!doctype\s+html|html[\s>])/i.test(text.slice(0, 1000))) return { complaint: words.webPage }
  const format = formatOf(extension, text)
  return format === undefined ? { complaint: words.unknownExtension(fileName) } : { format, text }
}

type Magic = 'zip' | 'pdf' | 'picture' | 'packed' | 'old-office' | 'database'

const magic: readonly (readonly [Magic, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['picture', [0x89, 0x50, 0x4e, 0x47]],
  ['picture', [0xff, 0xd8, 0xff]],
  ['picture', [0x47, 0x49, 0x46, 0x38]],
  ['packed', [0x1f, 0x8b]],
  ['packed', [0x28, 0xb5, 0x2f, 0xfd]],
  ['packed', [0x37, 0x7a, 0xbc, 0xaf]],
  ['old-office', [0xd0, 0xcf, 0x11, 0xe0]],
  ['database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20]],
]

function complaintOfMagic(bytes: Uint8Array, extension: string): string | undefined {
  const found = magic.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0]
  if (found === undefined) return undefined
  if (found === 'zip' && (extension === 'apkg' || extension === 'colpkg')) return words.ankiPackage
  return isSpreadsheet(found, extension) ? words.spreadsheet : words.notText(found)
}

/** All old Office files begin alike. A table is what is sent most, so one is assumed where the name tells nothing else. */
function isSpreadsheet(found: Magic, extension: string): boolean {
  if (found === 'old-office') return !/^(doc|dot|ppt|pot|msg)$/.test(extension)
  return found === 'zip' && /^(xlsx|xlsm|ods|numbers)$/.test(extension)
}

function decodedText(bytes: Uint8Array): { readonly text: string } | { readonly complaint: string } {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return { complaint: words.utf16 }
  if (bytes.includes(0)) return { complaint: words.nulBytes }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { complaint: words.notUtf8 }
  }
}

function formatOf(extension: string, text: string): Format | undefined {
  switch (extension) {
    case 'yaml':
    case 'yml':
    case 'json':
      return 'yaml'
    case 'csv':
    case 'tsv':
      return 'csv'
    case 'gift':
      return 'gift'
    case 'md':
    case 'markdown':
      return 'javascript-questions'
    case 'txt':
      return formatOfText(text)
    default:
      return undefined
  }
}

/** Both Anki and Moodle write `.txt`: Anki's first lines say so, or its columns are parted by tabs. */
function formatOfText(text: string): Format {
  if (/^#(?:separator|html|tags|deck|notetype|columns|guid)\b[^\n:]*:/i.test(text)) return 'anki'
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const isGift = /(?:^|[^\\])\{/.test(text.slice(0, 20_000)) || /^(?:\/\/|::|\$CATEGORY:)/m.test(text.slice(0, 20_000))
  return lines[0]?.trim().includes('\t') === true && !isGift ? 'anki' : 'gift'
}
