import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { bounded } from '../../errors.ts'
import type { Refusal } from './problem.ts'

/** Where the protocol is spoken. */
export const path = '/mcp'

export interface Rules {
  /** Names by which clients may call this server. */
  names: ReadonlySet<string>
  token: string
}

/** Why a request may not go on, or undefined. What a browser was lured into asking is told by its Host and Origin. */
export function refusalOf({ headers, url }: IncomingMessage, { names, token }: Rules): Refusal | undefined {
  const host = nameIn(`http://${headers.host}`)
  if (!host || !names.has(host))
    return { status: 403, detail: said('Host', headers.host, 'start the server with --allow-host') }
  if (headers.origin !== undefined && !names.has(nameIn(headers.origin) ?? ''))
    return { status: 403, detail: said('Origin', headers.origin, 'pages of other sites may not ask') }
  if (url?.split('?')[0] !== path) return { status: 404, detail: `There is only ${path} here.` }
  const [, given] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
  if (given !== undefined && isSame(given, token)) return undefined
  const wrong = given === undefined ? '' : ', error="invalid_token"'
  return {
    status: 401,
    detail:
      given === undefined
        ? 'Send the token of this server, as in: Authorization: Bearer TOKEN'
        : 'That is not the token of this server. One that it made itself holds until it ends.',
    headers: { 'www-authenticate': `Bearer realm="compose"${wrong}` },
  }
}

function said(header: string, value: string | undefined, next: string): string {
  return bounded(`${header} ${JSON.stringify(value ?? '')} is not a name of this server; ${next}.`)
}

function nameIn(origin: string): string | undefined {
  return URL.parse(origin)?.hostname
}

/** Compared by digest: how long it takes tells nothing of the token. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
