import type { FastifyInstance } from 'fastify'
import { sharedType } from '../shared-type.ts'
import { checkForm, type Field, fieldOf, type Mistake } from './fields.ts'
import type { Question } from './shapes.ts'
import { form, page, type Site, type Visit } from './visit.ts'

// Somebody who tries out references or contacts is slowed down long before the limit of the whole service.
const LIMIT = { rateLimit: { max: 20, timeWindow: '1 minute' } }

// A service that writes letters knows people by their name alone.
const kinds = {
  email: { check: 'email', autocomplete: 'email', called: 'email address' },
  phone: { check: 'phone', autocomplete: 'tel', called: 'telephone number' },
  name: { check: undefined, autocomplete: 'name', called: 'full name' },
} as const

/** Follow a case with its reference and the contact given in it. The answer to both being wrong in any way is one. */
export function trackRoutes(app: FastifyInstance, site: Site): void {
  const { noun } = site.pages
  const { heading, contact, find, yours } = site.pages.track
  const called = kinds[contact.name]
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
    {
      name: contact.name,
      title: contact.label,
      kind: 'text',
      ...(called.check && { check: called.check }),
      autocomplete: called.autocomplete,
      missing: `Enter your ${called.called}`,
      invalid:
        contact.name === 'email'
          ? 'Enter an email address in the correct format, like name@example.com'
          : 'Enter a telephone number, like 01632 960 001, 07700 900 982 or +353 87 123 4567',
    },
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
        questions.map((question) => fieldOf(question, {}, [])),
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
        const found = await find(String(answers.reference), String(answers[contact.name]))
        if (found === undefined) {
          const text = `We could not find your ${noun} with this reference number and ${kinds[contact.name].called}`
          return show(visit, fields, [{ text, href: '#reference' }])
        }
        if (yours !== undefined) {
          // Whoever had this browser before sees nothing of it.
          await visit.renew((data) => {
            data.yours = found.reference
          })
          return visit.go(yours)
        }
        return visit.show('tracked', { heading: `Your ${noun}`, back: '/track', found })
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

/** Whether a contact that was given is the one that was kept, perhaps before addresses and numbers were kept plain. */
export function sameContact(kind: keyof typeof kinds, kept: string, given: string): boolean {
  const compared = (text: string) => plainContact[kind](text).toLowerCase()
  return compared(kept) === compared(given)
}

const plainContact = {
  email: (text: string) => sharedType('EmailAddress').plain(text),
  phone: (text: string) => sharedType('PhoneNumber').plain(text),
  // Spaces and hyphens make no other person.
  name: (text: string) =>
    sharedType('PersonName')
      .plain(text)
      .replace(/[\s\p{Pd}]/gu, ''),
}
