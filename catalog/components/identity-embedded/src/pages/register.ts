import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addAccount } from '../accounts.ts'
import { hashPassword } from '../passwords.ts'
import { type Desk, demandToken, sendForm, sendPage } from './desk.ts'
import { check, type Fault, readForm, registerForm } from './fields.ts'

/** Residents make their own account; it has the role resident and no other. */
export function registerRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/register', async (request, reply) => register(desk, request, reply, {}))
  const limit = { rateLimit: { max: desk.settings.signInsPerMinute, timeWindow: '1 minute' } }
  app.post('/register', { config: limit }, async (request, reply) => {
    const done = async () => {
      const lines = ['You can sign in with your email address and password.']
      return sendPage(reply, 201, desk.render('message', { heading: 'You have an account', lines }))
    }
    return register(desk, request, reply, { done })
  })
}

/** Shows the page, or takes its form and goes on with `done` when the account was made. */
export async function register(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  way: { signInUrl?: string; done?: (personId: string) => Promise<FastifyReply> },
): Promise<FastifyReply> {
  const purpose = request.url
  const show = (values = {}, faults: Fault[] = []) =>
    sendForm(desk, request, reply, 'register', purpose, { heading: 'Register', values, faults, ...way })
  if (way.done === undefined) return show()

  const form = readForm(request.body)
  demandToken(desk, request, purpose, form.csrf)
  const { values, faults } = check(registerForm, form)
  if (faults) return show(form, faults)
  const account = await addAccount(desk.db, {
    email: values.email,
    name: values.name,
    roles: ['resident'],
    passwordHash: await hashPassword(values['new-password'], desk.settings.passwordCost),
    passwordOrigin: 'chosen',
  })
  if (account !== undefined) return way.done(account.personId)
  return show(form, [{ field: 'email', text: 'There is already an account with this email address. Sign in instead' }])
}
