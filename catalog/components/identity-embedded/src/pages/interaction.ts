import { type Fault, PageError } from '@composed/kit/part-pages'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { checkPassword } from '../sign-in.ts'
import { type Desk, demandToken, sendForm } from './desk.ts'
import { nowKnown, placeOf } from './device.ts'
import { check, readForm, signInForm } from './fields.ts'
import { changePassword } from './password.ts'
import { verdictFault } from './verdict.ts'

type InteractionRequest = FastifyRequest<{ Params: { uid: string } }>

/** Signing in, on the way from a service that asked for it and back: sign in, or replace a password that somebody else knows. */
export function interactionRoutes(app: FastifyInstance, desk: Desk): void {
  const base = (request: InteractionRequest) => `/interaction/${request.params.uid}`

  function show(request: InteractionRequest, reply: FastifyReply, form = {}, faults: Fault[] = [], status?: number) {
    const data = { heading: 'Sign in', values: form, faults, status }
    return sendForm(desk, request, reply, 'sign-in', base(request), data)
  }

  app.get('/interaction/:uid', async (request: InteractionRequest, reply) => {
    await demandInteraction(desk, request, reply)
    return show(request, reply)
  })

  const limit = { rateLimit: { max: desk.settings.signInsPerMinute, timeWindow: '1 minute' } }

  app.post('/interaction/:uid', { config: limit }, async (request: InteractionRequest, reply) => {
    await demandInteraction(desk, request, reply)
    const form = readForm(request.body)
    demandToken(desk, request, base(request), form.csrf)
    const { values, faults } = check(signInForm, form)
    if (faults) return show(request, reply, form, faults)
    const place = await placeOf(desk, request, values.email)
    const verdict = await checkPassword(desk.db, values, desk.settings.production, place)
    if (verdict.answer === 'issued') return reply.redirect(`${base(request)}/password`, 303)
    if (verdict.answer === 'yes') {
      await nowKnown(desk, request, reply, values.email)
      return finish(desk, request, reply, verdict.account.personId)
    }
    const { status, fault } = verdictFault(verdict.answer)
    return show(request, reply, form, [fault], status)
  })

  const reason = 'Somebody else gave you the password you have now. Choose one that only you know.'

  app.get('/interaction/:uid/password', async (request: InteractionRequest, reply) => {
    await demandInteraction(desk, request, reply)
    return changePassword(desk, request, reply, { reason })
  })

  app.post('/interaction/:uid/password', { config: limit }, async (request: InteractionRequest, reply) => {
    await demandInteraction(desk, request, reply)
    const done = (personId: string) => finish(desk, request, reply, personId)
    return changePassword(desk, request, reply, { reason, done })
  })
}

/** Throws the page that says so when this browser has no such sign-in under way. */
async function demandInteraction(desk: Desk, request: InteractionRequest, reply: FastifyReply): Promise<void> {
  const provider = await desk.provider()
  const interaction = await provider.interactionDetails(request.raw, reply.raw).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'SessionNotFound') return undefined
    throw error
  })
  if (interaction?.uid === request.params.uid) return
  throw new PageError(400, 'Your sign-in has expired', ['Go back to the service and start again.'])
}

async function finish(desk: Desk, request: FastifyRequest, reply: FastifyReply, personId: string) {
  // `remember: false`: the session ends with the browser, because people share computers.
  const result = { login: { accountId: personId, remember: false } }
  const provider = await desk.provider()
  return reply.redirect(await provider.interactionResult(request.raw, reply.raw, result), 303)
}
