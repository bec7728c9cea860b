import type { Principal } from '../definition.ts'
import type { Typed } from './answers.ts'
import type { Answers, Behalf, Choice, Held, Sent, Stop } from './shapes.ts'

/** Who is signed in. Times are seconds since 1970. */
export interface SignedIn {
  principal: Principal
  name: string | undefined
  since: number
  expires: number
}

/** What is offered to nobody else, and still to the one that it is kept for, where it stood. */
export interface Reserved {
  choice: Choice
  /** value of the choice that stood behind it */
  before?: string
}
export type Holding = Held & Reserved
/** With the key under which trying again holds nothing twice, and what it is tried about. */
export type Begun = Reserved & { about: string; key: string }

/** The stop that holds, by its id. */
export interface Halt extends Stop {
  id: string
}

/** One thing that a person fills in and sends. Its id stands in the path, so that each tab has its own. */
export interface Application {
  answers: Answers
  /** when it was begun and last changed: milliseconds since 1970 */
  begunAt: number
  usedAt: number
  /** what was typed for a question and cannot be right: shown once, with what is wrong */
  refused?: { question: string; typed: Typed }
  /** by question: what was typed on a page whose session had ended, or changed hands, when it was sent */
  drafts?: Record<string, Typed>
  /** texts of what was picked and names of files, for the check answers page */
  labels?: Record<string, string>
  /** whether these answers are stopped, so that looking at a page decides nothing anew */
  decided?: { about: string; halt?: Halt }
  /** by question: what is held for what was picked or uploaded */
  holds?: Record<string, Holding>
  /** by question: a hold that was begun and has not been heard of */
  holding?: Record<string, Begun>
  /** by question: why an answer was not taken elsewhere, said there until it is answered anew */
  said?: Record<string, string>
  /** who of the staff fills it in for somebody, and how that person got in touch */
  behalf?: Behalf
  submitKey?: string
  /** reference of the case, once it was sent */
  sent?: string
  /** what the confirmation page says of it */
  told?: Omit<Sent, 'reference'>
}

/** A staff form that met an ended sign-in when it was sent. */
export interface Draft {
  path: string
  typed: Typed
  /** idempotency key of the form */
  key: string
  /** who sent it; left out when nobody can say, as after the session had ended */
  subject?: string
  /** the same person has signed in again on the way from this form: it can be saved as it was sent */
  resume?: true
}

/** What was picked in a form that was sent, to be held. */
export interface Pick {
  path: string
  /** idempotency key of the form, and the name of its question */
  key: string
  name: string
  choice: Choice
}

/** What is kept of one person between two requests. */
export interface SessionData {
  /** one for as long as the session is one person's: forms of other tabs go on working when a sign-in is renewed */
  csrf: string
  /** by the id in their paths */
  applications?: Record<string, Application>
  staff?: SignedIn
  /** signed out here; the provider may still know the person, so the next sign-in asks for the password */
  signedOut?: true
  /** reference of the record that the visitor proved to be theirs */
  yours?: string
  /** said once on the next case page */
  notice?: string
  /** staff forms whose sending met an ended sign-in */
  drafts?: Draft[]
  /** the last that forms picked, to be held */
  picks?: Pick[]
}
