import { type Fault, sendPage } from '@composed/kit/part-pages'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findAccount, setPassword } from '../accounts.ts'
import { hashPassword } from '../passwords.ts'
import { endSessions } from '../sessions.ts'
import { checkPassword } from '../sign-in.ts'
import { type Desk, demandToken, sendForm } from './desk.ts'
import { nowKnown, placeOf } from './device.ts'
import { check, passwordForm, readForm } from './fields.ts'
import { verdictFault } from './verdict.ts'

/** A person changes the password; who is signed in here finds the email address filled in. */
export function passwordRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/password', async (request, reply) => changePassword(desk, request, reply, {}))
  const limit = { rateLimit: { max: desk.settings.signInsPerMinute, timeWindow: '1 minute' } }
  app.post('/password', { config: limit }, async (request, reply) => {
    const done = async () => {
      const lines = ['You are signed out everywhere. Sign in with the new password.']
      return sendPage(reply, 200, desk.render('pages/part-message', { heading: 'Your password has changed', lines }))
    }
    return changePassword(desk, request, reply, { done })
  })
}

/** Shows the page, or takes its form and goes on with `done` when the password was changed. */
export async function changePassword(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  way: { reason?: string; done?: (personId: string) => Promise<FastifyReply> },
): Promise<FastifyReply> {
  const purpose = request.url
  const show = (values: object, faults: Fault[] = [], status?: number) => {
    const data = { heading: 'Change your password', reason: way.reason, values, faults, status }
    return sendForm(desk, request, reply, 'password', purpose, data)
  }
  if (way.done === undefined) return show({ email: await signedInEmail(desk, request, reply) })

  const form = readForm(request.body)
  demandToken(desk, request, purpose, form.csrf)
  const { values, faults } = check(passwordForm, form)
  if (faults) return show(form, faults)
  const place = await placeOf(desk, request, values.email)
  const verdict = await checkPassword(desk.db, values, desk.settings.production, place)
  if (verdict.answer !== 'yes' && verdict.answer !== 'issued') {
    const { status, fault } = verdictFault(verdict.answer)
    return show(form, [fault], status)
  }
  const { personId } = verdict.account
  const hash = await hashPassword(values['new-password'], desk.settings.passwordCost)
  await desk.db.transaction(async (tx) => {
    await setPassword(tx, personId, hash, 'chosen')
    await endSessions(tx, personId)
  })
  await nowKnown(desk, request, reply, values.email)
  return way.done(personId)
}

async function signedInEmail(desk: Desk, request: FastifyRequest, reply: FastifyReply): Promise<string | undefined> {
  const provider = await desk.provider()
  const session = await provider.Session.get(provider.createContext(request.raw, reply.raw))
  if (session.accountId === undefined) return undefined
  return (await findAccount(desk.db, session.accountId))?.email
}
