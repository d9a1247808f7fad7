import { PlainError } from '../../core/db/plain-error.ts'
import { type FrontDoor, openFrontDoor } from '../front-door.ts'
import type { Machine } from '../machine.ts'

/**
 * Listens where the settings say.
 *
 * @throws PlainError where that cannot be, with the way out
 */
export async function openDoor({ settings, log }: Machine): Promise<FrontDoor> {
  const { HOST: host, PORT: port } = settings
  try {
    return await openFrontDoor({ host, port, failed: (error) => log.error({ err: error }, 'a request broke') })
  } catch (error) {
    throw new PlainError(cannotListen((error as NodeJS.ErrnoException).code, host, port))
  }
}

function cannotListen(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken. Stop what listens there, or set PORT to another one.`
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to one above 1023.`
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}. Set HOST to one that it has, or leave it out.`
    default:
      return `Listening on ${host}, port ${port}, failed (${code}). Set HOST and PORT to an address of this machine.`
  }
}
