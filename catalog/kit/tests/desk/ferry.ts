import { client } from '../../src/client.ts'
import { type Database, defineComponent } from '../../src/definition.ts'
import { type Action, type Ask, type Desk, deskPages, type Own, ownPages, type Parts } from '../../src/desk/index.ts'
import { mountPages, type ServicePages, sessionMigration } from '../../src/pages/index.ts'
import { type Running, serve } from '../../src/server.ts'
import { type StartedComponent, startComponent } from '../../testing/component.ts'
import { freshDatabase } from '../../testing/fresh-database.ts'
import { CLIENT, startProvider } from '../pages/provider.ts'
import { ferries } from './fixture/ferries.ts'

const ENV = { LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000', HOLDS_PER_ADDRESS: '100000' }
export const TRIP = '5b1e7b0e-0c3a-4f5b-9e8d-7a6c5b4e3d2f'

export const seat = (): Ask => ({
  name: 'seatId',
  title: 'When do you want to cross?',
  missing: 'Select a time',
  from: 'ferries.listCrossings',
  needs: { stage: 'landing' },
  text: '{startsAt}',
  group: 'startsAt',
  hold: { do: 'ferries.keepSeat', takes: 'crossing', gives: 'seatId', release: 'ferries.freeSeat' },
  gone: 'That seat has just been taken. Choose another.',
})

/** An action of a desk and of people's own alike. */
export const move = (): Action => ({
  do: 'ferries.moveTrip',
  title: 'Move the trip',
  button: 'Move trip',
  done: 'The trip is moved',
  which: { tripId: 'tripId' },
  asks: [seat(), { name: 'remark', title: 'Why?', missing: 'Enter why' }],
})

export const desk = (action = move()): Desk => ({
  values: {},
  lists: [
    {
      id: 'trips',
      title: 'Trips',
      list: 'ferries.listTrips',
      columns: ['startsAt', 'state'],
      filters: [],
      item: 'ferries.getTrip',
      which: { tripId: 'tripId' },
      heading: 'startsAt',
      actions: [action],
    },
  ],
  panels: [],
})

export const own = (action = move()): Own => ({
  record: ['tripId', 'landing'],
  values: {},
  show: [{ from: 'ferries.getTrip', which: { tripId: 'tripId' }, members: ['startsAt', 'remark'] }],
  can: [action],
  todo: [],
})

const pages = (issuer: string): ServicePages => ({
  title: 'The ferry',
  noun: 'trip',
  phase: 'live',
  start: { heading: 'Trips', paragraphs: [], button: 'Start now' },
  questions: [{ name: 'name', title: 'Name', kind: 'text', missing: 'Enter your name' }],
  declaration: [],
  submit: async () => ({ reference: 'AB-101' }),
  confirmation: { panel: 'Sent', paragraphs: [] },
  track: { heading: 'Your trip', by: [], find: async (_reference, name) => name },
  staff: { scopes: ['boats:see'] },
  signIn: { issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
})

const contract = new URL('fixture/ferries.yaml', import.meta.url)
export interface Ferry {
  url: string
  /** of the part */
  db: Database
  away<T>(meanwhile: () => Promise<T>): Promise<T>
  stop(): Promise<void>
}

/** Staff pages over the part, with a real provider of sign-in: all calls are made with the token of who is signed in. */
export async function startDesk(action?: Action): Promise<Ferry> {
  const [databaseUrl, provider] = await Promise.all([freshDatabase(), startProvider()])
  const start = (port = 0) =>
    serve(ferries, { databaseUrl, port, identityUrl: provider.issuer, env: ENV, validateResponses: true })
  let part: Running = await start()
  const token = () => Promise.reject(new Error('only with the token of who asks'))
  const parts: Parts = { ferries: { client: client('ferries', { url: part.url, token, contract }), contract } }
  const service = await serve(
    defineComponent({
      id: 'ferry',
      migrations: [sessionMigration],
      handlers: () => ({}),
      routes: async (app, context) =>
        mountPages(app, context, pages(provider.issuer), await deskPages(desk(action), parts)),
    }),
    { databaseUrl, port: 0, identityUrl: provider.issuer, env: ENV },
  )
  provider.allow(service.url)
  return {
    url: service.url,
    get db() {
      return part.db
    },
    away: async (meanwhile) => {
      const port = Number(new URL(part.url).port)
      await part.stop()
      try {
        return await meanwhile()
      } finally {
        part = await start(port)
      }
    },
    stop: async () => {
      await service.stop()
      await part.stop()
      await provider.stop()
    },
  }
}

/** People's own pages over the part: all calls are made with the token of the service. */
export async function startOwn(
  env: Record<string, string> = {},
  landing = 'north-stage',
): Promise<Omit<Ferry, 'away'>> {
  const part: StartedComponent = await startComponent(ferries)
  const token = () => part.issuer.sign({ scopes: ['boats:see', 'boats:work'], subject: 'service', clientId: 'service' })
  const parts: Parts = { ferries: { client: client('ferries', { url: part.url, token, contract }), contract } }
  const service = await serve(
    defineComponent({
      id: 'own',
      migrations: [sessionMigration],
      handlers: () => ({}),
      routes: async (app, context) => {
        const yours = await ownPages(own(), parts, async ({ session }) =>
          session?.yours === undefined ? undefined : { tripId: session.yours, landing },
        )
        await mountPages(app, context, pages(part.issuer.url), { menu: () => [], workOf: () => [], mount: yours })
      },
    }),
    { databaseUrl: part.databaseUrl, port: 0, identityUrl: part.issuer.url, env: { ...ENV, ...env } },
  )
  const stop = async () => {
    await service.stop()
    await part.stop()
  }
  return { url: service.url, db: part.db, stop }
}

/** By clocks of the UK 9am and 9:30am on the Saturday before they go forward, and on the Monday after. */
const CROSSINGS = [
  ['sat-9', '2099-03-28T09:00:00Z'],
  ['sat-930', '2099-03-28T09:30:00Z'],
  ['mon-9', '2099-03-30T08:00:00Z'],
  ['mon-930', '2099-03-30T08:30:00Z'],
]

/** One trip, and four other crossings with a seat each. */
export async function fill({ db }: Pick<Ferry, 'db'>): Promise<void> {
  await db.query('TRUNCATE crossing, trip, seat, done')
  for (const [id, starts] of CROSSINGS)
    await db.query("INSERT INTO crossing (id, stage, starts) VALUES ($1, 'north-stage', $2)", [id, starts])
  await db.query(`INSERT INTO crossing (id, stage, starts) VALUES ('now', 'north-stage', '2099-03-27T12:00:00Z'),
    ('far', 'south-stage', '2099-03-27T12:00:00Z')`)
  await db.query("INSERT INTO trip (id, crossing) VALUES ($1, 'now')", [TRIP])
}

/** As many as many days have, every half hour from 9am on. */
export async function fillDays({ db }: Pick<Ferry, 'db'>, days: number): Promise<void> {
  await db.query(
    `INSERT INTO crossing (id, stage, starts)
     SELECT 'day-' || day || '-' || half, 'north-stage',
       timestamp '2099-07-01 09:00' AT TIME ZONE 'Europe/London' + day * interval '1 day' + half * interval '30 minutes'
     FROM generate_series(0, $1 - 1) day, generate_series(0, 15) half`,
    [days],
  )
}

export const doneIn = async ({ db }: Pick<Ferry, 'db'>): Promise<string[]> =>
  (await db.query<{ what: string; actor: string }>('SELECT what, actor FROM done ORDER BY id')).map(
    ({ what, actor }) => `${what} by ${actor}`,
  )

export const crossingOf = async ({ db }: Pick<Ferry, 'db'>): Promise<string | undefined> =>
  (await db.query<{ crossing: string }>('SELECT crossing FROM trip WHERE id = $1', [TRIP]))[0]?.crossing

export const seatsKept = async ({ db }: Pick<Ferry, 'db'>): Promise<string[]> =>
  (await db.query<{ crossing: string }>('SELECT crossing FROM seat')).map(({ crossing }) => crossing)
