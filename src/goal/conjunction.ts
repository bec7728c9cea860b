import { afterNumber, comparesNumbers, comparisons } from './numbers.ts'
import { type Statement, statementOf } from './question.ts'

const joint = new RegExp(`\\s+(?!${afterNumber})(and|or)\\s+(?:if\\s+|when\\s+|where\\s+)?`, 'i')
const base = /^(?:live|need|use|have|are|were|can|cannot|feel|lack|want|work|smell|refuse|suffer|get|go|do)\b/i
const verbFirst =
  /^(?:is|are|was|were|has|have|had|can|cannot|could|does|do|did|will|would|must|(?:is|are|has|have|does|do|ca|wo)n['’]t|lives|needs|uses|feels|lacks|wants|works|smells|refuses|suffers|gets|goes|involves|concerns|affects|includes|leaks|falls|sleeps|relies|depends|takes|drinks|hears|sees)\b/i
const limitFirst = new RegExp(`^(?:aged|${comparisons}|\\d)\\b`, 'i')

/**
 * The alternatives of a condition, each the statements that must all hold. What one statement leaves to the one before
 * it is said again: "the caller has no food or has a fever" → "the caller has a fever". Where it is not clear what belongs
 * together ("a risk of harm or neglect") it stays one statement. Undefined when a number could be lost in that.
 */
export function alternativesOf(clause: string): string[][] | undefined {
  if (/\bbetween\b/i.test(clause)) return [[clause]]
  const [first = '', ...others] = clause.split(joint)
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
    if (comparesNumbers(before.toLowerCase()) || comparesNumbers(part.toLowerCase())) return undefined
    const merged = `${before} ${word} ${part}`
    alternative.push(merged)
    last ??= statementOf(merged)
  }
  return alternatives
}

/** A part of a condition as a statement of its own; undefined when it is not clear what it says. */
function complete(part: string, { subject, verb, rest }: Statement): string | undefined {
  if (verbFirst.test(part) || (base.test(part) && /^(?:they|we|people|children|.*s)$/i.test(subject)))
    return `${subject} ${part}`
  if (statementOf(part)) return part
  const being = /^(?:is|are|was|were)$/i.test(verb)
  if (being && !/^there$/i.test(subject) && limitFirst.test(part)) return `${subject} ${verb} ${part}`
  // "a risk of harm or neglect", "no food or water", "domestic or sexual abuse": cut, they would say something else.
  if (/\b(?:of|to|in|with|from|for|at|by|on|no|not|never)\b/i.test(rest) || /^cannot|n['’]t$/i.test(verb))
    return undefined
  const determined = /^(?:a|an|any|some|no)\s/i
  if (determined.test(part) && determined.test(rest)) return `${subject} ${verb} ${part}`
  const single = /^[\p{L}-]+$/u
  return single.test(part) && single.test(rest) ? `${subject} ${verb} ${part}` : undefined
}
