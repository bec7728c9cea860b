import { plain } from '../../plain.ts'
import { sharedType } from '../../shared-type.ts'
import type { Answer, Contact, Question, Way } from '../shapes.ts'
import type { Checked, Kind, Typed } from './kind.ts'

const WAYS: readonly Way[] = ['email', 'text', 'letter']
export const waysOf = ({ only }: Question): readonly Way[] => only ?? WAYS

const wordsOf: Record<Way, { choice: string; missing: string; invalid: string }> = {
  email: {
    choice: 'Email',
    missing: 'Enter an email address',
    invalid: 'Enter an email address in the correct format, like name@example.com',
  },
  text: {
    choice: 'Text message',
    missing: 'Enter a mobile phone number',
    invalid: 'Enter a mobile phone number, like 07700 900 982 or +353 87 123 4567',
  },
  letter: { choice: 'Letter', missing: 'Enter an address', invalid: 'Enter a full UK postcode, like ZZ99 1AB' },
}
export const wayText = (way: Way): string => wordsOf[way].choice

const LINES = ['line1', 'line2', 'town', 'postcode'] as const
/** Fields of one way. */
export const fieldsOfWay = (name: string, way: Way): string[] =>
  ({ email: [`${name}-email`], text: [`${name}-phone`], letter: LINES.map((line) => `${name}-${line}`) })[way]

/** A number that a text message can reach: of a mobile here, or of another country. */
const MOBILE = /^(07[0-9]{9}|\+[0-9]+)$/

function checkWay(way: Way, { name, ...question }: Question, typed: Typed): Checked {
  const single = waysOf({ name, ...question }).length === 1
  const words = wordsOf[way]
  const missing = single ? question.missing : words.missing
  const invalid = (single && question.invalid) || words.invalid
  const [field = name] = fieldsOfWay(name, way)
  const value = (part: string) => typed[`${name}-${part}`] ?? ''
  if (way === 'letter') return checkAddress(name, missing, invalid, value)
  const type = sharedType(way === 'email' ? 'EmailAddress' : 'PhoneNumber')
  const given = value(way === 'email' ? 'email' : 'phone')
  const answer = type.plain(given)
  if (plain.text(given) === '') return { problem: missing, field }
  if (!type.fits(answer) || (way === 'text' && !MOBILE.test(answer))) return { problem: invalid, field }
  return { answer: way === 'email' ? { email: answer } : { phone: answer } }
}

function checkAddress(name: string, missing: string, invalid: string, value: (part: string) => string): Checked {
  const wrong = (part: string, problem: string) => ({ problem, field: `${name}-${part}` })
  const [line1 = '', line2 = '', town = ''] = LINES.map((part) => plain.line(value(part)))
  const type = sharedType('Postcode')
  const postcode = type.plain(value('postcode'))
  const all = [line1, line2, town]
  if (all.every((one) => one === '') && postcode === '') return wrong('line1', missing)
  if (line1 === '') return wrong('line1', 'Enter address line 1, typically the building and street')
  if (town === '') return wrong('town', 'Enter a town or city')
  const long = LINES.find((_, index) => [...(all[index] ?? '')].length > 100)
  if (long) return wrong(long, 'Your answer must be 100 characters or fewer')
  if (!type.fits(postcode)) return wrong('postcode', invalid)
  return { answer: { address: { lines: [line1, line2].filter((line) => line !== ''), town, postcode } } }
}

/** The way of an answer, and what it holds. */
function partsOf(answer: Answer): { way: Way; typed: (name: string) => Typed; shown: string } | undefined {
  if (typeof answer !== 'object' || Array.isArray(answer)) return undefined
  const { email, phone, address } = answer
  if (typeof email === 'string') return { way: 'email', typed: (name) => ({ [`${name}-email`]: email }), shown: email }
  if (typeof phone === 'string') return { way: 'text', typed: (name) => ({ [`${name}-phone`]: phone }), shown: phone }
  if (typeof address !== 'object' || Array.isArray(address)) return undefined
  const { lines, town, postcode } = address
  const all = [lines].flat().map(String)
  const [line1 = '', ...more] = all
  return {
    way: 'letter',
    typed: (name) => ({
      [`${name}-line1`]: line1,
      [`${name}-line2`]: more.join(', '),
      [`${name}-town`]: String(town),
      [`${name}-postcode`]: String(postcode),
    }),
    shown: [...all, town, postcode].join('\n'),
  }
}

/** One way to reach a person, in the form of the type Contact. Where only one is allowed, nobody has to choose. */
export const contact: Kind = {
  names(question) {
    const ways = waysOf(question)
    const fields = ways.flatMap((way) => fieldsOfWay(question.name, way))
    return ways.length === 1 ? fields : [question.name, ...fields]
  },
  longest: () => 800,
  check(question, typed) {
    const ways = waysOf(question)
    const way = ways.length === 1 ? ways[0] : ways.find((one) => one === typed[question.name])
    return way === undefined ? { problem: question.missing, field: question.name } : checkWay(way, question, typed)
  },
  retyped(question, answer) {
    const parts = partsOf(answer)
    return parts === undefined ? {} : { [question.name]: parts.way, ...parts.typed(question.name) }
  },
  shown: (_question, answer) => partsOf(answer)?.shown ?? '',
}

/** A contact on one line. */
export const contactText = ({ email, phone, address }: Contact): string =>
  email ?? phone ?? (address ? [...address.lines, address.town, address.postcode].join(', ') : '')
