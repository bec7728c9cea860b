import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Principal } from '../definition.ts'
import type { Typed } from './answers.ts'
import { keepDraft } from './drafts.ts'
import { PageProblem } from './page-problem.ts'
import type { Pages, QueueFilter, StaffCase, StaffPerson } from './shapes.ts'
import { currentPrincipal, signedIn, signInPath } from './sign-in.ts'
import { statusOf } from './status.ts'
import { type PageHandler, page, type Site, type Visit } from './visit.ts'
import { inWords } from './words.ts'

const STATUSES = ['new', 'in-progress', 'waiting', 'closed']
const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g
const PRIORITIES = ['urgent', 'high', 'standard', 'low']
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

/** Who works or worked here. Names are a help, not a need: without them lists show ids. */
export async function peopleOf(site: Site<Pages>, principal: Principal): Promise<StaffPerson[]> {
  try {
    return await site.pages.staff.people(principal)
  } catch (error) {
    if (statusOf(error) === 401) throw error
    site.log.warn({ status: statusOf(error) }, 'staff names are not available')
    return []
  }
}

/** The case of the page. What is no reference at all, which a component refuses with 400, is unknown like any other. */
export async function caseOf(site: Site<Pages>, visit: Visit, principal: Principal): Promise<StaffCase> {
  try {
    const found = await site.pages.staff.show(visit.params.reference ?? '', principal)
    if (found !== undefined) return found
  } catch (error) {
    if (statusOf(error) !== 400 && statusOf(error) !== 404) throw error
  }
  throw new PageProblem(404, 'missing')
}

/** How people are called in lists: two of one name by what tells them apart, too. */
const naming = (people: StaffPerson[]) => (id: string) => {
  const person = people.find(({ value }) => value === id)
  if (person === undefined) return id
  const alike = people.filter(({ text }) => text === person.text).length > 1
  return [person.text, alike && person.hint && `(${person.hint})`, person.gone && '(access ended)']
    .filter(Boolean)
    .join(' ')
}
/** Whether a case lies with somebody who can no longer work on it. */
const stranded = (people: StaffPerson[], { assignee, status }: { assignee?: string; status: string }) =>
  status !== 'closed' && people.some(({ value, gone }) => value === assignee && gone)

/** Components name people by their ids, also in what they say of a change. */
export const named =
  (people: StaffPerson[]) =>
  <Entry extends { actor: string; text: string }>(entry: Entry): Entry => {
    const name = naming(people)
    const actor = entry.actor.startsWith('/') ? inWords(entry.actor) : name(entry.actor)
    return { ...entry, actor, text: entry.text.replace(ID, name) }
  }

const one = (list: string[], value: string | undefined) => list.find((entry) => entry === value)

/** The queue and the case pages. */
export function staffRoutes(app: FastifyInstance, site: Site<Pages>): void {
  const { staff } = site.pages

  app.get(
    '/staff',
    page(site, async (visit) => visit.go(signedIn(visit.session) ? '/staff/queue' : '/staff/sign-in')),
  )

  app.get(
    '/staff/queue',
    page(
      site,
      staffOnly(site, async (visit, principal) => {
        const status = one(STATUSES, visit.query.status)
        const priority = one(PRIORITIES, visit.query.priority)
        const [assignee] = /^[\w-]{1,64}$/.exec(visit.query.assignee ?? '') ?? []
        const filter: QueueFilter = {
          ...(status && { status }),
          ...(priority && { priority }),
          ...(assignee && { assignee }),
        }
        const { after } = visit.query
        const addressOf = (place?: string) => {
          const query = new URLSearchParams({ ...filter, ...(place && { after: place }) }).toString()
          return `/staff/queue${query && `?${query}`}`
        }
        const asked = Promise.all([
          staff.queue(principal, { ...filter, ...(after && { after }) }),
          peopleOf(site, principal),
        ])
        const found = await asked.catch((error: unknown) => {
          if (statusOf(error) !== 400) throw error
          return undefined
        })
        // An address that somebody shortened or made up names no place in the queue.
        if (found === undefined) return visit.go(addressOf())
        const [{ rows, next }, people] = found
        const name = naming(people)
        return visit.show('queue', {
          heading: 'Cases',
          manages: staff.accounts && may(principal, staff.accounts.scope),
          signedIn: visit.session?.staff,
          filter,
          first: after && addressOf(),
          next: next && addressOf(next),
          statuses: STATUSES,
          priorities: PRIORITIES,
          ownPassword: staff.accounts?.ownPassword,
          assignee: assignee && name(assignee),
          rows: rows.map((row) => ({
            ...row,
            stranded: stranded(people, row),
            assignee: row.assignee && name(row.assignee),
          })),
        })
      }),
    ),
  )

  app.get(
    '/staff/cases/:reference',
    page(
      site,
      staffOnly(site, async (visit, principal) => {
        const [found, people] = await Promise.all([caseOf(site, visit, principal), peopleOf(site, principal)])
        const notice = visit.session?.notice
        if (notice !== undefined) await visit.change((data) => delete data.notice)
        const name = naming(people)
        return visit.show('case', {
          heading: found.subject,
          back: '/staff/queue',
          signedIn: visit.session?.staff,
          notice,
          found: {
            ...found,
            stranded: stranded(people, found),
            assignee: found.assignee && name(found.assignee),
            notes: found.notes.map((note) => ({ ...note, actor: name(note.actor) })),
            history: found.history.map(named(people)),
          },
          actions: found.closed ? [] : staff.actions.filter(({ scope }) => may(principal, scope)),
        })
      }),
    ),
  )
}
