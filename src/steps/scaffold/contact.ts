import { type Composition, type RecordField, Way } from '../../schema.ts'
import { contactCode, quoted } from './code.ts'
import { mayLack } from './presence.ts'

/** How a service reaches the person who sent something, and how they find it again. All but the ways is code. */
export interface ReachedBy {
  /** the ways in which they may be written to; none where they are not */
  ways: readonly Way[]
  /** the field that says it, and whether it may be left out */
  field: string
  optional: boolean
  by: string
  /** what the kit finds out whether it is theirs with, and what it is given of a record */
  same: 'sameContact' | 'sameName'
  kept: string
  /** what they are known by, as one text: of a submission, and in SQL of a record */
  recipient: string
  recipientColumn: string
  tests: { typed: string; wrong: string; theirs: string; theirsToo: string; another: string }
}

type Alone = 'email' | 'phone' | undefined

/** A contact, or what earlier versions asked for by itself; a name where people are not written to. */
export function contactOf(composition: Composition): ReachedBy {
  const found = reachedIn(composition)
  return { ...found, optional: composition.record.some((field) => field.name === found.field && mayLack(field)) }
}

function reachedIn(composition: Composition): Omit<ReachedBy, 'optional'> {
  const of = (type: string) => composition.record.find((field) => field.type === type && field.role === 'applicant')
  const contact = of('Contact')
  if (contact) return reached(contact.name, contact.question.only ?? Way.options, undefined)
  const email = of('EmailAddress')
  if (email) return reached(email.name, ['email'], 'email')
  const phone = of('PhoneNumber')
  if (phone) return reached(phone.name, ['text'], 'phone')
  return named(of('PersonName') ?? composition.record[0]!)
}

function named({ name }: RecordField): Omit<ReachedBy, 'optional'> {
  return {
    ways: [],
    field: name,
    by: '[]',
    same: 'sameName',
    kept: `record.${name}`,
    recipient: `fields.${name}`,
    recipientColumn: `fields->>'${name}'`,
    tests: {
      typed: `sample.${name}`,
      wrong: "'Somebody Else'",
      theirs: "'Spared Person'",
      theirsToo: "'SPARED Person'",
      another: "'Another Person'",
    },
  }
}

function reached(field: string, ways: readonly Way[], alone: Alone): Omit<ReachedBy, 'optional'> {
  const [way] = ways as [Way]
  return {
    ways,
    field,
    by: `[${ways.map(quoted).join(', ')}]`,
    same: 'sameContact',
    kept: contactCode(`record.${field}`, alone),
    recipient: `contactText(${contactCode(`fields.${field}`, alone)})`,
    recipientColumn: alone ? `fields->>'${field}'` : columnOf[way](`fields->'${field}'`),
    tests: testsOf[way](field, alone),
  }
}

/** In SQL the text that the kit makes of a contact. */
const columnOf: Record<Way, (contact: string) => string> = {
  email: (contact) => `${contact}->>'email'`,
  text: (contact) => `${contact}->>'phone'`,
  letter: (contact) =>
    `concat_ws(', ', (SELECT string_agg(line, ', ') FROM jsonb_array_elements_text(${contact}->'address'->'lines') AS line), ${contact}->'address'->>'town', ${contact}->'address'->>'postcode')`,
}

const testsOf: Record<Way, (field: string, alone: Alone) => ReachedBy['tests']> = {
  email: (field, alone) => ({
    typed: `sample.${field}${alone ? '' : '.email'}`,
    wrong: "'somebody-else@example.com'",
    ...valuesOf('email', alone, ['spared@example.com', 'Spared+again@example.com', 'another@example.com']),
  }),
  text: (field, alone) => ({
    typed: `sample.${field}${alone ? '' : '.phone'}`,
    wrong: "'07700 900999'",
    ...valuesOf('phone', alone, ['07700 900654', '+44 7700 900 654', '07700 900655']),
  }),
  letter: (field) => {
    const address = (line: string) =>
      `{ address: { lines: [${quoted(line)}], town: 'Exampleton', postcode: 'ZZ99 1AB' } }`
    return {
      typed: `sample.${field}.address.postcode`,
      wrong: "'ZZ99 9ZZ'",
      theirs: address('1 Spared Row'),
      theirsToo: address('1 SPARED  Row'),
      another: address('2 Spared Row'),
    }
  },
}

function valuesOf(member: 'email' | 'phone', alone: Alone, values: [string, string, string]) {
  const [theirs, theirsToo, another] = values.map((value) =>
    alone ? quoted(value) : `{ ${member}: ${quoted(value)} }`,
  )
  return { theirs: theirs!, theirsToo: theirsToo!, another: another! }
}

/** Where in a record's column `fields` addresses or numbers stand, in SQL: by themselves, and in contacts. */
export function columnsOf(composition: Composition, type: string, member: 'email' | 'phone'): string {
  const columns = composition.record.flatMap((field) => {
    if (field.type === type) return [`fields->>'${field.name}'`]
    return field.type === 'Contact' ? [`fields->'${field.name}'->>'${member}'`] : []
  })
  return columns.map((column) => `"${column}"`).join(', ')
}
