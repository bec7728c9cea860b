import { client } from '@composed/kit'
import { importJWK, SignJWT } from 'jose'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import type { Keys } from './keys.ts'
import { place } from './resource.ts'

/** Sends an email; `key` is the same when it is sent again. */
export type Mail = (
  to: { email: string; name: string },
  text: { subject: string; body: string },
  key: string,
) => Promise<void>

/** Sends by the notifications component at this address, with a token of identity's own. */
export function mailBy(url: string, keys: Keys, issuer: () => string): Mail {
  const notifications = client<operations>('notifications', { url, token: () => ownToken(keys, issuer()) })
  return async ({ email, name }, text, key) => {
    await notifications.sendMessage({ body: { to: { email }, name, ...text } }, { key })
  }
}

async function ownToken(keys: Keys, issuer: string): Promise<string> {
  const [key] = keys.signing
  if (key === undefined) throw new Error('There is no key to sign tokens with: restore table key_material.')
  return new SignJWT({ client_id: 'identity', scope: 'messages:send' })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(place)
    .setSubject('identity')
    .setIssuedAt()
    .setExpirationTime('5 minutes')
    .sign(await importJWK(key, 'ES256'))
}
