import { type Context, type Database, type Principal, ProblemResponse } from '@composed/kit'
import { countAttention, findAttention, listEndings, tryAgain } from '@composed/kit/flows'
import { type Answers, contactText, inWords, type Pages, type Question, sameContact, shown, type StaffAction } from '@composed/kit/pages'
import { attentionList, caseFile, endAttention, receive, statusFor } from './cases.ts'
import { caseManagement, identity } from './clients.ts'
import { identityUrl, required } from './environment.ts'
import { questions, submissionOf } from './questions.ts'
import { findRecord } from './record.ts'

/** Who works here, the least first, and what their accounts are for. */
const staffRoles = [
  { value: 'caseworker', text: 'Caseworker', hint: 'May see who works here; see what needs attention and try it again; see the audit trail; take cases and give them to people who work here; decide on cases, close them and open them again; see cases, their notes and history, and the team for a ward; add notes to cases, change their status, and correct their priority, team and date; see the messages that were sent.' },
  { value: 'team-lead', text: 'Team lead', hint: 'May do the same as Caseworker; add people, change what they may do and end their access; end what needs attention, with a reason; have the whole audit trail verified.' },
]

const action = (name: string, scope: string, title: string, button: string, fields: StaffAction['fields'], run: StaffAction['run']): StaffAction => ({ name, scope, title, button, fields, run })

/** The version of the case that the person saw goes along: what somebody else did meanwhile is not overwritten. */
const seen = (version: number | undefined) => (version === undefined ? {} : { version })

const actions: StaffAction[] = [
  action('allocate', 'cases:allocate', 'Allocate', 'Allocate', [{ name: 'assignee', title: 'Who takes this case?', kind: 'choice', missing: 'Select who takes it' }], async (reference, answers, { token }, key, version) => {
    await caseManagement.allocateCase({ path: { reference }, body: { assignee: String(answers.assignee), ...seen(version) } }, { token, key })
  }),
  action('note', 'cases:work', 'Add a note', 'Add note', [{ name: 'text', title: 'Note', kind: 'long', maxLength: 4000, missing: 'Enter a note' }], async (reference, answers, { token }, key) => {
    await caseManagement.addNote({ path: { reference }, body: { text: String(answers.text) } }, { token, key })
  }),
  action('status', 'cases:work', 'Change the status', 'Change status', [{ name: 'status', title: 'What is the status?', kind: 'choice', options: [{ value: 'in-progress', text: 'In progress' }, { value: 'waiting', text: 'Waiting' }, { value: 'new', text: 'New' }], missing: 'Select the status' }], async (reference, answers, { token }, key, version) => {
    await caseManagement.changeStatus({ path: { reference }, body: { status: answers.status as 'in-progress' | 'waiting' | 'new', ...seen(version) } }, { token, key })
  }),
  action('decide', 'cases:decide', 'Decide', 'Decide and close', [
    { name: 'outcome', title: 'What is the outcome?', hint: 'The person who told us will see it.', kind: 'text', maxLength: 100, missing: 'Enter the outcome' },
    { name: 'reason', title: 'What is the reason?', hint: 'Only staff will see it.', kind: 'long', maxLength: 4000, missing: 'Enter the reason' },
  ], async (reference, answers, { token }, key, version) => {
    await caseManagement.closeCase({ path: { reference }, body: { outcome: String(answers.outcome), reason: String(answers.reason), ...seen(version) } }, { token, key })
  }),
]

/** What the pages have a place for, also where a case has none of it. */
const named = <Found extends { reference: string; subject?: string; priority?: string }>(found: Found) => ({ ...found, subject: found.subject ?? found.reference, priority: found.priority ?? '' })

/** Accounts of those who work here, each once. */
async function staff(token: string) {
  const found = await Promise.all(staffRoles.map(({ value: role }) => identity.listAccounts({ query: { role } }, { token })))
  return [...new Map(found.flatMap(({ accounts }) => accounts).map((account) => [account.personId, account])).values()]
}

/** Those who left are still named in what they did. */
const people = async ({ token }: Principal) => (await staff(token)).map(({ personId, name, email, disabled }) => ({ value: personId, text: name, hint: email, gone: disabled }))

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

async function show(db: Database, reference: string, principal: Principal) {
  const file = await caseFile(reference, principal.token)
  const found = file.case
  const stuck = await findAttention(db, reference)
  const endings = await listEndings(db, reference)
  return {
    ...named(found),
    team: found.teamName ?? '',
    notes: file.notes,
    ...(stuck ? { attention: stuck.happened } : {}),
    rows: await answersOf((await findRecord(db, reference)) ?? found.answers),
    decision: found.outcome ? [{ key: 'Outcome', value: found.outcome }, { key: 'Reason', value: found.reason ?? '' }] : [],
    history: [
      ...file.history.map(({ at, actor, action, detail, version }) => ({ at, actor, text: [inWords(action), detail].filter(Boolean).join(': '), ...seen(version) })),
      ...endings.map(({ at, by, reason }) => ({ at, actor: by, text: `Ended what needed attention: ${reason}` })),
      ...(file.audit ?? []).map(({ at, actor, action }) => ({ at, actor, text: `On record: ${inWords(action)}` })),
    ].sort((a, b) => (a.at < b.at ? -1 : 1)),
    ...(file.messages ? { messages: file.messages.map(({ createdAt, channel, to, body }) => ({ at: createdAt, channel, to: contactText(to), body })) } : {}),
    ...(file.auditIntact === undefined ? {} : { auditIntact: file.auditIntact }),
    closed: found.status === 'closed',
  }
}

/** All that people answered, as they read it; once that was erased, what the case still has. */
async function answersOf(record: object) {
  const given = record as Answers
  const asked = questions.filter(({ name }) => name in given)
  return Promise.all(asked.map(async (question) => ({ key: question.title, value: shown(question, given[question.name], await picked(question, given)) })))
}

/** What was picked is kept by its number; staff read it as people chose it. */
async function picked({ name, lookup }: Question, given: Answers): Promise<string | undefined> {
  const choices = lookup ? await lookup(given).catch(() => []) : []
  return choices.find(({ value }) => value === given[name])?.text
}

/** What this service says on its pages; the kit serves them. */
export const pages = ({ db }: Context): Pages => ({
  title: 'Case triage',
  noun: 'case',
  phase: 'beta',
  start: { heading: 'Tell us about a case', paragraphs: ['Use this service to tell us about a case. We read every one, decide how urgent it is and respond in time.'], button: 'Start now' },
  questions,
  declaration: ['By sending this you confirm that, to the best of your knowledge, what you are telling us is correct.'],
  submit: (answers, visitor, key) => db.transaction(async (tx) => ({ reference: await receive(tx, submissionOf(answers), visitor?.subject, key) })),
  confirmation: { panel: 'We have received your case', paragraphs: ['We will send you a message with your reference. It says by when we will respond.'] },
  track: {
    heading: 'Track your case',
    by: ['email'],
    find: async (reference, given) => {
      const found = await statusFor(db, reference, (record) => sameContact(record.applicantContact, given))
      if (!found) return undefined
      const received = [{ at: found.receivedAt, text: 'Received' }]
      const decided = found.closedAt ? [{ at: found.closedAt, text: `Outcome: ${found.outcome}` }] : []
      const due = found.dueAt && !found.closedAt ? { dueAt: found.dueAt } : {}
      return { reference, status: found.status, ...due, updates: [...received, ...decided] }
    },
  },
  staff: {
    scopes: ['accounts:manage', 'accounts:read', 'attention:end', 'attention:work', 'audit:read', 'audit:verify', 'cases:allocate', 'cases:decide', 'cases:read', 'cases:work', 'messages:read'],
    queue: async ({ token }, filter) => {
      const { cases, next } = await caseManagement.listCases({ query: filter as NonNullable<Parameters<typeof caseManagement.listCases>[0]>['query'] }, { token })
      return { rows: cases.map(named), ...(next ? { next } : {}) }
    },
    show: (reference, principal) => show(db, reference, principal),
    actions,
    people,
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
