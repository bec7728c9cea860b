import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Principal } from '../definition.ts'
import { draftFor, dropDraft } from './drafts.ts'
import { checkForm, type Field, fieldOf, type Mistake } from './fields.ts'
import { refused, statusOf } from './problems.ts'
import type { Question, StaffAccount, StaffAccounts } from './shapes.ts'
import { keptForLater, keyOf, type StaffHandler, staffOnly } from './staff.ts'
import { form, PageProblem, page, type Site, type Visit } from './visit.ts'

const list = '/staff/accounts'

/** Who works here: the list of staff accounts, adding a colleague, and ending the access of one who leaves. */
export function staffAccountRoutes(app: FastifyInstance, site: Site): void {
  const { accounts } = site.pages.staff
  if (!accounts) return

  const questions: Question[] = [
    {
      name: 'name',
      title: 'Full name',
      kind: 'text',
      autocomplete: 'off',
      maxLength: 200,
      missing: 'Enter the full name',
    },
    {
      name: 'email',
      title: 'Email address',
      hint: 'They sign in with it.',
      kind: 'email',
      autocomplete: 'off',
      missing: 'Enter the email address',
      invalid: 'Enter an email address in the correct format, like name@example.com',
    },
    {
      name: 'role',
      title: 'What will they do?',
      kind: 'radios',
      options: accounts.roles,
      missing: 'Select what they will do',
    },
  ]
  const asked = questions.map((question) => ({ question, choices: question.options ?? [] }))

  const managersOnly =
    (handler: StaffHandler): StaffHandler =>
    async (visit, principal) => {
      if (!accounts.managers.some((role) => principal.roles.includes(role))) throw new PageProblem(403, 'role')
      return handler(visit, principal)
    }
  const open = (handler: StaffHandler) => page(site, staffOnly(site, managersOnly(handler)))
  const send = (handler: StaffHandler) => form(site, staffOnly(site, managersOnly(handler)), keptForLater)

  const ask = (
    visit: Visit,
    fields: Field[],
    key: string,
    mistakes: Mistake[] = [],
    unsaved?: string,
  ): Promise<FastifyReply> => {
    const data = { heading: 'Add a colleague', button: 'Add', fields, key, mistakes, unsaved, back: list }
    return visit.show(
      'action',
      { form: true, signedIn: visit.session?.staff, ...data },
      mistakes.length > 0 ? 400 : 200,
    )
  }
  const accountOf = async (visit: Visit, principal: Principal): Promise<StaffAccount> => {
    const found = (await accounts.list(principal)).find(({ id }) => id === visit.params.id)
    if (found === undefined || found.disabled || found.id === principal.subject) throw new PageProblem(404, 'missing')
    return found
  }

  app.get(
    list,
    open(async (visit, principal) => {
      const notice = visit.session?.notice
      if (notice !== undefined) await visit.change((data) => delete data.notice)
      const found = await accounts.list(principal)
      const rows = found.map((one) => ({
        ...one,
        roles: one.roles.map(titleOf(accounts)),
        mine: one.id === principal.subject,
      }))
      return visit.show('accounts', {
        heading: 'Staff accounts',
        back: '/staff/queue',
        signedIn: visit.session?.staff,
        notice,
        rows,
      })
    }),
  )

  app.get(
    `${list}/add`,
    open(async (visit, principal) => {
      const draft = await draftFor(visit, principal)
      if (draft !== undefined) await dropDraft(visit)
      const fields = asked.map(({ question, choices }) => fieldOf(question, draft?.typed ?? {}, choices))
      const unsaved = draft && 'Not saved yet. What you typed is still here: check it, then select “Add”.'
      return ask(visit, fields, draft?.key ?? randomUUID(), [], unsaved)
    }),
  )

  app.post(
    `${list}/add`,
    send(async (visit, principal) => {
      const key = keyOf(visit.typed)
      const { fields, mistakes, answers } = checkForm(asked, visit.typed)
      if (mistakes.length > 0) return ask(visit, fields, key, mistakes)
      const added = { name: String(answers.name), email: String(answers.email), role: String(answers.role) }
      try {
        const { firstPassword } = await accounts.add(added, principal, key)
        // Shown in the answer itself, so that it is kept nowhere.
        return visit.show('account-added', {
          heading: 'Colleague added',
          signedIn: visit.session?.staff,
          ...added,
          firstPassword,
        })
      } catch (error) {
        const taken = { text: 'There is an account with this email address already', href: '#email' }
        const lines = statusOf(error) === 409 ? [taken] : refused(error, (name) => missingOf(questions, name))
        if (lines === undefined) throw error
        return ask(visit, fields, randomUUID(), lines)
      }
    }),
  )

  app.get(
    `${list}/:id/stop`,
    open(async (visit, principal) => {
      const { name } = await accountOf(visit, principal)
      const data = {
        heading: `Do you want to end the access of ${name}?`,
        button: 'End access',
        key: randomUUID(),
        back: list,
      }
      return visit.show('action', { form: true, signedIn: visit.session?.staff, fields: [], ...data })
    }),
  )

  app.post(
    `${list}/:id/stop`,
    send(async (visit, principal) => {
      const { id, name } = await accountOf(visit, principal)
      await accounts.stop(id, principal, keyOf(visit.typed))
      await visit.change((data) => {
        data.notice = `${name} can no longer sign in`
      })
      return visit.go(list)
    }),
  )
}

const titleOf =
  ({ roles }: StaffAccounts) =>
  (role: string) =>
    roles.find(({ value }) => value === role)?.text ?? role

function missingOf(questions: readonly Question[], name: string): Mistake | undefined {
  const question = questions.find((one) => one.name === name)
  return question && { text: question.invalid ?? question.missing, href: `#${name}` }
}
