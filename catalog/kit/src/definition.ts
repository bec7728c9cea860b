import type { CloudEvent as SdkEvent } from 'cloudevents'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Body, Parameters, Result } from './operations.ts'

/** An event with its data, as consumers receive it (CloudEvents 1.0). */
export type CloudEvent = SdkEvent<Record<string, unknown>>

export type Logger = FastifyBaseLogger

/** Who calls: the checked claims of the access token, and the token itself for calls made on the caller's behalf. */
export interface Principal {
  subject: string
  roles: string[]
  scopes: string[]
  clientId: string
  token: string
}

export interface Auth {
  /** Checks a token's signature, issuer, audience and expiry. Throws Problem unauthenticated, or unavailable when identity cannot be reached. */
  verify(token: string): Promise<Principal>
}

/** One open transaction in the component's own schema. */
export interface Transaction {
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  /** Publishes an event when, and only when, this transaction commits. `data` is small and free of personal data. */
  publish(type: string, subject: string | undefined, data: object): Promise<void>
  /**
   * Runs work once this transaction has committed, its connection given back. A process that ends in between never runs
   * it, so keep in the transaction what a later start needs to catch up.
   */
  afterCommit(work: () => Promise<void>): void
}

/** The component's own schema, through its own role. Timestamps arrive as Date, `date` as text, bigint as number. */
export interface Database {
  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T>
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  close(): Promise<void>
}

export interface Context {
  db: Database
  config: Record<string, string | undefined>
  log: Logger
  /** How many requests are being answered, so that background work can make way for them. */
  inProgress(): number
  /** Own base URL without a final slash. Known once the server listens, so read it late. */
  url: string
  /** Where this process reaches the identity component, without a final slash. Read it late as well. */
  identityUrl: string
  auth: Auth
}

/** Whom an export or erasure is about: records that match any of the given fields. Compare as kit/src/person.ts does. */
export interface PersonQuery {
  /** plain, as the type EmailAddress has it */
  email?: string
  /** plain, as the type PhoneNumber has it: 07700900123 */
  phone?: string
  personId?: string
  reference?: string
}

export interface PersonalData {
  /** Everything held on the person, one object per record: {kind, data}. */
  export(person: PersonQuery, tx: Transaction): Promise<object[]>
  /**
   * Erases or anonymises it: how many records changed, and by what else they are known (references, accounts). Stored
   * answers that name any of it are forgotten with it.
   */
  erase(person: PersonQuery, tx: Transaction): Promise<{ erased: number; known: string[] }>
  /** Removes what is past its retention at `now`; returns how many records went. Also runs hourly. */
  sweep(now: Date, tx: Transaction): Promise<number>
}

export interface HandlerRequest<Operation> {
  path: Parameters<Operation, 'path'>
  query: Parameters<Operation, 'query'>
  body: Body<Operation>
  principal: Principal | undefined
  /** Read-write for unsafe methods, read-only for GET and HEAD. It commits after the handler returned. */
  tx: Transaction
  /** The caller's Idempotency-Key; undefined where the operation needs none. */
  key: string | undefined
}

/** One handler per operationId of the contract. */
export type Handlers<Ops> = {
  [K in keyof Ops]: (request: HandlerRequest<Ops[K]>) => Promise<Result<Ops[K]>>
}

export type Consumer = (event: CloudEvent, tx: Transaction) => Promise<void>

export interface ComponentDefinition<Ops> {
  /** Its schema and role are named after it: case-management-embedded -> case_management_embedded. */
  id: string
  /** The contract is <kit>/../capabilities/<capability>/openapi.yaml ... */
  capability?: string
  /** ... or this file. */
  contract?: URL
  /** SQL, run in order, once each, inside the component's schema as its own role. Only ever append. */
  migrations: readonly string[]
  handlers(context: Context): Handlers<Ops>
  /** By event type, or by a prefix that ends in `.*`. Called once per event id; a throw is retried with backoff. */
  consumes?(context: Context): Record<string, Consumer>
  personalData?(context: Context): PersonalData
  /** Pages and anything else outside the contract. */
  routes?(app: FastifyInstance, context: Context): Promise<void>
  /** Background work, begun before the first event is consumed and the first request answered; returns its stop. */
  start?(context: Context): Promise<() => Promise<void>>
}

/** Gives a definition its types; returns it unchanged. */
export function defineComponent<Ops>(definition: ComponentDefinition<Ops>): ComponentDefinition<Ops> {
  return definition
}
