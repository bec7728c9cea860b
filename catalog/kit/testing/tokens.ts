import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { audience } from '../src/auth.ts'

/** What a test says about a caller; everything has a default. */
export interface Claims {
  scopes?: string[]
  subject?: string
  clientId?: string
  issuer?: string
  audience?: string
  /** The round of sign-ins that it is of. */
  round?: number
  /** Seconds from now; negative for a token that has expired. 600 unless given. */
  expiresIn?: number
}

export interface TokenIssuer {
  url: string
  sign(claims?: Claims): Promise<string>
  /** New keys under a new id; tokens signed before stop being valid. */
  rotate(): Promise<void>
  stop(): Promise<void>
}

/**
 * Stands in for the identity component: a real HTTP server with a key set, and tokens signed with it. Everybody works here
 * but those whose ids begin with `nobody`, and is called as their id says: alex-worker, Alex Worker. Whose id begins with `hidden`
 * may not be seen.
 */
export async function tokenIssuer(): Promise<TokenIssuer> {
  let keys = await newKeys(1)
  const server = createServer((request, response) => {
    const personId = /^\/staff\/((?!nobody)[^/]+)$/.exec(request.url ?? '')?.[1]
    const hidden = personId?.startsWith('hidden') && {
      code: 'forbidden',
      detail: 'This needs the scope accounts:read.',
    }
    const body = request.url === '/jwks' ? { keys: [keys.jwk] } : personId && { personId, name: nameIn(personId) }
    const status = hidden ? 403 : body ? 200 : 404
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(hidden || body || {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    sign: (claims = {}) =>
      new SignJWT({
        scope: (claims.scopes ?? []).join(' '),
        client_id: claims.clientId ?? 'test',
        ...(claims.round === undefined ? {} : { round: claims.round }),
      })
        .setProtectedHeader({ alg: 'ES256', kid: keys.kid, typ: 'at+jwt' })
        .setIssuer(claims.issuer ?? url)
        .setAudience(claims.audience ?? audience)
        .setSubject(claims.subject ?? 'test-subject')
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + (claims.expiresIn ?? 600))
        .sign(keys.privateKey),
    rotate: async () => {
      keys = await newKeys(Number(keys.kid) + 1)
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const nameIn = (personId: string) =>
  personId
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

async function newKeys(kid: number) {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return {
    kid: String(kid),
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid: String(kid), alg: 'ES256', use: 'sig' },
  }
}
