import type { FastifyInstance } from 'fastify'
import { defineComponent } from '../../src/definition.ts'
import { deskPages, type Own, ownPages, type Parts } from '../../src/desk/index.ts'
import {
  type Answers,
  type Behalf,
  mountPages,
  type ServicePages,
  type StaffAccount,
  sessionMigration,
} from '../../src/pages/index.ts'
import { ProblemResponse } from '../../src/problem.ts'
import { type Running, serve } from '../../src/server.ts'
import { freshDatabase } from '../../testing/fresh-database.ts'
import { desk } from '../desk/fixture/desk.ts'
import { type Part, startParts } from '../desk/harbour.ts'
import { CLIENT, type RunningProvider, startProvider } from './provider.ts'

const ADDRESSES: Record<string, { value: string; text: string }[]> = {
  'ZZ99 1AB': [
    { value: '9999000001', text: '1 Invented Row, Madeupton, ZZ99 1AB' },
    { value: '9999000002', text: '2 Invented Row, Madeupton, ZZ99 1AB' },
  ],
  'ZZ99 2AD': Array.from({ length: 24 }, (_, index) => ({
    value: `99990001${String(index).padStart(2, '0')}`,
    text: `Flat ${index + 1}, Imaginary House, Madeupton, ZZ99 2AD`,
  })),
}

/** What the components behind the example service would hold, and what can go wrong with them. */
export interface World {
  cases: Map<string, { receivedAt: string; status: string; dueAt: string; answers: Answers }>
  submitted: { key: string; answers: object; visitor: string | undefined; behalf?: Behalf }[]
  /** thrown by the next call of that kind, and by every later one until it is taken away; `part` is what staff and their own pages call */
  failing: { lookup?: Error; submit?: Error; part?: Error }
  accounts: StaffAccount[]
}

function failed(world: World, kind: keyof World['failing']): void {
  const error = world.failing[kind]
  if (error !== undefined) throw error
}

/** A small service: every kind of question, what was sent in memory. */
export function examplePages(world: World, issuer: string): ServicePages {
  const byKey = new Map<string, string>()
  const accountOf = (id: string) => world.accounts.find((one) => one.id === id)!
  return {
    title: 'Report a worry',
    noun: 'report',
    phase: 'beta',
    start: {
      heading: 'Report a worry about someone',
      paragraphs: ['Use this service to tell us that you are worried about a person.', 'You will need:'],
      bullets: ['the person’s name', 'their address, if you know it'],
      button: 'Start now',
    },
    questions: [
      {
        name: 'fullName',
        title: 'What is your full name?',
        kind: 'text',
        autocomplete: 'name',
        missing: 'Enter your full name',
      },
      {
        name: 'email',
        title: 'What is your email address?',
        hint: 'We will only use this to tell you what happens',
        kind: 'text',
        check: 'email',
        autocomplete: 'email',
        missing: 'Enter your email address',
        invalid: 'Enter an email address in the correct format, like name@example.com',
      },
      {
        name: 'phone',
        title: 'What is your telephone number?',
        kind: 'text',
        check: 'phone',
        optional: true,
        autocomplete: 'tel',
        missing: 'Enter your telephone number',
        invalid: 'Enter a UK telephone number',
      },
      {
        name: 'postcode',
        title: 'What is the postcode?',
        kind: 'text',
        check: 'postcode',
        missing: 'Enter a postcode',
        invalid: 'Enter a full UK postcode',
      },
      {
        name: 'address',
        title: 'What is the address?',
        kind: 'pick',
        needs: ['postcode'],
        missing: 'Select an address',
        lookup: async (answers) => {
          failed(world, 'lookup')
          return ADDRESSES[String(answers.postcode)] ?? []
        },
      },
      {
        name: 'urgent',
        title: 'Is the person in danger now?',
        kind: 'yes-no',
        missing: 'Select yes if the person is in danger now',
        urgent: {
          is: true,
          heading: 'Call 999 now',
          paragraphs: ['Nobody reads this at once.', 'When help is on its way, go on.'],
        },
      },
      {
        name: 'danger',
        title: 'What is the danger?',
        kind: 'choice',
        options: [
          { value: 'fire', text: 'Fire or gas', hint: 'Call 999 first' },
          { value: 'cold', text: 'No heating' },
        ],
        missing: 'Select what the danger is',
        if: ({ urgent }) => urgent === true,
      },
      {
        name: 'seenOn',
        title: 'When did you last see them?',
        hint: 'For example, 27 3 2026',
        kind: 'date',
        missing: 'Enter the date',
        invalid: 'Enter a real date',
      },
      {
        name: 'details',
        title: 'What are you worried about?',
        kind: 'long',
        maxLength: 500,
        missing: 'Tell us what you are worried about',
      },
    ],
    declaration: ['By sending this you confirm that, as far as you know, what you say is true.'],
    submit: async (answers, visitor, key, _holds, behalf) => {
      world.submitted.push({ key, answers, visitor: visitor?.subject, ...(behalf && { behalf }) })
      failed(world, 'submit')
      const before = byKey.get(key)
      if (before !== undefined) return { reference: before }
      const reference = `7KQX-4M2P-R9T${'ABCDEFGHJK'[world.cases.size]}`
      byKey.set(key, reference)
      world.cases.set(reference, {
        receivedAt: '2026-07-20T16:00:00Z',
        status: 'new',
        dueAt: '2026-11-21T12:00:00Z',
        answers,
      })
      return { reference }
    },
    confirmation: {
      panel: 'Report sent',
      paragraphs: ['We have sent you an email.', 'We will look at your report today.'],
    },
    track: {
      heading: 'Track your report',
      by: ['email'],
      find: async (reference, given) => {
        return world.cases.get(reference)?.answers.email === given ? reference : undefined
      },
    },
    staff: {
      scopes: ['accounts:manage', 'accounts:read', 'attention:end', 'attention:work', 'boats:see', 'moorings:see'],
      accounts: {
        scope: 'accounts:manage',
        roles: [
          { value: 'caseworker', text: 'Caseworker', hint: 'May work on cases.' },
          { value: 'team-lead', text: 'Team lead' },
        ],
        list: async () => world.accounts,
        add: async ({ name, email, role }, _principal, key) => {
          if (world.accounts.some((one) => one.email === email)) throw new ProblemResponse(409, 'conflict', 'identity')
          world.accounts.push({ id: key, name, email, roles: [role], disabled: false })
          return email.startsWith('known') ? {} : { firstPassword: 'seven odd words' }
        },
        setRole: async (id, role) => {
          const found = accountOf(id)
          found.roles = [role]
          return found.email.startsWith('unproved') ? { firstPassword: 'eight odd words' } : {}
        },
        newPassword: async (id, _principal, key) => ({ firstPassword: `${id} ${key.length} odd words` }),
        stop: async (id) => {
          accountOf(id).disabled = true
        },
        restore: async (id) => {
          accountOf(id).disabled = false
        },
        ownPassword: `${issuer}/password`,
      },
    },
    signIn: { issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
  }
}

/** What people see of what they sent. */
const own: Own = {
  record: ['reference'],
  show: [
    {
      from: 'reports.readReport',
      which: { reference: 'reference' },
      members: ['reference', 'receivedAt', 'status', 'dueAt', 'outcome', 'details'],
    },
  ],
  can: [],
  todo: [],
  values: {},
  labels: { dueAt: 'Response due', details: 'What you told us' },
}

/** The service as one of its own parts: it has what people sent. */
function reportsOf({ cases }: World): Parts[string] {
  const readReport = async ({ path: { reference } }: { path: { reference: string } }) => {
    const found = cases.get(reference)
    if (found === undefined) throw new ProblemResponse(404, 'not-found', 'reports')
    const { answers, ...report } = found
    return { reference, ...report, details: answers.details }
  }
  return { client: { readReport }, contract: new URL('reports.yaml', import.meta.url) }
}

export interface ExampleService {
  url: string
  world: World
  running: Running
  provider: RunningProvider
  boats: Part
  moorings: Part
  stop(): Promise<void>
}

/** Parts whose calls fail as long as the world says so. */
const failing = (world: World, parts: Parts): Parts =>
  Object.fromEntries(
    Object.entries(parts).map(([name, { client, contract }]) => {
      const get =
        (target: object, operation: string | symbol) =>
        async (...given: unknown[]) => {
          failed(world, 'part')
          return Reflect.get(target, operation)(...given)
        }
      return [name, { client: new Proxy(client, { get }), contract }]
    }),
  )

/** The example service on real Postgres and HTTP, with the desk of a harbour and a real OpenID Connect provider beside it. */
export async function startService(
  change: (pages: ServicePages) => void = () => {},
  beside: (app: FastifyInstance) => void = () => {},
  settings: Record<string, string> = {},
): Promise<ExampleService> {
  const [databaseUrl, provider] = await Promise.all([freshDatabase(), startProvider()])
  const accounts = ['worker', 'lead'].map((id) => ({
    id,
    name: `The ${id}`,
    email: `${id}@example.com`,
    roles: ['caseworker'],
    disabled: false,
  }))
  const world: World = { cases: new Map(), submitted: [], failing: {}, accounts }
  const { parts, ...both } = await startParts(databaseUrl, provider.issuer)
  const pages = examplePages(world, provider.issuer)
  change(pages)
  const definition = defineComponent({
    id: 'example',
    migrations: [sessionMigration],
    handlers: () => ({}),
    routes: async (app, context) => {
      beside(app)
      const staff = await deskPages(desk, failing(world, parts))
      const theirs = await ownPages(own, failing(world, { reports: reportsOf(world) }), async ({ session }) =>
        session?.yours === undefined ? undefined : { reference: session.yours },
      )
      const mount: typeof staff.mount = (scope, site) => {
        staff.mount(scope, site)
        theirs(scope, site)
      }
      await mountPages(app, context, pages, { ...staff, mount })
    },
  })
  const env = { LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000', ...settings }
  const options = { databaseUrl, port: 0, identityUrl: provider.issuer, env }
  const signInBeside = async () => {
    await both.stop()
    await provider.stop()
  }
  const running = await serve(definition, options).catch(async (error: unknown) => {
    await signInBeside()
    throw error
  })
  provider.allow(running.url)
  const stop = async () => {
    await running.stop()
    await signInBeside()
  }
  return { ...both, url: running.url, world, running, provider, stop }
}
