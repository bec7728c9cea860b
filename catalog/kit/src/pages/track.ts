import type { FastifyInstance } from 'fastify'
import { sharedType } from '../shared-type.ts'
import { checkForm, type Field, fieldOf, type Mistake } from './fields.ts'
import type { Contact, Question, Way } from './shapes.ts'
import { form, page, type Site, type Visit } from './visit.ts'
import { YOURS } from './yours.ts'

// Somebody who tries out references or contacts is slowed down long before the limit of the whole service.
const LIMIT = { rateLimit: { max: 20, timeWindow: '1 minute' } }

/** What people gave to be written to, by the way. A service that never writes knows them by their name alone. */
const asked = {
  email: {
    called: 'email address',
    check: 'email',
    autocomplete: 'email',
    invalid: 'Enter an email address in the correct format, like name@example.com',
  },
  text: {
    called: 'mobile phone number',
    check: 'phone',
    autocomplete: 'tel',
    invalid: 'Enter a telephone number, like 01632 960 001, 07700 900 982 or +353 87 123 4567',
  },
  letter: {
    called: 'postcode',
    check: 'postcode',
    autocomplete: 'postal-code',
    invalid: 'Enter a full UK postcode, like ZZ99 1AB',
  },
} as const

const calledBy = (by: readonly Way[]): string =>
  by
    .map((way) => asked[way].called)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1') || 'full name'

/** Asks for what a person is found by: the one thing there is, or any of several as they gave it. */
function whose(by: readonly Way[]): Question {
  const called = calledBy(by)
  const common = { name: 'contact', kind: 'text', title: `Your ${called}`, missing: `Enter your ${called}` } as const
  const [way] = by
  if (way === undefined) return { ...common, autocomplete: 'name' }
  if (by.length > 1) return { ...common, hint: 'The one that you gave us to write to you', autocomplete: 'off' }
  const { check, autocomplete, invalid } = asked[way]
  return { ...common, check, autocomplete, invalid }
}

/**
 * Finds a record by its reference and what was given with it, and leads to the pages of whoever it belongs to. The answer to both
 * being wrong in any way is one.
 */
export function trackRoutes(app: FastifyInstance, site: Site): void {
  const { noun } = site.pages
  const { heading, by, find } = site.pages.track
  const questions: Question[] = [
    {
      name: 'reference',
      title: 'Reference number',
      hint: 'It is 12 letters and numbers, for example 7KQX-4M2P-R9TD',
      kind: 'text',
      plain: 'reference',
      maxLength: 40,
      missing: 'Enter your reference number',
      autocomplete: 'off',
      spellcheck: false,
    },
    whose(by),
  ]
  const show = (visit: Visit, fields: Field[], mistakes: Mistake[] = []) => {
    const plain = fields.map((field) => ({ ...field, count: undefined }))
    return visit.show('track', { form: true, heading, fields: plain, mistakes }, mistakes.length > 0 ? 400 : 200)
  }

  app.get(
    '/track',
    page(site, (visit) =>
      show(
        visit,
        // A message may lead here with the reference in its link.
        questions.map((question) => fieldOf(question, { reference: visit.query.reference ?? '' }, [])),
      ),
    ),
  )
  app.post(
    '/track',
    { config: LIMIT },
    form(
      site,
      async (visit) => {
        const asked = questions.map((question) => ({ question, choices: [] }))
        const { fields, mistakes, answers } = checkForm(asked, visit.typed)
        if (mistakes.length > 0) return show(visit, fields, mistakes)
        const theirs = await find(String(answers.reference), String(answers.contact))
        if (theirs === undefined) {
          const text = `We could not find your ${noun} with this reference number and ${calledBy(by)}`
          return show(visit, fields, [{ text, href: '#reference' }])
        }
        // Whoever had this browser before sees nothing of it.
        await visit.renew((data) => {
          data.yours = theirs
        })
        return visit.go(YOURS)
      },
      (visit) => {
        const fields = questions.map((question) => fieldOf(question, visit.typed, []))
        return show(visit, fields, [
          { text: 'This page was open for too long. Select “Continue” again', href: '#reference' },
        ])
      },
    ),
  )
}

/** Whether what was given is how the person of a contact is reached: its address, its number, the postcode of its letters. */
export function sameContact(contact: Contact, given: string): boolean {
  const kept: [type: string, value: string | undefined][] = [
    ['EmailAddress', contact.email],
    ['PhoneNumber', contact.phone],
    ['Postcode', contact.address?.postcode],
  ]
  return kept.some(([name, value]) => {
    if (value === undefined) return false
    // What was kept before addresses and numbers were kept plain is made so now.
    const { plain } = sharedType(name)
    return plain(value).toLowerCase() === plain(given).toLowerCase()
  })
}

/** Whether two names are one, in whatever letters. Spaces and hyphens make no other person. */
export function sameName(kept: string, given: string): boolean {
  const compared = (text: string) =>
    sharedType('PersonName')
      .plain(text)
      .replace(/[\s\p{Pd}]/gu, '')
      .toLowerCase()
  return compared(kept) === compared(given)
}
