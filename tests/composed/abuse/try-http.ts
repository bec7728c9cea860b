import { describe, expect, test } from 'vitest'
import { type Answer, ask, askRaw } from './ask.ts'
import { judge, strayRedirect } from './judge.ts'
import { listPath, pageRoutes } from './pages.ts'
import { mark } from './payloads.ts'
import type { Server } from './place.ts'
import { callerFor, send, validRequest } from './requests.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { leadOf } from './world.ts'

const evil = 'evil.example'

/** Requests that no client would make, line by line as they go over the wire. */
const wires: [name: string, bytes: string | Buffer][] = [
  ['no host', `GET / HTTP/1.1\r\n\r\n`],
  ['two hosts', `GET / HTTP/1.1\r\nHost: a\r\nHost: ${evil}\r\n\r\n`],
  ['the address as a whole', `GET http://${evil}/ HTTP/1.1\r\nHost: ${evil}\r\n\r\n`],
  ['the address as a whole, of the file system', `GET file:///etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['an address without a slash', `GET ${mark} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a star', `OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a tunnel', `CONNECT ${evil}:443 HTTP/1.1\r\nHost: ${evil}\r\n\r\n`],
  ['an upgrade', `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`],
  ['TRACE', `TRACE / HTTP/1.1\r\nHost: a\r\nX-Secret: ${mark}\r\n\r\n`],
  ['a method of nobody', `HACK / HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a method in small letters', `get / HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['another version', `GET / HTTP/9.9\r\nHost: a\r\n\r\n`],
  ['the first version', `GET /\r\n\r\n`],
  [
    'a length and chunks',
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /${mark} HTTP/1.1\r\nHost: a\r\n\r\n`,
  ],
  ['chunks in a coding of nobody', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  [
    'chunks that are hidden',
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
  ],
  [
    'chunks twice',
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
  ],
  ['two lengths', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
  ['a length below nothing', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n`],
  ['a length beyond numbers', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n`],
  ['a chunk that is no number', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${mark}\r\n\r\n`],
  ['a huge header', `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${mark.repeat(10_000)}\r\n\r\n`],
  ['thousands of headers', `GET / HTTP/1.1\r\nHost: a\r\n${`X-A: ${mark}\r\n`.repeat(3000)}\r\n`],
  ['a header on two lines', `GET / HTTP/1.1\r\nHost: a\r\nX-A: a\r\n ${mark}: 1\r\n\r\n`],
  ['a header with a NUL', `GET / HTTP/1.1\r\nHost: a\r\nX-A: \0${mark}\r\n\r\n`],
  ['a line feed alone', `GET / HTTP/1.1\nHost: a\n\n`],
  ['a raw byte in the address', Buffer.from(`GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n`, 'latin1')],
  ['a space in the address', `GET /a ${mark} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a NUL in the address', `GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['TLS', Buffer.from('16030100a5010000a10303', 'hex')],
  ['nothing but line ends', `\r\n\r\n\r\n`],
]

const hosts = [
  '',
  ' ',
  `${evil}:99999`,
  '[::1',
  'a b',
  '%zz',
  `${mark}"><${mark}>`,
  '127.0.0.1:notaport',
  'a'.repeat(300),
]

/** What every site may read: the keys that tokens are checked with, and where the provider is. */
const forEverybody = /^\/(jwks|\.well-known\/[\w-]+)$/

/** Odd HTTP, at every server. */
export function tryHttp(scene: Scene): void {
  const { place, world, operations, changingNothing } = scene
  const servers = place.servers.map((server) => [server.name, server] as const)

  const alive = async ({ url }: Server) => {
    const { status } = await ask(url, '/health/ready')
    return status === 200 ? [] : [`is no longer there: ${status}`]
  }

  describe('HTTP', () => {
    test.each(servers)('%s takes no odd request for a right one', async (_name, server) => {
      const found = await changingNothing(() =>
        tryAll('HTTP', wires, async ([name, bytes]) => {
          const said = await askRaw(server.url, bytes)
          const statuses = [...said.matchAll(/(?:^|\r\n)HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))
          const faults = [
            ...statuses.filter((status) => status >= 500).map((status) => `status ${status}`),
            ...(statuses.length > 1 ? ['is taken for more than one'] : []),
            ...(said.includes(mark) ? ['is repeated'] : []),
            ...(/evil\.example/.test(/^location: .*$/im.exec(said)?.[0] ?? '') ? ['leads elsewhere'] : []),
          ]
          return faults.map((fault) => `${name}: ${fault}`)
        }),
      )
      expect([...found, ...(await alive(server))]).toEqual([])
    })

    test.each(servers)('%s is led astray by no name of a host', async (_name, server) => {
      const pages = server.routes.filter(
        ({ method, url }) => method === 'GET' && !/:|\*|^\/(assets|health|metrics)/.test(url),
      )
      const tries = pages.flatMap(({ url }) => hosts.map((host) => ({ url, host })))
      const found = await tryAll('HTTP', tries, async ({ url, host }) => {
        const headers = {
          host,
          'x-forwarded-host': host.replaceAll(/[^\x21-\x7e]/g, ''),
          'x-forwarded-proto': 'javascript',
          forwarded: `host=${evil}`,
          'x-original-url': listPath(place),
          accept: 'text/html',
        }
        const answer = await ask(server.url, url, { headers }).catch((error: Error) => {
          // Node itself sends no such header.
          if (/Invalid character/.test(error.message)) return undefined
          throw error
        })
        if (answer === undefined) return []
        return [
          ...named(answer),
          ...strayRedirect(answer, server.url, [place.service.url, place.identity.url]),
          ...judge(answer),
        ].map((fault) => `${url} at ${JSON.stringify(host)}: ${fault}`)
      })
      expect(found).toEqual([])
    })

    test.each(servers)('%s answers to the methods that it has', async (_name, server) => {
      const urls = [...new Set(server.routes.map(({ url }) => url))].filter((url) => !/^\/(assets|health)/.test(url))
      const tries = urls.flatMap((url) =>
        ['HEAD', 'TRACE', 'DELETE', 'PROPFIND', 'POST']
          .filter(
            (method) =>
              method === 'HEAD' || !server.routes.some((route) => route.url === url && route.method === method),
          )
          .map((method) => ({ method, url: url.replaceAll(/:\w+/g, 'x').replace('*', 'x') })),
      )
      const found = await changingNothing(() =>
        tryAll('HTTP', tries, async ({ method, url }) => {
          const answer = await ask(server.url, url, {
            method,
            headers: { 'x-http-method-override': 'GET', 'x-method-override': 'DELETE', 'x-secret': mark },
          })
          const body = method === 'HEAD' && answer.body !== '' ? ['has a body'] : []
          const taken = method !== 'HEAD' && answer.status < 400 ? [`is taken: ${answer.status}`] : []
          const shared =
            answer.headers['access-control-allow-origin'] === undefined || forEverybody.test(url)
              ? []
              : ['lets other sites read']
          return [...body, ...taken, ...shared, ...(method === 'HEAD' && answer.status < 400 ? [] : judge(answer))].map(
            (fault) => `${method} ${url}: ${fault}`,
          )
        }),
      )
      expect(found).toEqual([])
    })

    test.each(operations.filter(([, { operation }]) => operation.bodySchema))(
      '%s takes its body as JSON alone',
      async (_title, { server, operation }) => {
        const { token } = callerFor(world, operation)
        const request = await validRequest(world, operation)
        const valid = JSON.stringify(request.body)
        const types = [
          '',
          'text/plain',
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
          `application/${mark}`,
          'application/json, text/plain',
        ]
        const charsets: [string, Buffer | string][] = [
          ['application/json; charset=utf-16', Buffer.from(valid, 'utf16le')],
          ['application/json; charset=utf-7', '+AHsAfQ-'],
          ['application/json', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(valid, 'utf16le')])],
        ]
        const tries: { name: string; headers: Record<string, string>; raw: Buffer | string }[] = [
          ...types.map((type) => ({ name: `as ${type || 'nothing'}`, headers: { 'content-type': type }, raw: valid })),
          ...charsets.map(([type, raw]) => ({
            name: `as ${type}, encoded otherwise`,
            headers: { 'content-type': type },
            raw,
          })),
          { name: 'compressed, it says', headers: { 'content-encoding': 'gzip' }, raw: Buffer.from('1f8b0800', 'hex') },
        ]
        const found = await changingNothing(() =>
          tryAll('HTTP', tries, async ({ name, headers, raw }) => {
            const answer = await send(server.url, operation, request, { token, headers, raw })
            const refused = answer.status === 400 || answer.status === 415 ? [] : [`is taken: ${answer.status}`]
            return [...refused, ...judge(answer)].map((fault) => `${name}: ${fault}`)
          }),
        )
        expect(found).toEqual([])
      },
    )

    test('a place to go on from that nobody gave is refused or passed over', async () => {
      const places = [
        '',
        '0',
        '-1',
        '1e9',
        'null',
        'undefined',
        'NaN',
        '9'.repeat(16),
        '9'.repeat(200),
        '%00',
        mark,
        btoa('[]'),
        btoa('[0]'),
        btoa('{}'),
        btoa('[9,"x","x"]'),
        btoa(`[0,"2026-01-01T00:00:00.000Z","${mark}"]`),
        btoa('[0,"+275760-09-13T00:00:00.000Z","AAAA-AAAA-AAAA"]'),
        btoa('[0,"9999-12-31T23:59:59.999Z","AAAA-AAAA-AAAA"]'),
        btoa('[null,null,null]'),
        btoa('[0,"0000-01-01T00:00:00.000Z","AAAA-AAAA-AAAA"]'),
        btoa('[0,"2026-02-30T00:00:00.000Z","AAAA-AAAA-AAAA"]'),
        btoa('[4,"2026-01-01T23:59:60.000Z","AAAA-AAAA-AAAA"]'),
        btoa('['.repeat(100)),
        '../../',
        `';--`,
      ]
      const lead = scene.visitor(leadOf(place))
      const pages = pageRoutes(place.service).filter(
        ({ method, url }) => method === 'GET' && url.startsWith('/staff/') && !url.includes(':'),
      )
      const tries = pages.flatMap(({ url }) => places.map((after) => `${url}?after=${encodeURIComponent(after)}`))
      const withPlace = operations.filter(
        ([, { operation }]) => 'after' in (operation.querySchema.properties as object),
      )
      expect(withPlace.length).toBeGreaterThan(0)
      const found = await tryAll('HTTP', tries, async (at) =>
        judge(await ask(place.service.url, at, { headers: { cookie: lead.cookie, accept: 'text/html' } })).map(
          (fault) => `${at}: ${fault}`,
        ),
      )
      for (const [title, { server, operation }] of withPlace) {
        const { token } = callerFor(world, operation)
        const request = await validRequest(world, operation)
        found.push(
          ...(await tryAll('HTTP', places, async (after) =>
            judge(await send(server.url, operation, { ...request, query: { ...request.query, after } }, { token })).map(
              (fault) => `${title} after ${after}: ${fault}`,
            ),
          )),
        )
      }
      expect(found).toEqual([])
    })
  })

  const named = ({ body, headers }: Answer) =>
    `${body} ${headers.location ?? ''}`.includes(evil) ? ['repeats the name of a host'] : []
}
