import { createHash } from 'node:crypto'
import { type Fault, sendPage } from '@composed/kit/part-pages'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findAccountByEmail } from '../accounts.ts'
import { linkLimit, makeLink } from '../links.ts'
import type { Mail } from '../mail.ts'
import { type Desk, demandToken, sendForm } from './desk.ts'
import { check, linkForm, readForm } from './fields.ts'

interface Asking {
  path: string
  heading: string
  /** what to do where no email can be sent */
  instead: string
  /** whether an address without an account is written to */
  toAnybody: boolean
}

const askings: Asking[] = [
  {
    path: '/register',
    heading: 'Register',
    instead: 'Accounts are made by the people who run this service. Ask them for one.',
    toAnybody: true,
  },
  {
    path: '/forgotten',
    heading: 'Forgotten password',
    instead: 'Ask whoever looks after accounts where you work, or the people who run this service, for a new password.',
    toAnybody: false,
  },
]

/**
 * Registering and a forgotten password begin the same way: with a link to the address that is given. The answer is the
 * same for every address, and comes before anything is looked up, so nobody learns here which accounts exist.
 */
export function askForLinkRoutes(app: FastifyInstance, desk: Desk): void {
  const limit = { rateLimit: { max: desk.settings.signInsPerMinute, timeWindow: '1 minute' } }
  for (const asking of askings) {
    const { path, heading, instead } = asking
    const show = (request: FastifyRequest, reply: FastifyReply, values = {}, faults: Fault[] = []) =>
      sendForm(desk, request, reply, 'ask-for-link', path, { heading, values, faults })

    app.get(path, async (request, reply) => {
      if (desk.mail === undefined)
        return sendPage(reply, 200, desk.render('pages/part-message', { heading, lines: [instead] }))
      return show(request, reply)
    })

    app.post(path, { config: limit }, async (request, reply) => {
      const { mail } = desk
      if (mail === undefined)
        return sendPage(reply, 200, desk.render('pages/part-message', { heading, lines: [instead] }))
      const form = readForm(request.body)
      demandToken(desk, request, path, form.csrf)
      const { values, faults } = check(linkForm, form)
      if (faults) return show(request, reply, form, faults)
      send(desk, mail, asking, values.email).catch((error: unknown) => {
        const name = error instanceof Error ? error.name : typeof error
        request.log.error({ error: name }, 'a link could not be sent; the person has to ask again')
      })
      const lines = [
        `If this address can be used here, we are sending it an email with a link. The link works for ${linkLimit.minutes} minutes, once.`,
        'If nothing comes within a few minutes, look among your junk mail, then try again.',
      ]
      return sendPage(reply, 200, desk.render('pages/part-message', { heading: 'Check your email', lines }))
    })
  }
}

async function send(desk: Desk, mail: Mail, { toAnybody }: Asking, email: string): Promise<void> {
  const account = await findAccountByEmail(desk.db, email)
  if (account?.disabled || (account === undefined && !toAnybody)) return
  const secret = await makeLink(desk.db, email)
  if (secret === undefined) return
  const address = `${desk.issuer()}/link/${secret}`
  const [subject, why] = account
    ? [
        'Choose a new password',
        `Somebody, perhaps you, asked for a link to the account with this address at ${desk.settings.title}.`,
      ]
    : ['Finish registering', `Somebody, perhaps you, asked to register this address at ${desk.settings.title}.`]
  const body = `${why}\n\n${subject}: ${address}\n\nThe link works for ${linkLimit.minutes} minutes, once. If it was not you, there is nothing to do.`
  const key = createHash('sha256').update(secret).digest('hex')
  await mail({ email: account?.email ?? email, name: account?.name ?? 'You' }, { subject, body }, key)
}
