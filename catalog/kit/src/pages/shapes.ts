import type { Principal } from '../definition.ts'

/** Everything a service says about its pages. The routes, sessions, forms and checks are the kit's. */
export interface Pages {
  /** service name: in the header and in every <title> */
  title: string
  /** what people send here, in the singular: case, referral, report */
  noun: string
  phase: 'alpha' | 'beta' | 'live'
  start: { heading: string; paragraphs: string[]; bullets?: string[]; button: string }
  /** one thing per page, in this order */
  questions: Question[]
  /** paragraphs above the send button of the check answers page */
  declaration: string[]
  /** Opens the case. `key` is an idempotency key kept in the session, so a double click makes one case. */
  submit(answers: Answers, visitor: Principal | undefined, key: string): Promise<{ reference: string }>
  confirmation: { panel: string; paragraphs: string[] }
  track: {
    heading: string
    contact: { name: 'email' | 'phone' | 'name'; label: string }
    /** Undefined both for an unknown reference and for a contact that does not belong to it. */
    find(reference: string, contact: string): Promise<TrackedCase | undefined>
  }
  staff: {
    /** any one of these roles opens the staff pages */
    roles: string[]
    queue(principal: Principal, filter: QueueFilter): Promise<QueuePage>
    show(reference: string, principal: Principal): Promise<StaffCase | undefined>
    actions: StaffAction[]
    /** who a case can be given to: fills staff questions of kind `radios` without options, and names people in lists */
    people(principal: Principal): Promise<Choice[]>
    /** left out where accounts are looked after elsewhere */
    accounts?: StaffAccounts
  }
  /**
   * OpenID Connect provider of staff (and of residents who have accounts): the address that browsers know, and the one
   * where the service itself reaches it, when that is another
   */
  signIn: { issuer: string; reachedAt?: string; clientId: string; clientSecret: string }
}

export interface Choice {
  value: string
  text: string
  hint?: string
}

export type QuestionKind = 'text' | 'textarea' | 'email' | 'tel' | 'postcode' | 'radios' | 'yes-no' | 'address' | 'date'

export interface Question {
  name: string
  title: string
  hint?: string
  kind: QuestionKind
  options?: Choice[]
  optional?: boolean
  autocomplete?: string
  spellcheck?: boolean
  maxLength?: number
  /** said when nothing was entered */
  missing: string
  /** said when what was entered cannot be right; without it `missing` is said */
  invalid?: string
  /** regular expression that the whole answer must match */
  pattern?: string
  /** kind `address`: the choices, derived from earlier answers (the postcode) */
  lookup?(answers: Answers): Promise<Choice[]>
  /** asked only when another question has this answer */
  showIf?: { name: string; is: string | boolean }
}

/** Question name to answer: dates as YYYY-MM-DD, yes-no as boolean, postcodes as `ZZ99 1AB`, telephone numbers without spaces. */
export type Answers = Record<string, string | boolean>

export interface TrackedCase {
  reference: string
  status: string
  /** ISO 8601 moment by which people hear; left out when it is not known or over */
  dueAt?: string
  updates: { at: string; text: string }[]
}

/** The accounts of staff, as the provider of sign-in keeps them. */
export interface StaffAccounts {
  /** any one of these roles may change them */
  managers: string[]
  /** what an account can be for */
  roles: Choice[]
  list(principal: Principal): Promise<StaffAccount[]>
  /** The provider may make up the password for the first sign-in. */
  add(
    account: { name: string; email: string; role: string },
    principal: Principal,
    key: string,
  ): Promise<{ firstPassword?: string }>
  /** The person can no longer sign in. */
  stop(id: string, principal: Principal, key: string): Promise<void>
}

export interface StaffAccount {
  id: string
  name: string
  email: string
  roles: string[]
  disabled: boolean
}

export interface QueueFilter {
  status?: string
  priority?: string
  /** where to go on: `next` of the page before */
  after?: string
}

export interface QueuePage {
  rows: QueueRow[]
  /** left out on the last page */
  next?: string
}

export interface QueueRow {
  reference: string
  subject: string
  priority: string
  status: string
  /** ISO 8601 moment */
  dueAt: string
  assignee?: string
  overdue: boolean
}

export interface StaffCase extends QueueRow {
  /** who has to deal with it */
  team: string
  /** what people answered */
  rows: { key: string; value: string }[]
  /** how it was decided; empty before */
  decision: { key: string; value: string }[]
  notes: { at: string; actor: string; text: string }[]
  messages: { at: string; channel: string; to: string; body: string }[]
  history: { at: string; actor: string; text: string }[]
  auditIntact: boolean
  closed: boolean
}

export interface StaffAction {
  /** path segment: allocate, note, status, decide */
  name: string
  title: string
  button: string
  /** what the case page says afterwards; `<title>: done` when left out */
  done?: string
  fields: Question[]
  /** `key` is the idempotency key of the form, the same when the form is sent twice */
  run(reference: string, answers: Answers, principal: Principal, key: string): Promise<void>
}
