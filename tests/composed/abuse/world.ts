import { randomInt, randomUUID } from 'node:crypto'
import { anyone } from '../../../catalog/kit/testing/place/anyone.ts'
import { eventually } from '../../support/delivered.ts'
import { ask } from './ask.ts'
import type { Place } from './place.ts'

/** Somebody as the API sees them: nobody, a person of one role, or a program with a scope. */
export interface Caller {
  name: string
  token: string | undefined
  scopes: readonly string[]
}

/** Who and what there is in the place before anything is tried. */
export interface World {
  callers: Caller[]
  person(role: string): Caller
  program(scope: string): Caller
  /** a case with everything in it that no try may read or change without the right */
  bystander: { reference: string; email: string; words: string; messageId: string }
  ids: { caseworker: string; lead: string; resident: string }
  freshCase(closed?: boolean): Promise<string>
  /** a record, and the contact by which whoever sent it finds it */
  ownRecord(whose: 'fresh' | 'bystander'): Promise<{ reference: string; contact: string }>
  /** a record whose person has had a message, so that staff may write again */
  writtenTo(): Promise<string>
  /** a case to which this can be done: another each time, or one that nothing may happen to */
  caseFor(action: string, whose: 'fresh' | 'bystander'): Promise<string>
  /** a record that this person has sent */
  recordOf(caller: Caller): Promise<string>
  freshAccount(disabled?: boolean): Promise<string>
  /** a record that needs attention: another each time, or one that nothing may happen to */
  stuck(whose?: 'fresh' | 'bystander'): string
  call(server: string, method: string, path: string, token: string | undefined, body?: unknown): Promise<Called>
}

interface Called {
  status: number
  body: Record<string, unknown>
}

export const subjectOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sub as string

const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
export const newReference = (): string => `${group()}-${group()}-${group()}`

/** Roles of people: those of the service, and none. */
export const rolesOf = ({ composition }: Place): string[] => [...Object.keys(composition.people), anyone]
/** The roles of those who do all the work there, the least first. Helpers may do a part of it. */
export const staffOf = ({ composition }: Place): string[] =>
  Object.keys(composition.people).filter((role) => composition.people[role]!.may.includes('cases:decide'))
export const leadOf = (place: Place): string => staffOf(place).at(-1)!

export const nameOf = (role: string): string => (role === anyone ? 'whoever has registered' : `a ${role}`)

export async function makeWorld(place: Place): Promise<World> {
  const { people, composition, servers } = place
  const persons = new Map(
    await Promise.all(
      rolesOf(place).map(async (role): Promise<[string, Caller]> => {
        const scopes = ['own:record', ...(composition.people[role]?.may ?? [])]
        return [role, { name: nameOf(role), token: await people.tokenOf(role), scopes }]
      }),
    ),
  )
  const programs = new Map(
    await Promise.all(
      place.rights.scopes.map(async (scope): Promise<[string, Caller]> => {
        // Whoever gives a case to somebody is told by identity whether they work there.
        const scopes = scope === 'cases:allocate' ? [scope, 'accounts:read'] : [scope]
        return [scope, { name: `a program with ${scope}`, token: await people.serviceToken(scopes.join(' ')), scopes }]
      }),
    ),
  )
  const callers = [{ name: 'nobody', token: undefined, scopes: [] }, ...persons.values(), ...programs.values()]
  const program = (scope: string) => programs.get(scope)!
  const person = (role: string) => persons.get(role)!

  const urls = new Map(servers.map(({ name, url }) => [name, url]))
  const call: World['call'] = async (server, method, path, bearer, body) => {
    const headers: Record<string, string> = {
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await ask(urls.get(server)!, path, { method, headers, ...sent })
    return { status: answer.status, body: answer.body === '' ? {} : JSON.parse(answer.body) }
  }
  const made = async (...given: Parameters<World['call']>): Promise<Record<string, unknown>> => {
    const { status, body } = await call(...given)
    if (status >= 300) throw new Error(`${given.slice(0, 3).join(' ')} was answered with ${status} ${body.detail}`)
    return body
  }

  const resident = person(anyone).token!
  const [worker, leader] = staffOf(place).map((role) => person(role).token!)
  const words = 'The bystander waits behind the blue door.'
  const email = 'bystander@example.com'
  const submission = (more: object) => ({
    applicantName: 'Bystander Applicant',
    subjectName: 'Bystander Subject',
    situation: words,
    immediateDanger: false,
    gettingWorse: false,
    homePostcode: 'ZZ99 1AB',
    homeAddress: '999900000001',
    applicantContact: { email },
    ...more,
  })
  const submit = async (more: object, by = resident) =>
    String((await made('service', 'POST', '/api/submissions', by, submission(more))).reference)

  const messageTo = (reference: string) =>
    eventually(`whoever sent ${reference} to be written to`, async () => {
      const { body } = await call('service', 'GET', `/api/messages?reference=${reference}`, leader)
      return (body.messages as { messageId: string }[] | undefined)?.[0]?.messageId
    })
  const fresh = async () => {
    const contact = `${randomUUID()}@example.com`
    const one = await submit({ applicantContact: { email: contact } })
    await messageTo(one)
    return { reference: one, contact }
  }
  const writtenTo = async () => (await fresh()).reference

  const reference = await submit({})
  const messageId = await messageTo(reference)
  const ids = { caseworker: subjectOf(worker!), lead: subjectOf(leader!), resident: subjectOf(resident) }
  await made('service', 'POST', `/api/cases/${reference}/allocate-case`, leader, { assignee: ids.caseworker })
  await made('service', 'POST', `/api/cases/${reference}/add-note`, leader, { text: words })

  const stuckAtOnce = 24
  await place.refuse('notifications.sendMessage', stuckAtOnce)
  const references = await Promise.all(
    Array.from({ length: stuckAtOnce }, () =>
      submit({ situation: `${words} Stuck.`, applicantContact: { email: `${randomUUID()}@example.com` } }),
    ),
  )
  await eventually('what was refused to need attention', async () => {
    const { body } = await call('service', 'GET', '/api/attention', leader)
    return (body.items as object[]).length >= stuckAtOnce || undefined
  })
  await place.rows.settled()

  const accounts = program('accounts:manage').token
  const freshCase: World['freshCase'] = async (closed = false) => {
    const one = newReference()
    await made('case-management', 'POST', '/cases', program('cases:open').token, {
      reference: one,
      subject: 'Sample Resident',
      team: 'north-team',
      priority: 'standard',
      respondWithin: { amount: 10, unit: 'working-days' },
      reviewWithin: { amount: 25, unit: 'working-days' },
      answers: {},
    })
    const closure = { outcome: 'Approved', reason: 'Nothing is left to do.' }
    if (closed) await made('case-management', 'POST', `/cases/${one}/closure`, program('cases:decide').token, closure)
    return one
  }
  const [unassigned, closed] = await Promise.all([freshCase(), freshCase(true)])
  return {
    callers,
    person,
    program,
    bystander: { reference, email, words, messageId },
    ids,
    call,
    freshCase,
    writtenTo,
    ownRecord: async (whose) => (whose === 'fresh' ? fresh() : { reference, contact: email }),
    async caseFor(action, whose) {
      const reopens = action.endsWith('.reopenCase')
      if (action.endsWith('.sendAnother')) return whose === 'fresh' ? writtenTo() : reference
      if (whose === 'fresh') return freshCase(reopens)
      if (reopens) return closed
      return action.endsWith('.takeCase') ? unassigned : reference
    },
    recordOf: ({ token = '' }) => submit({ applicantContact: { email: `${randomUUID()}@example.com` } }, token),
    async freshAccount(disabled = false) {
      const address = `fresh-${randomUUID()}@place.example`
      const account = { email: address, name: 'Fresh Account', roles: staffOf(place).slice(0, 1) }
      const id = String((await made('identity', 'POST', '/accounts', accounts, account)).personId)
      if (disabled) await made('identity', 'POST', `/accounts/${id}/disablement`, accounts)
      return id
    },
    stuck(whose = 'fresh') {
      const one = whose === 'fresh' ? references.pop() : references[0]
      if (one === undefined) throw new Error(`more than ${stuckAtOnce} records that need attention are wanted`)
      return one
    },
  }
}
