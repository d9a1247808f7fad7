import { request as askOne, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One address in front of all processes, as a load balancer in front of replicas: each request goes to the next one. */
export interface Balancer {
  readonly url: string
  close(): Promise<void>
}

/** @param ports those that listen now */
export async function openBalancer(ports: () => readonly number[]): Promise<Balancer> {
  let turn = 0
  const server = createServer((request, response) => pass(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  function pass(request: IncomingMessage, response: ServerResponse): void {
    const all = ports()
    turn += 1
    const to = all[turn % Math.max(all.length, 1)]
    const fail = () => {
      if (!response.headersSent) response.writeHead(502)
      response.end()
    }
    if (to === undefined) {
      fail()
      return
    }
    const { method, url, headers } = request
    const onward = askOne({ host: '127.0.0.1', port: to, method, path: url, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
      answer.on('error', fail)
    })
    onward.on('error', fail)
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  }
}
