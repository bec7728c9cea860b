import type { Database } from '@composed/kit'
import { type PageData, PageError, type Render, sendPage } from '@composed/kit/part-pages'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import type { Mail } from '../mail.ts'
import type { Settings } from '../settings.ts'
import type { Csrf } from './csrf.ts'

/** What every page route works with. */
export interface Desk {
  db: Database
  settings: Settings
  /**
   * Made when first asked for: its issuer may be the own address, which is known once the server listens, and its
   * library takes longer to load than all the rest.
   */
  provider(): Promise<Provider>
  readonly csrf: Csrf
  /** left out where no notifications component is known */
  mail: Mail | undefined
  /** The address that people use, without a final slash. Known once the server listens. */
  issuer(): string
  /** Whether people reach this over https. */
  readonly secure: boolean
  render: Render
}

/** Refuses a form that did not come from a page this browser got for that purpose. */
export function demandToken(desk: Desk, request: FastifyRequest, purpose: string, sent: string | undefined): void {
  if (desk.csrf.holds(request, purpose, sent)) return
  throw new PageError(403, 'Sorry, this form could not be used', [
    'Your browser may refuse cookies, or the page was open for too long.',
    'Go back, load the page again and repeat what you did.',
  ])
}

/** Sends a page with a form that carries its CSRF token. */
export function sendForm(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  template: string,
  purpose: string,
  data: PageData & { status?: number },
): FastifyReply {
  const csrf = desk.csrf.token(request, reply, purpose)
  return sendPage(reply, data.status ?? (data.faults?.length ? 400 : 200), desk.render(template, { ...data, csrf }))
}
