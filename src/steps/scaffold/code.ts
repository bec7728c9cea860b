import type { Operation } from '../../catalog/contract.ts'
import { camel } from '../../goal/words.ts'
import type { Composition, CompositionStep, RecordField, Source, Test } from '../../schema.ts'
import { placeholders } from '../fill/placeholders.ts'

/** A text as TypeScript writes it, in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** A text that becomes a comment at a line's end. */
const commented = (text: string) => text.replace(/\s+/g, ' ')

export const clientName = (capability: string) => camel(capability)

/** Finds where placeholders of texts take their values, and writes sources as expressions. */
export class Expressions {
  readonly #composition: Composition
  readonly #operations: ReadonlyMap<string, Operation>

  constructor(composition: Composition, operations: ReadonlyMap<string, Operation>) {
    this.#composition = composition
    this.#operations = operations
  }

  of(source: Source): string {
    switch (source.from) {
      case 'record':
        return `record.${source.field}`
      case 'step':
        return `${camel(source.step)}${source.path ? `.${source.path}` : ''}`
      case 'setting':
        return `settings.${source.name}`
      case 'constant':
        return typeof source.value === 'string' ? quoted(source.value) : String(source.value)
      case 'wording': {
        const held = placeholdersIn(this.#composition.wording[source.name] ?? '')
        const values = held.map((name) => `${name}: ${this.#placeholder(name)}`)
        return `wording.${source.name}(${values.length > 0 ? `{ ${values.join(', ')} }` : ''})`
      }
    }
  }

  /** Steps whose answers later steps use, directly or by a text's placeholder. */
  used(steps: readonly CompositionStep[]): ReadonlySet<string> {
    const names = new Set<string>()
    for (const source of steps.flatMap((step) => Object.values(step.inputs))) {
      if (source.from === 'step') names.add(source.step)
      if (source.from === 'wording') {
        for (const name of placeholdersIn(this.#composition.wording[source.name] ?? '')) {
          const step = this.#holder(name)?.step
          if (step) names.add(step)
        }
      }
    }
    return names
  }

  #placeholder(name: string): string {
    if (name === 'reference') return 'record.reference'
    const found = this.#holder(name)
    if (!found) return "''"
    return `${camel(found.step)}.${found.path}${found.always ? '' : " ?? ''"}`
  }

  #holder(name: string): { step: string; path: string; always: boolean } | undefined {
    const wanted = placeholders[name]
    if (!wanted || name === 'reference') return undefined
    for (const step of this.#composition.steps) {
      const output = this.#operations
        .get(step.do ?? '')
        ?.outputs.find((one) => one.type === wanted.type && one.role === wanted.role && !one.many)
      if (output) return { step: step.id, path: output.path, always: output.always }
    }
    return undefined
  }
}

export function placeholdersIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].filter((name) => name in placeholders)
}

/** One wording as a template literal over `values`; dates are written as days. */
export function wordingTemplate(text: string): string {
  const body = text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  return `\`${body.replace(/\{(\w+)\}/g, (whole, name: string) => (name in placeholders ? (name === 'dueAt' ? '${day(values.dueAt)}' : `\${values.${name}}`) : whole))}\``
}

/** A row's condition as an expression; empty for the row without one. */
export function conditionCode(when: Record<string, Test>): string {
  return Object.entries(when)
    .map(([field, test]) => testCode(`record.${field}`, test))
    .join(' && ')
}

function testCode(value: string, test: Test): string {
  if (typeof test === 'string') return `${value} === ${quoted(test)}`
  if (typeof test === 'boolean') return `${value} === ${test}`
  if ('over' in test) return `${value} > ${test.over}`
  if ('under' in test) return `${value} < ${test.under}`
  return 'atLeast' in test ? `${value} >= ${test.atLeast}` : `${value} <= ${test.atMost}`
}

/** A question as the pages' array holds it. */
export function questionCode(field: RecordField, operations: ReadonlyMap<string, Operation>): string {
  const { question } = field
  const members: [string, string | undefined][] = [
    ['name', quoted(field.name)],
    ['title', quoted(question.title)],
    ['hint', question.hint && quoted(question.hint)],
    ['kind', quoted(question.kind === 'number' ? 'text' : question.kind)],
    ['pattern', question.kind === 'number' ? quoted('[0-9]{1,9}') : question.pattern && quoted(question.pattern)],
    ['autocomplete', question.autocomplete && quoted(question.autocomplete)],
    ['maxLength', question.maxLength === undefined ? undefined : String(question.maxLength)],
    ['missing', quoted(question.missing)],
    ['invalid', question.invalid && quoted(question.invalid)],
    ['urgent', question.urgent && urgentCode(question.urgent)],
  ]
  const written = members.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}: ${value}`]))
  if (field.choices) {
    const operation = operations.get(field.choices.operation)!
    const place = operation.inputs.find((input) => input.name === field.choices!.input)!.in
    const list = operation.outputs.find((output) => output.many && output.type === 'Address')!.path
    written.push(
      `lookup: async (answers) => (await ${clientName(operation.capability)}.${operation.id}({ ${place}: { ${field.choices.input}: String(answers.${field.choices.from}) } })).${list}.map((one) => ({ value: one.uprn, text: [...one.lines, one.town, one.postcode].join(', ') }))`,
    )
  }
  return `{ ${written.join(', ')} }`
}

function urgentCode({ is, heading, paragraphs }: NonNullable<RecordField['question']['urgent']>): string {
  const answer = typeof is === 'string' ? quoted(is) : String(is)
  return `{ is: ${answer}, heading: ${quoted(heading)}, paragraphs: [${paragraphs.map(quoted).join(', ')}] }`
}

/** How a page's answer becomes the contract's value. */
export function readCode({ name, type }: RecordField): string {
  if (type === 'YesNo') return `answers.${name} === true`
  return type === 'WholeNumber' ? `Number(answers.${name})` : `String(answers.${name})`
}

export { commented }
