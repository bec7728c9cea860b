import { camel, capitalise } from '../../goal/words.ts'
import { type Composition, type OptionalTest, partsOf, type Source, type Step, stepsOf } from '../../schema.ts'
import { always, placeholdersIn } from '../fill/placeholders.ts'
import type { Presence } from './presence.ts'
import type { Written } from './written-as.ts'

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
  readonly #presence: Presence
  readonly #steps: ReadonlyMap<string, Step>

  constructor(composition: Composition, presence: Presence) {
    this.#texts = composition.texts
    this.#presence = presence
    this.#steps = new Map(stepsOf(composition).map((step) => [step.id, step]))
  }

  /** `demanded` where it is known to be there, which TypeScript cannot know within a function. */
  of(source: Source, demanded = false): string {
    const { kind, head, as } = partsOf(source)
    if (kind === 'step' || kind === 'record')
      return contactCode(this.place(source) + (demanded && this.#presence.mayLack(source) ? '!' : ''), as)
    if (kind === 'rule') return `record.rules.${head}`
    if (kind === 'event') return `String(data.${head})`
    const held = placeholdersIn(this.#texts[head] ?? '').map((name) => `${valueName(name)}: ${this.#held(name)}`)
    return `texts.${head}(${held.length > 0 ? `{ ${held.join(', ')} }` : ''})`
  }

  /** Where an answer or what a step answered stands; of a step that may not be done, nothing. */
  place(source: Source): string {
    const { kind, head, path } = partsOf(source)
    if (kind === 'record') return `record.${head}`
    const step = this.#steps.get(head)
    const dot = step && this.#presence.mayBeLeftOut(step) ? '?.' : '.'
    return `${camel(head)}${path ? `${dot}${path}` : ''}`
  }

  /** A step's condition as an expression. */
  condition(when: Readonly<Record<Source, OptionalTest>>): string {
    return Object.entries(when)
      .map(([source, test]) => testCode(this.of(source), test, this.#presence.mayLack(source)))
      .join(' && ')
  }

  /** Steps whose answers these steps use, directly or by a text's placeholder. */
  used(steps: readonly Step[]): ReadonlySet<string> {
    const sources = steps.flatMap((step) => [...Object.values(step.inputs), ...Object.keys(step.if ?? {})])
    const held = sources
      .map(partsOf)
      .flatMap(({ kind, head }) => (kind === 'text' ? placeholdersIn(this.#texts[head] ?? '') : []))
    const named = [...sources, ...held.filter((name) => !always.includes(name))].map(partsOf)
    return new Set(named.flatMap(({ kind, head }) => (kind === 'step' ? [head] : [])))
  }

  /** What a placeholder stands for; nothing, where the answer may lack it. */
  #held(name: string): string {
    const own: Record<string, string> = {
      reference: 'record.reference',
      page: 'pageUrl(record.reference)',
      start: 'startUrl()',
    }
    if (own[name]) return own[name]
    return `${this.of(name)}${this.#presence.mayLack(name) ? " ?? ''" : ''}`
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

/** One text as a template literal over `values`; moments and money are written as people say them. */
export function textTemplate(text: string, writtenAs: (placeholder: string) => Written | undefined): string {
  const body = text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  const held = new Set(placeholdersIn(text))
  const written = (name: string) => {
    const [value, as] = [`values.${valueName(name)}`, writtenAs(name)]
    return as ? `${as}(${value})` : value
  }
  return `\`${body.replace(/\{([^{}]+)\}/g, (whole, name: string) => (held.has(name) ? `\${${written(name)}}` : whole))}\``
}

/** A test as an expression; `maybe` where the value may be missing, which meets no test of a number. */
export function testCode(value: string, test: OptionalTest, maybe = false): string {
  if (typeof test === 'string') return `${value} === ${quoted(test)}`
  if (typeof test === 'boolean') return `${value} === ${test}`
  if ('given' in test) return `${value} ${test.given ? '!==' : '==='} undefined`
  const number = (comparison: string) =>
    maybe ? `(${value} !== undefined && ${value} ${comparison})` : `${value} ${comparison}`
  if ('over' in test) return number(`> ${test.over}`)
  if ('under' in test) return number(`< ${test.under}`)
  return [
    ...('atLeast' in test ? [number(`>= ${test.atLeast}`)] : []),
    ...('atMost' in test ? [number(`<= ${test.atMost}`)] : []),
  ].join(' && ')
}

export { commented }
