import type { Condition, Eligible } from '../schema.ts'
import { groupsIn, namesAge, type Whom } from './groups.ts'
import { notAny } from './ranges.ts'
import { levelled, type Span, trimmed } from './words.ts'

const uses = '(?:apply|book|register|use (?:it|this)|use the service|take part|come|join|have one|get one)'
const opening = '(?:it is |this is |the service is )?'

/** How a goal says whom it is for; `who` are the people. Where it says no age, "only" or "must" says that nobody else gets through. */
const forms: readonly { form: RegExp; shuts?: true; says: (who: string) => string }[] = [
  {
    form: new RegExp(
      `^${opening}(?:only (?:for|open to|available to)|(?:for|open to|available to) only) (?<who>.+)$`,
      'i',
    ),
    shuts: true,
    says: (who) => `only for ${who}`,
  },
  {
    form: new RegExp(`^${opening}(?:for|open to|available to) (?<who>.+?) only$`, 'i'),
    shuts: true,
    says: (who) => `only for ${who}`,
  },
  { form: new RegExp(`^${opening}(?:for|open to|available to) (?<who>.+)$`, 'i'), says: (who) => `for ${who}` },
  { form: /^(?<who>.+?) only$/i, shuts: true, says: (who) => `only for ${who}` },
  { form: new RegExp(`^only (?<who>.+?) (?:can|may) ${uses}$`, 'i'), shuts: true, says: (who) => `only for ${who}` },
  { form: new RegExp(`^(?<who>.+?) (?:can|may) ${uses}$`, 'i'), says: (who) => `for ${who}` },
  {
    form: /^(?:you|they|people|residents|applicants|anyone|everyone) (?:must|have to|need to) be (?:aged )?(?<who>.+)$/i,
    shuts: true,
    says: (who) => `for people who are ${who}`,
  },
]
/** What is longer is no list of people that somebody could read at once. */
const longest = 180

const against: readonly RegExp[] = [
  new RegExp(`^${opening}not (?:for|open to|available to) (?<who>.+)$`, 'i'),
  /^no (?<who>.+)$/i,
]

/**
 * Whom the service is for, as a clause says it; undefined when it says a word more. People alone ("for tenants and landlords")
 * are a list of who may come, and nobody is shut out by it. `behind` is a name of the service that the clause goes on from.
 */
export function eligibleIn(
  clause: Span,
  sentence: string,
  whom: Whom,
  asked: readonly Condition[],
  behind: string,
): Eligible[] | undefined {
  const because = trimmed(sentence, clause)
  if (because.text.length > longest) return undefined
  const said = levelled(because.text).replace(/\s+/g, ' ').replace(/^and /i, '')
  const text = /\bfor$/i.test(behind.trim()) && !/^(?:for|only)\b/i.test(said) ? `for ${said}` : said
  for (const { form, says, shuts } of forms) {
    const who = form.exec(text)?.groups?.who
    if (who === undefined) continue
    const plain = shuts ? who.replace(/^(?:an?|the) /i, '') : who
    const found = groupsIn(plain, whom, asked) ?? (shuts ? groupsIn(`people ${plain}`, whom, asked) : undefined)
    if (found && (shuts || namesAge(found)))
      return found.map((when) => ({ when, whom: says(who), because: because.text }))
  }
  return undefined
}

/** Whom it is not for: then it is for all others. */
export function notEligibleIn(
  clause: Span,
  sentence: string,
  whom: Whom,
  asked: readonly Condition[],
): Eligible[] | undefined {
  const because = trimmed(sentence, clause)
  if (because.text.length > longest) return undefined
  const said = levelled(because.text).replace(/\s+/g, ' ')
  for (const form of against) {
    const who = form.exec(said)?.groups?.who
    const found = who === undefined ? undefined : groupsIn(who, whom, asked)
    const others = found && namesAge(found) ? notAny(found) : undefined
    if (others?.length) return others.map((when) => ({ when, whom: `not for ${who}`, because: because.text }))
  }
  return undefined
}
