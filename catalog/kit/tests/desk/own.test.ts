import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { client } from '../../src/client.ts'
import { defineComponent } from '../../src/definition.ts'
import { type Own, ownPages, type Parts } from '../../src/desk/index.ts'
import { mountPages, type ServicePages, sessionMigration } from '../../src/pages/index.ts'
import { type Running, serve } from '../../src/server.ts'
import { type StartedComponent, startComponent } from '../../testing/component.ts'
import { faultsOf } from '../pages/faults.ts'
import { Person } from '../pages/person.ts'
import { cells, factsOn, texts } from './at.ts'
import { boats } from './fixture/boats.ts'
import { moorings } from './fixture/moorings.ts'

const own: Own = {
  record: ['hull', 'stayId'],
  values: { BoatState: { aground: 'On the rocks' } },
  labels: { untilAt: 'Tied up until' },
  show: [
    { from: 'boats.getBoat', which: { hull: 'hull' }, members: ['name', 'state', 'untilAt'] },
    { from: 'boats.getBoat', which: { hull: 'hull' }, members: ['builtOn', 'remark'] },
    { from: 'moorings.getStay', which: { stayId: 'stayId' }, members: ['berth', 'nights'] },
  ],
  can: [
    {
      do: 'boats.inspectBoat',
      title: 'Tell us how it is',
      button: 'Tell us',
      done: 'Thank you',
      which: { hull: 'hull' },
      asks: [
        { name: 'weather', title: 'How is the weather?', missing: 'Select the weather' },
        { name: 'remark', title: 'How is it?', missing: 'Enter how it is' },
      ],
    },
  ],
  todo: [
    {
      from: 'boats.getBoat',
      which: { hull: 'hull' },
      if: { state: 'aground' },
      text: 'Free {name}',
      does: {
        do: 'boats.takeBoat',
        title: 'Free your boat',
        button: 'Free it',
        which: { hull: 'hull' },
        asks: [],
        ends: true,
      },
    },
    {
      from: 'boats.getBoat',
      which: { hull: 'hull' },
      if: { papersUrl: { given: true }, insured: false },
      text: 'Insure {name}',
      goes: 'papersUrl',
    },
  ],
}

let part: StartedComponent
let other: StartedComponent | undefined
let service: Running
let stayId: string | undefined
const parts = (): Parts => {
  const scopes = ['boats:see', 'boats:work', 'moorings:see']
  const token = () => part.issuer.sign({ scopes, subject: 'service', clientId: 'service' })
  const at = (name: string, { url }: StartedComponent) => {
    const contract = new URL(`fixture/${name}.yaml`, import.meta.url)
    return { client: client(name, { url, token, contract }), contract }
  }
  return { boats: at('boats', part), moorings: at('moorings', other!) }
}
const pages = (): ServicePages => ({
  title: 'The harbour',
  noun: 'boat',
  phase: 'live',
  start: { heading: 'Boats', paragraphs: [], button: 'Start now' },
  questions: [{ name: 'name', title: 'Name', kind: 'text', missing: 'Enter its name' }],
  declaration: [],
  submit: async () => ({ reference: 'AB-101' }),
  confirmation: { panel: 'Sent', paragraphs: [] },
  track: {
    heading: 'Your boat',
    by: [],
    // Who owns a boat is called as it is, and a reference is made plain: without hyphens.
    find: async (reference, name) => (name.replace('-', '') === reference ? name : undefined),
  },
  staff: { scopes: [] },
  signIn: { issuer: part.issuer.url, clientId: 'service', clientSecret: 'none' },
})

beforeAll(async () => {
  part = await startComponent(boats)
  other = await startComponent(moorings, { databaseUrl: part.databaseUrl, issuer: part.issuer })
  const definition = defineComponent({
    id: 'own',
    migrations: [sessionMigration],
    handlers: () => ({}),
    routes: async (app, context) => {
      const yours = await ownPages(own, parts(), async ({ session }) =>
        session?.yours === undefined ? undefined : { hull: session.yours, stayId },
      )
      await mountPages(app, context, pages(), { menu: () => [], workOf: () => [], mount: yours })
    },
  })
  const env = { LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000' }
  service = await serve(definition, { databaseUrl: part.databaseUrl, port: 0, identityUrl: part.issuer.url, env })
}, 60_000)
beforeEach(async () => {
  stayId = undefined
  await part.db.query('TRUNCATE boat, done')
  await part.db.query(`INSERT INTO boat (hull, name, harbour, length, state) VALUES
    ('AB-101', 'Gull', 'north', 12, 'afloat'), ('AB-102', 'Tern', 'north', 9, 'aground')`)
})
afterAll(async () => {
  await service?.stop()
  await other?.stop()
  await part?.stop()
})

const owner = async (hull: string) => {
  const person = new Person(service.url)
  const page = await person.send(await person.see('/track'), { reference: hull, contact: hull })
  return { person, page }
}
const done = () => part.db.query<{ hull: string; actor: string }>('SELECT hull, actor FROM done')

describe('a person who proved which record is theirs', () => {
  test('sees what their record has by now, and no more', async () => {
    const { person, page } = await owner('AB-101')
    expect([page.url.pathname, page.heading, factsOn(page)]).toEqual([
      '/yours',
      'Your boat',
      { Name: 'Gull', State: 'Afloat' },
    ])
    const [{ id }] = (await other!.db.query(
      `INSERT INTO stay (id, hull, berth, nights, by) VALUES (gen_random_uuid(), 'AB-101', 'a1', 3, 'x') RETURNING id`,
    )) as [{ id: string }]
    stayId = id
    expect(factsOn(await person.see('/yours'))).toMatchObject({ Berth: 'a1', Nights: '3' })
    expect(await faultsOf(page)).toEqual([])
  })

  test('reads it in plain words and by the clock of the UK, and nothing of what there is not', async () => {
    const { person } = await owner('AB-102')
    await part.db.query("UPDATE boat SET until = '2026-07-20T16:00:00Z'")
    const page = await person.see('/yours')
    expect(Object.entries(factsOn(page))).toEqual([
      ['Name', 'Tern'],
      ['State', 'On the rocks'],
      ['Tied up until', '20 July 2026 at 5pm'],
    ])
    await part.db.query('DELETE FROM boat')
    const gone = await person.see('/yours')
    expect([gone.status, texts(gone, 'main dl'), texts(gone, 'main p')]).toEqual([
      200,
      [],
      ['There is nothing to show now.'],
    ])
    expect(await faultsOf(gone)).toEqual([])
  })

  test('sees no list without facts while what is told of them is empty', async () => {
    const { person, page } = await owner('AB-101')
    expect(page.document.querySelectorAll('main dl')).toHaveLength(1)
    await part.db.query("UPDATE boat SET remark = 'Dry.'")
    const told = await person.see('/yours')
    expect([...told.document.querySelectorAll('main dl')].map((one) => one.children.length)).toEqual([2, 1])
    expect(factsOn(told)).toEqual({ Name: 'Gull', State: 'Afloat', Remark: 'Dry.' })
  })

  test.each<[string, (one: Person) => Promise<unknown>]>([
    ['opened the form', async () => undefined],
    ['began an application', async (one) => one.send(await one.see('/apply'), { name: 'Gull' })],
    [
      'found it themselves',
      async (one) => one.send(await one.see('/track'), { reference: 'AB-101', contact: 'AB-101' }),
    ],
  ])('sees alone what they found: whoever had the browser before and %s does not', async (_what, use) => {
    const person = new Person(service.url)
    await use(person)
    const form = await person.see('/track')
    const before = new Person(service.url)
    for (const [origin, cookies] of person.jar) before.jar.set(origin, new Map(cookies))
    const found = await person.send(form, { reference: 'AB-102', contact: 'AB-102' })
    expect(factsOn(found).Name).toBe('Tern')
    const theirs = await before.see('/yours')
    expect([theirs.url.pathname, factsOn(theirs)]).toEqual(['/track', {}])
    expect(factsOn(await person.see('/yours')).Name).toBe('Tern')
  })

  test('does what is theirs with the right of the service, once', async () => {
    const { person, page } = await owner('AB-101')
    expect(texts(page, '.service-actions a')).toEqual(['Tell us how it is'])
    const form = await person.see('/yours/boats.inspectBoat')
    const wrong = await person.send(form, { remark: 'Dry.' })
    expect([wrong.status, wrong.mistakes]).toEqual([400, ['Select the weather']])
    const refused = await person.send(form, { weather: 'calm', remark: '?' })
    expect([refused.status, refused.mistakes]).toEqual([400, ['Enter how it is']])
    const twice = await Promise.all([1, 2].map(() => person.send(form, { weather: 'calm', remark: 'Dry.' })))
    expect(twice.flatMap((one) => texts(one, '.govuk-notification-banner__content'))).toContain('Thank you')
    expect(await done()).toEqual([{ hull: 'AB-101', actor: 'service' }])
  })

  test('can name no other record, whatever they send', async () => {
    const { person } = await owner('AB-101')
    const { path, body } = person.filled(await person.see('/yours/boats.inspectBoat'), { weather: 'calm', remark: 'x' })
    for (const name of ['hull', 'which', 'reference', 'yours']) body.set(name, 'AB-102')
    await person.see(`${path}?hull=AB-102`, { method: 'POST', body })
    expect((await done()).map(({ hull }) => hull)).toEqual(['AB-101'])
    expect((await person.see('/yours?hull=AB-102')).html).not.toContain('Tern')
  })

  test('is told what waits for them, when it does, and does it', async () => {
    const { person, page } = await owner('AB-102')
    expect(texts(page, 'main a.govuk-button')).toEqual(['Free Tern', 'Tell us how it is'])
    expect(factsOn(page).State).toBe('On the rocks')
    expect(await faultsOf(page)).toEqual([])
    const form = await person.see('/yours/boats.takeBoat')
    expect([form.heading, texts(form, '.govuk-warning-text')]).toEqual([
      'Free your boat',
      ['! Warning You cannot take this back.'],
    ])
    const [back] = [await person.send(form), await person.send(form)]
    expect(await done()).toHaveLength(1)
    expect(texts(back, '.govuk-notification-banner__content')).toEqual(['Free your boat: done'])
    const { person: afloat } = await owner('AB-101')
    expect((await afloat.see('/yours/boats.takeBoat')).url.pathname).toBe('/yours')
    expect((await afloat.see('/yours/boats.giveBoat')).status).toBe(404)
    const body = person.filled(form).body
    expect((await afloat.see('/yours/boats.takeBoat', { method: 'POST', body })).status).toBe(403)
  })

  test('is led to an address that a part gives, if it is one of the web', async () => {
    const { person } = await owner('AB-101')
    const links = async (papers: string) => {
      await part.db.query("UPDATE boat SET papers = $1 WHERE hull = 'AB-101'", [papers])
      const page = await person.see('/yours')
      return [...page.document.querySelectorAll('main a.govuk-button')].map((one) => one.getAttribute('href'))
    }
    expect(await links('https://pay.example/1')).toEqual(['https://pay.example/1', '/yours/boats.inspectBoat'])
    expect(await links('javascript:alert(1)')).toEqual(['/yours/boats.inspectBoat'])
  })

  test('is offered nothing that the state of their record does not let be done', async () => {
    await part.db.query("UPDATE boat SET state = 'sunk'")
    const { person, page } = await owner('AB-101')
    expect(texts(page, 'main a.govuk-button')).toEqual([])
    expect((await person.see('/yours/boats.inspectBoat')).url.pathname).toBe('/yours')
  })

  test('sees how it stands when something cannot be done any more, or is not there', async () => {
    const { person } = await owner('AB-101')
    const form = await person.see('/yours/boats.inspectBoat')
    await part.db.query("UPDATE boat SET state = 'sunk'")
    const late = await person.send(form, { weather: 'calm', remark: 'x' })
    expect([late.url.pathname, await done()]).toEqual(['/yours', []])
    stayId = '00000000-0000-4000-8000-000000000000'
    expect(factsOn(await person.see('/yours'))).toEqual({ Name: 'Gull', State: 'Sunk' })
  })
})

test('whoever proved nothing is led to where they can', async () => {
  const one = new Person(service.url)
  expect((await one.see('/yours')).url.pathname).toBe('/track')
  expect((await one.see('/yours/boats.inspectBoat')).url.pathname).toBe('/track')
  const wrong = await one.send(await one.see('/track'), { reference: 'AB-101', contact: 'AB-102' })
  expect([wrong.url.pathname, wrong.mistakes.length]).toEqual(['/track', 1])
  expect(cells(wrong)).toEqual([])
})

test.each<[string, (one: Own) => void, string]>([
  ['facts about everybody', (one) => (one.show[0]!.which = {}), 'says by nothing what of boats.getBoat is theirs'],
  [
    'what the record cannot hold',
    (one) => (one.show[0]!.which = { hull: 'number' }),
    'the record has no member number',
  ],
  [
    'a member that there is not',
    (one) => one.show[0]!.members.push('price'),
    'the answer of boats.getBoat has no member price',
  ],
  [
    'an action on nothing of theirs',
    (one) => (one.can[0]!.which = {}),
    'says by nothing what of the record it is done to',
  ],
  [
    'an action that asks too little',
    (one) => one.can[0]!.asks.pop(),
    'the member remark of the body of boats.inspectBoat is needed',
  ],
  [
    'a condition on what there is not',
    (one) => (one.todo[0]!.if = { paid: true }),
    'the answer of boats.getBoat has no member paid',
  ],
  ['a todo that leads nowhere', (one) => delete one.todo[1]!.goes, 'has to do something or to go somewhere'],
])('%s is an error at the start', async (_title, change, text) => {
  const wrong = structuredClone(own)
  change(wrong)
  await expect(ownPages(wrong, parts(), async () => undefined)).rejects.toThrow(text)
})

test('a part that is away is said in its own place, and the rest stands', async () => {
  const { person } = await owner('AB-101')
  stayId = '00000000-0000-4000-8000-000000000000'
  await other?.stop()
  other = undefined
  const page = await person.see('/yours')
  expect([page.status, factsOn(page)]).toEqual([200, { Name: 'Gull', State: 'Afloat' }])
  expect(texts(page, '.govuk-inset-text')).toEqual(['We cannot show some of this now. Try again later.'])
  expect(await faultsOf(page)).toEqual([])
})
