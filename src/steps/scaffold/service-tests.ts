import type { Operation } from '../../catalog/contract.ts'
import { ownScope } from '../../catalog/frame-scopes.ts'
import type { Catalog } from '../../catalog/load.ts'
import { type Composition, type RecordField, type Scenario, stepsOf } from '../../schema.ts'
import { quoted } from './code.ts'
import { flowsOf } from './flows.ts'
import { peopleFor, serviceOperations } from './service-contract.ts'
import { eventType } from './service-events.ts'

/** What a contract may ask for, as JSON has it. */
type Value = string | boolean | number | Value[] | { [member: string]: Value }

/** A value of a field that its type allows; two fields of one type never have the same. */
function sampleOf(field: RecordField, catalog: Catalog): Value {
  if (field.question.kind === 'yes-no') return false
  const [option] = Object.keys(field.question.options ?? {})
  if (option !== undefined) return field.question.kind === 'several' ? [option] : option
  // A name may be any text, so it can tell its role.
  if (field.type === 'PersonName') return `Sample ${field.role}`
  const { examples = [] } = (catalog.types.get(field.type) ?? {}) as { examples?: Value[] }
  const example = field.question.kind === 'contact' ? reachable(field, examples) : examples[0]
  return example ?? `Sample ${field.name}`
}

/** A contact in a way that the question allows. */
function reachable({ question }: RecordField, examples: readonly Value[]): Value | undefined {
  const member = memberOfWay[question.only?.[0] ?? 'email']
  return examples.find((one) => typeof one === 'object' && member in one)
}

const memberOfWay = { email: 'email', text: 'phone', letter: 'address' } as const

function code(value: Value): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(code).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${name}: ${code(member)}`)
    .join(', ')} }`
}

const who = 'Zebedee Quillfeather'
const address = { lines: ['1 Quillfeather Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' }
const reachedAt = { email: 'Zebedee.Quillfeather@example.com', phone: '07700 900987', address }

/** What one person writes wherever there is room for it; a search for it shows whether an erasure is complete. */
function mark({ type, question }: RecordField): Value | undefined {
  if (type === 'PersonName') return who
  if (type === 'FreeText') return `It is about ${who}.`
  if (type === 'EmailAddress') return reachedAt.email
  if (type === 'PhoneNumber') return reachedAt.phone
  if (question.kind !== 'contact') return undefined
  const member = memberOfWay[question.only?.[0] ?? 'email']
  return { [member]: reachedAt[member] }
}

/** The same person as they would ask for it: in other letters, with other spaces. */
const asked = { email: "email: 'ZEBEDEE.quillfeather@EXAMPLE.com'", phone: "phone: '+44 7700 900987'" } as const

function askedBy({ type, role, question }: RecordField): string[] {
  if (role !== 'applicant') return []
  const [way] = question.only ?? ['email']
  if (type === 'EmailAddress' || (question.kind === 'contact' && way === 'email')) return [asked.email]
  return type === 'PhoneNumber' || (question.kind === 'contact' && way === 'text') ? [asked.phone] : []
}

/** Everything the templates under service/tests need. Reads contracts, record and scenarios; never the glue. */
export function testView(composition: Composition, catalog: Catalog, operations: ReadonlyMap<string, Operation>) {
  // The scenario of the deadline sets nothing of its own, so its answers are those under which no rule holds.
  const calm =
    composition.scenarios.find((one) => one.expect.some((expectation) => expectation.see === 'due'))?.answers ?? {}
  const base = Object.fromEntries(composition.record.map((field) => [field.name, sampleOf(field, catalog)]))
  const sample: Record<string, Value> = {
    ...base,
    ...Object.fromEntries(Object.entries(calm).filter(([name, value]) => name in base && typeof value !== 'string')),
  }
  const called = [...new Set(stepsOf(composition).flatMap((step) => (step.do ? [step.do] : [])))].map(
    (name) => operations.get(name)!,
  )
  const [first] = flowsOf(composition)
  const calledFirst = [...new Set(first!.steps.flatMap((step) => (step.do ? [step.do] : [])))].map(
    (name) => operations.get(name)!,
  )
  // What a test has refused, so that a case needs attention: a change that is made when the case was decided.
  const closing = flowsOf(composition).find(({ name }) => name === 'dev.compose.case.closed.v1')
  const refusable = closing?.steps
    .map((step) => operations.get(step.do ?? ''))
    .find((operation) => operation && operation.method !== 'GET')?.name
  const conditions = contractConditions(composition, operations, refusable !== undefined)
  const wiring = wiringRows(composition, called)
  const outages = refusable ? outageTests : []
  const resilience = calledFirst.flatMap((operation) => resilienceRows(operation))
  const scenarios = composition.scenarios.map((scenario) => scenarioCode(scenario, composition))
  const expected = [
    ...conditions.map((condition) => `service/tests/contract.test.ts > ${condition.name}`),
    ...composition.scenarios.map((scenario) => `service/tests/scenarios.test.ts > ${scenario.id}: ${scenario.title}`),
    ...wiring.map((row) => `service/tests/wiring.test.ts > ${row.name}`),
    ...[...resilience.map((row) => row.name), ...outages].map((name) => `service/tests/resilience.test.ts > ${name}`),
  ]
  return {
    sample: Object.entries(sample).map(([name, value]) => ({ name, value: code(value) })),
    marked: composition.record.flatMap((field) => {
      const value = mark(field)
      return value === undefined ? [] : [{ name: field.name, value: code(value) }]
    }),
    markedContact: composition.record.flatMap(askedBy).join(', '),
    // Whoever may most sees all of a case.
    colleague: mostTrusted(composition.people),
    whoMay: Object.fromEntries(
      // What is done with one's own record, anyone does, whoever they are.
      serviceOperations.map((one) => [
        one.id,
        one.scope === ownScope ? '' : peopleFor(one, composition.people, operations)[0]!,
      ]),
    ),
    conditions,
    wiring,
    resilience,
    scenarios,
    closes: closing !== undefined,
    refusable: refusable ?? '',
    expected,
  }
}

/** The tests of resilience.test.ts that break what is done when a case was decided. */
const outageTests = [
  'decide: a part that is away for longer than anybody tries at once is waited for',
  'decide: what a part refuses for good needs attention, and is done once when tried again',
  'decide: what needs attention is ended with a reason, which is put on record',
]

/** The one of the people with the most scopes. */
function mostTrusted(people: Composition['people']): string {
  const [first = ''] = Object.keys(people).sort((a, b) => people[b]!.may.length - people[a]!.may.length)
  return first
}

/** What a person cannot have chosen: an address that does not exist, and a postcode without any. */
const absent = { choice: '1', from: 'ZZ99 9ZZ' }

interface Condition {
  name: string
  operation: string
  /** TypeScript of the request's parts. */
  request: string
  status: number
}

/** One row per (operation, condition) of the service's contract, and one per (operation, person). */
function contractConditions(
  composition: Composition,
  parts: ReadonlyMap<string, Operation>,
  stuck: boolean,
): Condition[] {
  const rows: Condition[] = []
  for (const operation of serviceOperations) {
    const fields = operation.carries
      ? parts.get(operation.carries)!.inputs.filter((input) => input.in === 'body')
      : operation.id === 'submit'
        ? composition.record.map((field) => ({ name: field.name, required: true }))
        : (operation.members ?? []).map((name) => ({ name, required: true }))
    const add = (condition: string, request: string, status: number) =>
      rows.push({ name: `${operation.id}: ${condition}`, operation: operation.id, request, status })
    const changes = operation.method === 'post'
    const success = operation.answer?.status ?? 204
    const possible = stuck || !operation.stuck
    if (possible) add('as it should be', '{}', success)
    add('no token', '{ as: undefined }', 401)
    add('a program that may all else', "{ as: 'a program' }", 403)
    const allowed = peopleFor(operation, composition.people, parts)
    for (const person of Object.keys(composition.people)) {
      const may = allowed.includes(person)
      if (!may || possible)
        add(`${person} ${may ? 'may' : 'may not'}`, `{ as: ${quoted(person)} }`, may ? success : 403)
    }
    for (const field of fields.filter((one) => one.required)) {
      add(`without ${field.name}`, `{ without: ${quoted(field.name)} }`, 400)
      add(`${field.name} of another type`, `{ change: { ${field.name}: { unexpected: true } } }`, 400)
    }
    if (changes) {
      if (operation.body) add('with a member nobody asked for', '{ change: { unexpected: 1 } }', 400)
      add('no Idempotency-Key', '{ key: null }', 400)
      if (possible) add('sent twice', '{ twice: true }', success)
      if (possible && operation.body) add('same key with another body', '{ reuse: true }', 422)
    }
    if (operation.path.includes('{reference}')) {
      add('unknown reference', "{ reference: 'AAAA-BBBB-CCCC' }", 404)
      add('malformed reference', "{ reference: 'nonsense' }", 400)
    }
    if (operation.id === 'submit')
      for (const { name, choices } of composition.record) {
        if (!choices) continue
        add(`${name} that does not exist`, `{ change: { ${name}: ${quoted(absent.choice)} } }`, 400)
        add(
          `${name} that does not go with ${choices.from}`,
          `{ change: { ${choices.from}: ${quoted(absent.from)} } }`,
          400,
        )
      }
    if (operation.id === 'readStatus') add("another person's submission", "{ who: 'second' }", 404)
    for (const query of operation.query ?? [])
      add(`${query.name} that does not exist`, `{ query: ${quoted(`?${query.name}=nonsense`)} }`, 400)
  }
  return rows
}

/**
 * What must arrive where, by type and role alone: an input takes the record's member of its type and role, or what
 * another operation answers with that type and role. How the composition wires it is not looked at.
 */
function wiringRows(composition: Composition, called: readonly Operation[]) {
  const rows: { name: string; operation: string; place: string; input: string; expected: string }[] = []
  const members = [
    ...composition.record.map((field) => ({ name: field.name, type: field.type, role: field.role })),
    { name: 'reference', type: 'Reference', role: 'record' },
  ]
  for (const operation of called) {
    for (const input of operation.inputs) {
      if (!input.type) continue
      const own = members.filter((member) => member.type === input.type && member.role === input.role)
      const row = (expected: string, says: string) =>
        rows.push({
          name: `${operation.id}: ${input.name} is ${says}`,
          operation: operation.name,
          place: input.in,
          input: input.name,
          expected,
        })
      if (own.length === 1) row(`record.${own[0]!.name}`, `the ${own[0]!.name} that was given`)
      if (own.length > 0) continue
      const answers = called.flatMap((other) =>
        other === operation
          ? []
          : other.derives
            ? other.outputs
                .filter((output) => output.type === input.type && output.role === input.role && !output.many)
                .map((output) => ({ other, output }))
            : [],
      )
      const [answer] = answers
      if (answer && answers.length === 1) {
        const path = answer.output.path
          .split('.')
          .filter(Boolean)
          .map((name) => `[${quoted(name)}]`)
          .join('')
        row(`last(seen, ${quoted(answer.other.name)}).answer${path}`, `what ${answer.other.id} answered`)
      }
    }
  }
  return rows
}

function resilienceRows(operation: Operation) {
  const down = {
    name: `${operation.id}: component down for the first tries`,
    operation: operation.name,
    kind: 'down',
    times: 2,
  }
  if (operation.method === 'GET') return [down]
  return [
    down,
    { name: `${operation.id}: answer lost after the change`, operation: operation.name, kind: 'broken', times: 1 },
  ]
}

function scenarioCode(scenario: Scenario, composition: Composition) {
  const answers = Object.entries(scenario.answers).map(([name, value]) => `${name}: ${code(value)}`)
  const lines = scenario.staff.map(
    ({ action, with: given }) => `await act(reference, ${quoted(action)}, ${JSON.stringify(given)})`,
  )
  for (const one of scenario.expect) {
    switch (one.see) {
      case 'priority':
        lines.push(`expect((await opened(reference)).priority).toBe(${quoted(one.is)})`)
        break
      case 'status':
        lines.push(`expect(await status(reference, ${quoted(one.is)})).toBe(${quoted(one.is)})`)
        break
      case 'case':
        lines.push(`expect((await opened(reference))[${quoted(one.member)}]).toBe(record[${quoted(one.answer)}])`)
        break
      case 'team':
        lines.push('expect((await opened(reference)).team).toBe(await teamOf(record))')
        break
      case 'due':
        lines.push(`expect(await dueOf(reference)).toEqual(${JSON.stringify(one.within)})`)
        break
      case 'messages':
        lines.push(
          `expect(await messages(reference, ${quoted(one.says)}, ${one.count}${one.channel ? `, ${quoted(one.channel)}` : ''})).toBe(${one.count})`,
        )
        break
      case 'audit':
        lines.push(
          `expect(await auditEntries(reference, ${quoted(eventType(composition, one.type))}, ${one.count})).toBe(${one.count})`,
        )
        break
      case 'event':
        lines.push(
          `expect(await eventsOf(reference, ${quoted(eventType(composition, one.type))}, ${one.count})).toBe(${one.count})`,
        )
    }
  }
  return {
    name: `${scenario.id}: ${scenario.title}`,
    answers: answers.join(', '),
    lines,
    // Not a text that speaks of a record: a name that nothing uses does not compile.
    usesRecord: scenario.expect.some(({ see }) => see === 'case' || see === 'team'),
  }
}
