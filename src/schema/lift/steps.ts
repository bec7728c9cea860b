/** What a composition of version 1 looked like, as far as it is lifted. Its shape was checked when it was written. */
interface Before {
  version: 1
  settings?: { respondWithin?: unknown }
  steps: StepBefore[]
  rules: Record<string, RuleBefore>
  wording: Record<string, string>
  scenarios: { expect: Record<string, unknown>[] }[]
  record: { name: string; type?: string; role?: string }[]
}
interface StepBefore {
  id: string
  phase: string
  do?: string
  decide?: string
  emit?: string
  await?: string
  else?: string
  only?: 'else'
  inputs?: Record<string, SourceBefore>
}
type SourceBefore =
  | { from: 'record'; field: string }
  | { from: 'step'; step: string; path: string }
  | { from: 'setting'; name: string }
  | { from: 'wording'; name: string }
  | { from: 'constant'; value: string | number | boolean }
type RuleBefore =
  | { output: string; rows: { when: Record<string, unknown>; outcome: string; because?: string }[] }
  | { output: string; outcomes: string[]; code: string }

/** Operations that sent a message in one way each, and what each took is as a contact. */
const ways: Readonly<Record<string, string>> = {
  'notifications.sendEmail': 'email',
  'notifications.sendText': 'phone',
  'notifications.sendLetter': 'address',
}

/** What is kept of people stays as it is: the step takes it as the contact that it is. Texts and letters had no subject, but the wording had one beside each body; of those who are written to only letters took the name. */
function messageOf(
  sources: readonly (readonly [string, string])[],
  way: string,
  record: Before['record'],
): Record<string, string> {
  const inputs = Object.fromEntries(sources)
  const { to, body, ...rest } = inputs
  const subject = body?.startsWith('text.') ? body.replace(/Body$/, 'Subject') : undefined
  const named = record.find(({ type, role }) => type === 'PersonName' && role === 'applicant')
  return {
    ...(to ? { to: `${to} as ${way}` } : {}),
    ...(named ? { name: `record.${named.name}` } : {}),
    ...(subject ? { subject } : {}),
    ...(body ? { body } : {}),
    ...rest,
  }
}

/** What openCase took of a person by itself, and what each is as a contact. */
const ofPerson: Readonly<Record<string, string>> = { contactEmail: 'email', contactPhone: 'phone' }

function caseOf(sources: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(
    sources.map(([name, from]) => (ofPerson[name] ? ['contact', `${from} as ${ofPerson[name]}`] : [name, from])),
  )
}

/** The operations of version 1 that answered what its texts could hold. */
const answers: Readonly<Record<string, readonly string[]>> = {
  dueAt: ['case-management.openCase', 'case-management.getCase'],
  outcome: ['case-management.getCase'],
}

/** Version 1 → 2: one list of steps becomes lookups, phases and reactions, settings become rules, sources become words. Pure. */
export function liftSteps(given: object): object {
  const { settings, steps, rules, wording, scenarios, ...rest } = given as Before
  const { record } = rest
  const decided = new Map(steps.flatMap((step) => (step.decide ? [[step.id, step.decide] as const] : [])))
  const emitted = new Set(steps.flatMap((step) => (step.emit ? [step.emit] : [])))

  const source = (from: Exclude<SourceBefore, { from: 'constant' }>): string => {
    if (from.from === 'record') return `record.${from.field}`
    if (from.from === 'setting') return `rule.${from.name}`
    if (from.from === 'wording') return `text.${from.name}`
    const rule = decided.get(from.step)
    if (rule) return `rule.${rule}`
    return from.path ? `${from.step}.${from.path}` : from.step
  }
  const lifted = ({ id, do: operation, emit, await: awaited, inputs = {} }: StepBefore): object[] => {
    const action =
      operation === 'audit.appendEntry' && inputs.action?.from === 'constant' && String(inputs.action.value)
    // The audit trail hears every event by itself.
    if (action) return emitted.has(action) ? [] : [{ id, emit: action, inputs: {} }]
    if (emit) return [{ id, emit, inputs: {} }]
    if (awaited) return [{ id, await: awaited, inputs: {} }]
    const all = Object.entries(inputs)
    const constants = all.flatMap(([name, from]) => (from.from === 'constant' ? [[name, from.value]] : []))
    const sources = all.flatMap(([name, from]) => (from.from === 'constant' ? [] : [[name, source(from)] as const]))
    const way = ways[operation ?? '']
    if (way) return [{ id, do: 'notifications.sendMessage', inputs: messageOf(sources, way, record) }]
    const given = constants.length > 0 ? { with: Object.fromEntries(constants) } : {}
    const taken = operation === 'case-management.openCase' ? caseOf(sources) : Object.fromEntries(sources)
    return [{ id, do: operation, ...given, inputs: taken }]
  }

  const lookedUp = lookupsOf(steps, decided)
  const phases: [string, object[]][] = []
  let phase = ''
  for (const step of steps) {
    if (step.decide || step.only === 'else' || lookedUp.has(step.id)) continue
    if (step.phase !== phase) {
      phase = step.phase
      const again = phases.filter(([name]) => name === phase || name.startsWith(`${phase}-`)).length
      phases.push([again > 0 ? `${phase}-${again + 1}` : phase, []])
    }
    phases.at(-1)![1].push(...lifted(step))
  }
  const on = steps.flatMap((step) => {
    const late = steps.find((one) => one.id === step.else)
    if (!step.await || !late) return []
    return [{ event: step.await.replace(/\.[^.]+(\.v\d+)$/, '.overdue$1'), steps: lifted(late) }]
  })
  const held = (text: string) =>
    text.replace(/\{(dueAt|outcome)\}/g, (_, name: string) => {
      const step = steps.find((one) => answers[name]!.includes(one.do ?? ''))
      return step ? `{${step.id}.${name}}` : ''
    })
  const target = settings?.respondWithin
  return {
    ...rest,
    version: 2,
    lookups: steps.filter((step) => lookedUp.has(step.id)).flatMap(lifted),
    rules: {
      ...Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, liftedRule(rule)])),
      ...(target
        ? { respondWithin: { gives: 'ResponseTarget/record', inputs: {}, rows: [{ when: {}, is: target }] } }
        : {}),
    },
    phases: Object.fromEntries(phases.filter(([, all]) => all.length > 0)),
    on,
    texts: Object.fromEntries(Object.entries(wording).map(([name, text]) => [name, held(text)])),
    scenarios: scenarios.map((scenario) => ({
      ...scenario,
      expect: scenario.expect.map(({ action, ...one }) =>
        one.see === 'audit' ? { ...one, type: action } : { ...one, ...(action === undefined ? {} : { action }) },
      ),
    })),
  }
}

/** Steps that looked something up before all others: they read, and take nothing but answers and each other. */
function lookupsOf(steps: readonly StepBefore[], decided: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { id, phase, do: operation, inputs = {} } of steps) {
    const early = Object.values(inputs).every((from) =>
      from.from === 'step' ? found.has(from.step) || decided.has(from.step) : from.from !== 'wording',
    )
    if (phase === 'check' && operation && early) found.add(id)
  }
  return found
}

function liftedRule(rule: RuleBefore): object {
  const gives = `${rule.output}/record`
  if ('code' in rule) return { gives, values: rule.outcomes, code: rule.code }
  const compared = [...new Set(rule.rows.flatMap((row) => Object.keys(row.when)))]
  return {
    gives,
    inputs: Object.fromEntries(compared.map((name) => [name, `record.${name}`])),
    rows: rule.rows.map(({ outcome, ...row }) => ({ ...row, is: outcome })),
  }
}
