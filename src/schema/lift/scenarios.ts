/** What staff did in scenarios of before: the word there, and the operation that it was. */
const acts: Readonly<Record<string, string>> = {
  allocate: 'case-management.allocateCase',
  note: 'case-management.addNote',
  status: 'case-management.changeStatus',
  decide: 'case-management.closeCase',
}

/** What could be seen before, each as what is seen today. */
const sees: Readonly<Record<string, (one: Seen) => Seen>> = {
  priority: ({ is }) => ({ see: 'item', member: 'priority', is }),
  status: ({ is }) => ({ see: 'item', member: 'status', is }),
  case: ({ member, answer }) => ({ see: 'item', member, is: { answer } }),
  team: () => ({ see: 'item', member: 'team', is: { call: 'case-management.findTeam', member: 'team' } }),
  due: ({ within }) => ({ see: 'call', of: 'case-management.openCase', member: 'respondWithin', is: within }),
  messages: ({ says, count, channel }) => ({
    ...{ see: 'panel', panel: 'messages', says, count },
    ...(channel === undefined ? {} : { where: { channel } }),
  }),
  audit: ({ type, count }) => ({ see: 'panel', panel: 'on-record', says: `{event.${String(type)}}`, count }),
}

type Seen = Record<string, unknown>

/** Scenarios in the words of today. What is in them already stays as it is. */
export function liftScenarios(given: object): object {
  if (!('scenarios' in given) || !Array.isArray(given.scenarios)) return given
  return { ...given, scenarios: given.scenarios.map(lifted) }
}

function lifted(scenario: unknown): unknown {
  if (!isObject(scenario)) return scenario
  const { staff, expect, ...rest } = scenario
  const done = Array.isArray(staff) ? staff.map(actOf) : []
  const seen = Array.isArray(expect) ? expect.map(seenOf) : expect
  return { ...rest, ...(done.length > 0 ? { do: done } : {}), expect: seen }
}

function actOf(done: unknown): unknown {
  if (!isObject(done) || typeof done.action !== 'string') return done
  const { action, ...rest } = done
  return { act: Object.hasOwn(acts, action) ? acts[action] : action, ...rest }
}

function seenOf(one: unknown): unknown {
  if (!isObject(one) || typeof one.see !== 'string') return one
  return Object.hasOwn(sees, one.see) ? sees[one.see]!(one) : one
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
