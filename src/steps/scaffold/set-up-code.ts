import type { Operation } from '../../catalog/contract.ts'
import { type Composition, partsOf, type Step, setupPhase } from '../../schema.ts'
import { clientName, quoted } from './code.ts'

/** What is done once before there is any record, as the templates name it. */
export function setUpView({ phases, rules }: Composition, operations: ReadonlyMap<string, Operation>) {
  const steps = phases[setupPhase] ?? []
  const named = new Set(steps.flatMap(({ inputs }) => Object.values(inputs).map((source) => partsOf(source).head)))
  return {
    setup: steps.map((step) => ({
      id: step.id,
      given: quoted(givenTo(step, rules)),
      says: Object.entries(step.with ?? {})
        .map(([name, value]) => `\`${name}: ${value}\``)
        .join(', '),
      call: callOf(step, operations.get(step.do!)!),
    })),
    setupClients: [...new Set(steps.map((step) => clientName(step.do!.split('.')[0]!)))].sort(),
    setupRules: [...named].sort(),
  }
}

/** The values that it is done with count, by what takes them: when one changes it is another thing to do. */
function givenTo({ inputs, with: constants }: Step, rules: Composition['rules']): string {
  const decided = Object.entries(inputs).map(([name, source]) => {
    const rule = rules[partsOf(source).head]
    return [name, rule && 'rows' in rule ? rule.rows.map(({ is }) => is) : []]
  })
  return JSON.stringify(Object.fromEntries([...Object.entries(constants ?? {}), ...decided]))
}

function callOf(step: Step, operation: Operation): string {
  const parts = (['path', 'query', 'body'] as const).flatMap((place) => {
    const members = operation.inputs.flatMap(({ name, in: at }) => {
      const source = step.inputs[name]
      const constant = step.with?.[name]
      if (at !== place || (source === undefined && constant === undefined)) return []
      return [`${keyOf(name)}: ${constant === undefined ? `${partsOf(source!).head}()` : literal(constant)}`]
    })
    return members.length > 0 ? [`${place}: { ${members.join(', ')} }`] : []
  })
  const key = operation.method === 'GET' ? '' : ', { key }'
  return `${clientName(operation.capability)}.${operation.id}({ ${parts.join(', ')} }${key})`
}

/** A member's name as an object has it. */
export const keyOf = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name))

const literal = (value: string | number | boolean) => (typeof value === 'string' ? quoted(value) : String(value))
