import { type Context, type Principal, ProblemResponse } from '@composed/kit'
import { countAttention, findAttention, tryAgain } from '@composed/kit/flows'
import { sameContact, type ServicePages } from '@composed/kit/pages'
import { answersOf } from './answers.ts'
import { attentionList, endAttention } from './attention.ts'
import { identity } from './clients.ts'
import { identityUrl, required } from './environment.ts'
import { questions, submissionOf } from './questions.ts'
import { receive } from './receive.ts'
import { findRecord } from './record.ts'

/** Who works here, the least first, and what their accounts are for. */
const staffRoles = [
  { value: 'caseworker', text: 'Caseworker', hint: 'May see who works here; see what needs attention and try it again; see the audit trail; take cases and give them to people who work here; decide on cases, close them and open them again; withdraw cases and answer questions about them for those who sent them; see cases, their notes and history, and the team for a ward; add notes to cases, change their status, and correct their priority, team and date; see the messages that were sent; write to people who are written to about something already; see all that people sent; fill it in for people who get in touch in other ways.' },
  { value: 'team-lead', text: 'Team lead', hint: 'May do the same as Caseworker; add people, change what they may do and end their access; end what needs attention, with a reason; have the whole audit trail verified.' },
]

/** Those who work here, or did. */
async function staff(token: string) {
  const { accounts } = await identity.listAccounts({}, { token })
  return accounts.filter(({ roles }) => roles.some((one) => staffRoles.some(({ value }) => value === one)))
}

/** Takes a colleague on. One who has registered with this address keeps the account; identity sees to it that nobody else gets the rights. */
async function takeOn({ name, email, role }: { name: string; email: string; role: string }, { token }: Principal, key: string) {
  try {
    return await identity.createAccount({ body: { name, email, roles: [role] } }, { token, key })
  } catch (error) {
    if (!(error instanceof ProblemResponse) || error.status !== 409) throw error
    const [known] = (await identity.listAccounts({ query: { email } }, { token })).accounts
    if (!known || known.disabled || known.roles.some((one) => staffRoles.some(({ value }) => value === one))) throw error
    return identity.setRoles({ path: { personId: known.personId }, body: { roles: [role] } }, { token, key })
  }
}

/** What this service says on its pages; the kit serves them. */
export const pages = ({ db }: Context): ServicePages => ({
  title: 'Case triage',
  noun: 'case',
  phase: 'beta',
  start: { heading: 'Tell us about a case', paragraphs: ['Use this service to tell us about a case. We read every one, decide how urgent it is and respond in time.'], button: 'Start now' },
  questions,
  declaration: ['By sending this you confirm that, to the best of your knowledge, what you are telling us is correct.'],
  submit: (answers, visitor, key, _holds, behalf) =>
    db.transaction(async (tx) => ({ reference: await receive(tx, submissionOf(answers), { applicantId: visitor?.subject, request: key, behalf }) })),
  confirmation: { panel: 'We have received your case', paragraphs: ['We will send you a message with your reference. It says by when we will respond.'] },
  behalf: { scope: 'records:take' },
  track: {
    heading: 'Track your case',
    by: ['email'],
    find: async (reference, given) => {
      const record = await findRecord(db, reference)
      return record && sameContact(record.applicantContact, given) ? reference : undefined
    },
  },
  staff: {
    scopes: ['accounts:manage', 'accounts:read', 'attention:end', 'attention:work', 'audit:read', 'audit:verify', 'cases:allocate', 'cases:decide', 'cases:on-behalf', 'cases:read', 'cases:work', 'messages:read', 'messages:write', 'records:read', 'records:take'],
    attention: {
      scopes: { work: 'attention:work', end: 'attention:end' },
      count: () => countAttention(db),
      list: async (after) => {
        const { items: rows, next } = await attentionList(db, after)
        return { rows, ...(next ? { next } : {}) }
      },
      show: async (reference) => {
        const found = await findAttention(db, reference)
        return found && { ...found, since: found.since.toISOString(), rows: await answersOf((await findRecord(db, reference)) ?? {}) }
      },
      again: (reference) => db.transaction((tx) => tryAgain(tx, reference)),
      end: (reference, reason, { subject }) => db.transaction((tx) => endAttention(tx, reference, subject, reason)),
    },
    accounts: {
      scope: 'accounts:manage',
      roles: staffRoles,
      list: async ({ token }) => (await staff(token)).map(({ personId, ...account }) => ({ id: personId, ...account })),
      add: takeOn,
      setRole: (personId, role, { token }, key) => identity.setRoles({ path: { personId }, body: { roles: [role] } }, { token, key }),
      newPassword: (personId, { token }, key) => identity.issueFirstPassword({ path: { personId } }, { token, key }),
      stop: async (personId, { token }, key) => {
        await identity.disableAccount({ path: { personId } }, { token, key })
      },
      restore: async (personId, { token }, key) => {
        await identity.restoreAccount({ path: { personId } }, { token, key })
      },
      ownPassword: `${required('IDENTITY_URL')}/password`,
    },
  },
  signIn: { issuer: required('IDENTITY_URL'), reachedAt: identityUrl(), clientId: 'service', clientSecret: required('IDENTITY_CLIENT_SECRET') },
})
