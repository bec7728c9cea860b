import { kindOf } from '../../catalog/asks.ts'
import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { camel, findPhrase } from '../../goal/words.ts'
import {
  type BroughtQuestion,
  type Intent,
  type PatternFile,
  Question,
  type RecordField,
  submitPhase,
} from '../../schema.ts'
import { partsNamed } from './parts-named.ts'

/** A question that a part brings, with the operations that it names. */
export interface Brought {
  capability: string
  question: BroughtQuestion
  list: Operation | undefined
  hold: Operation | undefined
  release: Operation | undefined
}

/** The question of a part for a value of a type in a role: one that is picked, held, or both. Parts that are ruled out bring none. */
export function broughtFor(
  catalog: Catalog,
  type: string,
  role: string,
  without: ReadonlySet<string>,
): Brought | undefined {
  if (!['pick', 'file'].includes(kindOf(catalog.types, type) ?? '')) return undefined
  const all = [...catalog.capabilities.keys()].filter((id) => !without.has(id)).flatMap((id) => broughtBy(id, catalog))
  return all.find(({ question }) => question.for === `${type}/${role}`)
}

/** A question that the goal calls for, and the word that does. */
export interface Called extends Brought {
  because: string
}

/** The questions that the goal calls for by their words, in its order. Where nothing is sent, nothing is asked. */
export function calledByWords(intent: Intent, file: PatternFile, catalog: Catalog): Called[] {
  if (!file.spec.phases[submitPhase]) return []
  const { sentence } = intent.goal
  return partsNamed(intent, file)
    .flatMap((id) => broughtBy(id, catalog))
    .flatMap((one) => {
      const [first] = one.question.words.flatMap((word) => findPhrase(sentence, word)).sort((a, b) => a.start - b.start)
      return first ? [{ ...one, because: first.text, at: first.start }] : []
    })
    .sort((a, b) => a.at - b.at)
    .map(({ at: _, ...one }) => one)
}

function broughtBy(capability: string, { capabilities }: Catalog): Brought[] {
  const { brings, operations } = capabilities.get(capability) ?? { brings: { questions: [] }, operations: [] }
  const named = (name: string | undefined) => operations.find((one) => one.id === name)
  return brings.questions.map((question) => ({
    capability,
    question,
    list: named(question.from),
    hold: named(question.hold),
    release: named(question.release),
  }))
}

/** The input of a hold that is what is picked: the one whose type and role the rows of the list have. */
export function pickedInput(list: Operation, hold: Operation) {
  return hold.inputs.find((input) =>
    list.outputs.some((output) => output.many && output.type === input.type && output.role === input.role),
  )
}

/** Its field of the record, but for what its operations are given. */
export function fieldOf({ question, list, hold, release }: Brought): RecordField {
  const { for: wanted, text, group, gone, anew, none, optional } = question
  const asked = Asked.parse(question)
  const [type = '', role = ''] = wanted.split('/')
  const field = { name: camel(role), type, role, ...(optional ? { optional } : {}) }
  const letGo = release ? { release: release.name } : {}
  if (!list) return { ...field, question: { kind: 'file', ...asked }, upload: { hold: hold!.name, ...letGo } }
  return {
    ...field,
    question: { kind: 'pick', ...asked },
    choices: {
      operation: list.name,
      inputs: {},
      ...(text === undefined ? {} : { text }),
      ...(group === undefined ? {} : { group }),
      ...(hold ? { hold: { operation: hold.name, inputs: {}, ...letGo } } : {}),
      ...(gone === undefined || !hold ? {} : { gone }),
      ...(anew ? { anew } : {}),
      ...(none === undefined ? {} : { none }),
    },
  }
}

/** What a question says of how people are asked. */
const Asked = Question.omit({ kind: true }).strip()
