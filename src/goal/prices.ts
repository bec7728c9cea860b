import type { Condition, GoalAmount } from '../schema.ts'
import { contentBeside } from './content.ts'
import { groupsIn, type Whom } from './groups.ts'
import { notAny } from './ranges.ts'
import { alternatives } from './rules.ts'
import type { Found } from './values/value.ts'
import { levelled, type Span, spanOf, trimmed } from './words.ts'

/** What is to be paid: a sum, or a part of what everybody pays. */
type Sum = { pence: number } | { percent: number }

/** A price, for whom, and the clause that says so. */
export interface Price {
  sum: Sum
  /** One alternative without conditions is everybody. */
  whom: Condition[][]
  clause: Span
  because: Span
}

export interface PriceWords {
  sentence: string
  whom: Whom
  /** Conditions that are asked already. */
  asked: readonly Condition[]
  /** Words that say what the service is. */
  naming: readonly Span[]
}

const inWords =
  /\b(?:free(?: of charge)?|no (?:charges?|fees?|cost)|nothing|half[ -]price|half (?:of )?(?:the|that)(?: (?:price|fee|charge|cost|sum))?)\b/gi
const off = /^\s*(?:off|less|cheaper|discount|reduction)\b/i
const everyone =
  /^(?:everyone|everybody|anyone|all|all others?|others?|the rest|everyone else|everybody else|anyone else|everything else|otherwise)$/i
/** What may stand before a price, and says no more than that it is one. */
const pricing =
  /\b(?:pays?|paying|gets?|go|goes|are|is|have|has|at|an?|the|it|and|but|then|or|only|just|reduced|reduction|discount(?:ed)?|concessions?|concessionary|fees?|costs?|prices?|charges?|charged|of|to|in|rate|with)\b|[,:()]/gi
const paying = /(?:\s|[,:(]|\b(?:pays?|gets?|go|goes|are|is|have|has|a|at|reduced to)\b)+$/i
const more = /^(?:a |an |the )?(?:first|second|third|fourth|additional|extra|further|replacement|new)\b/i
const thing = /^(?:an?\s\S|[a-z]+ing\b)/i
/** Of how long, how many or for whom of an age it is nobody is asked. */
const uncountable = /\d|\b(?:each|every|per|and|or|hour|day|week|month|year|night|adult|child|children|pensioner)s?\b/i

/** Where a sentence says a price in words. */
export const pricesInWords = (sentence: string): Span[] =>
  [...levelled(sentence).matchAll(inWords)].map(({ 0: said, index }) => spanOf(sentence, index, index + said.length))

/** The price that a clause gives; undefined when it gives none or several, or says a word more than whom it is for. */
export function priceIn(clause: Span, found: readonly Found[], words: PriceWords): Price | undefined {
  const text = levelled(clause.text)
  const sum = sumIn(text, clause, found)
  if (!sum) return undefined
  const before = text.slice(0, sum.start)
  const after = text
    .slice(sum.end)
    .replace(/[\s)]+$/, '')
    .trim()
  const because = quoted(clause, words.sentence)
  const price = (whom: Condition[][] | undefined): Price | undefined =>
    whom?.length ? { sum: sum.is, whom, clause, because: whom[0]!.length > 0 ? because : sum.because } : undefined
  const bare = before.replace(pricing, ' ').replace(/\s+/g, ' ').trim()
  const isNaming = contentBeside(
    words.sentence,
    { start: clause.start, end: clause.start + sum.start },
    words.naming,
  ).every(({ text: said }) => /^(?:fees?|costs?|prices?|charges?|pays?)$/i.test(said))
  if (after === '') {
    if (bare === '' || everyone.test(bare)) return price([[]])
    return (
      price(
        forWhom(
          before
            .replace(paying, '')
            .replace(/^\s*(?:and|but|then|with)\s+/i, '')
            .trim(),
          words,
        ),
      ) ?? price(isNaming ? [[]] : undefined)
    )
  }
  if (bare !== '' && !isNaming) return undefined
  const [, joint = '', said = ''] = /^(for|if|when|where|unless|otherwise)\b\s*(.*)$/i.exec(after) ?? []
  if (/^otherwise$/i.test(joint)) return price(said === '' ? [[]] : undefined)
  if (/^for$/i.test(joint)) return price(forWhom(said, words))
  if (joint === '') return undefined
  const when = alternatives(said, words.whom.fields, [{ when: words.asked }])
  return price(/^unless$/i.test(joint) ? when && notAny(when) : when)
}

/** The one price of a clause, with where it stands in it. */
function sumIn(
  text: string,
  clause: Span,
  found: readonly Found[],
): { is: Sum; start: number; end: number; because: Span } | undefined {
  const [one, ...others] = found.filter(({ value }) => value.kind === 'money' || value.kind === 'percent')
  const [said, second] = text.matchAll(inWords)
  if (others.length > 0 || second || (one === undefined) === (said === undefined)) return undefined
  if (said) {
    const end = said.index + said[0].length
    const because = {
      start: clause.start + said.index,
      end: clause.start + end,
      text: clause.text.slice(said.index, end),
    }
    return { is: /^half/i.test(said[0]) ? { percent: 50 } : { pence: 0 }, start: said.index, end, because }
  }
  const { span, value } = one!
  const [start, end] = [span.start - clause.start, span.end - clause.start]
  if (value.kind === 'money')
    return value.border || value.per ? undefined : { is: { pence: value.pence }, start, end, because: span }
  const [less] = off.exec(text.slice(end)) ?? []
  if (value.kind !== 'percent' || value.border || less === undefined || value.percent > 100) return undefined
  return { is: { percent: 100 - value.percent }, start, end: end + less.length, because: span }
}

/** A clause without what only joins it to another. */
function quoted(clause: Span, sentence: string): Span {
  const { start, end, text } = trimmed(sentence, clause)
  const [lead = ''] = /^(?:(?:and|but|or|then)\s+|\()*/i.exec(text) ?? []
  const [tail = ''] = text.includes('(', lead.length) ? [] : (/\)*$/.exec(text) ?? [])
  return spanOf(sentence, start + lead.length, end - tail.length)
}

/** "Charities", "over 60s", "a second permit": what must hold of whoever pays, or of what it is for. */
function forWhom(said: string, { asked, whom }: PriceWords): Condition[][] | undefined {
  if (everyone.test(said)) return [[]]
  const people = groupsIn(said, whom, asked)
  if (people) return people
  if (!(more.test(said) || thing.test(said)) || uncountable.test(said)) return undefined
  const one = more.test(said) && !/^(?:an?|the) /i.test(said) ? `a ${said}` : said
  return alternatives(`it is for ${one}`, whom.fields, [{ when: asked }])
}

/** The prices as sums: a part of what everybody pays is worked out. What cannot be, or not in whole pence, is `unread`. */
export function settlePrices(prices: readonly Price[]): { amounts: GoalAmount[]; read: Span[]; unread: Span[] } {
  const forAll = ({ whom }: Price) => whom.some((when) => when.length === 0)
  const base = prices.find((one) => 'pence' in one.sum && forAll(one))
  const amounts: GoalAmount[] = []
  const read: Span[] = []
  const unread: Span[] = []
  for (const one of prices) {
    const { because, clause, sum, whom } = one
    const whole = base && 'pence' in base.sum && !forAll(one) ? base.sum.pence : Number.NaN
    const pence = 'pence' in sum ? sum.pence : (whole * sum.percent) / 100
    if (Number.isInteger(pence)) {
      amounts.push(...whom.map((when) => ({ pence, when, because: because.text })))
      read.push(clause)
    } else unread.push(because)
  }
  return { amounts, read, unread }
}
