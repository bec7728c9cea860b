import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Principal } from '../definition.ts'
import { draftFor, dropDraft, notSaved } from './drafts.ts'
import { checkForm, type Field, fieldOf, type Mistake } from './fields.ts'
import { PageProblem } from './page-problem.ts'
import type { Question, StaffAccount, StaffAccounts } from './shapes.ts'
import { keyOf, type StaffHandler } from './staff.ts'
import type { Area, form, page, Visit } from './visit.ts'

const list = '/staff/accounts'

/** How routes that only managers of accounts may use are made. */
export interface ForManagers {
  open(handler: StaffHandler): ReturnType<typeof page>
  send(handler: StaffHandler): ReturnType<typeof form>
}

/** What a manager does to the account of a colleague, each after a question: role, new password, end and restore access. */
interface Way {
  name: string
  /** in the list, followed by "of <name>" for those who do not see it */
  text: string
  /** for accounts whose access has ended, or for the others */
  ended: boolean
  heading(name: string): string
  button: string
  /** says what was done, or shows the first password that came of it */
  run(account: StaffAccount, role: string, principal: Principal, key: string): Promise<Done>
}

type Done = { notice: string } | { firstPassword: string }

const waysOf = (accounts: StaffAccounts): Way[] => [
  {
    name: 'role',
    text: 'Change role',
    ended: false,
    heading: (name) => `What will ${name} do?`,
    button: 'Change role',
    run: async ({ id, name }, role, principal, key) => {
      const { firstPassword } = await accounts.setRole(id, role, principal, key)
      return firstPassword === undefined ? { notice: `The role of ${name} has changed` } : { firstPassword }
    },
  },
  {
    name: 'password',
    text: 'New password',
    ended: false,
    heading: (name) => `Do you want to give ${name} a new password?`,
    button: 'Give a new password',
    run: async ({ id, name }, _role, principal, key) => {
      const { firstPassword } = await accounts.newPassword(id, principal, key)
      return firstPassword === undefined ? { notice: `The password of ${name} has changed` } : { firstPassword }
    },
  },
  {
    name: 'stop',
    text: 'End access',
    ended: false,
    heading: (name) => `Do you want to end the access of ${name}?`,
    button: 'End access',
    run: async ({ id, name }, _role, principal, key) => {
      await accounts.stop(id, principal, key)
      return { notice: `${name} can no longer sign in. Give their open cases to someone else` }
    },
  },
  {
    name: 'restore',
    text: 'Restore access',
    ended: true,
    heading: (name) => `Do you want to restore the access of ${name}?`,
    button: 'Restore access',
    run: async ({ id, name }, _role, principal, key) => {
      await accounts.restore(id, principal, key)
      return { notice: `${name} can sign in again` }
    },
  },
]

/** The ways that stand open for an account, as links of the list; what one who is gone has left to others comes first. */
export function linksOf(accounts: StaffAccounts, { id, disabled }: StaffAccount, work: Area[]): Area[] {
  const ways = waysOf(accounts).filter(({ ended }) => ended === disabled)
  const links = ways.map(({ name, text }) => ({ href: `${list}/${encodeURIComponent(id)}/${name}`, text }))
  return disabled ? [...work, ...links] : links
}

/** What an account is for, of the roles that there are: the last of them that it has. */
export function roleOf({ roles }: StaffAccounts, account: StaffAccount): string {
  return roles.findLast(({ value }) => account.roles.includes(value))?.value ?? ''
}

/** Asks what somebody will do. */
export function roleQuestion({ roles }: StaffAccounts, title: string): Question {
  return { name: 'role', title, kind: 'choice', options: roles, missing: 'Select what they will do' }
}

export function staffAccountRoutes(app: FastifyInstance, accounts: StaffAccounts, managers: ForManagers): void {
  for (const way of waysOf(accounts)) {
    const accountOf = async (visit: Visit, principal: Principal): Promise<StaffAccount> => {
      const found = (await accounts.list(principal)).find(({ id }) => id === visit.params.id)
      // Somebody may have been quicker: what does not fit the account any more is not there.
      if (found === undefined || found.disabled !== way.ended || found.id === principal.subject)
        throw new PageProblem(404, 'missing')
      return found
    }
    const asked = (account: StaffAccount) =>
      way.name === 'role'
        ? [{ question: roleQuestion(accounts, way.heading(account.name)), choices: accounts.roles }]
        : []
    const ask = (
      visit: Visit,
      account: StaffAccount,
      fields: Field[],
      key: string,
      mistakes: Mistake[] = [],
      unsaved?: string,
    ) => {
      const data = {
        heading: way.heading(account.name),
        detail: account.email,
        button: way.button,
        fields,
        key,
        mistakes,
        unsaved,
      }
      const shown = { form: true, signedIn: visit.session?.staff, back: list, ...data }
      return visit.show('action', shown, mistakes.length > 0 ? 400 : 200)
    }

    app.get(
      `${list}/:id/${way.name}`,
      managers.open(async (visit, principal) => {
        const account = await accountOf(visit, principal)
        const draft = await draftFor(visit, principal)
        if (draft !== undefined) await dropDraft(visit)
        const typed = draft?.typed ?? { role: roleOf(accounts, account) }
        const fields = asked(account).map(({ question, choices }) => fieldOf(question, typed, choices))
        const unsaved = draft && fields.length > 0 ? notSaved(way.button) : undefined
        return ask(visit, account, fields, draft?.key ?? randomUUID(), [], unsaved)
      }),
    )

    app.post(
      `${list}/:id/${way.name}`,
      managers.send(async (visit, principal): Promise<FastifyReply> => {
        const account = await accountOf(visit, principal)
        const key = keyOf(visit.typed)
        const { fields, mistakes, answers } = checkForm(asked(account), visit.typed)
        if (mistakes.length > 0) return ask(visit, account, fields, key, mistakes)
        const done = await way.run(account, String(answers.role), principal, key)
        if ('firstPassword' in done) {
          // Shown in the answer itself, so that it is kept nowhere.
          const { name, email } = account
          const data = { heading: 'New password', name, email, firstPassword: done.firstPassword }
          return visit.show('account-added', { signedIn: visit.session?.staff, ...data })
        }
        await visit.change((data) => {
          data.notice = done.notice
        })
        return visit.go(list)
      }),
    )
  }
}
