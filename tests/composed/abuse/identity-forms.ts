import { randomUUID } from 'node:crypto'
import { type Browser, newBrowser, type Page } from '../../../catalog/kit/testing/browser.ts'
import { eventually } from '../../support/delivered.ts'
import { type Form, formsIn } from './pages.ts'
import type { Scene } from './scene.ts'

/** A form of the pages of sign-in, as a browser has it before it is sent. */
export interface IdentityForm {
  /** as Fastify knows it */
  route: string
  form: Form
  /** the field that holds the token */
  token: string
  cookie: string
  /** Whether the token is all that is looked at: it is of oidc-provider, which asks no browser where it comes from. */
  byToken?: boolean
}

export const cookieOf = (browser: Browser): string =>
  browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
const password = `pass phrase ${randomUUID()}`

/** The pages of sign-in with a form, each opened in a browser of its own and filled in. */
export async function identityForms({ place, world }: Scene): Promise<IdentityForm[]> {
  const { identity, service, people } = place
  const account = await people.accountOf('resident', 'whose forms are forged')
  const typed: Record<string, string> = {
    email: account.email,
    password: account.password,
    'new-password': password,
    name: 'Somebody New',
  }
  const formOf = (route: string, page: Page, browser: Browser): IdentityForm => {
    const { pathname } = new URL(page.url)
    const form = formsIn(page.html, pathname).at(-1)
    if (!form) throw new Error(`${route} has no form: ${page.status} ${page.url}`)
    const fields = Object.fromEntries(
      Object.entries(form.fields).map(([name, value]) => [name, value || typed[name] || '']),
    )
    return { route, form: { ...form, fields }, token: 'csrf', cookie: cookieOf(browser) }
  }
  const open = async (path: string, browser = newBrowser()) => {
    const page = await browser.get(path.startsWith('http') ? path : `${identity.url}${path}`)
    return { page, browser }
  }

  const forms: IdentityForm[] = []
  for (const route of ['/register', '/forgotten', '/password']) {
    const { page, browser } = await open(route)
    forms.push(formOf(route, page, browser))
  }

  const signIn = await open(`${service.url}/staff/sign-in`)
  forms.push(formOf('/interaction/:uid', signIn.page, signIn.browser))

  // A first password has to be replaced on the way.
  const manage = world.program('accounts:manage').token
  const email = `first-password-${randomUUID()}@place.example`
  const made = await world.call('identity', 'POST', '/accounts', manage, {
    email,
    name: 'First Password',
  })
  const first = await open(`${service.url}/staff/sign-in`)
  const issued = { email, password: String(made.body.firstPassword) }
  const replace = formOf('/interaction/:uid/password', await first.browser.submit(first.page, issued), first.browser)
  forms.push({ ...replace, form: { ...replace.form, fields: { ...replace.form.fields, ...issued } } })

  const stranger = `stranger-${randomUUID()}@place.example`
  const asking = await open('/register')
  await asking.browser.submit(asking.page, { email: stranger })
  const link = await eventually('the link to come', async () => {
    const [row] = await place.rows.query<{ body: string }>(
      'SELECT body FROM notifications_embedded.message WHERE email = $1',
      [stranger],
    )
    return row && /\/link\/[\w-]+/.exec(row.body)?.[0]
  })
  const register = await open(link)
  forms.push(formOf('/link/:secret', register.page, register.browser))

  const signedIn = await open(`${service.url}/staff/sign-in`)
  await signedIn.browser.submit(signedIn.page, { ...account })
  const leaving = await open('/session/end', signedIn.browser)
  const leave = formOf('/session/end/confirm', leaving.page, leaving.browser)
  forms.push({
    ...leave,
    token: 'xsrf',
    byToken: true,
    form: { ...leave.form, fields: { ...leave.form.fields, logout: 'yes' } },
  })
  return forms
}
