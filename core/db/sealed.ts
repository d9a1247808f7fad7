import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { PlainError } from './plain-error.ts'

/**
 * Secrets at rest: AES-256-GCM, as `v1.KEY ID.NONCE CIPHERTEXT TAG`, the last in base64url without padding.
 * What a text is about is authenticated with it, so a row copied to another workspace or column does not open.
 */
export interface Seal {
  /** @param about what the text is and whose, such as `slack/T1 installations.sealed` */
  seal(text: string, about: string): string
  /** @throws CannotOpen unless a key at hand sealed exactly this, about the same */
  open(sealed: string, about: string): string
  /** Whether it was sealed with the first key; if not, an older key is still needed for it. */
  isCurrent(sealed: string): boolean
}

/** A sealed text does not open: its key is not at hand, it was changed, or it was sealed about something else. */
export class CannotOpen extends Error {
  override name = 'CannotOpen'
}

interface Key {
  /** The id that it seals under. */
  readonly id: string
  readonly fingerprint: string
  readonly secret: Buffer
}

const version = 'v1'
const algorithm = 'aes-256-gcm'
const [secretBytes, nonceBytes, tagBytes] = [32, 12, 16]

/**
 * @param keys the setting ENCRYPTION_KEY: one or more of `key` or `name:key`, separated by commas, each 32 bytes in
 *   base64 or hex. The first seals, all open. A key that gets a name later still opens what it sealed without one.
 * @throws PlainError when the setting is malformed; it never repeats any of it
 */
export function openSeal(keys: string): Seal {
  const [current, ...older] = readKeys(keys)
  const all = [current, ...older]
  return { seal, open, isCurrent }

  function seal(text: string, about: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, current.secret, nonce, { authTagLength: tagBytes })
    cipher.setAAD(Buffer.from(about))
    const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return `${version}.${current.id}.${body.toString('base64url')}`
  }

  function open(sealed: string, about: string): string {
    const { keyId, body } = partsOf(sealed, about)
    const key = keyCalled(keyId)
    if (key === undefined)
      throw new CannotOpen(`${about}: ENCRYPTION_KEY no longer holds the key that it was sealed with.`)
    const decipher = createDecipheriv(algorithm, key.secret, body.subarray(0, nonceBytes), { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(about))
    decipher.setAuthTag(body.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(body.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8')
    } catch {
      throw new CannotOpen(`${about}: it was changed, or sealed about something else or with another key.`)
    }
  }

  function isCurrent(sealed: string): boolean {
    const [given, keyId = ''] = sealed.split('.')
    return given === version && keyCalled(keyId) === current
  }

  function keyCalled(id: string): Key | undefined {
    return all.find((key) => key.id === id || key.fingerprint === id)
  }
}

function partsOf(sealed: string, about: string): { keyId: string; body: Buffer } {
  const [given, keyId = '', text = '', ...rest] = sealed.split('.')
  const body = Buffer.from(text, 'base64url')
  // decoding skips what is not base64url: only the one spelling that encoding gives is ours
  const isOurs = given === version && rest.length === 0 && body.toString('base64url') === text
  if (!isOurs || body.length < nonceBytes + tagBytes) throw new CannotOpen(`${about}: this is not a sealed text.`)
  return { keyId, body }
}

function readKeys(keys: string): [Key, ...Key[]] {
  const [first = '', ...others] = keys.split(',')
  const read: [Key, ...Key[]] = [readKey(first, 1), ...others.map((key, index) => readKey(key, index + 2))]
  const ids = read.flatMap(({ id, fingerprint }) => [...new Set([id, fingerprint])])
  if (new Set(ids).size < ids.length) throw malformed('holds a key or a name twice')
  return read
}

function readKey(given: string, place: number): Key {
  const [, name, encoded = ''] = /^(?:([\w-]{1,24}):)?([^:]*)$/.exec(given.trim()) ?? []
  const secret = decoded(encoded)
  if (secret === undefined) throw malformed(`is malformed (key ${place})`)
  const fingerprint = createHash('sha256').update(secret).digest('hex').slice(0, 8)
  return { id: name ?? fingerprint, fingerprint, secret }
}

function decoded(encoded: string): Buffer | undefined {
  if (encoded.length === secretBytes * 2 && /^[\da-f]+$/i.test(encoded)) return Buffer.from(encoded, 'hex')
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(encoded)) return undefined
  const secret = Buffer.from(encoded, 'base64')
  return secret.length === secretBytes ? secret : undefined
}

function malformed(why: string): PlainError {
  return new PlainError(
    `The setting ENCRYPTION_KEY ${why}. It is 32 bytes in base64 or hex, as \`openssl rand -base64 32\` makes them; ` +
      'to change keys, put the new one in front of the old one with a comma between (`new:KEY,old:KEY`).',
  )
}
