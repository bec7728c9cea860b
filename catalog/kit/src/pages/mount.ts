import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import type { Context, Principal } from '../definition.ts'
import { tellFailed } from '../presence.ts'
import { longest } from './answers.ts'
import { askRoutes } from './ask.ts'
import { assetRoutes } from './assets.ts'
import { beginRoutes } from './begin.ts'
import { pageHeaders } from './headers.ts'
import { PageProblem } from './page-problem.ts'
import { errorPages } from './problems.ts'
import { renderer } from './render.ts'
import { sendRoutes } from './send.ts'
import { sessions } from './session.ts'
import type { Pages, Question, ServicePages } from './shapes.ts'
import { signInRoutes } from './sign-in.ts'
import { staffRoutes } from './staff.ts'
import { staffAccountsRoutes } from './staff-accounts.ts'
import { staffActionRoutes } from './staff-actions.ts'
import { staffAttentionRoutes } from './staff-attention.ts'
import { staticRoutes } from './static-pages.ts'
import { trackRoutes } from './track.ts'
import type { Site } from './visit.ts'

const SWEEP_EVERY_MS = 10 * 60_000

/** The pages of staff: where one may go, and the routes. */
export interface StaffPages<P extends ServicePages> {
  areas: Site['areas']
  workOf: Site['workOf']
  mount(scope: FastifyInstance, site: Site<P>): void
}

const madeByHand: StaffPages<Pages> = {
  areas: () => [{ href: '/staff/queue', text: 'Cases' }],
  workOf: (_principal, person) => [{ href: `/staff/queue?assignee=${encodeURIComponent(person)}`, text: 'Cases' }],
  mount: (scope, site) => {
    staffRoutes(scope, site)
    staffActionRoutes(scope, site)
  },
}

/** Adds the pages of a service whose staff pages are made by hand. */
export function mountPages(app: FastifyInstance, context: Context, pages: Pages): Promise<void> {
  const forms = pages.staff.actions.map(({ fields }) => fields)
  return mountPagesWith(app, context, pages, madeByHand, forms)
}

/**
 * Adds the pages of a service to its server, in a scope of their own: headers, form parsing and error pages do not touch
 * the service's API. The service's migrations must contain `sessionMigration`. The address people use is PUBLIC_URL or
 * SERVICE_URL when that is set, else the server's own.
 */
export async function mountPagesWith<P extends ServicePages>(
  app: FastifyInstance,
  context: Context,
  pages: P,
  staff: StaffPages<P>,
  forms: Question[][] = [],
): Promise<void> {
  const site: Site<P> = {
    pages,
    areas: (principal) => [...staff.areas(principal), ...accountsFor(pages, principal)],
    workOf: staff.workOf,
    sessions: sessions(context.db),
    render: renderer(),
    auth: context.auth,
    log: context.log,
    url: () => new URL(context.config.PUBLIC_URL ?? context.config.SERVICE_URL ?? context.url),
  }
  await app.register(async (scope) => {
    await scope.register(cookie)
    await scope.register(formbody, { bodyLimit: formSize(pages, forms) })
    if (takesFiles(pages, forms)) await scope.register(multipart, { throwFileSizeLimit: false })
    scope.setErrorHandler(errorPages(site))
    pageHeaders(scope, pages.signIn.issuer)
    assetRoutes(scope)
    beginRoutes(scope, site)
    askRoutes(scope, site)
    sendRoutes(scope, site)
    trackRoutes(scope, site)
    staticRoutes(scope, site)
    signInRoutes(scope, site)
    staff.mount(scope, site)
    staffAccountsRoutes(scope, site)
    staffAttentionRoutes(scope, site)
    unknownPage(scope)
    sweeping(scope, site)
  })
}

/** Whoever looks after accounts finds them beside the lists. */
function accountsFor({ staff: { accounts } }: ServicePages, { scopes }: Principal) {
  return accounts && scopes.includes(accounts.scope) ? [{ href: '/staff/accounts', text: 'Staff accounts' }] : []
}

/** Bytes that the largest form of the pages may have: characters of four bytes, each written as %XX. */
function formSize({ questions }: ServicePages, forms: Question[][]): number {
  const sizes = (asked: readonly Question[]) => asked.map((question) => 12 * longest(question))
  const sums = forms.map((fields) => sizes(fields).reduce((sum, size) => sum + size, 0))
  return 8 * 1024 + Math.max(...sizes(questions), ...sums)
}

/** Whether any form brings files; without one a form that holds some is refused unread. */
const takesFiles = ({ questions }: ServicePages, forms: Question[][]) =>
  [...questions, ...forms.flat()].some(({ kind }) => kind === 'file')

/** Any other address: a page for people, the server's own problem document for programs that ask for JSON. */
function unknownPage(app: FastifyInstance): void {
  app.get('/*', async (request, reply) => {
    const accept = request.headers.accept ?? ''
    if (accept.includes('json') && !accept.includes('html')) return reply.callNotFound()
    throw new PageProblem(404, 'missing')
  })
}

function sweeping(app: FastifyInstance, site: Site): void {
  const timer = setInterval(() => {
    site.sessions
      .sweep()
      .catch((error) => tellFailed(site.log, error, 'idle sessions were not swept; tried again in 10 minutes'))
  }, SWEEP_EVERY_MS)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
}
