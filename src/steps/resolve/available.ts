import type { Operation } from '../../catalog/contract.ts'
import { capitalise } from '../../goal/words.ts'
import type { Source } from '../../schema.ts'
import type { Wiring } from './wiring.ts'

/** A value that is there to be used: its shared type, its role, and where it comes from. */
export interface Available {
  type: string
  role: string
  source: Source
  says: string
}

/** Members that every record has. Only `always` ones may supply a required input. */
const givenMembers: readonly { field: string; type: string; role: string; always: boolean }[] = [
  { field: 'reference', type: 'Reference', role: 'case', always: true },
  { field: 'answers', type: 'Answers', role: 'case', always: true },
  { field: 'applicantId', type: 'PersonId', role: 'applicant', always: false },
]
const settings = [{ type: 'ResponseTarget', role: 'case', name: 'respondWithin' }] as const
/** What a step may use: the record, the settings, and the answers of steps before it. */
export function availableTo(
  before: string,
  { record, steps }: Pick<Wiring, 'record' | 'steps'>,
  alsoOptional: boolean,
  operationOf: (name: string) => Operation | undefined,
): Available[] {
  const fields = record.map((field) => ({
    type: field.type,
    role: field.role,
    source: { from: 'record', field: field.name } as const,
    says: `the answer to "${field.question.title}"`,
  }))
  const given = givenMembers
    .filter((member) => member.always || alsoOptional)
    .map(({ field, type, role }) => ({
      type,
      role,
      source: { from: 'record', field } as const,
      says: `the record's ${field}`,
    }))
  const set = settings.map(({ type, role, name }) => ({
    type,
    role,
    source: { from: 'setting', name } as const,
    says: `the setting ${name}`,
  }))
  const at = steps.findIndex((step) => step.id === before)
  const earlier = at === -1 ? steps : steps.slice(0, at)
  const answers = earlier.flatMap((step): Available[] => {
    if (step.decide)
      return [
        {
          type: capitalise(step.decide),
          role: 'case',
          source: { from: 'step', step: step.id, path: '' },
          says: `the decision of ${step.id}`,
        },
      ]
    const operation = step.do && step.only !== 'else' ? operationOf(step.do) : undefined
    // What an operation gives back as it got it is no source of its own.
    const echoed = new Set(operation?.inputs.map((input) => `${input.type}/${input.role}`))
    return (operation?.outputs ?? [])
      .filter(
        (output) => !output.many && (output.always || alsoOptional) && !echoed.has(`${output.type}/${output.role}`),
      )
      .map(({ type, role, path }) => ({
        type,
        role,
        source: { from: 'step', step: step.id, path },
        says: `${step.id}${path ? ` → ${path}` : ''}`,
      }))
  })
  return [...fields, ...given, ...set, ...answers]
}
