import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { startComponent } from '../testing/index.ts'
import { notes } from './fixture/notes.ts'

const component = await startComponent(notes)
afterAll(() => component.stop())
const { hostname, port } = new URL(component.url)

/** The address as it is: `fetch` would mend it. */
function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const asked = request({ hostname, port, path, headers, agent: false }, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode!, headers: response.headers, body })
    })
    asked.on('error', reject).end()
  })
}

function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('error', () => {}).on('close', () => resolve(said))
  })
}

test.each([
  ['a broken escape', '/notes/%Ada', 400],
  ['bytes that are no UTF-8', '/notes/%c3%28Ada', 400],
  ['an address that is longer than a head may be', `/notes/${'Ada'.repeat(8000)}`, 431],
])('%s is a problem that repeats nothing', async (_name, path, status) => {
  const answer = await get(path)
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({
    'content-type': expect.stringContaining('application/problem+json'),
    'x-content-type-options': 'nosniff',
  })
  expect(JSON.parse(answer.body)).toMatchObject({ status, code: 'invalid-request' })
  expect(answer.body).not.toContain('Ada')
})

test('an id of any length is looked at by the contract', async () => {
  const authorization = `Bearer ${await component.token({ scopes: ['notes:read'] })}`
  const answer = await get(`/notes/${'a'.repeat(5000)}`, { authorization })
  expect(answer).toMatchObject({ status: 400, headers: { 'content-security-policy': expect.anything() } })
  expect(JSON.parse(answer.body).errors).toMatchObject([{ pointer: '/path/id' }])
})

test.each([
  ['no HTTP', 'Ada\r\n\r\n'],
  ['two lengths', 'POST /notes HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nAda'],
  [
    'a length and chunks',
    'POST /notes HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['no host', 'GET /notes HTTP/1.1\r\n\r\n'],
])('%s is refused once, and the connection ends', async (_name, text) => {
  const said = await raw(text)
  expect(said).toMatch(/^HTTP\/1\.1 400 /)
  expect(said.match(/HTTP\/1\.1/g)).toHaveLength(1)
  expect(said).not.toContain('Ada')
})
