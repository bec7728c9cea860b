import type { Operation } from '../../catalog/contract.ts'
import { type Composition, partsOf, type RecordField, type Source, setupPhase, type Upload } from '../../schema.ts'
import { pickedInput } from '../resolve/brought-question.ts'
import { answersBehind, fileInput, heldUntil, isMoment, type Types } from './lookup-code.ts'

type Report = (where: string, message: string, suggestion: string) => void
type Operations = ReadonlyMap<string, Operation>

const advice = 'compose catalog show <capability> lists operations, what they take and what they answer.'

/** Reports each question that is picked from what there is not, or before what it is asked with is known. */
export function checkChoices(composition: Composition, operations: Operations, types: Types, report: Report): void {
  for (const [at, field] of composition.record.entries()) {
    const { choices, name, type, upload } = field
    if (upload) checkUpload(`record.${name}.upload`, type, upload)
    if (upload !== undefined && field.question.kind !== 'file')
      report(`record.${name}.upload`, `is where no file goes`, 'Ask for a file, or leave out upload.')
    if (upload === undefined && field.question.kind === 'file')
      report(`record.${name}`, 'asks for a file that goes nowhere', 'Say under upload what holds it.')
    if (!choices) continue
    const where = `record.${name}.choices`
    const list = known(choices.operation, where)
    const hold = choices.hold && known(choices.hold.operation, `${where}.hold`)
    const release = choices.hold?.release === undefined ? undefined : known(choices.hold.release, `${where}.hold`)
    if (!list || (choices.hold && !hold)) continue
    const picked = hold && pickedInput(list, hold)
    if (hold && !picked) report(`${where}.hold`, `${hold.name} takes nothing that ${list.name} lists`, advice)
    if (hold && !hold.outputs.some((one) => one.type === type && !one.many))
      report(`${where}.hold`, `${hold.name} answers no ${type}, which ${name} is`, advice)
    if (hold && !hold.outputs.some(({ role, many }) => role === heldUntil && !many))
      report(
        `${where}.hold`,
        `${hold.name} does not say until when`,
        `One of its answer must have the role ${heldUntil}.`,
      )
    if (release && !release.inputs.some((one) => one.type === type))
      report(`${where}.hold.release`, `${release.name} takes no ${type}`, advice)
    if (!hold && !list.outputs.some((one) => one.many && one.type === type))
      report(where, `${list.name} lists no ${type}, which ${name} is`, advice)
    const row = list.outputs.flatMap(({ many, path }) => (many ? [path.split('.').at(-1)!] : []))
    const shown = [...(choices.text ?? '').matchAll(/\{(\w+)\}/g)].map(([, member = '']) => member)
    const day = list.outputs.find(({ many, path }) => many && path.split('.').at(-1) === choices.group)
    if (day && !isMoment(types, day.type))
      report(where, `${choices.group} is no moment, whose day could be a heading`, 'Name one, or leave out group.')
    for (const member of [...shown, ...(choices.group ? [choices.group] : [])])
      if (!row.includes(member)) report(where, `a row of ${list.name} has no ${member}`, `It has ${row.join(', ')}.`)
    given(where, list, choices.inputs)
    if (hold) given(`${where}.hold`, hold, choices.hold!.inputs, picked?.name)
    const later = answersBehind(choices, composition).find((one) => !before(at).some((other) => other.name === one))
    if (later) report(where, `is asked with ${later}, which is not answered before it`, `Ask ${later} before ${name}.`)
  }
  for (const step of composition.phases[setupPhase] ?? []) {
    const where = `${setupPhase}.${step.id}`
    const other = (['emit', 'await', 'if', 'optional', 'wants'] as const).find((one) => step[one] !== undefined)
    if (other)
      report(where, `has ${other}, and there is no record when a service first starts`, 'Give do, with and inputs.')
    for (const [input, source] of Object.entries(step.inputs)) {
      const rule = composition.rules[partsOf(source).head]
      if (partsOf(source).kind !== 'rule' || !rule || 'code' in rule || Object.keys(rule.inputs).length > 0)
        report(
          `${where}.inputs.${input}`,
          `${source} needs a record, and there is none when a service first starts`,
          'Name a rule that compares nothing, or give a constant in with.',
        )
    }
  }

  function checkUpload(where: string, type: string, { hold, release }: Upload): void {
    const holding = known(hold, where)
    const letting = release === undefined ? undefined : known(release, where)
    const others = holding?.inputs.filter((one) => one.required && !one.hasDefault && one !== fileInput(holding)) ?? []
    if (holding && (!fileInput(holding) || others.length > 0))
      report(
        where,
        `${holding.name} takes ${others.map((one) => one.name).join(', ') || 'no file'}`,
        'Name one that takes a File and nothing else.',
      )
    if (holding && !holding.outputs.some((one) => one.type === type && !one.many))
      report(where, `${holding.name} answers no ${type}`, advice)
    if (holding && !holding.outputs.some(({ role, many }) => role === heldUntil && !many))
      report(where, `${holding.name} does not say until when`, `One of its answer must have the role ${heldUntil}.`)
    if (letting && !letting.inputs.some((one) => one.type === type))
      report(where, `${letting.name} takes no ${type}`, advice)
  }
  function before(at: number): readonly RecordField[] {
    return composition.record.slice(0, at)
  }
  function known(name: string, where: string): Operation | undefined {
    const found = operations.get(name)
    if (!found) report(where, `there is no operation ${name}`, advice)
    return found
  }
  function given(where: string, operation: Operation, inputs: Readonly<Record<string, Source>>, picked?: string): void {
    for (const { name, required, hasDefault } of operation.inputs)
      if (required && !hasDefault && name !== picked && !inputs[name])
        report(where, `gives no ${name}, which ${operation.name} needs`, advice)
    for (const [name, source] of Object.entries(inputs)) {
      const { kind, head } = partsOf(source)
      const rule = composition.rules[head]
      if (!operation.inputs.some((one) => one.name === name))
        report(`${where}.inputs.${name}`, `${operation.name} takes no ${name}`, advice)
      const fits = kind === 'record' ? composition.record.some((one) => one.name === head) : kind === 'rule' && rule
      if (!fits) report(`${where}.inputs.${name}`, `${source} leads nowhere`, 'Name an answer before it, or a rule.')
      else if (kind === 'rule' && rule && 'code' in rule)
        report(`${where}.inputs.${name}`, `${head} is code, which decides when all is answered`, 'Give a table.')
    }
  }
}
