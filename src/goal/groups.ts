import type { Condition, RecordField, Spoken, SpokenPattern } from '../schema.ts'
import { readCondition } from './condition.ts'
import { askedAs } from './rules.ts'
import { testOf } from './values/compare.ts'
import { valuesIn } from './values/read.ts'
import type { Value } from './values/value.ts'
import { levelled, plural } from './words.ts'

/** People as a pattern asks about them: whoever uses the service, or somebody whom they tell of. */
export interface Whom {
  /** How a statement about one begins. */
  one: 'you are' | 'the person is'
  some: 'you' | 'they'
  /** Words that leave nobody out: people, and the pattern's own word for whoever uses it. */
  anyone: ReadonlySet<string>
  /** What somebody may be, as it is said of several → of one. */
  groups: ReadonlyMap<string, string>
  fields: readonly RecordField[]
}

const irregular: Readonly<Record<string, string>> = { woman: 'women', man: 'men' }
const everybody = 'people person persons anyone anybody everyone everybody those someone users applicants customers'

export function whomOf({ fields, people }: SpokenPattern['spec'], { groups }: Pick<Spoken, 'groups'>): Whom {
  // Who is asked is the one it is about, unless the pattern asks for somebody else as well: that is a person, and no organisation.
  const others = fields.some(({ type, role }) => type === 'PersonName' && role !== 'applicant')
  const users = Object.entries(people).flatMap(([name, { may }]) => (may.length === 0 ? [name, plural(name)] : []))
  return {
    one: others ? 'the person is' : 'you are',
    some: others ? 'they' : 'you',
    anyone: new Set([...everybody.split(' '), ...users]),
    groups: new Map(
      [...groups.people, ...(others ? [] : groups.organisations)].flatMap((one) =>
        [one, irregular[one] ?? plural(one)].map((said) => [said, one] as const),
      ),
    ),
    fields,
  }
}

/** Values are longer than this in no list of people. */
const longest = 300

/**
 * The people that a text names, each alternative with all that must hold of one of them: "over 65s and pregnant women" is the age,
 * or being one. Undefined as soon as one word is not understood. `asked` are the conditions that are asked already.
 */
export function groupsIn(text: string, whom: Whom, asked: readonly Condition[]): Condition[][] | undefined {
  if (text.length > longest) return undefined
  const found: Condition[][] = []
  for (const part of partsOf(text)) {
    const conditions = groupIn(part, whom, [...asked, ...found.flat()])
    if (!conditions) return undefined
    found.push(conditions)
  }
  return found.length > 0 ? found : undefined
}

/** Whether one of them is an age. */
export const namesAge = (groups: readonly (readonly Condition[])[]): boolean =>
  groups.flat().some(({ type }) => type === 'WholeNumber')

/** Cut at commas, "and" and "or", but not inside a value: "aged 65 or over". */
function partsOf(text: string): string[] {
  const values = valuesIn(text)
  const parts: string[] = []
  let from = 0
  for (const { 0: sign, index } of text.matchAll(/\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+/gi)) {
    if (values.some(({ span }) => span.start < index + sign.length && index < span.end)) continue
    parts.push(text.slice(from, index))
    from = index + sign.length
  }
  return [...parts, text.slice(from)]
}

function groupIn(text: string, whom: Whom, asked: readonly Condition[]): Condition[] | undefined {
  const said = levelled(text)
    .replace(/\s+/g, ' ')
    .trim()
    // How a clause begins is no name.
    .replace(/^[A-Z](?=[a-z]+(?: [^A-Z]|$))/, (letter) => letter.toLowerCase())
    .replace(/^(?:the|all|any|our|each|every) /, '')
  const [found, ...others] = valuesIn(said).filter(({ value }) => mayBeAge(value))
  if (others.length > 0 || valuesIn(said).length > (found ? 1 : 0)) return undefined
  const statements = found ? agesOf(said, found, whom) : [statementOf(said, whom)]
  const conditions: Condition[] = []
  for (const statement of statements) {
    const condition = statement === undefined ? undefined : readCondition(statement, whom.fields)
    const named = condition && askedAs(condition, [...asked, ...conditions])
    if (!named || conditions.some(({ field }) => field === named.field)) return undefined
    conditions.push(named)
  }
  return conditions.length > 0 ? conditions : undefined
}

const mayBeAge = (value: Value): boolean =>
  value.kind === 'age' ||
  (['number', 'duration'].includes(value.kind) && 'border' in value && value.border !== undefined)

/** "residents aged 60 or over": an age, and what else is said of whose it is. */
function agesOf(
  said: string,
  { span, value }: ReturnType<typeof valuesIn>[number],
  whom: Whom,
): (string | undefined)[] {
  const who = said
    .slice(0, span.start)
    .replace(/\b(?:who are|that are|are|is)\s*$/, '')
    .trim()
  const behind = said.slice(span.end).trim()
  // A number alone is no age: "more than 3 visits".
  if (who === '' && value.kind !== 'age') return [undefined]
  const years = span.text.replace(/(\d) ?s$/, '$1').replace(/olds$/, 'old')
  const further = behind === '' || whom.anyone.has(behind) ? [] : [statementOf(`people ${behind}`, whom)]
  // Of a child somebody else is asked.
  const child = children.get(who)
  if (child !== undefined) return [`the ${child} is ${years}`, ...further]
  const age = `they are ${years}`
  if (who === '' || whom.anyone.has(who) || (/^adults?$/.test(who) && leastOf(value) >= 16)) return [age, ...further]
  return [age, statementOf(who, whom), ...further]
}

const children: ReadonlyMap<string, string> = new Map([
  ['child', 'child'],
  ['children', 'child'],
  ['baby', 'baby'],
  ['babies', 'baby'],
  ['toddlers', 'toddler'],
  ['pupils', 'pupil'],
  ['young people', 'young person'],
])

/** The least age that a value may mean. */
function leastOf(value: Value): number {
  const is = testOf(value)
  if (typeof is !== 'object') return 0
  return 'over' in is ? is.over : 'atLeast' in is ? is.atLeast : 0
}

/** "Pregnant women" → "you are a pregnant woman"; undefined for what is no word for people. */
function statementOf(said: string, { anyone, groups, one, some }: Whom): string | undefined {
  const [, who = '', joint = '', rest = ''] =
    /^(\S+) (who are|that are|who|that|with|without|on|in|living|receiving|getting|claiming|caring) (\S.*)$/.exec(
      said,
    ) ?? []
  if (anyone.has(who)) {
    if (/are$/.test(joint) || /^(?:on|in)$/.test(joint))
      return `${some} are ${/are$/.test(joint) ? '' : `${joint} `}${rest}`
    if (/^(?:who|that)$/.test(joint)) return `${some} ${rest}`
    // Whoever comes with somebody has not got them.
    if (joint === 'with') return accompanied.test(rest) ? undefined : `${some} have ${rest}`
    return joint === 'without' ? undefined : `${some} are ${joint} ${rest}`
  }
  const words = said.split(' ')
  const last = words.pop()!
  // "Disabled people"; of more words nobody knows which of them say what.
  if (/^(?:people|persons|person)$/.test(last))
    return words.length === 1 && isAdjective(words[0]!) ? `${one} ${words[0]}` : undefined
  for (let from = Math.max(0, words.length - 2); from <= words.length; from++) {
    const group = groups.get([...words.slice(from), last].join(' ').toLowerCase())
    const before = words.slice(0, from)
    if (group === undefined || before.length > 3 || !before.every(isAdjective)) continue
    const called = [...before, group].join(' ')
    return `${one} ${/^[aeiou]/i.test(called) && !/^(?:uni|use|eu|one)/i.test(called) ? 'an' : 'a'} ${called}`
  }
  return undefined
}

const accompanied =
  /\b(?:adults?|parents?|guardians?|carers?|friends?|partners?|escorts?|chaperones?|someone|somebody)$/i

/** No adjectives: they join things, so that of which of them it is said is not clear, or say whose or how many they are. */
const joining = new Set(
  'of for to from by at in on with without who that which a an the no not non never than or and per their his her its our my your these those some many most more few several both other others such same two three four five six only also'.split(
    ' ',
  ),
)
/** Of how old is said in years. */
const vague = /^(?:young|old|elderly|senior|aged|middle|[a-z]+er|[a-z]+est)$/i
const isAdjective = (word: string): boolean =>
  /^[a-z]+$/i.test(word) && !joining.has(word.toLowerCase()) && !vague.test(word)
