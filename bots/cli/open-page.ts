import type { FrontDoor } from '../front-door.ts'
import type { Machine } from '../machine.ts'
import { type RoomPage, roomHosts, roomPage } from '../web/server.ts'
import type { Ending } from './stopper.ts'

/** Serves the web room's page at the door; the room itself opens later. */
export async function openPage({ settings, log }: Machine, door: FrontDoor, endings: Ending[]): Promise<RoomPage> {
  const { HOST: host, ROOM_TOKEN: token } = settings
  const failed = (error: Error) => log.error({ err: error }, 'a request of the page broke')
  const page = await roomPage({ hosts: roomHosts(host, door.port), token, failed })
  endings.push(() => page.ended())
  door.add(page.serve)
  return page
}
