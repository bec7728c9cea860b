import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import type { Context, Principal } from '../definition.ts'
import { networkOf } from '../limits.ts'
import { organisationFrom } from '../organisation.ts'
import { tellFailed } from '../presence.ts'
import { longest } from './answers.ts'
import { askRoutes } from './ask.ts'
import { assetRoutes } from './assets.ts'
import { beginRoutes } from './begin.ts'
import { BEHALF, behalfRoutes } from './behalf.ts'
import { pageHeaders } from './headers.ts'
import { errorPages } from './problems.ts'
import { renderer } from './render.ts'
import { sendRoutes } from './send.ts'
import { sessions } from './session.ts'
import type { ServicePages } from './shapes.ts'
import { signInRoutes } from './sign-in.ts'
import { mayHold } from './spare-holds.ts'
import { staffAccountsRoutes } from './staff-accounts.ts'
import { staffAttentionRoutes } from './staff-attention.ts'
import { staticRoutes } from './static-pages.ts'
import { stoppedRoutes } from './stopped.ts'
import { trackRoutes } from './track.ts'
import { unknownPage } from './unknown-page.ts'
import type { Site } from './visit.ts'

const SWEEP_EVERY_MS = 10 * 60_000

/** The pages of staff: where one may go, and the routes. */
export interface StaffPages {
  menu: Site['menu']
  workOf: Site['workOf']
  mount(scope: FastifyInstance, site: Site): void
}

/**
 * Adds the pages of a service to its server, in a scope of their own: headers, form parsing and error pages do not touch
 * the service's API. The service's migrations must contain `sessionMigration`. The address people use is PUBLIC_URL or
 * SERVICE_URL when that is set, else the server's own.
 */
export async function mountPages(
  app: FastifyInstance,
  context: Context,
  pages: ServicePages,
  staff: StaffPages,
): Promise<void> {
  const organisation = organisationFrom(context.config)
  const site: Site = {
    pages,
    menu: (principal) => [...staff.menu(principal), ...behalfFor(pages, principal), ...accountsFor(pages, principal)],
    workOf: staff.workOf,
    sessions: sessions(context.db),
    render: renderer(organisation),
    auth: context.auth,
    log: context.log,
    mayHold: (address) => mayHold(context.db, context.config, networkOf(address)),
    url: () => new URL(context.config.PUBLIC_URL ?? context.config.SERVICE_URL ?? context.url),
  }
  await app.register(async (scope) => {
    await scope.register(cookie)
    await scope.register(formbody, { bodyLimit: formSize(pages) })
    if (takesFiles(pages)) await scope.register(multipart, { throwFileSizeLimit: false })
    scope.setErrorHandler(errorPages(site))
    pageHeaders(scope, pages.signIn.issuer)
    assetRoutes(scope, organisation)
    beginRoutes(scope, site)
    askRoutes(scope, site)
    stoppedRoutes(scope, site)
    sendRoutes(scope, site)
    trackRoutes(scope, site)
    staticRoutes(scope, site, organisation)
    signInRoutes(scope, site)
    behalfRoutes(scope, site)
    staff.mount(scope, site)
    staffAccountsRoutes(scope, site)
    staffAttentionRoutes(scope, site)
    unknownPage(scope)
    sweeping(scope, site)
  })
}

/** Whoever fills it in for others finds the way beside the lists. */
function behalfFor({ behalf }: ServicePages, { scopes }: Principal) {
  return behalf && scopes.includes(behalf.scope) ? [{ href: BEHALF, text: 'Fill in for somebody' }] : []
}

/** Whoever looks after accounts finds them beside the lists. */
function accountsFor({ staff: { accounts } }: ServicePages, { scopes }: Principal) {
  return accounts && scopes.includes(accounts.scope) ? [{ href: '/staff/accounts', text: 'Staff accounts' }] : []
}

/** Bytes that the largest form of the pages may have: characters of four bytes, each written as %XX. */
function formSize({ questions }: ServicePages): number {
  return 8 * 1024 + Math.max(...questions.map((question) => 12 * longest(question)))
}

/** Whether any form brings files; without one a form that holds some is refused unread. */
const takesFiles = ({ questions }: ServicePages) => questions.some(({ kind }) => kind === 'file')

function sweeping(app: FastifyInstance, site: Site): void {
  const timer = setInterval(() => {
    site.sessions
      .sweep()
      .catch((error) => tellFailed(site.log, error, 'idle sessions were not swept; tried again in 10 minutes'))
  }, SWEEP_EVERY_MS)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
}
