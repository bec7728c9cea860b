import type { Asked, Line, Reply } from './endpoint.ts'

export const dutyDeskGoal =
  'a duty desk where wardens log worries about lone tenants and the on-call officer decides who visits first'

export const dutyDeskIntent = {
  version: 1,
  goal: { version: 1, sentence: dutyDeskGoal },
  pattern: 'triage',
  patternBecause: 'the on-call officer decides who visits first',
  name: 'duty-desk',
  title: 'Duty desk',
  noun: 'worry',
  capabilities: [{ id: 'case-management', because: 'log worries' }],
  fields: [
    {
      name: 'livesAlone',
      type: 'YesNo',
      title: 'Does the tenant live alone?',
      ordinary: false,
      because: 'lone tenants',
    },
    {
      name: 'daysUnseen',
      type: 'WholeNumber',
      title: 'For how many days has nobody seen the tenant?',
      ordinary: 0,
      because: 'worries about lone tenants',
    },
    {
      name: 'doorAnswered',
      type: 'YesNo',
      title: 'Did the tenant answer the door or the telephone?',
      ordinary: true,
      because: 'who visits first',
    },
    { name: 'wardenNote', type: 'FreeText', title: 'What did the warden notice?', because: 'wardens log worries' },
  ],
  constraints: [],
  rules: [],
  unread: [],
}

export const dutyDeskRules = {
  priority: {
    gives: 'Priority/record',
    rows: [
      { when: { immediateDanger: true }, is: 'urgent' },
      { when: { livesAlone: true, daysUnseen: { atLeast: 3 } }, is: 'urgent', because: 'nobody would notice' },
      { when: { gettingWorse: true }, is: 'high' },
      { when: { livesAlone: true, doorAnswered: false }, is: 'high', because: 'no sign of life today' },
      { when: { livesAlone: true }, is: 'high', because: 'lone tenants are visited before others' },
      { when: {}, is: 'standard' },
    ],
  },
}

export const dutyDeskScenarios = {
  scenarios: [
    {
      id: 'unseen-for-three-days',
      title: 'a lone tenant whom nobody has seen for three days is visited first',
      answers: { livesAlone: true, daysUnseen: 3, doorAnswered: false },
      expect: [{ see: 'item', member: 'priority', is: 'urgent' }],
    },
    {
      id: 'seen-yesterday',
      title: 'a lone tenant who was seen yesterday comes after those who were not',
      answers: { livesAlone: true, daysUnseen: 1, wardenNote: 'Curtains drawn at noon.' },
      expect: [
        { see: 'item', member: 'priority', is: 'high' },
        { see: 'panel', panel: 'on-record', says: '{event.received}', count: 1 },
      ],
    },
  ],
}

/** The whole conversation, with two look-ups of the planner. */
export const dutyDesk: readonly Line[] = [
  {
    for: 'planner',
    reply: { calls: [{ name: 'search-catalog', arguments: { words: 'log worries, decide who is visited first' } }] },
  },
  { for: 'planner', reply: { calls: [{ name: 'check-intent', arguments: { intent: dutyDeskIntent } }] } },
  {
    for: 'planner',
    reply: {
      text: `Here is what I understood.\n\n\`\`\`json\n${JSON.stringify(dutyDeskIntent, undefined, 2)}\n\`\`\`\n`,
    },
  },
  { for: 'tester', reply: { value: dutyDeskScenarios } },
  {
    for: 'coder',
    reply: { value: { rules: dutyDeskRules, texts: { startHeading: 'Tell the duty desk about a tenant' } } },
  },
]

/** The line of the conversation that a request belongs to, by what it holds: for runs that stop and go on. */
export function dutyDeskReply({ messages }: Asked): Reply {
  const prompt = messages[0]!.content
  const role = prompt.includes('You write further')
    ? 'tester'
    : prompt.includes('You fill the holes')
      ? 'coder'
      : 'planner'
  const lines = dutyDesk.filter((line) => line.for === role)
  return lines[messages.filter((message) => message.role === 'tool').length]!.reply
}
