import { jsonrepair } from 'jsonrepair'

/** Characters of what is mended: its time grows with their square, and no answer of ours is that long. */
const longestRepair = 50_000

/** A brace that begins an object, in JSON or something near it: one that only stands in prose is followed by neither member nor end. */
const beginning = /\{\s*(?:["'“‘`}]|[\w$-]+\s*:)/g

/** What a text holds: `unfinished` is an object that nothing closes, `broken` one that is closed and cannot be read. */
export interface Found {
  is: 'whole' | 'unfinished' | 'broken' | 'none'
  value?: object | undefined
}

/**
 * The object that a text means: of several the last, leaving out such as it only mentions on its way, which are shorter by far.
 * Where one is unfinished the text was cut, and what stands in front of the cut is no answer.
 */
export function objectIn(text: string): Found {
  const written: string[] = []
  let longest = 0
  beginning.lastIndex = 0
  for (let found = beginning.exec(text); found; found = beginning.exec(text)) {
    const end = endOf(text, found.index)
    if (end === undefined) return { is: 'unfinished' }
    written.push(text.slice(found.index, end))
    longest = Math.max(longest, end - found.index)
    beginning.lastIndex = end
  }
  const meant = written.findLast(({ length }) => length * 2 >= longest)
  if (meant !== undefined) {
    const value = parsed(meant) ?? mended(meant)
    return value ? { is: 'whole', value } : { is: 'broken' }
  }
  const brace = text.indexOf('{')
  return { is: brace >= 0 && endOf(text, brace) === undefined ? 'unfinished' : 'none' }
}

/** Quotes by their beginnings: JSON has one kind, models have more. */
const quotes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '‘': '’' }

/**
 * Behind the brace that closes the one at `start`, or undefined when none does. A text whose quotes do not come out even may
 * have been cut in one of them, so it is not closed either.
 */
function endOf(text: string, start: number): number | undefined {
  let depth = 0
  let quoted: string | undefined
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at]!
    if (quoted && sign === '\\') at += 1
    else if (quoted) quoted = sign === quoted ? undefined : quoted
    else if (Object.hasOwn(quotes, sign)) quoted = quotes[sign]
    else if (sign === '{') depth += 1
    else if (sign === '}') depth -= 1
    if (depth === 0) return at + 1
  }
  return undefined
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    // What is nested too deeply to be written again is no answer, and would break whoever shows it.
    JSON.stringify(value)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A wrong comma or quote is mended. What had to be closed, or leaves out what it does not care to repeat, is not whole. */
function mended(text: string): object | undefined {
  if (text.length > longestRepair) return undefined
  try {
    const whole = jsonrepair(text)
    const count = (one: string, sign: RegExp) => one.match(sign)?.length ?? 0
    const isWhole = count(whole, /[}\]]/g) <= count(text, /[}\]]/g) && count(whole, /\.{3}/g) >= count(text, /\.{3}/g)
    return isWhole ? parsed(whole) : undefined
  } catch {
    return undefined
  }
}
