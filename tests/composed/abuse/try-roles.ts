import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import {
  actionsOf,
  addressesOf,
  cookiesOf,
  endsSomething,
  filled,
  formsIn,
  listPath,
  mayOpen,
  pageRoutes,
  post,
  type Visitor,
  visit,
} from './pages.ts'
import type { Route } from './place.ts'
import { mayCall, send, validRequest } from './requests.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'

/** Who may call each operation by its contract, and open each page: against who really can. */
export function tryRoles(scene: Scene): void {
  const { place, world, operations, changingNothing } = scene

  describe('roles: operations', () => {
    test.each(operations)('%s is refused to whoever has no right to it', async (_title, { server, operation }) => {
      const request = await validRequest(world, operation)
      const others = world.callers.filter((caller) => !mayCall(operation, caller))
      const found = await changingNothing(() =>
        tryAll('roles', others, async (caller) => {
          const answer = await send(server.url, operation, request, { token: caller.token })
          const expected = caller.token === undefined ? 401 : 403
          const wrong = answer.status === expected ? [] : [`${answer.status} instead of ${expected}`]
          return [...wrong, ...judge(answer)].map((fault) => `${caller.name}: ${fault}`)
        }),
      )
      expect(found).toEqual([])
    })

    test.each(operations)('%s is open to all who have the right', async (_title, { server, operation }) => {
      const allowed = world.callers.filter((caller) => mayCall(operation, caller))
      expect(allowed.length, 'nobody here may call it').toBeGreaterThan(0)
      const found = await tryAll('roles', allowed, async (caller) => {
        const request = await validRequest(world, operation)
        // What everybody may, they may with what is their own.
        if (operation.scope === 'own:record' && request.path.reference)
          request.path.reference = await world.recordOf(caller)
        const answer = await send(server.url, operation, request, { token: caller.token })
        const wrong = answer.status < 300 ? [] : [`${answer.status} ${answer.body}`]
        return [...wrong, ...judge(answer)].map((fault) => `${caller.name}: ${fault}`)
      })
      expect(found).toEqual([])
    })
  })

  const routes = pageRoutes(place.service)
  const titled = (some: Route[]) => some.map((route) => [`${route.method} ${route.url}`, route] as const)
  const mayVisit = (route: Route, { role }: Visitor, address?: string) => {
    const allowed = mayOpen(place, route, address)
    return allowed === 'everybody' || (role !== undefined && allowed!.includes(role))
  }

  describe('roles: pages', () => {
    test('somebody has said of every page who may open it', () => {
      expect(routes.filter((route) => mayOpen(place, route) === undefined)).toEqual([])
    })

    test.each(titled(routes.filter(({ method }) => method === 'GET')))(
      '%s opens for whom it may',
      async (_title, route) => {
        const addresses = await addressesOf(scene, route)
        const tries = scene.visitors.flatMap((visitor) => addresses.map((address) => ({ visitor, address })))
        const found = await changingNothing(() =>
          tryAll('roles', tries, async ({ visitor, address }) => {
            const answer = await visit(place.service.url, address, visitor)
            const wrong = mayVisit(route, visitor, address) ? shutOut(answer) : letIn(answer, visitor)
            return [...wrong, ...judge(answer)].map((fault) => `${visitor.name} at ${address}: ${fault}`)
          }),
        )
        expect(found).toEqual([])
      },
    )

    test.each(titled(routes.filter((route) => route.method === 'POST' && mayOpen(place, route) !== 'everybody')))(
      '%s is taken from whom it may, with a token of their own',
      async (_title, route) => {
        const addresses = await addressesOf(scene, route)
        const all = scene.visitors.flatMap((visitor) => addresses.map((address) => ({ visitor, address })))
        const tries = all.filter(({ visitor, address }) => !mayVisit(route, visitor, address))
        const refused = await changingNothing(() =>
          tryAll('roles', tries, async ({ visitor, address }) => {
            const own = await ownForm(visitor)
            const answer = await post(place.service.url, { action: address, fields: own.fields }, own)
            return [...letIn(answer, visitor), ...judge(answer)].map(
              (fault) => `${visitor.name} at ${address}: ${fault}`,
            )
          }),
        )
        expect(refused).toEqual([])
        const visitors = scene.visitors.filter((visitor) =>
          addresses.some((address) => mayVisit(route, visitor, address)),
        )
        const taken = await tryAll('roles', visitors, async (visitor) => {
          const found: string[] = []
          for (const address of await addressesOf(scene, route, 'fresh')) {
            if (!mayVisit(route, visitor, address)) continue
            const page = await visit(place.service.url, address.replace(/\/again$/, ''), visitor)
            const form = formsIn(page.body, address).find(({ action }) => action === address)
            if (!form) {
              found.push(`no form for it at ${address}: ${page.status}`)
              continue
            }
            const { fields } = filled(form)
            if ('email' in fields) fields.email = `${crypto.randomUUID()}@place.example`
            const action = actionsOf(place).find((one) => address.endsWith(`/${one}`))
            if (action && endsSomething(place, action)) fields._confirmed = 'yes'
            const answer = await post(place.service.url, { action: address, fields }, visitor)
            const done = action && answer.status !== 303 ? [`${action} is not done: ${answer.status}`] : []
            found.push(...done, ...shutOut(answer), ...judge(answer))
          }
          return found.map((fault) => `${visitor.name}: ${fault}`)
        })
        expect(taken).toEqual([])
      },
    )
  })

  const shutOut = ({ status, headers }: Awaited<ReturnType<typeof visit>>) => {
    const away = status >= 400 && status !== 404 && status !== 400
    return away || String(headers.location).startsWith('/staff/sign-in?') ? [`is not let in: ${status}`] : []
  }
  const letIn = ({ status, headers, body }: Awaited<ReturnType<typeof visit>>, { role }: Visitor) => {
    const told = body.includes(world.bystander.words) ? ['is told of a case'] : []
    const sent = status === 303 && String(headers.location).startsWith('/staff/sign-in?')
    const right = role === undefined ? sent : status === 403
    return right ? told : [`is not kept out: ${status}`, ...told]
  }

  /** A form's token and key that are the visitor's own, as any page of theirs has it. */
  async function ownForm(visitor: Visitor) {
    const page = await visit(place.service.url, visitor.role === undefined ? '/track' : listPath(place), visitor)
    const [form] = formsIn(page.body, '/')
    const cookie = visitor.cookie || cookiesOf(page)
    return {
      cookie,
      fields: {
        _csrf: form!.fields._csrf!,
        _confirmed: 'yes',
        text: 'Sample words',
        reason: 'Sample words',
        outcome: 'Sample words',
        question: 'Sample words',
        role: 'team-lead',
        assignee: world.ids.caseworker,
        status: 'waiting',
        priority: 'urgent',
        team: 'south-team',
      },
    }
  }
}
