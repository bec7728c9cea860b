import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { anyone } from '../../../catalog/kit/testing/place/anyone.ts'
import { enter, filled, filledIn, formsIn, itemPath, post, tracked, visit } from './pages.ts'
import { mayCall, send, validRequest } from './requests.ts'
import { answers, type Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { leadOf, staffOf } from './world.ts'

/** What is somebody else's: a record, a session, an application, an answer kept for a repeat. */
export function tryOthers(scene: Scene): void {
  const { place, world, operations, changingNothing } = scene
  const { service, people, composition } = place
  const { bystander } = world
  const [worker] = staffOf(place) as [string]
  const lead = leadOf(place)

  describe('of others', () => {
    test('a record is told to the one who sent it, and to no other resident', async () => {
      const other = await people.tokenOf(anyone, 'another')
      const forms = [
        bystander.reference,
        bystander.reference.toLowerCase(),
        bystander.reference.replaceAll('-', ''),
        `${bystander.reference}.`,
      ]
      const found = await tryAll('others', forms, async (reference) => {
        const { status, body } = await world.call('service', 'GET', `/api/submissions/${reference}`, other)
        return status === 404 && !JSON.stringify(body).includes('received') ? [] : [`${reference}: ${status}`]
      })
      expect(found).toEqual([])
      expect(
        await world.call('service', 'GET', `/api/submissions/${bystander.reference}`, world.person(anyone).token),
      ).toMatchObject({ status: 200 })
    })

    test('a case is told to whoever knows its reference and its contact, not one of them', async () => {
      const pairs: [string, string][] = [
        [bystander.reference, 'somebody@example.com'],
        [bystander.reference, '%'],
        [bystander.reference, 'bystander@example.co'],
        [bystander.reference, `bystander@example.com' OR '1'='1`],
        ['%', bystander.email],
        ['AAAA-AAAA-AAAA', bystander.email],
        [bystander.reference.slice(0, -1), bystander.email],
      ]
      const track = (reference: string, contact: string) => tracked(service.url, { reference, contact }, '127.0.3.1')
      const found = await tryAll('others', pairs, async ([reference, email]) => {
        const answer = await track(reference, email)
        return answer.status === 400 && !answer.body.includes('Received')
          ? []
          : [`${reference} ${email}: ${answer.status}`]
      })
      expect(found).toEqual([])
      expect((await track(bystander.reference, bystander.email)).body).toContain('Received')
    })

    test('what was sent, and what did not get on, is told to whoever may read records, and to nobody else', async () => {
      const reads = [bystander.reference, world.stuck('bystander'), 'AAAA-AAAA-AAAA'].flatMap((reference) =>
        ['', '/troubles'].map((more) => `/api/records/${reference}${more}`),
      )
      const sender = await people.tokenOf(anyone, 'another')
      const others = [
        ...world.callers.filter(({ scopes }) => !scopes.includes('records:read')),
        { name: 'another resident', token: sender, scopes: [] },
      ]
      const tries = others.flatMap((caller) => reads.map((path) => ({ caller, path })))
      const found = await changingNothing(() =>
        tryAll('others', tries, async ({ caller, path }) => {
          const { status, body } = await world.call('service', 'GET', path, caller.token)
          const right = caller.token === undefined ? 401 : 403
          const said = JSON.stringify(body)
          const told = [bystander.words, bystander.email, 'ZZ99', 'answers'].filter((text) => said.includes(text))
          return [...(status === right ? [] : [`${status} instead of ${right}`]), ...told].map(
            (fault) => `${caller.name} at ${path}: ${fault}`,
          )
        }),
      )
      expect(found).toEqual([])
      const { token } = world.person(worker)
      const odd = [
        '%',
        '*',
        '..',
        `${bystander.reference},x`,
        `${bystander.reference}%2Ftroubles`,
        '%00',
        '__proto__',
        '_',
      ]
      const none = await tryAll('others', odd, async (key) => {
        const { status, body } = await world.call('service', 'GET', `/api/records/${key}`, token)
        const told = JSON.stringify(body).includes(bystander.words)
        return [400, 404].includes(status) && !told ? [] : [`${key}: ${status}`]
      })
      expect(none).toEqual([])
      const read = await world.call('service', 'GET', `/api/records/${bystander.reference}`, token)
      expect([read.status, JSON.stringify(read.body).includes(bystander.words)]).toEqual([200, true])
    })

    test('an application is its browser’s: whoever has its id sees and changes nothing of it', async () => {
      const theirs = scene.application
      const other = (await filledIn(place, { ...answers, applicantName: 'Somebody Else' })).visitor
      const pages = [
        ...composition.record.map(({ name }) => `/${name}`),
        '',
        '/check',
        '/confirmation',
        '/immediateDanger/first',
      ]
      const before = await visit(service.url, `${theirs.path}/check`, theirs.visitor)
      const visitors = [other, scene.visitor(lead), { cookie: '' }]
      const tries = visitors.flatMap((visitor) => pages.map((path) => ({ visitor, at: `${theirs.path}${path}` })))
      const found = await changingNothing(() =>
        tryAll('others', tries, async ({ visitor, at }) => {
          const answer = await visit(service.url, at, visitor)
          const told = Object.values(answers).filter((text) => text.length > 12 && answer.body.includes(text))
          const [form] = formsIn(answer.body, at)
          const sent =
            form &&
            (await post(service.url, { ...form, fields: { ...form.fields, applicantName: 'Somebody Else' } }, visitor))
          return [
            ...told.map((text) => `${at} tells ${text}`),
            ...(sent && sent.status >= 500 ? [`${at}: ${sent.status}`] : []),
          ]
        }),
      )
      expect(found).toEqual([])
      const after = await visit(service.url, `${theirs.path}/check`, theirs.visitor)
      expect(after.body.replaceAll(/value="[^"]{43}"/g, '')).toBe(before.body.replaceAll(/value="[^"]{43}"/g, ''))
      expect(after.body).toContain(answers.situation)
    })

    test('nobody gives themselves more than they have', async () => {
      const caseworker = world.person(worker).token
      const leader = world.person(lead).token
      const roles = { roles: Object.keys(composition.people) }
      const account = { email: `${randomUUID()}@place.example`, name: 'Made Up', ...roles }
      const tries: [
        name: string,
        status: number[],
        server: string,
        method: string,
        path: string,
        token: string | undefined,
        body?: object,
      ][] = [
        ['own roles', [403], 'identity', 'PUT', `/accounts/${world.ids.caseworker}/roles`, caseworker, roles],
        ['an account of one’s own making', [403], 'identity', 'POST', '/accounts', caseworker, account],
        ['own roles, as a lead', [409], 'identity', 'PUT', `/accounts/${world.ids.lead}/roles`, leader, roles],
        [
          'own roles, in other letters',
          [404, 409],
          'identity',
          'PUT',
          `/accounts/${world.ids.lead.toUpperCase()}/roles`,
          leader,
          roles,
        ],
        ['an own password', [409], 'identity', 'POST', `/accounts/${world.ids.lead}/first-password`, leader],
        ['residents among the accounts', [200], 'identity', 'GET', '/accounts?role=resident', caseworker],
        [
          'a resident by the address',
          [200],
          'identity',
          'GET',
          `/accounts?email=${encodeURIComponent((await people.accountOf(anyone)).email)}`,
          caseworker,
        ],
        ['a resident as a colleague', [404], 'identity', 'GET', `/staff/${world.ids.resident}`, caseworker],
        [
          'a case for a resident',
          [400],
          'service',
          'POST',
          `/api/cases/${bystander.reference}/allocate-case`,
          caseworker,
          { assignee: world.ids.resident },
        ],
      ]
      const found = await changingNothing(() =>
        tryAll('others', tries, async ([name, statuses, ...given]) => {
          const { status, body } = await world.call(...given)
          const right = statuses.includes(status) && (status !== 200 || (body.accounts as object[]).length === 0)
          return right ? [] : [`${name}: ${status} ${JSON.stringify(body)}`]
        }),
      )
      expect(found).toEqual([])
    })

    test('an answer that is kept for a repeat is told to nobody else', async () => {
      const pairs = operations.flatMap(([title, one]) => {
        const [first, second] = world.callers.filter(
          (caller) => caller.token !== undefined && mayCall(one.operation, caller),
        )
        return one.operation.idempotent && first && second ? [{ title, ...one, first, second }] : []
      })
      expect(pairs.length).toBeGreaterThan(0)
      const found = await tryAll('others', pairs, async ({ title, server, operation, first, second }) => {
        const request = await validRequest(world, operation)
        const key = randomUUID()
        const one = await send(server.url, operation, request, { token: first.token, key })
        const other = await send(server.url, operation, request, { token: second.token, key })
        const replayed = other.headers['idempotency-replayed'] === 'true'
        return one.status < 300 && !replayed ? [] : [`${title}: ${one.status}, ${replayed ? 'replayed' : ''}`]
      })
      expect(found).toEqual([])
    })

    test('a staff page is one person’s: the token of a form of another is none', async () => {
      const [mine, theirs] = await Promise.all([enter(place, worker, 'one'), enter(place, worker, 'other')])
      const at = `${itemPath(place, bystander.reference)}/case-management.addNote`
      const page = await visit(service.url, at, theirs)
      const form = filled(formsIn(page.body, at).find(({ action }) => action === at)!)
      const found = await changingNothing(() =>
        tryAll('others', [mine, { cookie: '' }], async (visitor) => {
          const answer = await post(service.url, form, visitor)
          return answer.status === 403 ? [] : [`${answer.status}`]
        }),
      )
      expect(found).toEqual([])
    })
  })
}
