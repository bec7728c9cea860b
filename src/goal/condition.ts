import type { Condition, RecordField } from '../schema.ts'
import { readComparison } from './comparison.ts'
import { askYesNo, hasVerb } from './question.ts'
import { comparesInDigits } from './values/compare.ts'
import { camel, capitalise, normalise, reservedNames } from './words.ts'

/** What turns a statement round, or breaks off: asked as it stands, it would not be what the goal says. */
const unclear =
  /\b(?:unless|except|although|though|until|but|e\.g|i\.e|eg|ie|etc|only if|even if|instead)\b|\b[b-hj-z]$|\b(?:answer|respond|reply|text|email|notify|tell) (?:people|them|within)\b|\bsend (?:people |them )?an? (?:text|e ?mail|letter)|\bwithin \S+ (?:working |business )?(?:hour|day|week)/
const negative = /\b(?:no|not|never|nobody|none|without|cannot|neither)\b|n['’]t\b/

/**
 * Reads one condition: "there is a risk of harm" → is riskOfHarm true, asked as "Is there a risk of harm?"; "the tenant is
 * over 75" → is tenantAge over 75. A field that the pattern already asks for is used again. Undefined when any word of it
 * is not understood: half a condition would be a wrong rule.
 */
export function readCondition(clause: string, fields: readonly RecordField[]): Condition | undefined {
  const said = withVerb(
    clause
      .trim()
      .replace(/\s+/g, ' ')
      .replace(/[.,;:!?]+$/, ''),
  )
  const plain = normalise(said)
  if (!/[a-z]/.test(plain) || unclear.test(plain)) return undefined
  const compared = readComparison(said, plain)
  if (compared || comparesInDigits(plain)) return compared
  const known = fields.find((field) => field.type === 'YesNo' && says(plain, field.name))
  if (known && negative.test(plain)) return undefined
  const title = known?.question.title ?? askYesNo(said)
  if (!title || title.length > 200) return undefined
  return { phrase: said, field: known?.name ?? nameOf(said, fields), is: true, title, type: 'YesNo' }
}

const contractions: Record<string, string> = { s: 'is', re: 'are', ve: 'have' }

/** Says in full what is short: "there's damp" → there is damp, "no heating" → there is no heating. */
function withVerb(said: string): string {
  // WHERE NO WORD BEGINS SMALL, capitals are no names.
  const full = (/(?:^|\s)[a-z]/.test(said) ? said : said.toLowerCase())
    .replace(/^that\s+/i, '')
    .replace(/^(there|it|they)['’](s|re|ve)\b/i, (_, who: string, verb: string) => `${who} ${contractions[verb]}`)
  const thing = /^no\s/i.test(full) || /^(?:a|an|any)\s[a-z-]+(?: (?![a-z]+[^aisu]s\b)[a-z-]+){0,5}$/i.test(full)
  return thing && !hasVerb(full) ? `there is ${full}` : full
}

/** Whether a clause says what a field of the pattern asks, and nothing more. */
function says(plain: string, name: string): boolean {
  const wanted = name
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
    .split(' ')
  const words = plain.split(' ')
  const around =
    /^(?:there|someone|somebody|anyone|anybody|a|an|any|the|person|people|they|it|this|things?|situation|case|is|are|in|nobody|no|one|not|never)$/
  return (
    wanted.every((word) => words.includes(word)) && words.every((word) => wanted.includes(word) || around.test(word))
  )
}

/** "there is a risk of harm" → riskOfHarm; never the name of a field that holds something else. */
function nameOf(said: string, fields: readonly RecordField[]): string {
  const name = camel(bare(normalise(said)))
  const taken = reservedNames.has(name) || fields.some((field) => field.name === name)
  // Wiring names its questions by role and type: homeAddress, applicantContact.
  return taken || /(?:Address|Postcode|Contact)$/.test(name) ? `has${capitalise(name)}` : name
}

/** Takes away what does not name the thing: "there is a risk of harm" → "risk of harm". */
function bare(plain: string): string {
  return plain
    .replace(
      /^(?:that\s+)?(?:there\s+(?:is|are|was|were)|it\s+(?:is|involves|concerns)|(?:they|you)\s+(?:are|have)|(?:the\s+)?(?:person|case|applicant|someone|somebody|anyone)\s+(?:is|has))\s+/,
      '',
    )
    .replace(/^(?:a|an|any|the|some|in|at)\s+/, '')
    .trim()
}
