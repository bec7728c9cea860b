import { defineComponent } from '../../src/definition.ts'
import {
  type Answers,
  mountPages,
  type Pages,
  type StaffAccount,
  type StaffCase,
  sessionMigration,
} from '../../src/pages/index.ts'
import { Problem, ProblemResponse } from '../../src/problem.ts'
import { type Running, serve } from '../../src/server.ts'
import { freshDatabase } from '../../testing/fresh-database.ts'
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
  cases: Map<string, StaffCase & { answers: Answers }>
  submitted: { key: string; answers: object; visitor: string | undefined }[]
  ran: { action: string; reference: string; answers: object; actor: string; key: string }[]
  /** thrown by the next call of that kind, and by every later one until it is taken away */
  failing: { lookup?: Error; submit?: Error; action?: Error; queue?: Error; people?: Error }
  accounts: StaffAccount[]
  /** cases on one page of the queue */
  pageSize: number
}

const noSubject = 'Nobody named'

/** A small service: every kind of question, cases in memory. */
export function examplePages(world: World, issuer: string): Pages {
  const byKey = new Map<string, string>()
  const fail = (kind: keyof World['failing']) => {
    const error = world.failing[kind]
    if (error !== undefined) throw error
  }
  const accountOf = (id: string) => world.accounts.find((one) => one.id === id)!
  const touch = (reference: string) => {
    const found = world.cases.get(reference)
    if (found === undefined) throw new Problem('not-found', 'There is no such case')
    if (found.closed) throw new Problem('conflict', 'The case is closed')
    return found
  }
  /** As case management has it: a change of what nobody saw is refused, and every change is the next version. */
  const next = (reference: string, actor: string, text: string, seen: number | undefined) => {
    const found = touch(reference)
    if (seen !== undefined && seen !== found.version) throw new Problem('conflict', 'The case is another by now')
    found.version = (found.version ?? 0) + 1
    found.history.push({ at: '2026-11-21T12:30:00Z', actor, text, version: found.version })
    return found
  }
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
          fail('lookup')
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
    submit: async (answers, visitor, key) => {
      world.submitted.push({ key, answers, visitor: visitor?.subject })
      fail('submit')
      const before = byKey.get(key)
      if (before !== undefined) return { reference: before }
      const reference = `7KQX-4M2P-R9T${'ABCDEFGHJK'[world.cases.size]}`
      byKey.set(key, reference)
      const opened = '2026-11-20T17:00:00Z'
      world.cases.set(reference, {
        reference,
        subject: String(answers.fullName ?? noSubject),
        priority: answers.urgent ? 'urgent' : 'standard',
        status: 'new',
        dueAt: '2026-11-21T12:00:00Z',
        overdue: Boolean(answers.urgent),
        team: 'north-team',
        answers,
        rows: Object.entries(answers).map(([name, value]) => ({ key: name, value: String(value) })),
        decision: [],
        notes: [],
        messages: [
          { at: opened, channel: 'email', to: String(answers.email), body: `We have your report ${reference}.` },
        ],
        history: [{ at: opened, actor: 'service', text: 'Case opened' }],
        auditIntact: true,
        closed: false,
        version: 1,
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
        const found = world.cases.get(reference)
        if (found === undefined || found.answers.email !== given) return undefined
        return {
          reference,
          status: found.status,
          ...(found.closed ? {} : { dueAt: found.dueAt }),
          updates: [{ at: '2026-11-20T17:00:00Z', text: 'We received your report' }],
        }
      },
    },
    staff: {
      scopes: ['accounts:manage', 'accounts:read', 'attention:end', 'attention:work', 'cases:read', 'cases:work'],
      queue: async (_principal, filter) => {
        fail('queue')
        const all = [...world.cases.values()].filter(
          (one) =>
            (filter.status === undefined || one.status === filter.status) &&
            (filter.priority === undefined || one.priority === filter.priority) &&
            (filter.assignee === undefined || one.assignee === filter.assignee),
        )
        const start = filter.after === undefined ? 0 : all.findIndex((one) => one.reference === filter.after) + 1
        if (filter.after !== undefined && start === 0) throw new ProblemResponse(400, 'invalid-request', 'after')
        const rows = all.slice(start, start + world.pageSize)
        return { rows, ...(start + world.pageSize < all.length ? { next: rows.at(-1)!.reference } : {}) }
      },
      show: async (reference) => {
        if (!/^[A-Z0-9-]{14}$/.test(reference)) throw new ProblemResponse(400, 'invalid-request', 'reference')
        return world.cases.get(reference)
      },
      people: async () => {
        fail('people')
        return world.accounts.map(({ id, name, email, disabled }) => ({
          value: id,
          text: name,
          hint: email,
          gone: disabled,
        }))
      },
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
      actions: [
        {
          name: 'allocate',
          scope: 'cases:work',
          title: 'Give the case to someone',
          button: 'Give case',
          done: 'The case was given',
          fields: [
            {
              name: 'assignee',
              title: 'Who should have this case?',
              kind: 'choice',
              missing: 'Select who should have this case',
            },
          ],
          run: async (reference, answers, principal, key, version) => {
            fail('action')
            next(reference, principal.subject, `Given to ${answers.assignee}`, version).assignee = String(
              answers.assignee,
            )
            world.ran.push({ action: 'allocate', reference, answers, actor: principal.subject, key })
          },
        },
        {
          name: 'note',
          scope: 'cases:work',
          title: 'Add a note',
          button: 'Add note',
          fields: [{ name: 'text', title: 'Note', kind: 'long', maxLength: 4000, missing: 'Enter a note' }],
          run: async (reference, answers, principal, key) => {
            fail('action')
            const found = touch(reference)
            const again = world.ran.some((one) => one.key === key)
            world.ran.push({ action: 'note', reference, answers, actor: principal.subject, key })
            if (!again)
              found.notes.push({ at: '2026-11-21T12:30:00Z', actor: principal.subject, text: String(answers.text) })
          },
        },
        {
          name: 'decide',
          scope: 'cases:work',
          title: 'Close the case',
          button: 'Close case',
          fields: [
            {
              name: 'outcome',
              title: 'What is the outcome?',
              kind: 'choice',
              options: [
                { value: 'helped', text: 'The person was helped' },
                { value: 'no-need', text: 'No help was needed' },
              ],
              missing: 'Select the outcome',
            },
            { name: 'reason', title: 'Why?', kind: 'long', missing: 'Enter the reason' },
          ],
          run: async (reference, answers, principal, key, version) => {
            fail('action')
            const found = next(reference, principal.subject, 'Closed', version)
            Object.assign(found, { status: 'closed', closed: true, overdue: false })
            world.ran.push({ action: 'decide', reference, answers, actor: principal.subject, key })
          },
        },
      ],
    },
    signIn: { issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
  }
}

export interface ExampleService {
  url: string
  world: World
  running: Running
  provider: RunningProvider
  stop(): Promise<void>
}

/** The example service on real Postgres and HTTP, with a real OpenID Connect provider beside it. */
export async function startService(change: (pages: Pages) => void = () => {}): Promise<ExampleService> {
  const [databaseUrl, provider] = await Promise.all([freshDatabase(), startProvider()])
  const accounts = ['worker', 'lead'].map((id) => ({
    id,
    name: `The ${id}`,
    email: `${id}@example.com`,
    roles: ['caseworker'],
    disabled: false,
  }))
  const world: World = { cases: new Map(), submitted: [], ran: [], failing: {}, accounts, pageSize: 50 }
  const pages = examplePages(world, provider.issuer)
  change(pages)
  const definition = defineComponent({
    id: 'example',
    migrations: [sessionMigration],
    handlers: () => ({}),
    routes: (app, context) => mountPages(app, context, pages),
  })
  const env = { LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000' }
  const options = { databaseUrl, port: 0, identityUrl: provider.issuer, env }
  const running = await serve(definition, options).catch(async (error: unknown) => {
    await provider.stop()
    throw error
  })
  provider.allow(running.url)
  const stop = async () => {
    await running.stop()
    await provider.stop()
  }
  return { url: running.url, world, running, provider, stop }
}
