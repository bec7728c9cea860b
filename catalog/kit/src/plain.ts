// What people may vary without meaning something else is made plain before anything looks at it: by the pages and by every
// API alike. A shared type names its way by `x-plain`; any other text loses what cannot be seen.

type Plain = (text: string) => string

// Characters without a shape of their own: fillers, direction marks, soft hyphens, tags. The flags of England, Scotland and
// Wales are written with tags, so a whole flag stays.
const unseen =
  /\u{1F3F4}[\u{E0061}-\u{E007A}]+\u{E007F}|[\u034F]|[\u17B4\u17B5]|[\u180B-\u180F]|[\u00AD\u061C\u115F\u1160\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu

// Joiners and variants belong between visible characters, in emoji, Persian or Hindi; before or behind them they are nothing.
// No writing has many in a row, and without those the last pattern takes time in proportion to the text.
const joiner = /\u200C|\u200D|[\uFE00-\uFE0F]/gu
const joinersInRow = /(?:\u200C|\u200D|[\uFE00-\uFE0F]){5,}/gu
const joinersBefore = /(^|\s)(?:\u200C|\u200D|[\uFE00-\uFE0F])+/gu
const joinersBehind = /(?:\u200C|\u200D)+(?=\s|$)/gu

const tidyLines: Plain = (given) =>
  given
    .split('\n')
    .map((one) => one.trimEnd())
    .join('\n')
    .trim()

/** Text in a person's own words, over several lines. What holds nothing that can be seen becomes empty. */
function text(given: string): string {
  // Most texts hold nothing else, and looking at one character after the other for all below takes ten times as long.
  if (/^[ -~\n]*$/.test(given)) return tidyLines(given)
  const seen = given
    .replace(unseen, (found) => (found.startsWith('\u{1F3F4}') ? found : ''))
    .replace(joinersInRow, '')
    .normalize('NFC')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\p{Zs}\p{Cc}\u2800]/gu, (character) => (character === '\n' ? character : ' '))
    .replace(joinersBefore, '$1')
    .replace(joinersBehind, '')
  return tidyLines(seen)
}

const line: Plain = (given) => text(given).replace(/\s+/g, ' ')
const hyphens = /[-\u2010-\u2015\u2043\u2212\uFE58\uFE63\uFF0D]/g
const without = (given: string, ...marks: RegExp[]) =>
  marks.reduce((left, mark) => left.replace(mark, ''), given).normalize('NFC')
const visible: Plain = (given) => without(line(given), joiner)

/** Numbers of the United Kingdom as they are dialled there, others with + and the code of their country. */
function phone(given: string): string {
  const dialled = visible(given).replace(/^(\+|00)(.*?)\(0\)/, '$1$2')
  return without(dialled, /[\s()./]/g, hyphens)
    .replace(/^00/, '+')
    .replace(/^\+440?/, '0')
}

/** Letters and digits alone, in capitals. */
const bare: Plain = (given) =>
  without(visible(given), /[\s.,]/g, hyphens)
    .toUpperCase()
    .normalize('NFC')
const postcode: Plain = (given) => bare(given).replace(/(.)(.{3})$/, '$1 $2')
/** As copied out of a message, with the full stop behind it, or read out and typed. */
const reference: Plain = (given) => bare(given).replace(/^(.{4})(.{4})(.{4})$/, '$1-$2-$3')

/** By the name that `x-plain` gives. Each is its own fixed point: what is plain stays as it is. */
export const plain = {
  text,
  line,
  email: (given) => visible(given).toLowerCase().normalize('NFC'),
  phone,
  postcode,
  reference,
} satisfies Record<string, Plain>

export type PlainName = keyof typeof plain

type Schema = Record<string, unknown>

/** How a schema has its text made plain. Throws where it names a way that there is not. */
export function plainWay(schema: Schema): Plain {
  const name = schema['x-plain'] ?? 'text'
  if (typeof name === 'string' && Object.hasOwn(plain, name)) return plain[name as PlainName]
  throw new Error(`x-plain: ${name} is none of ${Object.keys(plain).join(', ')}`)
}

/** A value of a request with every text in it made plain, as far as the contract knows the value. Passwords stay. */
export function plainValue(schema: Schema, value: unknown): unknown {
  if (typeof value === 'string') {
    return schema.format === 'password' ? value : plainWay(schema)(value)
  }
  if (Array.isArray(value)) {
    const items = schema.items as Schema | undefined
    return items ? value.map((one) => plainValue(items, one)) : value
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const known = memberOf(schema, name)
      return [name, known ? plainValue(known, member) : member]
    }),
  )
}

function memberOf(schema: Schema, name: string): Schema | undefined {
  const properties = (schema.properties ?? {}) as Record<string, Schema>
  if (Object.hasOwn(properties, name)) return properties[name]
  for (const part of (schema.allOf as Schema[] | undefined) ?? []) {
    const found = memberOf(part, name)
    if (found) return found
  }
  const others = schema.additionalProperties
  return typeof others === 'object' && others !== null ? (others as Schema) : undefined
}
