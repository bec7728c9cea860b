import { kindOf } from '../../catalog/asks.ts'
import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { type Composition, isAnew, partsOf, type Step, setupPhase, undoSteps } from '../../schema.ts'
import { placeholdersIn } from '../fill/placeholders.ts'
import { toldIn } from '../fill/told-in.ts'
import { peopleFor, type ServiceOperation } from './api/operation.ts'
import { quoted } from './code.ts'
import { dataCode } from './data-code.ts'
import { type DeskView, deskView } from './desk-view.ts'
import { type Flow, flowsOf, received } from './flows.ts'
import { mayLack } from './presence.ts'
import { contractRows } from './proof/contract-rows.ts'
import { picksOf, turnedBack } from './proof/held.ts'
import { neverRows } from './proof/never.ts'
import { reactionRows } from './proof/reactions.ts'
import { resilienceRows } from './proof/resilience.ts'
import { askedBy, markOf, sampleRecord, type Value, valueCode } from './proof/samples.ts'
import { scenarioCode } from './proof/scenario-code.ts'
import { type Ending, endingOf, seenActs, seenLists, seenPanels } from './proof/seen.ts'
import { stepConditionRows } from './proof/step-conditions.ts'
import { todoRows } from './proof/todo.ts'
import { foundIn, triedCode } from './proof/tried.ts'
import { setUpRows, wiringRows } from './proof/wiring.ts'
import { withdrawalRows } from './proof/withdrawals.ts'
import { eventType } from './service-events.ts'
import type { Written } from './written-as.ts'

type Operations = ReadonlyMap<string, Operation>

/** Everything the templates under service/tests need. Reads contracts, record, lists and scenarios; never the glue. */
export function testView(
  composition: Composition,
  catalog: Catalog,
  operations: Operations,
  api: readonly ServiceOperation[],
  written: (placeholder: string) => Written | undefined,
) {
  const desk = deskView(composition, operations)
  const calledBy = (steps: readonly { do?: string | undefined }[]) =>
    [...new Set(steps.flatMap((step) => (step.do ? [step.do] : [])))].map((name) => operations.get(name)!)
  const flows = flowsOf(composition)
  const ending = endingOf(desk, (operation, member) => kindOfMember(operations.get(operation), member, catalog))
  const closing = ending && closingFlow(composition, flows, ending)
  // What a test has refused, so that a record needs attention: a change that is made when it was ended.
  const refusable = closing
    ? calledBy(closing.steps).find((operation) => operation && operation.method !== 'GET')?.name
    : undefined
  const sample = sampleRecord(composition, catalog)
  const conditions = contractRows(composition, api, catalog, sample, refusable !== undefined)
  const { lookups, phases, person, forms } = composition
  const endedByPeople = person.can.some((name) => forms[name]?.ends)
  const { [setupPhase]: setup = [], ...ofRecords } = phases
  const wiring = [
    ...wiringRows(composition, calledBy(certain([...lookups, ...Object.values(ofRecords).flat()]))),
    ...setUpRows(setup, composition.rules, operations, desk),
  ]
  const resilience = calledBy(certain(flows[0]!.steps)).flatMap((operation) => resilienceRows(operation))
  const held = composition.record.filter(isAnew)
  const tried = api.map((one) => triedCode(one, composition.people, catalog, sample, held, foundIn(desk, one.id)))
  const scenarios = composition.scenarios.map((scenario) => scenarioCode(scenario, composition))
  const told = toldIn(composition)
  const toldBy = composition.panels.find(({ id }) => id === told)?.from.split('.')[0]
  const never = neverRows(composition, sample)
  const reactions = reactionRows(composition, operations, certain, written)
  const stepConditions = stepConditionRows(composition, operations, sample)
  const withdrawn = withdrawalRows(composition, sample)
  const same = sameAsStaff(composition, operations, desk, api, catalog)
  const isTelling = (row: { do: string }) => row.do.split('.')[0] === toldBy
  const telling = told === undefined ? undefined : tellingIn(flows[0]!)
  const file = (name: string, titles: readonly string[]) => titles.map((title) => `service/tests/${name} > ${title}`)
  const titled = <R extends { name: string }>(rows: readonly R[]) =>
    rows.map((row) => ({ ...row, title: quoted(row.name) }))
  return {
    sample: entriesOf(sample),
    /** What the sample is asked, in the order of the pages; and what of it may be left out. */
    askedNames: composition.record.filter((field) => isAnew(field) || field.name in sample).map(({ name }) => name),
    /** What is picked anew for each record. */
    picks: dataCode(picksOf(composition, catalog)),
    turnedBack: turnedBack(composition),
    /** What is held while people go on, and let go of when they pick another. */
    letGo: held.flatMap(({ name, choices }) => {
      const { operation = '', release } = choices?.hold ?? {}
      return release ? [{ question: name, hold: operation, release }] : []
    }),
    sameAsStaff: same,
    ownMoments: same.flatMap(({ name, moment }) => (moment ? [name] : [])),
    optionalNames: composition.record.filter((field) => mayLack(field) && field.name in sample).map(({ name }) => name),
    marked: composition.record.flatMap((field) => {
      const value = markOf(field)
      return value === undefined ? [] : [{ name: field.name, value: valueCode(value) }]
    }),
    markedContact: composition.record.flatMap(askedBy).join(', '),
    seen: dataCode({
      // Whoever may most sees all there is.
      as: mostTrusted(composition.people),
      lists: seenLists(desk, api),
      panels: seenPanels(desk, api),
      acts: seenActs(desk, api, composition.people),
    }),
    told: told === undefined ? undefined : quoted(told),
    telling,
    /** What staff do in the panel of what people were told, where there are records about which nobody may be told anything. */
    tellingActs: never.some(isTelling) ? desk.panels.flatMap(({ id, actions }) => (id === told ? actions : [])) : [],
    ending,
    /** Whether what is beside a record says who did something to it. */
    signed: desk.panels.some(({ from }) =>
      operations.get(from)?.outputs.some(({ type, role, many }) => many && type === 'PersonId' && role === 'actor'),
    ),
    stale: api.filter((one) => one.action && one.members.some(({ name }) => name === 'version')).map(({ id }) => id),
    assigned: assignedRows(api),
    found: tried.some((code) => code.includes(", item: '")),
    worded: wordedActs(api, catalog, ending),
    whoMay: Object.fromEntries(
      api.map((one) => [one.id, one.about === 'own' ? '' : peopleFor(one, composition.people)[0]!]),
    ),
    tried,
    uses: Object.fromEntries(['tomorrow', 'dayAfter', 'staff'].map((name) => [name, usedIn(name, tried, conditions)])),
    conditions: titled(conditions),
    wiring: titled(wiring),
    resilience: titled(resilience),
    scenarios,
    scenarioHelpers: [...new Set(['submitted', ...scenarios.flatMap(({ helpers }) => helpers)])].sort(),
    /** Ways through the pages that end before their end, with what is said there. */
    stoppedRows: scenarios.flatMap(({ answers, name, stop }) =>
      stop ? [{ title: quoted(`journey: stopped, ${name}`), answers, stop }] : [],
    ),
    /** The event that ending a record brings about. */
    closes: closing?.name ?? '',
    never: titled(never).map((row) => ({ ...row, tells: isTelling(row) })),
    stepConditions: titled(stepConditions),
    ownTodo: todoRows(composition, operations, catalog),
    usesYours: scenarios.some(({ helpers }) => helpers.includes('yours')) || person.todo.length > 0 || endedByPeople,
    withdrawn: titled(withdrawn).map((row) => ({
      ...row,
      doesCode: valueCode(row.does),
      undoesCode: valueCode(row.undoes),
    })),
    undoing: [...new Set(undoSteps(composition).map((step) => step.do!))],
    reactions,
    reactionRows: dataCode(reactions.map(({ name, ...reaction }) => [name, reaction])),
    tellsWritten: (['moment', 'money'] as const).filter((kind) =>
      reactions.some(({ tells }) => tells.some(({ written: one }) => one === kind)),
    ),
    /** What is announced of every record, in the end. */
    announced: [...flows[0]!.steps, ...(closing?.steps ?? [])].flatMap((step) =>
      step.emit && !step.if ? [eventType(composition, step.emit)] : [],
    ),
    colleague: mostTrusted(composition.people),
    refusable: refusable ?? '',
    expected: [
      ...file(
        'never.test.ts',
        never.map(({ name }) => name),
      ),
      ...file(
        'conditions.test.ts',
        stepConditions.map(({ name }) => name),
      ),
      ...file(
        'withdrawals.test.ts',
        withdrawn.map(({ name }) => name),
      ),
      ...file(
        'reactions.test.ts',
        reactions.map(({ name }) => name),
      ),
      ...file(
        'contract.test.ts',
        conditions.map(({ name }) => name),
      ),
      ...file(
        'scenarios.test.ts',
        scenarios.map(({ name }) => name),
      ),
      ...file(
        'wiring.test.ts',
        wiring.map(({ name }) => name),
      ),
      ...file('resilience.test.ts', [...resilience.map(({ name }) => name), ...(refusable ? outageTests : [])]),
    ],
  }
}

/** Steps that do not hang on what a rule gives: under the answers of the sample no rule holds. */
const certain = (steps: readonly Step[]) =>
  steps.filter((step) => Object.keys(step.if ?? {}).every((source) => partsOf(source).kind !== 'rule'))

/** The tests of resilience.test.ts that break what is done when a record was ended. */
const outageTests = [
  'ending: a part that is away for longer than anybody tries at once is waited for',
  'ending: what a part refuses for good needs attention, and is done once when tried again',
  'ending: what needs attention is ended with a reason, which is announced',
]

/** Whether rows name something that stands above them, outside of any text. */
const usedIn = (name: string, tried: readonly string[], conditions: readonly { request: string }[]): boolean =>
  [...tried, ...conditions.map(({ request }) => request)].some((code) =>
    new RegExp(`: ${name}\\b`).test(code.replace(/'(?:[^'\\]|\\.)*'/g, '')),
  )

const entriesOf = (record: Record<string, Value>) =>
  Object.entries(record).map(([name, value]) => ({ name, value: valueCode(value) }))

/** The one of the people with the most scopes. */
function mostTrusted(people: Composition['people']): string {
  const [first = ''] = Object.keys(people).sort((a, b) => people[b]!.may.length - people[a]!.may.length)
  return first
}

/** The kind of a member that an operation takes: what its type says, else a text. */
function kindOfMember(operation: Operation | undefined, member: string, { types }: Catalog): string {
  const type = operation?.inputs.find((input) => input.in === 'body' && input.name === member)?.type
  return (type && kindOf(types, type)) || 'text'
}

/** What is done once staff have ended a record: the flow behind the first wait, if it tells what they said. */
function closingFlow(composition: Composition, flows: readonly Flow[], { said }: Ending): Flow | undefined {
  const [awaited] = Object.values(composition.phases).flatMap((steps) => steps.flatMap((step) => step.await ?? []))
  const flow = flows.find(({ name }) => name === awaited)
  const texts = flow?.steps.flatMap((step) => Object.values(step.inputs).map(partsOf)) ?? []
  const tells = texts.some(
    ({ kind, head }) =>
      kind === 'text' && placeholdersIn(composition.texts[head] ?? '').some((name) => name.endsWith(`.${said}`)),
  )
  return tells ? flow : undefined
}

/** The first operation that tells people something, when a record was sent. */
const tellingIn = ({ name, steps }: Flow): string | undefined =>
  name === received
    ? certain(steps).find((step) => Object.values(step.inputs).some((source) => partsOf(source).kind === 'text'))?.do
    : undefined

/** Whom an act can be given to: those who work here, and nobody else. */
function assignedRows(api: readonly ServiceOperation[]): { id: string; member: string }[] {
  return api.flatMap(({ id, action, part }) => {
    const member = action && part?.inputs.find((input) => input.in === 'body' && input.type === 'PersonId')
    return member ? [{ id, member: member.name }] : []
  })
}

/** Acts in which staff write what they like, the ending last: whatever they write of a person goes with the person. */
function wordedActs(api: readonly ServiceOperation[], catalog: Catalog, ending: Ending | undefined) {
  const acts = api.flatMap(({ action, part, members }) => {
    // What ends a record leaves nothing for the acts behind it to be done to.
    if (!action || !part || action.ends) return []
    const asked = action.asks.filter(({ name, from }) => from === undefined && isWords(part, name, catalog))
    const others = members.filter(({ name, required }) => required && !asked.some((one) => one.name === name))
    return asked.length > 0 && others.length === 0 ? [{ do: action.do, members: asked.map(({ name }) => name) }] : []
  })
  return ending ? acts : []
}

const isWords = (part: Operation, member: string, catalog: Catalog) =>
  ['text', 'long'].includes(kindOfMember(part, member, catalog))

/** What people read of their own record of the very item that staff have before them; of moments it is known how they are written. */
function sameAsStaff(
  { person }: Composition,
  operations: Operations,
  desk: DeskView,
  api: readonly ServiceOperation[],
  { types }: Catalog,
): { name: string; moment: boolean }[] {
  const [first] = seenLists(desk, api)
  const item = desk.lists.find(({ id }) => id === first?.id)?.item
  return person.show
    .filter(({ from }) => from === item)
    .flatMap(({ from, members }) =>
      members.map((name) => {
        const type = operations.get(from)?.outputs.find(({ path }) => path === name)?.type
        return { name, moment: type !== undefined && kindOf(types, type) === 'moment' }
      }),
    )
}
