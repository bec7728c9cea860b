import { kindOf } from '../../../catalog/asks.ts'
import type { Catalog } from '../../../catalog/load.ts'
import { capitalise } from '../../../goal/words.ts'
import type { Composition, Rule } from '../../../schema.ts'
import { quoted } from '../code.ts'

/** How what a rule gives is shown, as the kit has it: what it is called, its kind, and the words of its values. */
export function shownCode(name: string, composition: Composition, catalog: Catalog): string {
  const { gives, rows } = composition.rules[name] as Rule
  const [type = ''] = gives.split('/')
  const values = [...new Set(rows.map(({ is }) => String(is)))]
  return memberCode(name, composition.texts[name] ?? inWords(name), type, composition, catalog, values)
}

/** How a value of a type is shown. `values` are those that it can be; all of its type unless given. */
export function memberCode(
  name: string,
  title: string,
  type: string,
  { values: named }: Composition,
  { types }: Catalog,
  values?: readonly string[],
): string {
  const schema = (types.get(type) ?? {}) as { enum?: string[]; format?: string; 'x-plain'?: string }
  const kind = kindOf(types, type)
  const words = (values ?? schema.enum ?? []).map((value) => [value, named[type]?.[value] ?? inWords(value)])
  const options = words.map(([value, text]) => `{ value: ${quoted(value!)}, text: ${quoted(text!)} }`)
  const link = values === undefined ? linkOf(schema) : undefined
  const members = [
    `name: ${quoted(name)}`,
    `title: ${quoted(title)}`,
    // A deadline is asked for by nobody, and is a moment.
    `kind: ${quoted(kind === 'deadline' ? 'moment' : kind!)}`,
    ...(kind === 'choice' ? [`options: [${options.join(', ')}]`] : []),
    ...(link === undefined ? [] : [`link: ${quoted(link)}`]),
    `missing: ''`,
  ]
  return `{ ${members.join(', ')} }`
}

/** What stands before a value that leads somewhere: a page, an email address, a number to call. */
function linkOf({ format, 'x-plain': plain }: { format?: string; 'x-plain'?: string }): string | undefined {
  if (format === 'uri') return ''
  if (format === 'email') return 'mailto:'
  return plain === 'phone' ? 'tel:' : undefined
}

/** councilTaxDiscount, council-tax-discount → Council tax discount */
export function inWords(name: string): string {
  return capitalise(name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('-', ' '))
}
