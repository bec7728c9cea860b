import { type Fault, PageError, sendPage } from '@composed/kit/part-pages'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addAccount, findAccountByEmail, setPassword } from '../accounts.ts'
import { forgetAttempts } from '../attempts.ts'
import { addressOf, takeLink } from '../links.ts'
import { hashPassword } from '../passwords.ts'
import { proveAddress } from '../rights.ts'
import { endSessions } from '../sessions.ts'
import { type Desk, demandToken, sendForm } from './desk.ts'
import { check, newPasswordForm, readForm, registerForm } from './fields.ts'

type LinkRequest = FastifyRequest<{ Params: { secret: string } }>

/** Where a link leads that was sent to an address: whoever opens it reads that mailbox, and chooses the password. */
export function linkRoutes(app: FastifyInstance, desk: Desk): void {
  const found = async (secret: string) => {
    const email = await addressOf(desk.db, secret)
    const account = email === undefined ? undefined : await findAccountByEmail(desk.db, email)
    if (email === undefined || account?.disabled) throw spent()
    return { email, account }
  }
  const show = (
    request: LinkRequest,
    reply: FastifyReply,
    { email, account }: Awaited<ReturnType<typeof found>>,
    values = {},
    faults: Fault[] = [],
  ) => {
    const words = account
      ? { heading: 'Choose a new password', button: 'Change password' }
      : { heading: 'Finish registering', button: 'Register' }
    const data = { ...words, email, asksName: account === undefined, values, faults }
    return sendForm(desk, request, reply, 'link', request.url, data)
  }

  // Only looked at: programs that check mail for viruses open every link.
  app.get('/link/:secret', async (request: LinkRequest, reply) =>
    show(request, reply, await found(request.params.secret)),
  )

  const limit = { rateLimit: { max: desk.settings.signInsPerMinute, timeWindow: '1 minute' } }
  app.post('/link/:secret', { config: limit }, async (request: LinkRequest, reply) => {
    const whose = await found(request.params.secret)
    const form = readForm(request.body)
    demandToken(desk, request, request.url, form.csrf)
    const { email, account } = whose
    const { values, faults } = account
      ? check(newPasswordForm({ email, name: account.name }), form)
      : check(registerForm(email), form)
    if (faults) return show(request, reply, whose, form, faults)
    const passwordHash = await hashPassword(values['new-password'], desk.settings.passwordCost)
    await desk.db.transaction(async (tx) => {
      if ((await takeLink(tx, request.params.secret)) === undefined) throw spent()
      const name = 'name' in values ? String(values.name) : ''
      const given = { email, name, roles: [], passwordHash, passwordOrigin: 'chosen' as const }
      // One who registered meanwhile, by another link to the same address, is the same person.
      const known = account ?? ((await addAccount(tx, given)) ? undefined : await findAccountByEmail(tx, email))
      if (known === undefined) return
      await setPassword(tx, known.personId, passwordHash, 'chosen')
      await proveAddress(tx, known.personId)
      await forgetAttempts(tx, known.email)
      await endSessions(tx, known.personId)
    })
    const lines = ['You can sign in with your email address and this password.']
    return sendPage(reply, 200, desk.render('pages/part-message', { heading: 'Your password is set', lines }))
  })
}

function spent(): PageError {
  return new PageError(400, 'This link does not work any more', [
    'A link works once, and only for a while. If you still need one, ask for another.',
  ])
}
