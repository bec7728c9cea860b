import type { Readable } from 'node:stream'
import type { Principal } from '../definition.ts'
import type { PlainName } from '../plain.ts'

/** What every journey says about itself. */
interface JourneyPages {
  /** service name: in the header and in every <title> */
  title: string
  phase: 'alpha' | 'beta' | 'live'
  start: { heading: string; paragraphs: string[]; bullets?: string[]; button: string }
  /** one thing per page, in this order */
  questions: Question[]
  /** what ends a journey with a page that says why, tried in this order */
  stops?: readonly StopRule[]
}

/**
 * A journey that ends in an answer, of which nothing is kept: there is no sign-in, no staff, nothing to track and no session.
 * The answers travel from page to page in the forms. No question takes a file or holds what is picked. See `mountAnswerPages`.
 *
 *     {
 *       ends: 'answer', title: 'Work out your council tax', phase: 'beta', start, questions,
 *       answer: async ({ band }) => ({
 *         heading: 'What you told us means', rows: [{ key: 'You pay', value: money(band) }], paragraphs: [],
 *       }),
 *     }
 */
export interface AnswerPages extends JourneyPages {
  ends: 'answer'
  /** What follows from the answers; what was passed by or is not asked is none of them. */
  answer(answers: Answers): Promise<Result>
}

/** The page at the end of a journey that ends in an answer. */
export interface Result {
  heading: string
  rows: { key: string; value: string }[]
  /** what parts have found */
  found?: Found[]
  paragraphs: string[]
}

/** What was found, or what is said where there is nothing. */
export interface Found {
  /** left out where the page's own heading says it */
  title?: string
  entries: { heading?: string; rows: { key: string; value: string; href?: string }[] }[]
  paragraphs: string[]
  link?: { text: string; href: string }
}

/** Everything a service says about its pages. The routes, sessions, forms and checks are the kit's. */
export interface ServicePages extends JourneyPages {
  ends?: 'submit'
  /** what people send here, in the singular: case, referral, report */
  noun: string
  /** paragraphs above the send button of the check answers page */
  declaration: string[]
  /**
   * Opens the case. `key` is an idempotency key kept in the session, so a double click makes one case; `holds` is what is
   * held for what was picked, see `withHolds`. A problem of status 400 or 409 that points to a question (`/body/<name>`)
   * leads back to it; one with code `gone` or `limit-reached` that points nowhere to the only question that is held.
   * `paragraphs` are said on the confirmation page instead of its own; `pending`: what was asked for is not sure yet.
   * `behalf` says who of the staff sends it for somebody else: there is no visitor then.
   */
  submit(answers: Answers, visitor: Principal | undefined, key: string, holds: Holds, behalf?: Behalf): Promise<Sent>
  /** The scope of staff who fill it in for people who get in touch in other ways; left out where nobody does. */
  behalf?: { scope: string }
  /** What has come since of what was not sure; undefined while it is not. Asked whenever somebody looks at the confirmation. */
  settled?(reference: string): Promise<Sent | undefined>
  /** `pending` is said instead while what was asked for is not sure */
  confirmation: Confirmation & { pending?: Confirmation }
  track: {
    heading: string
    /** By what people find it again: what they gave to be written to, in any of these ways; by their name where there is none. */
    by: readonly Way[]
    /**
     * The reference of the record that is theirs: they are led to their own pages, which know it by `session.yours`.
     * Undefined both for an unknown reference and for what does not belong to it.
     */
    find(reference: string, given: string): Promise<string | undefined>
  }
  staff: StaffDoor
  /**
   * OpenID Connect provider of staff (and of residents who have accounts): the address that browsers know, and the one
   * where the service itself reaches it, when that is another
   */
  signIn: { issuer: string; reachedAt?: string; clientId: string; clientSecret: string }
}

/** How somebody got in touch, and who of the staff filled it in for them. */
export interface Behalf {
  way: string
  by: string
}

/** What came of what was sent. */
export interface Sent {
  reference: string
  paragraphs?: string[]
  pending?: boolean
}

/** What the page says at the end. */
export interface Confirmation {
  panel: string
  paragraphs: string[]
}

/**
 * Why somebody cannot go on, and what else they can do, in the words that they read:
 *
 *     { heading: 'You cannot apply online', paragraphs: ['You must be over 18.', 'Call 01632 960 001 instead.'] }
 */
export interface Stop {
  heading: string
  paragraphs: string[]
}

/**
 * Decides whether somebody is stopped, as soon as all that it needs is answered, again whenever an answer changes, and when
 * it is sent. What was passed by or is not asked is none of the answers.
 *
 *     { id: 'eligible', needs: ['bornOn'], decide: async ({ bornOn }) => (isAdult(String(bornOn)) ? undefined : tooYoung) }
 */
export interface StopRule {
  id: string
  /** names of questions */
  needs: readonly string[]
  decide(answers: Answers): Promise<Stop | undefined>
}

export interface StaffDoor {
  /** any one of these scopes opens the staff pages */
  scopes: string[]
  /** left out where nothing is done about what people send */
  attention?: StaffAttention
  /** left out where accounts are looked after elsewhere */
  accounts?: StaffAccounts
}

export interface Choice {
  value: string
  text: string
  hint?: string
  /** a heading that it stands under with those next to it, such as a day */
  group?: string
  /** kind `several`: it goes with no other, such as “None of these” */
  alone?: boolean
}

/** How a value is asked for and shown; the shared types name theirs by `x-kind`. */
export type QuestionKind =
  | 'text'
  | 'long'
  | 'number'
  | 'money'
  | 'date'
  | 'moment'
  | 'duration'
  | 'yes-no'
  | 'choice'
  | 'several'
  | 'contact'
  | 'pick'
  | 'file'
  | 'declaration'

/** The ways in which people are written to. */
export type Way = 'email' | 'text' | 'letter'

/** One way to reach a person, as the type Contact has it: exactly one of them. */
export interface Contact {
  email?: string
  phone?: string
  address?: { lines: readonly string[]; town: string; postcode: string }
}

export type DurationUnit = 'minutes' | 'hours' | 'days' | 'working-days' | 'weeks' | 'months' | 'years'

interface Asked {
  name: string
  title: string
  hint?: string
  optional?: boolean
  /** asked only where this holds for the answers that were given before it */
  if?(answers: Answers): boolean
  autocomplete?: string
  spellcheck?: boolean
  /** said when nothing was entered */
  missing: string
  /** said when what was entered cannot be right; without it `missing` is said */
  invalid?: string
  /** kinds `text`, `long`: most characters */
  maxLength?: number
  /** kind `text`: regular expression that the whole answer must match, once it is plain */
  pattern?: string
  /** kind `text`: the shared type that it is */
  check?: 'email' | 'phone' | 'postcode'
  /** kind `text`: how an answer is made plain when that is not one line of text */
  plain?: PlainName
  /** kind `number`: the least and the greatest; kind `money`: in pence; kind `duration`: the greatest amount */
  min?: number
  max?: number
  /** kind `number`: most digits behind the point; none when left out */
  decimals?: number
  /** kind `duration`: what there is to choose; all but working days when left out */
  units?: readonly DurationUnit[]
  /** kind `duration`: an answer { amount, unit } instead of one as ISO 8601 has it */
  form?: 'amount'
  /** kinds `choice`, `several` */
  options?: Choice[]
  /** kind `contact`: the ways that are allowed; all when left out */
  only?: readonly Way[]
  /** kind `declaration`: what stands beside the tick */
  statement?: string
  /** kind `pick`: the choices, derived from earlier answers */
  lookup?(answers: Answers): Promise<Choice[]>
  /** kind `pick`: said where there is nothing to choose */
  none?: string
  /** kind `pick`: the questions whose answers `lookup` and `hold` read; what was picked goes when one of them changes */
  needs?: readonly string[]
  /** kind `file`: MIME types, as the file itself shows them; PDF, JPEG and PNG when left out */
  accept?: readonly string[]
  /** kind `file`: 10 MB when left out */
  maxBytes?: number
  /** a page shown after this answer, before the next question: whom to call first */
  urgent?: { is: string | boolean; heading: string; paragraphs: string[] }
}

interface FileAsked extends Asked {
  kind: 'file'
  /**
   * Takes the file as it comes in; the identifier of what is held is the answer. Rejects when the file comes to no end. What it
   * refuses with status 409 is said at the question in the words of the problem.
   */
  hold?(file: SentFile, key: string): Promise<Held>
  /** lets go of what was held and is no answer any more, as what was picked is */
  release?(id: string, key: string): Promise<void>
  /** said at the question when it is held no longer */
  gone?: string
}

/**
 * What is picked may be held for the person while they go on, one for each application and question:
 *
 *     {
 *       name: 'appointment', kind: 'pick', title: 'When do you want to come?', missing: 'Select a time', needs: ['home'],
 *       lookup: async () => slots(),
 *       hold: async ({ home }, picked, key) => {
 *         const { holdId, heldUntil } = await scheduling.holdSlot({ body: { slotId: picked, limit: limit(home) } }, { key })
 *         return { id: holdId, until: heldUntil }
 *       },
 *       release: (id, key) => scheduling.releaseHold({ path: { holdId: id } }, { key }),
 *       gone: 'The time you chose is no longer free. Choose another.',
 *       held: 'We keep this time for you until {until}.',
 *     }
 */
interface PickAsked extends Asked {
  kind: 'pick'
  /**
   * Holds what was picked. `key` is an idempotency key, the same when the same is tried again. What it refuses with status 409
   * is said at the question: `gone` in the words of the question, all else in those of the problem.
   */
  hold?(answers: Answers, picked: string, key: string): Promise<Held>
  /**
   * Lets go of it, when another is picked or the answer goes. It may be held no longer by then. What is held for somebody who
   * never comes back ends by itself, at its `until`: nobody but they can open their session.
   */
  release?(id: string, key: string): Promise<void>
  /** said at the question when what was picked is no longer to be had */
  gone?: string
  /** said on the pages behind it as long as it is held; {until} is when that ends */
  held?: string
}

/** A question of which nothing is held. */
export interface PlainQuestion extends Asked {
  kind: QuestionKind
  hold?: undefined
  release?: undefined
}

export type Question = PlainQuestion | PickAsked | FileAsked

/** What is held for a person. */
export interface Held {
  id: string
  /** ISO 8601 moment at which it ends */
  until: string
}

/** By the name of the question. */
export type Holds = Record<string, Held>

/** A file on its way in. What it says of itself was looked at: `type` is what its first bytes show. */
export interface SentFile {
  name: string
  type: string
  content: Readable
}

/**
 * Dates as YYYY-MM-DD, moments as instants in UTC, durations as ISO 8601 has them, money in pence, yes-no and declarations
 * as booleans, contacts as the type Contact has them, several as a list, the rest as their types have them, see
 * kit/src/plain.ts. '' stands for an optional question that was passed by.
 */
export type Answer = string | boolean | number | Answer[] | { [member: string]: Answer }

/** By the name of the question. */
export type Answers = Record<string, Answer>

/** What was received and does not get on by itself. */
export interface StaffAttention {
  /** the scope of whoever sees it and tries again, and that of whoever ends it */
  scopes: { work: string; end: string }
  count(): Promise<number>
  list(after?: string): Promise<{ rows: AttentionRow[]; next?: string }>
  /** undefined when nothing of this reference needs attention */
  show(reference: string, principal: Principal): Promise<AttentionItem | undefined>
  /** false likewise */
  again(reference: string): Promise<boolean>
  /** false likewise */
  end(reference: string, reason: string, principal: Principal): Promise<boolean>
}

export interface AttentionRow {
  reference: string
  /** what it stands at, a code; empty before the first step */
  step: string
  state: 'refused' | 'trying'
  /** ISO 8601 moment */
  since: string
  /** what was said, in words */
  happened: string
}

export interface AttentionItem extends AttentionRow {
  /** what people answered */
  rows: { key: string; value: string }[]
}

/** The accounts of staff, as the provider of sign-in keeps them. A first password is told once, to whoever hands it over. */
export interface StaffAccounts {
  /** the scope of whoever changes them */
  scope: string
  /** what an account can be for, the least first, and what people of it may do */
  roles: Choice[]
  /** where people change their own password, with the provider */
  ownPassword?: string
  list(principal: Principal): Promise<StaffAccount[]>
  /** Takes somebody on: with a new account, or with the one that the email address has, whose password they keep. */
  add(account: { name: string; email: string; role: string }, principal: Principal, key: string): Promise<FirstPassword>
  setRole(id: string, role: string, principal: Principal, key: string): Promise<FirstPassword>
  /** For one who has lost theirs; it no longer works. */
  newPassword(id: string, principal: Principal, key: string): Promise<FirstPassword>
  /** The person can no longer sign in and is signed out at once. */
  stop(id: string, principal: Principal, key: string): Promise<void>
  /** The person can sign in again. */
  restore(id: string, principal: Principal, key: string): Promise<void>
}

export interface FirstPassword {
  firstPassword?: string
}

export interface StaffAccount {
  id: string
  name: string
  email: string
  roles: string[]
  disabled: boolean
}
