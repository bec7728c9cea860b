import { valuesIn } from '../goal/values/read.ts'
import { findPhrase, overlaps } from '../goal/words.ts'
import type { Became, Fact, Miss, Plan, Reading } from '../schema.ts'
import { type ExpectedFact, expectedOf, foundIn, stemsOf } from './found-facts.ts'

export interface JudgedFact {
  fact: Fact
  became: Became
}

/** What a kind does anyway, in words, and the words of each way to tell people. */
export interface Words {
  anyway: readonly string[]
  channels: Readonly<Record<string, readonly string[]>>
}

/** What became of each fact of a goal, and of each thing that was found and is none. */
export function judgeFacts(
  goal: string,
  reading: Reading,
  { intent, unread }: Pick<Plan, 'intent' | 'unread'>,
  words: Words,
): { facts: JudgedFact[]; misses: Omit<Miss, 'goal' | 'style'>[] } {
  const facts: JudgedFact[] = []
  const misses: Omit<Miss, 'goal' | 'style'>[] = []
  // A sum that nothing takes is told, not read.
  const lost = new Set(unread.map((one) => one.words))
  const left = new Set(foundIn(intent).filter(({ because }) => !lost.has(because)))
  const problems = unread.filter(({ kind }) => kind !== 'note').map((one) => one.words)
  const all = expectedOf(reading).map((expected) => {
    const [found] = [...left].filter((one) => expected.is?.(one))
    if (found) left.delete(found)
    return { expected, found }
  })
  for (const { expected, found } of all) {
    const { fact, shown } = expected
    const told = toldOf(goal, expected, problems, words)
    // What is quoted word for word is none of the findings that this knows, unless it is a rule.
    const quoted = expected.is ? [] : [...left].filter((one) => touches(goal, expected.words, one.because))
    // Of what is neither read nor told something else of its kind was made, if anything.
    const instead = expected.is && !found && told.length === 0 ? [...left].find((one) => one.fact === fact) : undefined
    for (const one of [...quoted, ...(instead ? [instead] : [])]) left.delete(one)
    const wrongly = instead ?? quoted.find((one) => fact === 'unread' || one.fact !== 'rule')
    const read = found ?? (fact === 'also' && (quoted[0] ?? isCarried(goal, expected.words, intent, words)))
    const right = read || (fact === 'unread' && told.length > 0)
    const became = wrongly ? 'wrong' : right ? 'exact' : told.length > 0 ? 'told' : 'dropped'
    facts.push({ fact, became })
    if (became === 'exact') continue
    const inPlace = wrongly?.shown ?? (told.map((one) => `told: "${one}"`).join(', ') || 'nothing')
    misses.push({ what: fact, became, expected: shown, found: inPlace })
  }
  for (const { because, fact, shown } of left) {
    facts.push({ fact, became: 'wrong' })
    misses.push({ what: fact, became: 'wrong', expected: 'nothing', found: `${shown}, because "${because}"` })
  }
  return { facts, misses }
}

/** Whether two quotes of a goal share a word of it. */
function touches(goal: string, one: string, other: string): boolean {
  if (one === '' || other === '') return false
  const others = findPhrase(goal, other)
  return findPhrase(goal, one).some((span) => others.some((two) => overlaps(span, two)))
}

/** Findings that this knows; any other that rests on a quote reads it. */
const known = new Set('rules times deadline limits amounts constraints capabilities fields values goal'.split(' '))

function isCarried(goal: string, quote: string, intent: Plan['intent'], { anyway }: Words): boolean {
  if (anyway.some((phrase) => /\s/.test(phrase) && findPhrase(quote, phrase).length > 0)) return true
  const others = Object.entries(intent).flatMap(([key, value]) => (known.has(key) ? [] : [value].flat()))
  return others.some(
    (one) => typeof one === 'object' && one !== null && 'because' in one && touches(goal, quote, String(one.because)),
  )
}

/** The clauses that a person is told nothing comes of, in which a fact stands. */
function toldOf(
  goal: string,
  { fact, words }: ExpectedFact,
  problems: readonly string[],
  { channels }: Words,
): readonly string[] {
  if (fact === 'also' || fact === 'unread') {
    const wanted = stemsOf(words)
    const most = (one: string) => {
      const said = new Set(stemsOf(one))
      return wanted.filter((word) => said.has(word)).length * 2 >= wanted.length
    }
    return problems.filter((one) => touches(goal, words, one) && most(one))
  }
  if (fact === 'channel')
    return problems.filter((one) => [words, ...(channels[words] ?? [])].some((way) => findPhrase(one, way).length > 0))
  if (fact === 'rule') {
    // A rule may be told in two pieces, of which one is what must not be.
    const wanted = stemsOf(words)
    const pieces = problems.filter((one) => stemsOf(one).some((word) => wanted.includes(word)))
    const said = new Set(pieces.flatMap(stemsOf))
    return wanted.every((word) => said.has(word)) ? pieces : []
  }
  return problems.filter((one) =>
    valuesIn(one).some(({ span, value }) => holds(value, words) || span.text.includes(words)),
  )
}

const holds = (value: object, number: string): boolean =>
  Object.values(value).some((one) => String(one) === number || String(one) === String(Number(number) * 100))
