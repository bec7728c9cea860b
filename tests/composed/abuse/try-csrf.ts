import { describe, expect, test } from 'vitest'
import type { Asked } from './ask.ts'
import { type IdentityForm, identityForms } from './identity-forms.ts'
import { judge } from './judge.ts'
import {
  actionsOf,
  addressesOf,
  endsSomething,
  type Form,
  filled,
  formsIn,
  formType,
  listPath,
  ownerOf,
  pageRoutes,
  urlencoded,
  type Visitor,
  visit,
} from './pages.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { leadOf, staffOf } from './world.ts'

const evil = 'https://evil.example'

/** Ways in which a page of somebody else can have a browser send a form, or in which somebody can without its token. */
function forgeries(form: Form, token: string, others: string): { name: string; asked: Asked; action?: string }[] {
  const { [token]: own = '', ...bare } = form.fields
  const send = (fields: Record<string, string>, headers: Asked['headers'] = {}): Asked => ({
    method: 'POST',
    headers: { 'content-type': formType, ...headers },
    body: urlencoded(fields),
  })
  const typed = (type: string, body: string): Asked => ({
    method: 'POST',
    headers: { 'content-type': type, origin: evil },
    body,
  })
  const good = { ...bare, [token]: own }
  const plain = Object.entries(good)
    .map(([name, value]) => `${name}=${value}`)
    .join('\r\n')
  const part = Object.entries(good).map(
    ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return [
    { name: 'no token', asked: send(bare) },
    { name: 'an empty token', asked: send({ ...bare, [token]: '' }) },
    { name: 'a token of nobody', asked: send({ ...bare, [token]: 'a'.repeat(own.length) }) },
    { name: 'half of the token', asked: send({ ...bare, [token]: own.slice(0, -1) }) },
    { name: 'the token of another session', asked: send({ ...bare, [token]: others }) },
    { name: 'a wrong token before the good one', asked: { ...send(bare), body: `${token}=x&${urlencoded(good)}` } },
    {
      name: 'the token in the address alone',
      asked: send(bare),
      action: `${form.action}?${urlencoded({ [token]: own })}`,
    },
    { name: 'the token as a header alone', asked: send(bare, { 'x-csrf-token': own, 'csrf-token': own }) },
    { name: 'the token by another name', asked: send({ ...bare, [`${token}[]`]: own, [`${token}[0]`]: own }) },
    { name: 'no token, from elsewhere', asked: send(bare, { origin: evil, referer: `${evil}/` }) },
    { name: 'no token, from this origin', asked: send(bare, { 'sec-fetch-site': 'same-origin' }) },
    { name: 'the good token, from another site', asked: send(good, { 'sec-fetch-site': 'cross-site' }) },
    { name: 'the good token, from a sibling', asked: send(good, { 'sec-fetch-site': 'same-site' }) },
    { name: 'the good token, from another origin', asked: send(good, { origin: evil }) },
    { name: 'the good token, from no origin', asked: send(good, { origin: 'null' }) },
    { name: 'the good token, from another port', asked: send(good, { origin: 'http://127.0.0.1:1' }) },
    { name: 'plain text', asked: typed('text/plain', plain) },
    { name: 'a form of parts', asked: typed('multipart/form-data; boundary=b', `${part.join('')}--b--\r\n`) },
    { name: 'JSON', asked: typed('application/json', JSON.stringify(good)) },
    { name: 'no type at all', asked: typed('', urlencoded(good)) },
    { name: 'a GET', asked: { method: 'GET' }, action: `${form.action}?${urlencoded(good)}&_method=POST` },
    {
      name: 'a GET that says it is a POST',
      asked: { method: 'GET', headers: { 'x-http-method-override': 'POST' } },
      action: `${form.action}?${urlencoded(good)}`,
    },
  ]
}

/** Every form of every page. */
export function tryCsrf(scene: Scene): void {
  const { place, changingNothing } = scene
  const { service } = place
  const lead = scene.visitor(leadOf(place))
  const other = scene.visitor(staffOf(place)[0]!)
  const list = listPath(place)
  const posts = pageRoutes(service).filter(({ method }) => method === 'POST')

  async function tokenOf(visitor: Visitor): Promise<string> {
    const page = await visit(service.url, list, visitor)
    return formsIn(page.body, '/')[0]!.fields._csrf!
  }

  describe('forms', () => {
    test.each(posts.map((route) => [route.url, route] as const))(
      '%s is taken from our own pages alone',
      async (_url, route) => {
        const staff = route.url.startsWith('/staff')
        const theirs = route.url.startsWith('/yours/')
        const owner = theirs && (await ownerOf(service.url, await scene.world.ownRecord('bystander'), '127.0.4.1'))
        const visitor = staff ? lead : owner || scene.application.visitor
        const others = await tokenOf(other)
        const remains = staff ? list : theirs ? '/yours' : `${scene.application.path}/check`
        const state = async () => (await visit(service.url, remains, visitor)).status
        const before = await state()
        for (const address of await addressesOf(scene, route)) {
          const page = await visit(service.url, pageOf(address, remains), visitor)
          const form = formsIn(page.body, address).find(({ action }) => action === address)
          if (!form) throw new Error(`there is no form for ${address} on ${pageOf(address, remains)}: ${page.status}`)
          const tries = [filled(form), ...confirmed(form)].flatMap((one) => forgeries(one, '_csrf', others))
          const found = await changingNothing(() =>
            tryAll('forms', tries, async ({ name, asked, action = form.action }) => {
              const answer = await visit(service.url, action, visitor, asked)
              const kept = name.includes('this origin') && answer.status === 303
              // A GET opens the page, or leads to it.
              const refused = asked.method === 'GET' ? answer.status < 500 : answer.status >= 400 || kept
              return [...(refused ? [] : [`is taken: ${answer.status}`]), ...judge(answer)].map(
                (fault) => `${address}, ${name}: ${fault}`,
              )
            }),
          )
          expect(found).toEqual([])
        }
        expect(await state(), 'what the browser was in the middle of').toBe(before)
      },
    )

    test('of the pages of sign-in are taken from these pages alone', async () => {
      const forms = await identityForms(scene)
      const known = pageRoutes(place.identity).filter(({ method, url }) => method === 'POST' && !protocol.test(url))
      expect(forms.map(({ route }) => route).sort()).toEqual(known.map(({ url }) => url).sort())
      for (const one of forms) expect(await forge(one)).toEqual([])
    })
  })

  /** Of OpenID Connect: programs send them, or browsers on the way from a page that was looked at. */
  const protocol = /^\/(auth|auth\/:uid|token|jwks|session\/end|session\/end\/success|\.well-known\/.*)$/

  async function forge({ route, form, token, cookie, byToken }: IdentityForm): Promise<string[]> {
    const tries = forgeries(form, token, 'x'.repeat(43)).filter(({ name }) => !byToken || !name.includes('good token'))
    return changingNothing(() =>
      tryAll('forms', tries, async ({ name, asked, action = form.action }) => {
        const answer = await visit(place.identity.url, action, { cookie }, asked)
        const refused = asked.method === 'GET' ? answer.status < 500 : answer.status >= 400
        return [...(refused ? [] : [`is taken: ${answer.status}`]), ...judge(answer)].map(
          (fault) => `${route}, ${name}: ${fault}`,
        )
      }),
    )
  }

  /** Where the form that is sent to an address stands. */
  function pageOf(address: string, remains: string): string {
    if (address.endsWith('/submit')) return remains
    if (address.endsWith('/sign-out')) return list
    return address.replace(/\/again$/, '')
  }

  /** The form as its page of confirmation sends it, where there is one. */
  function confirmed(form: Form): Form[] {
    const action = actionsOf(place).find((one) => form.action.endsWith(`/${one}`))
    if (action === undefined || !endsSomething(place, action)) return []
    const { action: address, fields } = filled(form)
    return [{ action: address, fields: { ...fields, _confirmed: 'yes' } }]
  }
}
