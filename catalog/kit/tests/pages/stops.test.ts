import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Answers, demandNoStop, type Question, type StopRule } from '../../src/pages/index.ts'
import { haltOf } from '../../src/pages/stops.ts'
import { ProblemResponse } from '../../src/problem.ts'
import { faultsOf } from './faults.ts'
import { type Filled, Person, placeOf, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

const yesNo = (name: string, more: Partial<Question> = {}): Question =>
  ({ name, title: `${name}?`, kind: 'yes-no', missing: `Select yes or no: ${name}`, ...more }) as Question
const questions = [
  yesNo('adult'),
  yesNo('working'),
  yesNo('student', { if: ({ working }) => working === false, optional: true }),
  yesNo('nearby', { urgent: { is: false, heading: 'Call 999 now', paragraphs: ['First.'] } }),
  yesNo('agreed'),
]
const why = (heading: string) => ({ heading, paragraphs: [`Because of that: ${heading}.`, 'Call 01632 960 001.'] })

/** What a test may turn, and how often was decided. */
const world = { closed: false, failing: undefined as Error | undefined, decided: [] as string[] }
const stops: StopRule[] = [
  {
    id: 'adults',
    needs: ['adult'],
    decide: async ({ adult }) => {
      world.decided.push('adults')
      if (world.failing) throw world.failing
      return adult === false ? why('You must be an adult') : undefined
    },
  },
  {
    id: 'idle',
    needs: ['working', 'student'],
    decide: async ({ working, student }) => {
      world.decided.push('idle')
      return working || student ? undefined : why('You must work or study')
    },
  },
  { id: 'open', needs: ['agreed'], decide: async () => (world.closed ? why('We are full') : undefined) },
]

let service: ExampleService
let person: Person
beforeAll(async () => {
  service = await startService(
    (pages) => {
      pages.questions = questions
      pages.stops = stops
    },
    (app) => {
      app.post('/api', async ({ body }, reply) => {
        await demandNoStop({ questions, stops }, body as Answers)
        return reply.code(201).send({})
      })
    },
  )
}, 60_000)
beforeEach(() => {
  person = new Person(service.url)
  Object.assign(world, { closed: false, failing: undefined, decided: [] })
  service.world.failing = {}
  service.world.submitted.length = 0
})
afterAll(() => service?.stop())

/** Answers one question after another, whatever page comes of it. */
async function say(...answers: [string, string][]): Promise<Seen> {
  let page = await person.see('/apply')
  for (const [name, value] of answers) {
    expect(page.place).toBe(`/apply/${name}`)
    page = await person.send(page, { [name]: value })
  }
  return page
}
const change = async (name: string, answers: Filled) => person.send(await person.step(name), answers)
const words = (page: Seen) => [...page.document.querySelectorAll('main p')].map((one) => tidy(one.textContent))
const rest: [string, string][] = [
  ['working', 'yes'],
  ['nearby', 'yes'],
  ['agreed', 'yes'],
]

describe('a stop', () => {
  test('ends the journey before the next question, says why, and leads back to the answer', async () => {
    const page = await say(['adult', 'no'])
    expect([page.status, page.place, page.heading]).toEqual([200, '/apply/cannot-go-on', 'You must be an adult'])
    expect(words(page)).toEqual(['Because of that: You must be an adult.', 'Call 01632 960 001.'])
    expect(page.mistakes).toEqual([])
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.document.querySelectorAll('main form, main script')).toHaveLength(0)
    const links = [...page.document.querySelectorAll<HTMLAnchorElement>('main a, .govuk-back-link')]
    expect(links.map(({ pathname }) => placeOf(pathname))).toEqual(['/apply/adult', '/apply/adult'])
    expect((await person.see(links[1]!.href)).document.querySelector('[checked]')?.getAttribute('value')).toBe('no')
    expect((await change('adult', { adult: 'yes' })).place).toBe('/apply/working')
    expect((await person.step('cannot-go-on')).place).toBe('/apply/working')
  })

  test('is not walked around: later pages and the sending lead to it', async () => {
    const { body } = person.filled(await person.see('/apply'), { adult: 'no' })
    await say(['adult', 'no'])
    for (const step of ['working', 'agreed', 'check'])
      expect((await person.step(step)).place).toBe('/apply/cannot-go-on')
    for (const step of ['working', 'submit']) {
      body.set('working', 'yes')
      const page = await person.see(`${person.application}/${step}`, { method: 'POST', body })
      expect(page.place).toBe('/apply/cannot-go-on')
    }
    expect(service.world.submitted).toEqual([])
    expect((await person.step('adult')).status).toBe(200)
  })

  test('waits until all that it needs is answered, passed by or not asked', async () => {
    expect((await say(['adult', 'yes'], ['working', 'no'])).place).toBe('/apply/student')
    const page = await change('student', {})
    expect([page.place, page.heading]).toEqual(['/apply/cannot-go-on', 'You must work or study'])
    const rows = [...page.document.querySelectorAll('.govuk-summary-list__row')].map((one) => tidy(one.textContent))
    expect(rows).toEqual([
      'working? No Change your answer to: working?',
      'student? Not provided Change your answer to: student?',
    ])
    expect((await change('working', { working: 'yes' })).place).toBe('/apply/nearby')
  })

  test('is decided once for the same answers, and again when one changes', async () => {
    await say(['adult', 'yes'], ['working', 'yes'])
    const before = world.decided.length
    await person.step('nearby')
    await person.step('working')
    await person.see(person.application)
    expect(world.decided).toHaveLength(before)
    expect((await change('adult', { adult: 'no' })).place).toBe('/apply/cannot-go-on')
    expect(world.decided.length).toBeGreaterThan(before)
  })

  test('that an answer meets on the way back from the check page ends it as well', async () => {
    expect((await say(['adult', 'yes'], ...rest)).place).toBe('/apply/check')
    expect((await change('adult', { adult: 'no' })).heading).toBe('You must be an adult')
    expect((await change('adult', { adult: 'yes' })).place).toBe('/apply/check')
  })

  test('is decided again when it is sent', async () => {
    const check = await say(['adult', 'yes'], ...rest)
    expect(check.place).toBe('/apply/check')
    world.closed = true
    const page = await person.send(check)
    expect([page.place, page.heading, service.world.submitted]).toEqual(['/apply/cannot-go-on', 'We are full', []])
    world.closed = false
    const again = await person.send(await change('agreed', { agreed: 'no' }))
    expect([again.place, service.world.submitted.length]).toEqual(['/apply/confirmation', 1])
  })

  test('that the service itself meets when it takes what was sent is the same page', async () => {
    const check = await say(['adult', 'yes'], ...rest)
    service.world.failing.submit = await demandNoStop({ questions, stops }, { adult: false }).catch((error) => error)
    const page = await person.send(check)
    expect([page.status, page.place, page.heading]).toEqual([200, '/apply/cannot-go-on', 'You must be an adult'])
  })

  test('does not come between a try whose end nobody knows and the same try again', async () => {
    const check = await say(['adult', 'yes'], ...rest)
    service.world.failing.submit = new ProblemResponse(503, 'unavailable', 'away')
    expect((await person.send(check)).status).toBe(503)
    service.world.failing = {}
    world.closed = true
    expect((await person.send(await person.step('check'))).place).toBe('/apply/confirmation')
    expect(new Set(service.world.submitted.map(({ key }) => key)).size).toBe(1)
  })

  test('comes after the page that says whom to call first', async () => {
    world.closed = true
    const first = await say(['adult', 'yes'], ['working', 'yes'], ['nearby', 'no'])
    expect(first.heading).toBe('Call 999 now')
    const on = first.document.querySelector('main a.govuk-button')?.getAttribute('href') ?? ''
    expect((await person.send(await person.see(on), { agreed: 'yes' })).heading).toBe('We are full')
  })

  test('that cannot be decided now lets nobody past, and the answer is kept', async () => {
    world.failing = new ProblemResponse(503, 'unavailable', 'away')
    expect((await say(['adult', 'no'])).status).toBe(503)
    expect((await person.step('working')).status).toBe(503)
    world.failing = undefined
    expect((await person.step('working')).place).toBe('/apply/cannot-go-on')
  })

  test('axe finds nothing on its page', async () => {
    expect(await faultsOf(await say(['adult', 'no']))).toEqual([])
  })
})

describe('through the API', () => {
  const send = async (body: Answers) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${service.url}/api`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, problem: await response.json() }
  }

  test('a stop refuses with the same words', async () => {
    const page = await say(['adult', 'no'])
    const { status, problem } = await send({ adult: false, working: true, nearby: true, agreed: true })
    expect([status, problem.code, problem.type]).toEqual([422, 'stopped', 'urn:compose:problem:stopped'])
    expect(problem.detail.split('\n')).toEqual([page.heading, ...words(page)])
    expect(problem.errors).toEqual([{ pointer: '/body/adult', detail: 'You must be an adult' }])
  })

  test('an answer that is not asked for lifts no stop, and one that is left out is passed by', async () => {
    expect((await send({ adult: true, working: false, nearby: true, agreed: true })).problem.code).toBe('stopped')
    expect((await send({ adult: true, working: false, student: true })).status).toBe(201)
    const hidden = [yesNo('shown'), yesNo('hidden', { if: ({ shown }) => shown === true })]
    const stop: StopRule = {
      id: 'a',
      needs: ['hidden'],
      decide: async ({ hidden }) => (hidden ? undefined : why('No')),
    }
    const attempt = demandNoStop({ questions: hidden, stops: [stop] }, { shown: false, hidden: true })
    await expect(attempt).rejects.toMatchObject({ status: 422, code: 'stopped' })
  })
})

test.each([
  ['nothing answered', {}, undefined],
  ['one of two answered', { adult: true, working: false }, undefined],
  ['the other one not asked', { adult: true, working: true }, undefined],
  ['both answered', { adult: true, working: false, student: false }, 'idle'],
  ['the other one passed by', { adult: true, working: false, student: '' }, 'idle'],
  ['the first that holds', { adult: false, working: false, student: false }, 'adults'],
])('which stop holds: %s', async (_name, answers: Answers, id) => {
  expect((await haltOf({ questions, stops }, answers))?.id).toBe(id)
})
