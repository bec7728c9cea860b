import { createHmac, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { anyone } from '../../../catalog/kit/testing/place/anyone.ts'
import { ask } from './ask.ts'
import type { Place } from './place.ts'
import { leadOf, rolesOf, subjectOf, type World } from './world.ts'

/** A way to come without a token that is good: what the request carries, and which answer it deserves. */
export interface BadToken {
  name: string
  headers: Record<string, string | string[]>
  query?: Record<string, string>
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>

/** Every way to have no right: each says that it may do all there is. */
export async function badTokens(place: Place, world: World): Promise<BadToken[]> {
  const everything = {
    roles: rolesOf(place).filter((role) => role !== anyone),
    scope: [...new Set(world.callers.flatMap(({ scopes }) => scopes))].join(' '),
  }
  const lead = world.person(leadOf(place)).token!
  const good: Record<string, unknown> = { ...claimsOf(lead), ...everything }
  const now = Math.floor(Date.now() / 1000)

  // The key that signs for real, read where only the owner of the database can.
  const [{ value }] = (await place.rows.query<{ value: (JsonWebKey & { alg: string })[] }>(
    `SELECT value FROM identity_embedded.key_material WHERE purpose = 'signing'`,
  )) as [{ value: (JsonWebKey & { alg: string })[] }]
  const { keys } = JSON.parse((await ask(place.identity.url, '/jwks')).body) as {
    keys: JsonWebKey[] & { kid: string }[]
  }
  const kid = (keys[0] as { kid: string }).kid
  const real = await importJWK(value[0] as never, 'ES256')
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const header = { alg: 'ES256', kid, typ: 'at+jwt' }
  const signed = (claims: object, key: Parameters<SignJWT['sign']>[0] = real, head: object = {}) =>
    new SignJWT(claims as never).setProtectedHeader({ ...header, ...head }).sign(key)
  const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([one]) => one !== name))
  const hmac = (secret: string) => {
    const text = `${part({ ...header, alg: 'HS256' })}.${part(good)}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }

  const revoked = await revokedToken(place, world)
  const [first, , signature] = lead.split('.')
  const bearers: [name: string, token: string][] = [
    ['no characters', ''],
    ['garbage', 'garbage'],
    ['three parts of garbage', 'a.b.c'],
    ['a long one', 'a'.repeat(8000)],
    ['no algorithm', `${part({ ...header, alg: 'none' })}.${part(good)}.`],
    ['no algorithm, in capitals', `${part({ ...header, alg: 'NONE' })}.${part(good)}.`],
    ['no algorithm and a signature', `${part({ ...header, alg: 'none' })}.${part(good)}.${signature}`],
    ['claims changed after signing', `${first}.${part(good)}.${signature}`],
    ['no signature', `${first}.${part(good)}.`],
    ['a signature of zeros', `${first}.${part(good)}.${Buffer.alloc(64).toString('base64url')}`],
    ['another key under the same id', await signed(good, own.privateKey)],
    [
      'a key that it brings itself',
      await signed(good, own.privateKey, { jwk: own.publicKey.export({ format: 'jwk' }) }),
    ],
    ['keys from elsewhere', await signed(good, own.privateKey, { jku: `${place.service.url}/jwks`, kid: 'other' })],
    ['an id of a key that leads to a file', await signed(good, own.privateKey, { kid: '../../../dev/null' })],
    [
      'an unknown critical header',
      await signed(good, real, { crit: ['urn:unknown'], 'urn:unknown': true }).catch(
        () => `${part({ ...header, crit: ['urn:unknown'], 'urn:unknown': true })}.${part(good)}.${signature}`,
      ),
    ],
    ['the public key as a shared secret', hmac(JSON.stringify(keys[0]))],
    ['no secret at all', hmac('')],
    ['expired', await signed({ ...good, exp: now - 60, iat: now - 600 })],
    ['not yet valid', await signed({ ...good, nbf: now + 600 })],
    ['without an end', await signed(without('exp'))],
    ['without a person', await signed(without('sub'))],
    ['of another issuer', await signed({ ...good, iss: 'https://identity.example.org' })],
    ['of the issuer with a path', await signed({ ...good, iss: `${good.iss}/` })],
    ['for another place', await signed({ ...good, aud: 'urn:elsewhere' })],
    ['for the client, as an ID token is', await signed({ ...good, aud: 'service' })],
    ['for nobody', await signed(without('aud'))],
    ['of somebody whose access has ended', revoked],
    ['signed, of a round before that', await signed({ ...good, sub: subjectOf(revoked), round: -1 })],
  ]
  const scheme = (name: string, value: string | string[]): BadToken => ({ name, headers: { authorization: value } })
  return [
    { name: 'no header', headers: {} },
    ...bearers.map(([name, token]) => scheme(`a token with ${name}`, `Bearer ${token}`)),
    scheme('a good token under another scheme', `Basic ${lead}`),
    scheme('a good token without a scheme', lead),
    scheme('a good token behind a bad one', `Bearer a.b.c, Bearer ${lead}`),
    {
      name: 'a good token in a cookie',
      headers: { cookie: `access_token=${lead}; token=${lead}; authorization=Bearer ${lead}` },
    },
    {
      name: 'a good token in the address',
      headers: {},
      query: { access_token: lead, authorization: `Bearer ${lead}` },
    },
    {
      name: 'a good token in another header',
      headers: {
        'x-access-token': lead,
        'x-forwarded-authorization': `Bearer ${lead}`,
        'proxy-authorization': `Bearer ${lead}`,
      },
    },
  ]
}

/** A token that was good until its person's access was ended. */
async function revokedToken(place: Place, world: World): Promise<string> {
  const token = await place.people.tokenOf(leadOf(place), 'who leaves')
  const ended = await world.call(
    'identity',
    'POST',
    `/accounts/${subjectOf(token)}/disablement`,
    world.program('accounts:manage').token,
  )
  if (ended.status !== 200) throw new Error(`the access was not ended: ${ended.status}`)
  return token
}
