import type { Transaction } from '@composed/kit'
import { contractOf, type Desk, type Parts } from '@composed/kit/desk'
import { behalfOf, sentAs, troublesOf } from './answers.ts'
import { audit, caseManagement, identity, notifications } from './clients.ts'
import { receivedOf } from './own.ts'
import { contract } from './record.ts'

// From composition.yaml: lists, panels, forms. The kit draws the pages from it, offers what a person may do and an item allows,
// and calls the parts with the rights of the person who acts.

export const desk: Desk = {
  lists: [
    {
      id: 'cases', title: 'Reports', list: 'case-management.listCases', columns: ['reference', 'subject', 'priority', 'status', 'dueAt', 'team', 'assignee'],
      filters: ['status', 'priority', 'team', 'assignee'], item: 'case-management.getCase', heading: 'subject', hides: ['answers', 'teamName'], search: 'search',
      mine: 'assignee', nobodys: 'unassigned', overdue: 'overdue', closed: { status: 'closed' }, count: 'case-management.countCases', due: 'dueAt',
      late: 'overdue', over: { status: ['closed'] }, which: { reference: 'reference' },
      actions: [
        {
          do: 'case-management.takeCase', title: 'Assign to me', button: 'Assign to me', done: 'The report is yours', which: { reference: 'reference' },
          asks: [], api: 'takeCase',
        },
        {
          do: 'case-management.allocateCase', title: 'Allocate', button: 'Allocate', done: 'The report is allocated', which: { reference: 'reference' },
          asks: [
            {
              name: 'assignee', title: 'Who takes this report?', missing: 'Select who takes it', from: 'identity.listStaff', text: '{name}', hint: '{email}',
              unless: 'disabled',
            },
          ],
          api: 'allocateCase',
        },
        {
          do: 'case-management.addNote', title: 'Add a note', button: 'Add note', done: 'The note is added', which: { reference: 'reference' },
          asks: [{ name: 'text', title: 'Note', missing: 'Enter a note' }], api: 'addNote',
        },
        {
          do: 'case-management.askQuestion', title: 'Ask for something more', button: 'Ask', done: 'The question is asked, and the report waits for the answer',
          which: { reference: 'reference' },
          asks: [{ name: 'question', title: 'What is the question?', missing: 'Enter the question', hint: 'Whoever sent the report will read it.' }],
          api: 'askQuestion',
        },
        {
          do: 'case-management.changeStatus', title: 'Change the status', button: 'Change status', done: 'The status is changed',
          which: { reference: 'reference' }, asks: [{ name: 'status', title: 'What is the status?', missing: 'Select the status' }], api: 'changeStatus',
        },
        {
          do: 'case-management.correctPriority', title: 'Correct the priority', button: 'Correct priority', done: 'The priority is corrected',
          which: { reference: 'reference' },
          asks: [
            { name: 'priority', title: 'What is the priority?', missing: 'Select the priority' },
            { name: 'reason', title: 'Why is it this one?', missing: 'Enter the reason', hint: 'Only staff will see it.' },
          ],
          api: 'correctPriority',
        },
        {
          do: 'case-management.changeTeam', title: 'Pass to another team', button: 'Pass on', done: 'The report is with the other team',
          which: { reference: 'reference' },
          asks: [
            { name: 'team', title: 'Which team takes it?', missing: 'Select the team', from: 'case-management.listTeams', text: '{name}' },
            { name: 'reason', title: 'Why is it theirs?', missing: 'Enter the reason', hint: 'Only staff will see it.' },
          ],
          api: 'changeTeam',
        },
        {
          do: 'case-management.changeDueDate', title: 'Change the date', button: 'Change date', done: 'The date is changed', which: { reference: 'reference' },
          asks: [
            { name: 'dueAt', title: 'By when must people hear?', missing: 'Enter a date and a time' },
            { name: 'reason', title: 'Why is it due then?', missing: 'Enter the reason', hint: 'Only staff will see it.' },
          ],
          api: 'changeDueDate',
        },
        {
          do: 'case-management.closeCase', title: 'Decide', button: 'Decide and close', done: 'The report is closed', ends: true, says: ['{outcome}'],
          which: { reference: 'reference' },
          asks: [
            { name: 'outcome', title: 'What is the outcome?', missing: 'Enter the outcome', hint: 'The person who told us will see it.' },
            { name: 'reason', title: 'What is the reason?', missing: 'Enter the reason', hint: 'Only staff will see it.' },
          ],
          api: 'closeCase',
        },
        {
          do: 'case-management.withdrawCase', title: 'Withdraw the report', button: 'Withdraw report', done: 'The report is withdrawn', ends: true,
          says: ['Your report is withdrawn. We do not look at it any more.'], which: { reference: 'reference' }, asks: [], api: 'withdrawCase',
        },
        {
          do: 'case-management.reopenCase', title: 'Open again', button: 'Open again', done: 'The report is open again', which: { reference: 'reference' },
          asks: [{ name: 'reason', title: 'Why is it looked at again?', missing: 'Enter the reason', hint: 'Only staff will see it.' }], api: 'reopenCase',
        },
      ],
      api: 'listCases', itemApi: 'getCase',
    },
  ],
  panels: [
    {
      id: 'answers', title: 'What was sent', as: 'table', from: 'service.readAnswers', show: ['question', 'answer'], by: { reference: 'reference' }, actions: [],
      api: 'readAnswers',
    },
    {
      id: 'behalf', title: 'Filled in by staff', as: 'timeline', from: 'service.readBehalf', show: ['way', 'by', 'at'], by: { reference: 'reference' },
      actions: [], api: 'readBehalf',
    },
    {
      id: 'troubles', title: 'What needed attention', as: 'timeline', from: 'service.readTroubles', show: ['what', 'by', 'at'], by: { reference: 'reference' },
      actions: [], api: 'readTroubles',
    },
    {
      id: 'notes', title: 'Notes', from: 'case-management.listNotes', by: { reference: 'reference' }, as: 'timeline',
      show: ['text', 'about', 'outcome', 'actor', 'at'], actions: [], api: 'listNotes',
    },
    {
      id: 'history', title: 'History', from: 'case-management.getHistory', by: { reference: 'reference' }, as: 'timeline',
      show: ['action', 'detail', 'actor', 'at'], actions: [], api: 'getHistory',
    },
    {
      id: 'messages', title: 'Messages', from: 'notifications.listMessages', by: { reference: 'reference' }, as: 'timeline',
      show: ['body', 'channel', 'to', 'actor', 'createdAt'],
      actions: [
        {
          do: 'notifications.sendAnother', title: 'Send a message', button: 'Send message', done: 'The message is sent', which: { reference: 'reference' },
          asks: [
            {
              name: 'subject', title: 'What is it about?', missing: 'Enter what it is about',
              hint: 'The subject of an email or a letter. A text message does not show it.',
            },
            {
              name: 'body', title: 'Message', missing: 'Enter a message', invalid: 'Shorten the message. A text message has room for 918 characters',
              hint: 'It goes to the person who is written to about this report, as you write it here. A text message has room for 918 characters.',
            },
          ],
          api: 'sendAnother',
        },
      ],
      api: 'listMessages',
    },
    {
      id: 'on-record', title: 'On record', from: 'audit.listEntries', by: { reference: 'reference' }, as: 'timeline',
      warns: { unless: 'intact', text: 'These entries are not as they were written. Tell whoever looks after this service.' },
      show: ['action', 'detail', 'actor', 'at'], actions: [], api: 'listEntries',
    },
  ],
  values: {}, colours: { Priority: { urgent: 'red', high: 'orange' }, CaseStatus: { new: 'blue', waiting: 'yellow', closed: 'grey' } },
  labels: { subject: 'About', question: 'Question to answer', dueAt: 'Response due', assignee: 'Worked on by' },
  names: {
    PersonId: { from: 'identity.listStaff', text: '{name}', hint: '{email}', unless: 'disabled' }, TeamId: { from: 'case-management.listTeams', text: '{name}' },
  },
}

interface Asked {
  path: { reference: string }
}

/** What pages and API call. This service is one of the parts: it has what people sent. */
export const parts = (db: Pick<Transaction, 'query'>): Parts => ({
  service: {
    client: {
      readStatus: ({ path }: Asked) => receivedOf(db, path.reference),
      readAnswers: ({ path }: Asked) => sentAs(db, path.reference),
      readBehalf: ({ path }: Asked) => behalfOf(db, path.reference),
      readTroubles: ({ path }: Asked) => troublesOf(db, path.reference),
    },
    contract,
  },
  'audit': { client: audit, contract: contractOf('audit') },
  'case-management': { client: caseManagement, contract: contractOf('case-management') },
  'identity': { client: identity, contract: contractOf('identity') },
  'notifications': { client: notifications, contract: contractOf('notifications') },
})
