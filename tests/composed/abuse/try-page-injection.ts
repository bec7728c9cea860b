import { describe, expect, test } from 'vitest'
import { identityForms } from './identity-forms.ts'
import { judge, strayRedirect } from './judge.ts'
import {
  actionsOf,
  addressesOf,
  endsSomething,
  type Form,
  filled,
  filledIn,
  formsIn,
  formType,
  mayOpen,
  ownerOf,
  pageRoutes,
  urlencoded,
  visit,
} from './pages.ts'
import { mark, texts, textsForPrograms } from './payloads.ts'
import { encoded } from './requests.ts'
import { lossesOf } from './rows.ts'
import { answers, type Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { leadOf } from './world.ts'

// What pages read from an address, and names that classes have.
const queryNames = [
  'return',
  'after',
  'status',
  'priority',
  'assignee',
  'seen',
  'state',
  'team',
  'view',
  'q',
  'version',
  'marks',
  'code',
  'iss',
  'error',
  '__proto__',
  'constructor',
  'a[__proto__][b]',
]

// One of each kind, since every page is asked with all names at once.
const forQueries = /ends the text|^template|element|headers|^path$|NUL|half|prototype|oversized/

/** Code of every kind in every field of every form, in the path and the query of every page. */
export function tryPageInjection(scene: Scene): void {
  const { place, world } = scene
  const { service, identity } = place
  const lead = scene.visitor(leadOf(place))
  const gets = pageRoutes(service).filter(({ method, url }) => method === 'GET' && !url.startsWith('/assets'))
  const posts = pageRoutes(service).filter(({ method }) => method === 'POST')
  const titled = (routes: typeof gets) => routes.map((route) => [`${route.method} ${route.url}`, route] as const)

  /** What was there before stays, but for what the tries are about. */
  async function sparingOthers(own: readonly string[], tries: () => Promise<string[]>): Promise<string[]> {
    const { rows } = place
    const may = [mark, ...own]
    await rows.settled()
    const before = await rows.read(may)
    const found = await tries()
    await rows.settled()
    return [...found, ...lossesOf(before, await rows.read(may))]
  }

  describe('injection: pages', () => {
    test.each(titled(gets))('%s takes nothing of its address for code', async (_title, route) => {
      const visitor = mayOpen(place, route) === 'everybody' ? scene.application.visitor : lead
      const [address] = await addressesOf(scene, route)
      const parameters = [...route.url.matchAll(/:\w+/g)].map(([name]) => name)
      const inPath = parameters.flatMap((name) =>
        textsForPrograms.map(([kind, text]) => ({
          name: `${name}: ${kind}`,
          at: route.url.replace(name, encoded(text)).replaceAll(/:\w+/g, 'x'),
        })),
      )
      const inQuery = texts
        .filter(([kind]) => forQueries.test(kind))
        .map(([kind, text]) => {
          const all = queryNames.map((name) => `${encoded(name)}=${encoded(text.slice(0, 500))}`)
          return { name: `query: ${kind}`, at: `${address}?${[...all, all[0]].join('&')}` }
        })
      const found = await sparingOthers([], () =>
        tryAll('injection', [...inPath, ...inQuery], async ({ name, at }) => {
          const answer = await visit(service.url, at, visitor)
          return [...judge(answer), ...strayRedirect(answer, service.url, [identity.url])].map(
            (fault) => `${name}: ${fault}`,
          )
        }),
      )
      expect(found).toEqual([])
    })

    test.each(titled(posts))('%s takes no field for code', async (_title, route) => {
      const staff = route.url.startsWith('/staff')
      if (route.url === '/staff/sign-out') return
      const found: string[] = []
      for (const address of await addressesOf(scene, route, 'fresh')) {
        const record = route.url.startsWith('/yours/') ? await world.ownRecord('fresh') : undefined
        const owner = record && (await ownerOf(service.url, record, '127.0.4.2'))
        const applied = staff || owner ? undefined : await filledIn(place, answers)
        const visitor = applied?.visitor ?? owner ?? lead
        const at = applied ? address.replace(scene.application.path, applied.path) : address
        const shown = at.endsWith('/submit') ? `${applied!.path}/check` : at.replace(/\/again$/, '')
        const page = await visit(service.url, shown, visitor)
        const form = formsIn(page.body, at).find(({ action }) => action === at)
        if (!form) throw new Error(`no form for ${at} on ${shown}: ${page.status}`)
        // Identifiers: a reference may be without digits, and the words of a path are without capitals.
        // The name of an operation is none, and would stand for all that was ever done by it.
        const own = at.split('/').filter((part) => /[0-9A-Z]/.test(part) && !part.includes('.'))
        found.push(
          ...(await sparingOthers([...own, ...Object.values(record ?? {}), 'applying@example.com'], async () => {
            const all: string[] = []
            for (const one of asSent(form)) all.push(...(await tryFields(one, visitor, staff ? '' : 'people')))
            return all
          })),
        )
      }
      expect(found).toEqual([])
    })

    test('the forms of sign-in take no field for code', async () => {
      const forms = await identityForms(scene)
      for (const { form, cookie, token, route } of forms.filter(({ byToken }) => !byToken)) {
        const fields = { ...form.fields, ...('password' in form.fields && { password: 'not the password' }) }
        const found = await sparingOthers(['stranger-'], () =>
          tryFields({ ...form, fields }, { cookie }, route, identity.url, token),
        )
        expect(found).toEqual([])
      }
    })
  })

  /** A form as it is; that of an action whole, so that what is in one field goes on to the part, and confirmed where it ends something. */
  function asSent(form: Form): Form[] {
    const action = actionsOf(place).find((one) => form.action.endsWith(`/${one}`))
    if (action === undefined) return [form]
    const whole = filled(form)
    const confirmed = { ...whole, fields: { ...whole.fields, _confirmed: 'yes' } }
    return endsSomething(place, action) ? [whole, confirmed] : [whole]
  }

  let from = 0

  async function tryFields(
    form: Form,
    visitor: { cookie: string },
    what: string,
    base = service.url,
    token = '_csrf',
  ): Promise<string[]> {
    const names = Object.keys(form.fields).filter((name) => name !== token)
    const inField = names.flatMap((name) =>
      texts.map(([kind, text]) => ({ name: `${name}: ${kind}`, body: urlencoded({ ...form.fields, [name]: text }) })),
    )
    const good = urlencoded(form.fields)
    const whole = [
      { name: 'a field twice', body: `${good}&${good}` },
      {
        name: 'names of classes',
        body: `${good}&__proto__=${mark}&constructor=${mark}&__proto__[a]=1&constructor[prototype][a]=1`,
      },
      { name: 'bytes that are no UTF-8', body: `${good}&a=%c3%28%ff` },
      { name: 'ten thousand fields', body: `${good}&${Array.from({ length: 2000 }, (_, n) => `a${n}=1`).join('&')}` },
    ]
    return tryAll('injection', [...inField, ...whole], async ({ name, body }) => {
      // The limit of tries to follow a case goes by address, and loopback has many.
      from = (from + 1) % 250
      const asked = { method: 'POST', headers: { 'content-type': formType }, body, from: `127.0.1.${from + 1}` }
      const answer = await visit(base, form.action, visitor, asked)
      const told =
        form.action === '/track' && answer.body.includes(world.bystander.reference) && answer.status === 200
          ? ['tells of a case']
          : []
      return [...told, ...judge(answer)].map((fault) => `${what} ${form.action} ${name}: ${fault}`)
    })
  }
}
