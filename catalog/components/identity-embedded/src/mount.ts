import type { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Context } from '@composed/kit'
import { partHeaders, partRenderer } from '@composed/kit/part-pages'
import type { FastifyInstance } from 'fastify'
import type Provider from 'oidc-provider'
import { loadKeys } from './keys.ts'
import { mailBy } from './mail.ts'
import { type Csrf, csrfTokens } from './pages/csrf.ts'
import type { Desk } from './pages/desk.ts'
import { mountPages } from './pages/mount.ts'
import { providerPages } from './pages/provider-pages.ts'
import { providerRoutes } from './pages/provider-routes.ts'
import type { Client, Settings } from './settings.ts'

const templates = fileURLToPath(new URL('../pages', import.meta.url))

/** Puts together what the pages and the OpenID Connect endpoints need, and mounts both. */
export async function mountIdentity(app: FastifyInstance, context: Context, settings: Settings): Promise<void> {
  const keys = await loadKeys(context.db)
  const render = partRenderer(templates, settings)
  const headers = partHeaders(originsOf(settings.clients))
  const issuer = () => settings.issuer ?? context.url
  let provider: Promise<Provider> | undefined
  let csrf: Csrf | undefined

  async function startProvider(): Promise<Provider> {
    const { createProvider } = await import('./provider.ts')
    const pages = providerPages(render, headers)
    const { clients, rights } = settings
    const options = { issuer: issuer(), clients, rights, keys, pages }
    return watched(createProvider(context.db, options), context)
  }

  const desk: Desk = {
    db: context.db,
    settings,
    render,
    issuer,
    mail: settings.notifications === undefined ? undefined : mailBy(settings.notifications, keys, issuer),
    provider() {
      provider ??= startProvider()
      return provider
    },
    get csrf() {
      csrf ??= csrfTokens(keys.cookies, issuer())
      return csrf
    },
    get secure() {
      return issuer().startsWith('https:')
    },
  }
  await providerRoutes(app, desk)
  await mountPages(app, desk, headers)
}

/** Logs what went wrong inside the provider, without its message, which may quote what a person sent. */
function watched(provider: Provider, { log }: Context): Provider {
  provider.on('server_error', (context, error) => {
    log.error({ error: error.name, route: context.oidc?.route }, 'an OpenID Connect request failed')
  })
  // Koa prints the stack itself when nobody listens. The declared events of Provider leave this one out.
  const emitter: EventEmitter = provider
  emitter.on('error', (error: Error) => log.error({ error: error.name }, 'an OpenID Connect request failed'))
  return provider
}

/** Where signing in and out ends: at the clients. */
function originsOf(clients: Client[]): string[] {
  const uris = clients.flatMap((client) => [...client.redirectUris, ...client.postLogoutRedirectUris])
  return [...new Set(uris.map((uri) => new URL(uri).origin))].sort()
}
