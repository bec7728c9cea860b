import { sharedType } from '@composed/kit'
import type { Fault } from '@composed/kit/part-pages'
import * as z from 'zod'
import { passwordLength } from '../passwords.ts'
import { type Chooser, passwordFault } from '../weak-passwords.ts'

/** The fields of a posted form; a field sent twice or as a file counts as not sent. */
export function readForm(body: unknown): Record<string, string | undefined> {
  if (typeof body !== 'object' || body === null) return {}
  const texts = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts)
}

const address = sharedType('EmailAddress')
const email = z
  .string({ error: 'Enter your email address' })
  .overwrite(address.plain)
  .min(1, { error: 'Enter your email address', abort: true })
  .max(254, { error: 'Enter an email address of 254 characters or fewer', abort: true })
  .refine(address.fits, { error: 'Enter an email address in the correct format, like name@example.com' })

const anyPassword = z
  .string({ error: 'Enter your password' })
  .min(1, { error: 'Enter your password' })
  .max(passwordLength.most, { error: `Your password has ${passwordLength.most} characters or fewer` })

const newPassword = z.string({ error: 'Enter a new password' }).min(1, { error: 'Enter a new password', abort: true })

/** What is wrong with the new password of this person. */
function refuseWeak(password: string, chooser: Chooser, context: z.RefinementCtx): void {
  const fault = passwordFault(password, chooser)
  if (fault !== undefined)
    context.addIssue({ code: 'custom', path: ['new-password'], message: `Your new password ${fault}` })
}

const name = sharedType('PersonName')
const personName = z
  .string({ error: 'Enter your full name' })
  .overwrite(name.plain)
  .min(1, { error: 'Enter your full name', abort: true })
  .max(200, { error: 'Your full name must have 200 characters or fewer', abort: true })
  .refine(name.fits, { error: 'Enter your full name without special characters' })

export const signInForm = z.object({ email, password: anyPassword })
export const linkForm = z.object({ email })
export const newPasswordForm = (chooser: Chooser) =>
  z
    .object({ 'new-password': newPassword })
    .superRefine((form, context) => refuseWeak(form['new-password'], chooser, context))
export const registerForm = (address: string) =>
  z
    .object({ name: personName, 'new-password': newPassword })
    .superRefine((form, context) => refuseWeak(form['new-password'], { email: address, name: form.name }, context))
export const passwordForm = z
  .object({ email, password: anyPassword, 'new-password': newPassword })
  .refine((form) => form['new-password'] !== form.password, {
    path: ['new-password'],
    error: 'Choose a password that is not the one you have now',
  })
  .superRefine((form, context) => refuseWeak(form['new-password'], form, context))

/** Checks a form; one fault for each wrong field, in the order of the page. */
export function check<Form>(
  schema: z.ZodType<Form>,
  form: Record<string, string | undefined>,
): { values: Form; faults?: undefined } | { values?: undefined; faults: Fault[] } {
  const parsed = schema.safeParse(form)
  if (parsed.success) return { values: parsed.data }
  const faults = new Map<string, Fault>()
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0])
    if (!faults.has(field)) faults.set(field, { field, text: issue.message })
  }
  return { faults: [...faults.values()] }
}
