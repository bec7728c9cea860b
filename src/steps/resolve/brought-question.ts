import { kindOf } from '../../catalog/asks.ts'
import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { camel } from '../../goal/words.ts'
import type { BroughtQuestion, RecordField } from '../../schema.ts'

/** A question that a part brings, with the operations that it names. */
export interface Brought {
  question: BroughtQuestion
  list: Operation
  hold: Operation
  release: Operation | undefined
}

/** The question of a part for a value of a type in a role: one whose answer is picked and held. Parts that are ruled out bring none. */
export function broughtFor(
  { capabilities, types }: Catalog,
  type: string,
  role: string,
  without: ReadonlySet<string>,
): Brought | undefined {
  if (kindOf(types, type) !== 'pick') return undefined
  for (const [id, { brings, operations }] of capabilities) {
    const question = without.has(id) ? undefined : brings.questions.find((one) => one.for === `${type}/${role}`)
    if (!question) continue
    const named = (name: string | undefined) => operations.find((one) => one.id === name)
    const [list, hold] = [named(question.from), named(question.hold)]
    if (list && hold) return { question, list, hold, release: named(question.release) }
  }
  return undefined
}

/** The input of a hold that is what is picked: the one whose type and role the rows of the list have. */
export function pickedInput(list: Operation, hold: Operation) {
  return hold.inputs.find((input) =>
    list.outputs.some((output) => output.many && output.type === input.type && output.role === input.role),
  )
}

/** Its field of the record, but for what its operations are given. */
export function fieldOf({ question, list, hold, release }: Brought): RecordField {
  const { for: wanted, from: _, hold: __, release: ___, text, group, gone, ...asked } = question
  const [type = '', role = ''] = wanted.split('/')
  return {
    name: camel(role),
    type,
    role,
    question: { kind: 'pick', ...asked },
    choices: {
      operation: list.name,
      inputs: {},
      text,
      ...(group === undefined ? {} : { group }),
      hold: { operation: hold.name, inputs: {}, ...(release ? { release: release.name } : {}) },
      gone,
    },
  }
}
