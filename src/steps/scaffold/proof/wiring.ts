import type { Operation } from '../../../catalog/contract.ts'
import { type Composition, partsOf, type Step } from '../../../schema.ts'
import { quoted } from '../code.ts'
import type { DeskView } from '../desk-view.ts'
import { type Value, valueCode } from './samples.ts'

/** What must arrive in a call: a member of what it was sent, and TypeScript of what that must be. */
interface WiringRow {
  name: string
  operation: string
  place: string
  input: string
  expected: string
}

/**
 * What must arrive where, by type and role alone: an input takes the record's member of its type and role, or what
 * another operation answers with that type and role. How the composition wires it is not looked at.
 */
export function wiringRows(composition: Composition, called: readonly Operation[]): WiringRow[] {
  const rows: WiringRow[] = []
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
        row(`(await last(${quoted(answer.other.name)})).answer${path}`, `what ${answer.other.id} answered`)
      }
    }
  }
  return rows
}

/** What the place was set up with: constants, and what a rule gives whatever was answered. What staff change as well is theirs. */
export function setUpRows(
  setup: readonly Step[],
  rules: Composition['rules'],
  operations: ReadonlyMap<string, Operation>,
  { lists, panels }: DeskView,
): WiringRow[] {
  const done = [...lists, ...panels].flatMap(({ actions }) => actions.map((one) => one.do))
  return setup.flatMap((step) => {
    const operation = operations.get(step.do ?? '')
    if (!operation || done.includes(operation.name)) return []
    return operation.inputs.flatMap((input): WiringRow[] => {
      const source = step.inputs[input.name]
      const value = step.with?.[input.name] ?? (source && alwaysGiven(rules[partsOf(source).head]))
      if (value === undefined) return []
      // What stands in a path or a query is a text there.
      const expected = valueCode(input.in === 'body' ? value : String(value))
      const name = `${operation.id}: ${input.name} is what ${step.id} gives`
      return [{ name, operation: operation.name, place: input.in, input: input.name, expected }]
    })
  })
}

/** What a rule of a single row without conditions gives. */
function alwaysGiven(rule: Composition['rules'][string] | undefined): Value | undefined {
  const [row, ...others] = rule && 'rows' in rule ? rule.rows : []
  return row && others.length === 0 && Object.keys(row.when).length === 0 ? (row.is as Value) : undefined
}
