import { longestMessage } from '../../catalog/asks.ts'
import type { Catalog } from '../../catalog/load.ts'
import { type Composition, partsOf, stepsOf, Way } from '../../schema.ts'
import { always, placeholdersIn } from './placeholders.ts'

/** Characters of a value whose type does not say how long it can be: a date in words, a reference. */
const usual = 30
/** Of an address on the web. */
const address = 100

type Holder = Pick<Composition, 'record' | 'lookups' | 'phases' | 'on'>

/**
 * Texts that a message has no room for in every way in which people of this service are written to, with the values that they
 * hold as long as they can be: a text message that was cut would not say what it should.
 */
export function tooLong(
  composition: Holder,
  texts: Readonly<Record<string, string>>,
  catalog: Pick<Catalog, 'types' | 'capabilities'>,
): { name: string; most: number; at: number }[] {
  const contacts = composition.record.filter(({ question }) => question.kind === 'contact')
  const limits = contacts.flatMap(
    ({ type, question }) => longestMessage(catalog.types, type, question.only ?? Way.options) ?? [],
  )
  if (limits.length === 0) return []
  const most = Math.min(...limits)
  const steps = stepsOf(composition)
  const sent = steps.flatMap(({ inputs: { to, body = '' } }) => {
    const { kind, head } = partsOf(body)
    return to && kind === 'text' ? [head] : []
  })
  const longestOf = (held: string): number => {
    if (always.includes(held)) return held === 'reference' ? usual : address
    const { head, path } = partsOf(held)
    const [capability = '', name = ''] = (steps.find(({ id }) => id === head)?.do ?? '').split('.')
    const operation = catalog.capabilities.get(capability)?.operations.find(({ id }) => id === name)
    const type = operation?.outputs.find((output) => output.path === path)?.type
    return (catalog.types.get(type ?? '') as { maxLength?: number } | undefined)?.maxLength ?? usual
  }
  return [...new Set(sent)].flatMap((name) => {
    const text = texts[name] ?? ''
    const held = placeholdersIn(text).map((one) => longestOf(one) - `{${one}}`.length)
    const at = held.reduce((sum, one) => sum + one, [...text].length)
    return at > most ? [{ name, most, at }] : []
  })
}
