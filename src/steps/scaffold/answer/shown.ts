import { kindOf } from '../../../catalog/asks.ts'
import type { Catalog } from '../../../catalog/load.ts'
import { capitalise } from '../../../goal/words.ts'
import type { Composition, Rule } from '../../../schema.ts'
import { quoted } from '../code.ts'

/** How what a rule gives is shown, as the kit has it: what it is called, its kind, and the words of its values. */
export function shownCode(name: string, { rules, texts, values }: Composition, { types }: Catalog): string {
  const { gives, rows } = rules[name] as Rule
  const [type = ''] = gives.split('/')
  const kind = kindOf(types, type)
  const words = [...new Set(rows.map(({ is }) => String(is)))].map((value) => [
    value,
    values[type]?.[value] ?? inWords(value),
  ])
  const options = words.map(([value, text]) => `{ value: ${quoted(value!)}, text: ${quoted(text!)} }`)
  const members = [
    `name: ${quoted(name)}`,
    `title: ${quoted(texts[name] ?? inWords(name))}`,
    // A deadline is asked for by nobody, and is a moment.
    `kind: ${quoted(kind === 'deadline' ? 'moment' : kind!)}`,
    ...(kind === 'choice' ? [`options: [${options.join(', ')}]`] : []),
    `missing: ''`,
  ]
  return `{ ${members.join(', ')} }`
}

/** councilTaxDiscount, council-tax-discount → Council tax discount */
function inWords(name: string): string {
  return capitalise(name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('-', ' '))
}
