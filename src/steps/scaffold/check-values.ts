import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Operation } from '../../catalog/contract.ts'
import { type Composition, inputsNamed, partsOf, stepsOf, type Value } from '../../schema.ts'
import type { Types } from './lookup-code.ts'

type Report = (where: string, message: string, suggestion: string) => void

/** Reports values that stand in the composition and are not of their type: what rules give, and constants of steps. */
export function checkValues(
  composition: Composition,
  operations: ReadonlyMap<string, Operation>,
  types: Types,
  report: Report,
): void {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  for (const [name, schema] of types) ajv.addSchema({ ...(schema as object), $id: idOf(name) })

  for (const [name, rule] of Object.entries(composition.rules)) {
    if ('code' in rule) continue
    const type = rule.gives.split('/')[0] ?? ''
    for (const { is } of rule.rows)
      check(`rules.${name}`, type, is, (named) => partsOf(rule.inputs[named] ?? named).head)
  }
  for (const { id, under, do: done = '', with: constants = {} } of stepsOf(composition))
    for (const [input, value] of Object.entries(constants)) {
      const type = operations.get(done)?.inputs.find(({ name }) => name === input)?.type
      if (type !== undefined) check(`${under}.${id}.with.${input}`, type, value)
    }

  function check(where: string, type: string, value: Value, answer = (named: string) => named): void {
    // A whole answer is of the type of its question.
    if (!types.has(type) || (typeof value === 'string' && inputsNamed(value).length > 0)) return
    const validate = ajv.getSchema(idOf(type))!
    if (validate(withAnswers(value, answer))) return
    const { instancePath = '', message = 'is not of this type' } = validate.errors?.[0] ?? {}
    const said = `${JSON.stringify(value)} is no ${type}: ${instancePath.slice(1)} ${message}`.replace(/: +/, ': ')
    report(where, said, `Give one like ${JSON.stringify(exampleOf(type))}.`)
  }

  /** With an example in place of each answer, which nobody has given yet. */
  function withAnswers(value: Value, answer: (named: string) => string): unknown {
    if (typeof value !== 'object' || Array.isArray(value)) return value
    const members = Object.entries(value).map(([name, one]) => {
      const [named] = typeof one === 'string' ? inputsNamed(one) : []
      const field = named === undefined ? undefined : composition.record.find((each) => each.name === answer(named))
      return [name, field ? exampleOf(field.type) : one]
    })
    return Object.fromEntries(members)
  }

  function exampleOf(type: string): unknown {
    return (types.get(type) as { examples?: unknown[] } | undefined)?.examples?.[0]
  }
}

const idOf = (type: string) => `compose:/types/${type}.yaml`
