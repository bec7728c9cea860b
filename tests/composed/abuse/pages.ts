import { newBrowser } from '../../../catalog/kit/testing/browser.ts'
import { fieldsOf } from '../../support/submission.ts'
import { type Answer, type Asked, ask } from './ask.ts'
import type { Place, Route, Server } from './place.ts'
import { nameOf, rolesOf, type World } from './world.ts'

/** Somebody with a browser: nobody in particular, or signed in with one role. */
export interface Visitor {
  name: string
  role: string | undefined
  /** as the browser sends it */
  cookie: string
}

export async function visitorsOf(place: Place): Promise<Visitor[]> {
  const signedIn = await Promise.all(rolesOf(place).map((role) => enter(place, role)))
  return [{ name: 'nobody', role: undefined, cookie: '' }, ...signedIn]
}

/** Signs in at the service's pages, as a person does. */
export async function enter(place: Place, role: string, who = 'first'): Promise<Visitor> {
  const account = await place.people.accountOf(role, who)
  const browser = newBrowser()
  const page = await browser.get(`${place.service.url}${listPath(place)}`)
  const back = await browser.submit(page, { email: account.email, password: account.password })
  if (!back.url.startsWith(place.service.url)) throw new Error(`${role} did not get in: ${back.status} ${back.url}`)
  return { name: nameOf(role), role, cookie: browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }
}

/** Where the list of the desk is, and the page of one of its items. */
export const listPath = ({ composition }: Place): string => `/staff/${composition.lists[0]!.id}`
export const itemPath = (place: Place, reference: string): string => `${listPath(place)}/at/${reference}`

/** What the desk offers to do with an item. */
export const actionsOf = ({ composition }: Place): string[] => [
  ...new Set([...composition.lists, ...composition.panels].flatMap(({ actions }) => actions)),
]

/** What is asked once more before it is done. */
export const endsSomething = ({ composition }: Place, action: string): boolean =>
  composition.forms[action]!.ends === true

/** The panels of an item: those of the composition, and the service's own. */
export const panelsOf = ({ composition }: Place): string[] => [
  'answers',
  'troubles',
  ...composition.panels.map(({ id }) => id),
]

/** The scope that an operation asks for, by its contract: `case-management.closeCase`. */
function scopeOf({ servers }: Place, id: string): string {
  const [name, operationId] = id.split('.')
  const operations = servers.find((server) => server.name === name)?.operations
  return operations!.find((operation) => operation.operationId === operationId)!.scope!
}

/** The routes of a server that are no operation of a contract, but pages. `HEAD` goes with every `GET`. */
export function pageRoutes({ routes, operations }: Server): Route[] {
  const known = new Set(operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`))
  return routes.filter(({ method, url }) => !['HEAD', 'OPTIONS'].includes(method) && !known.has(`${method} ${url}`))
}

/**
 * Who may open a page: everybody, or these roles. An action of the desk is known by its address. Undefined for a route that
 * nobody has thought of.
 */
export function mayOpen(place: Place, { method, url }: Route, address = url): 'everybody' | string[] | undefined {
  const { composition } = place
  const having = (scope?: string) =>
    Object.entries(composition.people).flatMap(([role, { may }]) =>
      (scope ? may.includes(scope) : may.length > 0) ? [role] : [],
    )
  const desk = composition.lists.find(({ id }) => url === `/staff/${id}` || url.startsWith(`/staff/${id}/`))
  if (desk) {
    const action = actionsOf(place).find((one) => address.endsWith(`/${one}`))
    const [, , , at] = url.split('/')
    return having(scopeOf(place, action ?? (at === 'at' ? desk.item! : desk.list)))
  }
  const access: [RegExp, 'everybody' | string[]][] = [
    // Leads on to the first list that somebody may see.
    [/^GET \/staff$/, having(scopeOf(place, composition.lists[0]!.list))],
    // Leads on to a page that looks itself.
    [/^GET \/staff\/attention\/:reference\/again$/, 'everybody'],
    [/^\w+ \/staff\/(sign-in|callback|sign-out)$/, 'everybody'],
    [/^\w+ \/staff\/accounts(\/|$)/, having('accounts:manage')],
    [/^\w+ \/staff\/behalf(\/|$)/, having('records:take')],
    [/^\w+ \/staff\/attention\/:reference\/end$/, having('attention:end')],
    [/^\w+ \/staff\/attention(\/|$)/, having('attention:work')],
    [/^\w+ \/(apply|track|yours|assets|health)(\/|$)/, 'everybody'],
    [/^GET \/(|accessibility|privacy|cookies|metrics|\*)$/, 'everybody'],
  ]
  return access.find(([pattern]) => pattern.test(`${method} ${url}`))?.[1]
}

/** A form of a page: where it goes, and what it sends when nothing is changed. */
export interface Form {
  action: string
  fields: Record<string, string>
}

const decode = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
const attributeOf = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : decode(found)
}

/** The forms of a page that are sent by POST. */
export function formsIn(html: string, url: string): Form[] {
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)]
    .filter(([, tag]) => attributeOf(tag!, 'method')?.toLowerCase() === 'post')
    .map(([, tag, inside]) => {
      const fields: Form['fields'] = {}
      for (const [one] of inside!.matchAll(/<(?:input|textarea)\b[^>]*>|<select\b[^>]*>[\s\S]*?<\/select>/g)) {
        const name = attributeOf(one, 'name')
        if (name === undefined) continue
        const choice = /type="(radio|checkbox)"/.test(one)
        if (!choice || !(name in fields))
          fields[name] = one.startsWith('<select') ? chosenIn(one) : (attributeOf(one, 'value') ?? '')
      }
      return { action: attributeOf(tag!, 'action') ?? url, fields }
    })
}

/** What a list to choose from sends: what is selected, else the first that is anything. */
function chosenIn(select: string): string {
  const options = [...select.matchAll(/<option\b[^>]*>/g)].map(([one]) => one)
  const values = options.map((one) => attributeOf(one, 'value') ?? '').filter(Boolean)
  const selected = options.find((one) => /\sselected\b/.test(one))
  return (selected && attributeOf(selected, 'value')) || (values[0] ?? '')
}

/** A form with words in every field that was empty. */
export const filled = (form: Form): Form => ({
  ...form,
  fields: Object.fromEntries(Object.entries(form.fields).map(([name, value]) => [name, value || 'Sample words'])),
})

/** The cookies that an answer sets, as a browser sends them. */
export const cookiesOf = ({ headers }: Answer): string =>
  (headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ')

export const formType = 'application/x-www-form-urlencoded'
export const urlencoded = (fields: Record<string, string>): string => new URLSearchParams(fields).toString()

/** Opens a page or sends a form as a visitor. */
export function visit(
  base: string,
  path: string,
  { cookie }: Pick<Visitor, 'cookie'>,
  asked: Asked = {},
): Promise<Answer> {
  const headers = { accept: 'text/html', ...(cookie && { cookie }), ...asked.headers }
  return ask(base, path, { ...asked, headers })
}

export function post(
  base: string,
  { action, fields }: Form,
  visitor: Pick<Visitor, 'cookie'>,
  headers: Asked['headers'] = {},
) {
  return visit(base, action, visitor, {
    method: 'POST',
    headers: { 'content-type': formType, ...headers },
    body: urlencoded(fields),
  })
}

/** Looks for a record as a person does: their own page, or the form that says that there is none. */
export async function tracked(
  base: string,
  given: { reference: string; contact: string },
  from: Asked['from'],
): Promise<Answer> {
  const { sent, cookie } = await found(base, given, from)
  return sent.status === 303 ? visit(base, String(sent.headers.location), { cookie }) : sent
}

async function found(base: string, given: { reference: string; contact: string }, from: Asked['from']) {
  const page = await visit(base, '/track', { cookie: '' })
  const [form] = formsIn(page.body, '/track')
  const sent = await visit(
    base,
    '/track',
    { cookie: cookiesOf(page) },
    { method: 'POST', from, headers: { 'content-type': formType }, body: urlencoded({ ...form!.fields, ...given }) },
  )
  return { sent, cookie: cookiesOf(sent) }
}

/** Whoever sent a record, in a browser in which they have found it. */
export async function ownerOf(
  base: string,
  given: { reference: string; contact: string },
  from: Asked['from'],
): Promise<Visitor> {
  const { cookie } = await found(base, given, from)
  return { name: 'whoever sent it', role: undefined, cookie }
}

/** An application that is filled in and not yet sent, in a browser of its own. */
export async function filledIn(
  place: Place,
  answers: Record<string, string>,
): Promise<{ visitor: Visitor; path: string }> {
  const { url } = place.service
  const first = await visit(url, '/apply', { cookie: '' })
  let at = String(first.headers.location)
  let cookie = ''
  for (;;) {
    const page = await visit(url, at, { cookie })
    cookie ||= cookiesOf(page)
    if (at.endsWith('/check')) break
    const [form] = formsIn(page.body, at)
    if (!form) {
      at = /href="(\/apply\/[^"]+)"[^>]*class="govuk-button|class="govuk-button"[^>]*href="(\/apply\/[^"]+)"/
        .exec(page.body)!
        .slice(1)
        .find(Boolean)!
      continue
    }
    const name = at.split('/').at(-1)!
    const sent = await post(url, { ...form, fields: { ...form.fields, ...fieldsOf(answers, name) } }, { cookie })
    if (sent.status !== 303 || sent.headers.location === at) throw new Error(`${name} was not taken: ${sent.status}`)
    at = String(sent.headers.location)
  }
  return { visitor: { name: 'somebody who applies', role: undefined, cookie }, path: at.replace(/\/check$/, '') }
}

/**
 * Real values for the parameters of a page route: one address for each that there is. They are about the bystander, or
 * with `fresh` about somebody of whom the test may do away with.
 */
export async function addressesOf(
  { place, world, application }: { place: Place; world: World; application: { id: string } },
  { url }: Route,
  whose: 'bystander' | 'fresh' = 'bystander',
): Promise<string[]> {
  const one = async (name: string): Promise<string[]> => {
    if (name === 'reference' && /attention/.test(url)) return [world.stuck(whose)]
    if (name === 'reference') return [whose === 'fresh' ? await world.freshCase() : world.bystander.reference]
    if (name === 'key') return [whose === 'fresh' ? await world.freshCase() : world.bystander.reference]
    if (name === 'panel') return panelsOf(place)
    if (name === 'action' && url.startsWith('/yours/')) return place.composition.person.can
    if (name === 'question') return place.composition.record.map((field) => field.name)
    if (name === 'id' && url.startsWith('/staff/accounts')) return [await world.freshAccount(url.endsWith('/restore'))]
    if (name === 'id') return [application.id]
    throw new Error(`nobody knows what :${name} of ${url} may be: say it here`)
  }
  if (url.endsWith('/at/:key/:action')) {
    const some = actionsOf(place).map(
      async (action) => `${itemPath(place, await world.caseFor(action, whose))}/${action}`,
    )
    return Promise.all(some)
  }
  let found = [url.replace('/*', '/no-such-page')]
  for (const [whole, name] of url.matchAll(/:(\w+)/g)) {
    const given = await one(name!)
    found = found.flatMap((address) => given.map((value) => address.replace(whole, value)))
  }
  return found
}
