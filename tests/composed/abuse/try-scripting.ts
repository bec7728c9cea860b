import { describe, expect, test } from 'vitest'
import { eventually } from '../../support/delivered.ts'
import type { Answer } from './ask.ts'
import { judge, strayRedirect } from './judge.ts'
import {
  addressesOf,
  filledIn,
  formsIn,
  itemPath,
  listPath,
  mayOpen,
  pageRoutes,
  post,
  tracked,
  type Visitor,
  visit,
} from './pages.ts'
import { mark, texts } from './payloads.ts'
import { answers, type Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { staffOf } from './world.ts'

/** Every text that people type, on every page that shows it. */
export function tryScripting(scene: Scene): void {
  const { place, world } = scene
  const { service, composition } = place
  const [worker, lead] = staffOf(place) as [string, string]
  const code = texts.filter(([kind]) => /script|template/.test(kind)).map(([, text]) => text)
  // One line, and short enough for every field.
  const typed = code.join(' ').replaceAll(/\s+/g, ' ').slice(0, 195)
  const short = `"><${mark} onfocus=1>'{{7919*7907}}`
  const text = (type: string) => type === 'PersonName' || type === 'FreeText'

  /** Where each page shows what was typed; the page with what must stand on it. */
  async function typedEverywhere(): Promise<{ at: string; answer: Answer }[]> {
    const asked = composition.record.filter(({ type }) => text(type)).map(({ name }) => [name, typed])
    const given = { ...answers, ...Object.fromEntries(asked) }
    const applied = await filledIn(place, given)
    const seen: { at: string; answer: Answer }[] = []
    const see = async (at: string, visitor: Pick<Visitor, 'cookie'>) => {
      const answer = await visit(service.url, at, visitor)
      seen.push({ at, answer })
      return answer
    }
    const send = async (at: string, fields: Record<string, string>, visitor: Pick<Visitor, 'cookie'>) => {
      const page = await visit(service.url, at, visitor)
      const form = formsIn(page.body, at).find(({ action }) => action === at) ?? formsIn(page.body, at).at(-1)!
      return post(service.url, { action: form.action, fields: { ...form.fields, ...fields } }, visitor)
    }
    for (const [name] of asked) await see(`${applied.path}/${name}`, applied.visitor)
    await see('/apply', applied.visitor)
    await see(`${applied.path}/check`, applied.visitor)
    await send(`${applied.path}/check`, {}, applied.visitor)
    const confirmation = await visit(service.url, `${applied.path}/confirmation`, applied.visitor)
    const reference = /[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}/.exec(confirmation.body)![0]

    // A colleague whose name is code: in lists, as who has a case, and as who did something.
    const manage = world.program('accounts:manage').token
    const account = { email: `colleague@place.example`, name: typed, roles: [worker] }
    const made = await world.call('identity', 'POST', '/accounts', manage, account)
    const colleague = String(made.body.personId)
    const leader = scene.visitor(lead)
    await eventually('the case to be open', async () => {
      const { status } = await visit(service.url, itemPath(place, reference), leader)
      return status === 200 || undefined
    })
    const at = itemPath(place, reference)
    const on = (operation: string) => `${at}/case-management.${operation}`
    await see(on('allocateCase'), leader)
    await send(on('allocateCase'), { assignee: colleague }, leader)
    await send(on('addNote'), { text: typed }, leader)
    seen.push({
      at: 'a form that is shown again',
      answer: await send(on('closeCase'), { outcome: short, reason: '' }, leader),
    })
    seen.push({ at: 'another one', answer: await send(on('closeCase'), { outcome: '', reason: typed }, leader) })
    await see(`${listPath(place)}?assignee=${colleague}`, leader)
    await see(`${listPath(place)}/csv?assignee=${colleague}`, leader)
    await see(`${listPath(place)}?q=${encodeURIComponent(short)}`, leader)
    await see(at, leader)
    seen.push({
      at: 'a page of confirmation',
      answer: await send(on('closeCase'), { outcome: short, reason: typed }, leader),
    })
    await send(on('closeCase'), { outcome: short, reason: typed, _confirmed: 'yes' }, leader)
    await see(at, leader)
    await see('/staff/accounts', leader)
    for (const way of ['role', 'password', 'stop']) await see(`/staff/accounts/${colleague}/${way}`, leader)
    const form = await send(`/staff/accounts/${colleague}/password`, {}, leader)
    seen.push({ at: 'a new password', answer: form })
    const added = { name: typed, email: 'another-colleague@place.example', role: worker }
    seen.push({ at: 'a colleague that was added', answer: await send('/staff/accounts/add', added, leader) })
    const wrong = { name: typed, email: typed, role: typed }
    seen.push({ at: 'a colleague that cannot be added', answer: await send('/staff/accounts/add', wrong, leader) })
    await send(`/staff/accounts/${colleague}/stop`, {}, leader)
    await see('/staff/accounts', leader)
    await see(`/staff/accounts/${colleague}/restore`, leader)

    // From an address of its own, since tries are counted by address.
    const contact = answers['applicantContact-email']!
    seen.push({ at: 'what is theirs', answer: await tracked(service.url, { reference, contact }, '127.0.2.1') })
    return seen
  }

  describe('scripting', () => {
    test('what people type stands escaped on every page that shows it', async () => {
      const seen = await typedEverywhere()
      const found = await tryAll('scripting', seen, async ({ at, answer }) => {
        const absent = answer.body.includes(mark) ? [] : [`does not show it (status ${answer.status})`]
        return [...absent, ...judge(answer)].map((fault) => `${at}: ${fault}`)
      })
      expect(found).toEqual([])
    })

    test('what is asked for has a strict policy, also where it is refused', async () => {
      const routes = place.servers.flatMap((server) => server.routes.map((route) => ({ server, ...route })))
      const tries = routes.flatMap(({ server: { name, url: base }, method, url }) =>
        ['text/html', 'application/json'].map((accept) => ({
          name,
          base,
          method,
          url: url.replaceAll(/:\w+/g, `<${mark}>`).replace('*', `<${mark}>`),
          accept,
        })),
      )
      const found = await tryAll('scripting', tries, async ({ name, base, method, url, accept }) => {
        const asked = { method, headers: { accept } }
        const answer = await visit(base, encodeURI(url), { cookie: '' }, asked)
        return judge(answer).map((fault) => `${method} ${name}${url}: ${fault}`)
      })
      expect(found).toEqual([])
    })
  })

  const elsewhere = [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '///evil.example',
    'https:evil.example',
    '/staff/cases@evil.example',
    '/staff/cases/..//evil.example',
    '/staff/cases?x=//evil.example',
    'javascript:alert(1)',
    'data:text/html,<script>',
    '/%09/evil.example',
    '/staff/cases\r\nLocation: https://evil.example/',
    `http://127.0.0.1:1/staff/cases`,
    '.evil.example',
  ]
  const leading = [
    'return',
    'returnTo',
    'return_to',
    'next',
    'url',
    'back',
    'continue',
    'redirect',
    'redirect_uri',
    'to',
    'dest',
    'post_logout_redirect_uri',
    'state',
  ]
  const gets = pageRoutes(service).filter(({ method, url }) => method === 'GET' && !url.startsWith('/assets'))

  describe('redirects', () => {
    test.each(gets.map((route) => [route.url, route] as const))('%s leads nowhere else', async (_url, route) => {
      const visitor = mayOpen(place, route) === 'everybody' ? scene.application.visitor : scene.visitor(lead)
      const [address] = await addressesOf(scene, route)
      const found = await tryAll('redirects', elsewhere, async (target) => {
        const query = new URLSearchParams(leading.map((name) => [name, target]))
        const answer = await visit(service.url, `${address}?${query}`, visitor)
        return [...strayRedirect(answer, service.url, [place.identity.url]), ...judge(answer)].map(
          (fault) => `${target}: ${fault}`,
        )
      })
      expect(found).toEqual([])
    })

    test('after sign-in nobody is led elsewhere', async () => {
      const visitor = scene.visitor(worker)
      const found = await tryAll('redirects', elsewhere, async (target) => {
        let at = `${service.url}/staff/sign-in?${new URLSearchParams({ return: target })}`
        for (let hops = 0; hops < 6; hops++) {
          const { origin, pathname, search } = new URL(at)
          const answer = await visit(origin, pathname + search, visitor)
          const stray = strayRedirect(answer, at, [service.url, place.identity.url])
          if (stray.length > 0) return stray.map((fault) => `${target}: ${fault}`)
          if (answer.headers.location === undefined) break
          at = new URL(answer.headers.location, at).href
        }
        return new URL(at).pathname.startsWith(listPath(place)) ? [] : [`${target}: ends at ${at}`]
      })
      expect(found).toEqual([])
    })
  })
}
