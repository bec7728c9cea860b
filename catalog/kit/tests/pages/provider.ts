import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

const WORK = ['accounts:read', 'attention:work', 'boats:see', 'boats:work', 'moorings:see', 'moorings:work']
/** Account to scopes. The token of `brief` lives for 5 minutes, those of the others for an hour. */
const ACCOUNTS: Record<string, string[]> = {
  worker: WORK,
  lead: ['accounts:manage', 'attention:end', 'boats:give', ...WORK],
  watcher: ['boats:see'],
  resident: [],
  brief: WORK,
}
export const CLIENT = { id: 'service', secret: 'a-secret-that-only-this-test-knows' }

export interface RunningProvider {
  issuer: string
  /** The service whose callback may be answered; the service's address is known only after the provider's. */
  allow(serviceUrl: string): void
  stop(): Promise<void>
}

/** A real OpenID Connect provider whose sign-in page is a list of accounts to choose from. */
export async function startProvider(): Promise<RunningProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let provider: Provider | undefined
  let allowed = Promise.resolve()

  const allow = async (serviceUrl: string): Promise<void> => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [`${serviceUrl}/staff/callback`],
          post_logout_redirect_uris: [`${serviceUrl}/`],
          grant_types: ['authorization_code'],
          response_types: ['code'],
        },
      ],
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'one' }] },
      cookies: { keys: ['only for this test'] },
      scopes: ['openid', 'profile'],
      claims: { openid: ['sub', 'name'] },
      pkce: { required: () => true },
      features: {
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          useGrantedResource: async () => true,
          getResourceServerInfo: async () => ({
            scope: '',
            audience: 'urn:compose:place',
            accessTokenFormat: 'jwt' as const,
            jwt: { sign: { alg: 'ES256' as const } },
          }),
        },
      },
      ttl: { AccessToken: (_context, token) => (token.accountId === 'brief' ? 300 : 3600) },
      findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, name: `The ${id}` }) }),
      formats: {
        customizers: {
          jwt: (_context, token, { payload }) => {
            const account = ('accountId' in token ? token.accountId : '') ?? ''
            payload.scope = ['own:record', ...(ACCOUNTS[account] ?? [])].join(' ')
          },
        },
      },
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ accountId: oidc.account!.accountId, clientId: oidc.client!.clientId })
        grant.addOIDCScope('openid profile')
        await grant.save()
        return grant
      },
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    })
  }

  server.on('request', async (request, response) => {
    // It needs keys first, which may take longer than the first visitor.
    await allowed
    const url = new URL(request.url ?? '/', issuer)
    if (provider === undefined || !url.pathname.startsWith('/interaction/'))
      return provider?.callback()(request, response)
    const account = url.searchParams.get('as')
    if (account !== null) {
      const result = account === 'nobody' ? { error: 'access_denied' } : { login: { accountId: account } }
      return provider.interactionFinished(request, response, result)
    }
    const links = [...Object.keys(ACCOUNTS), 'nobody'].map((id) => `<a href="${url.pathname}?as=${id}">${id}</a>`)
    response.setHeader('content-type', 'text/html')
    response.end(`<!DOCTYPE html><title>Sign in</title>${links.join(' ')}`)
  })

  return {
    issuer,
    allow: (serviceUrl) => {
      allowed = allow(serviceUrl)
    },
    stop: async () => {
      await allowed
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
