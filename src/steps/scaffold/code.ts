import type { Operation } from '../../catalog/contract.ts'
import { camel, capitalise } from '../../goal/words.ts'
import { type Composition, partsOf, type Source, type Step, stepsOf, type Test } from '../../schema.ts'
import { placeholdersIn } from '../fill/placeholders.ts'

/** A text as TypeScript writes it, in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** A text that becomes a comment at a line's end. */
const commented = (text: string) => text.replace(/\s+/g, ' ')

export const clientName = (capability: string) => camel(capability)

/** Writes sources as expressions, and knows which steps' answers they need. */
export class Expressions {
  readonly #texts: Composition['texts']
  readonly #operations: ReadonlyMap<string, Operation>
  readonly #steps: ReadonlyMap<string, Step>

  constructor(composition: Composition, operations: ReadonlyMap<string, Operation>) {
    this.#texts = composition.texts
    this.#operations = operations
    this.#steps = new Map(stepsOf(composition).map((step) => [step.id, step]))
  }

  of(source: Source): string {
    const { kind, head, path, as } = partsOf(source)
    if (kind === 'step') return contactCode(`${camel(head)}${path ? `.${path}` : ''}`, as)
    if (kind === 'rule') return `record.rules.${head}`
    if (kind === 'event') return `String(data.${head})`
    if (kind === 'record') return contactCode(`record.${head}`, as)
    const held = placeholdersIn(this.#texts[head] ?? '').map((name) => `${valueName(name)}: ${this.#held(name)}`)
    return `texts.${head}(${held.length > 0 ? `{ ${held.join(', ')} }` : ''})`
  }

  /** A step's condition as an expression. */
  condition(when: Readonly<Record<Source, Test>>): string {
    return Object.entries(when)
      .map(([source, test]) => testCode(this.of(source), test))
      .join(' && ')
  }

  /** Steps whose answers these steps use, directly or by a text's placeholder. */
  used(steps: readonly Step[]): ReadonlySet<string> {
    const sources = steps.flatMap((step) => [...Object.values(step.inputs), ...Object.keys(step.if ?? {})])
    const held = sources
      .map(partsOf)
      .flatMap(({ kind, head }) => (kind === 'text' ? placeholdersIn(this.#texts[head] ?? '') : []))
    const named = [...sources, ...held.filter((name) => name !== 'reference')].map(partsOf)
    return new Set(named.flatMap(({ kind, head }) => (kind === 'step' ? [head] : [])))
  }

  /** What a placeholder stands for; nothing, where the answer may lack it. */
  #held(name: string): string {
    if (name === 'reference') return 'record.reference'
    const { head, path } = partsOf(name)
    const operation = this.#operations.get(this.#steps.get(head)?.do ?? '')
    const always = operation?.outputs.find((one) => one.path === path)?.always
    return `${this.of(name)}${always ? '' : " ?? ''"}`
  }
}

/** A value that is kept by itself as the contact that it is. Of an address only what stands on an envelope. */
export function contactCode(value: string, as: 'email' | 'phone' | 'address' | undefined): string {
  if (as === undefined) return value
  if (as !== 'address') return `{ ${as}: ${value} }`
  return `{ address: { ${['lines', 'town', 'postcode'].map((name) => `${name}: ${value}.${name}`).join(', ')} } }`
}

/** open-case.dueAt → openCaseDueAt */
export function valueName(placeholder: string): string {
  const [first = '', ...rest] = placeholder.split('.')
  return camel(first) + rest.map(capitalise).join('')
}

/** One text as a template literal over `values`; a moment is written as people say it. */
export function textTemplate(text: string, isMoment: (placeholder: string) => boolean): string {
  const body = text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  const held = new Set(placeholdersIn(text))
  const written = (name: string) => (isMoment(name) ? `moment(values.${valueName(name)})` : `values.${valueName(name)}`)
  return `\`${body.replace(/\{([^{}]+)\}/g, (whole, name: string) => (held.has(name) ? `\${${written(name)}}` : whole))}\``
}

/** A test of a decision table as an expression. */
export function testCode(value: string, test: Test): string {
  if (typeof test === 'string') return `${value} === ${quoted(test)}`
  if (typeof test === 'boolean') return `${value} === ${test}`
  if ('over' in test) return `${value} > ${test.over}`
  if ('under' in test) return `${value} < ${test.under}`
  return 'atLeast' in test ? `${value} >= ${test.atLeast}` : `${value} <= ${test.atMost}`
}

export { commented }
