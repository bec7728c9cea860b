import type { Operation } from '../../catalog/contract.ts'
import { partsOf, type RecordField, type Rule, type Source, type Step } from '../../schema.ts'

/** A value that is there to be used: its shared type, its role, and where it comes from. */
export interface Available {
  type: string
  role: string
  source: Source
  says: string
}

/** Members that every record has. Only `always` ones may supply a required input. */
const givenMembers: readonly { member: string; type: string; role: string; always: boolean }[] = [
  { member: 'reference', type: 'Reference', role: 'record', always: true },
  { member: 'answers', type: 'Answers', role: 'record', always: true },
  { member: 'applicantId', type: 'PersonId', role: 'applicant', always: false },
]

/** What there is of the record: what people are asked, and what every record has. */
export function ofRecord(record: readonly RecordField[], alsoOptional: boolean): Available[] {
  const fields = record.map(({ name, type, role, question }) => ({
    type,
    role,
    source: `record.${name}`,
    says: `the answer to "${question.title}"`,
  }))
  const given = givenMembers
    .filter((one) => one.always || alsoOptional)
    .map(({ member, type, role }) => ({ type, role, source: `record.${member}`, says: `the record's ${member}` }))
  return [...fields, ...given]
}

/** What the rules give. */
export function ofRules(rules: Readonly<Record<string, Pick<Rule, 'gives'>>>): Available[] {
  return Object.entries(rules).map(([name, { gives }]) => {
    const [type = '', role = ''] = gives.split('/')
    return { type, role, source: `rule.${name}`, says: `the rule ${name}` }
  })
}

/** What a step answers, or a member of it. */
export function answerOf(step: string, type: string, role: string, path: string): Available {
  return path === ''
    ? { type, role, source: step, says: step }
    : { type, role, source: `${step}.${path}`, says: `${step} → ${path}` }
}

/** What these steps answer. */
export function ofSteps(
  steps: readonly Step[],
  alsoOptional: boolean,
  operationOf: (name: string) => Operation | undefined,
): Available[] {
  return steps.flatMap((step): Available[] => {
    const operation = step.do ? operationOf(step.do) : undefined
    // What an operation gives back as it got it is no source of its own.
    const echoed = new Set(operation?.inputs.map((input) => `${input.type}/${input.role}`))
    return (operation?.outputs ?? [])
      .filter(({ many, always, type, role }) => !many && (always || alsoOptional) && !echoed.has(`${type}/${role}`))
      .map(({ type, role, path }) => answerOf(step.id, type, role, path))
  })
}

/** The nearest of what is there: the record comes before what a step answered, and that before a rule. */
export function nearest(there: readonly Available[]): Available[] {
  const kindOf = ({ source }: Available) => partsOf(source).kind
  const kind = (['record', 'step', 'rule'] as const).find((one) => there.some((each) => kindOf(each) === one))
  return there.filter((one) => kindOf(one) === kind)
}
