import { type Context, type Database, type Principal, ProblemResponse } from '@composed/kit'
import { countAttention, findAttention, listEndings, tryAgain } from '@composed/kit/flows'
import { type Answers, inWords, type Pages, type Question, sameContact, type StaffAction } from '@composed/kit/pages'
import { attentionList, caseFile, endAttention, receive, statusFor } from './cases.ts'
import { caseManagement, identity } from './clients.ts'
import { identityUrl, required } from './environment.ts'
import { questions, submissionOf } from './questions.ts'
import { findRecord } from './record.ts'

const staffRoles = ['caseworker', 'team-lead']

const action = (name: string, title: string, button: string, fields: StaffAction['fields'], run: StaffAction['run']): StaffAction => ({ name, title, button, fields, run })

/** The version of the case that the person saw goes along: what somebody else did meanwhile is not overwritten. */
const seen = (version: number | undefined) => (version === undefined ? {} : { version })

const actions: StaffAction[] = [
  action('allocate', 'Allocate', 'Allocate', [{ name: 'assignee', title: 'Who takes this referral?', kind: 'radios', missing: 'Select who takes it' }], async (reference, answers, { token }, key, version) => {
    await caseManagement.allocateCase({ path: { reference }, body: { assignee: String(answers.assignee), ...seen(version) } }, { token, key })
  }),
  action('note', 'Add a note', 'Add note', [{ name: 'text', title: 'Note', kind: 'textarea', maxLength: 4000, missing: 'Enter a note' }], async (reference, answers, { token }, key) => {
    await caseManagement.addNote({ path: { reference }, body: { text: String(answers.text) } }, { token, key })
  }),
  action('status', 'Change the status', 'Change status', [{ name: 'status', title: 'What is the status?', kind: 'radios', options: [{ value: 'in-progress', text: 'In progress' }, { value: 'waiting', text: 'Waiting' }, { value: 'new', text: 'New' }], missing: 'Select the status' }], async (reference, answers, { token }, key, version) => {
    await caseManagement.changeStatus({ path: { reference }, body: { status: answers.status as 'in-progress' | 'waiting' | 'new', ...seen(version) } }, { token, key })
  }),
  action('decide', 'Decide', 'Decide and close', [
    { name: 'outcome', title: 'What is the outcome?', hint: 'The person who told us will see it.', kind: 'text', maxLength: 100, missing: 'Enter the outcome' },
    { name: 'reason', title: 'What is the reason?', hint: 'Only staff will see it.', kind: 'textarea', maxLength: 4000, missing: 'Enter the reason' },
  ], async (reference, answers, { token }, key, version) => {
    await caseManagement.closeCase({ path: { reference }, body: { outcome: String(answers.outcome), reason: String(answers.reason), ...seen(version) } }, { token, key })
  }),
]

const isOverdue = (found: { dueAt: string; status: string }) => found.status !== 'closed' && Date.parse(found.dueAt) < Date.now()

/** Accounts with any of the staff roles, each once. */
async function staff(token: string) {
  const found = await Promise.all(staffRoles.map((role) => identity.listAccounts({ query: { role } }, { token })))
  return [...new Map(found.flatMap(({ accounts }) => accounts).map((account) => [account.personId, account])).values()]
}

/** Those who left are still named in what they did. */
const people = async ({ token }: Principal) => (await staff(token)).map(({ personId, name, email, disabled }) => ({ value: personId, text: name, hint: email, gone: disabled }))

/** The roles of an account: who looks after accounts works on cases, too. */
const rolesFor = (role: string) => (role === 'team-lead' ? ['caseworker', 'team-lead'] : ['caseworker'])

/** Takes a colleague on. One who has registered with this address keeps the account; identity sees to it that nobody else gets the rights. */
async function takeOn({ name, email, role }: { name: string; email: string; role: string }, { token }: Principal, key: string) {
  try {
    return await identity.createAccount({ body: { name, email, roles: rolesFor(role) } }, { token, key })
  } catch (error) {
    if (!(error instanceof ProblemResponse) || error.status !== 409) throw error
    const [known] = (await identity.listAccounts({ query: { email } }, { token })).accounts
    if (!known || known.disabled || known.roles.some((one) => staffRoles.includes(one))) throw error
    return identity.setRoles({ path: { personId: known.personId }, body: { roles: rolesFor(role) } }, { token, key })
  }
}

async function show(db: Database, reference: string, principal: Principal) {
  const file = await caseFile(reference, principal.token)
  const found = file.case
  const stuck = await findAttention(db, reference)
  const endings = await listEndings(db, reference)
  return {
    ...found,
    ...(stuck ? { attention: stuck.happened } : {}),
    overdue: isOverdue(found),
    rows: await answersOf((await findRecord(db, reference)) ?? found.answers),
    decision: found.outcome ? [{ key: 'Outcome', value: found.outcome }, { key: 'Reason', value: found.reason ?? '' }] : [],
    history: [
      ...file.history.map(({ at, actor, action, detail, version }) => ({ at, actor, text: [inWords(action), detail].filter(Boolean).join(': '), ...seen(version) })),
      ...endings.map(({ at, by, reason }) => ({ at, actor: by, text: `Ended what needed attention: ${reason}` })),
      ...file.audit.map(({ at, actor, action }) => ({ at, actor, text: `On record: ${inWords(action)}` })),
    ].sort((a, b) => (a.at < b.at ? -1 : 1)),
    messages: file.messages.map(({ createdAt, channel, to, body }) => ({ at: createdAt, channel, to: typeof to === 'string' ? to : to.lines.join(', '), body })),
    auditIntact: file.auditIntact,
    closed: found.status === 'closed',
  }
}

/** All that people answered; once that was erased, what the case still has. */
async function answersOf(record: object) {
  const given = record as Answers
  const asked = questions.filter(({ name }) => name in given)
  return Promise.all(asked.map(async (question) => ({ key: question.title, value: await shown(question, given) })))
}

/** An address is kept by its number; staff read it as people chose it. */
async function shown({ name, lookup }: Question, given: Answers): Promise<string> {
  const choices = lookup ? await lookup(given).catch(() => []) : []
  return choices.find(({ value }) => value === given[name])?.text ?? said(given[name])
}

const said = (value: string | boolean | number | undefined) => (value === true ? 'Yes' : value === false ? 'No' : String(value ?? ''))

/** What this service says on its pages; the kit serves them. */
export const pages = ({ db }: Context): Pages => ({
  title: 'Referral triage',
  noun: 'referral',
  phase: 'beta',
  start: { heading: 'Tell us about a referral', paragraphs: ['Use this service to tell us about a referral. We read every one, decide how urgent it is and respond in time.'], button: 'Start now' },
  questions,
  declaration: ['By sending this you confirm that, to the best of your knowledge, what you are telling us is correct.'],
  submit: (answers, visitor, key) => db.transaction(async (tx) => ({ reference: await receive(tx, submissionOf(answers), visitor?.subject, key) })),
  confirmation: { panel: 'We have received your referral', paragraphs: ['We will send you a message with your reference. It says by when we will respond.'] },
  track: {
    heading: 'Track your referral',
    contact: { name: 'phone', label: 'Your mobile phone number' },
    find: async (reference, contact) => {
      const found = await statusFor(db, reference, (record) => sameContact('phone', record.applicantPhone, contact))
      if (!found) return undefined
      const received = [{ at: found.receivedAt, text: 'Received' }]
      const decided = found.closedAt ? [{ at: found.closedAt, text: `Outcome: ${found.outcome}` }] : []
      const due = found.dueAt && !found.closedAt ? { dueAt: found.dueAt } : {}
      return { reference, status: found.status, ...due, updates: [...received, ...decided] }
    },
  },
  staff: {
    roles: staffRoles,
    queue: async ({ token }, filter) => {
      const { cases, next } = await caseManagement.listCases({ query: filter as NonNullable<Parameters<typeof caseManagement.listCases>[0]>['query'] }, { token })
      return { rows: cases.map((found) => ({ ...found, overdue: isOverdue(found) })), ...(next ? { next } : {}) }
    },
    show: (reference, principal) => show(db, reference, principal),
    actions,
    people,
    attention: {
      enders: staffRoles.slice(-1),
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
      managers: ['team-lead'],
      roles: [{ value: 'caseworker', text: 'Caseworker', hint: 'Works on cases.' }, { value: 'team-lead', text: 'Team lead', hint: 'Works on cases and looks after staff accounts.' }],
      list: async ({ token }) => (await staff(token)).map(({ personId, ...account }) => ({ id: personId, ...account })),
      add: takeOn,
      setRole: (personId, role, { token }, key) => identity.setRoles({ path: { personId }, body: { roles: rolesFor(role) } }, { token, key }),
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
