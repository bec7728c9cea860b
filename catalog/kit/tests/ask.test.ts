import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function serve(answer: Parameters<typeof createServer>[1]): Promise<URL> {
  server = createServer(answer as never)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

const asked = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'é', timeoutMs: 2000 }

test('a request comes whole, and so does its answer; a redirect is an answer', async () => {
  const url = await serve(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    response.writeHead(302, { location: '/elsewhere' }).end(`${request.method} ${body}`)
  })
  const { status, text } = await ask(url, asked)
  expect([status, await text()]).toEqual([302, 'POST é'])
})

test('what meets a connection that was closed meanwhile is sent again', async () => {
  let requests = 0
  const url = await serve((request, response) => {
    requests += 1
    // The second one comes by the connection of the first.
    if (requests === 2) request.socket.destroy()
    else response.end('here')
  })
  for (const expected of [1, 3]) {
    const { text } = await ask(url, asked)
    expect(await text()).toBe('here')
    expect(requests).toBe(expected)
    await sleep(20)
  }
})

test('an answer that does not come in time, or breaks off, is none', async () => {
  const url = await serve((request, response) => {
    request.resume()
    if (request.url === '/broken')
      response.writeHead(200, { 'content-length': 10 }).write('four', () => request.socket.destroy())
    if (request.url === '/slow') response.writeHead(200).write('four')
  })
  await expect(ask(url, { ...asked, timeoutMs: 100 })).rejects.toThrow('no answer in time')
  for (const path of ['/broken', '/slow']) {
    const { text } = await ask(new URL(path, url), { ...asked, timeoutMs: 200 })
    await expect(text()).rejects.toThrow()
  }
})
