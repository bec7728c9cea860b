import { PageError } from '@composed/kit/part-pages'
import type { FastifyRequest } from 'fastify'

/** What somebody chose on the page, and how many tries there had been when they saw it. */
export interface Choice {
  seen: number
  accepted: boolean | undefined
}

/** @throws PageError for a form that the browser says is another site's: its words are not those of whoever pays */
export function readChoice({ body, headers }: FastifyRequest): Choice {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new PageError(403, 'Sorry, this form could not be used', ['Open the page itself and pay there.'])
  const { card, seen } = (body ?? {}) as { card?: unknown; seen?: unknown }
  const accepted = card === 'accepted' ? true : card === 'declined' ? false : undefined
  return { seen: typeof seen === 'string' && /^\d{1,3}$/.test(seen) ? Number(seen) : -1, accepted }
}
