import type { Operation } from '../../catalog/contract.ts'
import { ComposeError } from '../../errors.ts'
import type { Composition } from '../../schema.ts'
import { clientName, quoted } from './code.ts'
import { dataCode } from './data-code.ts'

/** What templates name of people's own records: what they see of them, what they can do, and what keeps them. */
export function ownView(composition: Composition, operations: ReadonlyMap<string, Operation>) {
  const { person, keeps, labels, values } = composition
  const shown = person.show.map((one) => ({ ...one, ...aboutRecord(one.from, operations) }))
  const can = person.can.map((name) => {
    const form = composition.forms[name]
    if (!form) throw astray(name, 'has no form', 'Add one under forms: a title and a button at least.')
    const { operation, which } = aboutRecord(name, operations)
    const { asks, ...rest } = form
    const body = operation.inputs.filter((input) => input.in === 'body')
    const asked = body.filter((input) => (input.required && !input.hasDefault) || asks[input.name])
    return { do: name, ...rest, which, asks: asked.map((input) => ({ name: input.name, ...asks[input.name] })) }
  })
  const received = {
    from: 'service.readStatus',
    which: { reference: 'reference' },
    members: ['reference', 'receivedAt'],
  }
  const own = {
    record: ['reference'],
    show: [received, ...shown.map(({ from, which, members }) => ({ from, which, members }))],
    can,
    todo: [],
    values,
    labels,
  }
  const kept = keeps.map((one) => ({ ...one, ...aboutRecord(one.by, operations) }))
  const clients = (all: readonly { operation: Operation }[]) =>
    [...new Set(all.map(({ operation }) => clientName(operation.capability)))].sort()
  return {
    ownData: dataCode(own),
    ownFacts: shown.map((one) => ({ call: callCode(one), members: one.members.map(quoted).join(', ') })),
    ownClients: clients(shown),
    keeps: kept.map((one) => ({ by: one.by, until: one.until, part: one.operation.capability, call: callCode(one) })),
    keeperClients: clients(kept),
    /** Operations that are called with the service's own rights for this. */
    called: [...person.show.map(({ from }) => from), ...person.can, ...keeps.map(({ by }) => by)],
  }
}

/** An operation that is about a record: all that it must be given is the reference, and what it takes in its body. */
function aboutRecord(name: string, operations: ReadonlyMap<string, Operation>) {
  const operation = operations.get(name)
  if (!operation) throw astray(name, 'is none that there is', 'Name one of a part, as in <capability>.<operation>.')
  const needed = operation.inputs.filter((input) => input.in !== 'body' && input.required)
  const other = needed.find(({ type, role }) => type !== 'Reference' || role !== 'record')
  if (other || needed.length === 0)
    throw astray(
      name,
      `needs ${other?.name ?? 'nothing'}, and all that is known of a record is its reference`,
      'Name another.',
    )
  return { operation, which: Object.fromEntries(needed.map((input) => [input.name, 'reference'])) }
}

function callCode({ operation }: { operation: Operation }): string {
  const parts = (['path', 'query'] as const).flatMap((place) => {
    const names = operation.inputs.filter((input) => input.in === place && input.required).map(({ name }) => name)
    return names.length > 0
      ? [`${place}: { ${names.map((name) => (name === 'reference' ? name : `${name}: reference`)).join(', ')} }`]
      : []
  })
  return `${clientName(operation.capability)}.${operation.id}({ ${parts.join(', ')} })`
}

function astray(name: string, what: string, suggestion: string): ComposeError {
  const message = `composition.yaml: person: ${name} ${what}.`
  return new ComposeError('bad-file', message, { suggestion })
}
