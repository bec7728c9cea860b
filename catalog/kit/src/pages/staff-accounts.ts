import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { draftFor, dropDraft, notSaved } from './drafts.ts'
import { checkForm, type Field, fieldOf, type Mistake } from './fields.ts'
import { refused, saidOf } from './problems.ts'
import type { Question, StaffAccounts } from './shapes.ts'
import { keptForLater, keyOf, staffOnly } from './staff.ts'
import { type ForManagers, linksOf, roleOf, roleQuestion, staffAccountRoutes } from './staff-account.ts'
import { statusOf } from './status.ts'
import { form, page, type Site, type Visit } from './visit.ts'

const list = '/staff/accounts'

/** Who works here: the list of staff accounts, adding a colleague, and what is done to an account. */
export function staffAccountsRoutes(app: FastifyInstance, site: Site): void {
  const { accounts } = site.pages.staff
  if (!accounts) return
  const managers: ForManagers = {
    open: (handler) => page(site, staffOnly(site, handler, accounts.scope)),
    send: (handler) => form(site, staffOnly(site, handler, accounts.scope), keptForLater),
  }

  app.get(
    list,
    managers.open(async (visit, principal) => {
      const notice = visit.session?.notice
      if (notice !== undefined) await visit.change((data) => delete data.notice)
      const rows = (await accounts.list(principal)).map((one) => ({
        ...one,
        role: accounts.roles.find(({ value }) => value === roleOf(accounts, one))?.text ?? one.roles.join(', '),
        mine: one.id === principal.subject,
        ways: linksOf(accounts, one, site.workOf(principal, one.id)),
      }))
      const data = { heading: 'Staff accounts', back: '/staff', notice, rows }
      return visit.show('accounts', { signedIn: visit.session?.staff, ...data })
    }),
  )
  addRoutes(app, accounts, managers)
  staffAccountRoutes(app, accounts, managers)
}

function addRoutes(app: FastifyInstance, accounts: StaffAccounts, managers: ForManagers): void {
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
      kind: 'text',
      check: 'email',
      autocomplete: 'off',
      missing: 'Enter the email address',
      invalid: 'Enter an email address in the correct format, like name@example.com',
    },
    roleQuestion(accounts, 'What will they do?'),
  ]
  const asked = questions.map((question) => ({ question, choices: question.options ?? [] }))

  const ask = (
    visit: Visit,
    fields: Field[],
    key: string,
    mistakes: Mistake[] = [],
    unsaved?: string,
  ): Promise<FastifyReply> => {
    const data = { heading: 'Add a colleague', button: 'Add', fields, key, mistakes, unsaved, back: list }
    const shown = { form: true, signedIn: visit.session?.staff, ...data }
    return visit.show('action', shown, mistakes.length > 0 ? 400 : 200)
  }

  app.get(
    `${list}/add`,
    managers.open(async (visit, principal) => {
      const draft = await draftFor(visit, principal)
      if (draft !== undefined) await dropDraft(visit)
      const fields = asked.map(({ question, choices }) => fieldOf(question, draft?.typed ?? {}, choices))
      return ask(visit, fields, draft?.key ?? randomUUID(), [], draft && notSaved('Add'))
    }),
  )

  app.post(
    `${list}/add`,
    managers.send(async (visit, principal) => {
      const key = keyOf(visit.typed)
      const { fields, mistakes, answers } = checkForm(asked, visit.typed)
      if (mistakes.length > 0) return ask(visit, fields, key, mistakes)
      const added = { name: String(answers.name), email: String(answers.email), role: String(answers.role) }
      try {
        const { firstPassword } = await accounts.add(added, principal, key)
        // Shown in the answer itself, so that it is kept nowhere.
        const data = { heading: 'Colleague added', ...added, firstPassword }
        return visit.show('account-added', { signedIn: visit.session?.staff, ...data })
      } catch (error) {
        const taken = { text: 'Somebody with this email address works here, or did: see the list', href: '#email' }
        const lines = statusOf(error) === 409 ? [taken] : refused(error, saidOf(questions))
        if (lines === undefined) throw error
        return ask(visit, fields, randomUUID(), lines)
      }
    }),
  )
}
