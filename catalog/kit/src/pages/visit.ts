import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Auth, Logger, Principal } from '../definition.ts'
import type { Typed } from './answers.ts'
import { provenOwn, sameOrigin, tiedTo, tokenMatches } from './csrf.ts'
import { PageProblem } from './page-problem.ts'
import { receiveForm } from './receive.ts'
import type { Render } from './render.ts'
import { csrfOf, freshCookie, isFresh, type Sessions } from './session.ts'
import type { SessionData } from './session-data.ts'
import type { Question, ServicePages } from './shapes.ts'
import type { WholeFile } from './whole-file.ts'

/** What all pages of one service share. */
export interface Site {
  pages: ServicePages
  sessions: Sessions
  render: Render
  auth: Auth
  log: Logger
  /** Whether one more may be held for somebody of this address. */
  mayHold(address: string): Promise<boolean>
  /** The address people use. A function: with an ephemeral port it is known only after the start. */
  url(): URL
  /** Where somebody of the staff may go, the first of which is where they begin. */
  menu(principal: Principal): Area[]
  /** Where what somebody works on is listed. */
  workOf(principal: Principal, person: string): Area[]
}

export interface Area {
  href: string
  text: string
}

/** One request and the session it belongs to. */
export interface Visit {
  request: FastifyRequest
  params: Record<string, string>
  query: Record<string, string>
  typed: Typed
  session: SessionData | undefined
  /** what forms have to carry; undefined for a browser that was given no form yet */
  csrf: string | undefined
  /** A secret of this browser, the same at every visit; it is given a cookie when it has none. */
  secret(purpose: string): string
  /** Changes the session; one is begun when there is none. */
  change(alter: (data: SessionData) => void): Promise<SessionData>
  /** Changes the session and gives it a new cookie and CSRF token. */
  renew(alter: (data: SessionData) => void): Promise<SessionData>
  end(): Promise<void>
  /** Answers with a page. A form needs a CSRF token and so a cookie: `form: true` gives one, but begins no session. */
  show(template: string, data: Record<string, unknown> & { form?: boolean }, status?: number): Promise<FastifyReply>
  /** Answers with a file, to be kept and not shown. */
  file(name: string, type: string, content: Readable): FastifyReply
  /** The same for what people sent: no browser makes anything of it but bytes, whatever it is and is called. */
  attach(file: WholeFile): FastifyReply
  /** 303: the next page, asked for with GET. */
  go(path: string): FastifyReply
}

export type PageHandler = (visit: Visit) => Promise<FastifyReply>

/** What a form sent: several values of one name stand on a line each. Names with a colon are the kit's own. */
export function typedIn(body: unknown): Typed {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>).filter(([name]) => !name.includes(':'))
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.map(text).join('\n') : text(value)]),
  )
}

const strings = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).map(([name, entry]) => {
      const first: unknown = Array.isArray(entry) ? entry[0] : entry
      return [name, typeof first === 'string' ? first : '']
    }),
  )

/** Opens the session of a request. */
export async function openVisit(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<Visit> {
  const { protocol, port } = site.url()
  const secure = protocol === 'https:'
  // Browsers send cookies to every port of a host, and a place has several services: the port says whose it is.
  const cookieName = `${secure ? '__Host-' : ''}session${port && `-${port}`}`
  let cookie = request.cookies[cookieName]
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  const give = (next: string): string => {
    cookie = next
    reply.setCookie(cookieName, next, options)
    return next
  }
  const keep = (next: { cookie: string; data: SessionData }): SessionData => {
    give(next.cookie)
    visit.session = next.data
    return next.data
  }
  /** The cookie of a session, or one that may become one's. */
  const held = () => (cookie && (visit.session !== undefined || isFresh(cookie)) ? cookie : undefined)
  const visit: Visit = {
    request,
    params: strings(request.params),
    query: strings(request.query),
    typed: typedIn(request.body),
    session: cookie ? await site.sessions.read(cookie) : undefined,
    get csrf() {
      const own = held()
      return visit.session?.csrf ?? (own && csrfOf(own))
    },
    secret: (purpose) => tiedTo(held() ?? give(freshCookie()), purpose),
    async change(alter) {
      const own = held()
      const changed = own === undefined ? undefined : await site.sessions.change(own, alter)
      if (changed !== undefined) {
        visit.session = changed
        return changed
      }
      const data = {} as SessionData
      alter(data)
      return keep(await site.sessions.create(data))
    },
    renew: async (alter) => keep(await site.sessions.renew(cookie ?? '', alter)),
    async end() {
      if (cookie) await site.sessions.end(cookie)
      cookie = undefined
      visit.session = undefined
      reply.clearCookie(cookieName, options)
    },
    async show(template, given, status = 200) {
      const { behalf } = visit.session?.applications?.[visit.params.id ?? ''] ?? {}
      const data = { ...(behalf && { signedIn: visit.session?.staff, behalf: true }), ...given }
      if (data.form && visit.csrf === undefined) give(freshCookie())
      const { title, noun, phase, staff } = site.pages
      // What waits for a person is said on every page of staff; one that cannot be counted is no reason to fail.
      const sees = staff.attention && visit.session?.staff?.principal.scopes.includes(staff.attention.scopes.work)
      const counts = data.signedIn && sees ? staff.attention : undefined
      const attention = counts ? { attention: await counts.count().catch(() => null) } : {}
      const path = request.url.split('?')[0] ?? ''
      const principal = data.signedIn ? visit.session?.staff?.principal : undefined
      const menu = principal && site.menu(principal).map((one) => ({ ...one, current: within(one.href, path) }))
      const ownPassword = principal && staff.accounts?.ownPassword
      const common = { service: title, noun, phase, csrf: visit.csrf, path, menu, ownPassword }
      return reply
        .code(status)
        .type('text/html; charset=utf-8')
        .send(site.render(template, { ...common, ...attention, ...data }))
    },
    file: (name, type, content) =>
      reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(content),
    attach: ({ name, content }) =>
      reply
        .type('application/octet-stream')
        .header('content-disposition', attachmentOf(name))
        .send(Buffer.from(content, 'base64')),
    go: (path) => reply.redirect(path, 303),
  }
  return visit
}

/** RFC 6266: the name as it is, and for what cannot read that one without anything that would have to be quoted. */
function attachmentOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9 ._-]/g, '_')
  const whole = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}

const within = (area: string, path: string) => path === area || path.startsWith(`${area}/`)

/** A route handler for GET: opens the visit, then runs the page. */
export function page(site: Site, handler: PageHandler) {
  return async (request: FastifyRequest, reply: FastifyReply) => handler(await openVisit(site, request, reply))
}

/**
 * A route handler for POST: a form that did not come from one of our own pages in this session never gets further. When
 * the browser vouches that it came from one of our pages, whose session has ended since, `late` may keep what was typed;
 * it does nothing of what the form is for. `files` gives the questions whose files the form may bring.
 */
export function form(
  site: Site,
  handler: PageHandler,
  late?: PageHandler,
  files: (visit: Visit) => readonly Question[] = () => [],
) {
  return page(site, async (visit) => {
    const { request } = visit
    const own = sameOrigin(request, site.url())
    const ours = (typed: Typed) => own && tokenMatches(visit.csrf, typed._csrf)
    // Without a boundary it has no parts, and so nothing that shows it to be ours.
    if (own && /^multipart\/form-data;.*boundary=/i.test(request.headers['content-type'] ?? ''))
      visit.typed = await receiveForm(request, files(visit), ours, async () => {
        const { behalf } = visit.session?.applications?.[visit.params.id ?? ''] ?? {}
        return behalf !== undefined || site.mayHold(request.ip)
      })
    if (ours(visit.typed)) return handler(visit)
    if (late !== undefined && provenOwn(request, site.url())) return late(visit)
    throw new PageProblem(403, 'expired')
  })
}
