import type { Operation } from '../../catalog/contract.ts'
import { ComposeError } from '../../errors.ts'
import { type Asked, type Composition, setupPhase, type Todo } from '../../schema.ts'
import { askedMembers, calledBy } from './asked-members.ts'
import { clientName, quoted } from './code.ts'
import { dataCode } from './data-code.ts'

/** What templates name of people's own records: what they see of them, what they can do, and what keeps them. */
export function ownView(composition: Composition, operations: ReadonlyMap<string, Operation>) {
  const { person, keeps, labels, values } = composition
  const known = knownOf(composition, operations)
  const shown = person.show.map((one) => ({ ...one, ...aboutRecord(one.from, operations, known) }))
  const lists = (person.lists ?? []).map((one) => ({ ...one, which: aboutRecord(one.from, operations, known).which }))
  const action = (name: string) => {
    const form = composition.forms[name]
    if (!form) throw astray(name, 'has no form', 'Add one under forms: a title and a button at least.')
    const { operation, which } = aboutRecord(name, operations, known)
    const { asks: _, ...rest } = form
    const asks = askedMembers(operation, form, known, operations, (where, message, suggestion) => {
      throw misfit(where, message, suggestion)
    })
    return { do: name, ...rest, which, asks }
  }
  const can = person.can.map(action)
  const todo = person.todo.map((one) => {
    if (one.does !== undefined && person.can.includes(one.does))
      throw astray(one.does, 'is what people can do and what they have to do', 'Let it stand under can or under todo.')
    const { operation, which } = aboutRecord(one.from, operations, known)
    checkTodo(one, operation)
    return { ...one, which, does: one.does === undefined ? undefined : action(one.does) }
  })
  const done = [...can, ...todo.flatMap(({ does }) => does ?? [])]
  const listed = done.flatMap(({ asks }) => asks.flatMap((one) => listedBy(one, operations)))
  const used = [...[...shown, ...lists, ...done, ...todo].flatMap(({ which }) => Object.values(which)), ...listed]
  const held = known.filter(({ name }) => name !== 'reference' && used.includes(name))
  const received = {
    from: 'service.readStatus',
    which: { reference: 'reference' },
    members: ['reference', 'receivedAt'],
  }
  const own = {
    record: ['reference', ...held.map(({ name }) => name)],
    show: [received, ...shown.map(({ from, which, members }) => ({ from, which, members }))],
    ...(lists.length > 0 ? { lists } : {}),
    can,
    todo: todo.map(({ does, ...one }) => (does === undefined ? one : { ...one, does })),
    values,
    labels,
  }
  const kept = keeps.map((one) => ({ ...one, ...aboutRecord(one.by, operations, known.slice(0, 1)) }))
  const clients = (all: readonly { operation: Operation }[]) =>
    [...new Set(all.map(({ operation }) => clientName(operation.capability)))].sort()
  return {
    ownData: dataCode(own),
    ownFacts: shown.map((one) => ({
      call: callCode(one),
      needs: identifiersOf(one.which)
        .map((name) => `held.${name}`)
        .join(' && '),
      members: one.members.map(quoted).join(', '),
    })),
    /** What ends a record and asks nothing: it is confirmed before it is done. */
    ownEnds: can
      .filter(({ ends, asks }) => ends && asks.length === 0)
      .map((one) => ({
        do: one.do,
        named: quoted(`yours: ${one.do} is done when it was confirmed, and is offered no more`),
      })),
    /** What steps answered that parts know a record by. */
    ownHeld: held,
    ownClients: clients(shown),
    keeps: kept.map((one) => ({ by: one.by, until: one.until, part: one.operation.capability, call: callCode(one) })),
    keeperClients: clients(kept),
    /** Operations that are called with the service's own rights for this. */
    called: [
      ...person.show.map(({ from }) => from),
      ...(person.lists ?? []).flatMap(({ from, open }) => [from, ...(open === undefined ? [] : [open])]),
      ...done.flatMap((one) => [one.do, ...calledBy(one.asks)]),
      ...todo.map(({ from }) => from),
      ...keeps.map(({ by }) => by),
    ],
  }
}

/** Throws when it hangs on, says or leads to something that its operation does not answer. */
function checkTodo({ if: when, text, goes }: Todo, { name, outputs }: Operation): void {
  const members = outputs.filter(({ many }) => !many).map(({ path }) => path)
  const said = [...text.matchAll(/\{(\w+)\}/g)].map(([, held = '']) => held)
  const lost = [...Object.keys(when), ...said, ...(goes === undefined ? [] : [goes])].find(
    (member) => !members.includes(member),
  )
  if (lost !== undefined)
    throw misfit('person.todo', `${name} answers no ${lost}`, `It answers ${members.filter(Boolean).join(', ')}.`)
}

/** What a form's list is asked with: what it says, and what is called as its parameter is. */
function listedBy({ from, needs = {} }: Asked, operations: ReadonlyMap<string, Operation>): string[] {
  const parameters = (from && operations.get(from)?.inputs.filter((one) => one.in !== 'body')) || []
  return parameters.map(({ name }) => needs[name] ?? name)
}

/** Something that a record is known by, and the step that answered it. */
interface Known {
  name: string
  type: string
  role: string
  step: string
  path: string
}

/** The reference, and whatever identifies something that was made of a record before any event: a booking, a payment. */
function knownOf({ phases }: Composition, operations: ReadonlyMap<string, Operation>): Known[] {
  const { [setupPhase]: _, ...ofRecords } = phases
  const all = Object.values(ofRecords).flat()
  const cut = all.findIndex((step) => step.await)
  const made = (cut < 0 ? all : all.slice(0, cut)).flatMap((step) =>
    (operations.get(step.do ?? '')?.outputs ?? [])
      .filter(({ path, many }) => !many && /^[a-z][A-Za-z0-9]*$/.test(path))
      .map(({ type, role, path }) => ({ name: path, type, role, step: step.id, path })),
  )
  return [{ name: 'reference', type: 'Reference', role: 'record', step: '', path: '' }, ...made]
}

/** An operation that is about a record: all that it must be given besides its body is something that the record is known by. */
function aboutRecord(name: string, operations: ReadonlyMap<string, Operation>, known: readonly Known[]) {
  const operation = operations.get(name)
  if (!operation) throw astray(name, 'is none that there is', 'Name one of a part, as in <capability>.<operation>.')
  const needed = operation.inputs.filter((input) => input.in !== 'body' && input.required)
  const found = needed.map(
    (input) => [input, known.find(({ type, role }) => type === input.type && role === input.role)] as const,
  )
  const [other] = found.find(([, one]) => !one) ?? []
  if (other || needed.length === 0)
    throw astray(
      name,
      `needs ${other?.name ?? 'nothing'}, which neither the reference of a record nor any step of it gives`,
      'Name another.',
    )
  return { operation, which: Object.fromEntries(found.map(([input, one]) => [input.name, one!.name])) }
}

const identifiersOf = (which: Record<string, string>) => Object.values(which).filter((name) => name !== 'reference')

function callCode({ operation, which }: { operation: Operation; which: Record<string, string> }): string {
  const parts = (['path', 'query'] as const).flatMap((place) => {
    const names = operation.inputs.filter((input) => input.in === place && input.required).map(({ name }) => name)
    return names.length > 0 ? [`${place}: { ${names.map((name) => memberCode(name, which[name]!)).join(', ')} }`] : []
  })
  return `${clientName(operation.capability)}.${operation.id}({ ${parts.join(', ')} })`
}

function memberCode(name: string, from: string): string {
  if (from === 'reference') return name === from ? name : `${name}: ${from}`
  return `${name}: held.${from}`
}

function misfit(where: string, what: string, suggestion = SHOW): ComposeError {
  const message = `composition.yaml: ${where}: ${what}.`
  return new ComposeError('bad-file', message, { suggestion })
}

const SHOW = 'compose catalog show <capability> lists operations, what they take and what they answer.'

function astray(name: string, what: string, suggestion: string): ComposeError {
  const message = `composition.yaml: person: ${name} ${what}.`
  return new ComposeError('bad-file', message, { suggestion })
}
