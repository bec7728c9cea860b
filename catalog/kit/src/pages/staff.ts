import { randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Principal } from '../definition.ts'
import type { Typed } from './answers.ts'
import { keepDraft } from './drafts.ts'
import { PageProblem } from './page-problem.ts'
import { currentPrincipal, signInPath } from './sign-in.ts'
import { statusOf } from './status.ts'
import type { PageHandler, Site, Visit } from './visit.ts'

/** A token refused this soon after sign-in is a fault of the set-up: signing in again would go round for ever. */
const TOO_SOON_SECONDS = 60

export type StaffHandler = (visit: Visit, principal: Principal) => Promise<FastifyReply>

/** Whether somebody has one of the scopes. */
export const may = ({ scopes }: Principal, ...wanted: string[]): boolean =>
  wanted.some((scope) => scopes.includes(scope))

/**
 * Lets through people who are signed in and have one of the scopes, of any that staff have when none is given. Others sign
 * in and come back, or get the 403 page. What a form sent is kept on the way.
 */
export function staffOnly(site: Site, handler: StaffHandler, scope?: string): PageHandler {
  const signInAgain = async (visit: Visit) => {
    const subject = visit.session?.staff?.principal.subject
    if (visit.request.method === 'POST') await keepDraft(visit, visit.typed, keyOf(visit.typed), subject)
    return visit.go(signInPath(visit.request.url))
  }
  return async (visit) => {
    const principal = currentPrincipal(visit.session)
    if (principal === undefined) return signInAgain(visit)
    if (!may(principal, ...(scope ? [scope] : site.pages.staff.scopes))) throw new PageProblem(403, 'right')
    try {
      return await handler(visit, principal)
    } catch (error) {
      if (statusOf(error) !== 401) throw error
      const since = visit.session?.staff?.since ?? 0
      // Unless the person was signed out meanwhile, which the provider knows as well.
      const signedOut = await site.auth.verify(principal.token).then(
        () => false,
        (cause: unknown) => statusOf(cause) === 401,
      )
      if (!signedOut && Date.now() / 1000 - since < TOO_SOON_SECONDS)
        throw new PageProblem(503, 'service', { cause: error })
      return signInAgain(visit)
    }
  }
}

/** The idempotency key of a form; a missing or made-up one is replaced. */
export function keyOf(typed: Typed): string {
  const key = typed._key ?? ''
  return /^[\da-f-]{36}$/.test(key) ? key : randomUUID()
}

/** For a staff form whose session has ended: what was typed is shown again after sign-in, by whoever signs in here. */
export const keptForLater: PageHandler = async (visit) => {
  await keepDraft(visit, visit.typed, keyOf(visit.typed), undefined)
  return visit.go(visit.request.url)
}
