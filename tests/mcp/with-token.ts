import { once } from 'node:events'
import { request as ask, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { token } from './http.ts'

/**
 * Stands in front of a server for a client that cannot send a token, and gives it one. All else, Host and Origin among it,
 * goes through as it is; `rename` may put other names into a request.
 */
export async function withToken(
  url: string,
  rename: (message: object) => object = (message) => message,
): Promise<{ url: string; end(): void }> {
  const proxy = createServer(async (request, response) => {
    let body = ''
    for await (const text of request.setEncoding('utf8')) body += text
    const sent = body === '' ? '' : JSON.stringify(rename(JSON.parse(body)))
    const { 'content-length': _old, ...headers } = request.headers
    const asking = ask(url, { method: request.method!, headers: { ...headers, authorization: `Bearer ${token}` } })
    asking.on('error', () => response.destroy())
    asking.on('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    response.on('close', () => asking.destroy())
    asking.end(sent)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const end = () => {
    proxy.closeAllConnections()
    proxy.close()
  }
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mcp`, end }
}
