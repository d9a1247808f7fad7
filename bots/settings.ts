import { isIP } from 'node:net'
import { z } from 'zod'
import { PlainError } from '../core/db/plain-error.ts'

/** All settings, from the environment; `.env.example` shows them with their meaning. */
const settingsSchema = z.object({
  PORT: z
    .string()
    .default('3000')
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a number from 0 to 65535')
    .transform(Number),
  HOST: z
    .string()
    .default('127.0.0.1')
    .refine((host) => isIP(host) !== 0 || host === 'localhost', 'must be an IP address or localhost'),
  ROOM_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .refine((url) => URL.canParse(url), 'must be a URL such as postgres://user:password@localhost/studyhall')
    .optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('warn'),
})

export type Settings = z.infer<typeof settingsSchema>

/**
 * @param environment as `process.env`; an empty value counts as not set
 * @throws PlainError naming the setting, its value and what would be right
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = settingsSchema.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    const name = String(issue?.path[0])
    const secret = name === 'DATABASE_URL' || name === 'ROOM_TOKEN'
    throw new PlainError(`The setting ${name}${secret ? '' : ` is “${given[name]}”; it`} ${issue?.message}.`)
  }
  if (!isLoopback(read.data.HOST) && read.data.ROOM_TOKEN === undefined) {
    throw new PlainError(
      `HOST is ${read.data.HOST}, so others could enter the room. Set ROOM_TOKEN to a secret of 16 characters or more ` +
        'that they must know, or leave HOST out to listen on this machine only.',
    )
  }
  return read.data
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
