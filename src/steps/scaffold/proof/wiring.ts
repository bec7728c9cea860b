import type { Operation } from '../../../catalog/contract.ts'
import type { Composition } from '../../../schema.ts'
import { quoted } from '../code.ts'

/**
 * What must arrive where, by type and role alone: an input takes the record's member of its type and role, or what
 * another operation answers with that type and role. How the composition wires it is not looked at.
 */
export function wiringRows(composition: Composition, called: readonly Operation[]) {
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
