import { type Statement, statementOf } from './question.ts'
import { comparedIn } from './values/compare.ts'

const joint = /\s+(and|or)\s+(?:if\s+|when\s+|where\s+)?/gi
const base = /^(?:live|need|use|have|are|were|can|cannot|feel|lack|want|work|smell|refuse|suffer|get|go|do)\b/i
const verbFirst =
  /^(?:is|are|was|were|has|have|had|can|cannot|could|does|do|did|will|would|must|(?:is|are|has|have|does|do|ca|wo)n['’]t|lives|needs|uses|feels|lacks|wants|works|smells|refuses|suffers|gets|goes|involves|concerns|affects|includes|leaks|falls|sleeps|relies|depends|takes|drinks|hears|sees)\b/i
const beginsWithLimit = (part: string): boolean => /^\d/.test(part) || comparedIn(part)[0]?.span.start === 0

/**
 * The alternatives of a condition, each the statements that must all hold. What one statement leaves to the one before
 * it is said again: "the caller has no food or has a fever" → "the caller has a fever". Where it is not clear what belongs
 * together ("a risk of harm or neglect") it stays one statement. Undefined when a number could be lost in that.
 */
export function alternativesOf(clause: string): string[][] | undefined {
  const [first = '', ...others] = partsOf(clause)
  const alternatives = [[first]]
  let last = statementOf(first)
  for (let index = 0; index < others.length; index += 2) {
    const [word = '', part = ''] = others.slice(index, index + 2)
    const alternative = alternatives.at(-1)!
    // "a baby or a toddler lives there": the first part is none without the second.
    const whole = last && complete(part, last)
    if (whole !== undefined) {
      if (/^or$/i.test(word)) alternatives.push([whole])
      else alternative.push(whole)
      last = statementOf(whole) ?? last
      continue
    }
    const before = alternative.pop()!
    if (comparedIn(before).length + comparedIn(part).length > 0) return undefined
    const merged = `${before} ${word} ${part}`
    alternative.push(merged)
    last ??= statementOf(merged)
  }
  return alternatives
}

/** A clause cut at "and" and "or", which stand between its parts; not inside of a value, as in "65 or over". */
function partsOf(clause: string): string[] {
  const values = comparedIn(clause)
  const parts: string[] = []
  let from = 0
  for (const { 0: said, 1: word = '', index } of clause.matchAll(joint)) {
    if (values.some(({ span }) => span.start < index + said.length && index < span.end)) continue
    parts.push(clause.slice(from, index), word)
    from = index + said.length
  }
  return [...parts, clause.slice(from)]
}

/** A part of a condition as a statement of its own; undefined when it is not clear what it says. */
function complete(part: string, { subject, verb, rest }: Statement): string | undefined {
  if (verbFirst.test(part) || (base.test(part) && /^(?:they|we|people|children|.*s)$/i.test(subject)))
    return `${subject} ${part}`
  if (statementOf(part)) return part
  const being = /^(?:is|are|was|were)$/i.test(verb)
  if (being && !/^there$/i.test(subject) && beginsWithLimit(part)) return `${subject} ${verb} ${part}`
  // "a risk of harm or neglect", "no food or water", "domestic or sexual abuse": cut, they would say something else.
  if (/\b(?:of|to|in|with|from|for|at|by|on|no|not|never)\b/i.test(rest) || /^cannot|n['’]t$/i.test(verb))
    return undefined
  const determined = /^(?:a|an|any|some|no)\s/i
  if (determined.test(part) && determined.test(rest)) return `${subject} ${verb} ${part}`
  const single = /^[\p{L}-]+$/u
  return single.test(part) && single.test(rest) ? `${subject} ${verb} ${part}` : undefined
}
