import { chmod } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** What stands between the bots and PostgreSQL, so that their connections can be refused, dropped and slowed. */
export interface DatabaseProxy {
  /** New connections are ended at once, those that are open now too. */
  refuse(): void
  allow(): void
  /** Cuts all of them. */
  drop(): void
  /** Milliseconds that everything takes longer, each way. */
  slow(milliseconds: number): void
  close(): Promise<void>
}

/** @param from the socket to listen on; @param to the database's own */
export async function openProxy(from: string, to: string): Promise<DatabaseProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let refusing = false
  let delay = 0
  const server = createServer((client) => {
    if (refusing) {
      client.destroy()
      return
    }
    const database = createConnection(to)
    const pair = [client, database] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      client.destroy()
      database.destroy()
    }
    for (const side of pair) side.on('error', end).on('close', end)
    carry(client, database)
    carry(database, client)
  })
  await new Promise<void>((resolve) => server.listen(from, resolve))
  await chmod(from, 0o600)
  return { refuse, allow, drop, slow, close }

  function carry(source: Socket, target: Socket): void {
    let passed = Promise.resolve()
    source.on('data', (bytes) => {
      const waited = delay === 0 ? undefined : pause(delay)
      // also when it is quick again, nothing overtakes what is still on its way
      passed = passed
        .then(() => waited)
        .then(() => {
          if (target.writable) target.write(bytes)
        })
    })
  }

  function refuse(): void {
    refusing = true
    drop()
  }

  function allow(): void {
    refusing = false
  }

  function drop(): void {
    for (const [client, database] of pairs) {
      client.destroy()
      database.destroy()
    }
  }

  function slow(milliseconds: number): void {
    delay = milliseconds
  }

  async function close(): Promise<void> {
    drop()
    await new Promise((resolve) => server.close(resolve))
  }
}
