import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { alreadyTold } from '../presence.ts'
import { namesOf } from './answers.ts'
import { pathOf } from './drafts.ts'
import type { Mistake } from './fields.ts'
import { PageProblem } from './page-problem.ts'
import type { Question } from './shapes.ts'
import { statusOf } from './status.ts'
import { openVisit, type Site } from './visit.ts'

/**
 * The error summary for a change that a component refused (400, 409, 422), or undefined when the error is another one.
 * `named` gives the line for a field that the problem's `errors` point to.
 */
export function refused(error: unknown, named: (field: string) => Mistake | undefined): Mistake[] | undefined {
  const status = statusOf(error)
  if (status === 409)
    return [{ text: 'This was changed by someone else, or cannot be changed any more', href: '#main-content' }]
  if (status !== 400 && status !== 422) return undefined
  const { errors } = error as { errors?: { pointer?: string }[] }
  const lines = (errors ?? []).flatMap(({ pointer = '' }) => named(pointer.split('/').at(-1) ?? '') ?? [])
  return lines.length > 0
    ? lines
    : [{ text: 'Your answers were not accepted. Check them and try again', href: '#main-content' }]
}

/** For a form of these questions: what is said of the one that a component refused. */
export const saidOf =
  (questions: readonly Question[]) =>
  (field: string): Mistake | undefined => {
    const question = questions.find(({ name }) => name === field)
    return question && { text: question.invalid ?? question.missing, href: `#${namesOf(question)[0] ?? field}` }
  }

interface ErrorPage {
  heading: string
  paragraphs: string[]
  link?: { href: string; text: string }
}

const SERVICE: ErrorPage = {
  heading: 'Sorry, there is a problem with the service',
  paragraphs: ['Try again later.', 'Any answers you have given are saved for 2 hours after you last used the service.'],
}
/** Where nothing is kept. */
export const STATELESS: ErrorPage = {
  ...SERVICE,
  paragraphs: [
    'Go back and try again, or try again later.',
    'We do not keep your answers, so you may have to start again.',
  ],
}
const STAFF_SERVICE: ErrorPage = { ...SERVICE, paragraphs: ['Try again later.'] }
const KEPT = 'It was not saved. What you typed is kept for 2 hours: open the form again.'
const MISSING: ErrorPage = {
  heading: 'Page not found',
  paragraphs: [
    'If you typed the web address, check it is correct.',
    'If you pasted the web address, check you copied the entire address.',
  ],
  link: { href: '/', text: 'Go to the start page' },
}
const ERROR_PAGES: Record<PageProblem['page'], ErrorPage> = {
  service: SERVICE,
  missing: MISSING,
  expired: {
    heading: 'This page has expired',
    paragraphs: [
      'For your security, a page stops working when the service was not used for 2 hours, when somebody signed in or out after it was opened, or when cookies are turned off.',
      'Nothing was saved or sent. Go back, copy what you typed, reload the page and try again.',
    ],
    link: { href: '/', text: 'Go to the start page' },
  },
  elsewhere: {
    heading: 'This form came from another website',
    paragraphs: ['We did not read it. Start again on the first page of this service.'],
    link: { href: '/', text: 'Go to the start page' },
  },
  right: {
    heading: 'You cannot use this page',
    paragraphs: [
      'You are signed in, but your account may not use this page.',
      'Ask whoever looks after staff accounts here, or sign out and use another account.',
    ],
  },
  'sign-in': {
    heading: 'You are not signed in',
    paragraphs: ['The sign-in was not finished, or it took too long.'],
    link: { href: '/staff/sign-in', text: 'Try to sign in again' },
  },
  spared: {
    heading: 'Sorry, we cannot take this now',
    paragraphs: [
      'We have had too many with these contact details in the last hour, so nothing was sent and we have not received it.',
      'Try again in an hour. Your answers are saved for 2 hours after you last used the service.',
    ],
  },
  file: {
    heading: 'The file is too large',
    paragraphs: ['It was not uploaded. Go back and choose a smaller one. Your other answers are kept.'],
  },
  undecided: {
    heading: 'Sorry, we could not take this',
    paragraphs: [
      'The service could not decide how to deal with it, so nothing was sent and we have not received it.',
      'Try again later, or tell us in another way. Your answers are saved for 2 hours after you last used the service.',
    ],
  },
}

export function pageFor(error: unknown, staff: boolean): { status: number; page: ErrorPage } {
  if (error instanceof PageProblem) return { status: error.status, page: ERROR_PAGES[error.page] }
  const status = statusOf(error)
  if (status === 404) return { status, page: MISSING }
  if (status === 403 && staff) return { status, page: ERROR_PAGES.right }
  if (status === 429) {
    const paragraphs = ['You have tried too many times. Wait a minute, then try again.']
    return { status, page: { heading: 'Try again in a minute', paragraphs } }
  }
  if (status === 413) {
    return { status, page: { heading: 'Your answer is too long', paragraphs: ['Go back and enter a shorter answer.'] } }
  }
  // A component that refuses the service itself (401, 403) is our own mistake, like any unforeseen error.
  if (status < 500 && status !== 401 && status !== 403) {
    const paragraphs = ['We could not read what was sent. Go back and try again.']
    return { status, page: { heading: 'There is a problem with this page', paragraphs } }
  }
  return { status: [502, 503, 504].includes(status) ? 503 : 500, page: SERVICE }
}

/** Every error as a page in the service's layout, with the request id where somebody has to look into it. */
export function errorPages(site: Site) {
  return async (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const route = request.routeOptions.url ?? ''
    const staff = route.startsWith('/staff')
    const { status, page } = pageFor(error, staff)
    if (status >= 500 && !alreadyTold(error))
      site.log.error({ requestId: request.id, route, status, ...traceOf(error) }, 'page failed')
    const text = page === SERVICE && staff ? STAFF_SERVICE : page
    const data = { ...text, requestId: status >= 500 ? request.id : undefined }
    // Staff keep their way back and the sign-out button; but reading the session may be what failed.
    const visit = staff ? await openVisit(site, request, reply).catch(() => undefined) : undefined
    if (visit !== undefined) {
      const kept = visit.session?.drafts?.some(({ path }) => path === pathOf(request.url)) && request.method === 'POST'
      const paragraphs = kept ? [...data.paragraphs, KEPT] : data.paragraphs
      return visit.show('message', { ...data, paragraphs, signedIn: visit.session?.staff }, status)
    }
    const { title, noun, phase } = site.pages
    const html = site.render('message', { service: title, noun, phase, ...data })
    return reply.code(status).type('text/html; charset=utf-8').send(html)
  }
}

/** Where it happened and what kind of error it was. Messages stay out of the log: they may quote what a person sent. */
export function traceOf(error: Error): object {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { error: error.name, code, at: frames.slice(0, 6).map((line) => line.trim()) }
}
